"""Everybody promises, takes back and brings at once: what is missing is exact."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from events import collection_upkeep
from events.models import Collection, Need, Organiser, Pledge
from events.models import collecting as collecting_verbs
from events.models.need import TooMuch
from members.models import Gesture, Membership, Notification
from members.scoping import in_network
from tests.events.test_races import crowd
from tests.events.watching_needs import Seen, watched_needs
from tests.factories import MembershipFactory, NeedFactory
from tests.racing import WON, Meeting, racing
from tests.tenants import rows_of

NEIGHBOURS, RUNNERS = 280, 14
TARGET = Decimal(60)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organiser(parc) -> Membership:
    """Somebody whom nobody writes to."""
    return MembershipFactory(network=parc, without_account=True)


@pytest.fixture
def apples(organiser) -> Need:
    """Sixty kilos and no more, of an open collection."""
    return NeedFactory(collection__created_by=organiser, label="Pommes", unit="kg", target=TARGET)


def quarters(dice: Random, most: int = 16) -> Decimal:
    return Decimal(dice.randint(1, most)) / 4


def day_of(need: Need, people: list[Membership], dice: Random) -> None:
    """Each neighbour promises, or what is missing if that is too much.

    Each time something happens to two promises; now and then the organiser lowers the target,
    or raises it again.
    """
    organiser = need.collection.created_by
    for number, person in enumerate(people):
        promise(need, person, quarters(dice))
        counted = list(Pledge.objects.filter(need=need).counted().with_people())
        for pledge in dice.sample(counted, k=min(2, len(counted))):
            with suppress(TransitionRefused):
                act_on(pledge, organiser, dice)
        if number % 5 == 4:
            mine = Need.objects.get(pk=need.pk)
            mine.edit(by=organiser, target=Decimal(dice.randint(30, 60)))


def promise(need: Need, person: Membership, amount: Decimal) -> None:
    try:
        Pledge.promise(need, by=person, amount=amount)
    except TooMuch as refused:
        if refused.missing:
            with suppress(TooMuch):
                Pledge.promise(need, by=person, amount=refused.missing)


def act_on(pledge: Pledge, organiser: Membership, dice: Random) -> None:
    acts: list[Callable[[], None]] = [
        lambda: pledge.withdraw(by=pledge.member),
        lambda: pledge.withdraw(by=pledge.member),
        lambda: pledge.change(by=pledge.member, amount=quarters(dice)),
        lambda: pledge.deliver(by=organiser, amount=quarters(dice, most=8)),
        lambda: pledge.correct(by=organiser, delivered=quarters(dice, most=4)),
        lambda: pledge.correct(by=organiser, delivered=Decimal(0)),
        lambda: pledge.rest_will_not_come(by=organiser),
    ]
    dice.choice(acts)()


@contextmanager
def at_one_moment() -> Iterator[None]:
    """All that is asked inside is answered as of one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def look_at(need: Need, busy: list[Any], looks: list[bool]) -> None:
    """As long as somebody is busy, compare what the site shows with the rows."""
    while busy:
        with at_one_moment():
            shown = Need.objects.with_progress().get(pk=need.pk)
            rows = Pledge.objects.filter(need=need).values_list("status", "amount", "delivered")
            held = sum((row[1] if row[0] == "promised" else row[2] for row in rows), Decimal(0))
            missing = max(shown.target - held, Decimal(0))
        looks.append((shown.counted, shown.remaining) == (held, missing))


def test_what_is_missing_is_exact_while_everybody_promises_and_brings_at_once(parc, apples):
    people = crowd(parc, NEIGHBOURS)
    busy, looks = list(range(RUNNERS)), []

    def day(seed: int) -> None:
        try:
            day_of(apples, people[seed::RUNNERS], Random(seed))
        finally:
            busy.pop()

    with watched_needs() as seen, racing(parc, runners=RUNNERS + 1) as race:
        acts = [lambda seed=seed: day(seed) for seed in range(RUNNERS)]
        ended = race(*acts, lambda: look_at(apples, busy, looks))
    assert set(ended) == {WON}
    assert len(looks) > 20
    assert all(looks)
    check_needs(seen)
    lit = rows_of(Gesture, parc).filter(kind="pledge").count()
    assert lit == rows_of(Pledge, parc).filter(delivered__gt=0).count() > 0


def check_needs(seen: list[Seen]) -> None:
    """Never below nothing; never above the larger of target and what was already promised."""
    assert len(seen) > 500
    assert any(row.counted == row.target for row in seen), "it was never full"
    assert any(row.counted > row.target for row in seen), "nobody kept what they had promised"
    for before, row in pairwise(seen):
        assert 0 <= row.counted <= max(row.target, before.counted)


@pytest.mark.parametrize(("lock", "promised"), [("held", 60), ("taken away", 120)])
def test_it_is_the_lock_that_keeps_the_last_kilos_for_one(
    parc, apples, alice, bachir, monkeypatch, lock, promised
):
    """Both count before either writes: without the lock, the same kilos are promised twice."""
    meeting, check = Meeting(), Need.check_room

    def check_then_meet(self, more):
        check(self, more)
        meeting.wait()

    monkeypatch.setattr(Need, "check_room", check_then_meet)
    if lock == "taken away":
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    with racing(parc) as race:
        race(
            *[lambda by=by: Pledge.promise(apples, by=by, amount=TARGET) for by in (alice, bachir)]
        )
    with in_network(parc):
        assert apples.count() == promised


