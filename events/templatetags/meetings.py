"""Lets the front door of a network tell when its neighbours meet next."""

from typing import Any

from django import template
from django.utils import timezone

from events.models import Gathering

register = template.Library()


@register.inclusion_tag("events/_next_meeting.html")
def next_meeting() -> dict[str, Any]:
    """Kind and day of the next café or workshop, of the network in scope. One query.

    Nothing else of it is asked of the database: no title, no host, no place.
    """
    coming = Gathering.objects.told_outside(timezone.now())
    return {"meeting": coming.only("kind", "starts_at").first()}
