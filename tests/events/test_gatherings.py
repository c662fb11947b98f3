"""A gathering, from the draft to the day: who announces it, who sees it, who is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from events.models import Artist, Booking, Gathering
from members.models import Gesture, Membership, Notification
from tests.factories import BookingFactory, GatheringFactory
from tests.factories.events import evening

Status = Gathering.Status
PARIS = ZoneInfo("Europe/Paris")

pytestmark = pytest.mark.usefixtures("in_parc")


def stored(gathering: Gathering) -> Gathering:
    return Gathering.objects.get(pk=gathering.pk)


def told(kind: str) -> set[Membership]:
    """Who has unread news of that kind."""
    return {notice.to for notice in Notification.objects.unread().filter(kind=kind)}


def write(host: Membership, by: Membership | None = None, **more) -> Gathering:
    said = {"kind": "cafe", "title": "Café", "starts_at": evening(), "seats": 12}
    said |= {"ends_at": evening() + timedelta(hours=2), **more}
    return Gathering.write(by=by or host, host=host, **said)[0]


# -- Announcing it --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cafe", "workshop"])
def test_cafe_or_workshop_is_published_at_once(alice, kind):
    gathering = write(alice, kind=kind)
    assert stored(gathering).status == Status.DRAFT
    gathering.propose(by=alice)
    kept = stored(gathering)
    assert (kept.status, kept.published_by) == (Status.PUBLISHED, alice)
    assert kept.published_at


def test_concert_waits_for_a_coordinator(alice, bachir, denise):
    concert = write(alice, kind="concert", checklist_at=timezone.now())
    concert.propose(by=alice)
    assert stored(concert).status == Status.PROPOSED
    assert told("gathering_asked") == {denise}
    for nobody in (alice, bachir):
        with pytest.raises(PermissionDenied):
            concert.publish(by=nobody)
    concert.publish(by=denise)
    assert (stored(concert).status, stored(concert).published_by) == (Status.PUBLISHED, denise)
    assert (told("gathering_asked"), told("gathering_yes")) == (set(), {alice})


def test_concert_is_not_proposed_before_its_checklist_is_ticked(alice):
    concert = write(alice, kind="concert")
    with pytest.raises(TransitionRefused, match="points à vérifier"):
        concert.propose(by=alice)
    with pytest.raises(IntegrityError, match="gathering_concert_was_checked"), transaction.atomic():
        Gathering.objects.filter(pk=concert.pk).update(status="proposed")


def test_concert_comes_back_with_a_reason_and_is_proposed_again(alice, denise):
    concert = GatheringFactory(host=alice, concert=True, status="proposed")
    concert.send_back(by=denise, reason="Finissez plutôt à 22 h.")
    assert stored(concert).status == Status.DRAFT
    assert stored(concert).declined_reason == "Finissez plutôt à 22 h."
    assert told("gathering_back") == {alice}
    concert.propose(by=alice)
    assert (stored(concert).status, stored(concert).declined_reason) == (Status.PROPOSED, "")


def test_nothing_is_announced_for_yesterday(alice, denise):
    late = write(alice, starts_at=evening(-1), ends_at=evening(-1) + timedelta(hours=1))
    with pytest.raises(TransitionRefused, match="date à venir"):
        late.propose(by=alice)
    concert = GatheringFactory(host=alice, concert=True, status="proposed")
    with time_machine.travel(concert.starts_at), pytest.raises(TransitionRefused):
        concert.publish(by=denise)


def test_member_in_pause_does_not_invite_but_keeps_what_was_promised(alice, bachir):
    cafe, draft = GatheringFactory(host=alice), write(alice)
    alice.pause()
    with pytest.raises(TransitionRefused, match="en pause"):
        stored(draft).propose(by=alice)
    assert cafe in Gathering.objects.visible_to(bachir)
    assert Booking.book(cafe, by=bachir).is_confirmed


def test_godparent_invites_for_a_godchild(karim, odile, bachir):
    cafe = write(odile, by=karim)
    assert (cafe.host, cafe.entered_by) == (odile, karim)
    cafe.propose(by=karim)
    cafe.edit(by=karim, title="Café chez Odile")
    assert stored(cafe).title == "Café chez Odile"
    with pytest.raises(PermissionDenied):
        write(odile, by=bachir)
    with pytest.raises(PermissionDenied):
        cafe.edit(by=bachir, title="Autre chose")


def test_draft_is_thrown_away_and_nothing_else_is(alice, bachir):
    draft, cafe = write(alice), GatheringFactory(host=alice)
    with pytest.raises(PermissionDenied):
        draft.discard(by=bachir)
    draft.discard(by=alice)
    with pytest.raises(TransitionRefused):
        cafe.discard(by=alice)
    assert set(Gathering.objects.all()) == {cafe}


def test_six_artists_play_in_the_order_that_the_host_chose(alice, bachir):
    concert = GatheringFactory(host=alice, concert=True)
    names = [(f"Groupe {number}", "https://example.org/") for number in range(7)]
    Artist.bill(concert, by=alice, artists=names)
    Artist.bill(concert, by=alice, artists=list(reversed(names)))
    assert [artist.name[-1] for artist in concert.artists.all()] == list("654321")
    with pytest.raises(PermissionDenied):
        Artist.bill(concert, by=bachir, artists=[])


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ({"ends_at": evening() - timedelta(hours=1)}, "ends_within_12_hours"),
        ({"ends_at": evening() + timedelta(hours=13)}, "ends_within_12_hours"),
        ({"seats": 0}, "seats_1_to_200"),
        ({"seats": 201}, "seats_1_to_200"),
        ({"party_limit": 5}, "party_1_to_4"),
    ],
)
def test_database_refuses_what_makes_no_sense(alice, wrong, check):
    with pytest.raises(IntegrityError, match=check):
        write(alice, **wrong)


# -- Seeing it ------------------------------------------------------------------------------------


def seen(membership: Membership) -> set[str]:
    return {gathering.title for gathering in Gathering.objects.visible_to(membership)}


def test_each_sees_what_is_for_them(alice, bachir, chloe, denise):
    for status in Status.values:
        GatheringFactory(host=alice, title=status, status=status, concert=True)
    BookingFactory(
        gathering=Gathering.objects.get(title="cancelled"), member=bachir, status="cancelled"
    )
    GatheringFactory(host=alice, title="hidden").hide(by=denise, reason="Pas ici.")
    assert seen(alice) == {*Status.values, "hidden"}
    assert seen(bachir) == {"published", "cancelled"}
    assert seen(chloe) == {"published"}
    assert seen(denise) == {"published", "proposed", "cancelled"}


def test_gathering_of_somebody_who_is_gone_is_not_seen(alice, bachir):
    GatheringFactory(host=alice, title="Café")
    assert seen(bachir) == {"Café"}
    alice.leave()
    assert seen(bachir) == set()


def test_agenda_counts_seats_and_the_list_without_a_query_for_each(
    alice, bachir, chloe, denise, django_assert_num_queries
):
    cafe = GatheringFactory(host=alice, seats=4)
    BookingFactory(gathering=cafe, member=bachir, size=3)
    BookingFactory(gathering=cafe, member=chloe, size=1, status="offered")
    BookingFactory(gathering=cafe, member=denise, size=2, status="waiting")
    GatheringFactory(host=alice, seats=9, title="Vide")
    with django_assert_num_queries(1):
        full, empty = Gathering.objects.with_seats().with_people().order_by("pk")
        assert (full.taken, full.free, full.waiting, full.is_full) == (4, 0, 1, True)
        assert (empty.taken, empty.free, empty.waiting, empty.is_full) == (0, 9, 0, False)
    plain = Gathering.objects.get(pk=full.pk)
    assert (plain.taken, plain.waiting) == (full.taken, full.waiting)


def test_past_and_upcoming_are_told_by_the_clock(alice):
    gathering = GatheringFactory(host=alice)
    for moment, started, past in [
        (gathering.starts_at - timedelta(minutes=1), False, False),
        (gathering.starts_at, True, False),
        (gathering.ends_at, True, True),
    ]:
        with time_machine.travel(moment, tick=False):
            assert (gathering.has_started, gathering.is_past) == (started, past)
            assert Gathering.objects.upcoming(moment).exists() is not past
            assert Gathering.objects.past(moment).exists() is past


def test_one_s_plans_are_what_one_hosts_and_where_one_goes(alice, bachir, karim, odile):
    mine, hers, his, nobodys = (
        GatheringFactory(host=host) for host in (alice, odile, bachir, bachir)
    )
    BookingFactory(gathering=his, member=odile, status="waiting")
    BookingFactory(gathering=nobodys, member=karim, status="cancelled")
    assert set(Gathering.objects.of_plans(karim)) == {hers, his}
    assert set(Gathering.objects.of_plans(alice)) == {mine}


# -- Changing it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ({"starts_at": evening(8), "ends_at": evening(8) + timedelta(hours=2)}, True),
        ({"place": "dans la cour"}, True),
        ({"title": "Autre titre", "text": "Autre texte"}, False),
    ],
)
def test_those_who_booked_are_told_when_date_or_place_change(alice, bachir, chloe, change, is_told):
    cafe = GatheringFactory(host=alice)
    BookingFactory(gathering=cafe, member=bachir)
    BookingFactory(gathering=cafe, member=chloe, status="cancelled")
    cafe.edit(by=alice, **change)
    assert told("gathering_moved") == ({bachir} if is_told else set())
    assert stored(cafe).sequence == (1 if is_told else 0)


def test_stale_page_does_not_undo_what_changed_meanwhile(alice, bachir):
    cafe = GatheringFactory(host=alice)
    BookingFactory(gathering=cafe, member=bachir)
    before = stored(cafe)
    stored(cafe).edit(by=alice, place="dans la cour")
    Notification.objects.all().mark_read()
    before.edit(by=alice, title="Nouveau titre")
    assert (stored(cafe).title, stored(cafe).place) == ("Nouveau titre", "dans la cour")
    assert told("gathering_moved") == set()


def test_seat_that_was_kept_is_not_kept_into_the_last_hours_of_an_earlier_start(alice, bachir):
    cafe = GatheringFactory(host=alice, seats=1)
    kept = BookingFactory(gathering=cafe, member=bachir, status="offered")
    soon = timezone.now() + timedelta(hours=10)
    cafe.edit(by=alice, starts_at=soon, ends_at=soon + timedelta(hours=1))
    assert Booking.objects.get(pk=kept.pk).offered_until == soon - timedelta(hours=3)


def test_what_is_over_or_called_off_does_not_change_any_more(alice):
    over = GatheringFactory(host=alice, over=True)
    for gathering in (over, GatheringFactory(host=alice, status="cancelled")):
        for act in (
            lambda it: it.edit(by=alice, title="Trop tard"),
            lambda it: it.set_seats(by=alice, seats=3),
        ):
            with pytest.raises(TransitionRefused):
                act(gathering)


# -- Calling it off -------------------------------------------------------------------------------


def test_calling_it_off_tells_everybody_with_the_word_of_the_host(alice, bachir, chloe, denise):
    cafe = GatheringFactory(host=alice, seats=1)
    going = Booking.book(cafe, by=bachir)
    waiting = Booking.book(cafe, by=chloe)
    Booking.book(cafe, by=denise).cancel(by=denise)
    cafe.cancel(by=alice, word="Ma fille arrive ce jour-là.")
    kept = stored(cafe)
    assert (kept.status, kept.cancelled_by) == (Status.CANCELLED, alice)
    assert kept.cancel_word == "Ma fille arrive ce jour-là."
    assert told("gathering_off") == {bachir, chloe}
    assert {Booking.objects.get(pk=each.pk).status for each in (going, waiting)} == {"cancelled"}
    assert Gesture.objects.count() == 0
    with pytest.raises(TransitionRefused, match="déjà annulé"):
        cafe.cancel(by=alice, word="Encore.")


def test_coordinator_calls_off_and_the_host_is_told(alice, bachir, denise, emile):
    cafe = GatheringFactory(host=alice)
    for nobody in (bachir, emile):
        with pytest.raises(PermissionDenied):
            cafe.cancel(by=nobody, word="Non.")
    cafe.cancel(by=denise, word="La salle est en travaux.")
    assert told("gathering_off") == {alice}


def test_nothing_is_called_off_once_it_began(alice):
    cafe = GatheringFactory(host=alice)
    with time_machine.travel(cafe.starts_at), pytest.raises(TransitionRefused, match="commencé"):
        cafe.cancel(by=alice, word="Oups.")
    assert stored(cafe).status == Status.PUBLISHED


# -- On the day -----------------------------------------------------------------------------------


def test_host_ticks_who_is_there_on_the_day(alice, bachir, chloe):
    cafe = GatheringFactory(host=alice)
    here = BookingFactory(gathering=cafe, member=bachir)
    away = BookingFactory(gathering=cafe, member=chloe)
    with pytest.raises(TransitionRefused, match="le jour même"):
        cafe.tick(by=alice, bookings=[here.pk])
    with time_machine.travel(cafe.starts_at - timedelta(hours=1)):
        with pytest.raises(PermissionDenied):
            cafe.tick(by=bachir, bookings=[here.pk])
        cafe.tick(by=alice, bookings=[here.pk, away.pk])
        cafe.tick(by=alice, bookings=[here.pk])
    arrived = Booking.objects.exclude(arrived_at=None)
    assert set(arrived) == {here}


def test_it_lasts_as_long_as_it_says_over_the_night_when_clocks_change(alice):
    begins = datetime(2027, 3, 27, 22, tzinfo=PARIS)
    ends = datetime(2027, 3, 28, 4, tzinfo=PARIS)
    party = write(alice, starts_at=begins, ends_at=ends)
    assert party.duration == stored(party).duration == timedelta(hours=5)
    assert stored(party).starts_at == datetime(2027, 3, 27, 21, tzinfo=UTC)
