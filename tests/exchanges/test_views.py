"""An exchange from page to page, as both sides read it."""

import pytest

from exchanges.models import Exchange
from tests.factories import ExchangeFactory, OfferFactory
from tests.personas import browser_of
from tests.reading import text_of
from tests.tenants import rows_of


@pytest.fixture
def exchange(alice, bachir) -> Exchange:
    offer = OfferFactory(author=alice, title="Lit de bébé")
    return ExchangeFactory(offer=offer, answerer=bachir, text="Notre fille naît en mai.")


def read(member, exchange: Exchange) -> str:
    return text_of(browser_of(member).get(exchange.get_absolute_url()))


def act(member, exchange: Exchange, path: str, **form) -> str:
    url = f"{exchange.get_absolute_url()}{path}/"
    return text_of(browser_of(member).post(url, form, follow=True))


def test_whole_story_is_told_to_both_sides(alice, bachir, exchange):
    assert "Notre fille naît en mai." in read(alice, exchange)
    assert "C’est convenu" in act(alice, exchange, "accord")
    act(bachir, exchange, "message", text="Samedi à dix heures ?")
    assert "Samedi à dix heures ?" in read(alice, exchange)
    assert "Merci, c’est noté" in act(alice, exchange, "realisation")
    assert "Une fenêtre vient de s’allumer" in act(bachir, exchange, "realisation")
    act(bachir, exchange, "remerciement", text="Elle y dort déjà.")
    assert "Elle y dort déjà." in read(alice, exchange)


def test_list_puts_first_what_awaits_me(alice, bachir, exchange):
    done = ExchangeFactory(
        offer=OfferFactory(author=alice, title="Chaise"), answerer=bachir, status="done"
    )
    url = f"/reseaux/{alice.network.slug}/echanges/"
    pages = {who: browser_of(who).get(url).context for who in (alice, bachir)}
    to_do = {who: [seat.exchange for seat in page["to_do"]] for who, page in pages.items()}
    others = {who: {seat.exchange for seat in page["seats"]} for who, page in pages.items()}
    assert to_do == {alice: [exchange], bachir: []}
    assert others == {alice: {done}, bachir: {exchange, done}}


def test_one_who_declines_gives_a_reason_that_the_other_reads(alice, bachir, exchange):
    act(alice, exchange, "refus", reason="Merci, mais j’ai déjà trouvé.")
    assert "Merci, mais j’ai déjà trouvé." in read(bachir, exchange)


def test_phone_is_read_by_the_other_side_while_it_is_shared(alice, bachir, exchange):
    assert alice.phone not in read(bachir, exchange)
    act(alice, exchange, "coordonnees", what="phone")
    assert alice.phone in read(bachir, exchange)
    act(alice, exchange, "coordonnees/retrait", what="phone")
    assert alice.phone not in read(bachir, exchange)
    act(alice, exchange, "coordonnees", what="phone")
    act(bachir, exchange, "retrait")
    assert alice.phone not in read(bachir, exchange)


def test_last_one_promised_is_said_to_the_owner_of_the_other_answers(alice, chloe, exchange):
    second = ExchangeFactory(offer=exchange.offer, answerer=chloe)
    act(alice, exchange, "accord")
    assert "Tout est déjà promis" in act(alice, second, "accord")
    assert rows_of(Exchange, alice.network).filter(status="agreed").count() == 1


def test_answer_for_a_godchild_says_by_whom_and_for_whom(alice, karim, odile):
    offer = OfferFactory(author=alice)
    form = {"text": "Odile serait ravie.", "for_whom": odile.pk}
    browser_of(karim).post(f"{offer.get_absolute_url()}reponse/", form)
    made = rows_of(Exchange, alice.network).get()
    assert made.answerer == odile
    page, said = read(alice, made), ["Odile", "Karim", "Odile serait ravie."]
    assert [words for words in said if words in page] == said


def test_author_of_an_offer_finds_its_answers_there(alice, bachir, chloe, exchange):
    url = exchange.offer.get_absolute_url()
    assert exchange.get_absolute_url() in browser_of(alice).get(url).content.decode()
    assert exchange.get_absolute_url() in browser_of(bachir).get(url).content.decode()
    assert exchange.get_absolute_url() not in browser_of(chloe).get(url).content.decode()


def test_thread_survives_one_who_leaves(alice, bachir, exchange, in_parc):
    bachir.leave()
    assert "Notre fille naît en mai." in read(alice, exchange)
