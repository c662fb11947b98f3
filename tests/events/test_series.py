"""What comes again: the first Saturday of each month, every Tuesday at seven."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from events.models import Gathering, GatheringPicture, Rhythm, Series
from events.models.series import rule_of
from events.upkeep import extend_series
from members.models import Notification
from tests.factories import BookingFactory, GatheringFactory
from tests.factories.pictures import painting

PARIS = ZoneInfo("Europe/Paris")
JANUARY = datetime(2027, 1, 4, 12, tzinfo=PARIS)
FORM = UUID(int=7)
SUMMER, WINTER = date(2027, 3, 28), date(2027, 10, 31)

pytestmark = pytest.mark.usefixtures("in_parc")


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=PARIS)


def series_of(alice, starts_at: datetime, rhythm: str, **fields) -> Series:
    first = GatheringFactory(host=alice, starts_at=starts_at, **fields)
    return Series.plan(by=alice, first=first, rhythm=rhythm)


def days_of(series: Series) -> list[date]:
    starts = series.gatherings.order_by("starts_at").values_list("starts_at", flat=True)
    return [timezone.localtime(moment).date() for moment in starts]


def test_seats_of_a_draft_are_those_of_all_that_follow(alice):
    draft = GatheringFactory(host=alice, status="draft", seats=12)
    series = Series.plan(by=alice, first=draft, rhythm=Rhythm.MONTHLY)
    draft.edit(by=alice, title="Café du jeudi", seats=30)
    draft.propose(by=alice)
    assert series.gatherings.count() > 5
    assert set(series.gatherings.values_list("seats", flat=True)) == {30}


@pytest.mark.parametrize(
    ("day", "rhythm", "rule", "words"),
    [
        (2, Rhythm.MONTHLY, "FREQ=MONTHLY;BYDAY=+1SA", "chaque premier samedi du mois"),
        (13, Rhythm.MONTHLY, "FREQ=MONTHLY;BYDAY=+2WE", "chaque deuxième mercredi du mois"),
        (31, Rhythm.MONTHLY, "FREQ=MONTHLY;BYDAY=-1SU", "chaque dernier dimanche du mois"),
        (5, Rhythm.WEEKLY, "FREQ=WEEKLY;BYDAY=TU", "chaque mardi"),
        (8, Rhythm.FORTNIGHTLY, "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "un vendredi sur deux"),
    ],
)
def test_rhythm_is_said_as_neighbours_say_it(day, rhythm, rule, words):
    first = date(2027, 1, day)
    series = Series(rule=rule_of(rhythm, first), first_on=first)
    assert (series.rule, series.words, series.rhythm) == (rule, words, rhythm)


def test_first_saturday_of_the_next_six_months_is_written(alice):
    with time_machine.travel(JANUARY, tick=False):
        series = series_of(alice, at(2027, 2, 6, 15), Rhythm.MONTHLY)
    assert days_of(series) == [
        date(2027, m, d) for m, d in [(2, 6), (3, 6), (4, 3), (5, 1), (6, 5), (7, 3)]
    ]
    assert set(series.gatherings.values_list("status", flat=True)) == {"published"}
    assert series.gatherings.filter(place="salle commune du bâtiment A", seats=20).count() == 6


@pytest.mark.parametrize(
    ("now", "night"),
    [(at(2027, 3, 1), SUMMER), (at(2027, 10, 1), WINTER)],
)
def test_seven_in_the_evening_stays_seven_when_clocks_change(alice, now, night):
    with time_machine.travel(now, tick=False):
        first = night - timedelta(days=14)
        series = series_of(alice, at(first.year, first.month, first.day, 19), Rhythm.WEEKLY)
    around = series.gatherings.filter(occurs_on__range=(first, night + timedelta(days=14)))
    assert {timezone.localtime(each.starts_at).hour for each in around} == {19}
    assert {each.duration for each in around} == {timedelta(hours=3)}
    assert len({each.starts_at.astimezone(UTC).hour for each in around}) == 2


@pytest.mark.parametrize(
    ("now", "night", "ends"),
    [
        (at(2027, 3, 1), SUMMER, 4),
        (at(2027, 10, 1), WINTER, 2),
    ],
)
def test_one_that_goes_over_that_night_lasts_as_long_as_the_others(alice, now, night, ends):
    eve = night - timedelta(days=1)
    first = eve - timedelta(days=7)
    begins = at(first.year, first.month, first.day, 22)
    with time_machine.travel(now, tick=False):
        long = {"starts_at": begins, "ends_at": begins + timedelta(hours=5)}
        gathering = GatheringFactory(host=alice, **long)
        series = Series.plan(by=alice, first=gathering, rhythm=Rhythm.WEEKLY)
    usual, over = series.gatherings.order_by("starts_at")[:2]
    assert usual.duration == over.duration == timedelta(hours=5)
    assert timezone.localtime(usual.ends_at).hour == 3
    assert timezone.localtime(over.ends_at).hour == ends


def test_series_goes_on_night_after_night_and_writes_nothing_twice(alice):
    with time_machine.travel(JANUARY, tick=False):
        series = series_of(alice, at(2027, 1, 5, 19), Rhythm.WEEKLY)
    before = days_of(series)
    later = JANUARY + timedelta(days=14)
    with time_machine.travel(later, tick=False):
        for _time in range(2):
            extend_series(later)
    assert days_of(series) == [
        *before,
        before[-1] + timedelta(days=7),
        before[-1] + timedelta(days=14),
    ]


def test_one_that_was_moved_or_called_off_is_not_written_again(alice):
    with time_machine.travel(JANUARY, tick=False):
        series = series_of(alice, at(2027, 1, 5, 19), Rhythm.WEEKLY)
        _first, second, third = series.gatherings.order_by("starts_at")[:3]
        moved = second.starts_at + timedelta(days=1)
        second.edit(by=alice, starts_at=moved, ends_at=moved + timedelta(hours=1))
        third.cancel(by=alice, word="Vacances.")
        count = series.gatherings.count()
        extend_series(timezone.now())
    assert series.gatherings.count() == count


def test_nothing_is_written_while_the_first_is_a_draft_then_as_it_became(alice):
    draft = GatheringFactory(host=alice, status="draft")
    series = Series.plan(by=alice, first=draft, rhythm=Rhythm.WEEKLY)
    extend_series(timezone.now())
    assert series.gatherings.count() == 1
    moved = draft.starts_at + timedelta(days=1)
    draft.edit(by=alice, title="Café du jeudi", starts_at=moved, ends_at=moved + timedelta(hours=2))
    draft.propose(by=alice)
    days = days_of(series)
    assert len(days) > 20
    assert {day.weekday() for day in days} == {timezone.localtime(moved).weekday()}
    assert set(series.gatherings.values_list("title", flat=True)) == {"Café du jeudi"}


def test_series_waits_while_its_host_is_in_pause(alice):
    with time_machine.travel(JANUARY, tick=False):
        series = series_of(alice, at(2027, 1, 5, 19), Rhythm.WEEKLY)
    before = days_of(series)
    alice.pause()
    with time_machine.travel(JANUARY + timedelta(days=14), tick=False):
        extend_series(timezone.now())
        assert days_of(series) == before
        alice.resume()
        extend_series(timezone.now())
        assert len(days_of(series)) == len(before) + 2


def test_calling_off_the_following_leaves_those_before_and_ends_the_series(alice, bachir, chloe):
    with time_machine.travel(JANUARY, tick=False):
        series = series_of(alice, at(2027, 1, 5, 19), Rhythm.WEEKLY)
        first, second, third = series.gatherings.order_by("starts_at")[:3]
        BookingFactory(gathering=first, member=chloe)
        BookingFactory(gathering=third, member=bachir)
        series.cancel_following(by=alice, gathering=second, word="Je déménage.")
        extend_series(timezone.now() + timedelta(days=30))
    left = series.gatherings.exclude(status="cancelled")
    assert set(left) == {first}
    told = Notification.objects.filter(kind="gathering_off")
    assert {(news.to, news.target) for news in told} == {(bachir, third)}


def test_calling_off_one_leaves_the_others(alice):
    series = series_of(alice, GatheringFactory.build().starts_at, Rhythm.MONTHLY)
    first = series.gatherings.order_by("starts_at").first()
    count = series.gatherings.count()
    first.cancel(by=alice, word="Malade.")
    assert series.gatherings.filter(status="published").count() == count - 1 > 3


def test_lists_show_the_next_of_a_series_only(alice):
    series = series_of(alice, GatheringFactory.build().starts_at, Rhythm.MONTHLY)
    alone = GatheringFactory(host=alice)
    first, second = series.gatherings.order_by("starts_at")[:2]

    def listed() -> set[Gathering]:
        now = timezone.now()
        return set(Gathering.objects.published().upcoming(now).next_of_series(now))

    assert listed() == {first, alone}
    first.cancel(by=alice, word="Malade.")
    assert listed() == {second, alone}


def test_next_one_shows_the_picture_of_the_first_until_it_has_its_own(alice):
    series = series_of(alice, GatheringFactory.build().starts_at, Rhythm.MONTHLY)
    first, second, third = series.gatherings.order_by("starts_at")[:3]
    for gathering, alt in [(first, "Une cafetière"), (third, "Trois tasses")]:
        GatheringPicture.keep(painting(), by=alice, form=FORM, position=0, alt=alt)
        GatheringPicture.attach(gathering, by=alice, form=FORM)
    shown = {each.pk: each.cover.alt for each in series.gatherings.with_people()}
    assert [shown[each.pk] for each in (first, second, third)] == [
        *("Une cafetière", "Une cafetière", "Trois tasses")
    ]
    assert Gathering.objects.with_people().get(pk=GatheringFactory(host=alice).pk).cover is None


def test_concert_and_what_is_somebody_else_s_do_not_repeat(alice, bachir):
    concert = GatheringFactory(host=alice, concert=True)
    with pytest.raises(TransitionRefused, match="ne peut pas se répéter"):
        Series.plan(by=alice, first=concert, rhythm=Rhythm.MONTHLY)
    with pytest.raises(PermissionDenied):
        Series.plan(by=bachir, first=GatheringFactory(host=alice), rhythm=Rhythm.MONTHLY)
    once = GatheringFactory(host=alice)
    Series.plan(by=alice, first=once, rhythm=Rhythm.MONTHLY)
    with pytest.raises(TransitionRefused):
        Series.plan(by=alice, first=once, rhythm=Rhythm.WEEKLY)
