"""What volunteers do at a drop-off point: tick what comes, on a phone or on paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from events.day_sheet import DaySheet
from events.giving_forms import CorrectionForm, DeliveryForm, PassingForm
from events.models import Collection, Pledge
from events.support import Support
from events.views.giving import seen
from members.middleware import MemberRequest

DELIVERY_ID, CORRECTION_ID = "come{}_%s", "mend{}_%s"
# Lines to fill in by hand, for what comes without a promise.
BLANK_LINES = 6


@require_http_methods(["GET", "HEAD", "POST"])
def day_sheet(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """What is expected and what came, to tick; what comes without a promise is entered."""
    support = _held(request, pk)
    form = PassingForm(request.POST or None, needs=support.needs, auto_id="passing_%s")
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        need = form.of[cleaned.pop("need")]
        try:
            Pledge.bring_without_pledge(need, by=request.membership, **cleaned)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("C’est noté\u00a0: %s.") % need.line_of(cleaned["amount"]))
            return _back(request, pk)
    return _sheet(request, support, passing_form=form, refused=form if form.errors else None)


@require_safe
def day_sheet_paper(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The same to print, with boxes to tick and lines to fill in."""
    support = _held(request, pk)
    sheet = DaySheet(support, request.GET.get("jour", ""))
    context = {
        "collection": support.collection,
        "support": support,
        "sheet": sheet,
        "blank_lines": range(BLANK_LINES),
    }
    return render(request, "events/day_sheet_paper.html", context)


@require_POST
def delivery(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Tick a promise: all of it came, a part, or nothing more of it will; or set that right."""
    visible = Collection.objects.visible_to(request.membership)
    pledges = Pledge.objects.filter(need__collection__in=visible.values("pk")).with_people()
    held = get_object_or_404(pledges, pk=pk)
    collection = held.need.collection
    collection.require_held_by(request.membership)
    verb = request.POST.get("verb", "deliver")
    if verb == "rest":
        return _end(request, held)
    make = _correction_form if verb == "correct" else _delivery_form
    form = make(held, request.POST)
    if form.is_valid():
        try:
            said = _write(held, request, form, verb)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, said)
            return _back(request, collection.pk)
    support = Support(seen(request, collection.pk), request.membership)
    return _sheet(request, support, refused=form, of=(held.pk, verb))


def _write(held: Any, request: MemberRequest, form: Any, verb: str) -> str:
    """Enter what the form says; return what to tell the volunteer."""
    amount = form.cleaned_data["amount"]
    if verb == "correct":
        held.correct(by=request.membership, delivered=amount)
        return _("C’est corrigé.")
    held.deliver(by=request.membership, amount=amount, before=form.cleaned_data["before"])
    return _("C’est noté\u00a0: %s.") % held.need.line_of(amount)


def _end(request: MemberRequest, held: Any) -> HttpResponse:
    try:
        held.rest_will_not_come(by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est noté\u00a0: on n’attend plus le reste."))
    return _back(request, held.need.collection_id)


def _sheet(
    request: MemberRequest,
    support: Support,
    *,
    passing_form: Any = None,
    refused: Any = None,
    of: tuple[int, str] | None = None,
) -> HttpResponse:
    """The page; `refused` is the form that was, with what was typed, `of` the row it belongs to."""
    sheet = DaySheet(support, request.POST.get("jour", request.GET.get("jour", "")))
    for pledge in sheet.due:
        is_it = refused and of == (pledge.pk, "deliver")
        pledge.form = refused if is_it else _delivery_form(pledge)
        pledge.is_refused = bool(is_it)
    for pledge in [*sheet.due, *sheet.came]:
        is_it = refused and of == (pledge.pk, "correct")
        pledge.correction = refused if is_it else _correction_form(pledge)
    context = {
        "collection": support.collection,
        "support": support,
        "sheet": sheet,
        "passing_form": passing_form or PassingForm(needs=support.needs, auto_id="passing_%s"),
        "refused_form": refused,
    }
    status = 422 if refused else 200
    return render(request, "events/day_sheet.html", context, status=status)


def _delivery_form(pledge: Any, data: Any = None) -> DeliveryForm:
    initial = {"amount": pledge.expected, "before": pledge.delivered}
    return DeliveryForm(
        data, need=pledge.need, initial=initial, auto_id=DELIVERY_ID.format(pledge.pk)
    )


def _correction_form(pledge: Any, data: Any = None) -> CorrectionForm:
    return CorrectionForm(data, need=pledge.need, auto_id=CORRECTION_ID.format(pledge.pk))


def _held(request: MemberRequest, pk: int) -> Support:
    """404 for what one may not see, 403 for a collection where one takes nothing."""
    found = seen(request, pk)
    found.require_held_by(request.membership)
    if found.is_preparing or found.is_cancelled:
        raise Http404
    return Support(found, request.membership)


def _back(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """To the same day of the sheet."""
    sheet = reverse("events:day_sheet", args=[request.network.slug, pk])
    day = request.POST.get("jour", "")
    is_day = len(day) == len("2026-01-01") and day.replace("-", "").isdecimal()
    return redirect(f"{sheet}?jour={day}" if is_day else sheet)
