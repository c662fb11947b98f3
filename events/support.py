"""What one neighbour sees of a collection: what is missing, what they promised, when they help."""

from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.amounts import shown
from events.gauge import Gauge
from events.models import Pledge
from members.models import Membership

# How many givers of a need are named before the others are counted.
NAMED = 5
# How many needs a card names.
MISSING_SHOWN = 3


class Ask:
    """A need as neighbours read it: how much of it came, is promised, is missing, and by whom."""

    def __init__(self, need: Any, support: "Support", pledges: list[Any]) -> None:
        self.need = need
        self.support = support
        self.pledges = pledges

    @property
    def gauge(self) -> Gauge:
        return Gauge(self.need.share, self.need.share_received)

    @property
    def is_wanted(self) -> bool:
        """Whether somebody may promise some of it now."""
        return bool(self.need.is_open and self.support.collection.takes_promises)

    @property
    def target(self) -> str:
        return shown(self.need.target, self.need.unit)

    @property
    def missing(self) -> str:
        return shown(self.need.remaining, self.need.unit)

    @property
    def came(self) -> str:
        return shown(self.need.received, self.need.unit)

    @property
    def expected(self) -> str:
        return shown(self.need.expected, self.need.unit)

    @property
    def sentence(self) -> str:
        """What its gauge says: « 75 % promis ou apporté, dont 40 % déjà apporté »."""
        return f"{self.need.label}\u00a0: {self.gauge.sentence}"

    @property
    def state(self) -> str:
        """Where it stands, in a few words."""
        if not self.support.is_going_on:
            return self.outcome
        if self.need.closed_at and not self.need.is_met:
            return _("On n’en cherche plus")
        if not self.need.is_met:
            return _("Il manque %(amount)s") % {"amount": self.missing}
        if self.need.is_open and self.support.collection.takes_promises:
            return _("Le compte y est, et il peut y en avoir plus")
        return _("Le compte y est, merci\u202f!")

    @property
    def outcome(self) -> str:
        """What came of it, once all is over."""
        words = {"came": self.came, "target": self.target}
        return (
            _("%(came)s, pour %(target)s") % words if self.need.received else _("Rien n’est venu")
        )

    @property
    def givers(self) -> str:
        """« Promis par Alice D., Bachir K. et 2 personnes »; those without a name are counted."""
        named, others = self._names()
        if not named and not others:
            return ""
        said = ngettext("%(n)d personne", "%(n)d personnes", others) % {"n": others}
        if not named:
            return _("Par %(others)s") % {"others": said}
        names = ", ".join(named)
        if others:
            return _("Par %(names)s et %(others)s") % {"names": names, "others": said}
        return _("Par %(names)s") % {"names": names}

    def _names(self) -> tuple[list[str], int]:
        me = self.support.membership
        given = [_("vous") if p.member_id == me.pk else p.giver_for(me) for p in self.pledges]
        named = list(dict.fromkeys(filter(None, given)))
        unnamed = given.count("")
        return named[:NAMED], unnamed + len(named[NAMED:])


