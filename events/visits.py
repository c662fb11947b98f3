"""What one neighbour sees of a gathering: what is next, what they have there, who else comes."""

from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.tags import moment
from events.models import Address, Booking, Memory
from events.models.hosting import DOORS_OPEN
from events.sentences import host_sentence, party_kicker, party_sentence, seats_sentence
from members.models import Membership, Report

Status = Booking.Status


class Party:
    """What one, or one's godchild, has at a gathering: a seat, or a place on the list."""

    # The form for another number; the page gives it.
    form: Any = None

    def __init__(self, booking: Any, visit: "Visit") -> None:
        self.booking = booking
        self.visit = visit

    @property
    def is_for_godchild(self) -> bool:
        return bool(self.booking.member_id != self.visit.membership.pk)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.booking.is_confirmed)

    @property
    def is_live(self) -> bool:
        """Whether it still counts: a seat that is kept does, until its hour."""
        return bool(self.booking.is_live and (self.booking.is_offered or not self.is_kept))

    @property
    def is_kept(self) -> bool:
        return bool(self.booking.status == Status.OFFERED)

    @property
    def may_change(self) -> bool:
        return self.is_live and self.visit.takes_bookings

    @property
    def may_confirm(self) -> bool:
        return self.may_change and bool(self.booking.is_offered)

    @property
    def may_claim(self) -> bool:
        return bool(self.booking.may_be_claimed)

    @property
    def is_my_turn(self) -> bool:
        return self.may_confirm or self.may_claim

    @property
    def rank(self) -> int:
        """Its place on the list, from one."""
        return self.visit.waiting.index(self.booking) + 1

    @property
    def kicker(self) -> str:
        said = party_kicker(self)
        if self.is_for_godchild:
            words = {"name": self.booking.member.first_name, "said": said}
            return _("Pour %(name)s\u00a0: %(said)s") % words
        return said

    @property
    def sentence(self) -> str:
        return party_sentence(self)

    @cached_property
    def address(self) -> str:
        """Where it is, once it was shown to them, and while they may see it."""
        return Address.shown_to(self.booking)

    @property
    def may_see_address(self) -> bool:
        """Whether to ask for the address would show it now."""
        gathering = self.visit.gathering
        is_time = gathering.address_from <= timezone.now()
        return self.visit.has_secret and self.is_confirmed and is_time and not gathering.is_past

    @property
    def address_from(self) -> str:
        """When to come back for it: "jeudi 26 novembre à 19 h"."""
        return moment(self.visit.gathering.address_from)


