"""Lets a page that knows exchanges only by their relation show them from the reader's side."""

from django import template

from exchanges.models import Exchange
from exchanges.seats import Seat
from members.models import Membership

register = template.Library()


@register.filter
def seen_by(exchange: Exchange, membership: Membership) -> Seat:
    """The exchange as `membership` sees it, who is on one of its sides."""
    return Seat(exchange, membership)
