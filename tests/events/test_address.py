"""The address of a host: for those with a seat, at its hour, and each showing is written down."""

import ast
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import FieldError, PermissionDenied
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from events.models import Address, AddressShowing, Booking, Gathering
from events.upkeep import erase_addresses
from members.models import Notification
from tests.factories import BookingFactory, GatheringFactory

ROOT = Path(settings.BASE_DIR)
HERE = "12 rue des Tilleuls, code 45B12, 3e gauche"

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def concert(alice) -> Gathering:
    concert = GatheringFactory(host=alice, concert=True)
    Address.keep(concert, by=alice, text=HERE)
    return concert


@pytest.fixture
def seat(concert, bachir) -> Booking:
    return BookingFactory(gathering=concert, member=bachir)


def test_address_is_read_once_it_was_asked_for_and_who_asked_is_written_down(
    concert, seat, bachir, alice
):
    assert Address.shown_to(seat) == ""
    for _time in range(2):
        Address.show(seat, by=bachir)
    assert Address.shown_to(seat) == HERE
    assert [showing.to for showing in concert.showings.all()] == [bachir]


def test_host_reads_it_and_so_does_nobody_else(concert, alice, bachir, denise, karim, odile):
    assert Address.of_host(concert, alice) == HERE
    for nobody in (bachir, denise):
        with pytest.raises(PermissionDenied):
            Address.of_host(concert, nobody)
        with pytest.raises(PermissionDenied):
            Address.keep(concert, by=nobody, text="Ailleurs")
    at_hers = GatheringFactory(host=odile, concert=True)
    Address.keep(at_hers, by=karim, text="8 allée des Roses")
    assert Address.of_host(at_hers, karim) == "8 allée des Roses"


@pytest.mark.parametrize("status", ["waiting", "offered", "cancelled", "lapsed"])
def test_address_is_for_confirmed_seats_only(concert, chloe, status):
    booking = BookingFactory(gathering=concert, member=chloe, status=status)
    with pytest.raises(TransitionRefused, match="confirmée"):
        Address.show(booking, by=chloe)
    AddressShowing.objects.create(
        network=concert.network, gathering=concert, booking=booking, to=chloe
    )
    assert Address.shown_to(booking) == ""


def test_nobody_asks_for_somebody_else(concert, seat, chloe, denise, karim, odile):
    for nobody in (chloe, denise):
        with pytest.raises(PermissionDenied):
            Address.show(seat, by=nobody)
    hers = BookingFactory(gathering=concert, member=odile)
    Address.show(hers, by=karim)
    assert [showing.to for showing in AddressShowing.objects.all()] == [karim]


def give_back(concert, booking):
    booking.cancel(by=booking.member)


def call_off(concert, booking):
    concert.cancel(by=concert.host, word="Malade.")


def hide(concert, booking):
    Gathering.objects.filter(pk=concert.pk).update(hidden_at=timezone.now(), hidden_reason="Non.")


def guest_leaves(concert, booking):
    booking.member.leave()


def host_leaves(concert, booking):
    concert.host.leave()


def wait_for_the_hour(concert, booking):
    concert.edit(by=concert.host, address_shown="two_days_before")


@pytest.mark.parametrize(
    "change", [give_back, call_off, hide, guest_leaves, host_leaves, wait_for_the_hour]
)
def test_address_that_was_read_is_not_read_any_more(concert, seat, bachir, change):
    stale = Booking.objects.get(pk=seat.pk)
    Address.show(seat, by=bachir)
    assert Address.shown_to(stale) == HERE
    change(concert, seat)
    assert Address.shown_to(stale) == ""
    with pytest.raises(TransitionRefused):
        Address.show(stale, by=bachir)


def test_address_is_shown_from_two_days_before_on(concert, seat, bachir):
    concert.edit(by=concert.host, address_shown="two_days_before")
    two_days_before = concert.starts_at - timedelta(days=2)
    with time_machine.travel(two_days_before - timedelta(minutes=1), tick=False):
        with pytest.raises(TransitionRefused, match="deux jours avant"):
            Address.show(seat, by=bachir)
        assert not AddressShowing.objects.exists()
    with time_machine.travel(two_days_before, tick=False):
        Address.show(seat, by=bachir)
        assert Address.shown_to(seat) == HERE


def test_two_days_before_is_the_same_hour_on_the_wall_whatever_the_season(alice):
    paris = ZoneInfo("Europe/Paris")
    sunday = datetime(2027, 3, 28, 19, tzinfo=paris)
    concert = Gathering(starts_at=sunday, address_shown="two_days_before")
    assert concert.address_from == datetime(2027, 3, 26, 19, tzinfo=paris)


def test_address_is_not_shown_to_latecomers_nor_kept_beyond_thirty_days(concert, seat, bachir):
    Address.show(seat, by=bachir)
    with time_machine.travel(concert.ends_at, tick=False), pytest.raises(TransitionRefused):
        Address.show(seat, by=bachir)
    erase_addresses(concert.ends_at + timedelta(days=29))
    assert Address.of_host(concert, concert.host) == HERE
    for _time in range(2):
        erase_addresses(concert.ends_at + timedelta(days=30))
    assert Address.of_host(concert, concert.host) == Address.shown_to(seat) == ""
    assert Address.objects.get().erased_at


def test_those_with_a_seat_are_told_when_the_address_changes(concert, seat, alice, bachir):
    Address.keep(concert, by=alice, text=HERE)
    assert not Notification.objects.filter(kind="gathering_moved").exists()
    Address.keep(concert, by=alice, text="14 rue des Tilleuls")
    [news] = Notification.objects.filter(kind="gathering_moved")
    assert news.to == bachir


# -- Read from the code ---------------------------------------------------------------------------


VERBS = {"keep", "show", "shown_to", "of_host", "is_kept_for"}


def reads_of(source: str) -> set[str]:
    """What a piece of code does with addresses, but for the verbs that are there to be called."""
    tree = ast.parse(source)
    asked = {
        node.value: node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    names = {node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "Address"}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    found = {asked.get(name, "the class itself") for name in names} - VERBS
    return found | ({"events.Address", "events_address"} & texts)


def test_address_is_read_by_one_module_only():
    apps = ("coopere", "members", "offers", "exchanges", "events")
    paths = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    paths = [path for path in paths if "migrations" not in path.parts]
    reads = {str(path.relative_to(ROOT)): reads_of(path.read_text()) for path in paths}
    # At night the old ones are looked for, to be erased.
    assert {path: found for path, found in reads.items() if found} == {
        "events/upkeep.py": {"the class itself"}
    }


@pytest.mark.parametrize(
    "source",
    [
        "Address.objects.first().text",
        "Address._base_manager.all()",
        "rows = Address",
        'apps.get_model("events.Address")',
    ],
)
def test_reading_of_the_code_finds_who_would(source):
    assert reads_of(source)


def test_no_relation_leads_to_an_address(concert):
    """Nothing to come upon in a template, a query, the admin or a log."""
    assert Address not in {field.related_model for field in Gathering._meta.get_fields()}
    assert not hasattr(concert, "address")
    with pytest.raises(FieldError):
        Gathering.objects.filter(address__text=HERE)
    assert not admin.site.is_registered(Address)
    assert HERE not in f"{Address.objects.get()!s} {Address.objects.get()!r}"
