"""What lives ends kindly, by the verbs that people use, and the others are told."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.mail import send_templated
from coopere.lib.state import TransitionRefused
from coopere.rights.register.gatherings import WORD
from coopere.rights.register.members import GONE
from events.models import Booking, Collection, Gathering, Pledge, Series, Shift
from exchanges.models import Exchange
from members.models import Membership, Network, Report
from offers.models import Offer


def say_goodbye(person: Membership) -> None:
    """End all that somebody counts on the person for. In the scope of their network.

    Godchildren go first: in an exchange with one of them, the person stands on their own side.
    """
    person.part_from_godchildren()
    end_exchanges(person)
    give_seats_back(person)
    call_off_gatherings(person)
    hand_collections_over(person)
    take_promises_back(person)
    close_reports(person)
    is_last = person.is_coordinator and person.is_last_coordinator()
    person.leave_for_good()
    if is_last and person.network.state != Network.State.CLOSED:
        call_staff_to(person.network)


def end_exchanges(person: Membership) -> None:
    """Say no, take answers back, undo what was agreed; offers leave the board, drafts go."""
    mine = Q(owner=person) | Q(answerer=person)
    for exchange in Exchange.objects.live().filter(mine).with_people().order_by("pk"):
        with suppress(TransitionRefused):
            if exchange.status == Exchange.Status.AGREED:
                exchange.cancel(by=person)
            elif exchange.owner_id == person.pk:
                exchange.decline(by=person)
            else:
                exchange.withdraw(by=person)
    for offer in Offer.objects.filter(author=person, status=Offer.Status.OPEN):
        offer.close(by=person, closed_as=Offer.ClosedAs.WITHDRAWN)


def give_seats_back(person: Membership) -> None:
    """The waiting list moves on."""
    booked = Booking.objects.live().filter(member=person, gathering__starts_at__gt=timezone.now())
    for booking in booked.with_people().order_by("pk"):
        with suppress(TransitionRefused):
            booking.cancel(by=person)


def call_off_gatherings(person: Membership) -> None:
    """Guests are told; drafts go."""
    Series.objects.filter(host=person, ended_at=None).update(ended_at=timezone.now())
    hosted = Gathering.objects.filter(host=person)
    coming = hosted.filter(status__in=Gathering.ANNOUNCED, starts_at__gt=timezone.now())
    for gathering in coming.order_by("pk"):
        with suppress(TransitionRefused):
            gathering.cancel(by=person, word=str(WORD))
    hosted.filter(status=Gathering.Status.DRAFT, bookings=None).delete()


def hand_collections_over(person: Membership) -> None:
    """To those who organise with them; else to the coordinators; what nobody takes is called off.

    One that is over keeps its words too: its report is about what neighbours gave. What was
    never shown to anybody goes.
    """
    mine = Q(created_by=person) | Q(organisers__membership=person)
    for collection in Collection.objects.filter(mine).distinct().order_by("pk"):
        heir = _heir_of(collection, person) or _find_heir(collection, person)
        if heir and collection.created_by_id == person.pk:
            Collection.objects.filter(pk=collection.pk).update(created_by=heir)
        elif heir is None and collection.is_preparing:
            collection.delete()
        elif heir is None and collection.is_open:
            word = _("La personne qui organisait ne fait plus partie du réseau.")
            collection.cancel(by=None, word=word)


def take_promises_back(person: Membership) -> None:
    """Nothing more is expected of them."""
    for pledge in Pledge.objects.live().filter(member=person).with_people().order_by("pk"):
        with suppress(TransitionRefused):
            pledge.withdraw(by=person)
    for shift in Shift.objects.live().filter(member=person).with_people().order_by("pk"):
        with suppress(TransitionRefused):
            shift.cancel(by=person)


def close_reports(person: Membership) -> None:
    """What was pointed out about them is gone: those who did so are told."""
    for report in Report.objects.live().filter(whose=person).order_by("pk"):
        if report.status == Report.Status.OPEN:
            report.dismiss(by=None, reason=str(GONE))
        else:
            report.settle(by=None, reason=str(GONE), overturn=False)


def call_staff_to(network: Network, template: str = "coordination_vacant") -> None:
    """Nobody holds the keys of this network: the site's staff do, until they name somebody."""
    url = settings.SITE_URL + reverse("admin:members_network_change", args=[network.pk])
    for user in get_user_model().objects.filter(is_staff=True, is_active=True):
        send_templated(template, user.email, {"network": network, "url": url})


def _heir_of(collection: Any, person: Membership) -> Membership | None:
    """The first of those who organise it too."""
    other = collection.organiser_rows.exclude(membership=person).first()
    return other.membership if other else None


def _find_heir(collection: Any, person: Membership) -> Membership | None:
    """The coordinators, asked to organise what goes on and has nobody else; the first of them.

    Where the report is written nobody is asked for anything.
    """
    found = Membership.objects.coordinators().exclude(pk=person.pk).order_by("pk")
    if collection.is_reported:
        return found.first()
    if not (collection.is_receiving and collection.is_organised_by(person)):
        return None
    for coordinator in found:
        collection.add_organiser(by=person, who=coordinator)
    return found.first()
