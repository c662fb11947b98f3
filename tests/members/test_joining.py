"""Coming in: with the code, an invitation, or a request."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from coopere.lib.state import TransitionRefused
from members.doors import find_invitation
from members.models import EntryAttempt, Invitation, Membership, Network, TooManyTries
from tests.factories import CharterFactory, InvitationFactory, MembershipFactory, UserFactory
from tests.mailbox import Mailbox

Policy, Status = Network.JoinPolicy, Membership.Status
NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_parc")


def ask(network: Network, user, **fields) -> Membership:
    return Membership.ask_to_join(network, user, first_name="Sami", last_name="Saïd", **fields)


@pytest.mark.parametrize(
    ("policy", "with_code", "status"),
    [
        (Policy.CODE, True, Status.ACTIVE),
        (Policy.CODE, False, Status.PENDING),
        (Policy.CODE_AND_YES, True, Status.PENDING),
        (Policy.CODE_AND_YES, False, Status.PENDING),
        (Policy.YES, True, Status.PENDING),
        (Policy.YES, False, Status.PENDING),
    ],
)
def test_newcomer_enters_as_the_network_chose(parc, sami, policy, with_code, status):
    parc.join_policy = policy
    joined = ask(parc, sami, with_code=with_code)
    stored = Membership.objects.get(pk=joined.pk)
    assert (stored.status, stored.with_code) == (status, with_code)
    assert (stored.joined_at is not None) == (status == Status.ACTIVE)


@pytest.mark.parametrize("state", [Network.State.PAUSED, Network.State.CLOSED])
def test_network_that_rests_takes_nobody(parc, sami, state):
    parc.state = state
    with pytest.raises(TransitionRefused, match="n’accueille personne"):
        ask(parc, sami, with_code=True)
    assert not Membership.objects.exists()


@pytest.mark.parametrize("status", Status.values)
def test_who_may_ask_again(parc, status):
    member = MembershipFactory(network=parc, status=status, role="coordinator")
    if status in {Status.DECLINED, Status.LEFT}:
        ask(parc, member.user)
        stored = Membership.objects.get(pk=member.pk)
        assert (stored.status, stored.role) == (Status.PENDING, Membership.Role.MEMBER)
    else:
        with pytest.raises(TransitionRefused):
            ask(parc, member.user)
        assert Membership.objects.get(pk=member.pk).status == status


def test_old_decision_is_gone_when_someone_asks_again(parc, paul, denise):
    paul.decline(by=denise, reason="Donnez votre bâtiment.")
    ask(parc, paul.user, request_text="Bâtiment C.")
    stored = Membership.objects.get(pk=paul.pk)
    assert (stored.request_text, stored.decision_reason) == ("Bâtiment C.", "")
    assert (stored.decided_by, stored.decided_at) == (None, None)


def test_declined_person_is_decided_about_again_even_with_the_code(parc, paul, denise):
    paul.decline(by=denise, reason="Vous n’habitez pas ici.")
    assert ask(parc, paul.user, with_code=True).status == Status.PENDING


def test_person_who_left_comes_back_with_the_code(parc, gaspard):
    back = ask(parc, gaspard.user, with_code=True)
    stored = Membership.objects.get(pk=gaspard.pk)
    assert (back.pk, stored.status, stored.left_at) == (gaspard.pk, Status.ACTIVE, None)


def test_newcomer_accepts_the_charter_in_force(parc, sami):
    CharterFactory(network=parc, version=1)
    CharterFactory(network=parc, version=2)
    joined = ask(parc, sami)
    assert [yes.charter.version for yes in joined.charter_acceptances.all()] == [2]


# -- The entry code -------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["PARCVERT", "parcvert", " parc vert ", "PARC-VERT", "Parc Vert"])
def test_code_is_accepted_as_people_copy_it(parc, typed):
    assert parc.accepts_code(typed)


@pytest.mark.parametrize("typed", ["", "PARCVER", "PARCVERTS", "QUARTMAN", "é", "ＰＡＲＣ"])
def test_code_that_is_another_is_refused(parc, zola, typed):
    assert not parc.accepts_code(typed)


def test_new_code_kills_the_old_one(parc):
    parc.regenerate_entry_code()
    stored = Network.objects.get(pk=parc.pk)
    assert not stored.accepts_code("PARCVERT")
    assert stored.accepts_code(stored.entry_code)


def test_codes_are_eight_letters_that_nobody_takes_for_others():
    from members.models.networks import new_entry_code

    codes = [new_entry_code() for _ in range(500)]
    assert {len(code) for code in codes} == {8}
    assert not set("".join(codes)) & set("0O1IL5S2Z")
    assert len(set(codes)) == 500


def test_ten_tries_in_a_quarter_of_an_hour_are_enough(sami):
    with time_machine.travel(NOW, tick=False) as clock:
        for _try in range(10):
            EntryAttempt.spend(sami, "192.0.2.1")
        with pytest.raises(TooManyTries):
            EntryAttempt.spend(sami, "192.0.2.1")
        clock.shift(timedelta(minutes=15))
        EntryAttempt.spend(sami, "192.0.2.1")


def test_tries_are_counted_by_person_wherever_they_are(sami):
    for number in range(10):
        EntryAttempt.spend(sami, f"192.0.2.{number}")
    with pytest.raises(TooManyTries):
        EntryAttempt.spend(sami, "192.0.2.99")
    EntryAttempt.spend(UserFactory(), "192.0.2.99")


def test_tries_are_counted_by_address_whoever_tries(db):
    for _person in range(10):
        EntryAttempt.spend(UserFactory(), "192.0.2.1")
    with pytest.raises(TooManyTries):
        EntryAttempt.spend(UserFactory(), "192.0.2.1")
    EntryAttempt.spend(UserFactory(), "192.0.2.2")


def test_address_of_a_try_is_not_kept_in_clear_and_soon_forgotten(sami):
    with time_machine.travel(NOW, tick=False) as clock:
        EntryAttempt.spend(sami, "192.0.2.1")
        assert "192.0.2.1" not in EntryAttempt.objects.get().address
        clock.shift(timedelta(minutes=16))
        EntryAttempt.spend(UserFactory(), "192.0.2.2")
        assert [attempt.user for attempt in EntryAttempt.objects.all()] != [sami]
        assert EntryAttempt.objects.count() == 1


# -- Invitations ----------------------------------------------------------------------------------


def test_invitation_opens_the_door_for_thirty_days(alice, chloe):
    with time_machine.travel(NOW, tick=False) as clock:
        invitation = InvitationFactory(sponsor=alice)
        clock.shift(timedelta(days=30) - timedelta(seconds=1))
        assert find_invitation(invitation.secret) == invitation
        clock.shift(timedelta(seconds=1))
        assert find_invitation(invitation.secret) is None
        with pytest.raises(TransitionRefused):
            invitation.use(by=chloe)


def test_invitation_taken_back_is_dead(alice, chloe):
    invitation = InvitationFactory(sponsor=alice)
    invitation.revoke(by=alice)
    assert find_invitation(invitation.secret) is None
    for late in (lambda: invitation.use(by=chloe), lambda: invitation.revoke(by=alice)):
        with pytest.raises(TransitionRefused):
            late()


def test_used_invitation_says_by_whom_and_is_dead(alice, chloe, bachir):
    invitation = InvitationFactory(sponsor=alice)
    invitation.use(by=chloe)
    assert Invitation.objects.get(pk=invitation.pk).used_by == chloe
    assert find_invitation(invitation.secret) is None
    for late in (lambda: invitation.use(by=bachir), lambda: invitation.revoke(by=alice)):
        with pytest.raises(TransitionRefused):
            late()
    assert Invitation.objects.get(pk=invitation.pk).used_by == chloe


@pytest.mark.parametrize("who", ["bachir", "denise", "emile"])
def test_invitation_is_taken_back_by_its_sponsor_only(alice, request, who):
    invitation = InvitationFactory(sponsor=alice)
    with pytest.raises(PermissionDenied):
        invitation.revoke(by=request.getfixturevalue(who))
    assert find_invitation(invitation.secret) == invitation


def test_invitation_of_someone_who_left_opens_nothing(alice, chloe):
    invitation = InvitationFactory(sponsor=alice)
    assert find_invitation(invitation.secret) == invitation
    alice.leave()
    assert find_invitation(invitation.secret) is None
    with pytest.raises(TransitionRefused):
        invitation.use(by=chloe)


def test_invitation_with_an_address_is_mailed_once(alice, mailbox):
    token = Invitation(network=alice.network, sponsor=alice).token
    for _click in range(2):
        made = Invitation.invite(by=alice, email="salome@example.org", token=token)
    assert [mail.to for mail in mailbox] == [["salome@example.org"]]
    assert made.url in mailbox[0].body
    assert Invitation.objects.count() == 1


def test_invitation_without_an_address_is_not_mailed(alice, mailbox):
    Invitation.invite(by=alice, first_name="Salomé")
    assert list(mailbox) == []


def test_members_manage_their_own_invitations(alice, bachir):
    mine, other = InvitationFactory(sponsor=alice), InvitationFactory(sponsor=bachir)
    assert set(Invitation.objects.managed_by(alice)) == {mine}
    assert set(Invitation.objects.managed_by(bachir)) == {other}


def test_secrets_of_invitations_are_never_the_same(alice):
    first = InvitationFactory(sponsor=alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(sponsor=alice, secret=first.secret)
    assert len(first.secret) >= 20


def test_invitations_by_mail_are_ten_a_day_and_the_link_remains(
    alice: Membership, in_parc: None, mailbox: Mailbox
):
    for number in range(10):
        Invitation.invite(by=alice, email=f"ami{number}@example.org")
    with pytest.raises(TransitionRefused, match="Dix invitations"):
        Invitation.invite(by=alice, email="encore@example.org")
    assert Invitation.invite(by=alice, first_name="Léo").is_live
    assert len(mailbox) == 10
