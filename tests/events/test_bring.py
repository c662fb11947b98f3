"""Who brings what: nothing is promised twice, nothing is expected of who does not come."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from coopere.lib.state import TransitionRefused
from events.models import BringItem, BringPledge, Gathering
from tests.factories import BookingFactory, GatheringFactory

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def cafe(alice, bachir, chloe) -> Gathering:
    """A café of Alice's: Bachir comes, Chloé waits."""
    cafe = GatheringFactory(host=alice)
    BookingFactory(gathering=cafe, member=bachir)
    BookingFactory(gathering=cafe, member=chloe, status="waiting")
    return cafe


@pytest.fixture
def quiches(cafe, alice) -> BringItem:
    """Three quiches would be welcome."""
    return BringItem.add(cafe, by=alice, label="Quiches", wanted=3)


def promised(item: BringItem) -> dict[str, int]:
    pledges = BringPledge.objects.filter(item=item)
    return {pledge.member.first_name: pledge.quantity for pledge in pledges}


def test_guest_and_host_promise_what_is_wanted_and_no_more(cafe, quiches, alice, bachir, denise):
    quiches.pledge(by=bachir, quantity=2)
    with pytest.raises(TransitionRefused, match="plus qu’un"):
        quiches.pledge(by=alice, quantity=2)
    quiches.pledge(by=alice, quantity=1)
    assert promised(quiches) == {"Bachir": 2, "Alice": 1}
    assert (quiches.promised, quiches.missing) == (3, 0)
    BookingFactory(gathering=cafe, member=denise)
    with pytest.raises(TransitionRefused, match="déjà promis"):
        quiches.pledge(by=denise, quantity=1)


def test_promise_is_changed_and_taken_back(quiches, bachir):
    for quantity in (3, 1, 2):
        quiches.pledge(by=bachir, quantity=quantity)
        assert promised(quiches) == {"Bachir": quantity}
    quiches.pledge(by=bachir, quantity=0)
    assert promised(quiches) == {}
    assert BringItem.objects.exists()


def test_those_without_a_seat_neither_promise_nor_write_a_line(cafe, quiches, chloe, denise):
    for nobody in (chloe, denise):
        with pytest.raises(PermissionDenied):
            quiches.pledge(by=nobody, quantity=1)
        with pytest.raises(PermissionDenied):
            BringItem.add(cafe, by=nobody, label="Jus")
    assert set(BringItem.objects.all()) == {quiches}


def test_guest_writes_what_they_bring_and_it_goes_with_the_promise(cafe, bachir):
    cake = BringItem.add(cafe, by=bachir, label="Gâteau au citron")
    assert promised(cake) == {"Bachir": 1}
    cake.pledge(by=bachir, quantity=0)
    assert not BringItem.objects.exists()


def test_godparent_promises_for_a_godchild(quiches, cafe, karim, odile):
    BookingFactory(gathering=cafe, member=odile)
    quiches.pledge(by=karim, for_=odile, quantity=1)
    BringItem.add(cafe, by=karim, for_=odile, label="Cidre")
    with pytest.raises(PermissionDenied):
        quiches.pledge(by=karim, quantity=1)
    assert promised(quiches) == {"Odile": 1}


def test_seat_given_back_takes_the_promises_along(cafe, quiches, bachir):
    quiches.pledge(by=bachir, quantity=2)
    BringItem.add(cafe, by=bachir, label="Gâteau au citron")
    cafe.bookings.get(member=bachir).cancel(by=bachir)
    assert set(BringItem.objects.all()) == {quiches}
    assert promised(quiches) == {}


def test_line_is_struck_out_while_nobody_brings_it(cafe, quiches, alice, bachir, chloe):
    with pytest.raises(PermissionDenied):
        quiches.remove(by=bachir)
    quiches.pledge(by=bachir, quantity=1)
    with pytest.raises(TransitionRefused, match="l’apporte déjà"):
        quiches.remove(by=alice)
    quiches.pledge(by=bachir, quantity=0)
    quiches.remove(by=alice)
    assert not BringItem.objects.exists()


def test_list_has_an_end_and_an_hour(cafe, alice):
    for number in range(40):
        BringItem.add(cafe, by=alice, label=f"Chose {number}")
    with pytest.raises(TransitionRefused, match="quarante"):
        BringItem.add(cafe, by=alice, label="Encore une")
    item = BringItem.objects.first()
    with time_machine.travel(cafe.ends_at), pytest.raises(TransitionRefused, match="passé"):
        item.pledge(by=alice, quantity=1)
