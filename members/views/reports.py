"""What is not right: pointing it out, reading the decision, contesting it once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from members.forms import AppealForm, ReportForm
from members.middleware import MemberRequest, works_while_paused
from members.models import Report
from members.models.moderation import moderated_models
from members.models.notices import rows_of


@require_http_methods(["GET", "HEAD", "POST"])
@works_while_paused
def making(request: MemberRequest, slug: str, what: str, pk: int) -> HttpResponse:
    """Report something that one sees, with a sentence."""
    target = _reported(request, what, pk)
    if request.membership.acts_for(target.whose):
        messages.info(request, _("C’est à vous : vous pouvez le modifier ou le retirer."))
        return redirect(target)
    # Hidden words are not for this page either.
    if target.is_hidden and not target.reported_while_hidden:
        messages.info(request, _("La coordination l’a déjà masqué."))
        return redirect(target)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report, is_new = Report.make(target, by=request.membership, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(is_new))
            return redirect(report)
    status = 422 if request.method == "POST" else 200
    return render(request, "members/report_form.html", _facts(target, form), status=status)


@require_safe
def report(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One report, for those whom it concerns."""
    return _page(request, _visible(request, pk), AppealForm())


@require_POST
@works_while_paused
def appeal(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Contest the decision."""
    found = _visible(request, pk)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    found.appeal(by=request.membership, **form.cleaned_data)
    messages.success(request, _("C’est transmis : une autre personne va regarder."))
    return redirect(found)


def _reported(request: MemberRequest, what: str, pk: int) -> Any:
    model = moderated_models().get(what)
    if model is None:
        raise Http404
    rows: Any = rows_of(model)
    return get_object_or_404(rows.visible_to(request.membership), pk=pk)


def _said(is_new: bool) -> str:
    if is_new:
        return _("Merci : la coordination va regarder, et vous répondra.")
    return _("Vous l’avez déjà signalé : la coordination va regarder.")


def _facts(target: Any, form: ReportForm) -> dict[str, Any]:
    return {
        "form": form,
        "target": target,
        "reads_thread": bool(target.told_when_reported()),
    }


def _visible(request: MemberRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.membership).with_people()
    found: Report = get_object_or_404(reports, pk=pk)
    return found


def _seen(request: MemberRequest, found: Report) -> Any:
    """What was reported, where one has it before one's eyes still; else None."""
    rows: Any = rows_of(found.content_type.model_class())
    return rows.visible_to(request.membership).filter(pk=found.object_id).first()


def _page(
    request: MemberRequest, found: Report, form: AppealForm, status: int = 200
) -> HttpResponse:
    me = request.membership
    thing = _seen(request, found)
    as_it_was = thing and not thing.is_hidden and thing.words == found.words
    context = {
        "report": found,
        "is_about_me": found.is_about(me),
        # What was hidden, changed or taken away since is read by its author alone.
        "words": found.words if as_it_was or found.is_about(me) else "",
        "voice": found.voices.filter(reporter__in=me.people).first(),
        "may_appeal": found.may_appeal(me),
        "thing": thing,
        "form": form,
    }
    return render(request, "members/report.html", context, status=status)
