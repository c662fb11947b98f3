"""The communes of France, and how one finds one's own, however one types its name."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Ln
from django.utils.translation import gettext_lazy as _

from coopere.lib.text import search_key
from members.departments import DEPARTMENTS

SHOWN = 8
# How what was typed stands in the name: all of it, its beginning, somewhere.
EXACT, BEGINS, INSIDE = range(3)
# Fewer than that, and one may have misspelt the name.
FEW = 3
# Words and letters beyond these say nothing more of a town.
MOST_WORDS = 8
# Shorter than that, any two names look alike.
MISSPELT_FROM = 4
# How much the size of a town weighs against likeness: "parsi" is Paris rather than Parsac.
SIZE_WEIGHS = 0.03
ABBREVIATIONS = {"saint": "st", "sainte": "ste", "saints": "sts", "saintes": "stes"}
IN_FULL = {short: whole for whole, short in ABBREVIATIONS.items()}
ARTICLES = ("le ", "la ", "les ", "l ")
# The arrondissements of the three cities, by the beginning of their code, and the city's own.
CITIES = {"751": "75056", "6938": "69123", "132": "13055"}


def ways_to_write(name: str) -> list[str]:
    """What a town is called, each in plain letters: "le havre", "havre", "lehavre"…"""
    key = search_key(name)
    short = " ".join(ABBREVIATIONS.get(word, word) for word in key.split())
    bare = next((key[len(one) :] for one in ARTICLES if key.startswith(one)), key)
    ways = [key, short, bare]
    if not key.startswith("l "):
        ways += [key.replace(" ", ""), short.replace(" ", "")]
    return list(dict.fromkeys([*ways, *_ways_to_count(key)]))


def _ways_to_count(key: str) -> list[str]:
    """ "paris 11e" is also "paris 11" and "paris 11eme"."""
    town, _space, number = key.rpartition(" ")
    digits = number.removesuffix("er").removesuffix("e")
    return [f"{town} {digits}", f"{town} {digits}eme"] if town and digits.isdigit() else []


def known_as(code: str, name: str, department: str, postcodes: list[str]) -> str:
    """All by which a town is found, as `CommuneQuerySet` asks: an answer stands as "| massy|".

    Every word has a space before it, so that one LIKE finds the beginnings of words. "75011."
    begins an answer and is none: Paris 11e is. The department comes last, as words only.
    """
    end = "." if code in CITIES.values() else ""
    answers = [*ways_to_write(name), *(postcode + end for postcode in postcodes)]
    region = search_key(f"{DEPARTMENTS[department]} {department}")
    return "".join(f"| {answer}" for answer in answers) + f"|: {region}"


def is_little(found: list["Commune"], text: str) -> bool:
    """Whether the name may be misspelt: nothing has it, or one word begins but few."""
    exact = any(commune.rank == EXACT for commune in found)
    return not found or (len(found) < FEW and not exact and " " not in search_key(text))


class CommuneQuerySet(models.QuerySet["Commune"]):
    def found_by(self, text: str, most: int = SHOWN) -> list["Commune"]:
        """At most `most` of those that `text` may mean, the likeliest first.

        Misspellings are forgiven only where what was typed is no name, and finds little.
        """
        found = list(self.answering(text)[:most])
        if is_little(found, text):
            known = {commune.pk for commune in found}
            alike = self.resembling(text).exclude(pk__in=known)
            found += alike[: most - len(found)]
        return found

    def meant_by(self, text: str) -> "Commune | None":
        """The one that `text` can only mean; None where one must choose."""
        found = list(self.answering(text)[:SHOWN])
        label = [commune for commune in found if search_key(commune.label) == search_key(text)]
        exact = [commune for commune in found if commune.rank == EXACT]
        for certain in (label, exact, found):
            if certain:
                return certain[0] if len(certain) == 1 else None
        return None

    def answering(self, text: str) -> "CommuneQuerySet":
        """Those of which each word of `text` begins a word: that very name or postcode first,
        then names that begin so, the largest first; of each, its `rank`."""
        words = search_key(text).split()[:MOST_WORDS]
        if not words:
            return self.none()
        key = " ".join(words)
        found = self
        for word in words:
            found = found.filter(known_as__contains=f" {word}")
        rank = Case(
            When(known_as__contains=f"| {key}|", then=Value(EXACT)),
            When(known_as__contains=f"| {key}", then=Value(BEGINS)),
            default=Value(INSIDE),
        )
        return found.annotate(rank=rank).order_by("rank", "-population", "code")

    def resembling(self, text: str) -> "CommuneQuerySet":
        """Those whose name looks like `text`, misspelt: the closest and largest first."""
        words = search_key(text).split()[:MOST_WORDS]
        key = " ".join(IN_FULL.get(word, word) for word in words)
        if len(key) < MISSPELT_FROM or any(map(str.isdigit, key)):
            return self.none()
        size = Ln(F("population") + 1, output_field=models.FloatField())
        alike = TrigramSimilarity("search_key", key) + size * SIZE_WEIGHS
        return (
            self.filter(search_key__trigram_similar=key)
            .alias(alike=alike)
            .order_by("-alike", "code")
        )

    def called(self, town: str, postcode: str) -> "Commune | None":
        """The one of that name in which letters carry that postcode, if there is one."""
        key = search_key(town)
        found = self.filter(known_as__contains=f"| {key}|", postcodes__contains=[postcode])
        return found.order_by("-population").first() if key else None


class Commune(models.Model):
    """A town or village, or an arrondissement of Paris, Lyon or Marseille.

    The rows come from `members/data/communes.csv.xz`, by `manage.py communes`: nobody writes here.
    """

    rank: int

    code = models.CharField(_("code INSEE"), max_length=5, primary_key=True)
    name = models.CharField(_("nom"), max_length=80)
    department = models.CharField(_("département"), max_length=3)
    postcodes = ArrayField(models.CharField(max_length=5), verbose_name=_("codes postaux"))
    population = models.PositiveIntegerField(_("population"))
    search_key = models.CharField(max_length=80, editable=False)
    known_as = models.TextField(editable=False)

    objects: ClassVar[Any] = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        indexes = [
            GinIndex(fields=["known_as"], name="commune_known_as", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["search_key"], name="commune_name_alike", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """ "Massy (91300)", "Saint-Étienne (42)": what tells it from its namesakes."""
        number = self.postcodes[0] if len(self.postcodes) == 1 else self.department
        return f"{self.name} ({number})"

    @property
    def department_name(self) -> str:
        return DEPARTMENTS[self.department]

    @cached_property
    def city_code(self) -> str:
        """The code of the whole city, for an arrondissement; its own for any other."""
        return next(
            (city for start, city in CITIES.items() if self.code.startswith(start)), self.code
        )