class Support:
    """A collection as seen by one neighbour. Fetched `with_people` and `with_progress`."""

    def __init__(self, collection: Any, membership: Membership) -> None:
        self.collection = collection
        self.membership = membership

    @property
    def is_organiser(self) -> bool:
        return bool(self.collection.is_organised_by(self.membership))

    @property
    def is_going_on(self) -> bool:
        """Whether something is still missing, for those who read it."""
        return bool(self.collection.is_open or self.collection.is_preparing)

    @cached_property
    def people(self) -> list[Membership]:
        """The reader, and the neighbours for whom they act."""
        if len(self.membership.people) == 1:
            return [self.membership]
        others = Membership.objects.inside().acted_for_by(self.membership)
        return [self.membership, *others.exclude(pk=self.membership.pk).by_name()]

    # -- What is needed ---------------------------------------------------------------------------

    @cached_property
    def needs(self) -> list[Any]:
        """What is missing most comes first."""
        found = sorted(self.collection.needs.all(), key=lambda need: need.by_what_is_missing)
        for need in found:
            need.collection = self.collection
        return found

    @cached_property
    def gauge(self) -> Gauge:
        return Gauge.of_all(self.needs)

    @cached_property
    def asks(self) -> list[Ask]:
        return [
            Ask(need, self, [pledge for pledge in self.pledges if pledge.need_id == need.pk])
            for need in self.needs
        ]

    @property
    def cover(self) -> Any:
        """The first of its pictures, where a card shows it; else None."""
        return next(iter(self.collection.shown_pictures), None)

    @property
    def missing(self) -> list[str]:
        """What a card says is missing: « 12 pièces de cahiers »."""
        wanted = [need for need in self.needs if not need.is_met and not need.closed_at]
        return [need.line_of(need.remaining) for need in wanted[:MISSING_SHOWN]]

    @property
    def is_all_met(self) -> bool:
        """Whether there are needs, and all that they ask for is promised or came."""
        return bool(self.needs) and all(need.is_met for need in self.needs)

    @property
    def missing_more(self) -> int:
        """How many other things are missing."""
        wanted = [need for need in self.needs if not need.is_met and not need.closed_at]
        return max(0, len(wanted) - MISSING_SHOWN)

    # -- Who gives --------------------------------------------------------------------------------

    @cached_property
    def pledges(self) -> list[Any]:
        """All that is promised or came. One query."""
        needs = {need.pk: need for need in self.needs}
        found = Pledge.objects.filter(need__in=list(needs)).counted()
        rows = list(found.select_related("member", "point").in_order())
        for pledge in rows:
            pledge.need = needs[pledge.need_id]
        return rows

    @cached_property
    def mine(self) -> list[Any]:
        """What the reader promised, and the neighbours for whom they act."""
        return [pledge for pledge in self.pledges if pledge.member_id in self.membership.people]

    @property
    def givers(self) -> str:
        """How many have promised or brought something: « 14 voisins participent »."""
        people = {pledge.member_id for pledge in self.pledges if pledge.member_id}
        count = len(people)
        if not count:
            return ""
        said = ngettext("%(n)d personne participe", "%(n)d personnes participent", count)
        return said % {"n": count}

    @property
    def may_promise(self) -> bool:
        """Whether a button to promise does something."""
        return bool(self.collection.takes_promises) and not self.membership.is_paused

    # -- Where and when ---------------------------------------------------------------------------

    @cached_property
    def points(self) -> list[Any]:
        return list(self.collection.points.with_hours())

    @cached_property
    def slots(self) -> list[Any]:
        """The slots to come, each with `mine`: the shifts of the reader and theirs."""
        now = timezone.now()
        found = list(self.collection.slots.filter(ends_at__gt=now).with_volunteers())
        people = self.membership.people
        for slot in found:
            slot.mine = [shift for shift in slot.live_shifts if shift.member_id in people]
            slot.may_be_held = bool(slot.free) and len(slot.mine) < len(people)
        return found

    @property
    def may_help(self) -> bool:
        """Whether a slot may be taken now."""
        collection = self.collection
        is_open = collection.is_open and collection.hidden_at is None
        may = is_open or (collection.is_preparing and self.is_organiser)
        return bool(may) and not self.membership.is_paused

    @cached_property
    def is_held(self) -> bool:
        """Whether the reader takes what is brought: an organiser, or a volunteer."""
        return bool(self.collection.is_held_by(self.membership))

    @property
    def takes(self) -> bool:
        """Whether the sheet to tick is theirs, and something may still be ticked."""
        return bool(self.collection.is_receiving) and self.is_held

    # -- In words ---------------------------------------------------------------------------------

    @property
    def dates(self) -> str:
        """« du 3 au 20 mars », or how many days are left."""
        opens, closes = self.collection.opens_on, self.collection.closes_on
        left = (closes - timezone.localdate()).days
        if self.collection.is_open and left == 0:
            return _("Dernier jour aujourd’hui")
        if self.collection.is_open and 0 < left < 15:
            words = ngettext("encore %(n)d jour", "encore %(n)d jours", left) % {"n": left}
            return capfirst(words)
        return _("du %(first)s au %(last)s") % {"first": on(opens), "last": on(closes)}


def on(day: Any) -> str:
    """« 3 mars », without the weekday."""
    number = _("1er") if day.day == 1 else str(day.day)
    this_year = day.year == timezone.localdate().year
    return f"{number}\u00a0{MONTHS[day.month]}" + ("" if this_year else f"\u00a0{day.year}")
