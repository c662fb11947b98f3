"""Being a member: who may decide what, and in which state."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from coopere.lib.state import TransitionRefused
from members.forms import ProfileForm
from members.models import CharterAcceptance, Membership, Network
from tests.factories import CharterFactory, MembershipFactory, UserFactory

Status = Membership.Status
NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)
INSIDE = {Status.ACTIVE, Status.PAUSED}

# verb: (the states in which it may happen, the state that it leads to)
TRANSITIONS = {
    "accept": ({Status.PENDING}, Status.ACTIVE),
    "decline": ({Status.PENDING}, Status.DECLINED),
    "exclude": (INSIDE, Status.EXCLUDED),
    "pause": ({Status.ACTIVE}, Status.PAUSED),
    "resume": ({Status.PAUSED}, Status.ACTIVE),
    "leave": (INSIDE | {Status.PENDING}, Status.LEFT),
}
DECISIONS = {"accept", "decline", "exclude"}

pytestmark = pytest.mark.usefixtures("in_parc")


def do(verb: str, member: Membership, by: Membership | None) -> None:
    if verb in DECISIONS:
        getattr(member, verb)(by=by, reason="Nous en avons parlé.")
    else:
        getattr(member, verb)()


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", TRANSITIONS)
def test_verb_moves_a_member_from_the_right_states_only(parc, denise, verb, status):
    allowed, goal = TRANSITIONS[verb]
    member = MembershipFactory(network=parc, status=status)
    if status in allowed:
        do(verb, member, denise)
    else:
        with pytest.raises(TransitionRefused):
            do(verb, member, denise)
    stored = Membership.objects.get(pk=member.pk)
    assert stored.status == member.status == (goal if status in allowed else status)


@pytest.mark.parametrize("verb", sorted(DECISIONS))
@pytest.mark.parametrize("who", ["chloe", "emile", "gaspard"])
def test_decision_belongs_to_the_coordinators_of_the_network(parc, request, verb, who):
    status = Status.ACTIVE if verb == "exclude" else Status.PENDING
    member = MembershipFactory(network=parc, status=status)
    with pytest.raises(PermissionDenied):
        do(verb, member, request.getfixturevalue(who))
    assert Membership.objects.get(pk=member.pk).status == status


def test_former_coordinator_decides_nothing_any_more(parc, paul):
    former = MembershipFactory(network=parc, coordinator=True, status=Status.EXCLUDED)
    with pytest.raises(PermissionDenied):
        paul.accept(by=former)


@pytest.mark.parametrize("verb", sorted(DECISIONS))
def test_site_staff_may_decide_too(parc, verb):
    status = Status.ACTIVE if verb == "exclude" else Status.PENDING
    member = MembershipFactory(network=parc, status=status)
    do(verb, member, by=None)
    assert member.status == TRANSITIONS[verb][1]


def test_decision_says_who_when_and_why(paul, denise):
    with time_machine.travel(NOW, tick=False):
        paul.decline(by=denise, reason="Cette adresse est dans une autre résidence.")
    stored = Membership.objects.get(pk=paul.pk)
    assert (stored.decided_by, stored.decided_at) == (denise, NOW)
    assert stored.decision_reason == "Cette adresse est dans une autre résidence."


def test_accepted_newcomer_is_a_member_from_that_moment(paul, denise):
    with time_machine.travel(NOW, tick=False):
        paul.accept(by=denise)
    assert Membership.objects.get(pk=paul.pk).joined_at == NOW


@pytest.mark.parametrize(
    ("verb", "status"), [("accept", "pending"), ("decline", "pending"), ("exclude", "active")]
)
def test_person_reads_the_decision_by_mail(parc, denise, mailbox, verb, status):
    member = MembershipFactory(network=parc, status=status, user__email="paule@example.org")
    do(verb, member, by=denise)
    assert [mail.to for mail in mailbox] == [["paule@example.org"]]
    assert "Nous en avons parlé." in mailbox[0].body or verb == "accept"


def test_neighbour_without_address_is_decided_about_without_mail(odile, denise, mailbox):
    odile.exclude(by=denise, reason="A déménagé.")
    assert odile.status == Status.EXCLUDED
    assert list(mailbox) == []


def test_last_coordinator_cannot_leave(denise):
    with pytest.raises(TransitionRefused, match="seule personne référente"):
        denise.leave()
    assert Membership.objects.get(pk=denise.pk).is_coordinator


def test_coordinator_leaves_when_another_holds_the_keys(parc, denise):
    MembershipFactory(network=parc, coordinator=True)
    denise.leave()
    stored = Membership.objects.get(pk=denise.pk)
    assert (stored.status, stored.role) == (Status.LEFT, Membership.Role.MEMBER)


def test_coordinator_elsewhere_does_not_hold_the_keys_here(denise, emile):
    with pytest.raises(TransitionRefused):
        denise.leave()


def test_coordinator_who_left_does_not_hold_the_keys(parc, denise):
    MembershipFactory(network=parc, coordinator=True, status=Status.LEFT)
    with pytest.raises(TransitionRefused):
        denise.leave()


def test_appointed_member_coordinates_until_relieved(chloe):
    chloe.appoint()
    assert Membership.objects.get(pk=chloe.pk).is_coordinator
    chloe.relieve()
    assert not Membership.objects.get(pk=chloe.pk).is_coordinator


def test_neighbour_without_account_enters_with_their_consent(parc, denise, karim):
    with time_machine.travel(NOW, tick=False):
        odette = Membership.enter_without_account(
            parc,
            by=denise,
            first_name="Odette",
            last_name="Olivier",
            consent_manner=Membership.Consent.PAPER,
            godparent=karim,
        )
    stored = Membership.objects.get(pk=odette.pk)
    assert (stored.status, stored.user, stored.godparent) == (Status.ACTIVE, None, karim)
    assert (stored.consent_recorded_by, stored.consent_at) == (denise, NOW)
    assert stored.consent_manner == Membership.Consent.PAPER


def test_only_a_coordinator_enters_a_neighbour_without_account(parc, chloe):
    with pytest.raises(PermissionDenied):
        Membership.enter_without_account(
            parc, by=chloe, first_name="Odette", last_name="Olivier", consent_manner="paper"
        )
    assert not Membership.objects.filter(first_name="Odette").exists()


def test_database_keeps_no_one_without_account_whose_consent_nobody_took(parc):
    with pytest.raises(IntegrityError, match="has_consent"), transaction.atomic():
        MembershipFactory(network=parc, user=None)


def test_database_keeps_one_membership_per_person_and_network(parc, alice):
    with pytest.raises(IntegrityError, match="one_membership_per_user"), transaction.atomic():
        MembershipFactory(network=parc, user=alice.user)


def test_godparent_acts_for_the_godchild_and_nobody_else(karim, odile, chloe):
    people = {karim, odile, chloe}
    assert {person for person in people if karim.acts_for(person)} == {karim, odile}
    assert {person for person in people if odile.acts_for(person)} == {odile}
    assert set(Membership.objects.acted_for_by(karim)) == {karim, odile}


def test_new_version_of_the_charter_is_asked_again(parc, alice):
    assert alice.has_accepted_charter()
    CharterFactory(network=parc, version=1)
    assert not alice.has_accepted_charter()
    alice.accept_charter()
    assert alice.has_accepted_charter()
    CharterFactory(network=parc, version=2)
    assert not alice.has_accepted_charter()


def test_charter_accepted_twice_is_accepted_once(parc, alice):
    CharterFactory(network=parc, version=1)
    with time_machine.travel(NOW, tick=False):
        alice.accept_charter()
    alice.accept_charter()
    assert [yes.accepted_at for yes in CharterAcceptance.objects.all()] == [NOW]


def test_neighbours_see_a_first_name_and_an_initial(alice):
    assert (str(alice), alice.initials, alice.place) == ("Alice M.", "AM", "bât. B")


def test_member_may_belong_to_two_networks(fatou, zola):
    user = fatou.user
    assert set(user.memberships.model._base_manager.filter(user=user).values_list("network")) == {
        (fatou.network_id,),
        (zola.pk,),
    }


def test_address_of_an_account_is_one_whatever_its_capitals(db):
    UserFactory(email="Alice@Example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="alice@example.ORG")


def test_neighbours_stand_in_the_order_a_french_reader_expects(parc: Network, in_parc: None):
    for name in ("Fatou", "élodie", "Zoé", "Émile", "Denise"):
        MembershipFactory(network=parc, first_name=name)
    found = Membership.objects.by_name().values_list("first_name", flat=True)
    assert list(found) == ["Denise", "élodie", "Émile", "Fatou", "Zoé"]


def test_profile_sent_while_one_is_excluded_brings_nobody_back(alice, denise):
    form = ProfileForm({"first_name": "Alix", "last_name": "Morel"}, instance=alice)
    assert form.is_valid()
    Membership.objects.get(pk=alice.pk).exclude(by=denise, reason="Des cris.")
    form.save()
    stored = Membership.objects.get(pk=alice.pk)
    assert (stored.first_name, stored.status) == ("Alix", Status.EXCLUDED)


@pytest.mark.parametrize("way_out", ["leave", "exclude"])
def test_godparent_who_goes_acts_for_nobody_any_more(
    way_out: str, karim: Membership, odile: Membership, denise: Membership, in_parc: None
):
    if way_out == "leave":
        karim.leave()
    else:
        karim.exclude(by=denise, reason="Nous en avons parlé.")
    odile.refresh_from_db()
    assert odile.godparent is None
