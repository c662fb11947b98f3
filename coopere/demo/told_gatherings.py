"""One gathering of a story: written, announced, booked, held, remembered."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from dateutil.relativedelta import SA, relativedelta
from django.utils import timezone

from coopere.demo.still_life import still_life
from coopere.lib.images import repaint
from events.models import (
    Address,
    Artist,
    Booking,
    BringItem,
    Encounter,
    Gathering,
    GatheringPicture,
    Memory,
    MemoryPicture,
    Series,
)
from members.models import Membership

if TYPE_CHECKING:
    from coopere.demo.story import Row, Story

FIELDS = ("title", "text", "place", "seats", "party_limit", "access_notes", "chapeau")


class ToldGathering:
    """A concert, a café of every month or a workshop, with those who come."""

    def __init__(self, story: "Story", row: "Row") -> None:
        self.story = story
        self.row = row
        self.starts_at = self._start()
        self.ends_at = self.starts_at + timedelta(hours=row["hours"])

    def plan(self) -> None:
        """Plan all that happened with it until now; what is to come is left to come."""
        self._ago(self.row["written_days_ago"], self._write)
        state = self.row.get("state", "published")
        if state in {"asked", "published", "cancelled"}:
            self._ago(self.row["written_days_ago"] - 0.1, self._announce)
        if self.row["kind"] == "concert" and state in {"published", "cancelled"}:
            self._ago(self.row["written_days_ago"] - 0.9, self._approve)
        for booking in self.row.get("bookings", []):
            self._plan_booking(booking)
        for line in self.row.get("bring", []):
            self._ago(line["days_ago"], partial(self._bring, line))
        if state == "cancelled":
            self._ago(self.row["cancelled_days_ago"], self._cancel)
        if self.starts_at < self.story.now:
            self._plan_evening()

    def _plan_booking(self, row: "Row") -> None:
        self._ago(row["days_ago"], partial(self._book, row))
        if row.get("asks_address"):
            self._ago(row["days_ago"] - 0.05, partial(self._ask_address, row))
        if "cancels_days_ago" in row:
            self._ago(row["cancels_days_ago"], partial(self._give_back, row))
        if "confirms_days_ago" in row:
            self._ago(row["confirms_days_ago"], partial(self._confirm, row))

    def _plan_evening(self) -> None:
        after = (self.story.now - self.ends_at).total_seconds() / 86400
        self._ago(after - 0.02, self._tick)
        for number, memory in enumerate(self.row.get("memories", [])):
            self._ago(after - 0.6 - number / 5, partial(self._remember, memory))
        for number, pair in enumerate(self.row.get("met", [])):
            self._ago(after - 0.5 - number / 9, partial(self._meet, pair))

    def _start(self) -> datetime:
        """That many days from now, or the first Saturday of a month around this one."""
        today = timezone.localtime(self.story.now).date()
        if "first_saturday" in self.row:
            month = today + relativedelta(months=self.row["first_saturday"], day=1)
            day = month + relativedelta(weekday=SA(1))
        else:
            day = today + timedelta(days=self.row["in_days"])
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(self.row["at"])))

    def _ago(self, days: float, act: Callable[[], Any]) -> None:
        if days > 0:
            self.story.now_minus(days, act)

    def _person(self, key: str) -> Membership:
        return self.story.people[key]

    def _actor(self, key: str) -> Membership:
        """Who acts: the person, or the godparent of one without a login."""
        person = self._person(key)
        return person if person.user_id or not person.godparent else person.godparent

    def _write(self) -> None:
        host, by = self._person(self.row["host"]), self._actor(self.row["host"])
        answers = {name: self.row[name] for name in FIELDS if name in self.row}
        if self.row.get("address_shown"):
            answers["address_shown"] = self.row["address_shown"]
        if self.row["kind"] == "concert":
            answers["checklist_at"] = timezone.now()
        self.gathering, _is_new = Gathering.write(
            by=by,
            host=host,
            kind=self.row["kind"],
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            **answers,
        )
        if "address" in self.row:
            Address.keep(self.gathering, by=by, text=self.row["address"])
        artists = [
            (artist["name"], artist.get("url", "")) for artist in self.row.get("artists", [])
        ]
        Artist.bill(self.gathering, by=by, artists=artists)
        self._show(GatheringPicture, self.gathering, self.row.get("picture"), by)

    def _announce(self) -> None:
        by = self._actor(self.row["host"])
        if "rhythm" in self.row:
            Series.plan(by=by, first=self.gathering, rhythm=self.row["rhythm"])
        self.gathering.propose(by=by)

    def _approve(self) -> None:
        self.gathering.publish(by=self._person(self.row["approved_by"]))

    def _held(self, row: "Row") -> Gathering:
        """The gathering of the row; in a series, the one that is so many after the first."""
        if "occurrence" not in row:
            return self.gathering
        series: Any = self.gathering.series
        found: Gathering = series.gatherings.order_by("starts_at")[row["occurrence"]]
        return found

    def _booking(self, row: "Row") -> Booking:
        bookings: Any = self._held(row).bookings
        found: Booking = bookings.with_people().get(member=self._person(row["who"]))
        return found

    def _book(self, row: "Row") -> None:
        Booking.book(
            self._held(row),
            by=self._actor(row["who"]),
            for_=self._person(row["who"]),
            size=row.get("size", 1),
            companions=row.get("companions", ""),
        )

    def _ask_address(self, row: "Row") -> None:
        Address.show(self._booking(row), by=self._actor(row["who"]))

    def _give_back(self, row: "Row") -> None:
        self._booking(row).cancel(by=self._actor(row["who"]))

    def _confirm(self, row: "Row") -> None:
        self._booking(row).confirm(by=self._actor(row["who"]))

    def _bring(self, row: "Row") -> None:
        held = self._held(row)
        by = self._actor(row["who"])
        item = BringItem.add(
            held,
            by=by,
            for_=None if row["who"] == self.row["host"] else self._person(row["who"]),
            label=row["label"],
            wanted=row.get("wanted", 1),
        )
        for guest in row.get("brought_by", []):
            item.pledge(by=self._actor(guest), for_=self._person(guest), quantity=1)

    def _cancel(self) -> None:
        self.gathering.cancel(by=self._actor(self.row["host"]), word=self.row["word"])

    def _tick(self) -> None:
        absent = {self._person(key).pk for key in self.row.get("absent", [])}
        guests: Any = self.gathering.bookings
        present = guests.filter(status="confirmed").exclude(member__in=absent)
        keys = list(present.values_list("pk", flat=True))
        self.gathering.tick(by=self._actor(self.row["host"]), bookings=keys)

    def _remember(self, row: "Row") -> None:
        by = self._actor(row["who"])
        memory = Memory.write(
            self.gathering, by=by, for_=self._person(row["who"]), text=row["text"]
        )
        self._show(MemoryPicture, memory, row.get("picture"), by)

    def _meet(self, pair: list[str]) -> None:
        one, other = (self._person(key) for key in pair)
        Encounter.say(self.gathering, by=one, other=other)
        Encounter.say(self.gathering, by=other, other=one)

    def _show(self, model: Any, owner: Any, row: "Row | None", by: Membership) -> None:
        if row is None:
            return
        form = uuid4()
        painting = repaint(still_life(row["drawing"], row["colour"]))
        model.keep(painting, by=by, form=form, position=0, alt=row["alt"])
        model.attach(owner, by=by, form=form)
