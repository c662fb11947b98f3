"""What neighbours, givers and volunteers see of a collection, and do there."""

from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Collection, Need, Pledge, Shift
from tests.factories import (
    CollectionFactory,
    DropPointFactory,
    MembershipFactory,
    NeedFactory,
    PledgeFactory,
    VolunteerSlotFactory,
)
from tests.personas import browser_of

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def drive(alice) -> Collection:
    """School supplies, organised by Alice."""
    return CollectionFactory(created_by=alice, title="Rentrée solidaire")


@pytest.fixture
def apples(alice) -> Need:
    """Ten kilos of apples and not more, for a collection of Alice's."""
    drive = CollectionFactory(created_by=alice, needs=0, status="preparing")
    return NeedFactory(collection=drive, label="Pommes", unit="kg", target=Decimal(10))


def url(name: str, thing: object) -> str:
    return reverse(f"events:{name}", args=["massy-residence-du-parc", thing.pk])


def promise(by, need: Need, amount: str, **said):
    return browser_of(by).post(url("promise", need), {"amount": amount, "token": uuid4(), **said})


def text_of(who, path: str) -> str:
    response = browser_of(who).get(path)
    assert response.status_code == 200
    return response.content.decode()


# -- To promise -----------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["2,5", "2.5 kg", "2,50 kilos"])
def test_giver_promises_as_people_write_amounts(bachir, apples, written):
    assert promise(bachir, apples, written).status_code == 302
    assert Pledge.objects.get().amount == Decimal("2.5")
    assert "Pommes\u00a0: 2,5\u00a0kg" in text_of(bachir, url("collection", apples.collection))


@pytest.mark.parametrize("written", ["0", "-2", "1000000", "3 litres", "beaucoup", "", "1,234"])
def test_what_is_no_amount_is_refused_with_a_sentence_and_stays_in_the_field(
    bachir, apples, written
):
    response = promise(bachir, apples, written)
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert f'value="{written}"' in response.content.decode() or not written
    assert not Pledge.objects.exists()


def test_too_much_says_what_is_missing_and_offers_it(bachir, apples):
    PledgeFactory(need=apples, amount=Decimal("7.5"))
    response = promise(bachir, apples, "8", is_anonymous="on")
    text = response.content.decode()
    assert response.status_code == 422
    assert "Il n’en manque plus que 2,5\u00a0kg" in text
    assert 'name="amount" value="2,5"' in text
    assert 'id="id_is_anonymous" checked' in text
    assert Pledge.objects.count() == 1


def test_need_struck_out_while_one_types_is_said_with_what_was_typed(alice, bachir, apples):
    browser, address = browser_of(bachir), url("promise", apples)
    page = browser.get(address).content.decode()
    assert f'name="collection" value="{apples.collection_id}"' in page
    apples.remove(by=alice)
    typed = {"amount": "2,5", "of": apples.label, "collection": apples.collection_id}
    said = browser.post(address, typed, follow=True).content.decode()
    assert "« Pommes » vient d’être retiré de la liste." in said.replace("\u00a0", " ")
    assert "« 2,5 »" in said.replace("\u00a0", " ")
    for wrong in ({}, {"collection": "x"}, {"collection": "9" * 30}, {"collection": "999999"}):
        assert browser.post(address, wrong).status_code == 404


def test_need_that_is_sought_no_more_is_not_said_to_be_missing(alice, chloe, apples):
    apples.close(by=alice)
    page = text_of(chloe, apples.collection.get_absolute_url())
    assert ("On n’en cherche plus" in page, "Il manque" in page) == (True, False)


def test_form_sent_twice_is_one_promise(bachir, apples):
    browser, form = browser_of(bachir), {"amount": "2", "token": uuid4()}
    for _time in range(2):
        assert browser.post(url("promise", apples), form).status_code == 302
    assert Pledge.objects.count() == 1


def test_godparent_promises_for_the_godchild(karim, odile, apples):
    assert promise(karim, apples, "2", who=odile.pk).status_code == 302
    assert Pledge.objects.get().member == odile
    assert odile.display_name in text_of(karim, url("collection", apples.collection))


def test_giver_changes_their_promise_and_takes_it_back(bachir, chloe, apples):
    pledge = PledgeFactory(need=apples, member=bachir, amount=Decimal(4))
    assert browser_of(chloe).post(url("pledge_change", pledge), {"amount": "1"}).status_code == 404
    browser_of(bachir).post(url("pledge_change", pledge), {"amount": "1,5"})
    assert Pledge.objects.get().amount == Decimal("1.5")
    assert browser_of(chloe).post(url("pledge_withdrawal", pledge)).status_code == 404
    browser_of(bachir).post(url("pledge_withdrawal", pledge))
    assert Pledge.objects.get().status == "withdrawn"


def test_change_that_is_too_much_stays_on_the_page_with_what_may_be_given(bachir, apples):
    pledge = PledgeFactory(need=apples, member=bachir, amount=Decimal(4))
    PledgeFactory(need=apples, amount=Decimal(5))
    response = browser_of(bachir).post(url("pledge_change", pledge), {"amount": "9"})
    assert response.status_code == 422
    assert "Il n’en manque plus que 1\u00a0kg" in response.content.decode()


