"""What givers and volunteers are told, when, and in what words."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coopere.lib.mail import write_templated
from events import collection_upkeep
from events.models import Collection, Pledge, Shift
from members.models import Network, Notification
from members.notice_mail import line_of
from tests.factories import CollectionFactory, DropPointFactory, VolunteerSlotFactory
from tests.reading import SPACES

PARIS = ZoneInfo("Europe/Paris")
# The collection ends on the 20th; its slot is on the 16th at seven in the evening.
BEGIN = datetime(2027, 1, 4, 12, tzinfo=PARIS)
THREE_DAYS_BEFORE = datetime(2027, 1, 17, 10, 7, tzinfo=PARIS)
EVE = datetime(2027, 1, 15, 10, 7, tzinfo=PARIS)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def collection(alice, bachir, chloe, karim, odile, denise) -> Collection:
    """Alice's. Bachir promises twice, Odile through Karim; Denise has brought all of it.

    Chloé holds the slot.
    """
    with time_machine.travel(BEGIN, tick=False):
        made = CollectionFactory(
            created_by=alice, needs=2, opens_on=date(2027, 1, 4), closes_on=date(2027, 1, 20)
        )
        first, second = made.needs.in_order()
        for need in (first, second):
            Pledge.promise(need, by=bachir, amount=Decimal(3))
        Pledge.promise(first, by=karim, for_=odile, amount=Decimal(1))
        brought = Pledge.promise(first, by=denise, amount=Decimal(2))
        brought.deliver(by=alice, amount=Decimal(2))
        starts_at = datetime(2027, 1, 16, 19, tzinfo=PARIS)
        slot = VolunteerSlotFactory(point=DropPointFactory(collection=made), starts_at=starts_at)
        Shift.sign_up(slot, by=chloe)
    return made


def told(kind: str) -> list[str]:
    return sorted(notice.to.first_name for notice in Notification.objects.filter(kind=kind))


def remind_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        collection_upkeep.remind(moment)


def test_givers_are_reminded_once_three_days_before_the_end(collection):
    remind_at(THREE_DAYS_BEFORE - DAY)
    assert told("pledge_due") == []
    remind_at(THREE_DAYS_BEFORE)
    assert told("pledge_due") == ["Bachir", "Odile"]
    Notification.objects.all().mark_read()
    for hours in range(1, 80, 3):
        remind_at(THREE_DAYS_BEFORE + hours * HOUR)
    assert told("pledge_due") == ["Bachir", "Odile"]


def test_whoever_promises_in_the_last_days_is_reminded_the_day_after(collection, denise):
    remind_at(THREE_DAYS_BEFORE)
    with time_machine.travel(THREE_DAYS_BEFORE, tick=False):
        Pledge.promise(collection.needs.first(), by=denise, amount=Decimal(1))
    remind_at(THREE_DAYS_BEFORE + HOUR)
    assert told("pledge_due") == ["Bachir", "Odile"]
    remind_at(THREE_DAYS_BEFORE + DAY)
    assert told("pledge_due") == ["Bachir", "Denise", "Odile"]


def test_reminder_is_settled_when_nothing_more_is_due(collection, alice, bachir):
    remind_at(THREE_DAYS_BEFORE)
    due = Notification.objects.filter(kind="pledge_due", to=bachir).unread()
    first, second = Pledge.objects.filter(member=bachir).in_order()
    with time_machine.travel(THREE_DAYS_BEFORE, tick=False):
        first.deliver(by=alice, amount=Decimal(3))
        assert due.exists()
        second.deliver(by=alice, amount=Decimal(3))
        assert not due.exists()


@pytest.mark.parametrize("end", ["closed", "cancelled", "hidden"])
def test_nobody_is_reminded_of_what_is_over(collection, alice, denise, end):
    with time_machine.travel(BEGIN, tick=False):
        if end == "closed":
            collection.close(by=alice)
        elif end == "cancelled":
            collection.cancel(by=alice, word="Fini.")
        else:
            collection.hide(by=denise, reason="C’est une vente.")
    remind_at(THREE_DAYS_BEFORE)
    assert told("pledge_due") == []


@pytest.mark.parametrize("hour", [0, 4, 9, 20, 23])
def test_nobody_is_reminded_at_night(collection, hour):
    for moment in (EVE, THREE_DAYS_BEFORE):
        remind_at(moment.replace(hour=hour))
    assert told("pledge_due") == told("shift_due") == []


def test_volunteer_is_reminded_once_the_day_before(collection):
    remind_at(EVE - DAY)
    assert told("shift_due") == []
    for hours in range(0, 30, 2):
        remind_at(EVE + hours * HOUR)
    assert told("shift_due") == ["Chloé"]


def test_reminder_that_was_missed_goes_out_on_the_day(collection, denise):
    with time_machine.travel(EVE + DAY, tick=False):
        Shift.sign_up(collection.slots.get(), by=denise)
    remind_at(EVE + DAY + HOUR)
    assert told("shift_due") == ["Chloé"]
    Notification.objects.all().delete()
    remind_at(EVE + DAY + 10 * HOUR)
    assert told("shift_due") == []


def test_slot_given_back_is_not_reminded_of(collection, chloe):
    with time_machine.travel(BEGIN, tick=False):
        Shift.objects.get().cancel(by=chloe)
    remind_at(EVE)
    assert told("shift_due") == []


def test_nothing_is_expected_of_who_is_gone(collection, alice, bachir, chloe):
    need = collection.needs.first()
    with time_machine.travel(BEGIN, tick=False):
        Pledge.objects.filter(need=need).get(member=bachir).deliver(by=alice, amount=Decimal(1))
        for neighbour in (bachir, chloe):
            neighbour.leave()
        for _number in range(2):
            collection_upkeep.forget_gone(BEGIN)
    assert need.count() == 1 + 1 + 2
    assert not Pledge.objects.live().filter(member=bachir).exists()
    assert not Shift.objects.live().exists()


def test_network_in_pause_is_reminded_and_a_closed_one_is_not(collection, parc):
    for state, names in ((Network.State.CLOSED, []), (Network.State.PAUSED, ["Bachir", "Odile"])):
        Network.objects.update(state=state)
        remind_at(THREE_DAYS_BEFORE)
        assert told("pledge_due") == names


# -- In what words --------------------------------------------------------------------------------


@pytest.fixture
def news(collection, alice, bachir, denise) -> dict[str, Notification]:
    """One piece of each kind, as the verbs and jobs tell it."""
    remind_at(EVE)
    remind_at(THREE_DAYS_BEFORE)
    kept: dict[str, Notification] = {n.kind: n for n in Notification.objects.order_by("pk")}
    with time_machine.travel(THREE_DAYS_BEFORE, tick=False):
        collection.add_organiser(by=alice, who=bachir)
        collection.close(by=alice)
        collection.publish_report(by=alice, text="Trente cartables pleins.")
        off = CollectionFactory(created_by=alice)
        Pledge.promise(off.needs.get(), by=bachir, amount=Decimal(1))
        off.cancel(by=alice, word="La mairie s’en charge.")
    return {n.kind: n for n in Notification.objects.order_by("-pk")} | kept


WORDS = {
    "pledge_due": ("se termine mercredi 20 janvier", "Cahiers : 1 pièce"),
    "pledge_taken": ("bien arrivé", "Cahiers : 2 pièces"),
    "shift_due": ("demain à 19 h", "jusqu’à 21 h"),
    "bilan": ("Le bilan de", "Trente cartables pleins."),
    "collection_off": ("est annulée", "La mairie s’en charge."),
    "pledged": ("De nouvelles promesses", "La collecte en est à"),
    "organiser": ("Alice M. vous confie", "écrire le bilan"),
    "bilan_asked": ("peut-il être montré", "Trente cartables pleins."),
}


@pytest.mark.parametrize("kind", WORDS)
def test_news_says_what_the_neighbour_needs(news, kind):
    line, words = WORDS[kind]
    with time_machine.travel(EVE if kind == "shift_due" else THREE_DAYS_BEFORE, tick=False):
        notice = Notification.objects.get(pk=news[kind].pk)
        assert line in SPACES.sub(" ", line_of(notice, notice.reader))
        for text in mail_of(notice):
            assert words in SPACES.sub(" ", text)
        assert notice.is_visible_to(notice.reader)


def mail_of(notice: Notification) -> list[str]:
    """Its mail, in text and in HTML."""
    context = {
        **notice.words_for(notice.reader),
        "line": line_of(notice, notice.reader),
        "url": "https://coopere.example/ici/",
        "unsubscription_url": "https://coopere.example/non/",
        "settings_url": "https://coopere.example/choix/",
    }
    mail = write_templated(f"notices/{notice.kind}", "ici@example.org", context)
    return [mail.body, mail.alternatives[0].content]


def test_news_of_promises_names_nobody(news, bachir, denise):
    notice = news["pledged"]
    said = line_of(notice, notice.reader) + mail_of(notice)[0]
    assert not {name for name in ("Bachir", "Denise", "Karim") if name in said}
