"""Amounts as people write and read them: "2,5 kg", "1 000", « 12 pièces »."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import plain
from coopere.lib.state import TransitionRefused
from coopere.lib.text import search_key

# More than thirty families can use, or a whole neighbourhood give.
MOST = Decimal(10_000)
LONGEST = 40
CENT = Decimal("0.01")
TOO_FINE = lazy("Gardez deux chiffres après la virgule, au plus.")


class Unit(models.TextChoices):
    PIECE = "piece", lazy("pièce")
    KG = "kg", lazy("kg")
    LITRE = "litre", lazy("litre")
    BOX = "box", lazy("carton")
    HOUR = "hour", lazy("heure")


# Nobody gives half of one.
WHOLE = (Unit.PIECE, Unit.BOX)
PLURALS = {
    Unit.PIECE: lazy("pièces"),
    Unit.LITRE: lazy("litres"),
    Unit.BOX: lazy("cartons"),
    Unit.HOUR: lazy("heures"),
}
# The words by which people call a unit, without accents and in the singular.
WORDS = {
    Unit.PIECE: {"piece", "pce", "pc", "unite", "exemplaire"},
    Unit.KG: {"kg", "kilo", "kilogramme"},
    Unit.LITRE: {"l", "litre"},
    Unit.BOX: {"carton", "caisse", "colis"},
    Unit.HOUR: {"h", "heure"},
}
SPACE = "[ \u00a0\u202f]"
NUMBER = re.compile(
    rf"(?P<minus>[-−–]{SPACE}*)?(?P<whole>[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}})+|[0-9]+)"
    rf"(?:[.,](?P<part>[0-9]+))?{SPACE}*(?P<word>[^0-9.,].*)?"
)
CLOCK = re.compile(rf"(?P<hours>[0-9]{{1,3}}){SPACE}*[hH]{SPACE}*(?P<minutes>[0-5][0-9])")


def shown(amount: Decimal, unit: str) -> str:
    """« 2,5 kg », « 1 pièce », « 1 200 cartons », with spaces where no line breaks."""
    unit = Unit(unit)
    word = PLURALS.get(unit, unit.label) if amount >= 2 else unit.label
    return f"{number_shown(amount)}\u00a0{word}"


def number_shown(amount: Decimal) -> str:
    """« 2,5 », « 1 200 »: no zeros that say nothing."""
    number = f"{amount:,.2f}".rstrip("0").rstrip(".")
    return number.replace(",", "\u202f").replace(".", ",")


def fault_of(amount: Decimal, unit: str) -> str:
    """What is wrong with an amount in that unit, as a sentence; nothing is "" ."""
    if amount <= 0:
        return _("Indiquez une quantité plus grande que zéro.")
    if amount > MOST:
        return _("C’est beaucoup\u202f! Ici on compte jusqu’à %(most)s.") % {
            "most": shown(MOST, unit)
        }
    if amount * 100 % 1:
        return str(TOO_FINE)
    if unit in WHOLE and amount % 1:
        return _("Ici on compte en %(units)s, sans virgule.") % {"units": PLURALS[Unit(unit)]}
    return ""


def mean_of(shares: Iterable[int]) -> int:
    """The mean of some shares, 0 to 100: 0 is nothing at all."""
    known = list(shares)
    return max(sum(known) // len(known), 1) if any(known) else 0


def check_amount(amount: Decimal, unit: str) -> None:
    """Raises TransitionRefused, with the sentence, for an amount that cannot be."""
    fault = fault_of(amount, unit)
    if fault:
        raise TransitionRefused(fault)


def read_amount(text: str, unit: str, thing: str = "") -> Decimal:
    """The amount that somebody wrote: "2,5", "2.5 kg", "1 000", "1h30", "10 cahiers".

    `thing` is what is counted: its name beside the number is right. Raises
    forms.ValidationError, with a sentence, for everything else.
    """
    text = plain(text)
    found = NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    clock = CLOCK.fullmatch(text) if unit == Unit.HOUR else None
    if clock:
        minutes = Decimal(clock["minutes"]) / 60
        return (Decimal(clock["hours"]) + minutes).quantize(CENT)
    if not found:
        raise forms.ValidationError(_("Écrivez un nombre, par exemple %(example)s.") % _as(unit))
    if not _is_word_of(found["word"] or "", unit, thing):
        sentence = _("Ici on compte en %(units)s\u00a0: écrivez par exemple %(example)s.")
        raise forms.ValidationError(sentence % _as(unit))
    part = found["part"] or "0"
    amount = Decimal(f"{re.sub(SPACE, '', found['whole'])}.{part}")
    amount = -amount if found["minus"] else amount
    # "1.000" may mean a thousand: three digits after the comma are asked about, zeros or not.
    fault = fault_of(amount, unit) or (str(TOO_FINE) if len(part) > 2 else "")
    if fault:
        raise forms.ValidationError(fault)
    return amount.quantize(CENT)


def _as(unit: str) -> dict[str, Any]:
    example = number_shown(Decimal(3 if unit in WHOLE else "2.5"))
    return {"units": PLURALS.get(Unit(unit), Unit(unit).label), "example": example}


def _is_word_of(word: str, unit: str, thing: str) -> bool:
    """Whether a word beside the number says the unit, or what is counted in pieces."""
    key = _singular(word)
    things = {_singular(part) for part in search_key(thing).split()} if unit in WHOLE else set()
    return key in {"", *WORDS[Unit(unit)], *things, _singular(thing) if things else ""}


def _singular(words: str) -> str:
    return " ".join(
        word.rstrip("s") if len(word) > 2 else word for word in search_key(words).split()
    )


class AmountField(forms.Field):
    """An amount in one unit, as people write it."""

    def __init__(self, *, unit: str, thing: str = "", **kwargs: Any) -> None:
        is_whole = unit in WHOLE
        attrs = {"inputmode": "numeric" if is_whole else "decimal", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault(
            "error_messages",
            {"required": lazy("Indiquez une quantité, par exemple %s.") % _as(unit)["example"]},
        )
        super().__init__(**kwargs)
        self.unit, self.thing = unit, thing

    def prepare_value(self, value: Any) -> Any:
        return number_shown(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        text = plain(str(value)) if value is not None else ""
        return read_amount(text, self.unit, self.thing) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True
