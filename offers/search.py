"""Search in French: accents, plurals and word endings do not matter, small typos little."""

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat, Lower

from coopere.lib.text import search_key
from offers.models import SEARCH_CONFIG, OfferQuerySet

# "perseuse" and "perceuse" share half of their three-letter pieces.
ALIKE = 0.45
SHORTEST = 3


def search(offers: OfferQuerySet, text: str) -> OfferQuerySet:
    """Those of `offers` that speak of `text`; where none does, those that nearly do."""
    query = SearchQuery(text, config=SEARCH_CONFIG, search_type="websearch")
    exact = offers.filter(search=query)
    return exact if exact.exists() else _nearly(offers, text)


def _nearly(offers: OfferQuerySet, text: str) -> OfferQuerySet:
    words = [word for word in search_key(text).split() if len(word) >= SHORTEST]
    if not words:
        return offers.none()
    said = Concat(F("title"), Value(" "), F("text"), output_field=TextField())
    plain = Func(Lower(said), function="coopere_unaccent", output_field=TextField())
    for number, word in enumerate(words[:8]):
        name = f"alike_{number}"
        offers = offers.annotate(**{name: TrigramWordSimilarity(word, plain)})
        offers = offers.filter(**{f"{name}__gte": ALIKE})
    return offers
