from typing import Any
from urllib.parse import urlencode

import django_filters
from django.utils.translation import gettext
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

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The filters in use beside the text, which a new search keeps."""
        return [(name, value) for name, value in self.chosen.items() if name != "q"]

    @property
    def directions(self) -> list[dict[str, Any]]:
        """Links to the board in one direction or the other, for chips.html."""
        labels = {"": gettext("Tout"), **dict(Offer.Direction.choices)}
        return [self._link("sens", value, label) for value, label in labels.items()]

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Links to the board of each kind; the one in use comes first and leads back to all."""
        links = [
            self._link("genre", kind.value, kind.label)
            | {"icon": Offer.ICONS[kind], "tint": Offer.TINTS[kind]}
            for kind in Offer.Kind
        ]
        # First, or on a phone the row would hide which one it is.
        return sorted(links, key=lambda link: not link["current"])

    def _link(self, name: str, value: str, label: Any) -> dict[str, Any]:
        current = self.chosen.get(name, "") == value
        # To tap a kind again is to let it go; "Tout" is the way back from a direction.
        wanted = "" if current and name == "genre" else value
        query = {**self.chosen, name: wanted}
        url = "?" + urlencode({key: kept for key, kept in query.items() if kept})
        return {"label": label, "url": url, "current": current}
