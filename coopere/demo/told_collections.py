"""One collection of a story: prepared, opened, promised for, brought to, and what came of it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from coopere.demo.still_life import still_life
from coopere.lib.images import repaint
from events.models import (
    BilanPicture,
    Collection,
    CollectionPicture,
    DropPoint,
    Need,
    Pledge,
    Shift,
    VolunteerSlot,
)
from members.models import Membership

if TYPE_CHECKING:
    from coopere.demo.story import Row, Story

FIELDS = ("title", "beneficiary", "presentation", "money_url")


class ToldCollection:
    """What a neighbourhood collects, with those who give and those who hold the door."""

    def __init__(self, story: "Story", row: "Row") -> None:
        self.story = story
        self.row = row
        self.needs: dict[str, Need] = {}
        self.points: list[DropPoint] = []
        self.form = uuid4()

    def plan(self) -> None:
        """Plan all that happened with it until now."""
        written = self.row["written_days_ago"]
        self._ago(written, self._write)
        self._ago(written - 0.2, self._open)
        for number, pledge in enumerate(self.row["pledges"]):
            self._ago(pledge["days_ago"], partial(self._promise, number))
            if "brought_days_ago" in pledge:
                self._ago(pledge["brought_days_ago"], partial(self._bring, number))
        for point in self.row["points"]:
            for slot in point.get("slots", []):
                for key in slot.get("held_by", []):
                    self._ago(slot["days_ago"], partial(self._sign_up, slot, key))
        for passing in self.row.get("passing", []):
            self._ago(passing["days_ago"], partial(self._pass_by, passing))
        if "closed_days_ago" in self.row:
            self._ago(self.row["closed_days_ago"], self._close)
            self._ago(self.row["report"]["days_ago"], self._report)

    def _ago(self, days: float, act: Callable[[], Any]) -> None:
        self.story.now_minus(days, act)

    def _person(self, key: str) -> Membership:
        return self.story.people[key]

    def _actor(self, key: str) -> Membership:
        """Who acts: the person, or the godparent of one without a login."""
        person = self._person(key)
        return person if person.user_id or not person.godparent else person.godparent

    def _day(self, days: int) -> date:
        """So many days from the day on which the story is told."""
        return timezone.localtime(self.story.now).date() + timedelta(days=days)

    def _moment(self, days: int, at: str) -> datetime:
        return timezone.make_aware(datetime.combine(self._day(days), time.fromisoformat(at)))

    @property
    def _author(self) -> Membership:
        return self._person(self.row["by"])

    def _write(self) -> None:
        by = self._author
        said = {name: self.row[name] for name in FIELDS if name in self.row}
        dates = {name: self._day(self.row[name]) for name in ("opens_on", "closes_on")}
        self.collection, _new = Collection.write(by=by, **said, **dates)
        for key, need in self.row["needs"].items():
            target = {"target": Decimal(need["target"])}
            self.needs[key] = Need.add(self.collection, by=by, **{**need, **target})
        for point in self.row["points"]:
            self._add_point(point, by)
        self._show(CollectionPicture, self.row.get("picture"), by)

    def _add_point(self, row: "Row", by: Membership) -> None:
        point = DropPoint.add(self.collection, by=by, place=row["place"], note=row.get("note", ""))
        self.points.append(point)
        for day in row["days"]:
            hours = {name: time.fromisoformat(day[name]) for name in ("opens", "closes")}
            point.open_on(by=by, day=self._day(day["in_days"]), **hours)
        for slot in row.get("slots", []):
            slot["made"] = VolunteerSlot.plan(
                point,
                by=by,
                starts_at=self._moment(slot["in_days"], slot["starts"]),
                ends_at=self._moment(slot["in_days"], slot["ends"]),
                wanted=slot["wanted"],
            )

    def _sign_up(self, slot: "Row", key: str) -> None:
        Shift.sign_up(slot["made"], by=self._actor(key), for_=self._person(key))

    def _open(self) -> None:
        for key in self.row.get("with", []):
            self.collection.add_organiser(by=self._author, who=self._person(key))
        self.collection.open(by=self._author)

    def _promise(self, number: int) -> None:
        row = self.row["pledges"][number]
        row["made"] = Pledge.promise(
            self.needs[row["need"]],
            by=self._actor(row["who"]),
            for_=self._person(row["who"]),
            amount=Decimal(row["amount"]),
            is_anonymous=row.get("is_anonymous", False),
            point=self.points[row["point"]] if "point" in row else None,
        )

    def _bring(self, number: int) -> None:
        row = self.row["pledges"][number]
        row["made"].deliver(by=self._author, amount=Decimal(row.get("brought", row["amount"])))

    def _pass_by(self, row: "Row") -> None:
        Pledge.bring_without_pledge(
            self.needs[row["need"]],
            by=self._author,
            amount=Decimal(row["amount"]),
            name=row.get("name", ""),
        )

    def _close(self) -> None:
        self.collection.close(by=self._author)

    def _report(self) -> None:
        report = self.row["report"]
        for number, picture in enumerate(report.get("pictures", [])):
            self._keep(BilanPicture, picture, self._author, number)
        self._attach(BilanPicture, self._author)
        self.collection.publish_report(by=self._author, text=report["text"])
        if "public_by" in report:
            self.collection.allow_public(by=self._person(report["public_by"]))

    def _show(self, model: Any, row: "Row | None", by: Membership) -> None:
        if row:
            self._keep(model, row, by, 0)
            self._attach(model, by)

    def _keep(self, model: Any, row: "Row", by: Membership, position: int) -> None:
        self.form = uuid4() if position == 0 else self.form
        painting = repaint(still_life(row["drawing"], row["colour"]))
        model.keep(painting, by=by, form=self.form, position=position, alt=row["alt"])

    def _attach(self, model: Any, by: Membership) -> None:
        model.attach(self.collection, by=by, form=self.form)
