"""Leads whoever coordinates a young network through its first week, on the board and the desk."""

from typing import Any

from django import template

from coopere.first_week import FirstWeek
from members.models import Membership

register = template.Library()


@register.inclusion_tag("members/first_week.html", takes_context=True)
def first_week(context: Any, by: Membership, on_desk: bool = False) -> dict[str, Any]:
    """The panel for `by`; nothing unless they coordinate the network, which is young. A query."""
    shown = None
    if by.is_coordinator and by.network.is_beginning:
        shown = FirstWeek.of(by)
    if shown and (shown.is_over or (shown.is_put_away and not on_desk)):
        shown = None
    return {
        "week": shown,
        "on_desk": on_desk,
        "csrf_token": context.get("csrf_token"),
    }
