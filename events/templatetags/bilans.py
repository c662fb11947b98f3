"""Lets the front door of a network tell what its neighbours have collected."""

from typing import Any

from django import template

from events.models import Collection

register = template.Library()


@register.inclusion_tag("events/_public_bilan.html")
def latest_bilan() -> dict[str, Any]:
    """The last report that a coordinator lets everybody read, of the network in scope. A query."""
    return {"collection": Collection.objects.public().first()}
