"""The agenda: a month as a list or as a grid, and what comes after it."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from events.models import Rhythm, Series
from members.scoping import in_network
from tests.factories import BookingFactory, GatheringFactory
from tests.personas import browser_of
from tests.reading import text_of

PARIS = ZoneInfo("Europe/Paris")
# A Thursday.
NOW = datetime(2026, 12, 10, 12, tzinfo=PARIS)
CARDS = re.compile(r'class="card__link" href="[^"]*">([^<]*)<')


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel(NOW, tick=False):
        yield


def on(day: int, hour: int = 19, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=PARIS)


def page_of(member, query: str = ""):
    return browser_of(member).get(f"/reseaux/{member.network.slug}/agenda/{query}")


def titles(response) -> list[str]:
    """The cards of the page, in their order."""
    return CARDS.findall(response.content.decode())


def grid(response) -> str:
    return re.search(r"<table.*?</table>", response.content.decode(), re.DOTALL)[0]


def test_list_shows_what_comes_this_month_in_order_and_what_comes_later(alice, bachir):
    for title, starts_at in [
        ("Veillée", on(30)),
        ("Café", on(12)),
        ("Galette", on(9, month=1, year=2027)),
    ]:
        GatheringFactory(host=bachir, title=title, starts_at=starts_at)
    page = page_of(alice)
    assert titles(page) == ["Café", "Veillée", "Galette"]
    assert "Décembre 2026" in text_of(page).replace("décembre", "Décembre")
    assert text_of(page).index("Bientôt") < text_of(page).index("Galette")


def test_what_is_over_this_month_is_there_but_quieter(alice, bachir):
    GatheringFactory(host=bachir, title="Soupe", starts_at=on(3))
    page = page_of(alice)
    assert titles(page) == []
    assert "Ce qui a eu lieu Soupe jeudi 3 décembre" in text_of(page)
    assert "Plus rien ce mois-ci, pour l’instant" in text_of(page)


def test_series_is_one_card_that_says_when_it_comes_again(alice, bachir, in_parc):
    weekly = GatheringFactory(host=bachir, title="Tricot", status="draft", starts_at=on(15))
    Series.plan(by=bachir, first=weekly, rhythm=Rhythm.WEEKLY)
    weekly.propose(by=bachir)
    page = page_of(alice)
    assert titles(page) == ["Tricot"]
    assert "puis chaque mardi" in text_of(page)
    assert grid(page_of(alice, "?vue=grille")).count("Tricot") == 3
    assert titles(page_of(alice, "?mois=2027-01")) == ["Tricot"]


def test_month_begins_and_ends_at_midnight_on_the_wall(alice, bachir):
    GatheringFactory(host=bachir, title="Réveillon", starts_at=on(31, 23))
    GatheringFactory(host=bachir, title="Vœux", starts_at=on(1, 0, month=1, year=2027))
    assert titles(page_of(alice, "?mois=2026-12")) == ["Réveillon", "Vœux"]  # the second, soon
    assert titles(page_of(alice, "?mois=2027-01")) == ["Vœux"]
    assert "Vœux" not in grid(page_of(alice, "?mois=2026-12&vue=grille"))


@pytest.mark.parametrize(
    "wanted", ["demain", "2026-13", "2026-1", "0000-01", "9999-12", "2031-01", "1998-07", "\0"]
)
def test_month_that_the_agenda_has_not_gives_this_one_and_says_so(alice, wanted):
    page = page_of(alice, f"?mois={wanted}")
    assert page.status_code == 200
    assert "L’agenda n’a pas cette page : voici le mois en cours." in text_of(page)
    assert str(page.context["turning"].month) == "2026-12"


def test_one_turns_from_month_to_month_as_far_as_the_agenda_goes(alice):
    first, last = (page_of(alice, f"?mois={month}") for month in ("2026-11", "2028-12"))
    assert b'rel="next"' in first.content
    assert b'rel="prev"' not in first.content
    assert b'rel="prev"' in last.content
    assert b'rel="next"' not in last.content
    both = page_of(alice, "?mois=2027-01&vue=grille").content.decode()
    assert 'href="?mois=2026-12&amp;vue=grille" rel="prev"' in both
    assert 'href="?mois=2027-02&amp;vue=grille" rel="next"' in both


@pytest.mark.parametrize("query", ["?mois=2027-03", "?mois=2027-03&vue=grille"])
def test_empty_month_says_what_to_do_next(alice, query):
    page = page_of(alice, query)
    assert "Rien en mars 2027, pour l’instant" in text_of(page)
    cafe = f"/reseaux/{alice.network.slug}/evenements/nouveau/cafe/"
    assert f'href="{cafe}">Proposer un café' in page.content.decode()


def test_grid_is_a_table_with_its_days_and_today(alice, bachir):
    GatheringFactory(host=bachir, title="Café", starts_at=on(12, 10))
    table = grid(page_of(alice, "?vue=grille"))
    assert "décembre 2026, jour par jour</caption>" in table
    assert re.findall(r'<th scope="col">(\w+)<span[^>]*>(\w+)', table)[0] == ("lun", "di")
    assert table.count("<th ") == 7
    assert re.findall(r'datetime="([^"]*)"', table) == [f"2026-12-{n:02}" for n in range(1, 32)]
    [today] = re.findall(r'<td[^>]*aria-current="date"[^>]*>\s*<time[^>]*>(\d+)', table)
    assert today == "10"
    assert re.search(
        r'2026-12-12.*?href="[^"]*/evenements/\d+/">.*?10\s+h.*?Café', table, re.DOTALL
    )


def test_agenda_holds_what_neighbours_may_see_and_nothing_else(alice, bachir, emile):
    GatheringFactory(host=bachir, title="Café")
    GatheringFactory(host=emile, title="De Zola")
    GatheringFactory(host=bachir, title="Brouillon", status="draft")
    GatheringFactory(host=bachir, title="Annulé", status="cancelled")
    GatheringFactory(host=bachir, title="Demandé", status="proposed", concert=True)
    hidden = GatheringFactory(host=bachir, title="Masqué")
    with in_network(alice.network):
        hidden.hide(by=None, reason="C’est une vente.")
    for query in ("", "?vue=grille"):
        shown = text_of(page_of(alice, query))
        others = ["De Zola", "Brouillon", "Annulé", "Demandé", "Masqué"]
        assert "Café" in shown
        assert [title for title in others if title in shown] == []


def test_card_of_a_concert_says_who_invites_and_not_where(alice, bachir):
    GatheringFactory(host=bachir, concert=True, title="Chansons", seats=3, place="")
    shown = text_of(page_of(alice))
    assert "Concert d’appartement Chansons De 19 h à 22 h chez Bachir B. 3 places libres" in shown
    assert "bât" not in shown


def test_card_says_what_one_has_booked_and_how_much_room_there_is(alice, bachir, karim, odile):
    small = GatheringFactory(host=bachir, title="Duo", seats=2)
    BookingFactory(gathering=small, member=alice, size=2)
    BookingFactory(gathering=small, member=odile, status="waiting")
    assert "complet, 1 en attente Vos 2 places sont gardées" in text_of(page_of(alice))
    assert "Vous êtes sur la liste d’attente" in text_of(page_of(karim))
    assert "Vous invitez" in text_of(page_of(bachir))
