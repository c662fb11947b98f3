"""Who brings what, who was there, who met whom, and what they keep of it."""

import html
from uuid import uuid4

import pytest
import time_machine

from events.models import (
    Booking,
    BringItem,
    BringPledge,
    Encounter,
    Memory,
    MemoryPicture,
)
from tests.factories import BookingFactory, CharterFactory, GatheringFactory, picture_file
from tests.personas import browser_of


@pytest.fixture
def cafe(alice, bachir, in_parc):
    """In a week: Bachir comes."""
    made = GatheringFactory(host=alice, title="Café du samedi")
    BookingFactory(gathering=made, member=bachir)
    return made


@pytest.fixture
def over(alice, bachir, chloe, in_parc):
    """Last week: Bachir and Chloé were there."""
    made = GatheringFactory(host=alice, over=True)
    for guest in (bachir, chloe):
        BookingFactory(gathering=made, member=guest)
    return made


def post(member, gathering, path, **said):
    return browser_of(member).post(f"{gathering.get_absolute_url()}{path}/", said)


def pledge(member, item, quantity):
    url = f"/reseaux/{item.network.slug}/apports/{item.pk}/"
    return browser_of(member).post(url, {"quantity": quantity})


def words(response) -> str:
    return html.unescape(response.content.decode())


# -- What one brings ------------------------------------------------------------------------------


def test_host_wishes_and_a_guest_promises_no_more_than_is_missing(cafe, alice, bachir):
    post(alice, cafe, "apporter", label="Des verres", wanted=6, token=uuid4())
    item = BringItem.objects.get()
    assert pledge(bachir, item, 4).status_code == 302
    refused = pledge(alice, item, 3)
    assert refused.status_code == 422
    assert "Il n’en manque plus que 2" in words(refused)
    assert BringPledge.objects.get().quantity == 4
    pledge(bachir, item, 0)
    assert not BringPledge.objects.exists()


def test_guest_adds_what_they_bring_once(cafe, bachir):
    said = {"label": "Ma guitare", "wanted": 1, "token": uuid4()}
    for _click in range(2):
        assert post(bachir, cafe, "apporter", **said).status_code == 302
    assert BringItem.objects.get().pledges.get().member == bachir


def test_line_that_makes_no_sense_is_refused_and_kept_as_typed(cafe, alice):
    refused = post(alice, cafe, "apporter", label="Des verres", wanted="plein", token=uuid4())
    assert refused.status_code == 422
    assert "Écrivez un nombre, de 1 à 50" in words(refused)
    assert "Des verres" in words(refused)


def test_host_strikes_out_a_line_that_nobody_brings(cafe, alice, bachir):
    item = BringItem.add(cafe, by=alice, label="Du jus")
    url = f"/reseaux/{cafe.network.slug}/apports/{item.pk}/retrait/"
    pledge(bachir, item, 1)
    browser_of(alice).post(url)
    assert BringItem.objects.exists()
    pledge(bachir, item, 0)
    browser_of(alice).post(url)
    assert not BringItem.objects.exists()


def test_names_of_those_who_bring_are_for_those_who_come(cafe, alice, bachir, denise):
    BringItem.add(cafe, by=alice, label="Du jus").pledge(by=bachir, quantity=1)
    assert "Bachir B." in words(browser_of(alice).get(cafe.get_absolute_url()))
    outside = words(browser_of(denise).get(cafe.get_absolute_url()))
    assert "Quelqu’un l’apporte" in outside
    assert "Bachir" not in outside


# -- At the door ----------------------------------------------------------------------------------


def test_host_ticks_who_is_there_and_nobody_else_sees_it(cafe, alice, bachir):
    there = cafe.bookings.get()
    with time_machine.travel(cafe.starts_at):
        assert post(alice, cafe, "presence", there=there.pk).status_code == 302
        page = words(browser_of(alice).get(f"{cafe.get_absolute_url()}presence/"))
        assert "<b>1</b> sur 1 est là" in page
        assert browser_of(bachir).get(f"{cafe.get_absolute_url()}presence/").status_code == 403
        post(alice, cafe, "presence")
    assert Booking.objects.get().arrived_at is None


def test_list_to_tick_says_when_it_opens(cafe, alice):
    page = words(browser_of(alice).get(f"{cafe.get_absolute_url()}presence/"))
    assert "La liste s’ouvre trois heures avant" in page
    post(alice, cafe, "presence", there=cafe.bookings.get().pk)
    assert Booking.objects.get().arrived_at is None


@pytest.mark.parametrize("there", ["", "licorne", "-1", "½", "9" * 5000, "٣"])
def test_list_to_tick_takes_whatever_is_sent(over, alice, there):
    assert post(alice, over, "presence", there=there).status_code == 302


# -- Having met -----------------------------------------------------------------------------------


