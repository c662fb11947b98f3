"""A network as visitors and members know it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from members.doors import find_membership, find_network, listed_networks, memberships_of
from members.models import Membership, Network
from tests.factories import CharterFactory, GestureFactory, MembershipFactory, NetworkFactory

Status = Membership.Status
NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["massy", "MASSY", "91300", "emile zola", "Émile-Zola", "zola massy", "  quartier "]
)
def test_network_is_found_by_town_postcode_or_name(zola, typed):
    NetworkFactory(name="Villa Saint-Jean", town="Antony", postcode="92160")
    assert list(listed_networks().found_by(typed)) == [zola]


@pytest.mark.parametrize("typed", ["", "   ", "…", "'-"])
def test_search_for_nothing_lists_every_network(zola, typed):
    assert list(listed_networks().found_by(typed)) == [zola]


@pytest.mark.parametrize("typed", ["lyon", "zola antony", "zola 92160"])
def test_network_that_lacks_one_word_is_not_found(zola, typed):
    NetworkFactory(name="Villa Saint-Jean", town="Antony", postcode="92160")
    assert list(listed_networks().found_by(typed)) == []


def test_closed_network_is_not_listed(db):
    networks = {state: NetworkFactory(state=state) for state in Network.State.values}
    del networks[Network.State.CLOSED]
    assert set(listed_networks()) == set(networks.values())


def test_network_renamed_is_found_by_its_new_name(zola):
    zola.name = "Quartier Villaine"
    zola.save()
    assert list(listed_networks().found_by("villaine")) == [zola]
    assert list(listed_networks().found_by("zola")) == []
    zola.name = "Les Baconnets"
    zola.save(update_fields=["name"])
    assert list(listed_networks().found_by("baconnets")) == [zola]


def test_town_corrected_alone_is_found_at_once(zola):
    zola.town, zola.postcode = "Antony", "92160"
    zola.save(update_fields=["town"])
    assert list(listed_networks().found_by("zola antony")) == [zola]


@pytest.mark.parametrize("letter", ["ﷺ", "ﬃ"])
def test_letters_that_are_whole_words_do_not_burst_the_key(db, letter):
    """One of them in plain letters is eighteen, or three."""
    network = NetworkFactory(name=letter * 80)
    network.refresh_from_db()
    assert network.name == letter * 80
    assert len(network.search_key) == 200


def test_network_is_read_only_while_paused_or_closed(db):
    read_only = {state for state in Network.State.values if Network(state=state).is_read_only}
    assert read_only == {Network.State.PAUSED, Network.State.CLOSED}


def test_postcode_has_five_digits(db):
    with pytest.raises(IntegrityError, match="postcode"), transaction.atomic():
        NetworkFactory(postcode="9130A")


def test_charter_in_force_is_the_newest(parc, in_parc):
    assert parc.charter is None
    CharterFactory(network=parc, version=1)
    newest = CharterFactory(network=parc, version=2)
    assert parc.charter == newest


def test_window_stays_lit_for_thirty_days(parc, zola, in_parc):
    with time_machine.travel(NOW, tick=False) as clock:
        GestureFactory(network=parc)
        GestureFactory(network=zola)
        clock.shift(timedelta(days=30) - timedelta(seconds=1))
        GestureFactory(network=parc)
        assert parc.count_lit_windows() == 2
        clock.shift(timedelta(seconds=1))
        assert parc.count_lit_windows() == 1


def test_neighbours_are_counted_with_or_without_an_account(parc, odile, gaspard, paul, in_parc):
    MembershipFactory(network=parc, status=Status.PAUSED)
    assert parc.count_neighbours() == 3  # Karim, Odile, and the one in pause


@pytest.mark.parametrize("status", Status.values)
def test_door_opens_to_those_inside_only(parc, status):
    member = MembershipFactory(network=parc, status=status)
    found = find_membership(member.user, parc.slug)
    assert found == (member if status in {Status.ACTIVE, Status.PAUSED} else None)


def test_door_of_one_network_is_not_the_other_ones(parc, zola, alice):
    assert find_membership(alice.user, parc.slug) == alice
    assert find_membership(alice.user, zola.slug) is None
    assert find_membership(alice.user, "massy-nulle-part") is None


def test_everyone_has_the_list_of_their_own_networks(fatou, alice, zola):
    assert {found.network for found in memberships_of(fatou.user)} == {fatou.network, zola}
    assert {found.network for found in memberships_of(alice.user)} == {alice.network}


def test_network_is_found_by_its_address(zola):
    assert find_network(zola.slug) == zola
    assert find_network("massy-nulle-part") is None
