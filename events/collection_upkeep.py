"""What the worker does for collections: reminders, and nobody counted on who is gone.

Every job may run twice, or die half-way: what is done is done in one transaction for each
giver or volunteer, which says that it was.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.models import Collection, Pledge, Shift
from events.upkeep import HOURS_TO_REMIND, NOT_CLOSED, for_each, midnight
from members.models import Membership
from members.models.notices import Kind as News
from members.notifications import notify

INSIDE = Q(member__status__in=Membership.INSIDE)
# How many days before the end those who promised are asked for it.
DAYS_BEFORE = 3


def forget_gone(now: datetime) -> None:
    """Of whoever left or was excluded nothing is expected any more: it is missing again."""
    receiving = Q(need__collection__status__in=Collection.RECEIVING)
    promised = receiving & Q(status=Pledge.Status.PROMISED) & ~INSIDE
    for_each(Pledge, promised, lambda pledge: pledge.withdraw(by=None))
    signed_up = Q(cancelled_at=None, slot__ends_at__gt=now) & ~INSIDE
    for_each(Shift, signed_up, lambda shift: shift.cancel(by=None))


def remind(now: datetime) -> None:
    """Tell those whose promises have not come, three days before the end; once, in daytime.

    The day before, tell the volunteers. Later if that was missed, or promised later; nobody on
    the day itself on which they promised.
    """
    if timezone.localtime(now).hour not in HOURS_TO_REMIND:
        return
    for_each(Pledge, _due(now), _remind_giver, states=NOT_CLOSED)
    for_each(Shift, _soon(now), _remind_volunteer, states=NOT_CLOSED)


def _due(now: datetime) -> Q:
    """What was promised before today, to a collection that ends soon."""
    today = timezone.localdate(now)
    last_days = (today, today + timedelta(days=DAYS_BEFORE))
    waited_for = Q(status=Pledge.Status.PROMISED, promised_at__lt=midnight(now, 0))
    going_on = Q(need__collection__status=Collection.Status.OPEN, need__collection__hidden_at=None)
    ends = Q(need__collection__closes_on__range=last_days)
    return INSIDE & waited_for & going_on & ends & Q(reminded_at=None)


def _soon(now: datetime) -> Q:
    """The shifts of tomorrow, and those of today of which nobody was told yesterday."""
    today, tomorrow, after = (midnight(now, days) for days in range(3))
    soon = Q(slot__starts_at__gte=tomorrow, slot__starts_at__lt=after)
    missed = Q(slot__starts_at__gt=now, slot__starts_at__lt=tomorrow, created_at__lt=today)
    receiving = Q(slot__collection__status__in=Collection.RECEIVING)
    held = Q(cancelled_at=None, slot__collection__hidden_at=None) & receiving
    return INSIDE & held & Q(reminded_at=None) & (soon | missed)


@transaction.atomic
def _remind_giver(pledge: Pledge) -> None:
    """One reminder for all that a neighbour promised to a collection."""
    collection, giver = pledge.need.collection, pledge.member
    waiting = collection.pledges.live().filter(member=giver, reminded_at=None)
    keys = [row.pk for row in waiting.select_for_update(of=("self",)).order_by("pk")]
    if giver is None or pledge.pk not in keys:
        return
    Pledge.objects.filter(pk__in=keys).update(reminded_at=timezone.now())
    notify(News.PLEDGE_DUE, to=giver, target=collection)


@transaction.atomic
def _remind_volunteer(shift: Shift) -> None:
    told = Shift.objects.live().filter(pk=shift.pk, reminded_at=None)
    if told.update(reminded_at=timezone.now()):
        notify(News.SHIFT_DUE, to=shift.member, target=shift)
