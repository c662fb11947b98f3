"""What one fills in to invite."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from events.models import Gathering
from members.models import Membership
from tests.tenants import rows_of

ADDRESS = "Bâtiment B, 3e étage gauche, sonner chez Morel"
TICKED = {"noise": "on", "insurance": "on", "exits": "on"}


def in_days(count: int) -> str:
    return str(timezone.localdate() + timedelta(days=count))


def cafe(**said: Any) -> dict[str, Any]:
    """A café in ten days, as a browser would send it."""
    answers = {
        "title": "Le café du samedi",
        "text": "Venez comme vous êtes.",
        "on": in_days(10),
        "starts": "15:00",
        "ends": "17:30",
        "place": "salle commune du bâtiment A",
        "seats": "12",
        "party_limit": "4",
        "access_notes": "Plain-pied.",
        "repeat": "once",
        "token": str(uuid4()),
    }
    return answers | said


def concert(**said: Any) -> dict[str, Any]:
    """A concert in ten days, with its secret address and its points ticked."""
    answers = cafe(
        title="Chansons du soir",
        place="côté jardin",
        chapeau="Chapeau libre pour les musiciens.",
        address=ADDRESS,
        address_shown="two_days_before",
        artist_0="Ana Lune",
        page_0="https://example.org/ana",
    )
    del answers["repeat"]
    return answers | TICKED | said


def new(kind: str, member: Membership) -> str:
    return f"/reseaux/{member.network.slug}/evenements/nouveau/{kind}/"


def send(browser: Client, url: str, answers: dict[str, Any]) -> Any:
    return browser.post(url, answers)


def written(member: Membership) -> Any:
    """The gatherings of the member's network, as the database has them."""
    return rows_of(Gathering, member.network).order_by("pk")
