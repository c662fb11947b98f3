"""Lets the privacy page show how long what is kept."""

from typing import Any

from django import template

from coopere.rights.retention import RULES

register = template.Library()


@register.inclusion_tag("rights/retention_table.html")
def retention_table() -> dict[str, Any]:
    """The rules that the nightly job carries out; the page links css/rights.css."""
    return {"rules": RULES}
