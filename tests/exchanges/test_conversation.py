"""Contacts shown and taken back, and the thanks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from coopere.lib.state import TransitionRefused
from exchanges.models import ContactShare, Exchange, Thanks
from exchanges.seats import Seat
from members.models import Membership
from tests.factories import ExchangeFactory, OfferFactory
from tests.personas import browser_of

Status, What = Exchange.Status, ContactShare.What
NOTHING = ("declined", "withdrawn", "cancelled", "not_done")

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def make(alice, bachir):
    def exchange_in(status: str) -> Exchange:
        return ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status=status)

    return exchange_in


def seen_by(member, exchange: Exchange) -> set[str]:
    """What the person reads of the other's contacts."""
    fresh = Exchange.objects.with_people().get(pk=exchange.pk)
    return {value for value in Seat(fresh, member).shown_to_me.values() if value}


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        (What.PHONE, "06 39 98 48 73"),
        (What.EMAIL, "alice@example.org"),
        (What.FLAT, "bâtiment B, entrée 2, 3e étage"),
    ],
)
def test_contact_is_shown_to_the_other_side_and_taken_back(make, alice, bachir, what, shown):
    exchange = make(Status.AGREED)
    assert seen_by(bachir, exchange) == set()
    ContactShare.share(exchange, by=alice, what=what)
    assert (seen_by(bachir, exchange), seen_by(alice, exchange)) == ({shown}, set())
    ContactShare.unshare(exchange, by=alice, what=what)
    assert seen_by(bachir, exchange) == set()


def test_each_side_shows_its_own_thing_by_itself(make, alice, bachir):
    exchange = make(Status.AGREED)
    ContactShare.share(exchange, by=alice, what="phone")
    ContactShare.share(exchange, by=bachir, what="email")
    ContactShare.unshare(exchange, by=alice, what="email")
    assert seen_by(bachir, exchange) == {"06 39 98 48 73"}
    assert seen_by(alice, exchange) == {"bachir@example.org"}


def test_contact_shown_in_one_exchange_is_not_shown_in_another(make, alice, bachir):
    one, other = make(Status.AGREED), make(Status.AGREED)
    ContactShare.share(one, by=alice, what="phone")
    assert (seen_by(bachir, one), seen_by(bachir, other)) == ({"06 39 98 48 73"}, set())


@pytest.mark.parametrize("ending", ["cancel", "report_not_done"])
def test_contact_is_not_seen_any_more_when_it_came_to_nothing(make, alice, bachir, ending):
    exchange = make(Status.AGREED)
    ContactShare.share(exchange, by=alice, what="phone")
    assert seen_by(bachir, exchange) == {"06 39 98 48 73"}
    getattr(exchange, ending)(by=bachir)
    assert seen_by(bachir, exchange) == set()


@pytest.mark.parametrize("status", Status.values)
def test_contact_is_shown_while_neighbours_talk(make, alice, status):
    exchange = make(status)
    if status in NOTHING:
        with pytest.raises(TransitionRefused):
            ContactShare.share(exchange, by=alice, what="phone")
    else:
        ContactShare.share(exchange, by=alice, what="phone")
    assert exchange.shares.count() == (0 if status in NOTHING else 1)


@pytest.mark.parametrize("goodbye", ["leave", "exclude"])
def test_contact_of_somebody_who_is_gone_is_not_seen_any_more(make, alice, bachir, denise, goodbye):
    exchange = make(Status.DONE)
    ContactShare.share(exchange, by=alice, what="phone")
    assert seen_by(bachir, exchange) == {"06 39 98 48 73"}
    alice.leave() if goodbye == "leave" else alice.exclude(by=denise, reason="Des cris.")
    assert seen_by(bachir, exchange) == set()


def test_contact_that_the_profile_lacks_asks_for_it_first(make, alice):
    exchange = make(Status.AGREED)
    alice.phone = exchange.owner.phone = ""
    alice.save()
    with pytest.raises(TransitionRefused, match="Complétez d’abord votre profil"):
        ContactShare.share(exchange, by=alice, what="phone")
    assert What.PHONE not in {what for what, _label in Seat(exchange, alice).not_yet_shown}


def test_contact_shown_is_the_one_of_today(make, alice, bachir):
    exchange = make(Status.AGREED)
    ContactShare.share(exchange, by=alice, what="phone")
    alice.phone = "07 00 00 00 00"
    alice.save()
    assert seen_by(bachir, exchange) == {"07 00 00 00 00"}


