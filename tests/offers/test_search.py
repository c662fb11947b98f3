"""Searching the board as neighbours type."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offers.models import Offer
from offers.search import search
from tests.factories import OfferFactory

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def board(alice) -> dict[str, Offer]:
    titles = {
        "drill": ("Perceuse à percussion", "Avec ses mèches à béton."),
        "guitar": ("Cours de guitare", "Trois accords pour commencer."),
        "plants": ("Arroser mes plantes", "Une semaine en août."),
        "raclette": ("Appareil à raclette", "Pour huit personnes, très pratique."),
        "sewing": ("Ourlets et retouches", "J’ai une machine à coudre. Cœur à l’ouvrage."),
    }
    return {
        name: OfferFactory(author=alice, title=title, text=text)
        for name, (title, text) in titles.items()
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("perceuse", {"drill"}),
        ("perceuses", {"drill"}),
        ("PERCEUSE", {"drill"}),
        ("perseuse", {"drill"}),
        ("perçeuse", {"drill"}),
        ("perceuze", {"drill"}),
        ("mèche", {"drill"}),
        ("meches", {"drill"}),
        ("plante", {"plants"}),
        ("aout", {"plants"}),
        ("guitares", {"guitar"}),
        ("cours guitare", {"guitar"}),
        ("gitare", {"guitar"}),
        ("appareils raclettes", {"raclette"}),
        ("machine à coudre", {"sewing"}),
        ("coeur", {"sewing"}),
        ("tondeuse", set()),
        ("guitare perceuse", set()),
        ("guitare or perceuse", {"guitar", "drill"}),
    ],
)
def test_search_finds_what_was_meant(board, typed, found):
    result = set(search(Offer.objects.open(), typed))
    assert {name for name, offer in board.items() if offer in result} == found


def test_search_stays_in_the_network(board, emile):
    elsewhere = OfferFactory(author=emile, title="Perceuse de Zola")
    assert elsewhere not in set(search(Offer.objects.open(), "perceuse"))
    assert set(search(Offer.objects.open(), "zola")) == set()


def test_search_stays_among_the_offers_that_it_was_given(board, alice):
    OfferFactory(author=alice, title="Perceuse rangée", status="draft")
    assert set(search(Offer.objects.open(), "perceuse")) == {board["drill"]}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100)
)
def test_search_takes_any_text(board, text):
    assert set(search(Offer.objects.open(), text)) <= set(board.values())
