"""The first week of a network: what is to do, how far one has come, and when it ends."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from coopere.first_week import FirstWeek
from coopere.lib.state import TransitionRefused
from members.models import FirstWeekPutAway, Invitation, Membership, Network
from members.models.interests import TELL_TASK
from members.scoping import in_network
from offers.models import Offer
from tests.factories import (
    CommuneFactory,
    GatheringFactory,
    InterestFactory,
    InvitationFactory,
    MembershipFactory,
    NetworkFactory,
    OfferFactory,
    ProposalFactory,
)
from tests.personas import browser_of, person
from tests.reading import text_of
from tests.tenants import rows_of
from tests.test_admin import url

TITLE = "Votre première semaine"


@pytest.fixture
def graviers(db) -> Network:
    return ProposalFactory(commune=CommuneFactory()).accept()


@pytest.fixture
def nora(graviers) -> Membership:
    """Proposed Les Graviers, and coordinates it."""
    return rows_of(Membership, graviers).select_related("network", "user").get()


def counts(by: Membership) -> list[int]:
    with in_network(by.network):
        return [goal.done for goal in FirstWeek.of(by).goals]


def board(member: Membership) -> str:
    return text_of(browser_of(member).get(f"/reseaux/{member.network.slug}/tableau/"))


def reach_all(nora: Membership) -> None:
    MembershipFactory.create_batch(3, network=nora.network)
    OfferFactory.create_batch(5, author=nora)
    GatheringFactory(host=nora)


# -- What is counted ------------------------------------------------------------------------------


def test_new_network_has_three_things_to_do(nora):
    assert counts(nora) == [0, 0, 0]
    shown = board(nora)
    for words in (TITLE, "Invitez trois voisins", "0 sur 3", "Postez cinq annonces", "0 sur 5"):
        assert words in shown
    assert "Fixez le premier café À faire" in shown


def test_those_who_came_who_knock_and_who_are_invited_are_counted_once(nora):
    MembershipFactory(network=nora.network, status="pending")
    MembershipFactory(network=nora.network, status="left")
    for name in ("Ana", "Bo"):
        InvitationFactory(sponsor=nora, first_name=name)
    used, revoked = rows_of(Invitation, nora.network).order_by("pk")
    with in_network(nora.network):
        used.use(by=MembershipFactory(network=nora.network, sponsor=nora))
        assert counts(nora)[0] == 3
        revoked.revoke(by=nora)
    assert counts(nora)[0] == 2


def test_drafts_hidden_posts_and_other_gatherings_are_not_counted(nora):
    for status in ("open", "closed", "draft"):
        OfferFactory(author=nora, status=status)
    hidden = rows_of(Offer, nora.network).filter(pk=OfferFactory(author=nora).pk)
    hidden.update(hidden_at=timezone.now(), hidden_reason="C’est une vente.")
    GatheringFactory(host=nora, status="draft")
    GatheringFactory(host=nora, kind="workshop")
    GatheringFactory(host=nora, status="cancelled")
    assert counts(nora) == [0, 2, 0]
    GatheringFactory(host=nora)
    assert counts(nora)[2] == 1


def test_another_network_counts_for_nothing(nora, alice):
    OfferFactory.create_batch(5, author=alice)
    GatheringFactory(host=alice)
    InvitationFactory(sponsor=alice)
    assert counts(nora) == [0, 0, 0]


# -- Who sees it, and until when ------------------------------------------------------------------


def test_coordinators_see_it_on_board_and_desk_and_neighbours_do_not(nora, denise):
    neighbour = MembershipFactory(network=nora.network)
    assert TITLE in board(nora)
    assert TITLE in text_of(browser_of(nora).get("/admin/"))
    assert TITLE not in board(neighbour)
    assert TITLE not in board(denise)
    assert TITLE not in text_of(browser_of(denise).get("/admin/"))


def test_one_coordinator_puts_it_away_and_finds_it_at_the_desk(nora):
    other = person(nora.network, "Omar", "Petit", coordinator=True)
    here = f"/reseaux/{nora.network.slug}/premiers-pas/"
    for _twice in range(2):
        page = browser_of(nora).post(here, follow=True)
    assert "C’est rangé." in text_of(page)
    assert [TITLE in board(one) for one in (nora, other)] == [False, True]
    assert "Remettre sur le tableau" in text_of(browser_of(nora).get("/admin/"))
    browser_of(nora).post(here, {"verb": "take_out"})
    assert TITLE in board(nora)
    assert not rows_of(FirstWeekPutAway, nora.network).exists()


def test_it_ends_when_all_is_done_and_the_doors_are_open(nora):
    reach_all(nora)
    assert "Tout est prêt : il ne reste qu’à ouvrir." in board(nora)
    browser_of(nora).post(f"/reseaux/{nora.network.slug}/ouverture/")
    assert TITLE not in board(nora)


def test_it_ends_two_weeks_after_the_opening_whatever_is_left(nora):
    with time_machine.travel(timezone.now() - timedelta(days=13), tick=False):
        browser_of(nora).post(f"/reseaux/{nora.network.slug}/ouverture/")
    assert TITLE in board(nora)
    rows_of(Network, nora.network).update(opened_at=timezone.now() - timedelta(days=14, minutes=1))
    assert TITLE not in board(nora)


def test_it_waits_for_the_opening_however_long_that_takes(nora):
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        assert TITLE in board(nora)


@pytest.mark.parametrize("state", ["open", "paused", "closed"])
def test_network_that_opened_before_all_this_is_left_alone(denise, state):
    rows_of(Network, denise.network).update(state=state, opened_at=None)
    assert TITLE not in board(denise)


# -- The opening ----------------------------------------------------------------------------------


def test_opening_is_one_act_and_tells_those_who_waited(nora, graviers, mailbox):
    InterestFactory(confirmed=True, email="paul@example.org")
    page = browser_of(nora).post(f"/reseaux/{graviers.slug}/ouverture/", follow=True)
    assert "Le réseau est ouvert." in text_of(page)
    graviers.refresh_from_db()
    assert (graviers.state, bool(graviers.opened_at)) == ("open", True)
    job = ProcrastinateJob.objects.get(task_name=TELL_TASK)
    assert mailbox.to("paul@example.org") == []
    app.tasks[TELL_TASK](**job.args)
    [mail] = mailbox.to("paul@example.org")
    assert f"/reseaux/{graviers.slug}/" in mail.body


def test_network_opens_once_and_by_its_coordinators_only(nora, graviers, denise):
    neighbour = MembershipFactory(network=graviers)
    with in_network(graviers):
        for stranger in (neighbour, denise):
            with pytest.raises(PermissionDenied):
                graviers.open(by=stranger)
        graviers.open(by=nora)
        with pytest.raises(TransitionRefused):
            graviers.open(by=nora)


def test_opening_at_the_desk_is_the_same(nora, graviers):
    page = url(Network, "change", graviers.pk)
    typed = {"presentation": "", "join_policy": "code", "state": "open", "reason": "Prêts."}
    browser_of(nora).post(page, typed)
    graviers.refresh_from_db()
    assert (graviers.state, bool(graviers.opened_at)) == ("open", True)


def test_network_that_comes_back_from_a_pause_does_not_begin_anew(denise):
    rows_of(Network, denise.network).update(state="paused", notice="Travaux.")
    page = url(Network, "change", denise.network.pk)
    typed = {"presentation": "", "join_policy": "code", "state": "open", "reason": "Finis."}
    browser_of(denise).post(page, typed)
    assert rows_of(Network, denise.network).get().opened_at is None


# -- The charter, said yes to by oneself ----------------------------------------------------------


def test_coordinator_is_asked_for_the_charter_before_the_first_post(nora):
    page = f"/reseaux/{nora.network.slug}/annonces/nouvelle/proposed/donation/"
    client = browser_of(nora)
    form = client.get(page)
    assert "J’ai lu la charte du réseau et je l’accepte" in text_of(form)
    assert f'href="/reseaux/{nora.network.slug}/charte/"' in form.content.decode()
    typed = {"title": "Lit de bébé", "quantity": 1}
    refused = client.post(page, typed)
    assert "Avant d’écrire ici, il faut accepter la charte." in text_of(refused)
    assert client.post(page, typed | {"charter": "on"}).status_code == 302
    assert nora.charter_acceptances.model._base_manager.filter(membership=nora).count() == 1


# -- The poster -----------------------------------------------------------------------------------


def test_poster_lets_in_whoever_scans_it_or_types_what_it_says(nora, sami):
    network = nora.network
    page = browser_of(nora).get(f"/reseaux/{network.slug}/affiche/")
    code = network.entry_code
    shown = text_of(page)
    for words in (f"{code[:4]} {code[4:]}", f"localhost:8000/reseaux/{network.slug}/", "gratuit"):
        assert words in shown
    assert "Nora" not in shown.partition("La feuille à imprimer")[2]
    assert 'class="qr"' in page.content.decode()
    door = page.context["door"]
    assert door == f"http://localhost:8000/reseaux/{network.slug}/rejoindre/?code={code}"
    scanned = browser_of(sami).get(door.removeprefix("http://localhost:8000"))
    assert f'value="{code}"' in scanned.content.decode()


def test_poster_follows_the_code_and_leads_to_its_change(nora):
    network = nora.network
    poster = f"/reseaux/{network.slug}/affiche/"
    change = url(Network, "nouveau-code", network.pk)
    assert f'href="{change}"' in browser_of(nora).get(poster).content.decode()
    old = network.entry_code
    browser_of(nora).post(change, {"reason": "Affiche arrachée."})
    new = rows_of(Network, network).get().entry_code
    shown = text_of(browser_of(nora).get(poster))
    assert old[:4] + " " + old[4:] not in shown
    assert new[:4] + " " + new[4:] in shown


def test_poster_is_found_at_the_desk_and_beside_the_invitations(nora):
    poster = f'href="/reseaux/{nora.network.slug}/affiche/"'
    invitations = f"/reseaux/{nora.network.slug}/invitations/"
    for page in ("/admin/", invitations):
        assert poster in browser_of(nora).get(page).content.decode()
    neighbour = MembershipFactory(network=nora.network)
    assert poster not in browser_of(neighbour).get(invitations).content.decode()


def test_poster_is_not_for_those_who_do_not_coordinate(nora):
    neighbour = MembershipFactory(network=nora.network)
    stranger = MembershipFactory(network=NetworkFactory())
    found = [
        browser_of(who).get(f"/reseaux/{nora.network.slug}/affiche/").status_code
        for who in (nora, neighbour, stranger)
    ]
    assert found == [200, 403, 404]