# -- What neighbours read -------------------------------------------------------------------------


def test_anonymous_giver_is_counted_and_named_to_the_organisers_only(alice, bachir, chloe, apples):
    PledgeFactory(need=apples, member=bachir, is_anonymous=True)
    page = url("collection", apples.collection)
    assert bachir.display_name not in text_of(chloe, page)
    assert "1 personne" in text_of(chloe, page).replace("\u00a0", " ")
    assert bachir.display_name in text_of(alice, page)


def test_giver_who_may_be_named_is(bachir, chloe, apples):
    PledgeFactory(need=apples, member=bachir)
    assert bachir.display_name in text_of(chloe, url("collection", apples.collection))


def test_gauges_say_in_words_what_they_draw(chloe, apples):
    PledgeFactory(need=apples, amount=Decimal(5), delivered=Decimal("2.5"))
    text = text_of(chloe, url("collection", apples.collection))
    said = "50\u00a0% promis ou apporté, dont 25\u00a0% déjà apporté"
    assert f'role="img" aria-label="Pommes\u00a0: {said}"' in text
    assert 'class="gauge__promised" width="50"' in text
    assert 'class="gauge__came" width="25"' in text
    assert "Il manque 5\u00a0kg" in text


def test_what_is_missing_most_comes_first(alice, chloe):
    drive = CollectionFactory(created_by=alice, needs=3)
    notebooks = drive.needs.in_order()[0]
    PledgeFactory(need=notebooks, amount=Decimal(30))
    text = text_of(chloe, url("collection", drive))
    order = [text.index(f"<h3>{label}</h3>") for label in ("Trousses", "Stylos", "Cahiers")]
    assert order == sorted(order)


def test_what_is_in_preparation_is_seen_by_organisers_only(alice, chloe):
    drive = CollectionFactory(created_by=alice, status="preparing")
    assert browser_of(chloe).get(url("collection", drive)).status_code == 404
    assert "En préparation" in text_of(alice, url("collection", drive))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("cancelled", "L’école a tout reçu de la mairie."),
        ("closed", "puis vient le bilan"),
        ("reported", "Trente cartables, trente sourires."),
    ],
)
def test_page_says_how_it_ended_and_takes_no_promise(alice, chloe, status, said):
    drive = CollectionFactory(created_by=alice, status=status)
    text = text_of(chloe, url("collection", drive))
    assert said in text
    assert "/promesse/" not in text
    refused = promise(chloe, drive.needs.get(), "2")
    assert refused.status_code == 422
    assert not Pledge.objects.exists()


def test_money_is_said_to_be_given_elsewhere(alice, chloe):
    page = "https://www.helloasso.com/associations/les-tilleuls"
    drive = CollectionFactory(created_by=alice, money_url=page)
    text = text_of(chloe, url("collection", drive))
    assert f'href="{page}"' in text
    assert "vous quittez ce site" in text


def test_list_shows_what_is_missing_and_what_was_done(alice, chloe, apples):
    CollectionFactory(created_by=alice, title="Colis d’hiver", status="reported")
    text = text_of(chloe, reverse("events:collections", args=["massy-residence-du-parc"]))
    assert "Pommes\u00a0: 10\u00a0kg" in text
    assert "Colis d’hiver" in text


# -- To help --------------------------------------------------------------------------------------


def test_volunteer_takes_a_slot_and_gives_it_back(bachir, chloe, drive):
    slot = VolunteerSlotFactory(point=DropPointFactory(collection=drive))
    browser = browser_of(bachir)
    assert browser.post(url("shift", slot)).status_code == 302
    held = Shift.objects.live().get()
    assert held.member == bachir
    assert browser_of(chloe).post(url("unshift", held)).status_code == 403
    assert browser.post(url("unshift", held)).status_code == 302
    assert not Shift.objects.live().exists()


def test_slot_of_a_hidden_collection_is_given_back(bachir, chloe, denise, drive):
    held = Shift.sign_up(VolunteerSlotFactory(point=DropPointFactory(collection=drive)), by=bachir)
    listed = reverse("events:collections", args=[drive.network.slug])
    assert drive.title in text_of(bachir, listed)
    drive.hide(by=denise, reason="À vérifier.")
    page = text_of(bachir, listed)
    assert ("Où l’on compte sur vous" in page, "la collecte est masquée" in page) == (True, True)
    assert drive.title not in page
    assert "Où l’on compte sur vous" not in text_of(chloe, listed)
    assert browser_of(chloe).post(url("unshift", held)).status_code == 404
    assert browser_of(bachir).post(url("unshift", held)).url == listed
    assert not Shift.objects.live().exists()


def test_nobody_is_awaited_once_the_report_is_out(alice, bachir, drive):
    Shift.sign_up(VolunteerSlotFactory(point=DropPointFactory(collection=drive)), by=bachir)
    drive.close(by=alice)
    assert Shift.objects.live().exists()
    drive.publish_report(by=alice, text="Merci.")
    assert not Shift.objects.live().exists()


