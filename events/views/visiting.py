"""The page of a gathering, and what those do there who book."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coopere.lib.state import TransitionRefused
from events.guest_forms import BookingForm, BringForm, PartyForm, PledgeForm, SeatsForm
from events.models import Address, Booking, Gathering, GatheringPicture
from events.visits import Visit
from events.wording import hours
from members.middleware import MemberRequest
from members.models import Report
from members.views.pictures import send

# The page has several forms with a number in them.
IDS = {"seats": "seats_%s", "bring": "bring_%s", "party": "party{}_%s", "pledge": "pledge{}_%s"}


@require_safe
def gathering(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One gathering, and what one has there."""
    return page(request, seen(request, pk))


@require_safe
def gathering_picture(
    request: MemberRequest, slug: str, name: UUID, size: int
) -> HttpResponse | FileResponse:
    """One picture of a gathering, in one of its sizes."""
    pictures = GatheringPicture.objects.visible_to(request.membership)
    return send(get_object_or_404(pictures, name=name), size)


@require_POST
def booking(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Book a seat, or stand on the list."""
    found = get_object_or_404(_bookable(request), pk=pk)
    form = _booking_form(Visit(found, request.membership), request.POST)
    if form.is_valid():
        try:
            made = Booking.book(
                found,
                by=request.membership,
                for_=form.person,
                token=form.cleaned_data["token"],
                **form.party(),
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said_of(made))
            return redirect(found)
    return page(request, found, booking_form=form)


@require_POST
def confirmation(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take the seat that is kept for one."""
    return _do(request, pk, "confirm", _("C’est confirmé\u00a0: on vous attend\u202f!"))


@require_POST
def claim(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """In the last hours, take what is free."""
    return _do(request, pk, "claim", _("C’est confirmé\u00a0: on vous attend\u202f!"))


@require_POST
def unbooking(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Give the seat back, or leave the list."""
    return _do(request, pk, "cancel", _("C’est noté. La place ira à quelqu’un d’autre."))


@require_POST
def resizing(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Come with fewer, or with more."""
    held = _mine(request, pk)
    form = _party_form(held, request.POST)
    if form.is_valid():
        try:
            held.resize(by=request.membership, **form.party())
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(held.gathering)
    return page(request, seen(request, held.gathering_id), party_form=(held.pk, form))


@require_POST
def address(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """See where it is, from now on; the host sees to whom it was shown."""
    held = _mine(request, pk)
    try:
        Address.show(held, by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{held.get_absolute_url()}#adresse")


def seen(request: MemberRequest, pk: int) -> Any:
    """A gathering that the reader may see, with what its page shows of people; else 404."""
    visible = Gathering.objects.visible_to(request.membership).with_people()
    return get_object_or_404(visible, pk=pk)


def page(request: MemberRequest, found: Any, **bound: Any) -> HttpResponse:
    """The gathering's page; what is bound was refused, with what was typed.

    A form of one row among others comes with the key of its row.
    """
    visit = Visit(found, request.membership)
    refused = next(iter(bound.values()), None)
    context = {
        "gathering": found,
        "visit": visit,
        "hours": hours(found),
        "pictures": found.pictures.select_related("network").order_by("position"),
        "decision": Report.hiding(found) if visit.is_host and found.is_hidden else None,
        "booking_form": _booking_form(visit) if visit.may_book_for else None,
        "seats_form": SeatsForm(initial={"seats": found.seats}, auto_id=IDS["seats"]),
        "bring_form": bring_form(visit),
        "refused_form": refused[1] if isinstance(refused, tuple) else refused,
    }
    _add_forms(visit, bound)
    status = 422 if bound else 200
    return render(request, "events/gathering.html", context | bound, status=status)


def bring_form(visit: Visit, data: Any = None) -> BringForm:
    return BringForm(data, people=visit.seats_of_mine, me=visit.membership, auto_id=IDS["bring"])


def pledge_form(visit: Visit, item: Any, data: Any = None) -> PledgeForm:
    """How many of that thing; what the reader promised already stands in it."""
    mine = [p.quantity for p in item.pledges.all() if p.member_id == visit.membership.pk]
    initial = {"quantity": (mine or [1])[0]}
    return PledgeForm(
        data,
        people=visit.seats_of_mine,
        me=visit.membership,
        initial=initial,
        auto_id=IDS["pledge"].format(item.pk),
    )


def _add_forms(visit: Visit, bound: dict[str, Any]) -> None:
    """Give each party and each thing to bring its form, or the one that was refused."""
    refused = dict(filter(None, [bound.get("party_form")]))
    for party in visit.parties:
        party.form = refused.get(party.booking.pk) or _party_form(party.booking)
    refused = dict(filter(None, [bound.get("pledge_form")]))
    for item in visit.items:
        item.form = refused.get(item.pk) or pledge_form(visit, item)


def _booking_form(visit: Visit, data: Any = None) -> BookingForm:
    people = visit.may_book_for or visit.people
    return BookingForm(data, people=people, me=visit.membership, most=visit.gathering.party_limit)


def _party_form(held: Booking, data: Any = None) -> PartyForm:
    most = max(held.gathering.party_limit, held.size)
    initial = {"size": held.size, "companions": held.companions}
    return PartyForm(data, most=most, initial=initial, auto_id=IDS["party"].format(held.pk))


def _bookable(request: MemberRequest) -> Any:
    """Gatherings that one sees, and those that were called off while one filled in the form.

    Their page is gone, but the verb says so in words, beside what was typed.
    """
    called_off = Gathering.objects.filter(published_at__isnull=False, hidden_at=None)
    called_off = called_off.filter(starts_at__gt=timezone.now())
    return (Gathering.objects.visible_to(request.membership) | called_off).with_people()


def _mine(request: MemberRequest, pk: int) -> Any:
    mine = Booking.objects.involving(request.membership).with_people()
    return get_object_or_404(mine, pk=pk)


def _do(request: MemberRequest, pk: int, verb: str, said: str) -> HttpResponse:
    """Do it, and say so; what comes too late is told on the gathering's page."""
    held = _mine(request, pk)
    try:
        getattr(held, verb)(by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(held.gathering)


def _said_of(made: Booking) -> str:
    """What has become of a booking that was just sent."""
    if made.is_confirmed:
        return _("C’est réservé\u00a0: on vous attend\u202f!")
    if made.gathering.is_in_last_hours:
        return _("Vous êtes sur la liste\u00a0: c’est bientôt, revenez voir ici.")
    return _("Vous êtes sur la liste\u00a0: nous vous écrivons dès qu’une place se libère.")
