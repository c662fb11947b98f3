"""The network's building at dusk, drawn as SVG: one window lit for each gesture of the month.

The same inputs give the same bytes, so drawings are cached. Every id starts with the inputs
themselves: two different façades on one page cannot share one, and two equal ones may be told
apart by `mark`.
"""

from functools import lru_cache
from typing import Literal

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from .building import Building, Strip

Size = Literal["full", "strip"]


def facade_sentence(lit: int) -> str:
    """The façade in words: « 23 fenêtres allumées ce mois-ci »."""
    if not lit:
        return gettext("Aucune fenêtre allumée pour l’instant : à vous d’allumer la première")
    return ngettext(
        "%(count)d fenêtre allumée ce mois-ci", "%(count)d fenêtres allumées ce mois-ci", lit
    ) % {"count": lit}


def facade(
    seed: int,
    lit: int,
    size: Size = "full",
    floors: int | None = None,
    bays: int | None = None,
    mark: str = "",
    label: str | None = None,
) -> SafeString:
    """The building of `seed` with `lit` windows alight; all of them when there are fewer.

    `strip` is its ground floor alone, as wide as the screen. `mark` tells equal drawings on one
    page apart.
    `label` replaces the sentence; an empty one says that the drawing is decoration only.
    """
    words = facade_sentence(lit) if label is None else label
    return _draw(int(seed) % 2**32, int(lit), size, floors, bays, str(mark), words)


@lru_cache(maxsize=2048)
def _draw(
    seed: int, lit: int, size: Size, floors: int | None, bays: int | None, mark: str, words: str
) -> SafeString:
    kind = Strip if size == "strip" else Building
    role = f'role="img" aria-label="{conditional_escape(words)}"' if words else 'aria-hidden="true"'
    # Every part is ours; words and mark are escaped.
    return mark_safe(kind(seed, lit, floors, bays, mark).svg(role))  # noqa: S308