def test_second_slot_at_the_same_hour_is_refused_with_a_sentence(bachir, drive):
    point = DropPointFactory(collection=drive)
    first, second = VolunteerSlotFactory(point=point), VolunteerSlotFactory(point=point)
    browser = browser_of(bachir)
    browser.post(url("shift", first))
    response = browser.post(url("shift", second), follow=True)
    assert "on ne peut être à deux endroits" in response.content.decode()
    assert Shift.objects.live().count() == 1


# -- At the drop-off point ------------------------------------------------------------------------


@pytest.fixture
def helped(apples, bachir) -> Need:
    """The same, with Bachir behind the table this week."""
    point = DropPointFactory(collection=apples.collection)
    Shift.sign_up(VolunteerSlotFactory(point=point), by=bachir)
    return apples


def deliver(who, pledge: Pledge, amount: str, before: str = "0.00", **said):
    form = {"verb": "deliver", "amount": amount, "before": before, **said}
    return browser_of(who).post(url("delivery", pledge), form)


def test_volunteer_ticks_a_part_then_the_rest(bachir, chloe, helped):
    pledge = PledgeFactory(need=helped, member=chloe, amount=Decimal(4))
    assert chloe.display_name in text_of(bachir, url("day_sheet", helped.collection))
    assert deliver(bachir, pledge, "1,5").status_code == 302
    pledge.refresh_from_db()
    assert (pledge.status, pledge.delivered) == ("promised", Decimal("1.5"))
    deliver(bachir, pledge, "2,5", before="1.50")
    pledge.refresh_from_db()
    assert (pledge.status, pledge.delivered_to) == ("delivered", bachir)


def test_two_volunteers_who_tick_the_same_thing_tick_it_once(alice, bachir, chloe, helped):
    pledge = PledgeFactory(need=helped, member=chloe, amount=Decimal(4))
    deliver(bachir, pledge, "4")
    deliver(alice, pledge, "4")
    pledge.refresh_from_db()
    assert pledge.delivered == 4


def test_volunteer_says_that_the_rest_will_not_come_or_mends_a_mistake(bachir, chloe, helped):
    pledge = PledgeFactory(need=helped, member=chloe, amount=Decimal(4))
    deliver(bachir, pledge, "3")
    deliver(bachir, pledge, "", verb="rest")
    pledge.refresh_from_db()
    assert (pledge.status, pledge.amount) == ("delivered", 3)
    deliver(bachir, pledge, "2", verb="correct")
    pledge.refresh_from_db()
    assert pledge.delivered == 2
    deliver(bachir, pledge, "0", verb="correct")
    pledge.refresh_from_db()
    assert pledge.delivered == 0


def test_what_comes_without_a_promise_is_entered(bachir, helped):
    form = {"need": helped.pk, "amount": "1,5 kg", "name": "Une dame du 4", "token": uuid4()}
    response = browser_of(bachir).post(url("day_sheet", helped.collection), form)
    assert response.status_code == 302
    assert Pledge.objects.get().passer_name == "Une dame du 4"
    form |= {"amount": "3 litres", "token": uuid4()}
    refused = browser_of(bachir).post(url("day_sheet", helped.collection), form)
    assert refused.status_code == 422
    assert 'value="3 litres"' in refused.content.decode()
    assert Pledge.objects.count() == 1


def test_sheet_is_for_organisers_and_volunteers(alice, bachir, chloe, helped):
    pledge = PledgeFactory(need=helped, member=chloe)
    for name in ("day_sheet", "day_sheet_paper"):
        path = url(name, helped.collection)
        assert browser_of(chloe).get(path).status_code == 403
        assert browser_of(bachir).get(path).status_code == 200
        assert browser_of(alice).get(path).status_code == 200
    assert deliver(chloe, pledge, "1").status_code == 403


def test_sheet_of_a_day_shows_its_hours_and_is_printed(alice, bachir, chloe, helped):
    point = helped.collection.points.get()
    day = timezone.localdate() + timedelta(days=3)
    point.open_on(by=alice, day=day, opens=time(17), closes=time(20))
    PledgeFactory(need=helped, member=chloe, amount=Decimal("2.5"))
    text = text_of(bachir, url("day_sheet_paper", helped.collection) + f"?jour={day}")
    assert "de 17\u00a0h à 20\u00a0h" in text
    assert "Pommes\u00a0: 2,5\u00a0kg" in text


@pytest.mark.parametrize("wanted", ["2026-13-45", "hier", "", "0001-01-01"])
def test_day_that_is_none_shows_the_next_one(bachir, helped, wanted):
    path = url("day_sheet", helped.collection)
    assert browser_of(bachir).get(path, {"jour": wanted}).status_code == 200


def test_nothing_of_another_network_is_reached(apples, zola):
    pledge = PledgeFactory(need=apples)
    browser = browser_of(MembershipFactory(network=zola))
    assert browser.get(url("collection", apples.collection)).status_code == 404
    assert browser.post(url("promise", apples), {"amount": "1"}).status_code == 404
    assert browser.post(url("delivery", pledge), {"amount": "1"}).status_code == 404
