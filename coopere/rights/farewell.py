"""What somebody should know before they go: who counts on them, and what becomes of it."""

from dataclasses import dataclass

from django.utils import timezone

from coopere.rights.doors import people_everywhere, rows_everywhere
from events.models import Booking, Gathering, Organiser, Pledge
from exchanges.models import Exchange
from members.models import Membership, User


@dataclass(frozen=True)
class Farewell:
    """Who and what would be left behind. A fixed number of queries."""

    networks: list[str]
    alone_in: list[str]
    godchildren: list[str]
    exchanges: int
    gatherings: int
    seats: int
    pledges: int
    collections: int

    @property
    def is_awaited(self) -> bool:
        """Whether anything that lives would end."""
        counts = (self.exchanges, self.gatherings, self.seats, self.pledges, self.collections)
        return any(counts) or bool(self.godchildren)


def farewell_of(user: User) -> Farewell:
    """What the page of erasure says to this person."""
    mine = list(people_everywhere().filter(user=user).order_by("pk"))
    inside = [person for person in mine if person.is_inside]
    keys = [person.pk for person in inside]
    now = timezone.now()
    live = rows_everywhere(Exchange).filter(status__in=Exchange.LIVE)
    exchanges = live.filter(owner__in=keys) | live.filter(answerer__in=keys)
    hosted = rows_everywhere(Gathering).filter(host__in=keys, starts_at__gt=now)
    booked = rows_everywhere(Booking).filter(member__in=keys, gathering__starts_at__gt=now)
    promised = rows_everywhere(Pledge).filter(member__in=keys, status=Pledge.Status.PROMISED)
    organised = rows_everywhere(Organiser).filter(membership__in=keys)
    godchildren = people_everywhere().inside().filter(godparent__in=keys).by_name()
    return Farewell(
        networks=[person.network.full_name for person in inside],
        alone_in=_alone_in(inside),
        godchildren=[godchild.display_name for godchild in godchildren],
        exchanges=exchanges.count(),
        gatherings=hosted.filter(status__in=Gathering.ANNOUNCED).count(),
        seats=booked.filter(status__in=Booking.LIVE).count(),
        pledges=promised.count(),
        collections=organised.filter(collection__status__in=("open", "closed")).count(),
    )


def _alone_in(inside: list[Membership]) -> list[str]:
    """The networks in which nobody else coordinates."""
    held = {person.network_id: person for person in inside if person.is_coordinator}
    keys = [person.pk for person in held.values()]
    others = people_everywhere().coordinators().filter(network__in=held).exclude(pk__in=keys)
    kept = set(others.values_list("network", flat=True))
    return [person.network.full_name for key, person in held.items() if key not in kept]
