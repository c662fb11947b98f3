"""What is printed: the list at the door, the word to the neighbours, the poster."""

import re

import pytest

from coopere.lib.qr import qr
from events.models import Address, Rhythm, Series
from members.models import Notification
from members.scoping import in_network
from tests.factories import BookingFactory, GatheringFactory
from tests.personas import browser_of
from tests.reading import text_of

ADDRESS = "2 allée des Tilleuls, 3e étage gauche"


@pytest.fixture
def concert(alice):
    made = GatheringFactory(host=alice, concert=True, title="Chansons", seats=6)
    with in_network(alice.network):
        Address.keep(made, by=alice, text=ADDRESS)
    return made


def sheet_of(member, gathering, path: str):
    return browser_of(member).get(f"{gathering.get_absolute_url()}{path}/")


def test_guest_list_has_a_box_for_each_person_and_who_waits_in_order(
    concert, alice, bachir, chloe, denise, karim
):
    BookingFactory(gathering=concert, member=denise, size=2, companions="Luc")
    BookingFactory(gathering=concert, member=bachir, size=3, companions="Nadia et Sami")
    BookingFactory(gathering=concert, member=chloe, status="waiting", size=2)
    BookingFactory(gathering=concert, member=karim, status="cancelled")
    page = sheet_of(alice, concert, "invites")
    shown = text_of(page)
    assert "5 personnes attendues, pour 6 places" in shown
    assert "Bachir B. Nadia et Sami 3 Denise M. Luc 2" in shown
    assert "Sur la liste d’attente, dans l’ordre Chloé C., à 2" in shown
    assert page.content.decode().count('class="guests__box"') == 5
    assert "Karim" not in shown
    assert ADDRESS not in page.content.decode()


def test_guest_list_of_a_single_seat_is_in_the_singular(alice, bachir):
    made = GatheringFactory(host=alice, seats=1, party_limit=1)
    BookingFactory(gathering=made, member=bachir)
    assert "1 personne attendue, pour une place" in text_of(sheet_of(alice, made, "invites"))


def test_guest_list_is_for_the_host_and_their_godparent(concert, alice, bachir, karim, odile):
    BookingFactory(gathering=concert, member=bachir)
    tea = GatheringFactory(host=odile, entered_by=karim, title="Thé")
    for path in ("invites", "mot-aux-voisins"):
        asked = [(alice, concert), (bachir, concert), (karim, tea), (alice, tea)]
        found = [sheet_of(member, gathering, path).status_code for member, gathering in asked]
        assert found == [200, 403, 200, 403]


def test_courtesy_note_says_when_it_ends_and_nothing_secret(concert, alice):
    page = sheet_of(alice, concert, "mot-aux-voisins")
    note = re.search(r"<article.*?</article>", page.content.decode(), re.DOTALL)[0]
    assert "Tout sera fini à <b>22\u00a0h</b>" in note
    assert "chez moi" in note
    secrets = [ADDRESS, "Chansons", alice.phone, "appelez-moi"]
    assert [secret for secret in secrets if secret in note] == []


def test_phone_is_on_the_note_once_the_host_adds_it_and_nobody_is_told(concert, alice, bachir):
    BookingFactory(gathering=concert, member=bachir)
    url = f"{concert.get_absolute_url()}mot-aux-voisins/"
    answer = browser_of(alice).post(url, {"note_phone": "06 39 98 48 73"})
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert "appelez-moi sans hésiter" in text_of(browser_of(alice).get(url))
    assert "06 39 98 48 73" in text_of(browser_of(alice).get(url))
    assert not Notification._base_manager.filter(to=bachir, kind="gathering_moved").exists()
    browser_of(alice).post(url, {"note_phone": ""})
    assert "appelez-moi" not in text_of(browser_of(alice).get(url))


def test_phone_that_is_none_is_given_back_with_a_sentence(concert, alice):
    url = f"{concert.get_absolute_url()}mot-aux-voisins/"
    answer = browser_of(alice).post(url, {"note_phone": "chez moi"})
    assert answer.status_code == 422
    assert "Écrivez un numéro de téléphone" in text_of(answer)
    assert 'value="chez moi"' in answer.content.decode()


def test_poster_says_when_and_where_and_names_nobody(alice, bachir, in_parc):
    cafe = GatheringFactory(host=bachir, title="Café du samedi", status="draft")
    Series.plan(by=bachir, first=cafe, rhythm=Rhythm.MONTHLY)
    cafe.propose(by=bachir)
    page = sheet_of(alice, cafe, "affiche")
    assert page.status_code == 200
    poster = re.search(r"<article.*?</article>", page.content.decode(), re.DOTALL)[0]
    said = ["Café du samedi", "de 19\u00a0h à 22\u00a0h", "Salle commune du bâtiment A"]
    said += [f"puis {cafe.series.words}", f"http://localhost:8000{cafe.get_absolute_url()}"]
    assert [words for words in said if words not in poster] == []
    assert "Bachir" not in poster
    assert qr(f"http://localhost:8000{cafe.get_absolute_url()}") in poster


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"concert": True}, 404),  # whoever comes was invited
        ({"status": "draft"}, 404),
        ({"status": "cancelled"}, 404),
        ({"kind": "workshop"}, 200),
    ],
)
def test_poster_is_for_cafes_and_workshops_that_take_place(alice, fields, status):
    made = GatheringFactory(host=alice, **fields)
    assert sheet_of(alice, made, "affiche").status_code == status


def test_qr_code_is_an_engraving_without_style_or_address():
    drawn = qr("https://coopere.example.org/evenements/1/")
    assert drawn.startswith('<svg aria-hidden="true"')
    assert "style" not in drawn
    assert "coopere" not in drawn
    assert drawn != qr("https://coopere.example.org/evenements/2/")
