"""The address of a host, as a canary: found where it may be, and nowhere else.

A word stands in the address alone. Everybody walks through every page they can reach, does what
they may do at the concert, and reads the mail they get.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.models import Address, AddressShowing, Booking, CalendarFeed, Gathering
from events.upkeep import remind
from members.models import Membership, Notification
from members.scoping import in_network
from tests.canary import walk
from tests.crawl import filled_in, routes, url_of
from tests.factories import BookingFactory, GatheringFactory
from tests.personas import World, browser_of
from tests.tenants import rows_of

WORD = "mésange"
TOLD = f"14 rue de la {WORD.upper()}, 4e étage droite"
# Who has a part in the concert, beside its host, who is the author.
PARTS = {"answerer": "confirmed", "third": "waiting", "both": "cancelled", "godchild": "offered"}


@pytest.fixture
def place(world: World) -> Iterator[Any]:
    """Parc, where the only address is that of a concert in five days, told two days before."""
    with in_network(world.parc.network):
        rows_of(Address, world.parc.network).update(text="")
        rows_of(AddressShowing, world.parc.network).delete()
        concert = GatheringFactory(
            host=world.parc.author,
            concert=True,
            starts_at=timezone.now() + timedelta(days=5),
            address_shown=Gathering.AddressShown.TWO_DAYS_BEFORE,
        )
        Address.keep(concert, by=world.parc.author, text=TOLD)
        for part, status in PARTS.items():
            BookingFactory(gathering=concert, member=world.parc.people[part], status=status)
        world.parc.concert = concert
        yield world.parc


def home(place: Any) -> list[str]:
    base = f"/reseaux/{place.network.slug}"
    starts = [f"{base}/tableau/", f"{base}/agenda/", f"{base}/mes-evenements/"]
    return [*starts, f"{base}/agenda/?vue=grille", place.concert.get_absolute_url()]


def found_in(pages: dict[str, str]) -> set[str]:
    return {url for url, text in pages.items() if WORD in text.casefold()}


def walked(person: Any, place: Any) -> dict[str, str]:
    """Every page that links lead to, the desk, and what calendars are told."""
    pages = walk(browser_of(person), *home(place), "/admin/", "/")
    pages |= {url: Client().get(url).content.decode() for url in feeds_of(person)}
    return pages


def feeds_of(person: Any) -> list[str]:
    if not isinstance(person, Membership) or not person.is_inside:
        return []
    with in_network(person.network):
        return [f"/agenda/{CalendarFeed.renew(by=person).secret}.ics"]


def acted(person: Any, place: Any) -> dict[str, str]:
    """What is answered to every act that there is, tried at this concert."""
    with in_network(place.network):
        held = Booking.objects.filter(gathering=place.concert)
        keys = [place.concert.pk, *held.values_list("pk", flat=True)]
    client, answers = browser_of(person), {}
    for route in routes():
        if route.name.startswith("events:") and "pk" in route.kwargs:
            for key in keys:
                url = url_of(route, place, pk=key)
                response = client.post(url, filled_in(route, place), follow=True)
                answers[url] = f"{response.headers} {response.content.decode()}"
    return answers


def ask_for_address(person: Membership, place: Any) -> Any:
    with in_network(place.network):
        held = Booking.objects.filter(gathering=place.concert, member__in=person.people).get()
    url = f"/reseaux/{place.network.slug}/reservations/{held.pk}/adresse/"
    return browser_of(person).post(url, follow=True)


NEVER_TOLD: dict[str, Callable[[World], Any]] = {
    "anonymous": lambda world: None,
    "stranger": lambda world: world.stranger,
    "somebody who waits at the door": lambda world: world.parc.pending,
    "somebody who left": lambda world: world.parc.left,
    "another network": lambda world: world.zola.third,
    "coordinator of another network": lambda world: world.zola.coordinator,
    "coordinator": lambda world: world.parc.coordinator,
    "neighbour in pause": lambda world: world.parc.paused,
    "waiting": lambda world: world.parc.third,
    "cancelled": lambda world: world.parc.both,
    "offered, by the godparent": lambda world: world.parc.godparent,
}


@pytest.mark.parametrize("who", NEVER_TOLD)
def test_whoever_has_no_confirmed_seat_finds_the_address_nowhere(world: World, place: Any, who):
    person = NEVER_TOLD[who](world)
    with time_machine.travel(after_the_hour(place)):
        assert found_in(walked(person, place)) == set()


@pytest.mark.parametrize("who", ["staff", "coordinator"])
def test_desk_does_not_show_it(world: World, place: Any, who: str):
    client, pages = browser_of(world.roles[who]), {}
    for route in routes():
        if route.name.startswith("admin:events_"):
            url = url_of(route, place, pk=place.concert.pk, object_id=place.concert.pk)
            pages[url] = client.get(url).content.decode()
    assert len(pages) > 5
    assert any(place.concert.title in page for page in pages.values())
    assert found_in(pages) == set()


@pytest.mark.parametrize("who", ["coordinator", "neighbour in pause", "waiting", "cancelled"])
def test_nothing_that_they_do_brings_it_out(world: World, place: Any, who):
    place.concert.seats = 4
    place.concert.save(update_fields=["seats"])
    answers = acted(NEVER_TOLD[who](world), place)
    assert len(answers) > 20
    assert found_in(answers) == set()
    assert not AddressShowing.objects.filter(gathering=place.concert).exists()


def test_confirmed_guest_finds_it_nowhere_before_the_hour(place: Any):
    refused = ask_for_address(place.answerer, place)
    assert "deux jours avant" in refused.content.decode()
    assert WORD not in refused.content.decode().casefold()
    assert found_in(walked(place.answerer, place)) == set()
    assert not AddressShowing.objects.exists()


def test_confirmed_guest_finds_it_after_the_hour_by_asking_and_the_row_says_so(place: Any):
    with time_machine.travel(after_the_hour(place)):
        assert found_in(walked(place.answerer, place)) == set()
        assert not AddressShowing.objects.exists()
        shown = ask_for_address(place.answerer, place)
        assert WORD in shown.content.decode().casefold()
        where = found_in(walked(place.answerer, place))
        row = AddressShowing.objects.get()
    assert (row.to, row.booking.gathering) == (place.answerer, place.concert)
    assert place.concert.get_absolute_url() in where
    assert all(may_say(url, place) for url in where), where


def test_what_one_guest_was_shown_is_shown_to_no_other(world: World, place: Any):
    with time_machine.travel(after_the_hour(place)):
        ask_for_address(place.answerer, place)
        assert AddressShowing.objects.count() == 1
        for who in ("waiting", "cancelled", "coordinator"):
            assert found_in(walked(NEVER_TOLD[who](world), place)) == set(), who


def test_guest_who_gives_the_seat_back_finds_it_nowhere_any_more(place: Any):
    with time_machine.travel(after_the_hour(place)):
        ask_for_address(place.answerer, place)
        Booking.objects.get(gathering=place.concert, member=place.answerer).cancel(
            by=place.answerer
        )
        assert found_in(walked(place.answerer, place)) == set()


def test_host_finds_it_and_who_was_shown_it(place: Any):
    """The control: the walks above could have found it."""
    where = found_in(walked(place.author, place))
    assert place.concert.get_absolute_url() in where
    assert f"{place.concert.get_absolute_url()}modification/" in where
    assert all(may_say(url, place) for url in where), where


def test_no_mail_and_no_news_says_it(place: Any, mailbox):
    with time_machine.travel(after_the_hour(place)):
        Address.keep(place.concert, by=place.author, text=f"{TOLD}, au fond")
        ask_for_address(place.answerer, place)
    with time_machine.travel(noon_before(place)):
        remind(timezone.now())
        place.concert.edit(by=place.author, place="côté rue")
    place.concert.cancel(by=place.author, word="Malade, pardon.")
    told = Notification.objects.filter(object_id=place.concert.pk)
    assert told.exists()
    letters = [f"{mail.subject} {mail.body} {mail.html} {mail.message}" for mail in mailbox]
    assert len(letters) > 4
    assert [letter for letter in letters if WORD in letter.casefold()] == []


def after_the_hour(place: Any) -> datetime:
    """A day before the concert."""
    moment: datetime = place.concert.starts_at - timedelta(days=1)
    return moment


def noon_before(place: Any) -> datetime:
    return timezone.localtime(after_the_hour(place)).replace(hour=12)


def may_say(url: str, place: Any) -> bool:
    """The page of the concert, its form, and the calendars of whoever it was shown to."""
    page = place.concert.get_absolute_url()
    return url.startswith(page) or url.endswith(".ics")
