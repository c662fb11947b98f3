"""The few doors in the wall: what may be asked before a network is known.

Nothing else switches the scope off; a test reads the code and says so.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from coopere.lib.text import search_key
from members.models import (
    Commune,
    Gesture,
    Invitation,
    Membership,
    Network,
    Notification,
    Picture,
    User,
)
from members.models.memberships import MembershipQuerySet
from members.models.networks import LIT_FOR, NetworkQuerySet
from members.models.pictures import PictureQuerySet


def find_network(slug: str) -> Network | None:
    """The network of that address, for its public pages."""
    return Network.objects.with_scopes_disabled().filter(slug=slug).first()


def listed_networks() -> NetworkQuerySet:
    """The networks that anyone may find, each with `lit`, its windows alight."""
    found: NetworkQuerySet = Network.objects.with_scopes_disabled().listed()
    return found.annotate(lit=lit_windows("pk"))


def networks_near(*, commune: Commune | None, postcode: str, place: str) -> NetworkQuerySet:
    """The networks of that town, each with its `likeness`: those named most like `place` first."""
    here = Q(postcode=postcode) | (commune.networks_here if commune else Q())
    found = listed_networks().filter(here)
    likeness = TrigramWordSimilarity(search_key(place), "search_key")
    return found.annotate(likeness=likeness).order_by("-likeness", "name", "pk")


def count_networks_in(communes: Sequence[Commune]) -> dict[str, int]:
    """How many networks anyone may find in each of those communes, by its code.

    Counted here and not by eight aggregates, which Django takes longer to write than to ask.
    """
    if not communes:
        return {}
    somewhere = reduce(or_, (commune.networks_here for commune in communes))
    found = Network.objects.with_scopes_disabled().listed().filter(somewhere).order_by()
    where = list(found.values_list("commune", "postcode"))
    return {commune.pk: sum(commune.holds(*one) for one in where) for commune in communes}


def find_open_network(pk: int) -> Network | None:
    """The network of that key, if it is open, for the worker that tells of it."""
    networks: Any = Network.objects.with_scopes_disabled()
    found: Network | None = networks.filter(pk=pk, state=Network.State.OPEN).first()
    return found


def lit_windows(network: str) -> Coalesce:
    """How many windows are alight, as a column: `network` names the network's key in the row."""
    gestures: Any = Gesture.objects.with_scopes_disabled()
    recent = gestures.filter(network=OuterRef(network), at__gt=timezone.now() - LIT_FOR)
    counted = recent.order_by().values("network").annotate(lit=Count("pk")).values("lit")
    return Coalesce(Subquery(counted), 0)


def memberships_of(user: User) -> MembershipQuerySet:
    """All memberships of one user, with their networks."""
    found: MembershipQuerySet = (
        Membership.objects.with_scopes_disabled()
        .filter(user=user)
        .select_related("network", "user")
        .order_by("network__town", "network__name")
    )
    return found


def find_membership(user: User | AnonymousUser, slug: str) -> Membership | None:
    """The user's membership of that network while they are inside, else None."""
    if isinstance(user, AnonymousUser):
        return None
    people: Any = Membership.objects.with_scopes_disabled()
    godchildren = people.inside().filter(godparent=OuterRef("pk")).values("pk")
    mine = memberships_of(user).inside().annotate(godchild_keys=ArraySubquery(godchildren))
    found: Membership | None = mine.filter(network__slug=slug).first()
    return found


def find_invitation(secret: str) -> Invitation | None:
    """The live invitation of that link, with its network."""
    invitations: Any = Invitation.objects.with_scopes_disabled().of_link(secret)
    found: Invitation | None = invitations.select_related("network", "sponsor").first()
    return found


def all_pictures() -> list[PictureQuerySet]:
    """The pictures of every network, whatever they belong to: for the upkeep of their files."""
    models: Any = [model for model in apps.get_models() if issubclass(model, Picture)]
    return [model.objects.with_scopes_disabled().all() for model in models]


def find_notification(pk: int) -> Notification | None:
    """That notification, with the people it speaks of, for the worker that mails it."""
    found: Notification | None = (
        Notification.objects.with_scopes_disabled()
        .select_related("network", "by", "to__network", "to__user", "to__godparent__user")
        .select_related("to__godparent__network")
        .filter(pk=pk)
        .first()
    )
    return found


def find_member(pk: int) -> Membership | None:
    """That membership, with its network, for a link that this site signed."""
    people: Any = Membership.objects.with_scopes_disabled().select_related("network")
    found: Membership | None = people.filter(pk=pk).first()
    return found
