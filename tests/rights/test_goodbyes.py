"""Whoever goes lets others keep what is theirs, whatever they did for each other."""

import pytest

from coopere.rights.erasure import erase_account
from exchanges.models import Exchange
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
