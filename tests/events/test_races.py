"""A full evening, and everybody at once: seats are exact, the list is kept in order."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from random import Random
from uuid import uuid4

import pytest
import time_machine
from django.db.models import QuerySet, Sum
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from events.models import (
    Address,
    AddressShowing,
    Booking,
    BringItem,
    BringPledge,
    CalendarFeed,
    Encounter,
    Gathering,
    GatheringPicture,
    Memory,
    Rhythm,
    Series,
)
from events.upkeep import remind
from members.models import Gesture, Membership, Network, Notification
from members.picture_forms import PicturesForm
from members.scoping import in_network
from tests.events.watching import Seen, watched_list
from tests.factories import BookingFactory, GatheringFactory, MembershipFactory
from tests.racing import WON, Meeting, racing
from tests.tenants import rows_of

Status = Booking.Status
SEATS, NEIGHBOURS, RUNNERS = 20, 500, 16

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def concert(parc) -> Gathering:
    host = MembershipFactory(network=parc, without_account=True)
    return GatheringFactory(host=host, seats=SEATS, concert=True)


def crowd(network: Network, count: int) -> list[Membership]:
    """So many neighbours, none of whom is written to."""
    return rows_of(Membership, network).bulk_create(
        Membership(
            network=network,
            first_name=f"Voisin {number}",
            last_name="Petit",
            status="active",
            consent_manner="spoken",
        )
        for number in range(count)
    )


def evening_of(concert: Gathering, people: list[Membership], dice: Random) -> None:
    """Each neighbour books, then somebody who has a seat, or is asked, does something.

    Now and then the host lowers the number of seats, or raises it again.
    """
    for number, person in enumerate(people):
        Booking.book(concert, by=person, size=dice.randint(1, 3))
        seated = list(Booking.objects.filter(gathering=concert).seated().with_people())
        for booking in dice.sample(seated, k=min(1, len(seated))):
            with suppress(TransitionRefused):
                act_on(booking, dice)
        if number % 8 == 7:
            mine = Gathering.objects.get(pk=concert.pk)
            mine.set_seats(by=mine.host, seats=dice.randint(SEATS // 4, SEATS))


def act_on(booking: Booking, dice: Random) -> None:
    if not booking.is_confirmed and dice.random() < 0.9:
        booking.confirm(by=booking.member)
    elif booking.is_confirmed and dice.random() < 0.5:
        booking.resize(by=booking.member, size=dice.randint(1, 3))
    else:
        booking.cancel(by=booking.member)


def test_seats_are_exact_while_500_neighbours_book_and_cancel_at_once(parc, concert):
    people = crowd(parc, NEIGHBOURS)
    shares = [people[number::RUNNERS] for number in range(RUNNERS)]
    with watched_list() as seen, racing(parc, runners=RUNNERS) as race:
        ended = race(
            *[
                lambda share=share, seed=seed: evening_of(concert, share, Random(seed))
                for seed, share in enumerate(shares)
            ]
        )
    assert set(ended) == {WON}
    check_seats(seen)
    check_order(seen)
    lit = rows_of(Gesture, parc).filter(kind="seat").count()
    assert lit == rows_of(Booking, parc).filter(status=Status.CONFIRMED).count() > 0


def check_seats(seen: list[Seen]) -> None:
    """Never above the larger of capacity and what was already confirmed, at any commit."""
    assert len(seen) > NEIGHBOURS
    assert any(row.confirmed > row.seats for row in seen), "nobody kept a seat that was lost"
    assert any(row.confirmed + row.kept == row.seats for row in seen), "it was never full"
    for before, row in pairwise(seen):
        assert row.confirmed + row.kept <= max(row.seats, before.confirmed)
        assert row.kept == 0 or row.confirmed + row.kept <= row.seats


def check_order(seen: list[Seen]) -> None:
    """Nobody who fits is left waiting, nobody is passed over, each is asked once at a time."""
    assert {(row.fitting, row.passed_over) for row in seen} == {(0, 0)}
    moves = Counter((row.booking, row.before, row.after) for row in seen)
    asked = [booking for booking, *move in moves if move == ["waiting", "offered"]]
    assert len(asked) > 50
    for booking in asked:
        taken_back = moves[booking, "offered", "waiting"]
        assert 0 <= moves[booking, "waiting", "offered"] - taken_back <= 1


@pytest.mark.parametrize(("lock", "taken"), [("held", 1), ("taken away", 2)])
def test_it_is_the_lock_that_keeps_the_last_seat_for_one(
    parc, concert, alice, bachir, monkeypatch, lock, taken
):
    """Both count before either writes: without the lock, one seat is confirmed twice."""
    rows_of(Gathering, parc).update(seats=1)
    meeting, move = Meeting(), Booking._move

    def meet_then_move(self, **changes):
        meeting.wait()
        move(self, **changes)

    monkeypatch.setattr(Booking, "_move", meet_then_move)
    if lock == "taken away":
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    with racing(parc) as race:
        race(*[lambda by=by: Booking.book(concert, by=by) for by in (alice, bachir)])
    confirmed = rows_of(Booking, parc).filter(status=Status.CONFIRMED)
    assert confirmed.aggregate(total=Sum("size"))["total"] == taken
    assert rows_of(Booking, parc).count() == 2


def test_form_sent_twice_at_once_is_one_booking(parc, concert, alice):
    token = uuid4()
    with racing(parc, runners=4) as race:
        assert race(*[lambda: Booking.book(concert, by=alice, token=token)] * 4) == [WON] * 4
    assert rows_of(Booking, parc).count() == rows_of(Gesture, parc).count() == 1


@pytest.fixture
def guests(concert, parc) -> list[Membership]:
    """Eight who have a seat."""
    people = crowd(parc, 8)
    for person in people:
        BookingFactory(gathering=concert, member=person)
    return people


def test_last_three_quiches_are_promised_by_three_of_eight(parc, concert, guests):
    with in_network(parc):
        quiches = BringItem.add(concert, by=concert.host, label="Quiches", wanted=3)
    with racing(parc, runners=8) as race:
        ended = race(*[lambda by=by: quiches.pledge(by=by, quantity=1) for by in guests])
    assert Counter(ended) == {WON: 3, "TransitionRefused": 5}
    assert rows_of(BringPledge, parc).count() == 3


@pytest.mark.parametrize(("lock", "promised"), [("held", 1), ("taken away", 2)])
def test_it_is_the_lock_on_the_line_that_keeps_the_promise(
    parc, concert, guests, monkeypatch, lock, promised
):
    with in_network(parc):
        cake = BringItem.add(concert, by=concert.host, label="Gâteau", wanted=1)
    meeting, write = Meeting(), BringItem._write_pledge

    def meet_then_write(self, person, quantity):
        meeting.wait()
        write(self, person, quantity)

    monkeypatch.setattr(BringItem, "_write_pledge", meet_then_write)
    if lock == "taken away":
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    with racing(parc) as race:
        race(*[lambda by=by: cake.pledge(by=by, quantity=1) for by in guests[:2]])
    assert rows_of(BringPledge, parc).count() == promised


def test_address_asked_for_twice_at_once_leaves_one_row(parc, concert, guests):
    with in_network(parc):
        Address.keep(concert, by=concert.host, text="12 rue des Tilleuls")
    booking = rows_of(Booking, parc).filter(member=guests[0]).get()
    with racing(parc, runners=4) as race:
        assert race(*[lambda: Address.show(booking, by=guests[0])] * 4) == [WON] * 4
    assert rows_of(AddressShowing, parc).count() == 1


def test_two_who_say_at_once_that_they_met_are_one_encounter(parc, concert, guests):
    first, second = guests[:2]
    with time_machine.travel(concert.starts_at, tick=True), racing(parc) as race:
        ended = race(
            lambda: Encounter.say(concert, by=first, other=second),
            lambda: Encounter.say(concert, by=second, other=first),
        )
    assert ended == [WON, WON]
    assert rows_of(Encounter, parc).get().is_mutual


def test_word_after_it_sent_twice_at_once_is_one(parc, concert, guests):
    with time_machine.travel(concert.ends_at, tick=True), racing(parc, runners=4) as race:
        assert race(*[lambda: Memory.write(concert, by=guests[0], text="Merci !")] * 4) == [WON] * 4
    assert rows_of(Memory, parc).count() == 1


def test_series_extended_twice_at_once_has_one_gathering_a_day(parc, alice):
    first = GatheringFactory(host=alice)
    with in_network(parc):
        series = Series.plan(by=alice, first=first, rhythm=Rhythm.WEEKLY)
    days = rows_of(Gathering, parc).count()
    rows_of(Gathering, parc).filter(published_at__gt=first.published_at).delete()
    with racing(parc, runners=4) as race:
        assert race(*[lambda: series.extend(timezone.now())] * 4) == [WON] * 4
    assert rows_of(Gathering, parc).count() == days > 20


def test_reminder_by_two_workers_at_once_is_one(parc, concert, alice):
    BookingFactory(gathering=concert, member=alice)
    eve = concert.starts_at - timedelta(days=1)
    with racing(parc) as race:
        assert race(lambda: remind(eve), lambda: remind(eve)) == [WON, WON]
    assert rows_of(Notification, parc).filter(kind="reminder", to=alice).count() == 1


def test_feed_renewed_twice_at_once_has_one_live_link(parc, alice):
    with racing(parc, runners=4) as race:
        assert race(*[lambda: CalendarFeed.renew(by=alice)] * 4) == [WON] * 4
    assert rows_of(CalendarFeed, parc).filter(revoked_at=None).count() == 1


class Pictures(PicturesForm):
    """What every form with pictures does."""

    picture_model = GatheringPicture


def test_host_who_sends_a_form_and_a_guest_who_books_do_not_hold_each_other_up(
    parc, concert, alice, bachir, monkeypatch
):
    """One holds her own row and wants the gathering, the other the other way round."""
    rows_of(Gathering, parc).update(host=alice)
    mine = Gathering.objects.with_scopes_disabled().get(pk=concert.pk)
    meeting, confirm = Meeting(), Booking._confirm

    def meet_then_confirm(self, held, by):
        meeting.wait()
        confirm(self, held, by)

    def send():
        form = Pictures({"token": str(uuid4())})
        form.by = alice
        with form.taken_in():
            meeting.wait()
            mine.edit(by=alice, title="Autre titre")

    monkeypatch.setattr(Booking, "_confirm", meet_then_confirm)
    with racing(parc) as race:
        assert race(send, lambda: Booking.book(mine, by=bachir)) == [WON, WON]
