"""The communes of France, and how one finds one's own, however one types its name."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Ln
from django.utils.translation import gettext_lazy as _

from coopere.lib.text import search_key
from members.departments import DEPARTMENTS

SHOWN = 8
# How what was typed stands in the name: all of it, its beginning, somewhere; or only like it.
EXACT, BEGINS, INSIDE, ALIKE = range(4)
# Fewer than that, and one may have misspelt the name.
FEW = 3
# Words beyond these say nothing more of a town.
MOST_WORDS = 8
# Shorter than that, any two names look alike.
MISSPELT_FROM = 4
# How much the size of a town weighs against likeness: "parsi" is Paris rather than Parsac.
SIZE_WEIGHS = 0.03
ABBREVIATIONS = {"saint": "st", "sainte": "ste", "saints": "sts", "saintes": "stes"}
IN_FULL = {short: whole for whole, short in ABBREVIATIONS.items()}
ARTICLES = ("le ", "la ", "les ", "l ")
# The code of each city that has arrondissements, and how the codes of these begin.
CITIES = {"75056": "751", "69123": "6938", "13055": "132"}


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
    end = "." if code in CITIES else ""
    answers = [*ways_to_write(name), *(postcode + end for postcode in postcodes)]
    region = search_key(f"{DEPARTMENTS[department]} {department}")
    return "".join(f"| {answer}" for answer in answers) + f"|: {region}"


def typed(text: str) -> list[str]:
    """The words of what somebody typed, in plain letters."""
    return search_key(text).split()[:MOST_WORDS]


class CommuneQuerySet(models.QuerySet["Commune"]):
    def found_by(self, text: str, most: int = SHOWN) -> list["Commune"]:
        """At most `most` of those that `text` may mean, the likeliest first, each with its `rank`.

        Misspellings are forgiven only where what was typed is no name, and finds little.
        """
        answers = list(self.answering(text)[: 3 * most])
        exact = [commune for commune in answers if commune.rank == EXACT]
        # Eight hamlets called Verrières would hide Verrières-le-Buisson.
        first, namesakes = exact[: most // 2], exact[most // 2 :]
        found = [*first, *answers[len(exact) :], *namesakes][:most]
        if not found or (len(found) < FEW and not exact and len(typed(text)) == 1):
            known = {commune.pk for commune in found}
            found += self.resembling(text).exclude(pk__in=known)[: most - len(found)]
        return found

    def meant_by(self, text: str) -> "Commune | None":
        """The one that `text` can only mean; None where one must choose."""
        return only_one(self.found_by(text), text)

    def answering(self, text: str) -> "CommuneQuerySet":
        """Those of which each word of `text` begins a word: that very name or postcode first,
        then names that begin so, the largest first."""
        words = typed(text)
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
        key = " ".join(IN_FULL.get(word, word) for word in typed(text))
        if len(key) < MISSPELT_FROM or any(map(str.isdigit, key)):
            return self.none()
        size = Ln(F("population") + 1, output_field=models.FloatField())
        alike = TrigramSimilarity("search_key", key) + size * SIZE_WEIGHS
        found = self.annotate(rank=Value(ALIKE)).alias(alike=alike)
        return found.filter(search_key__trigram_similar=key).order_by("-alike", "code")

    def called(self, town: str, postcode: str) -> "Commune | None":
        """The one of exactly that name and postcode, if there is one."""
        key = search_key(town)
        found = self.filter(known_as__contains=f"| {key}|", postcodes__contains=[postcode])
        return found.order_by("-population").first() if key else None

    def where(self, code: str, postcode: str) -> "CommuneQuerySet":
        """Those in which somebody looks who looks for what is in the commune `code`: itself,
        and for an arrondissement its city, or the other way round by the postcode."""
        city = next((city for city, start in CITIES.items() if code.startswith(start)), code)
        found = Q(pk__in={code, city})
        if code in CITIES:
            found |= Q(pk__startswith=CITIES[code], postcodes__contains=[postcode])
        return self.filter(found)


def only_one(found: list["Commune"], text: str) -> "Commune | None":
    """The one among the communes `found` that `text` can only mean."""
    sure = [commune for commune in found if commune.rank < ALIKE]
    named = [commune for commune in sure if search_key(commune.label) == search_key(text)]
    exact = [commune for commune in sure if commune.rank == EXACT]
    some = named or exact or sure
    return some[0] if len(some) == 1 else None


class Commune(models.Model):
    """A town or village, or an arrondissement of Paris, Lyon or Marseille.

    The rows come from `members/data/communes.csv.xz`, by `manage.py communes`: nobody writes here.
    """

    rank: int  # of those found by a text
    network_count: int  # of those among which to choose

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
    def at(self) -> str:
        """ "à Massy", "au Havre", "aux Ulis"."""
        for article, joined in {"Le ": "au", "Les ": "aux"}.items():
            if self.name.startswith(article):
                return f"{joined} {self.name.removeprefix(article)}"
        return f"à {self.name}"

    @property
    def department_name(self) -> str:
        return DEPARTMENTS[self.department]

    @property
    def place(self) -> str:
        """What a list says of it beside its name: "Essonne, 91300"; "Rhône" for all of Lyon."""
        few = ", ".join(self.postcodes) if len(self.postcodes) <= FEW else ""
        return ", ".join(filter(None, [self.department_name, few]))

    @property
    def networks_here(self) -> Q:
        """Which networks are in it: see `CommuneQuerySet.where`, the other way round."""
        here = Q(commune=self.pk)
        if self.pk in CITIES:
            here |= Q(commune__code__startswith=CITIES[self.pk])
        for city, start in CITIES.items():
            if self.pk.startswith(start):
                here |= Q(commune=city, postcode__in=self.postcodes)
        return here

    def holds(self, code: str, postcode: str) -> bool:
        """Whether a network of that commune and postcode is one of `networks_here`."""
        if self.pk in CITIES:
            return code == self.pk or code.startswith(CITIES[self.pk])
        within = self.pk.startswith(CITIES.get(code, "-")) and postcode in self.postcodes
        return code == self.pk or within
