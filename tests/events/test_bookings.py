"""A seat, from the wish to the evening: who has it, who waits, who is asked next."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from events.models import Booking, Gathering
from events.upkeep import lapse_overdue
from members.models import Gesture, Membership, Notification
from tests.factories import GatheringFactory, MembershipFactory

Status = Booking.Status

pytestmark = pytest.mark.usefixtures("in_parc")


def stored(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def statuses(*bookings: Booking) -> list[str]:
    return [stored(booking).status for booking in bookings]


def told(kind: str) -> set[Membership]:
    return {notice.to for notice in Notification.objects.unread().filter(kind=kind)}


@pytest.fixture
def concert(alice) -> Gathering:
    """Four seats at Alice's, in a week."""
    return GatheringFactory(host=alice, seats=4, concert=True, title="Duo de flûtes")


@pytest.fixture
def party(concert):
    """`party(2)`: two people book. `party(2, at=…)`: at another gathering."""

    def book(size: int = 1, at: Gathering = concert) -> Booking:
        member = MembershipFactory(network=at.network)
        return Booking.book(at, by=member, size=size)

    return book


# -- Booking --------------------------------------------------------------------------------------


def test_party_that_fits_is_confirmed_and_lights_a_window(concert, bachir, alice):
    booking = Booking.book(concert, by=bachir, size=3, companions="Ma sœur, ma mère")
    kept = stored(booking)
    assert (kept.status, kept.size, kept.companions) == (Status.CONFIRMED, 3, "Ma sœur, ma mère")
    assert Gesture.objects.get().at == kept.confirmed_at
    assert told("booked") == {alice}


def test_party_that_does_not_fit_waits_and_a_smaller_one_goes_in(party):
    first, large, small = party(3), party(2), party(1)
    assert statuses(first, large, small) == ["confirmed", "waiting", "confirmed"]
    assert Gesture.objects.count() == 2


def test_second_booking_while_the_first_lives_is_the_first(concert, bachir):
    first = Booking.book(concert, by=bachir)
    assert Booking.book(concert, by=bachir, size=2) == first
    first.cancel(by=bachir)
    assert Booking.book(concert, by=bachir) != first


def test_godparent_books_for_a_godchild_and_for_nobody_else(concert, karim, odile, bachir):
    booking = Booking.book(concert, by=karim, for_=odile)
    assert (booking.member, booking.entered_by) == (odile, karim)
    booking.resize(by=karim, size=2)
    with pytest.raises(PermissionDenied):
        Booking.book(concert, by=bachir, for_=odile)
    for act in (booking.cancel, booking.confirm, booking.claim):
        with pytest.raises(PermissionDenied):
            act(by=bachir)
    booking.cancel(by=karim)
    assert statuses(booking) == ["cancelled"]


def test_host_needs_no_seat_but_a_godparent_may_come_to_a_godchild_s(concert, alice, odile, karim):
    with pytest.raises(TransitionRefused, match="déjà gardée"):
        Booking.book(concert, by=alice)
    at_hers = GatheringFactory(host=odile)
    with pytest.raises(TransitionRefused, match="déjà gardée"):
        Booking.book(at_hers, by=karim, for_=odile)
    assert Booking.book(at_hers, by=karim).is_confirmed


@pytest.mark.parametrize("status", ["draft", "proposed", "cancelled"])
def test_what_is_not_published_is_not_booked(alice, bachir, status):
    with pytest.raises(TransitionRefused):
        Booking.book(GatheringFactory(host=alice, concert=True, status=status), by=bachir)


def test_what_is_hidden_or_has_begun_or_whose_host_is_gone_is_not_booked(
    alice, bachir, chloe, denise
):
    hidden, begun = GatheringFactory(host=alice), GatheringFactory(host=alice, over=True)
    hidden.hide(by=denise, reason="Pas ici.")
    left = GatheringFactory(host=chloe)
    chloe.leave()
    for gathering in (hidden, begun, left):
        with pytest.raises(TransitionRefused):
            Booking.book(gathering, by=bachir)
    assert not Booking.objects.exists()


def test_member_in_pause_does_not_book_but_keeps_the_seat(concert, bachir):
    booking = Booking.book(concert, by=bachir)
    bachir.pause()
    assert stored(booking).is_confirmed
    with pytest.raises(TransitionRefused, match="en pause"):
        Booking.book(GatheringFactory(host=concert.host), by=bachir)


def test_party_is_no_larger_than_the_host_takes(concert, bachir):
    Gathering.objects.filter(pk=concert.pk).update(party_limit=2)
    with pytest.raises(TransitionRefused, match="2 personnes au plus"):
        Booking.book(concert, by=bachir, size=3)
    Gathering.objects.filter(pk=concert.pk).update(party_limit=1)
    with pytest.raises(TransitionRefused, match="pour soi"):
        Booking.book(concert, by=bachir, size=2)
    assert Booking.book(concert, by=bachir).is_confirmed


