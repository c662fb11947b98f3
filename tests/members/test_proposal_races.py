"""At the staff's desk, at the same moment: of one proposal there is one network."""

import pytest

from coopere.lib.state import TransitionRefused
from members.models import Membership, Network, Proposal
from tests.factories import ProposalFactory
from tests.members.test_proposals import WISH
from tests.racing import WON, Meeting, racing

pytestmark = pytest.mark.django_db(transaction=True)


def accept(pk: int) -> None:
    Proposal.objects.get(pk=pk).accept()


def founded() -> list[Network]:
    return list(Network._base_manager.exclude(proposal=None))


def test_two_who_accept_at_once_make_one_network(parc, mailbox):
    with racing(parc) as race:
        for count in range(1, 11):
            made = ProposalFactory()
            ended = race(lambda: accept(made.pk), lambda: accept(made.pk))  # noqa: B023
            assert sorted(ended) == ["TransitionRefused", WON]
            assert len(founded()) == Membership._base_manager.count() == count
            assert len(mailbox.to(made.proposer.email)) == 1


def test_without_its_guard_both_would_go_on_and_only_the_key_stops_one(parc, monkeypatch):
    """The control: whoever looks first and writes later is not alone."""
    met = Meeting()

    def look_then_write(self, *, from_, refused="", **changes):
        if Proposal.objects.get(pk=self.pk).status not in from_:
            raise TransitionRefused
        met.wait()
        Proposal.objects.filter(pk=self.pk).update(**changes)

    monkeypatch.setattr(Proposal, "_move", look_then_write)
    made = ProposalFactory()
    with racing(parc) as race:
        ended = race(lambda: accept(made.pk), lambda: accept(made.pk))
    assert sorted(ended) == ["IntegrityError", WON]
    assert len(founded()) == 1


def test_yes_and_withdrawal_at_once_are_one_of_the_two(parc):
    with racing(parc) as race:
        for _round in range(10):
            made = ProposalFactory()
            ended = race(
                lambda: accept(made.pk),  # noqa: B023
                lambda: Proposal.objects.get(pk=made.pk).withdraw(by=made.proposer),  # noqa: B023
            )
            assert sorted(ended) == ["TransitionRefused", WON]
            accepted = Proposal.objects.get(pk=made.pk).status == "accepted"
            assert accepted == Network._base_manager.filter(proposal=made).exists()


def test_proposals_sent_at_once_are_three_at_most(parc, sami):
    def propose():
        Proposal.propose(by=sami, **WISH)

    with racing(parc, runners=5) as race:
        ended = race(*[propose] * 5)
    assert (ended.count(WON), ended.count("TransitionRefused")) == (3, 2)
    assert Proposal.objects.count() == 3


def test_two_networks_of_one_name_at_once_have_two_addresses(parc):
    first, second = ProposalFactory.create_batch(2)
    with racing(parc) as race:
        assert race(lambda: accept(first.pk), lambda: accept(second.pk)) == [WON, WON]
    assert {network.slug for network in founded()} == {
        "massy-les-graviers",
        "massy-les-graviers-2",
    }
