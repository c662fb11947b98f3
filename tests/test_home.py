"""The home page: what it is, the door, the street of networks, what was done this month."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from coopere.models import Quote
from coopere.models.quotes import today
from members.doors import networks_of_the_day
from members.models import Network
from tests.factories import GestureFactory, NetworkFactory, QuoteFactory
from tests.personas import browser_of
from tests.reading import text_of
from tests.tenants import rows_of


def home(person=None):
    cache.clear()
    return browser_of(person).get("/")


def test_stranger_says_where_they_live_and_finds_the_network(parc):
    page = home().content.decode()
    form = re.search(
        r'<form class="door" action="([^"]*)" method="get">.*?</form>', page, re.DOTALL
    )
    assert 'name="q"' in form[0]
    found = text_of(browser_of(None).get(form[1], {"q": "massy"}))
    assert "Résidence du Parc" in found


def test_neighbour_who_is_signed_in_goes_to_their_networks(alice):
    page = home(alice).content.decode()
    assert 'href="/mes-reseaux/"' in page
    assert 'class="door"' not in page


def test_home_gives_the_quote_of_the_day(db):
    quote = Quote.of_the_day(today()) or QuoteFactory()
    words = text_of(home())
    assert " ".join(quote.text.split()) in words
    assert "Citation du jour" in words


def test_home_counts_what_neighbours_did_this_month_by_kind(parc):
    other = NetworkFactory()
    GestureFactory.create_batch(2, network=parc, kind="exchange")
    GestureFactory(network=other, kind="exchange")
    GestureFactory(network=other, kind="pledge")
    GestureFactory(network=parc, kind="seat", at=timezone.now() - timedelta(days=31))
    page = text_of(home())
    assert "3 échanges faits entre voisins" in page
    assert "1 don remis à une collecte solidaire" in page
    assert "place prise" not in page


def test_home_says_nothing_of_a_month_in_which_nothing_was_done(parc):
    assert "Ce mois-ci" not in text_of(home())


def test_numbers_of_the_month_are_counted_once_in_a_while(parc):
    assert "Ce mois-ci" not in text_of(home())
    GestureFactory(network=parc)
    assert "Ce mois-ci" not in text_of(browser_of(None).get("/"))
    assert "Ce mois-ci" in text_of(home())


# -- The street -----------------------------------------------------------------------------------


def houses(page) -> list[str]:
    """The names on the street, the last house aside: it is for whoever has none yet."""
    names = re.findall(r'class="house__link" href="[^"]*">([^<]*)<', page.content.decode())
    assert names[-1].startswith("Et chez vous")
    return names[:-1]


def test_street_shows_networks_that_work_those_with_a_light_first(parc):
    for state in ("preparing", "paused", "closed"):
        NetworkFactory(name=state, state=state)
    GestureFactory(network=parc)
    assert houses(home()) == ["Résidence du Parc", "preparing"]


def test_home_without_a_network_has_no_street(db):
    assert "house__link" not in home().content.decode()


def test_street_is_another_one_each_day_and_the_same_all_day(db):
    NetworkFactory.create_batch(30)
    day = date(2026, 3, 1)
    streets = [
        {network.pk for network in networks_of_the_day(day + timedelta(days=ahead), 12)}
        for ahead in (0, 0, 1)
    ]
    assert [len(street) for street in streets] == [12, 12, 12]
    assert streets[0] == streets[1] != streets[2]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_each_house_leads_to_the_next_without_a_script(db, count):
    """What a browser without buttons of its own for it shows: links from house to house."""
    NetworkFactory.create_batch(count)
    page = home().content.decode()
    places = re.findall(r'<li id="(maison-\d+)".*?</li>', page, re.DOTALL)
    assert places == [f"maison-{number}" for number in range(1, count + 2)]
    onward = re.findall(r'href="#(maison-\d+)" aria-label="Réseau suivant"', page)
    back = re.findall(r'href="#(maison-\d+)" aria-label="Réseau précédent"', page)
    assert (onward, back) == (places[1:], places[:-1])


def test_street_names_no_one(parc, alice, bachir):
    GestureFactory(network=parc)
    page = text_of(home())
    assert {person.first_name for person in (alice, bachir) if person.first_name in page} == set()


# -- A door that is not open, and what a network tells --------------------------------------------


def door(network: Network, person=None):
    return browser_of(person).get(f"/reseaux/{network.slug}/")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("paused", "Ce réseau fait une pause"),
        ("closed", "Ce réseau a fermé ses portes"),
    ],
)
def test_door_that_is_shut_says_so_and_shows_another_way(parc, state, said):
    rows_of(Network, parc).update(state=state, notice="Nous revenons en mars.")
    page = door(parc)
    words = text_of(page)
    assert said in words
    assert "Nous revenons en mars." in words
    assert 'href="/reseaux/">' in page.content.decode()
    assert "Rejoindre ce réseau" not in words


def test_network_that_is_being_prepared_lets_the_first_ones_in(parc):
    rows_of(Network, parc).update(state="preparing")
    words = text_of(door(parc))
    assert "Ce réseau se prépare" in words
    assert "Rejoindre ce réseau" in words


def test_front_door_counts_what_was_done_there_and_not_elsewhere(parc):
    GestureFactory.create_batch(2, network=parc, kind="seat")
    GestureFactory(network=NetworkFactory(), kind="exchange")
    words = text_of(door(parc))
    assert "2 fenêtres allumées ce mois-ci" in words
    assert "2 places prises" in words
    assert "échange" not in words.partition("Ce mois-ci")[2].partition("Vous habitez")[0]


def test_member_is_not_asked_to_join(alice):
    words = text_of(door(alice.network, alice))
    assert "Entrer" in words
    assert "Rejoindre ce réseau" not in words
    assert "Vous habitez ici" not in words
