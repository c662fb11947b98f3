"""Whoever goes lets others keep what is theirs, whatever they did for each other."""

import pytest

from coopere.rights.erasure import erase_account, erase_membership
from events.models import Booking, CollectionPicture
from exchanges.models import Exchange, Message
from members.models import Membership, Notification, Report
from members.models.notices import Kind
from members.scoping import in_network
from tests.factories import (
    BookingFactory,
    CollectionFactory,
    CollectionPictureFactory,
    DropPointFactory,
    ExchangeFactory,
    GatheringFactory,
    OfferFactory,
)
from tests.factories.collections import bring_to


def now_of(row):
    """The row as it is now, whatever the scope."""
    return type(row)._base_manager.filter(pk=row.pk).first()


def told(person: Membership) -> set[str]:
    with in_network(person.network):
        return set(Notification.objects.filter(to=person).values_list("kind", flat=True))


@pytest.mark.parametrize(("status", "ends"), [("proposed", "withdrawn"), ("agreed", "cancelled")])
def test_godparent_who_had_answered_their_godchild_may_go(alice, odile, denise, status, ends):
    exchange = ExchangeFactory(offer=OfferFactory(author=odile), answerer=alice, status=status)
    Membership._base_manager.filter(pk=odile.pk).update(godparent=alice)
    assert erase_account(alice.user)
    after = now_of(exchange)
    assert (after.status, after.ended_by_id) == (ends, alice.pk)
    assert Exchange.Turn(after.turn) == Exchange.Turn.NONE
    assert told(denise) == {Kind.GODPARENT_GONE}
    assert now_of(odile).godparent_id is None


def test_what_a_godparent_said_for_a_godchild_who_remains_stays(alice, karim, odile):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=odile)
    own = ExchangeFactory(offer=OfferFactory(author=alice), answerer=karim, text="Pour moi.")
    with in_network(alice.network):
        Message.say(exchange, by=karim, text="Odile passera demain.")
    erase_account(karim.user)
    said = set(Message._base_manager.values_list("exchange", "text"))
    assert (exchange.pk, "Odile passera demain.") in said
    assert (own.pk, "Pour moi.") not in said
    erase_membership(now_of(odile))
    assert "Odile passera demain." not in {message.text for message in said_in(exchange)}


def said_in(exchange: Exchange) -> list[Message]:
    return list(Message._base_manager.filter(exchange=exchange))


def test_seat_at_a_gathering_that_is_hidden_is_free_again(alice, bachir, chloe, denise):
    cafe = GatheringFactory(host=alice, seats=1)
    seat = BookingFactory(gathering=cafe, member=bachir)
    waiting = BookingFactory(gathering=cafe, member=chloe, status="waiting")
    with in_network(alice.network):
        Report.take_up(cafe, by=denise, reason="À revoir.")
    erase_account(bachir.user)
    assert now_of(seat).status == Booking.Status.CANCELLED
    assert now_of(waiting).status == Booking.Status.WAITING
    with in_network(alice.network):
        now_of(cafe).restore(by=denise)
    assert now_of(waiting).status == Booking.Status.OFFERED


@pytest.fixture
def drive(alice, denise):
    """A collection of Alice’s whose report stands on the front door, with two pictures."""
    made = CollectionFactory(created_by=alice, title="Cartables", status="preparing")
    made.place = DropPointFactory(collection=made)
    with in_network(alice.network):
        bring_to(made, "reported", alice)
        made.allow_public(by=denise)
        made.need = made.needs.get()
    CollectionPictureFactory(collection=made, alt="de moi")
    of_another = CollectionPictureFactory(collection=made, alt="de Denise")
    CollectionPicture._base_manager.filter(pk=of_another.pk).update(uploaded_by=denise)
    return made


def test_collection_that_is_over_keeps_its_report_and_its_words(drive, alice, denise):
    erase_account(alice.user)
    after = now_of(drive)
    assert (after.title, after.created_by_id, after.is_public) == ("Cartables", denise.pk, True)
    assert after.report_text == "Trente cartables, trente sourires."
    assert now_of(drive.need).label == "Cahiers"
    assert now_of(drive.place).place == "hall du bâtiment A"
    assert Kind.ORGANISER not in told(denise)


def test_pictures_that_others_sent_of_a_collection_that_is_over_stay(drive, alice):
    erase_account(alice.user)
    assert list(CollectionPicture._base_manager.values_list("alt", flat=True)) == ["de Denise"]