def test_two_who_say_that_they_met_read_it_on_their_pages_and_nobody_else(
    over, bachir, chloe, denise
):
    met = f"Vous vous êtes rencontrés ici\u00a0: «\u00a0{over.title}"
    post(bachir, over, "rencontres", who=bachir.pk, other=chloe.pk)
    assert met not in words(browser_of(bachir).get(chloe.get_absolute_url()))
    assert "dit que oui" in words(browser_of(chloe).get(over.get_absolute_url()))
    post(chloe, over, "rencontres", who=chloe.pk, other=bachir.pk)
    assert met in words(browser_of(bachir).get(chloe.get_absolute_url()))
    assert met in words(browser_of(chloe).get(bachir.get_absolute_url()))
    for page in (bachir, chloe):
        assert met not in words(browser_of(denise).get(page.get_absolute_url()))


def test_nobody_says_it_of_somebody_who_was_not_there(over, bachir, denise):
    assert post(bachir, over, "rencontres", who=bachir.pk, other=denise.pk).status_code == 403
    assert post(denise, over, "rencontres", who=denise.pk, other=bachir.pk).status_code == 403
    assert post(denise, over, "rencontres", who=bachir.pk, other=denise.pk).status_code == 403
    assert not Encounter.objects.exists()


def test_at_a_concert_one_only_names_whom_one_knows_from_its_page(alice, bachir, chloe, in_parc):
    concert = GatheringFactory(host=alice, concert=True, over=True)
    for guest in (bachir, chloe):
        BookingFactory(gathering=concert, member=guest)
    assert post(bachir, concert, "rencontres", who=bachir.pk, other=chloe.pk).status_code == 403
    assert post(bachir, concert, "rencontres", who=bachir.pk, other=alice.pk).status_code == 302


@pytest.mark.parametrize("other", ["", "licorne", "9" * 5000])
def test_having_met_nobody_is_said_kindly(over, bachir, other):
    response = browser_of(bachir).post(
        f"{over.get_absolute_url()}rencontres/", {"who": bachir.pk, "other": other}, follow=True
    )
    assert "Choisissez la personne" in words(response)


# -- What one keeps -------------------------------------------------------------------------------


def remember(member, gathering, **said):
    answers = {"text": "Quel beau soir !", "token": uuid4()} | said
    return browser_of(member).post(f"{gathering.get_absolute_url()}souvenir/", answers)


def test_word_and_pictures_stay_on_the_page(over, bachir, denise):
    sent = remember(bachir, over, photo_0=picture_file(), alt_0="Une table")
    assert sent.status_code == 302
    page = words(browser_of(denise).get(over.get_absolute_url()))
    assert "Quel beau soir !" in page
    assert 'alt="Une table"' in page
    picture = MemoryPicture.objects.get()
    assert browser_of(denise).get(picture.src).status_code == 200
    assert f"/signaler/souvenir/{picture.memory_id}/" in page


def test_picture_of_a_hidden_word_is_gone_with_it(over, bachir, denise, chloe):
    remember(bachir, over, photo_0=picture_file())
    picture = MemoryPicture.objects.get()
    Memory.objects.get().hide(by=denise, reason="Blessant.")
    assert browser_of(chloe).get(picture.src).status_code == 404
    assert browser_of(bachir).get(picture.src).status_code == 200
    assert "Quel beau soir" not in words(browser_of(chloe).get(over.get_absolute_url()))


def test_word_sent_twice_is_one_with_its_picture(over, bachir):
    token = uuid4()
    for _click in range(2):
        remember(bachir, over, token=token, photo_0=picture_file())
    assert Memory.objects.get().pictures.count() == 1
    assert MemoryPicture.objects.count() == 1


def test_second_word_is_refused_and_given_back(over, bachir):
    remember(bachir, over)
    refused = remember(bachir, over, text="Et les chansons !")
    assert refused.status_code == 422
    assert "Et les chansons !" in words(refused)
    assert Memory.objects.get().text == "Quel beau soir !"


def test_word_that_is_too_long_keeps_its_picture(over, bachir):
    token = uuid4()
    refused = remember(bachir, over, text="é" * 281, token=token, photo_0=picture_file())
    assert refused.status_code == 422
    assert "281 caractères" in words(refused)
    remember(bachir, over, token=token, text="Court.")
    assert Memory.objects.get().pictures.count() == 1


def test_new_charter_is_asked_before_a_word(over, bachir):
    CharterFactory(network=over.network)
    assert remember(bachir, over).status_code == 422
    assert remember(bachir, over, charter="on").status_code == 302


def test_only_those_who_were_there_leave_a_word(over, cafe, bachir, denise):
    assert remember(denise, over).status_code == 403
    early = browser_of(bachir).get(f"{cafe.get_absolute_url()}souvenir/", follow=True)
    assert "On en reparle après" in words(early)
    assert not Memory.objects.exists()
