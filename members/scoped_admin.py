"""What every page of the coordinators' desk has in common: what is seen, and how one acts.

A coordinator needs no rows of Django's permissions: the scope, opened by the middleware,
holds the networks that they coordinate. Nothing is ever deleted here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from coopere.lib.forms import LongTextField
from coopere.lib.state import TransitionRefused
from members.models import Membership, User

Words = str | Promise
Facts = list[tuple[Words, Any]]


class DeskRequest(HttpRequest):
    """A request below /admin/; `coordinates` holds the memberships that open it, by network."""

    user: User
    coordinates: dict[int, Membership]


class ActForm(forms.Form):
    """The page of an act on `target`; what its log entry says is `motive()`."""

    def __init__(self, *args: Any, target: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target

    def motive(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class ReasonForm(ActForm):
    reason = LongTextField(label=_("Motif"), max_length=500, rows=3)


class OptionalReasonForm(ActForm):
    reason = LongTextField(label=_("Motif"), max_length=500, rows=3, required=False)


class ReasonedForm(forms.ModelForm):
    """Changes to a row, with the reason that the log keeps."""

    reason = LongTextField(
        label=_("Motif"),
        max_length=500,
        rows=2,
        help_text=_("Pourquoi ce changement ? Le journal de la coordination le garde."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What one saw is sent along: what others have changed meanwhile is no change of one's own.
        for name, field in self.fields.items():
            seen = self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = name != "reason" and (seen or not self.is_bound)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError; what the person left as it was stays as the row has it now."""
        cleaned = super().clean() or self.cleaned_data
        left = {*(self._meta.fields or ())} & cleaned.keys() - {*self.changed_data}
        return {**cleaned, **{name: getattr(self.instance, name) for name in left}}


