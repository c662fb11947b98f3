"""What the worker does for gatherings, as often as it is asked, whenever it died before."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django import app

from events import upkeep
from events.models import Booking, Gathering
from events.upkeep import cancel_orphans, remind
from members.models import Gesture, Membership, Notification
from tests.factories import BookingFactory, GatheringFactory, MembershipFactory

PARIS = ZoneInfo("Europe/Paris")
EVE = datetime(2027, 1, 15, 10, 2, tzinfo=PARIS)
WEEK_BEFORE = EVE - timedelta(days=7)

pytestmark = pytest.mark.usefixtures("in_parc")


def told(kind: str) -> list[str]:
    news = Notification.objects.filter(kind=kind)
    return sorted(notice.to.first_name for notice in news)


@pytest.fixture
def cafe(alice, bachir, chloe, denise):
    """A café on the 16th at seven: Bachir comes, Chloé waits, Denise has given her seat back."""
    with time_machine.travel(WEEK_BEFORE, tick=False):
        cafe = GatheringFactory(host=alice, starts_at=datetime(2027, 1, 16, 19, tzinfo=PARIS))
        for member, status in [(bachir, "confirmed"), (chloe, "waiting"), (denise, "cancelled")]:
            BookingFactory(gathering=cafe, member=member, status=status)
    return cafe


def remind_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        remind(moment)


# -- Reminders ------------------------------------------------------------------------------------


def test_reminder_goes_once_to_guests_and_host_the_day_before(cafe):
    remind_at(EVE - timedelta(days=1))
    assert told("reminder") == []
    remind_at(EVE)
    assert told("reminder") == ["Alice", "Bachir"]
    Notification.objects.all().mark_read()
    for hours in range(1, 30):
        remind_at(EVE + timedelta(hours=hours))
    assert told("reminder") == ["Alice", "Bachir"]


@pytest.mark.parametrize("hour", [0, 4, 9, 20, 23])
def test_nobody_is_reminded_at_night(cafe, hour):
    remind_at(EVE.replace(hour=hour))
    assert told("reminder") == []


def test_reminder_comes_at_ten_on_the_wall_in_summer_too(alice):
    july = datetime(2027, 7, 9, 8, tzinfo=ZoneInfo("UTC"))
    with time_machine.travel(july - timedelta(days=3), tick=False):
        GatheringFactory(host=alice, starts_at=datetime(2027, 7, 10, 19, tzinfo=PARIS))
    remind_at(july - timedelta(minutes=1))
    assert told("reminder") == []
    remind_at(july)
    assert told("reminder") == ["Alice"]


def test_worker_that_was_down_reminds_on_the_day(cafe, alice, bachir):
    morning = EVE + timedelta(days=1)
    with time_machine.travel(morning - timedelta(minutes=30), tick=False):
        GatheringFactory(host=bachir, starts_at=datetime(2027, 1, 16, 20, tzinfo=PARIS))
    remind_at(morning)
    assert told("reminder") == ["Alice", "Bachir"]  # none for what was published this morning


def test_worker_that_died_amid_it_reminds_everybody_once(cafe, monkeypatch):
    tell, patience = upkeep.notify, iter([True, False])

    def tell_one_and_die(*args, **kwargs):
        if not next(patience):
            raise KeyboardInterrupt
        tell(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(upkeep, "notify", tell_one_and_die)
        with pytest.raises(KeyboardInterrupt):
            remind_at(EVE)
    assert told("reminder") == []
    remind_at(EVE)
    assert told("reminder") == ["Alice", "Bachir"]


def test_what_was_moved_is_recalled_again(cafe, alice):
    remind_at(EVE)
    Notification.objects.all().mark_read()
    with time_machine.travel(EVE + timedelta(hours=1), tick=False):
        later = cafe.starts_at + timedelta(days=3)
        cafe.edit(by=alice, starts_at=later, ends_at=later + timedelta(hours=2))
    remind_at(EVE + timedelta(days=3))
    assert told("reminder") == ["Alice", "Alice", "Bachir", "Bachir"]


def cancel(cafe, alice, denise):
    cafe.cancel(by=alice, word="Malade.")


def hide(cafe, alice, denise):
    cafe.hide(by=denise, reason="Non.")


def close(cafe, alice, denise):
    cafe.network.state = cafe.network.State.CLOSED
    cafe.network.save()


@pytest.mark.parametrize("change", [cancel, hide, close])
def test_nobody_is_reminded_of_what_does_not_take_place(cafe, alice, denise, change):
    with time_machine.travel(WEEK_BEFORE, tick=False):
        change(cafe, alice, denise)
    remind_at(EVE)
    assert told("reminder") == []


def test_network_in_pause_is_reminded_all_the_same(cafe, parc):
    parc.state = parc.State.PAUSED
    parc.save()
    remind_at(EVE)
    assert told("reminder") == ["Alice", "Bachir"]


# -- Those who are gone ---------------------------------------------------------------------------


def leave(person: Membership, denise: Membership) -> None:
    person.leave()


def be_excluded(person: Membership, denise: Membership) -> None:
    person.exclude(by=denise, reason="Deux plaintes.")


@pytest.mark.parametrize("go", [leave, be_excluded])
def test_guests_of_somebody_who_is_gone_are_told_that_it_is_off(alice, bachir, denise, go):
    ahead = GatheringFactory(host=alice, concert=True)
    past = GatheringFactory(host=alice, over=True)
    BookingFactory(gathering=ahead, member=bachir)
    go(alice, denise)
    for _time in range(2):
        cancel_orphans(timezone.now())
    assert told("gathering_off") == ["Bachir"]
    kept = Gathering.objects.get(pk=ahead.pk)
    assert (kept.status, kept.cancelled_by) == ("cancelled", None)
    assert "ne fait plus partie" in kept.cancel_word
    assert kept in Gathering.objects.visible_to(bachir)
    assert Gathering.objects.get(pk=past.pk).status == "published"


@pytest.mark.parametrize("go", [leave, be_excluded])
def test_seat_of_somebody_who_is_gone_is_free_for_the_next(alice, bachir, chloe, denise, go):
    cafe = GatheringFactory(host=alice, seats=1)
    Booking.book(cafe, by=bachir)
    waiting = Booking.book(cafe, by=chloe)
    go(bachir, denise)
    for _time in range(2):
        cancel_orphans(timezone.now())
    assert Booking.objects.get(pk=waiting.pk).status == "offered"
    assert Booking.objects.filter(member=bachir).get().status == "cancelled"
    assert told("unbooked") == ["Alice"]
    assert Gesture.objects.count() == 0


def test_those_who_are_in_pause_are_counted_on(alice, bachir):
    cafe = GatheringFactory(host=alice)
    BookingFactory(gathering=cafe, member=bachir)
    alice.pause()
    bachir.pause()
    cancel_orphans(timezone.now())
    assert Gathering.objects.get().status == "published"
    assert Booking.objects.get().status == "confirmed"


def test_jobs_look_after_every_network_each_in_its_own(alice, zola):
    there = MembershipFactory(network=zola)
    for host in (alice, there):
        GatheringFactory(host=host)
    Membership.objects.with_scopes_disabled().update(status="left")
    cancel_orphans(timezone.now())
    statuses = Gathering.objects.with_scopes_disabled().values_list("status", flat=True)
    assert list(statuses) == ["cancelled", "cancelled"]


def test_worker_does_it_by_the_clock(alice, bachir, chloe):
    cafe = GatheringFactory(host=alice, seats=1)
    kept = BookingFactory(gathering=cafe, member=bachir, status="offered")
    waiting = BookingFactory(gathering=cafe, member=chloe, status="waiting")
    with time_machine.travel(kept.offered_until, tick=False):
        app.tasks["coopere.tasks.free_seats"](timestamp=0)
    assert Booking.objects.get(pk=waiting.pk).status == "offered"
    eve = timezone.localtime(cafe.starts_at).replace(hour=10) - timedelta(days=1)
    with time_machine.travel(eve, tick=False):
        app.tasks["coopere.tasks.remind_of_gatherings"](timestamp=0)
        app.tasks["coopere.tasks.keep_series_going"](timestamp=0)
    assert told("reminder") == ["Alice"]
    planned = {each.task.name: each.cron for each in app.periodic_registry.periodic_tasks.values()}
    assert planned["coopere.tasks.free_seats"] == "*/5 * * * *"
    assert planned["coopere.tasks.remind_of_gatherings"] == "0 * * * *"