class Visit:
    """A gathering as seen by one neighbour."""

    def __init__(self, gathering: Any, membership: Membership) -> None:
        self.gathering = gathering
        self.membership = membership

    # -- Who reads --------------------------------------------------------------------------------

    @property
    def is_host(self) -> bool:
        return bool(self.gathering.is_managed_by(self.membership))

    @cached_property
    def people(self) -> list[Membership]:
        """The reader, and the neighbours for whom they act."""
        if len(self.membership.people) == 1:
            return [self.membership]
        others = Membership.objects.inside().acted_for_by(self.membership)
        return [self.membership, *others.exclude(pk=self.membership.pk).by_name()]

    # -- Bookings ---------------------------------------------------------------------------------

    @cached_property
    def _bookings(self) -> list[Any]:
        """All that are live, and those that ended of the reader and theirs. One query."""
        mine = Q(member__in=self.membership.people)
        found = self.gathering.bookings.filter(Q(status__in=Booking.LIVE) | mine)
        found = list(found.with_people().in_order())
        for booking in found:
            booking.gathering = self.gathering
        # What is taken is counted here: nothing asks for it again.
        self.gathering.taken = sum(each.size for each in found if each.status in Booking.SEATED)
        return found

    def _those(self, *states: str) -> list[Any]:
        return [booking for booking in self._bookings if booking.status in states]

    @cached_property
    def waiting(self) -> list[Any]:
        return self._those(Status.WAITING)

    @cached_property
    def confirmed(self) -> list[Any]:
        return self._those(Status.CONFIRMED)

    @property
    def offered(self) -> list[Any]:
        return self._those(Status.OFFERED)

    @property
    def expected(self) -> int:
        """How many will be there, the host aside."""
        return sum(booking.size for booking in self.confirmed)

    @property
    def hoping(self) -> int:
        """How many are on the list."""
        return sum(booking.size for booking in self.waiting)

    @property
    def arrived(self) -> int:
        return sum(booking.size for booking in self.confirmed if booking.arrived_at)

    @cached_property
    def parties(self) -> list[Party]:
        """One for each of the reader's people who ever booked: as it is now, or as it ended."""
        last = {b.member_id: b for b in self._bookings if b.member_id in self.membership.people}
        return [Party(booking, self) for booking in last.values()]

    @property
    def open_parties(self) -> list[Party]:
        """Those with something to say beside that it is called off."""
        return [] if self.gathering.is_cancelled else self.parties

    @property
    def may_book_for(self) -> list[Membership]:
        """Of the reader's people, those who could book now."""
        if not self.takes_bookings or self.membership.is_paused:
            return []
        busy = {p.booking.member_id for p in self.parties if p.is_live} | {self.gathering.host_id}
        active = Membership.Status.ACTIVE
        return [one for one in self.people if one.pk not in busy and one.status == active]

    @property
    def takes_bookings(self) -> bool:
        gathering = self.gathering
        opened = gathering.is_published and gathering.host.is_inside
        return bool(opened and not gathering.has_started)

    @property
    def is_full(self) -> bool:
        return bool(self._bookings is not None and self.gathering.is_full)

    @property
    def seats_sentence(self) -> str:
        """ "Il reste 4 places", "Complet : 3 personnes attendent"."""
        return seats_sentence(self) if self.takes_bookings else ""

    @property
    def host_sentence(self) -> str:
        return host_sentence(self)

    # -- The address ------------------------------------------------------------------------------

    @property
    def has_secret(self) -> bool:
        """Whether its place is told to those only who have a seat."""
        return bool(self.gathering.is_concert)

    @property
    def own_address(self) -> str:
        """What the host wrote."""
        if not (self.has_secret and self.is_host):
            return ""
        return Address.of_host(self.gathering, self.membership)

    @cached_property
    def showings(self) -> list[Any]:
        """To whom the address was shown, for the host."""
        if not (self.has_secret and self.is_host):
            return []
        return list(self.gathering.showings.select_related("to", "booking__member"))

    # -- Who was there, and who brings what --------------------------------------------------------

    @cached_property
    def seats_of_mine(self) -> list[Membership]:
        """Of the reader's people, those who come: the host, and who has a confirmed seat."""
        coming = {booking.member_id for booking in self.confirmed} | {self.gathering.host_id}
        return [one for one in self.people if one.pk in coming]

    @property
    def knows_names(self) -> bool:
        """Whether the reader may know who else comes.

        The host does. Guests of a café or of a workshop know one another; those of a concert,
        which is in somebody's flat, only find out when they are there.
        """
        return self.is_host or bool(self.seats_of_mine and not self.has_secret)

    @property
    def guests(self) -> list[Membership]:
        """Those with a seat, where the reader may know."""
        return [booking.member for booking in self.confirmed] if self.knows_names else []

    @cached_property
    def items(self) -> list[Any]:
        """What is wanted and brought; each with what the reader and theirs may do with it."""
        found = list(self.gathering.items.with_pledges())
        for item in found:
            people = [pledge.member_id for pledge in item.pledges.all()]
            item.mine = any(one in self.membership.people for one in people)
            is_others = any(one not in self.membership.people for one in people)
            wrote = item.added_by_id in self.membership.people
            item.may_go = (self.is_host or wrote) and not is_others and not item.mine
        return found

    @property
    def may_bring(self) -> bool:
        gathering = self.gathering
        is_on = not gathering.is_past and not gathering.is_cancelled
        return bool(is_on and (self.seats_of_mine or self.is_host))

    @cached_property
    def encounters(self) -> list[Any]:
        """What the reader, or theirs, and others said of having met here."""
        found = self.gathering.encounters.involving(self.membership)
        return list(found.select_related("first", "second"))

    @cached_property
    def may_have_met(self) -> list[tuple[Membership, list[tuple[Membership, str]]]]:
        """For each of the reader's people who was there: the others, and what was said."""
        gathering = self.gathering
        if not (gathering.is_published and gathering.has_started):
            return []
        rows = [(one, self._met(one)) for one in self.seats_of_mine]
        return [(one, others) for one, others in rows if others]

    def could_have_met(self, one: Membership, other: Any) -> bool:
        """Whether `one` may say so of `other`, whose name they know from here."""
        met = [people for person, people in self.may_have_met if person == one]
        return any(other == person for people in met for person, _said in people)

    def _met(self, one: Membership) -> list[tuple[Membership, str]]:
        others = [self.gathering.host, *self.guests]
        return [(other, self._said(one, other)) for other in others if other != one]

    def _said(self, one: Membership, other: Membership) -> str:
        """ "both", "mine", "theirs" or nothing."""
        for encounter in self.encounters:
            if {encounter.first, encounter.second} == {one, other}:
                if encounter.is_mutual:
                    return "both"
                said_first = encounter.first_yes_at is not None
                return "mine" if said_first == (encounter.first == one) else "theirs"
        return ""

    # -- Afterwards -------------------------------------------------------------------------------

    @cached_property
    def memories(self) -> list[Any]:
        """What those who were there keep of it, the first word first."""
        if not self.gathering.has_started:
            return []
        found = Memory.objects.visible_to(self.membership).filter(gathering=self.gathering)
        found = found.with_people().prefetch_related("pictures__network").order_by("created_at")
        return [self._as_read(memory) for memory in found]

    @property
    def may_remember_for(self) -> list[Membership]:
        """Of the reader's people, those who were there and have not said a word yet."""
        gathering = self.gathering
        if not (gathering.is_published and gathering.has_started):
            return []
        wrote = set(self.gathering.memories.values_list("author", flat=True))
        return [one for one in self.seats_of_mine if one.pk not in wrote]

    @property
    def may_tick(self) -> bool:
        """Whether the doors are open, for the host to see who is there."""
        opens = self.gathering.starts_at - DOORS_OPEN
        return bool(self.is_host and self.gathering.is_published and opens <= timezone.now())

    def _as_read(self, memory: Any) -> Any:
        memory.is_mine = memory.author_id in self.membership.people
        memory.decision = Report.hiding(memory) if memory.is_mine and memory.is_hidden else None
        return memory
