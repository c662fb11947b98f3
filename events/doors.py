"""The doors in the wall that gatherings need; `members/doors.py` has the others."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q

from events.models import CalendarFeed, Gathering
from events.models import Collection as Reported
from events.models.agenda import GatheringQuerySet
from events.models.collection import CollectionQuerySet
from members.models import Network
from members.scoping import TenantModel


def find_feed(secret: str) -> CalendarFeed | None:
    """The live calendar feed of that link, with its member and network."""
    feeds: Any = CalendarFeed.objects.with_scopes_disabled().of_link(secret)
    found: CalendarFeed | None = feeds.select_related(
        "membership__user", "membership__network", "network"
    ).first()
    return found


def public_reports() -> CollectionQuerySet:
    """The reports of open networks that everybody may read, the latest first."""
    found: CollectionQuerySet = Reported.objects.with_scopes_disabled().public()
    return found.filter(network__state=Network.State.OPEN).select_related("network")


def coming_meetings(now: datetime, until: datetime) -> GatheringQuerySet:
    """The cafés and workshops of open networks until then, of which strangers may know the day."""
    found: GatheringQuerySet = Gathering.objects.with_scopes_disabled().told_outside(now)
    coming = found.filter(starts_at__lte=until, network__state=Network.State.OPEN)
    return coming.select_related("network")


def networks_with(model: type[TenantModel], wanted: Q, states: Collection[str]) -> list[Network]:
    """The networks in one of these states that have such a row: for jobs, which then stand
    in each.
    """
    rows: Any = model.objects.with_scopes_disabled().filter(wanted).values("network")
    networks: Any = Network.objects.with_scopes_disabled().filter(pk__in=rows)
    return list(networks.filter(state__in=states).order_by("pk"))
