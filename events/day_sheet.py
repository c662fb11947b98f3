"""What volunteers have before them on a day of a collection: who is expected with what."""

from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from coopere.lib.tags import date_on_paper
from coopere.lib.text import search_key
from events.support import Support


class DaySheet:
    """The day's hours and volunteers, what is still to come, and what came that day."""

    def __init__(self, support: Support, wanted: str) -> None:
        self.support = support
        self.day = self._day(wanted)

    @cached_property
    def opening_days(self) -> list[date]:
        """The days on which a point is open."""
        return sorted({hours.day for point in self.support.points for hours in point.hours.all()})

    @cached_property
    def days(self) -> list[date]:
        """Those, the days on which something came, and today while things are received."""
        came = [pledge.delivered_at for pledge in self.support.pledges if pledge.is_delivered]
        today = {timezone.localdate()} if self.support.collection.is_receiving else set()
        return sorted({*self.opening_days, *map(timezone.localdate, came), *today})

    @cached_property
    def hours(self) -> list[tuple[Any, Any]]:
        """That day's: (point, hours)."""
        found = [(p, hours) for p in self.support.points for hours in p.hours.all()]
        return sorted((each for each in found if each[1].day == self.day), key=lambda e: e[1].opens)

    @cached_property
    def slots(self) -> list[Any]:
        """That day's, with those who hold them."""
        found = self.support.collection.slots.filter(starts_at__date=self.day)
        return list(found.with_volunteers())

    @cached_property
    def due(self) -> list[Any]:
        """What is promised and has not come, or not all of it; as one calls people, by name."""
        return self._named([pledge for pledge in self.support.pledges if pledge.is_live])

    @cached_property
    def came(self) -> list[Any]:
        """What came that day, all of it: a mistake is set right here."""
        found = [
            pledge
            for pledge in self.support.pledges
            if pledge.is_delivered and timezone.localdate(pledge.delivered_at) == self.day
        ]
        return self._named(found)

    @property
    def paper_day(self) -> str:
        """The day for whoever reads it whenever: « samedi 3 mars », never « demain »."""
        return date_on_paper(timezone.make_aware(datetime.combine(self.day, time(12))))

    def _named(self, found: list[Any]) -> list[Any]:
        """Each with its `giver`, as the reader may know them; those without a name last."""
        for pledge in found:
            name = pledge.giver_for(self.support.membership)
            unnamed = _("De passage") if pledge.is_passing_by else _("Une personne sans nom")
            pledge.giver = name or unnamed
            pledge.is_named = bool(name)
        return sorted(found, key=lambda each: (not each.is_named, search_key(each.giver), each.pk))

    def _day(self, wanted: str) -> date:
        """The day asked for; else today, the next day with hours, or the last one."""
        asked = _read(wanted)
        today = timezone.localdate()
        if asked in self.days or asked == today:
            return asked or today
        coming = [day for day in self.opening_days if day >= today]
        return (coming or self.opening_days[-1:] or [today])[0]


def _read(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
