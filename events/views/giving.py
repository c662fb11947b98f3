"""Collections as neighbours see them: what is missing, what they promise, when they help."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from events.giving_forms import PledgeChangeForm, PromiseForm
from events.guest_forms import WhoForm
from events.models import Collection, CollectionPicture, Need, Pledge, Shift
from events.models.shifts import VolunteerSlot
from events.support import Ask, Support
from events.views.collecting import LONGEST_KEY
from members.middleware import MemberRequest
from members.models import Report

# How many of those that are over are listed.
OVER_SHOWN = 30
PLEDGE_ID = "pledge{}_%s"


@require_safe
def collections(request: MemberRequest, slug: str) -> HttpResponse:
    """One's own that neighbours do not see, those that are open, and what came of the others."""
    by = request.membership
    announced = Collection.objects.announced()
    not_shown = Q(status=Collection.Status.PREPARING) | Q(hidden_at__isnull=False)
    own = Collection.objects.organised_by(by).filter(not_shown)
    context = {
        "going_on": [Support(each, by) for each in _for_cards(announced.going_on())],
        "own": [Support(each, by) for each in _for_cards(own.order_by("opens_on", "pk"))],
        "over": [Support(each, by) for each in _for_cards(announced.over()[:OVER_SHOWN])],
        "shifts": _coming_shifts(request),
    }
    return render(request, "events/collections.html", context)


@require_safe
def collection(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One collection, in whatever state it is."""
    return page(request, seen(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Promise some of what is needed, for oneself or for one's godchild."""
    need = _need(request, pk)
    if need is None:
        return struck_out(request)
    support = Support(need.collection, request.membership)
    sent = request.POST if request.method == "POST" else None
    form = PromiseForm(sent, need=need, people=support.people, me=request.membership)
    if sent is None and not (need.is_open and support.may_promise):
        return redirect(need.collection)
    if form.is_valid():
        try:
            made = Pledge.promise(need, by=request.membership, for_=form.person, **form.said())
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("C’est promis, merci\u202f! %s.") % made)
            return redirect(f"{need.collection.get_absolute_url()}#mes-promesses")
    ask = Ask(need, support, [])
    context = {"need": need, "form": form, "ask": ask, "collection": need.collection}
    status = 422 if form.is_bound else 200
    return render(request, "events/promise.html", context, status=status)


