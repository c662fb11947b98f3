"""What remains of it: two who met, a word, a picture; and a calendar that says what is planned."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from coopere.lib.state import TransitionRefused
from events.doors import find_feed
from events.models import CalendarFeed, Encounter, Gathering, Memory, MemoryPicture
from members.models import Notification
from tests.factories import BookingFactory, GatheringFactory
from tests.factories.pictures import painting

pytestmark = pytest.mark.usefixtures("in_parc")
FORM = "5f6b2f0e-8f0a-4f7e-9b1f-0d7b1c2a3e44"


@pytest.fixture
def cafe(alice, bachir, chloe) -> Gathering:
    """A café of Alice's that is over: Bachir was there, Chloé only waited."""
    cafe = GatheringFactory(host=alice, over=True, title="Café du samedi")
    BookingFactory(gathering=cafe, member=bachir)
    BookingFactory(gathering=cafe, member=chloe, status="waiting")
    return cafe


def told(kind: str) -> list[str]:
    news = Notification.objects.unread().filter(kind=kind)
    return sorted(notice.to.first_name for notice in news)


# -- Two who met ----------------------------------------------------------------------------------


def test_two_met_when_both_say_so(cafe, alice, bachir):
    Encounter.say(cafe, by=bachir, other=alice)
    assert told("met") == ["Alice"]
    assert not Encounter.mutual_between(alice, bachir).exists()
    Encounter.say(cafe, by=alice, other=bachir)
    assert [each.gathering for each in Encounter.mutual_between(bachir, alice)] == [cafe]
    assert told("met") == ["Bachir"]


def test_saying_it_twice_is_saying_it_once(cafe, alice, bachir):
    for _time in range(2):
        Encounter.say(cafe, by=bachir, other=alice)
    encounter = Encounter.objects.get()
    assert not encounter.is_mutual
    assert told("met") == ["Alice"]


def test_only_those_who_were_there_met(cafe, alice, bachir, chloe, denise):
    for by, other in [(chloe, alice), (bachir, denise), (denise, bachir), (bachir, bachir)]:
        with pytest.raises(PermissionDenied):
            Encounter.say(cafe, by=by, other=other)
    assert not Encounter.objects.exists()


def test_nobody_met_before_it_began(alice, bachir):
    ahead = GatheringFactory(host=alice)
    BookingFactory(gathering=ahead, member=bachir)
    with pytest.raises(TransitionRefused):
        Encounter.say(ahead, by=bachir, other=alice)
    with time_machine.travel(ahead.starts_at):
        Encounter.say(ahead, by=bachir, other=alice)


def test_godparent_says_it_for_a_godchild(cafe, bachir, karim, odile):
    BookingFactory(gathering=cafe, member=odile)
    Encounter.say(cafe, by=karim, for_=odile, other=bachir)
    Encounter.say(cafe, by=bachir, other=odile)
    assert Encounter.mutual_between(odile, bachir).exists()
    with pytest.raises(PermissionDenied):
        Encounter.say(cafe, by=bachir, for_=odile, other=karim)


# -- A word after it ------------------------------------------------------------------------------


def test_one_who_was_there_leaves_a_word_and_the_host_is_told(cafe, alice, bachir):
    memory = Memory.write(cafe, by=bachir, text="Merci pour les crêpes !")
    assert Memory.write(cafe, by=bachir, text="Encore merci") == memory
    assert told("remembered") == ["Alice"]
    assert [said.text for said in Memory.objects.visible_to(alice)] == ["Merci pour les crêpes !"]


def test_those_who_were_not_there_leave_none(cafe, chloe, denise, alice, bachir):
    for nobody in (chloe, denise):
        with pytest.raises(PermissionDenied):
            Memory.write(cafe, by=nobody, text="J’y étais presque.")
    ahead = GatheringFactory(host=alice)
    BookingFactory(gathering=ahead, member=bachir)
    with pytest.raises(TransitionRefused, match="après"):
        Memory.write(ahead, by=bachir, text="Ce sera bien.")


@pytest.mark.parametrize("status", ["draft", "proposed", "cancelled"])
def test_what_did_not_take_place_leaves_no_word(alice, cafe, status):
    never = GatheringFactory(host=alice, concert=True, over=True, status=status)
    with pytest.raises(PermissionDenied):
        Memory.write(never, by=alice, text="C’était bien.")
    assert Memory.write(cafe, by=alice, text="C’était bien.")


def test_godparent_writes_for_a_godchild(cafe, karim, odile):
    BookingFactory(gathering=cafe, member=odile)
    memory = Memory.write(cafe, by=karim, for_=odile, text="On a bien ri.")
    assert (memory.author, memory.entered_by) == (odile, karim)


def test_hidden_word_is_seen_by_who_wrote_it_only_and_so_are_its_pictures(
    cafe, alice, bachir, denise
):
    memory = Memory.write(cafe, by=bachir, text="Un mot de trop.")
    MemoryPicture.keep(painting(), by=bachir, form=FORM, position=0)
    MemoryPicture.attach(memory, by=bachir, form=FORM)
    assert MemoryPicture.objects.visible_to(alice).count() == 1
    memory.hide(by=denise, reason="Blessant.")
    for nobody in (alice, denise):
        assert not Memory.objects.visible_to(nobody).exists()
        assert not MemoryPicture.objects.visible_to(nobody).exists()
    assert Memory.objects.visible_to(bachir).exists()
    assert MemoryPicture.objects.visible_to(bachir).exists()


# -- The calendar ---------------------------------------------------------------------------------


def test_feed_is_one_s_own_and_dies_when_it_is_renewed_or_taken_back(alice):
    first = CalendarFeed.renew(by=alice)
    second = CalendarFeed.renew(by=alice)
    assert find_feed(first.secret) is None
    assert find_feed(second.secret) == second == CalendarFeed.of(alice)
    CalendarFeed.revoke(by=alice)
    assert find_feed(second.secret) is CalendarFeed.of(alice) is None


@pytest.mark.parametrize("status", ["left", "excluded", "pending", "declined"])
def test_feed_dies_with_the_membership(alice, status):
    feed = CalendarFeed.renew(by=alice)
    assert find_feed(feed.secret) == feed
    type(alice).objects.filter(pk=alice.pk).update(status=status, decision_reason="Motif.")
    assert find_feed(feed.secret) is None


@pytest.mark.parametrize("secret", ["", "\0", "x" * 500, "é"])
def test_link_that_nobody_was_given_leads_nowhere(alice, secret):
    CalendarFeed.renew(by=alice)
    assert find_feed(secret) is None
