"""Amounts as people write them, and as they read them."""

from decimal import Decimal

import pytest
from django import forms

from events.amounts import AmountField, Unit, fault_of, shown
from tests.reading import SPACES


def read(text: str | None, unit: str = "kg", thing: str = "") -> Decimal | None:
    return AmountField(unit=unit, thing=thing).clean(text)


def refused(text: str | None, unit: str = "kg", thing: str = "") -> str:
    with pytest.raises(forms.ValidationError) as error:
        read(text, unit, thing)
    return SPACES.sub(" ", error.value.messages[0])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *(
            ("2,5", "2.5"),
            ("2.5", "2.5"),
            ("2,5 kg", "2.5"),
            ("2.5kg", "2.5"),
            (" 2,5\u00a0Kg ", "2.5"),
        ),
        *(("3 kilos", "3"), ("1 kilo", "1"), ("0,25", "0.25"), ("0.10", "0.1"), ("007", "7")),
        *(("1 000", "1000"), ("1\u202f000,5", "1000.5"), ("10\u00a0000 kg", "10000")),
    ],
)
def test_amount_is_read_as_people_write_it(text, amount):
    assert read(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "unit", "thing", "amount"),
    [
        ("12", "piece", "", "12"),
        ("12,0", "piece", "", "12"),
        ("12 pièces", "piece", "", "12"),
        ("12 pieces", "piece", "", "12"),
        ("12 cahiers", "piece", "Cahier grand format", "12"),
        ("1 trousse", "piece", "Trousses", "1"),
        ("3 cartons", "box", "Vêtements", "3"),
        ("1,5 L", "litre", "", "1.5"),
        ("2 litres", "litre", "", "2"),
        ("1h30", "hour", "", "1.5"),
        ("2 h 20", "hour", "", "2.33"),
        ("0,5 heure", "hour", "", "0.5"),
    ],
)
def test_unit_beside_the_number_is_understood(text, unit, thing, amount):
    assert read(text, unit, thing) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        (None, "kg", "Indiquez une quantité, par exemple 2,5."),
        ("  ", "piece", "Indiquez une quantité, par exemple 3."),
        ("0", "kg", "Indiquez une quantité plus grande que zéro."),
        ("0,00", "kg", "Indiquez une quantité plus grande que zéro."),
        ("-2,5", "kg", "Indiquez une quantité plus grande que zéro."),
        ("− 3 kg", "kg", "Indiquez une quantité plus grande que zéro."),
        ("10 001", "kg", "C’est beaucoup ! Ici on compte jusqu’à 10 000 kg."),
        ("9" * 30, "piece", "C’est beaucoup ! Ici on compte jusqu’à 10 000 pièces."),
        ("0,001", "kg", "Gardez deux chiffres après la virgule, au plus."),
        ("1.000", "kg", "Gardez deux chiffres après la virgule, au plus."),
        ("2,5", "piece", "Ici on compte en pièces, sans virgule."),
        ("0.5 carton", "box", "Ici on compte en cartons, sans virgule."),
        ("500 g", "kg", "Ici on compte en kg : écrivez par exemple 2,5."),
        ("2 litres", "kg", "Ici on compte en kg : écrivez par exemple 2,5."),
        ("3 paquets", "piece", "Ici on compte en pièces : écrivez par exemple 3."),
        ("2 kg", "hour", "Ici on compte en heures : écrivez par exemple 2,5."),
    ],
)
def test_amount_that_cannot_be_is_refused_with_a_sentence(text, unit, sentence):
    assert refused(text, unit) == sentence


@pytest.mark.parametrize(
    "text",
    ["deux", "2,5,1", "1 00", "2 5", "kg", "1e3", "NaN", "½", "--2", "9" * 5000, "<b>2</b>", "٣"],
)
def test_what_is_no_number_is_refused_with_an_example(text):
    assert refused(text).endswith("écrivez par exemple 2,5.") or refused(text).startswith(
        "Écrivez un nombre, par exemple 2,5."
    )


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        ("2.50", "kg", "2,5 kg"),
        ("1", "piece", "1 pièce"),
        ("1.5", "litre", "1,5 litre"),
        ("2", "litre", "2 litres"),
        ("0.5", "hour", "0,5 heure"),
        ("1200", "box", "1 200 cartons"),
        ("10", "piece", "10 pièces"),
        ("0", "kg", "0 kg"),
    ],
)
def test_amount_is_shown_as_a_french_reader_expects(amount, unit, words):
    text = shown(Decimal(amount), unit)
    assert SPACES.sub(" ", text) == words
    assert " " not in text


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("amount", ["1", "2", "3", "1000", "10000"])
def test_what_is_shown_is_read_back(amount, unit):
    assert fault_of(Decimal(amount), unit) == ""
    assert read(shown(Decimal(amount), unit), unit) == Decimal(amount)


def test_field_shows_its_amount_with_a_comma_and_keeps_what_was_typed():
    class Form(forms.Form):
        amount = AmountField(unit="kg", label="Combien")

    assert 'value="2,5"' in str(Form(initial={"amount": Decimal("2.50")})["amount"])
    assert 'value="beaucoup"' in str(Form({"amount": "beaucoup"})["amount"])
    assert 'inputmode="decimal"' in str(Form()["amount"])
    assert Form({"amount": "2,50"}, initial={"amount": Decimal("2.5")}).changed_data == []