# -- The list -------------------------------------------------------------------------------------


def test_seat_given_back_goes_to_the_first_who_fits(party, alice):
    pair, other, large, small, late = party(2), party(2), party(3), party(2), party(1)
    pair.cancel(by=pair.member)
    assert statuses(pair, other) == ["cancelled", "confirmed"]
    assert statuses(large, small, late) == ["waiting", "offered", "waiting"]
    assert told("seat_offered") == {small.member}
    assert told("unbooked") == {alice}
    assert Gesture.objects.count() == 1


def test_what_is_left_goes_to_the_next_who_fits(party):
    four, pair, three, single, last = party(4), party(2), party(3), party(1), party(1)
    four.cancel(by=four.member)
    assert statuses(pair, three, single, last) == ["offered", "waiting", "offered", "offered"]


def test_seat_that_is_kept_is_confirmed_within_a_day(party):
    four, waiting = party(4), party(2)
    four.cancel(by=four.member)
    kept = stored(waiting)
    assert (
        timedelta(hours=23, minutes=59) < kept.offered_until - timezone.now() <= timedelta(days=1)
    )
    kept.confirm(by=kept.member)
    kept.confirm(by=kept.member)
    assert statuses(waiting) == ["confirmed"]
    assert told("seat_offered") == set()
    assert Gesture.objects.count() == 1


def test_seat_not_confirmed_in_time_goes_to_the_next(party):
    four, first, second = party(4), party(4), party(4)
    four.cancel(by=four.member)
    with time_machine.travel(stored(first).offered_until, tick=False):
        with pytest.raises(TransitionRefused):
            first.confirm(by=first.member)
        assert statuses(first, second) == ["lapsed", "offered"]
        lapse_overdue(timezone.now())
        assert statuses(first, second) == ["lapsed", "offered"]
    assert told("seat_lapsed") == {first.member}
    assert told("seat_offered") == {second.member}


def test_worker_gives_a_seat_that_lapsed_to_the_next_once(party):
    four, first, second = party(4), party(4), party(4)
    four.cancel(by=four.member)
    with time_machine.travel(stored(first).offered_until, tick=False):
        for _time in range(2):
            lapse_overdue(timezone.now())
        assert statuses(first, second) == ["lapsed", "offered"]
    assert Notification.objects.filter(to=second.member, kind="seat_offered").count() == 1


def test_seat_is_kept_for_nobody_while_the_network_is_in_pause(party, parc):
    four, first = party(4), party(4)
    four.cancel(by=four.member)
    parc.state = parc.State.PAUSED
    parc.save()
    until = stored(first).offered_until
    lapse_overdue(until)
    assert statuses(first) == ["offered"]
    parc.state = parc.State.OPEN
    parc.save()
    lapse_overdue(until)
    assert statuses(first) == ["lapsed"]


def test_nothing_is_kept_in_the_last_three_hours_then_who_comes_takes_it(party, concert):
    four, first, second = party(4), party(3), party(2)
    with pytest.raises(TransitionRefused, match="nous vous prévenons"):
        first.claim(by=first.member)
    with time_machine.travel(concert.starts_at - timedelta(hours=2), tick=False):
        four.cancel(by=four.member)
        assert statuses(first, second) == ["waiting", "waiting"]
        assert stored(second).may_be_claimed
        second.claim(by=second.member)
        with pytest.raises(TransitionRefused, match="2 sont libres"):
            first.claim(by=first.member)
        assert party(2).is_confirmed


def test_seat_that_is_kept_is_there_to_take_when_the_evening_is_moved_to_soon(
    party, concert, alice
):
    first, second = party(4), party(2)
    first.cancel(by=first.member)
    assert statuses(second) == [Status.OFFERED]
    soon = timezone.now() + timedelta(hours=2)
    concert.edit(by=alice, starts_at=soon, ends_at=soon + timedelta(hours=2))
    lapse_overdue(timezone.now())
    assert statuses(second) == [Status.WAITING]
    assert second.member not in told("seat_offered")
    second.claim(by=second.member)
    assert statuses(second) == [Status.CONFIRMED]


def test_seat_offered_on_the_day_is_kept_until_three_hours_before(party, concert):
    four, first = party(4), party(3)
    with time_machine.travel(concert.starts_at - timedelta(hours=5), tick=False):
        four.cancel(by=four.member)
        assert stored(first).offered_until == concert.starts_at - timedelta(hours=3)