class AsReadForm(ActForm):
    """An act on a row as it was read: one that was written anew meanwhile is read again."""

    as_of = forms.CharField(widget=forms.HiddenInput, required=False)
    # The field of the row that says when its words changed, and what is said when they did.
    stamp: ClassVar[str] = "updated_at"
    rewritten: ClassVar[Words] = _("Le texte vient d’être réécrit\u00a0: relisez-le d’abord.")

    def __init__(self, *args: Any, target: Any, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.fields["as_of"].initial = self._shown

    def clean_as_of(self) -> datetime | None:
        """Raises ValidationError, beside no field, for other words than the page shows now."""
        if self.cleaned_data["as_of"] != self._shown:
            self.data = {**self.data.dict(), "as_of": self._shown}  # type: ignore[attr-defined]
            self.add_error(None, str(self.rewritten))
        found: datetime | None = getattr(self.target, self.stamp)
        return found

    @property
    def _shown(self) -> str:
        at = getattr(self.target, self.stamp)
        return at.isoformat() if at else ""


@dataclass(frozen=True)
class Act:
    """One thing that is done to a row, on a page of its own, and written in the log.

    `name` ends the page's address; `perform(row, by, answers)` calls the verb, and may return
    the row that it made, for the log; `may(request, row)` says whether it is offered now.
    """

    name: str
    label: Words
    lead: Words
    done: Words
    log: Words
    perform: Callable[[Any, Membership | None, dict[str, Any]], Model | None]
    may: Callable[[DeskRequest, Any], bool]
    form: type[ActForm] = ReasonForm
    style: str = "ghost"
    to_queue: bool = False
    staff_only: bool = False

    def log_message(self, motive: str) -> str:
        if not motive:
            return f"{self.log}."
        return gettext("%(act)s. Motif : %(reason)s") % {"act": self.log, "reason": motive}


class ScopedAdmin(admin.ModelAdmin):
    """A list, a page for each row, its history, and its acts; only what the scope holds."""

    acts: tuple[Act, ...] = ()
    place: ClassVar[int] = 9  # among the links of the desk
    actions = None
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by: ClassVar[Any] = ()
    view_on_site = False

    # -- What is seen --------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        return found if self.has_view_permission(request) else found.none()

    def get_ordering(self, request: Any) -> Any:
        # All networks at once are many rows: only the primary key sorts them for nothing.
        return ["-pk"] if request.user.is_staff else super().get_ordering(request)

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)
        if found is None:
            raise Http404
        return found

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Only the filters that the page shows: any other would let a URL probe hidden fields."""
        shown = self.get_list_filter(request)
        names = {one if isinstance(one, str) else one.parameter_name for one in shown}  # type: ignore[union-attr]
        return lookup.removesuffix("__exact") in names

    def network_id_of(self, row: Any) -> int | None:
        return int(row.network_id)

    def facts(self, row: Any) -> Facts:
        """What the page of `row` says of it, in words; what is empty is left out."""
        return []

    def pictures(self, row: Any) -> Iterable[Any]:
        """The pictures of `row`, each with its `desk_url`."""
        return ()

    def sees_several(self, request: Any) -> bool:
        return request.user.is_staff or len(request.coordinates) > 1

    # -- Pages ---------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        kept = [url for url in super().get_urls() if url.name and "_delete" not in url.name]
        return [*(self._url_of(act) for act in self.acts), *kept]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is changed by a form; `facts` says the rest."""
        return ()

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Only the fields of the page: Django keeps whatever a form declares."""
        shown = self.get_fields(request, obj)
        if not shown:
            kwargs["form"] = forms.ModelForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.base_fields = {name: form.base_fields[name] for name in shown}
        return form

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404
        # PostgreSQL takes no such text, and Django looks for it as it came.
        if any("\0" in value for value in request.GET.values()):
            raise SuspiciousOperation("A NUL in a filter.")
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        response = super().changelist_view(request, {**title, **(extra_context or {})})
        if isinstance(response, TemplateResponse) and response.context_data:
            shown = response.context_data["cl"].params
            kept = [(name, value) for name, value in shown.items() if name != "q"]
            response.context_data["kept"] = kept
        return response

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = context["original"]
        if row:
            context["facts"] = self.facts(row)
            context["pictures"] = self.pictures(row)
            context["acts"] = self.offered_acts(request, row)
            context["title"] = str(row)
        context["subtitle"] = None
        response = super().render_change_form(request, context, *args, **kwargs)
        response.status_code = 422 if context["errors"] else 200
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        response = super().history_view(request, object_id, extra_context)
        page = response.context_data["action_list"]  # type: ignore[attr-defined]
        page.object_list = with_actors(page.object_list)
        return response

    # -- Acts ----------------------------------------------------------------------------------

    def offered_acts(self, request: Any, row: Any) -> list[dict[str, Any]]:
        """What can be done to `row` now: each with its words, its address and its look."""
        return [
            {"label": act.label, "url": self.url_of(act, row), "style": act.style}
            for act in self.acts
            if act.may(request, row) and (request.user.is_staff or not act.staff_only)
        ]

    def url_of(self, act: Act, row: Any) -> str:
        return reverse(f"admin:{self._name_of(act)}", args=[row.pk])

    def actor_for(self, request: Any, row: Any) -> Membership | None:
        """The membership by which one acts on `row`; None for staff from outside the network."""
        by: Membership | None = request.coordinates.get(self.network_id_of(row))
        if by is None and not request.user.is_staff:
            raise PermissionDenied
        return by

    def act_view(self, request: Any, pk: int, act: Act) -> HttpResponse:
        """Ask for the reason, then act, and write it in the log."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if act.staff_only and not request.user.is_staff:
            raise Http404
        by = self.actor_for(request, row)
        posted = request.method == "POST"
        form = act.form(request.POST if posted else None, target=row)
        if posted and form.is_valid():
            try:
                return self._perform(request, act, row, by, form)
            except TransitionRefused as refusal:
                form.add_error(None, str(refusal))
                row.refresh_from_db()
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "act": act,
            "may": act.may(request, row),
            "row": row,
            "row_url": self._change_url(row),
            "facts": self.facts(row),
            "form": form,
        }
        return TemplateResponse(request, "admin/act.html", context, status=422 if posted else 200)

    def _perform(
        self, request: Any, act: Act, row: Any, by: Membership | None, form: ActForm
    ) -> HttpResponse:
        if not act.may(request, row):
            raise TransitionRefused
        with transaction.atomic():
            made = act.perform(row, by, form.cleaned_data)
            self.log_change(request, made or row, act.log_message(form.motive()))
        messages.success(request, str(act.done) % {"name": made or row})
        return redirect("admin:index") if act.to_queue else redirect(self._change_url(row))

    def _url_of(self, act: Act) -> URLPattern:
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: Any, pk: int) -> HttpResponse:
            return self.act_view(request, pk, act)

        return path(
            f"<int:pk>/{act.name}/", self.admin_site.admin_view(view), name=self._name_of(act)
        )

    def _name_of(self, act: Act) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{act.name}"

    def _change_url(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    # -- Changes by a form ---------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the fields that were changed and no more: others may have changed since."""
        fields = [name for name in form.changed_data if name != "reason"]
        obj.save(update_fields=fields if change else None)

    def construct_change_message(  # type: ignore[override]
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> str:
        """One French sentence for the log: the fields that changed, and why."""
        changed = [name for name in form.changed_data if name != "reason"]
        labels = ", ".join(str(form.fields[name].label) for name in changed) or gettext("rien")
        act = gettext("Création") if add else gettext("Changement (%s)") % labels
        reason = form.cleaned_data.get("reason", "")
        return gettext("%(act)s. Motif : %(reason)s") % {"act": act, "reason": reason}

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        return self.response_change(request, obj)

    def response_change(self, request: Any, obj: Any) -> Any:
        messages.success(request, gettext("C’est enregistré."))
        return redirect(self._change_url(obj))


def breakable(address: str) -> str:
    """An e-mail address that a narrow page breaks after the @."""
    name, at, domain = address.partition("@")
    return format_html("{}{}<wbr>{}", name, at, domain) if at else ""


def with_actors(entries: Iterable[LogEntry]) -> list[LogEntry]:
    """The entries, each with its `actor`: a name as neighbours see it, never an e-mail."""
    entries = list(entries)
    people = Membership.objects.filter(user__in={entry.user_id for entry in entries})
    names = {person.user_id: person.display_name for person in people}
    for entry in entries:
        entry.actor = names.get(entry.user_id, gettext("l’équipe du site"))  # type: ignore[attr-defined]
    return entries
