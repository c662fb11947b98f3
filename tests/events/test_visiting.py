"""The page of a gathering: what each neighbour reads there, and what they may do next."""

import html
import re

import pytest
import time_machine

from events.models import Address, Booking, Series
from members.scoping import in_network
from tests.factories import BookingFactory, GatheringFactory, MembershipFactory
from tests.factories.events import evening
from tests.personas import World, browser_of


def read(member, gathering) -> str:
    """What the page says, in words alone."""
    response = browser_of(member).get(gathering.get_absolute_url())
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " "))


@pytest.fixture
def cafe(alice):
    return GatheringFactory(host=alice, title="Café du samedi", seats=4)


@pytest.fixture
def concert(alice, in_parc):
    made = GatheringFactory(host=alice, concert=True, title="Chansons du soir", seats=4)
    Address.keep(made, by=alice, text="2 allée des Tilleuls")
    return made


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([], "Il reste 4 places"),
        ([3], "Il reste une place"),
        ([4], "Complet"),
        ([4, 1], "Complet : une personne attend"),
        ([4, 1, 2], "Complet : 3 personnes attendent"),
    ],
)
def test_neighbour_reads_how_many_seats_are_left(cafe, bachir, in_parc, sizes, said):
    for size in sizes:
        Booking.book(cafe, by=MembershipFactory(network=cafe.network), size=size)
    assert said in read(bachir, cafe)


def test_page_says_when_in_plain_french(alice, bachir):
    start = evening(60, 19)
    cafe = GatheringFactory(host=alice, starts_at=start)
    with time_machine.travel(start):
        assert "aujourd’hui, de 19 h à 22 h" in read(bachir, cafe)
    assert re.search(r"\w+di? \d+(er)? \w+( \d{4})?, de 19 h à 22 h", read(bachir, cafe))


def test_neighbours_who_come_to_a_cafe_know_one_another(cafe, bachir, chloe, denise):
    for guest in (bachir, chloe):
        BookingFactory(gathering=cafe, member=guest, companions="Nina")
    assert "Chloé C." in read(bachir, cafe)
    outside = read(denise, cafe)
    assert "2 personnes en tout" in outside
    assert "Chloé C." not in outside
    assert "Nina" not in read(chloe, cafe).replace("Qui vient avec vous", "")


def test_guests_of_a_concert_are_known_to_the_host_alone(concert, alice, bachir, chloe):
    for guest in (bachir, chloe):
        BookingFactory(gathering=concert, member=guest, companions=f"Nina de {guest.first_name}")
    assert "2 personnes en tout" in read(bachir, concert)
    assert "Chloé" not in read(bachir, concert)
    hosts_page = read(alice, concert)
    assert "Chloé C. avec Nina de Chloé" in hosts_page
    assert "Bachir B. avec Nina de Bachir" in hosts_page


def test_those_who_wait_are_seen_by_the_host_alone(cafe, alice, bachir, chloe, denise, in_parc):
    Booking.book(cafe, by=bachir, size=4)
    Booking.book(cafe, by=chloe)
    assert "Chloé" not in read(bachir, cafe)
    assert "Chloé" not in read(denise, cafe)
    assert "Sur la liste d’attente" in read(alice, cafe)
    assert "Chloé C." in read(alice, cafe)


def test_who_waits_reads_where_they_stand_on_the_list(cafe, bachir, chloe, denise, in_parc):
    Booking.book(cafe, by=denise, size=4)
    Booking.book(cafe, by=bachir)
    Booking.book(cafe, by=chloe)
    assert "Vous êtes en tête" in read(bachir, cafe)
    assert "Vous êtes en position 2" in read(chloe, cafe)


def test_seat_that_is_kept_says_until_when_and_no_longer(cafe, bachir):
    kept = BookingFactory(gathering=cafe, member=bachir, status="offered")
    page = read(bachir, cafe)
    assert "Confirmez avant" in page
    assert "Je confirme" in page
    with time_machine.travel(kept.offered_until):
        late = read(bachir, cafe)
    assert "Je confirme" not in late
    assert "n’est pas venue à temps" in late
    assert "Vous venez" in late or "Réserver encore" in late


def test_godparent_reads_for_whom_the_seat_is(cafe, karim, odile):
    BookingFactory(gathering=cafe, member=odile, entered_by=karim)
    page = read(karim, cafe)
    assert "Pour Odile : Place confirmée" in page
    assert "Réserver encore" in page  # for Karim himself


def test_neighbour_in_pause_is_told_how_to_come_back(cafe, bachir):
    bachir.pause()
    page = read(bachir, cafe)
    assert "Vous êtes en pause" in page
    assert "Réserver" not in page


def test_cafe_of_a_series_says_when_it_comes_again(alice, bachir, in_parc):
    first = GatheringFactory(host=alice, status="draft")
    Series.plan(by=alice, first=first, rhythm="weekly")
    first.propose(by=alice)
    assert first.series.words in read(bachir, first)


def test_host_is_led_to_all_that_a_host_needs(alice):
    soon = GatheringFactory(host=alice, starts_at=evening(0, 23))
    with time_machine.travel(evening(0, 21)):
        page = browser_of(alice).get(soon.get_absolute_url()).content.decode()
    for end in ("presence", "invites", "mot-aux-voisins", "affiche", "modification", "annulation"):
        assert f'href="{soon.get_absolute_url()}{end}/"' in page


def test_neighbour_may_report_it_and_the_host_may_not(cafe, alice, bachir):
    url = f"/signaler/evenement/{cafe.pk}/"
    assert url in browser_of(bachir).get(cafe.get_absolute_url()).content.decode()
    assert url not in browser_of(alice).get(cafe.get_absolute_url()).content.decode()


def test_page_is_nothing_in_a_network_that_was_left(cafe, gaspard):
    with in_network(cafe.network):
        assert browser_of(gaspard).get(cafe.get_absolute_url()).status_code == 404


# -- In the world of everybody: last, since it stays for the rest of the module --------------------


def test_artists_are_linked_without_our_name(world: World):
    concert = world.parc.gatherings["concert"]
    page = browser_of(world.parc.both).get(concert.get_absolute_url()).content.decode()
    assert '<a href="https://example.org/ana" rel="noopener nofollow"' in page


def test_what_was_called_off_says_why_to_those_who_were_coming(world: World):
    page = read(world.parc.answerer, world.parc.gatherings["cancelled"])
    assert "C’est annulé" in page
    assert "« La salle est prise ce soir-là. »" in page
    assert "Réserver" not in page


def test_host_reads_why_the_coordination_hid_it_and_how_to_contest(world: World):
    hidden = world.parc.gatherings["hidden"]
    page = browser_of(world.parc.author).get(hidden.get_absolute_url()).content.decode()
    assert "C’est une vente." in page
    assert re.search(r'href="/reseaux/[\w-]+/signalements/\d+/"', page)
    assert "Lire la décision" in page


def test_coordinator_is_led_from_a_concert_that_waits_to_the_desk(world: World):
    asked = world.parc.gatherings["asked"]
    page = browser_of(world.parc.coordinator).get(asked.get_absolute_url()).content.decode()
    assert f'href="/admin/events/gathering/{asked.pk}/change/"' in page
    assert "secret__words" not in page