def test_contact_shown_twice_is_shown_once_and_once_again_after(make, alice, bachir):
    exchange = make(Status.AGREED)
    for _click in range(2):
        ContactShare.share(exchange, by=alice, what="phone")
    assert exchange.shares.count() == 1
    ContactShare.unshare(exchange, by=alice, what="phone")
    ContactShare.share(exchange, by=alice, what="phone")
    assert seen_by(bachir, exchange) == {"06 39 98 48 73"}
    assert exchange.shares.filter(revoked_at=None).count() == 1


def test_godparent_shows_the_godchilds_phone(alice, karim, odile):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=odile)
    ContactShare.share(exchange, by=karim, what="phone")
    assert seen_by(alice, exchange) == {"01 69 00 00 01"}


@pytest.mark.parametrize("who", ["chloe", "denise", "emile"])
def test_nobody_else_shows_takes_back_or_sees(make, alice, request, who):
    exchange, other = make(Status.DONE), request.getfixturevalue(who)
    ContactShare.share(exchange, by=alice, what="phone")
    acts = [
        lambda: ContactShare.share(exchange, by=other, what="email"),
        lambda: ContactShare.unshare(exchange, by=other, what="phone"),
        lambda: Thanks.thank(exchange, by=other, text="Merci !"),
        lambda: Seat(exchange, other),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert (exchange.shares.filter(revoked_at=None).count(), exchange.thanks.count()) == (1, 0)


# -- Thanks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status.values)
def test_neighbours_thank_each_other_when_it_is_done(make, alice, bachir, status):
    exchange = make(status)
    if status == Status.DONE:
        Thanks.thank(exchange, by=alice, text="Merci Bachir !")
    else:
        with pytest.raises(TransitionRefused, match="quand l’échange est réalisé"):
            Thanks.thank(exchange, by=alice, text="Merci Bachir !")
    given = [(word.author, word.recipient, word.text) for word in exchange.thanks.all()]
    assert given == ([(alice, bachir, "Merci Bachir !")] if status == Status.DONE else [])


def test_each_side_thanks_once(make, alice, bachir):
    exchange = make(Status.DONE)
    first = Thanks.thank(exchange, by=bachir, text="Merci !")
    assert Thanks.thank(exchange, by=bachir, text="Merci encore !") == first
    Thanks.thank(exchange, by=alice, text="Merci à vous.")
    assert {word.text for word in exchange.thanks.all()} == {"Merci !", "Merci à vous."}


def test_thanks_for_a_godchild_are_the_godchilds(alice, karim, odile):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=odile, status="done")
    thanks = Thanks.thank(exchange, by=karim, text="Odile vous remercie.")
    assert (thanks.author, thanks.recipient) == (odile, alice)


# -- What the database refuses by itself ----------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"status": "agreed"}, "agreed_has_a_date"),
        ({"status": "done"}, "has_a_date"),
        ({"owner": "answerer"}, "never_with_oneself"),
    ],
)
def test_database_refuses_an_exchange_that_makes_no_sense(make, broken, rule):
    exchange = make(Status.PROPOSED)
    changes = {"owner": exchange.answerer} if "owner" in broken else broken
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Exchange.objects.filter(pk=exchange.pk).update(**changes)


def test_database_refuses_two_live_exchanges_of_one_answerer(make, bachir):
    first = make(Status.PROPOSED)
    with pytest.raises(IntegrityError, match="one_live_exchange"), transaction.atomic():
        Exchange.objects.create(
            network=first.network, offer=first.offer, owner=first.owner, answerer=bachir
        )


@pytest.mark.parametrize("status", ["proposed", "agreed"])
def test_neighbour_left_alone_in_an_exchange_is_told_and_can_close_it(
    status: str, alice: Membership, bachir: Membership, in_parc: None
):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status=status)
    bachir.leave()
    client = browser_of(alice)
    page = client.get(exchange.get_absolute_url()).content.decode()
    assert "Bachir ne fait plus partie du réseau. Vous pouvez clore cet échange." in page
    closing = Seat(Exchange.objects.get(pk=exchange.pk), alice).closing
    client.post(reverse(closing, args=[alice.network.slug, exchange.pk]))
    assert not Exchange.objects.get(pk=exchange.pk).is_live
