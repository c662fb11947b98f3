"""What the worker does for gatherings: seats that lapse, reminders, series, forgotten addresses.

Every job may run twice, or die half-way: what is done is done in one transaction for each
gathering, which says that it was.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.state import TransitionRefused
from events.doors import networks_with
from events.models import Address, Booking, Gathering, Series
from events.models.address import KEPT_FOR
from members.models import Membership, Network
from members.models.notices import Kind as News
from members.notifications import notify
from members.scoping import TenantModel, in_network

GONE = ~Q(host__status__in=Membership.INSIDE)
# In a network in pause nobody can answer: nothing that waits for an answer goes on.
AWAKE = (Network.State.PREPARING, Network.State.OPEN)
# The first is the one; the others are for a worker that was down then, or died amid it.
HOURS_TO_REMIND = range(10, 20)
NOT_CLOSED = (*AWAKE, Network.State.PAUSED)


def lapse_overdue(now: datetime) -> None:
    """Seats that were kept long enough go to the next."""
    overdue = Q(status=Booking.Status.OFFERED, offered_until__lte=now)
    for_each(Booking, overdue, lambda kept: Booking.settle_overdue(kept.gathering, now))


def cancel_orphans(now: datetime) -> None:
    """Whoever left or was excluded neither invites nor comes: tell those who count on them."""
    word = _("La personne qui invitait ne fait plus partie du réseau.")
    alone = GONE & Q(status__in=Gathering.ANNOUNCED, starts_at__gt=now)
    for_each(Gathering, alone, lambda gathering: gathering.cancel(by=None, word=word))
    left = ~Q(member__status__in=Membership.INSIDE)
    booked = left & Q(status__in=Booking.LIVE, gathering__starts_at__gt=now)
    for_each(Booking, booked, lambda booking: booking.cancel(by=None))


def remind(now: datetime) -> None:
    """The day before, tell guests and host, once; on the day itself if that was missed.

    In daytime only, by the clock on the wall.
    """
    if timezone.localtime(now).hour not in HOURS_TO_REMIND:
        return
    today, tomorrow, after = (midnight(now, days) for days in range(3))
    soon = Q(starts_at__gte=tomorrow, starts_at__lt=after)
    missed = Q(starts_at__gt=now, starts_at__lt=tomorrow, published_at__lt=today)
    wanted = Q(status=Gathering.Status.PUBLISHED, hidden_at=None, reminded_at=None)
    for_each(Gathering, wanted & ~GONE & (soon | missed), _remind_of, states=NOT_CLOSED)


def extend_series(now: datetime) -> None:
    """The gatherings of the next six months are written."""
    for_each(Series, Q(ended_at=None), lambda series: series.extend(now))


def erase_addresses(now: datetime) -> None:
    """Thirty days after the end, an address is nobody's business any more."""
    old = Q(gathering__ends_at__lte=now - KEPT_FOR) & ~Q(text="")
    for_each(Address, old, lambda address: address.erase(now), states=Network.State.values)


@transaction.atomic
def _remind_of(gathering: Gathering) -> None:
    held: Any = gathering.locked()
    if held.reminded_at or not held.is_published:
        return
    Gathering.objects.filter(pk=held.pk).update(reminded_at=timezone.now())
    notify(News.REMINDER, to=held.host, target=held)
    for booking in held.bookings.filter(status=Booking.Status.CONFIRMED).with_people():
        notify(News.REMINDER, to=booking.member, target=held)


def for_each(
    model: type[TenantModel],
    wanted: Q,
    act: Callable[[Any], None],
    *,
    states: Collection[str] = AWAKE,
) -> None:
    """Act on the rows that are wanted, of every network in such a state, standing in it.

    One on which somebody else acted meanwhile is left to them.
    """
    for network in networks_with(model, wanted, states):
        with in_network(network):
            for row in model.objects.filter(wanted).order_by("pk"):
                with suppress(TransitionRefused):
                    act(row)


def midnight(now: datetime, days: int) -> datetime:
    """When the day begins, here, so many days from now."""
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.min))
