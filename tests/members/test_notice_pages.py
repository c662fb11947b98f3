"""The page of news, the choice of mails, and the link at the foot of each."""

import re
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from exchanges.models import Message
from members.models import NoticePreference, Notification, Report
from members.models.notices import Kind
from members.notice_mail import letter, line_of, unsubscription_url
from tests.factories import ExchangeFactory, OfferFactory
from tests.personas import browser_of

NEWS = "/reseaux/massy-residence-du-parc/nouvelles/"


@pytest.fixture
def answered(alice, bachir, in_parc) -> Notification:
    """Bachir answered Alice."""
    offer = OfferFactory(author=alice, title="Perceuse")
    ExchangeFactory(offer=offer, answerer=bachir, text="Est-elle <libre> ?")
    return Notification.objects.get()


def unread(person) -> int:
    return Notification.objects.read_by(person).unread().count()


def test_news_is_shown_with_its_count(answered, alice, bachir):
    page = browser_of(alice).get(NEWS).content.decode()
    assert "Bachir B. répond à votre annonce «\u00a0Perceuse\u00a0»" in page
    assert re.search(r'class="count">1<span class="visually-hidden"> non lue</span>', page)
    other = browser_of(bachir).get(NEWS).content.decode()
    assert "Rien de neuf pour l’instant" in other
    assert "non lue" not in other


def test_news_that_is_opened_is_read_and_leads_to_the_thing(answered, alice, bachir):
    assert browser_of(bachir).post(f"{NEWS}{answered.pk}/").status_code == 404
    assert unread(alice) == 1
    answer = browser_of(alice).post(f"{NEWS}{answered.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, answered.target.get_absolute_url())
    assert unread(alice) == 0


def test_all_news_is_marked_at_once(answered, alice, denise):
    Report.take_up(OfferFactory(author=alice), by=denise, reason="Pas ici.")
    assert unread(alice) == 2
    browser_of(alice).post(f"{NEWS}lecture/")
    assert unread(alice) == 0


def test_godparent_reads_for_whom_it_is(odile, karim, bachir, in_parc):
    ExchangeFactory(offer=OfferFactory(author=odile), answerer=bachir)
    page = browser_of(karim).get(NEWS).content.decode()
    assert "Pour Odile D.\u00a0:" in page


def test_news_of_something_that_is_gone_says_so(alice, denise, in_parc):
    Report.take_up(OfferFactory(author=alice), by=denise, reason="Pas ici.").delete()
    page = browser_of(alice).get(NEWS)
    assert "l’objet n’est plus visible" in page.content.decode()
    answer = browser_of(alice).post(f"{NEWS}{Notification.objects.get().pk}/", follow=True)
    assert "n’est plus visible" in answer.content.decode()


def test_older_news_is_on_the_next_page(alice, bachir, in_parc):
    now = timezone.now()
    ages = count()
    Notification.objects.bulk_create(
        Notification(
            network=alice.network,
            to=alice,
            by=bachir,
            kind=Kind.ACCEPTED,
            target=alice,
            read_at=now,
            happened_at=now - timedelta(days=next(ages)),
        )
        for _ in range(31)
    )
    client = browser_of(alice)
    first = client.get(NEWS).content.decode()
    assert first.count('class="notice_row"') == 30
    older = re.search(r'href="(\?suite=[^"]+)" rel="next"', first)
    assert older
    assert client.get(NEWS + older[1]).content.decode().count('class="notice_row"') == 1
    assert "voici le début" in client.get(NEWS + "?suite=rien").content.decode()


def test_kind_that_is_not_ticked_is_not_mailed_any_more(alice, in_parc):
    client = browser_of(alice)
    page = client.get(f"{NEWS}reglages/").content.decode()
    assert page.count(" checked") == page.count('type="checkbox"') == len(Kind) - 4
    assert "demande à entrer" not in page
    ticked = {"group0": ["answer"], "group1": ["message", "thanks"], "group4": ["decision"]}
    assert client.post(f"{NEWS}reglages/", ticked).status_code == 302
    desk = {"join_request", "reported", "appealed", "gathering_asked"}
    kept = {"answer", "decision", "message", "thanks", *desk}
    assert set(NoticePreference.turned_off(alice)) == set(Kind) - kept
    assert client.get(f"{NEWS}reglages/").content.decode().count(" checked") == 4


def test_kind_that_does_not_exist_is_refused(alice, in_parc):
    answer = browser_of(alice).post(f"{NEWS}reglages/", {"group0": ["spam"]})
    assert answer.status_code == 422
    assert NoticePreference.turned_off(alice) == []


def test_coordinator_chooses_about_requests_too(denise, in_parc):
    page = browser_of(denise).get(f"{NEWS}reglages/").content.decode()
    assert "Une personne demande à entrer dans le réseau" in page


# -- The link at the foot of a mail ---------------------------------------------------------------


@pytest.fixture
def link(alice, settings) -> str:
    return unsubscription_url(alice, Kind.MESSAGE).removeprefix(settings.SITE_URL)


def test_link_that_is_looked_at_changes_nothing(link, alice, in_parc):
    page = browser_of(None).get(link).content.decode()
    assert "On m’écrit dans un échange" in page
    assert "Ne plus les recevoir" in page
    assert NoticePreference.turned_off(alice) == []


def test_button_turns_one_kind_off_without_a_login(link, alice, in_parc):
    visitor = type(browser_of(None))(enforce_csrf_checks=True)
    assert "C’est arrêté" in visitor.post(link, follow=True).content.decode()
    assert NoticePreference.turned_off(alice) == [Kind.MESSAGE]


def test_mail_program_turns_it_off_in_one_click(link, alice, in_parc):
    program = type(browser_of(None))(enforce_csrf_checks=True)
    for _time in range(2):
        answer = program.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert NoticePreference.turned_off(alice) == [Kind.MESSAGE]


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_that_was_tampered_with_is_no_page(link, bachir, alice, in_parc, method):
    forged = link.replace(f"/{alice.pk}-", f"/{bachir.pk}-")
    assert forged != link
    for url in (forged, link[:-5] + "/", "/desabonnement/rien/", "/desabonnement/%00:x/"):
        assert getattr(browser_of(None), method)(url).status_code == 404
    assert NoticePreference.objects.count() == 0


# -- What the words say --------------------------------------------------------------------------


def test_what_was_said_is_in_the_mail_and_escaped_in_html_alone(answered, alice):
    message = letter(answered.pk)
    assert "Est-elle <libre> ?" in message.body
    assert "Est-elle &lt;libre&gt; ?" in message.alternatives[0].content
    assert message.subject == "Bachir B. répond à «\u00a0Perceuse\u00a0»"


def test_godparent_who_acts_is_named_beside_the_neighbour(odile, karim, alice, in_parc):
    exchange = ExchangeFactory(offer=OfferFactory(author=odile), answerer=alice)
    Message.say(exchange, by=karim, text="Elle vous attend.")
    notice = Notification.objects.get(to=alice)
    assert line_of(notice, alice).startswith("Karim H., pour Odile D. vous écrit")
