from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.desk.staff import StaffAdmin
from coopere.lib.changes import changes
from coopere.lib.forms import LongTextField
from coopere.lib.once import OnceForm
from coopere.lib.state import TransitionRefused
from coopere.lib.tags import moment
from coopere.models import Page, PageVersion
from coopere.models.pages import LONGEST, shipped_text
from coopere.page_views import page_context
from coopere.pages import unknown_parts
from members.scoped_admin import Facts

SHOWN = 50


class SinceForm(OnceForm):
    """It remembers the version that one started from: 0 for the text that ships."""

    since = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = LongTextField(
        label=_("Ce qui change, et pourquoi"),
        max_length=500,
        rows=2,
        help_text=_("Le journal de la coordination le garde."),
    )

    def started_from(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("since", "token")}


class TextForm(SinceForm):
    text = LongTextField(label=_("Texte"), max_length=LONGEST, rows=24)
    field_order = ["text", "reason"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        unknown = ", ".join(f"[[{part}]]" for part in unknown_parts(text))
        if unknown:
            raise forms.ValidationError(
                gettext("Le site ne connaît pas %(parts)s.") % {"parts": unknown}
            )
        return text


@admin.register(Page)
class PageAdmin(StaffAdmin):
    """The words of each page: written with a preview, kept in every version, brought back."""

    place = 10
    change_form_template = "admin/page.html"

    def get_ordering(self, request: Any) -> Any:
        return ["pk"]

    def get_list_display(self, request: HttpRequest) -> Any:
        return ["__str__", "written"]

    @admin.display(description=_("texte"))
    def written(self, page: Page) -> str:
        newest = page.newest
        return moment(newest.at) if newest else gettext("d’origine")

    def facts(self, row: Page) -> Facts:
        return [
            (_("Adresse"), reverse("page", args=[row.slug])),
            (_("Texte"), self.written(row)),
            (_("Versions"), row.versions.count()),
        ]

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        page: Page = context["original"]
        context["versions"] = page.versions.select_related("by", "returns_to")[:SHOWN]
        context["words"] = page_context(page.slug, page.text)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        desk = self.admin_site.admin_view
        return [
            path("<int:pk>/texte/", desk(self.text_view), name="coopere_page_texte"),
            path(
                "<int:pk>/versions/<int:version>/",
                desk(self.version_view),
                name="coopere_page_version",
            ),
            *super().get_urls(),
        ]

    def text_view(self, request: Any, pk: int) -> HttpResponse:
        """Write the text, look at it, publish it."""
        page = self._page(request, pk)
        form = TextForm(request.POST or None, initial={"text": page.text, "since": page.number})
        is_preview = "preview" in request.POST
        form.fields["reason"].required = not is_preview
        text = form.cleaned_data["text"] if form.is_valid() else None
        refused = None
        if text and not is_preview:
            try:
                return self._publish(request, page, form, text, gettext("Texte publié"))
            except TransitionRefused as refusal:
                refused = changes(page.text, text)
                restart(form, page, refusal)
        return self._answer(
            request,
            "page_text",
            page,
            form=form,
            title=gettext("Changer le texte"),
            words=page_context(page.slug, text) if text else None,
            lines=refused,
        )

    def version_view(self, request: Any, pk: int, version: int) -> HttpResponse:
        """A version beside what is published, and the way back to it; 0 is the shipped text."""
        page = self._page(request, pk)
        found = get_object_or_404(page.versions.all(), pk=version) if version else None
        text = found.text if found else shipped_text(page.slug)
        form = SinceForm(request.POST or None, initial={"since": page.number})
        if form.is_valid():
            act = gettext("Ancienne version rétablie")
            try:
                return self._publish(request, page, form, text, act, returns_to=found)
            except TransitionRefused as refusal:
                restart(form, page, refusal)
        return self._answer(
            request,
            "page_version",
            page,
            form=form,
            title=name_of(found),
            lines=changes(text, page.text),
            words=page_context(page.slug, text),
        )

    def _page(self, request: Any, pk: int) -> Page:
        rows: QuerySet[Any] = self.get_queryset(request)
        found: Page = get_object_or_404(rows, pk=pk)
        return found

    def _publish(
        self, request: Any, page: Page, form: SinceForm, text: str, act: str, **fields: Any
    ) -> HttpResponse:
        """Make `text` the page's words, and write it in the log. Raises TransitionRefused."""
        with transaction.atomic():
            _version, is_new = page.write(text, by=request.user, **form.started_from(), **fields)
            if is_new:
                said = {"act": act, "reason": form.cleaned_data["reason"]}
                self.log_change(request, page, gettext("%(act)s. Motif : %(reason)s") % said)
        messages.success(request, gettext("C’est publié : la page montre ce texte."))
        return redirect(self._change_url(page))

    def _answer(self, request: Any, name: str, page: Page, **more: Any) -> TemplateResponse:
        """A page of the desk about `page`; 422 for a form that was not right."""
        context = {
            **self.admin_site.each_context(request),
            "row": page,
            "row_url": self._change_url(page),
            **more,
        }
        status = 422 if more["form"].errors else 200
        return TemplateResponse(request, f"admin/{name}.html", context, status=status)


def restart(form: SinceForm, page: Page, refusal: TransitionRefused) -> None:
    """Say what happened; sent again, the form goes from what is published now."""
    data: Any = QueryDict(mutable=True)
    data.update(form.data)
    data["since"] = str(page.number)
    form.data = data
    form.add_error(None, str(refusal))


def name_of(version: PageVersion | None) -> str:
    if version is None:
        return gettext("Le texte d’origine")
    return gettext("Version : %(moment)s") % {"moment": moment(version.at)}
