"""Booking from the page: each answer is a seat, a place on the list, or a sentence."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from events.models import Address, AddressShowing, Booking
from members.models import Membership
from tests.factories import BookingFactory, GatheringFactory, MembershipFactory
from tests.personas import browser_of


@pytest.fixture
def cafe(alice, in_parc):
    return GatheringFactory(host=alice, seats=4, party_limit=3)


def book(member, gathering, **said):
    answers = {"size": 1, "token": uuid4()} | said
    return browser_of(member).post(f"{gathering.get_absolute_url()}reservation/", answers)


def act(member, booking, verb, **said):
    url = f"/reseaux/{booking.network.slug}/reservations/{booking.pk}/{verb}/"
    return browser_of(member).post(url, said, follow=True)


def words(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def test_party_of_two_has_its_seats_at_once(cafe, bachir):
    assert book(bachir, cafe, size=2, companions="Nina").status_code == 302
    made = Booking.objects.get()
    assert (made.member, made.size, made.companions) == (bachir, 2, "Nina")
    assert made.is_confirmed


def test_form_sent_twice_is_one_booking(cafe, bachir):
    token = uuid4()
    for _click in range(2):
        assert book(bachir, cafe, token=token).status_code == 302
    assert Booking.objects.count() == 1


def test_form_one_went_back_to_after_giving_the_seat_back_books_anew(cafe, bachir):
    said = {"size": 2, "token": uuid4()}
    book(bachir, cafe, **said)
    act(bachir, Booking.objects.get(), "retrait")
    book(bachir, cafe, **said)
    assert list(Booking.objects.in_order().values_list("status", flat=True)) == [
        "cancelled",
        "confirmed",
    ]


def test_party_that_does_not_fit_waits(cafe, bachir, chloe):
    book(bachir, cafe, size=3)
    page = browser_of(chloe)
    sent = page.post(
        f"{cafe.get_absolute_url()}reservation/", {"size": 2, "token": uuid4()}, follow=True
    )
    assert Booking.objects.get(member=chloe).is_waiting
    assert "Vous êtes sur la liste : nous vous écrivons" in words(sent)


def test_godparent_books_for_the_godchild_and_for_oneself(cafe, karim, odile):
    book(karim, cafe, who=odile.pk)
    book(karim, cafe)
    assert {(b.member, b.entered_by) for b in Booking.objects.all()} == {
        (odile, karim),
        (karim, None),
    }


def test_host_books_for_a_godchild_and_godparent_at_a_godchilds(karim, odile, in_parc):
    own, theirs = GatheringFactory(host=karim), GatheringFactory(host=odile)
    client = browser_of(karim)
    assert f"Vous réservez pour {odile.first_name}." in words(client.get(own.get_absolute_url()))
    assert "Vous venez ?" in words(client.get(theirs.get_absolute_url()))
    book(karim, own)
    book(karim, theirs)
    assert set(Booking.objects.values_list("gathering__host", "member")) == {
        (karim.pk, odile.pk),
        (odile.pk, karim.pk),
    }
    assert f"Pour {odile.first_name} : Place confirmée" in words(client.get(own.get_absolute_url()))
    assert "retrait/" in words(client.get(theirs.get_absolute_url()))


def test_nobody_books_for_somebody_else(cafe, bachir, chloe):
    book(bachir, cafe, who=chloe.pk)
    assert Booking.objects.get().member == bachir


def test_larger_party_than_the_host_takes_is_refused_and_what_was_typed_stays(cafe, bachir):
    refused = book(bachir, cafe, size=4, companions="Nina, Léo et Max")
    assert refused.status_code == 422
    assert 'role="alert"' in words(refused)
    assert "Nina, Léo et Max" in words(refused)
    assert not Booking.objects.exists()


def test_booking_of_what_has_begun_is_refused_with_a_sentence(cafe, bachir):
    with time_machine.travel(cafe.starts_at):
        refused = book(bachir, cafe, companions="Nina", size=2)
    assert refused.status_code == 422
    assert "C’est commencé" in words(refused)


def test_booking_of_what_was_called_off_meanwhile_is_refused_with_a_sentence(cafe, alice, bachir):
    cafe.cancel(by=alice, word="Malade.")
    refused = book(bachir, cafe)
    assert refused.status_code == 422
    assert "n’aura pas lieu" in words(refused)


def test_why_it_was_called_off_is_read_by_those_who_were_coming_alone(cafe, alice, bachir, chloe):
    BookingFactory(gathering=cafe, member=chloe)
    cafe.cancel(by=alice, word="Ma mère est à l’hôpital.")
    assert "hôpital" in words(book(chloe, cafe))
    assert "hôpital" not in words(book(bachir, cafe))


def test_what_somebody_who_is_gone_had_held_is_not_found_by_booking_it(alice, bachir, in_parc):
    past = GatheringFactory(host=alice, over=True)
    assert book(bachir, past).status_code == 422
    Membership.objects.filter(pk=alice.pk).update(status="left", left_at=timezone.now())
    assert book(bachir, past).status_code == 404


def test_gathering_is_called_off_while_a_seat_is_kept(cafe, alice, bachir):
    BookingFactory(gathering=cafe, member=bachir, status="offered")
    cafe.cancel(by=alice, word="Malade.")
    assert Booking.objects.get().status == "cancelled"


def test_whoever_names_somebody_counts_them(cafe, bachir):
    refused = book(bachir, cafe, size=1, companions="Nina")
    assert (refused.status_code, Booking.objects.count()) == (422, 0)
    assert "Comptez aussi" in words(refused)
    assert "Nina" in words(refused)
    book(bachir, cafe, size=2, companions="Nina")
    act(bachir, Booking.objects.get(), "nombre", size=1, companions="Nina")
    made = Booking.objects.get()
    assert (made.size, made.companions) == (1, "")


def test_seat_that_is_kept_is_confirmed_from_the_page(cafe, bachir):
    kept = BookingFactory(gathering=cafe, member=bachir, status="offered")
    assert "on vous attend" in words(act(bachir, kept, "confirmation"))
    assert Booking.objects.get().is_confirmed


def test_seat_that_is_kept_no_longer_says_so(cafe, bachir):
    kept = BookingFactory(gathering=cafe, member=bachir, status="offered")
    with time_machine.travel(kept.offered_until):
        page = words(act(bachir, kept, "confirmation"))
    assert "Entre-temps, la situation a changé" in page
    assert "La place est passée à d’autres" in page


def test_seat_given_back_is_kept_for_the_first_who_waits(cafe, bachir, chloe):
    book(bachir, cafe, size=3)
    book(MembershipFactory(network=cafe.network), cafe)
    book(chloe, cafe, size=2)
    act(bachir, Booking.objects.get(member=bachir), "retrait")
    assert Booking.objects.get(member=chloe).is_offered


def test_party_comes_with_fewer_and_may_not_come_with_more_than_fit(cafe, bachir, chloe):
    book(bachir, cafe, size=3, companions="Nina")
    mine = Booking.objects.get()
    act(bachir, mine, "nombre", size=2, companions="Nina")
    book(chloe, cafe, size=2)
    refused = act(bachir, mine, "nombre", size=3, companions="Nina et Léo")
    assert refused.status_code == 422
    assert "Il ne reste plus de place" in words(refused)
    assert "Nina et Léo" in words(refused)
    mine.refresh_from_db()
    assert mine.size == 2


def test_free_seat_is_taken_in_the_last_hours(cafe, bachir):
    waiting = BookingFactory(gathering=cafe, member=bachir, status="waiting")
    act(bachir, waiting, "prise")
    assert Booking.objects.get().is_waiting
    with time_machine.travel(cafe.starts_at - timedelta(hours=1)):
        act(bachir, waiting, "prise")
    assert Booking.objects.get().is_confirmed


def test_in_the_last_hours_nobody_is_told_to_wait_for_news(cafe, bachir, chloe):
    promised = re.compile("nous vous (prévenons|écrivons)")
    BookingFactory(gathering=cafe, member=chloe, size=4)
    page = words(browser_of(bachir).get(cafe.get_absolute_url()))
    assert promised.search(page)
    with time_machine.travel(cafe.starts_at - timedelta(hours=2)):
        client, url = browser_of(bachir), cafe.get_absolute_url()
        page = words(client.get(url)) + words(
            client.post(f"{url}reservation/", {"size": 1}, follow=True)
        )
    assert Booking.objects.get(member=bachir).is_waiting
    assert page.count("revenez voir") == 3
    assert not promised.search(page)


@pytest.mark.parametrize("verb", ["confirmation", "nombre", "retrait", "prise", "adresse"])
def test_booking_of_somebody_else_looks_like_none(cafe, bachir, chloe, verb):
    theirs = BookingFactory(gathering=cafe, member=bachir)
    assert act(chloe, theirs, verb, size=1).status_code == 404


def test_address_is_seen_by_asking_and_the_host_reads_who_saw_it(alice, bachir, in_parc):
    concert = GatheringFactory(host=alice, concert=True)
    Address.keep(concert, by=alice, text="2 allée des Tilleuls")
    mine = BookingFactory(gathering=concert, member=bachir)
    before = words(browser_of(bachir).get(concert.get_absolute_url()))
    assert "Voir l’adresse" in before
    assert "Tilleuls" not in before
    assert not AddressShowing.objects.exists()
    for _click in range(2):
        assert "2 allée des Tilleuls" in words(act(bachir, mine, "adresse"))
    assert AddressShowing.objects.get().to == bachir
    assert "Qui l’a vue" in words(browser_of(alice).get(concert.get_absolute_url()))


def test_host_changes_the_seats_without_unseating_anybody(cafe, alice, bachir):
    book(bachir, cafe, size=3)
    url = f"{cafe.get_absolute_url()}places/"
    assert browser_of(alice).post(url, {"seats": 1}).status_code == 302
    cafe.refresh_from_db()
    assert cafe.seats == 1
    assert Booking.objects.get().is_confirmed
    refused = browser_of(alice).post(url, {"seats": "beaucoup"})
    assert refused.status_code == 422
    assert "Écrivez un nombre de places" in words(refused)


def test_read_only_network_shows_and_offers_nothing_to_do(cafe, bachir):
    network = cafe.network
    network.state = "paused"
    network.save(update_fields=["state"])
    page = words(browser_of(bachir).get(cafe.get_absolute_url()))
    assert cafe.title in page
    assert "Réserver" not in page
