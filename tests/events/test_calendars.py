"""Gatherings in calendars: one event, and the private feed, read back with `icalendar`."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar, Timezone

from events.ics import PARIS as RULE
from events.models import Address, CalendarFeed, Gathering
from members.models import Membership
from members.scoping import in_network
from tests.crawl import bytes_of
from tests.factories import BookingFactory, GatheringFactory
from tests.personas import browser_of
from tests.tenants import rows_of

PARIS = ZoneInfo("Europe/Paris")
ADDRESS = "2 allée des Tilleuls, 3e étage gauche"
SPRING = datetime(2027, 3, 28, 1, tzinfo=UTC)
AUTUMN = datetime(2027, 10, 31, 1, tzinfo=UTC)


def ics_of(gathering, reader) -> dict:
    """The event of a gathering, as the calendar of `reader` reads it."""
    answer = browser_of(reader).get(f"/reseaux/{reader.network.slug}/evenements/{gathering.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(answer.content).events
    return event


def link_of(member) -> str:
    with in_network(member.network):
        return f"/agenda/{CalendarFeed.renew(by=member).secret}.ics"


def feed(link: str) -> dict[str, dict]:
    """The events behind a link, by their title."""
    answer = browser_of(None).get(link)
    assert answer.status_code == 200
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).events}


def concert_of(host, **fields) -> Gathering:
    made: Gathering = GatheringFactory(host=host, concert=True, title="Chansons", **fields)
    with in_network(host.network):
        Address.keep(made, by=host, text=ADDRESS)
    return made


def show(booking) -> None:
    with in_network(booking.network):
        Address.show(booking, by=booking.member)


# -- Time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_rule_of_our_clocks_is_right_in_both_nights(change):
    """By what the file itself says, whatever the reader knows of Paris."""
    written = Timezone.from_ical(RULE).to_tz(lookup_tzid=False)
    for quarter in range(-16, 17):
        moment = change + timedelta(minutes=15 * quarter)
        # Of the hour that comes twice the rule can only say one; it is never written.
        if not moment.astimezone(PARIS).fold:
            local = moment.astimezone(PARIS).replace(tzinfo=None)
            assert local.replace(tzinfo=written).utcoffset() == moment.astimezone(PARIS).utcoffset()


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (SPRING - timedelta(hours=5), SPRING + timedelta(hours=1)),  # 21 h to 4 h, in six hours
        (AUTUMN - timedelta(hours=5), AUTUMN + timedelta(hours=2)),
        (AUTUMN - timedelta(hours=5), AUTUMN + timedelta(minutes=30)),  # 2 h 30, the second one
        (AUTUMN - timedelta(minutes=30), AUTUMN),  # 2 h 30 to 2 h
    ],
)
def test_event_across_the_night_when_clocks_change_lasts_as_long_as_it_does(
    alice, bachir, starts, ends
):
    night = GatheringFactory(host=bachir, starts_at=starts, ends_at=ends)
    event = ics_of(night, alice)
    read = [event[name].dt.astimezone(UTC) for name in ("dtstart", "dtend")]
    assert read == [starts, ends]


def test_event_is_written_in_local_time_with_its_rule(alice, bachir):
    summer = datetime(2027, 7, 3, 19, tzinfo=PARIS)
    cafe = GatheringFactory(host=bachir, starts_at=summer)
    url = f"/reseaux/{alice.network.slug}/evenements/{cafe.pk}.ics"
    text = browser_of(alice).get(url).content.decode()
    assert "DTSTART;TZID=Europe/Paris:20270703T190000" in text
    assert text.count("BEGIN:VTIMEZONE") == text.count("TZID:Europe/Paris") == 1


# -- One event ------------------------------------------------------------------------------------


def test_event_says_what_it_is_and_keeps_its_name_when_it_moves(alice, bachir):
    cafe = GatheringFactory(host=bachir, title="Café; un, deux", text="Venez.\nVenez.")
    before = ics_of(cafe, alice)
    with in_network(alice.network):
        later = cafe.starts_at + timedelta(hours=1)
        cafe.edit(by=bachir, starts_at=later, ends_at=later + timedelta(hours=2))
    after = ics_of(cafe, alice)
    assert str(before["summary"]) == "Café; un, deux"
    assert str(before["location"]) == "salle commune du bâtiment A"
    assert str(before["description"]) == "Café-rencontre\n\nVenez.\nVenez."
    assert str(before["url"]).endswith(cafe.get_absolute_url())
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt == timezone.localtime(later)


def test_draft_and_concert_that_waits_are_not_sure_in_their_hosts_calendar(alice):
    for status in ("draft", "proposed"):
        made = GatheringFactory(host=alice, concert=True, status=status)
        assert ics_of(made, alice)["status"] == "TENTATIVE"


def test_address_is_in_the_event_of_those_to_whom_it_was_shown(alice, bachir, chloe, denise, karim):
    concert = concert_of(alice, seats=2, place="près du parc")
    shown, unseen = (BookingFactory(gathering=concert, member=one) for one in (bachir, chloe))
    BookingFactory(gathering=concert, member=denise, status="waiting")
    show(shown)
    where = {one: str(ics_of(concert, one)["location"]) for one in (bachir, chloe, denise, karim)}
    assert where == {
        bachir: ADDRESS,
        chloe: "près du parc",
        denise: "près du parc",
        karim: "près du parc",
    }
    with in_network(alice.network):
        shown.cancel(by=bachir)
    assert unseen.is_confirmed
    assert str(ics_of(concert, bachir)["location"]) == "près du parc"


# -- The feed -------------------------------------------------------------------------------------


def test_feed_holds_what_one_planned_and_nothing_else(alice, bachir):
    booked = GatheringFactory(host=bachir, title="Café")
    BookingFactory(gathering=booked, member=alice)
    kept = GatheringFactory(host=bachir, title="Duo")
    BookingFactory(gathering=kept, member=alice, status="offered")
    waited_for = GatheringFactory(host=bachir, title="Trio")
    BookingFactory(gathering=waited_for, member=alice, status="waiting")
    given_back = GatheringFactory(host=bachir, title="Quatuor")
    BookingFactory(gathering=given_back, member=alice, status="cancelled")
    GatheringFactory(host=bachir, title="Sans moi")
    GatheringFactory(host=alice, title="Chez moi")
    GatheringFactory(host=alice, title="Brouillon", status="draft")
    found = {title: str(event["status"]) for title, event in feed(link_of(alice)).items()}
    assert found == {
        "Café": "CONFIRMED",
        "Duo (place à confirmer)": "TENTATIVE",
        "Trio (liste d’attente)": "TENTATIVE",
        "Chez moi": "CONFIRMED",
    }


def test_feed_says_what_was_called_off_to_those_who_counted_on_it(alice, bachir, chloe):
    cafe = GatheringFactory(host=bachir, title="Café")
    BookingFactory(gathering=cafe, member=alice)
    early = BookingFactory(gathering=cafe, member=chloe)
    links = {person: link_of(person) for person in (alice, chloe)}
    assert [*feed(links[alice])] == [*feed(links[chloe])] == ["Café"]
    with in_network(alice.network):
        early.cancel(by=chloe)
        cafe.cancel(by=bachir, word="La salle est prise.")
    [event] = feed(links[alice]).values()
    assert (str(event["summary"]), str(event["status"])) == ("Annulé\u00a0: Café", "CANCELLED")
    assert "La salle est prise." in event["description"]
    assert feed(links[chloe]) == {}


def test_feed_of_a_godparent_says_for_whom_it_is(karim, odile, bachir):
    BookingFactory(gathering=GatheringFactory(host=bachir, title="Café"), member=odile)
    assert [*feed(link_of(karim))] == ["Café (pour Odile D.)"]


def test_feed_shows_the_address_to_whom_it_was_shown_until_it_is_over(alice, bachir, chloe):
    concert = concert_of(alice, place="près du parc")
    show(BookingFactory(gathering=concert, member=bachir))
    BookingFactory(gathering=concert, member=chloe)
    links = {person: link_of(person) for person in (alice, bachir, chloe)}
    where = {one.first_name: feed(link)["Chansons"]["location"] for one, link in links.items()}
    assert where == {"Alice": "près du parc", "Bachir": ADDRESS, "Chloé": "près du parc"}
    with time_machine.travel(concert.ends_at + timedelta(days=1)):
        assert feed(links[bachir])["Chansons"]["location"] == "près du parc"


def test_feed_is_private_and_leaves_no_cookie(alice):
    answer = browser_of(None).get(link_of(alice))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private"
    assert not answer.cookies
    assert browser_of(None).post(link_of(alice)).status_code == 405


@pytest.mark.parametrize("status", [Membership.Status.LEFT, Membership.Status.EXCLUDED])
def test_feed_dies_with_the_membership(alice, bachir, status):
    BookingFactory(gathering=GatheringFactory(host=bachir, title="Café"), member=alice)
    link = link_of(alice)
    assert [*feed(link)] == ["Café"]
    alices = rows_of(Membership, alice.network).filter(pk=alice.pk)
    alices.update(status=status, decision_reason="Au revoir.")
    assert is_nothing(link)
    alices.update(status=Membership.Status.PAUSED)
    assert [*feed(link)] == ["Café"]  # in pause one still goes where one said one would


def test_feed_dies_with_the_account(alice):
    link = link_of(alice)
    assert feed(link) == {}
    alice.user.is_active = False
    alice.user.save()
    assert is_nothing(link)


def test_link_that_was_changed_or_taken_back_looks_like_one_that_never_was(alice):
    client, page = browser_of(alice), f"/reseaux/{alice.network.slug}/agenda/abonnement/"
    client.post(page, {"verb": "renew"})
    first = address_on(client.get(page))
    assert feed(first) == {}
    client.post(page, {"verb": "renew"})
    second = address_on(client.get(page))
    assert second != first
    assert is_nothing(first)
    assert feed(second) == {}
    client.post(page, {"verb": "revoke"})
    assert is_nothing(second)
    assert "Créer mon lien" in client.get(page).content.decode()


def test_feed_of_one_network_says_nothing_of_the_other(fatou, bachir, emile):
    there = rows_of(Membership, emile.network).get(user=fatou.user)
    GatheringFactory(host=fatou, title="Au Parc")
    GatheringFactory(host=there, title="À Zola")
    assert [*feed(link_of(fatou))] == ["Au Parc"]
    assert [*feed(link_of(there))] == ["À Zola"]


def address_on(page) -> str:
    assert page.context["webcal"].startswith("webcal://")
    return "/agenda/" + page.context["address"].rpartition("/")[2]


def is_nothing(link: str) -> bool:
    """Whether the link answers as one that never was: the same bytes."""
    never = "/agenda/jamais.ics"
    answer, nothing = (browser_of(None).get(url) for url in (link, never))
    assert nothing.status_code == 404
    return bytes_of(answer, link) == bytes_of(nothing, never)
