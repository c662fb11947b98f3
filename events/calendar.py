"""The months of the agenda: which one is asked for, its weeks, and how far one may turn."""

import re
from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dates import MONTHS

WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
# How far ahead one may turn the pages, as far as one plans; back, to when the network began.
AHEAD = 24


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """The month that "2026-12" says; None for anything else."""
        match = WRITTEN.fullmatch(text)
        return cls(int(match[1]), int(match[2])) if match else None

    @property
    def name(self) -> str:
        return str(MONTHS[self.number])

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.year}"

    @property
    def begins(self) -> datetime:
        """Its first moment, by the clock on the wall."""
        return timezone.make_aware(datetime.combine(date(self.year, self.number, 1), time.min))

    @property
    def ends(self) -> datetime:
        """The first moment of the next one."""
        return self.plus(1).begins

    def plus(self, months: int) -> "Month":
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    def weeks(self, gatherings: Sequence[Any]) -> list[list["Day | None"]]:
        """Its weeks from Monday on; None stands for the days of other months."""
        held: dict[date, list[Any]] = {}
        for gathering in gatherings:
            held.setdefault(timezone.localdate(gathering.starts_at), []).append(gathering)
        return [
            [Day(day, held.get(day, [])) if day.month == self.number else None for day in week]
            for week in Calendar().monthdatescalendar(self.year, self.number)
        ]


@dataclass(frozen=True)
class Day:
    date: date
    gatherings: list[Any]

    @property
    def is_today(self) -> bool:
        return self.date == timezone.localdate()


@dataclass(frozen=True)
class Turning:
    """The month that is shown, and those before and after, as far as the agenda goes."""

    month: Month
    current: Month
    previous: Month | None
    following: Month | None
    is_astray: bool

    @property
    def is_current(self) -> bool:
        return self.month == self.current

    @classmethod
    def to(cls, wanted: str, *, since: datetime) -> "Turning":
        """Turn to the month `wanted`, "" for this one; `since` is when the network began.

        What is no month of the agenda gives this one, with `is_astray` set.
        """
        current = Month.of(timezone.localdate())
        first = min(Month.of(timezone.localdate(since)), current.plus(-1))
        last = current.plus(AHEAD)
        asked = Month.read(wanted)
        month = asked if asked and first <= asked <= last else current
        return cls(
            month=month,
            current=current,
            previous=month.plus(-1) if month > first else None,
            following=month.plus(1) if month < last else None,
            is_astray=bool(wanted) and month != asked,
        )
