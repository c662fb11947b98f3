from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import PlainCharField
from offers.models import Offer, OfferQuerySet
from offers.search import search


class PlainCharFilter(django_filters.CharFilter):
    field_class = PlainCharField


class OfferFilter(django_filters.FilterSet):
    """The board's filters; declared one by one, because Meta.model would ask outside a scope."""

    q = PlainCharFilter(label=_("Chercher"), method="filter_text", max_length=100)
    sens = django_filters.ChoiceFilter(
        label=_("Sens"), field_name="direction", choices=Offer.Direction.choices
    )
    genre = django_filters.ChoiceFilter(
        label=_("Genre"), field_name="kind", choices=Offer.Kind.choices
    )

    def filter_text(self, offers: OfferQuerySet, name: str, value: str) -> OfferQuerySet:
        return search(offers, value)

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid filters in use."""
        cleaned = getattr(self.form, "cleaned_data", {})
        return {name: value for name, value in cleaned.items() if value}