@require_POST
def pledge_change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Promise more, or less."""
    held = _my_pledge(request, pk)
    form = _change_form(held, request.POST)
    if form.is_valid():
        try:
            held.change(by=request.membership, amount=form.cleaned_data["amount"])
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("C’est changé."))
            return redirect(f"{held.get_absolute_url()}#mes-promesses")
    return page(request, seen(request, held.need.collection_id), pledge_form=(held.pk, form))


@require_POST
def pledge_withdrawal(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take a promise back, or the rest of it."""
    held = _my_pledge(request, pk)
    try:
        held.withdraw(by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est retiré. Merci de l’avoir dit."))
    return redirect(f"{held.get_absolute_url()}#mes-promesses")


@require_POST
def shift(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Hold a drop-off point for a few hours, or let one's godchild."""
    visible = Collection.objects.visible_to(request.membership).with_people()
    slots = VolunteerSlot.objects.filter(collection__in=visible.values("pk"))
    slot = get_object_or_404(slots, pk=pk)
    found = seen(request, slot.collection_id)
    support = Support(found, request.membership)
    form = _who_form(support, slot, request.POST)
    if not form.is_valid():
        return page(request, found, slot_form=(slot.pk, form))
    try:
        Shift.sign_up(slot, by=request.membership, for_=form.person)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est noté, merci\u202f! La veille, nous vous le rappelons."))
    return redirect(f"{found.get_absolute_url()}#coups-de-main")


@require_POST
def unshift(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Give a slot back, of a hidden collection too; an organiser may do it for a volunteer."""
    visible = Collection.objects.visible_to(request.membership).values("pk")
    mine = Q(slot__collection__in=visible) | Q(member__in=request.membership.people)
    held = get_object_or_404(Shift.objects.filter(mine).with_people(), pk=pk)
    try:
        held.cancel(by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est noté. Quelqu’un d’autre peut prendre le créneau."))
    if held.slot.collection.notice_visible_to(request.membership):
        return redirect(f"{held.get_absolute_url()}#coups-de-main")
    return redirect("events:collections", slug)


def _coming_shifts(request: MemberRequest) -> Any:
    """Where the reader is awaited, and those for whom they act, even if it is hidden since."""
    mine = Shift.objects.involving(request.membership).live().to_come(timezone.now())
    return mine.with_people().order_by("slot__starts_at", "pk")


def seen(request: MemberRequest, pk: int) -> Any:
    """A collection that the reader may see, with what its page shows; else 404."""
    visible = Collection.objects.visible_to(request.membership)
    return get_object_or_404(visible.with_people().with_progress(), pk=pk)


def page(request: MemberRequest, found: Any, **bound: Any) -> HttpResponse:
    """The collection's page; what is bound was refused, with what was typed.

    A form of one row among others comes with the key of its row.
    """
    support = Support(found, request.membership)
    refused = next(iter(bound.values()), None)
    pictures = found.pictures.select_related("network").order_by("position")
    bilan = found.bilan_pictures.select_related("network").order_by("position")
    context = {
        "collection": found,
        "support": support,
        "organisers": [row.membership for row in found.organiser_rows],
        "pictures": pictures,
        "bilan_pictures": bilan if found.is_reported else [],
        "decision": Report.hiding(found) if support.is_organiser and found.is_hidden else None,
        "refused_form": refused[1] if refused else None,
    }
    _add_forms(support, bound)
    return render(request, "events/collection.html", context, status=422 if bound else 200)


def _add_forms(support: Support, bound: dict[str, Any]) -> None:
    """Give each promise of the reader its form, each slot the choice for whom it is."""
    refused = dict(filter(None, [bound.get("pledge_form")]))
    for pledge in support.mine:
        pledge.form = refused.get(pledge.pk) or _change_form(pledge)
    refused = dict(filter(None, [bound.get("slot_form")]))
    for slot in support.slots:
        slot.form = refused.get(slot.pk) or _who_form(support, slot)


def _change_form(pledge: Any, data: Any = None) -> PledgeChangeForm:
    initial = {"amount": pledge.amount}
    return PledgeChangeForm(
        data, need=pledge.need, initial=initial, auto_id=PLEDGE_ID.format(pledge.pk)
    )


def _who_form(support: Support, slot: Any, data: Any = None) -> WhoForm:
    return WhoForm(data, people=support.people, me=support.membership, auto_id=f"slot{slot.pk}_%s")


def _for_cards(found: Any) -> Any:
    """With people, progress and pictures, of which a card shows the first."""
    pictures = CollectionPicture.objects.select_related("network").order_by("position")
    return (
        found.with_people()
        .with_progress()
        .prefetch_related(Prefetch("pictures", pictures, to_attr="shown_pictures"))
    )


def struck_out(request: MemberRequest) -> HttpResponse:
    """For whoever was typing about a need that an organiser has struck out meanwhile.

    Their form says which collection it was of; 404 without one that they see.
    """
    key = request.POST.get("collection", "")
    if not key.isdecimal() or len(key) > LONGEST_KEY:
        raise Http404
    found = seen(request, int(key))
    said = {"amount": request.POST.get("amount", "")[:40], "label": request.POST.get("of", "")[:80]}
    messages.error(
        request,
        _(
            "« %(label)s » vient d’être retiré de la liste. Vous aviez écrit"
            " « %(amount)s » : voyez ce qui manque encore."
        )
        % said,
    )
    return redirect(found)


def _need(request: MemberRequest, pk: int) -> Any:
    """A need of a collection that the reader may see; None where there is none."""
    visible = Collection.objects.visible_to(request.membership).with_people()
    needs = Need.objects.with_progress().filter(collection__in=visible.values("pk"))
    need = needs.filter(pk=pk).first()
    if need:
        need.collection = visible.get(pk=need.collection_id)
    return need


def _my_pledge(request: MemberRequest, pk: int) -> Any:
    mine = Pledge.objects.involving(request.membership).with_people()
    return get_object_or_404(mine, pk=pk)
