"""Who has a seat and who waits: what happens to a whole list, under the gathering's lock."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Least

from members.models import Gesture, Membership
from members.models.notices import Kind as News
from members.notifications import notify, settle

if TYPE_CHECKING:
    from events.models.booking import Booking
    from events.models.gathering import Gathering

# How long a seat is kept for somebody who waited for it.
KEPT_FOR = timedelta(hours=24)


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> "BookingQuerySet":
        return self.filter(status__in=["waiting", "offered", "confirmed"])

    def seated(self) -> "BookingQuerySet":
        """Those that take seats: confirmed, or kept for somebody."""
        return self.filter(status__in=["offered", "confirmed"])

    def involving(self, membership: Membership) -> "BookingQuerySet":
        """Those of the person, and of the neighbours for whom they act."""
        return self.filter(member__in=membership.people)

    def managed_by(self, membership: Membership) -> "BookingQuerySet":
        """Those at the gatherings of which one is the host, or acts for the host."""
        return self.filter(gathering__host__in=membership.people)

    def in_order(self) -> "BookingQuerySet":
        """As they came."""
        return self.order_by("queued_at", "pk")

    def overdue(self, now: datetime) -> "BookingQuerySet":
        """Seats that were kept long enough."""
        return self.filter(status="offered", offered_until__lte=now)

    def with_people(self) -> "BookingQuerySet":
        """With the gathering and its host, the member, their godparent and logins."""
        return self.select_related(
            "gathering__host",
            "gathering__network",
            "member__user",
            "member__godparent__user",
            "entered_by",
        )

    # -- Under the lock of the gathering ----------------------------------------------------------

    def promote(self, gathering: "Gathering", now: datetime) -> None:
        """Keep what is free for the first who wait and fit, until nobody fits any more.

        Nothing is kept in the last hours: then free seats are for whoever comes.
        """
        free = gathering.seats - gathering.count_taken()
        if free <= 0 or not gathering.is_published or now >= gathering.kept_until:
            return
        until = min(now + KEPT_FOR, gathering.kept_until)
        waiting = self.filter(status="waiting", member__status__in=Membership.INSIDE)
        for booking in waiting.filter(size__lte=free).in_order().with_people():
            if booking.size <= free:
                free -= booking.size
                booking.offer(until)

    def lapse(self, gathering: "Gathering", now: datetime) -> None:
        """Seats that were kept long enough are free again, for the next."""
        for booking in self.overdue(now).in_order().with_people():
            booking.lapse(now)
        self.promote(gathering, now)

    def take_back(self, gathering: "Gathering", *, by: Membership) -> None:
        """What does not fit any more beside those who confirmed is kept for nobody."""
        confirmed = self.filter(status="confirmed").aggregate(total=models.Sum("size"))["total"]
        free = gathering.seats - (confirmed or 0)
        for booking in self.filter(status="offered").in_order().with_people():
            if booking.size <= free:
                free -= booking.size
            else:
                booking.wait_again(by=by)

    def keep_no_longer_than(self, until: datetime, now: datetime) -> None:
        """The start has moved, and the last hours before it.

        Once these have come, whoever was asked is back on the list, and takes what is free.
        """
        kept = self.filter(status="offered")
        if until > now:
            kept.update(offered_until=Least("offered_until", models.Value(until)))
            return
        for booking in kept:
            settle(News.SEAT_OFFERED, target=booking)
        kept.update(status="waiting", offered_until=None)

    def end_with_gathering(self, gathering: "Gathering", now: datetime) -> None:
        """It will not take place: nobody has a seat any more, and no window is lit for it."""
        confirmed = self.filter(status="confirmed")
        put_out(gathering.network_id, list(confirmed.values_list("confirmed_at", flat=True)))
        for booking in self.filter(status="offered"):
            settle(News.SEAT_OFFERED, target=booking)
        self.live().update(status="cancelled", ended_at=now, offered_until=None)


def put_out(network: int, lit: list[Any]) -> None:
    """Put out one window for each seat that was confirmed at these moments."""
    gestures = Gesture.objects.filter(network=network, kind=Gesture.Kind.SEAT)
    for at in lit:
        one = gestures.filter(at=at).order_by("pk").values("pk")[:1]
        gestures.filter(pk__in=one).delete()


def tell_member(news: News, booking: "Booking", *, by: Membership | None = None) -> None:
    """Tell the one who waits what became of the seat; what was told before is settled."""
    for earlier in (News.SEAT_OFFERED, News.SEAT_LAPSED):
        settle(earlier, target=booking)
    notify(news, to=booking.member, target=booking, by=by)
