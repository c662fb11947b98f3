"""Lets the page of a neighbour say where one met them."""

from typing import Any

from django import template

from events.models import Encounter
from members.models import Membership

register = template.Library()


@register.inclusion_tag("events/_met.html")
def met(reader: Membership, neighbour: Membership) -> dict[str, Any]:
    """Where the two met, as both say: for these two, and nobody else."""
    if reader.acts_for(neighbour):
        return {"gatherings": []}
    found = Encounter.mutual_between(reader, neighbour).filter(gathering__hidden_at=None)
    return {"gatherings": [encounter.gathering for encounter in found], "neighbour": neighbour}
