"""What neighbours read on the board, and what they write there."""

import pytest

from offers.models import Offer
from tests.factories import OfferFactory
from tests.personas import browser_of
from tests.reading import text_of
from tests.tenants import rows_of


def home(member) -> str:
    return f"/reseaux/{member.network.slug}/"


def test_offer_written_is_read_on_the_board(alice, bachir):
    form = {"title": "Perceuse à percussion", "text": "Avec ses mèches.", "place": "hall"}
    page = browser_of(alice).post(
        f"{home(alice)}annonces/nouvelle/proposed/loan/", form, follow=True
    )
    assert "Votre annonce est sur le tableau" in text_of(page)
    board = text_of(browser_of(bachir).get(f"{home(bachir)}tableau/"))
    assert "Prêt · Je prête Perceuse à percussion" in board
    assert "Alice M." in board


def test_draft_is_for_its_author_until_it_is_published(alice, bachir):
    client = browser_of(alice)
    form = {"title": "Tente", "draft": "1"}
    client.post(f"{home(alice)}annonces/nouvelle/proposed/loan/", form)
    offer = rows_of(Offer, alice.network).get()
    assert (offer.status, browser_of(bachir).get(offer.get_absolute_url()).status_code) == (
        "draft",
        404,
    )
    client.post(f"{offer.get_absolute_url()}publication/")
    assert browser_of(bachir).get(offer.get_absolute_url()).status_code == 200


def test_offer_of_a_godchild_says_by_whom_and_for_whom(karim, odile, alice):
    form = {"title": "Ampoule à changer", "for_whom": odile.pk}
    browser_of(karim).post(f"{home(karim)}annonces/nouvelle/sought/helping_hand/", form)
    offer = rows_of(Offer, karim.network).get()
    assert (offer.author, offer.entered_by) == (odile, karim)
    page = text_of(browser_of(alice).get(offer.get_absolute_url()))
    said = ["Odile D.", "Karim"]
    assert [name for name in said if name in page] == said


def test_nobody_writes_for_someone_who_is_not_their_godchild(alice, karim, odile):
    form = {"title": "Ampoule à changer", "for_whom": alice.pk}
    page = browser_of(karim).post(f"{home(karim)}annonces/nouvelle/sought/helping_hand/", form)
    assert page.status_code == 422
    assert rows_of(Offer, karim.network).count() == 0


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Perceuse", "Cours de guitare", "Lit de bébé"}),
        ("genre=loan", {"Perceuse"}),
        ("sens=sought", {"Cours de guitare"}),
        ("sens=sought&genre=loan", set()),
        ("q=perçeuses", {"Perceuse"}),
        ("q=licorne", set()),
        ("genre=licorne", {"Perceuse", "Cours de guitare", "Lit de bébé"}),
    ],
)
def test_board_shows_what_was_chosen(alice, query, titles):
    OfferFactory(author=alice, title="Perceuse", kind="loan")
    OfferFactory(author=alice, title="Cours de guitare", kind="skill", direction="sought")
    OfferFactory(author=alice, title="Lit de bébé", kind="donation")
    page = browser_of(alice).get(f"{home(alice)}tableau/?{query}")
    assert {offer.title for offer in page.context["page"]} == titles


def test_board_is_the_same_for_the_author_as_for_everybody(alice, bachir, denise, in_parc):
    for status in ("draft", "open", "closed"):
        OfferFactory(author=alice, title=status, status=status)
    OfferFactory(author=alice, title="hidden").hide(by=denise, reason="Non.")
    pages = [browser_of(who).get(f"{home(who)}tableau/").context["page"] for who in (alice, bachir)]
    assert [{offer.title for offer in page} for page in pages] == [{"open"}, {"open"}]


def test_filters_stay_from_page_to_page(alice):
    for number in range(31):
        OfferFactory(author=alice, title=f"Chaise {number}", kind="donation")
        OfferFactory(author=alice, title=f"Perceuse {number}", kind="loan")
    client, url = browser_of(alice), f"{home(alice)}tableau/"
    first = client.get(f"{url}?genre=loan")
    second = client.get(url, {"genre": "loan", "suite": first.context["page"].next_cursor})
    titles = [offer.title for page in (first, second) for offer in page.context["page"]]
    assert sorted(titles) == sorted(f"Perceuse {number}" for number in range(31))
    assert f"suite={first.context['page'].next_cursor}" in first.content.decode()


def test_author_reads_why_an_offer_is_hidden(alice, denise, in_parc):
    offer = OfferFactory(author=alice)
    offer.hide(by=denise, reason="Pas de médicaments ici, merci.")
    page = text_of(browser_of(alice).get(offer.get_absolute_url()))
    assert "Pas de médicaments ici, merci." in page


def test_offer_closed_can_be_put_back(alice, bachir):
    offer = OfferFactory(author=alice)
    client, url = browser_of(alice), offer.get_absolute_url()
    client.post(f"{url}cloture/", {"closed_as": "fulfilled"})
    assert browser_of(bachir).get(url).status_code == 404
    client.post(f"{url}reouverture/")
    assert browser_of(bachir).get(url).status_code == 200
