"""Whoever goes lets others keep what is theirs, whatever they did for each other."""

import pytest

from coopere.rights.erasure import erase_account, erase_membership
from exchanges.models import Exchange, Message
from members.models import Membership, Notification
from members.models.notices import Kind
from members.scoping import in_network
from tests.factories import ExchangeFactory, OfferFactory


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
