"""One offer, two clicks."""

from uuid import uuid4

import pytest

from offers.models import Offer
from tests.factories import OfferFactory
from tests.racing import WON, racing
from tests.tenants import rows_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_form_sent_twice_at_once_makes_one_offer(parc, alice):
    token, made = uuid4(), []

    def create():
        offer, is_new = Offer.create_once(
            token=token,
            network=parc,
            author=alice,
            kind="loan",
            direction="proposed",
            title="Perceuse",
        )
        made.append((offer.pk, is_new))

    with racing(parc, runners=4) as race:
        assert race(*[create] * 4) == [WON] * 4
    assert len({pk for pk, _new in made}) == rows_of(Offer, parc).count() == 1
    assert [is_new for _pk, is_new in made].count(True) == 1


def test_offer_closed_twice_at_once_is_closed_once(parc, alice):
    pk = OfferFactory(author=alice).pk

    def close():
        Offer.objects.get(pk=pk).close(by=alice, closed_as="fulfilled")

    with racing(parc) as race:
        assert sorted(race(close, close)) == ["TransitionRefused", WON]
