"""Making a network known: asking for it, saying it otherwise, and the answer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from coopere.rights.purges import forget_proposals
from members.models import Charter, CharterAcceptance, Membership, Network, Proposal
from members.models.networks import RESERVED_SLUGS, slugs_of
from members.models.proposals import KEPT
from members.scoping import in_network
from tests.factories import CommuneFactory, NetworkFactory, ProposalFactory
from tests.tenants import rows_of

WISH = {
    "town": "Massy",
    "postcode": "91300",
    "place": "Les Graviers",
    "homes": 140,
    "why": "On se croise sans se parler.",
    "first_name": "Sami",
    "last_name": "Saïd",
}


def founded(**fields) -> Network:
    return ProposalFactory(**fields).accept()


# -- Asking ---------------------------------------------------------------------------------------


def test_staff_are_written_to_when_a_network_is_proposed(sami, yves, mailbox):
    Proposal.propose(by=sami, **WISH)
    [mail] = mailbox
    assert (mail.to, mail.subject.strip()) == (
        ["yves@example.org"],
        "Un réseau est proposé\u00a0: Massy, Les Graviers",
    )
    assert "http://localhost:8000/admin/" in mail.body
    assert "Sami" not in mail.body + mail.html


def test_form_sent_twice_is_one_proposal(sami, yves, mailbox):
    token = uuid4()
    first, again = (Proposal.propose(by=sami, token=token, **WISH) for _time in range(2))
    assert first == again
    assert (Proposal.objects.count(), len(mailbox)) == (1, 1)


def test_three_proposals_wait_at_most_and_one_taken_back_makes_room(sami, mailbox):
    made = [Proposal.propose(by=sami, **WISH, companions=str(n)) for n in range(3)]
    with pytest.raises(TransitionRefused, match="attendent déjà une réponse"):
        Proposal.propose(by=sami, **WISH)
    assert Proposal.objects.count() == 3
    made[0].withdraw(by=sami)
    Proposal.propose(by=sami, **WISH)
    assert Proposal.objects.waiting().count() == 3


def test_five_proposals_a_day_at_most(sami):
    for _time in range(5):
        Proposal.propose(by=sami, **WISH).withdraw(by=sami)
    with pytest.raises(TransitionRefused, match="Revenez demain"):
        Proposal.propose(by=sami, **WISH)
    Proposal.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    Proposal.propose(by=sami, **WISH)


def test_proposals_of_others_do_not_count(sami, alice):
    ProposalFactory.create_batch(3, proposer=alice.user)
    assert Proposal.propose(by=sami, **WISH).is_waiting


def test_proposal_is_changed_and_taken_back_by_whoever_made_it(sami, alice):
    made = ProposalFactory(proposer=sami)
    made.edit(by=sami, homes=90)
    made.withdraw(by=sami)
    found = Proposal.objects.get()
    assert (found.homes, found.status, bool(found.changed_at)) == (90, "withdrawn", True)
    other = ProposalFactory(proposer=sami)
    for act in (lambda: other.edit(by=alice.user, homes=1), lambda: other.withdraw(by=alice.user)):
        with pytest.raises(PermissionDenied):
            act()
    assert Proposal.objects.get(pk=other.pk).is_waiting


def test_yes_is_to_the_words_that_were_read(sami):
    made = ProposalFactory(proposer=sami)
    read = Proposal.objects.get().changed_at
    made.edit(by=sami, place="Les Lilas")
    with pytest.raises(TransitionRefused, match="a changé\u00a0: relisez-la"):
        made.accept(as_of=read)
    found = Proposal.objects.get()
    assert (found.is_waiting, Network._base_manager.count()) == (True, 0)
    assert found.accept(as_of=found.changed_at).name == "Les Lilas"


@pytest.mark.parametrize("status", ["accepted", "refused", "withdrawn"])
def test_what_was_answered_or_taken_back_does_not_change_any_more(sami, status):
    made = ProposalFactory(proposer=sami, status=status)
    acts = [
        lambda: made.edit(by=sami, homes=90),
        lambda: made.withdraw(by=sami),
        lambda: made.refuse(reason="Trop grand."),
        lambda: made.accept(),
    ]
    for act in acts:
        with pytest.raises(TransitionRefused):
            act()
    assert Proposal.objects.get().homes == 140
    assert not Network._base_manager.exists()


# -- A yes ----------------------------------------------------------------------------------------


def test_yes_makes_network_charter_and_coordinator_in_one_act(sami):
    massy = CommuneFactory()
    made = ProposalFactory(proposer=sami, commune=massy)
    network = made.accept(name="Résidence des Graviers", word="Bienvenue !")
    assert network.slug == "massy-residence-des-graviers"
    assert (network.state, network.commune, network.proposal) == ("preparing", massy, made)
    assert len(network.entry_code) == 8
    [charter] = rows_of(Charter, network)
    assert charter.version == 1
    assert "Nous sommes voisins avant tout." in charter.text
    [first] = rows_of(Membership, network)
    assert (first.user, first.status, first.role) == (sami, "active", "coordinator")
    assert (first.display_name, bool(first.joined_at)) == ("Nora B.", True)
    assert Proposal.objects.get().status == "accepted"


def test_nobody_accepts_the_charter_for_the_coordinator(sami):
    network = founded(proposer=sami)
    assert not rows_of(CharterAcceptance, network).exists()
    with in_network(network):
        first = Membership.objects.get()
        assert not first.has_accepted_charter()


def test_yes_is_mailed_with_what_to_do_now(sami, mailbox):
    network = ProposalFactory(proposer=sami).accept(word="Bravo à vous deux.")
    [mail] = mailbox.to("sami@example.org")
    assert mail.subject == "Votre réseau est né\u00a0: Les Graviers"
    said = [
        "Bravo à vous deux.",
        f"/reseaux/{network.slug}/affiche/",
        f"/reseaux/{network.slug}/invitations/",
        f"/reseaux/{network.slug}/tableau/",
        network.entry_code,
    ]
    assert [words for words in said if words not in mail.body] == []
    assert [words for words in said if words not in mail.html] == []


def test_address_that_is_taken_gets_a_number(sami):
    NetworkFactory(slug="massy-les-graviers")
    found = [founded(proposer=sami).slug for _time in range(2)]
    assert found == ["massy-les-graviers-2", "massy-les-graviers-3"]


@pytest.mark.parametrize(
    ("town", "name", "slug"),
    [
        ("Massy", "Résidence du Parc", "massy-residence-du-parc"),
        ("L’Haÿ-les-Roses", "Cœur de ville", "l-hay-les-roses-coeur-de-ville"),
        ("Y", "日本", "y"),
        ("…", "!", "reseau"),
    ],
)
def test_address_says_town_and_name_in_plain_letters(town, name, slug):
    assert next(slugs_of(town, name)) == slug


def test_address_is_never_a_page_of_the_site_nor_too_long():
    for word in RESERVED_SLUGS:
        assert next(slugs_of(word, "…")) == f"{word}-2"
    assert len(next(slugs_of("a" * 80, "b" * 80))) <= 100


# -- A no, and afterwards -------------------------------------------------------------------------


def test_no_is_mailed_with_its_reason_and_makes_no_network(sami, mailbox):
    ProposalFactory(proposer=sami).refuse(reason="C’est une ville entière & c’est trop grand.")
    [mail] = mailbox.to("sami@example.org")
    assert "C’est une ville entière & c’est trop grand." in mail.body
    assert "http://localhost:8000/reseaux/proposer/" in mail.body
    assert "ville entière &amp; c’est" in mail.html
    assert not Network._base_manager.exists()


def test_proposals_are_forgotten_a_year_after_their_end_and_their_networks_stay(sami):
    network = founded(proposer=sami)
    kept = [ProposalFactory(), ProposalFactory(status="refused")]
    ProposalFactory(status="withdrawn")
    old = Proposal.objects.filter(status__in=["accepted", "withdrawn"])
    old.update(ended_at=timezone.now() - timedelta(days=366))
    forget_proposals(KEPT, timezone.now())
    assert set(Proposal.objects.all()) == set(kept)
    assert Network._base_manager.get(pk=network.pk).proposal is None
