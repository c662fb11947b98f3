"""The first week of a network: three things to do, and how far its neighbours have come.

Nothing of it is stored but that a coordinator put it away: the rows themselves say the rest.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Gathering
from members.models import FirstWeekPutAway, Invitation, Membership, Network
from offers.models import Offer

INSIDE_OR_WAITING = (*Membership.INSIDE, Membership.Status.PENDING)


@dataclass(frozen=True)
class Goal:
    """One thing to do: `done` of `wanted`, and where it is done."""

    title: Promise
    text: Promise
    icon: str
    url: str
    label: Promise
    wanted: int
    done: int

    @property
    def is_reached(self) -> bool:
        return self.done >= self.wanted

    @property
    def shown(self) -> int:
        """How many are done, of those that are wanted."""
        return min(self.done, self.wanted)


@dataclass(frozen=True)
class FirstWeek:
    """The panel of a coordinator."""

    network: Network
    goals: list[Goal]
    is_put_away: bool

    @property
    def left(self) -> int:
        """How many of the three are still to do."""
        return sum(not goal.is_reached for goal in self.goals)

    @property
    def is_over(self) -> bool:
        """It ends with the last of the three, or two weeks after the opening."""
        return not self.network.is_beginning or (not self.left and not self.network.is_preparing)

    @classmethod
    def of(cls, by: Membership) -> "FirstWeek":
        """The first week of the network that `by` coordinates. One query."""
        network = by.network
        put_away = FirstWeekPutAway.objects.filter(membership=by.pk)
        counts: Any = (
            Network.objects.filter(pk=network.pk)
            .annotate(
                came=counted(came(by)),
                invited=counted(invited(network)),
                posted=counted(posted(network)),
                cafes=counted(cafes(network)),
                put_away=Exists(put_away),
            )
            .values("came", "invited", "posted", "cafes", "put_away")
            .get()
        )
        return cls(network, goals_of(network.slug, counts), counts["put_away"])


def came(by: Membership) -> QuerySet[Any]:
    """The neighbours who are there beside `by`, or knock at the door."""
    people: Any = Membership.objects.filter(network=by.network, status__in=INSIDE_OR_WAITING)
    return people.exclude(pk=by.pk)


def invited(network: Network) -> QuerySet[Any]:
    """Invitations that may still be used: those that were have brought somebody."""
    found: QuerySet[Any] = Invitation.objects.unspent().filter(network=network)
    return found


def posted(network: Network) -> QuerySet[Any]:
    """Offers that the neighbours could read, those that found somebody too."""
    shown: Any = Offer.objects.visible().filter(network=network)
    return shown.filter(status__in=[Offer.Status.OPEN, Offer.Status.CLOSED])


def cafes(network: Network) -> QuerySet[Any]:
    found: Any = Gathering.objects.published().filter(network=network)
    return found.filter(kind=Gathering.Kind.CAFE)


def counted(rows: QuerySet[Any]) -> Coalesce:
    """How many `rows` there are, as a column of their network."""
    own = rows.order_by().filter(network=OuterRef("pk")).values("network")
    return Coalesce(Subquery(own.annotate(many=Count("pk")).values("many")), 0)


def goals_of(slug: str, counts: dict[str, int]) -> list[Goal]:
    return [
        Goal(
            title=_("Invitez trois voisins"),
            text=_("Par un lien, par e-mail, ou avec l’affiche du hall."),
            icon="user-plus",
            url=reverse("members:invitations", args=[slug]),
            label=_("Inviter"),
            wanted=3,
            done=counts["came"] + counts["invited"],
        ),
        Goal(
            title=_("Postez cinq annonces"),
            text=_("Les vôtres d’abord : un tableau qui vit donne envie d’écrire."),
            icon="plus",
            url=reverse("offers:choose", args=[slug]),
            label=_("Écrire une annonce"),
            wanted=5,
            done=counts["posted"],
        ),
        Goal(
            title=_("Fixez le premier café"),
            text=_("Une date, un lieu, une cafetière : on se dit bonjour."),
            icon="coffee",
            url=reverse("events:create", args=[slug, Gathering.Kind.CAFE]),
            label=_("Choisir une date"),
            wanted=1,
            done=counts["cafes"],
        ),
    ]