def test_somebody_who_left_is_not_asked(party):
    four, gone, next_one = party(4), party(2), party(2)
    Membership.objects.filter(pk=gone.member_id).update(status="left")
    four.cancel(by=four.member)
    assert statuses(gone, next_one) == ["waiting", "offered"]


# -- Changing one's mind --------------------------------------------------------------------------


def test_party_becomes_smaller_and_what_is_free_is_offered(party):
    four, waiting = party(4), party(2)
    four.resize(by=four.member, size=2, companions="Ma sœur")
    assert (stored(four).size, stored(four).companions) == (2, "Ma sœur")
    assert statuses(four, waiting) == ["confirmed", "offered"]


def test_party_becomes_larger_if_there_is_room(party):
    pair, other = party(2), party(1)
    pair.resize(by=pair.member, size=3)
    with pytest.raises(TransitionRefused, match="plus de place"):
        other.resize(by=other.member, size=2)
    assert [stored(each).size for each in (pair, other)] == [3, 1]


def test_party_that_waits_changes_its_size_and_keeps_its_place(party):
    party(3)
    large, later = party(3), party(2)
    large.resize(by=large.member, size=1)
    assert statuses(large, later) == ["offered", "waiting"]


def test_seat_is_not_given_back_once_it_began(party, concert):
    booking = party(2)
    with time_machine.travel(concert.starts_at), pytest.raises(TransitionRefused, match="commencé"):
        booking.cancel(by=booking.member)
    assert statuses(booking) == ["confirmed"]


def test_seat_given_back_twice_is_given_back_once(party):
    booking = party(2)
    booking.cancel(by=booking.member)
    with pytest.raises(TransitionRefused):
        booking.cancel(by=booking.member)


# -- More seats, fewer seats ----------------------------------------------------------------------


def test_fewer_seats_unseat_nobody(party, concert, alice):
    pair, other = party(2), party(2)
    concert.set_seats(by=alice, seats=1)
    assert statuses(pair, other, waiting := party(1)) == ["confirmed", "confirmed", "waiting"]
    pair.cancel(by=pair.member)
    assert statuses(waiting) == ["waiting"]
    other.cancel(by=other.member)
    assert statuses(waiting) == ["offered"]


def test_more_seats_are_offered_in_order(party, concert, alice):
    party(4)
    large, small = party(3), party(2)
    concert.set_seats(by=alice, seats=6)
    assert statuses(large, small) == ["waiting", "offered"]
    concert.set_seats(by=alice, seats=9)
    assert statuses(large, small) == ["offered", "offered"]


def test_fewer_seats_take_back_what_was_only_kept_and_leave_them_their_place(party, concert, alice):
    pair, other, first, second = party(2), party(2), party(2), party(2)
    pair.cancel(by=pair.member)
    other.cancel(by=other.member)
    assert statuses(first, second) == ["offered", "offered"]
    first.confirm(by=first.member)
    concert.set_seats(by=alice, seats=3)
    assert statuses(first, second) == ["confirmed", "waiting"]
    assert told("seat_lapsed") == {second.member}
    later = party(2)
    concert.set_seats(by=alice, seats=4)
    assert statuses(second, later) == ["offered", "waiting"]
    assert (told("seat_lapsed"), told("seat_offered")) == (set(), {second.member})


def test_later_start_gives_time_to_offer_what_is_free(party, concert, alice):
    four, waiting = party(4), party(2)
    with time_machine.travel(concert.starts_at - timedelta(hours=1), tick=False):
        four.cancel(by=four.member)
        assert statuses(waiting) == ["waiting"]
        later = concert.starts_at + timedelta(days=1)
        concert.edit(by=alice, starts_at=later, ends_at=later + timedelta(hours=2))
        assert statuses(waiting) == ["offered"]


def test_seat_that_became_free_while_it_was_hidden_is_offered_when_it_is_shown_again(
    party, concert, denise
):
    four, waiting = party(4), party(2)
    concert.hide(by=denise, reason="À relire.")
    Booking.objects.filter(pk=four.pk).update(status="cancelled", ended_at=timezone.now())
    concert.restore(by=denise)
    assert statuses(waiting) == ["offered"]


def test_host_alone_sets_the_seats(concert, bachir, denise):
    for nobody in (bachir, denise):
        with pytest.raises(PermissionDenied):
            concert.set_seats(by=nobody, seats=9)


def test_list_is_read_by_the_host_and_one_s_own_booking_by_oneself(party, concert, alice, karim):
    booking, other = party(1), party(1)
    assert set(Booking.objects.managed_by(alice)) == {booking, other}
    assert set(Booking.objects.involving(booking.member)) == {booking}
    assert not Booking.objects.managed_by(karim).exists()
    assert not Booking.objects.involving(alice).exists()
