"""The pages of rights: asked again who one is, told what happens, done by one button."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Membership, User
from members.scoping import in_network
from tests.factories import (
    ExchangeFactory,
    GatheringFactory,
    MembershipFactory,
    OfferFactory,
    UserFactory,
)
from tests.personas import browser_of
from tests.racing import racing
from tests.rights.reauthenticated import sure_of

MINE, ERASURE = "/compte/mes-donnees/", "/compte/suppression/"
YES = {"understood": "on"}


@pytest.mark.parametrize("url", [MINE, ERASURE])
def test_page_asks_again_who_one_is(alice, url):
    answer = browser_of(alice).get(url)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (
        302,
        "/compte/reauthenticate/",
    )
    assert sure_of(alice).get(url).status_code == 200


def test_account_is_not_erased_without_the_password(alice):
    browser_of(alice).post(ERASURE, YES)
    assert User.objects.get(pk=alice.user_id).erased_at is None


def test_account_is_not_erased_without_the_box(alice):
    answer = sure_of(alice).post(ERASURE, {})
    assert answer.status_code == 422
    assert "Rien n’est effacé pour l’instant" in answer.content.decode()
    assert User.objects.get(pk=alice.user_id).erased_at is None


def test_account_is_erased_and_the_browser_forgets_it(alice):
    client = sure_of(alice)
    answer = client.post(ERASURE, YES)
    assert (answer.status_code, answer["Location"]) == (302, f"{ERASURE}faite/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "Votre compte est supprimé" in client.get(f"{ERASURE}faite/").content.decode()
    assert client.get("/mes-reseaux/").status_code == 302
    assert User.objects.get(pk=alice.user_id).erased_at is not None


def test_last_one_of_the_staff_names_another_before_they_go(yves):
    client = sure_of(yves)
    answer = client.post(ERASURE, YES)
    assert answer.status_code == 422
    assert "Ouvrez d’abord un autre compte d’équipe" in answer.content.decode()
    other = UserFactory(is_staff=True, is_active=False)
    assert client.post(ERASURE, YES).status_code == 422
    User.objects.filter(pk=other.pk).update(is_active=True)
    assert client.post(ERASURE, YES).status_code == 302
    assert User.objects.get(pk=yves.pk).erased_at is not None


def test_page_says_who_counts_on_one(alice, bachir, odile):
    Membership._base_manager.filter(pk=odile.pk).update(godparent=alice)
    ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    GatheringFactory(host=alice)
    page = sure_of(alice).get(ERASURE).content.decode()
    assert "1 échange en cours" in page
    assert "1 rendez-vous où vous invitez" in page
    assert "Vous agissez pour Odile D." in page


def test_last_coordinator_reads_of_a_way_on(denise, parc):
    page = sure_of(denise).get(ERASURE).content.decode()
    assert "Vous êtes la seule personne référente ici" in page
    MembershipFactory(network=parc, coordinator=True)
    page = sure_of(denise).get(ERASURE).content.decode()
    assert "Vous êtes la seule personne référente ici" not in page


def test_two_clicks_at_once_erase_once(alice, bachir, transactional_db):
    from coopere.rights.erasure import erase_account

    ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    results = []
    with racing(alice.network) as race:
        ends = race(*[lambda: results.append(erase_account(alice.user))] * 2)
    assert ends == ["won", "won"]
    assert sorted(results) == [False, True]


def test_coordinator_erases_a_neighbour_without_account_with_a_reason(odile, denise):
    url = f"/admin/members/membership/{odile.pk}/effacement/"
    browser = browser_of(denise)
    assert browser.post(url, {}).status_code == 422
    assert browser.post(url, {"reason": "À sa demande."}).status_code == 302
    with in_network(odile.network):
        assert str(Membership.objects.get(pk=odile.pk)) == "Ancien membre"
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message) == (
        "Ancien membre",
        "Données effacées. Motif\u00a0: À sa demande.",
    )


def test_coordinator_does_not_erase_a_member_with_an_account(alice, denise):
    url = f"/admin/members/membership/{alice.pk}/effacement/"
    browser_of(denise).post(url, {"reason": "Pour voir."})
    alice.refresh_from_db()
    assert alice.first_name == "Alice"


@pytest.mark.parametrize("status", ["excluded", "left", "declined", "pending"])
def test_only_the_staff_erases_somebody_outside_who_has_an_account(parc, denise, yves, status):
    person = MembershipFactory(network=parc, first_name="Zoé", status=status)
    url = f"/admin/members/membership/{person.pk}/effacement/"
    reason = {"reason": "À sa demande."}
    assert browser_of(denise).post(url, reason).status_code == 422
    assert Membership._base_manager.get(pk=person.pk).first_name == "Zoé"
    assert browser_of(yves).post(url, reason).status_code == 302
    assert Membership._base_manager.get(pk=person.pk).first_name == "Ancien membre"


# -- My data --------------------------------------------------------------------------------------


def test_person_reads_and_takes_what_the_site_knows(alice, bachir):
    exchange = ExchangeFactory(
        offer=OfferFactory(author=alice, title="Perceuse"), answerer=bachir, text="Demain ?"
    )
    client = sure_of(alice)
    page = client.get(MINE)
    words = page.content.decode()
    for said in (alice.user.email, "Perceuse", "Demain ?", "Bachir B.", "06 39 98 48 73"):
        assert said in words
    assert bachir.user.email not in words
    assert bachir.phone not in words
    assert page["Cache-Control"] == "no-store, private"
    link = page.context["file_url"]
    document = client.get(link).json()
    found = {s["table"]: s["rows"] for s in document["sections"]}
    assert found["exchanges.Message"][0]["text"] == "Demain ?"
    assert found["exchanges.Exchange"][0]["answerer"] == "Bachir B."
    assert exchange.offer.title == found["offers.Offer"][0]["title"]


def test_link_of_the_file_dies_after_two_days(alice):
    start = datetime(2026, 3, 14, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        link = sure_of(alice).get(MINE).context["file_url"]
    for hours, status in [(47, 200), (49, 302)]:
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert browser_of(alice).get(link).status_code == status


def test_link_of_the_file_is_for_its_owner_only(alice, bachir):
    link = sure_of(alice).get(MINE).context["file_url"]
    assert browser_of(alice).get(link).status_code == 200
    assert browser_of(bachir).get(link)["Location"] == MINE
    assert browser_of(None).get(link)["Location"].startswith("/compte/login/")


@pytest.mark.parametrize("count", [3, 30])
def test_my_data_take_a_fixed_number_of_queries(alice, count):
    for _number in range(count):
        ExchangeFactory(offer=OfferFactory(author=alice))
    client = sure_of(alice)
    client.get(MINE)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(MINE).status_code == 200
    # Session and account, then the memberships, then one for each of the 35 sections.
    assert len(captured) == 41


@pytest.mark.parametrize("count", [3, 30])
def test_page_of_erasure_takes_a_fixed_number_of_queries(alice, count):
    for _number in range(count):
        ExchangeFactory(offer=OfferFactory(author=alice))
    client = sure_of(alice)
    client.get(ERASURE)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(ERASURE).status_code == 200
    # Session and account; memberships and godchildren, then one for each thing that is counted.
    assert len(captured) == 9
