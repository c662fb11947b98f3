"""A concert, from the idea to the door: without JavaScript, on a phone, over the change of hour."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar

from events.models import AddressShowing, Booking, Gathering
from members.models import Membership
from tests.browser.neighbours import Neighbour
from tests.browser.visit import overflow
from tests.factories import MembershipFactory
from tests.mailbox import Mailbox
from tests.tenants import rows_of

PARIS = ZoneInfo("Europe/Paris")
ADDRESS = "Bâtiment D, 3e étage, porte de droite"
# The concert is on the evening that follows the night in which the clock goes back.
BEFORE = datetime(2027, 10, 18, 12, tzinfo=PARIS)
TOO_EARLY = datetime(2027, 10, 29, 16, 45, tzinfo=PARIS)
ITS_HOUR = datetime(2027, 10, 29, 17, 5, tzinfo=PARIS)
STARTS = datetime(2027, 10, 31, 17, 0, tzinfo=PARIS)


@pytest.fixture
def clock() -> Iterator[Any]:
    """`clock.move_to(moment)`: the site's clock, which starts BEFORE and goes on."""
    with time_machine.travel(BEFORE, tick=True) as traveller:
        yield traveller


@pytest.fixture
def guests(clock: Any, alice: Membership) -> list[Membership]:
    names = ("Bachir", "Chloé", "Karim", "Fatou")
    return [MembershipFactory(network=alice.network, first_name=name) for name in names]


def test_concert_is_proposed_published_booked_and_found(
    clock: Any,
    alice: Membership,
    denise: Membership,
    guests: list[Membership],
    phone_of: Any,
    mailbox: Mailbox,
) -> None:
    host = phone_of(alice)
    propose(host, alice)
    publish(phone_of(denise), mailbox)
    concert = rows_of(Gathering, alice.network).get()
    page = f"/reseaux/{alice.network.slug}/evenements/{concert.pk}/"
    phones = [phone_of(guest) for guest in guests]
    for phone in phones[:3]:
        book(phone, page, then="Place confirmée")
    book(phones[3], page, then="liste d’attente")

    give_back(phones[0], page)
    confirm_from_the_mail(phones[3], guests[3], mailbox)
    assert statuses(concert) == {"cancelled": 1, "confirmed": 3}

    read_the_address_at_its_hour(clock, phones[3], page)
    phones[0].go(page)
    assert ADDRESS not in phones[0].page.content()
    assert rows_of(AddressShowing, alice.network).get().to_id == guests[3].pk
    put_it_in_the_calendar(phones[3], page)


def propose(host: Neighbour, alice: Membership) -> None:
    host.go(f"/reseaux/{alice.network.slug}/evenements/nouveau/concert/")
    host.write("En une phrase", "Chansons du soir")
    host.write("Quel jour", "2027-10-31")
    host.write("Début", "17:00")
    host.write("Fin", "19:00")
    host.write("Votre adresse", ADDRESS)
    host.tick("À qui a une place, deux jours avant")
    host.write("Combien de places", "3")
    for point in ("Le bruit", "L’assurance", "Les issues"):
        host.tick(point)
    assert overflow(host.page) == []
    host.press("Proposer à la coordination")
    host.sees("Chansons du soir")


def publish(coordinator: Neighbour, mailbox: Mailbox) -> None:
    [mail] = mailbox.to("denise@example.org")
    assert ADDRESS not in mail.body + mail.html
    coordinator.go(path_in(mail))
    coordinator.press("Publier le concert")
    assert ADDRESS not in coordinator.page.content()
    coordinator.press("Publier le concert")
    coordinator.sees("Chansons du soir")


def book(phone: Neighbour, page: str, *, then: str) -> None:
    phone.go(page)
    assert overflow(phone.page) == []
    button = phone.page.locator(".gathering__book button[type=submit]")
    with phone.page.expect_navigation():
        button.click()
    phone.sees(then)
    assert ADDRESS not in phone.page.content()


def give_back(phone: Neighbour, page: str) -> None:
    phone.go(page)
    phone.page.get_by_text("Un changement, un empêchement").click()
    phone.press("Rendre ma place")


def confirm_from_the_mail(phone: Neighbour, guest: Membership, mailbox: Mailbox) -> None:
    mail = mailbox.to(guest.email)[-1]
    assert "gardée pour vous" in mail.body
    phone.go(path_in(mail))
    phone.press("Je confirme")
    phone.sees("Vous pourrez la voir ici à partir de")


def read_the_address_at_its_hour(clock: Any, phone: Neighbour, page: str) -> None:
    clock.move_to(TOO_EARLY)
    phone.go(page)
    phone.sees("Vous pourrez la voir ici à partir de")
    clock.move_to(ITS_HOUR)
    phone.go(page)
    assert ADDRESS not in phone.page.content()
    phone.press("Voir l’adresse")
    phone.sees(ADDRESS)


def put_it_in_the_calendar(phone: Neighbour, page: str) -> None:
    answer = phone.page.context.request.get(f"{phone.site}{page.rstrip('/')}.ics")
    [event] = Calendar.from_ical(answer.body()).events
    starts: Any = event["dtstart"].dt
    assert starts.astimezone(PARIS) == STARTS
    assert starts.astimezone(UTC).hour == 16
    assert ADDRESS in str(event["location"])


def path_in(mail: Any) -> str:
    found = re.search(r"^https?://[^/]+(/reseaux/\S+|/admin/\S+)$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def statuses(concert: Gathering) -> dict[str, int]:
    rows = rows_of(Booking, concert.network).filter(gathering=concert)
    kept = list(rows.values_list("status", flat=True))
    return {status: kept.count(status) for status in set(kept)}