def test_form_sent_twice_at_once_is_one_promise(parc, apples, organiser, alice):
    token = uuid4()
    with racing(parc, runners=4) as race:
        ended = race(*[lambda: Pledge.promise(apples, by=alice, amount=TARGET, token=token)] * 4)
        assert ended == [WON] * 4
        token = uuid4()
        Need._base_manager.filter(pk=apples.pk).update(target=TARGET + 2)
        brought = {"by": organiser, "amount": Decimal(2), "name": "Une dame", "token": token}
        assert race(*[lambda: Pledge.bring_without_pledge(apples, **brought)] * 4) == [WON] * 4
    assert sorted(rows_of(Pledge, parc).values_list("amount", flat=True)) == [2, 60]
    assert rows_of(Gesture, parc).count() == 1


def test_two_volunteers_who_note_the_same_bag_note_it_once(parc, apples, organiser, alice):
    with in_network(parc):
        pledge = Pledge.promise(apples, by=alice, amount=Decimal(5))
    noted = {"by": organiser, "amount": Decimal(3), "before": Decimal(0)}
    with racing(parc, runners=4) as race:
        tries = [lambda: Pledge.objects.get(pk=pledge.pk).deliver(**noted)] * 4
        assert race(*tries) == [WON] * 4
    assert rows_of(Pledge, parc).get().delivered == 3
    assert rows_of(Gesture, parc).count() == 1


def test_need_is_not_struck_out_under_a_promise(parc, apples, organiser, alice):
    """Whoever comes first: the promise stays with its need, or is refused with a sentence."""
    ends = Counter()
    for _number in range(12):
        with in_network(parc):
            need = Need.add(
                apples.collection, by=organiser, label="Riz", unit="kg", target=Decimal(5)
            )
        with racing(parc) as race:
            ended = race(
                lambda need=need: Pledge.promise(need, by=alice, amount=Decimal(1)),
                lambda need=need: need.remove(by=organiser),
            )
        assert sorted(ended) == ["TransitionRefused", WON]
        kept = rows_of(Need, parc).filter(pk=need.pk).exists()
        assert rows_of(Pledge, parc).filter(need_id=need.pk).exists() == kept == (ended[0] == WON)
        ends[kept] += 1
    assert sum(ends.values()) == 12


def test_nothing_is_expected_of_anybody_once_it_is_called_off(parc, apples, organiser):
    people = crowd(parc, 11)
    with racing(parc, runners=12) as race:
        ended = race(
            *[lambda by=by: Pledge.promise(apples, by=by, amount=Decimal(1)) for by in people],
            lambda: apples.collection.cancel(by=organiser, word="Tout est trouvé."),
        )
    assert ended[-1] == WON
    assert set(ended) <= {WON, "TransitionRefused"}
    assert not rows_of(Pledge, parc).exclude(status="withdrawn").exists()
    assert rows_of(Pledge, parc).count() == ended.count(WON) - 1


def test_needs_moved_and_called_off_at_once_do_not_wait_for_each_other_for_ever(
    parc, apples, organiser
):
    with in_network(parc):
        for label in ("Riz", "Pâtes", "Huile"):
            Need.add(apples.collection, by=organiser, label=label, unit="kg", target=Decimal(5))
    moves = [lambda up=up: apples.move(by=organiser, up=up) for up in (True, False) * 3]
    with racing(parc, runners=8) as race:
        ended = race(*moves, lambda: apples.edit(by=organiser, note="Mûres."))
        assert set(ended) == {WON}
        ended = race(*moves, lambda: apples.collection.cancel(by=organiser, word="Trouvé."))
    assert set(ended) <= {WON, "TransitionRefused"}
    places = list(rows_of(Need, parc).values_list("position", flat=True))
    assert sorted(places) == [0, 1, 2, 3]


@pytest.mark.parametrize(("lock", "left"), [("held", 1), ("taken away", 0)])
def test_last_two_organisers_do_not_both_leave(
    parc, apples, organiser, alice, monkeypatch, lock, left
):
    collection = apples.collection
    with in_network(parc):
        collection.add_organiser(by=organiser, who=alice)
    meeting = Meeting()
    monkeypatch.setattr(collecting_verbs, "mark_seen", lambda target, by: meeting.wait())
    if lock == "taken away":
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    with racing(parc) as race:
        race(
            *[
                lambda by=by: Collection.objects.get(pk=collection.pk).step_down(by=by)
                for by in (organiser, alice)
            ]
        )
    assert rows_of(Organiser, parc).filter(collection=collection).count() == left


def test_reminder_by_two_workers_at_once_is_one(parc, apples, alice):
    with in_network(parc):
        Pledge.promise(apples, by=alice, amount=Decimal(1))
    day = apples.collection.closes_on - timedelta(days=2)
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    with time_machine.travel(noon, tick=True), racing(parc) as race:
        assert race(*[lambda: collection_upkeep.remind(noon)] * 2) == [WON, WON]
    assert rows_of(Notification, parc).filter(kind="pledge_due", to=alice).count() == 1
