"""At the door, at the same moment: ten tries are ten, and a key opens once."""

import pytest

from members.models import EntryAttempt, Invitation, Membership
from tests.factories import InvitationFactory, MembershipFactory, UserFactory
from tests.racing import WON, racing
from tests.tenants import rows_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_tries_of_one_person_at_once_are_ten_exactly(parc, sami):
    with racing(parc, runners=8) as race:
        ended = [race(*[lambda: EntryAttempt.spend(sami, "192.0.2.1")] * 8) for _ in range(4)]
    assert sum(each.count(WON) for each in ended) == 10
    assert sum(each.count("TooManyTries") for each in ended) == 22


def test_tries_from_one_address_at_once_are_ten_exactly(parc):
    people = UserFactory.create_batch(16)
    tries = [lambda person=person: EntryAttempt.spend(person, "192.0.2.1") for person in people]
    with racing(parc, runners=8) as race:
        ended = race(*tries[:8]) + race(*tries[8:])
    assert ended.count(WON) == 10
    assert ended.count("TooManyTries") == 6


def test_invitation_opens_the_door_to_one_of_two(parc, alice, bachir, chloe):
    invitation = InvitationFactory(sponsor=alice)

    def use(person: Membership):
        Invitation.objects.get(pk=invitation.pk).use(by=person)

    with racing(parc) as race:
        for _round in range(20):
            ended = race(lambda: use(bachir), lambda: use(chloe))
            assert sorted(ended) == ["TransitionRefused", WON]
            rows_of(Invitation, parc).update(used_at=None, used_by=None)


def test_two_last_coordinators_leaving_at_once_leave_one_with_the_keys(parc, denise):
    nadia = MembershipFactory(network=parc, coordinator=True)
    keys = [denise.pk, nadia.pk]

    def leave(pk: int):
        Membership.objects.get(pk=pk).leave()

    with racing(parc) as race:
        for _round in range(20):
            ended = race(*[lambda pk=pk: leave(pk) for pk in keys])
            assert sorted(ended) == ["TransitionRefused", WON]
            rows_of(Membership, parc).update(status="active", role="coordinator", left_at=None)


def test_one_request_sent_twice_at_once_is_one_membership(parc, sami):
    def ask():
        Membership.ask_to_join(parc, sami, first_name="Sami", last_name="Saïd")

    with racing(parc) as race:
        ended = race(ask, ask)
    assert WON in ended
    assert set(ended) <= {WON, "TransitionRefused"}
    assert rows_of(Membership, parc).count() == 1
