"""Amounts on pages, with their unit."""

from decimal import Decimal

from django import template

from events.amounts import shown

register = template.Library()


@register.filter
def amount(value: Decimal, unit: str) -> str:
    """« 2,5 kg »."""
    return shown(value, unit)
