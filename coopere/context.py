"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from events.models import Gathering
from exchanges.models import Exchange
from members.models import Notification


def site(request: HttpRequest) -> dict[str, Any]:
    """The network and membership of the page, and what awaits this person."""
    membership = getattr(request, "membership", None)
    return {
        "site_name": "Coopère",
        "legal": settings.LEGAL,
        "network": getattr(request, "network", None),
        "membership": membership,
        "mine_to_do": SimpleLazyObject(lambda: _mine_to_do(membership)),
        "unread": SimpleLazyObject(lambda: _unread(membership)),
        "next_gathering": SimpleLazyObject(lambda: _next_gathering(membership)),
    }


def _mine_to_do(membership: Any) -> int:
    return Exchange.objects.turn_of(membership).count() if membership else 0


def _next_gathering(membership: Any) -> Any:
    if not membership:
        return None
    coming = Gathering.objects.published().upcoming(timezone.now())
    return coming.select_related("network").first()


def _unread(membership: Any) -> int:
    return Notification.objects.read_by(membership).unread().count() if membership else 0
