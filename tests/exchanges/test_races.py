"""Two neighbours at the same moment: what is limited is never given twice."""

from collections import Counter
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from exchanges.models import ContactShare, Exchange, Message, Thanks
from members.models import Gesture, Network
from members.scoping import in_network
from tests.factories import ExchangeFactory, OfferFactory
from tests.racing import WON, Meeting, racing
from tests.tenants import rows_of

ROUNDS = 200
Status = Exchange.Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claims(alice, bachir, chloe) -> list[int]:
    """The last baby bed, and two neighbours who ask for it."""
    offer = OfferFactory(author=alice, title="Lit de bébé", quantity=1)
    return [ExchangeFactory(offer=offer, answerer=person).pk for person in (bachir, chloe)]


def say_yes(pk: int) -> None:
    exchange = Exchange.objects.get(pk=pk)
    exchange.agree(by=exchange.owner)


def agreed_in(network: Network) -> int:
    return rows_of(Exchange, network).filter(status=Status.AGREED).count()


def test_last_one_is_promised_to_one_of_two_each_time(parc, claims):
    first, second = claims
    with racing(parc) as race:
        for _round in range(ROUNDS):
            ended = race(lambda: say_yes(first), lambda: say_yes(second))
            assert sorted(ended) == ["TransitionRefused", WON]
            assert agreed_in(parc) == 1
            rows_of(Exchange, parc).update(status=Status.PROPOSED, agreed_at=None)


@pytest.mark.parametrize(("lock", "promised"), [("held", 1), ("taken away", 2)])
def test_it_is_the_lock_on_the_offer_that_keeps_the_promise(
    parc, claims, monkeypatch, lock, promised
):
    """Both count before either writes: without the lock, one bed is promised twice."""
    meeting, move = Meeting(), Exchange._move

    def meet_then_move(self, **changes):
        meeting.wait()
        move(self, **changes)

    monkeypatch.setattr(Exchange, "_move", meet_then_move)
    if lock == "taken away":
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    with racing(parc) as race:
        race(*[lambda pk=pk: say_yes(pk) for pk in claims])
    assert agreed_in(parc) == promised


def test_yes_and_a_withdrawal_at_once_leave_one_of_the_two(parc, claims):
    def withdraw():
        exchange = Exchange.objects.get(pk=claims[0])
        exchange.withdraw(by=exchange.answerer)

    with racing(parc) as race:
        for _round in range(20):
            ended = race(lambda: say_yes(claims[0]), withdraw)
            assert sorted(ended) == ["TransitionRefused", WON]
            rows_of(Exchange, parc).update(status=Status.PROPOSED, agreed_at=None)


@pytest.mark.parametrize("tokens", ["one form", "two forms"])
def test_answer_sent_twice_at_once_is_one_exchange(parc, alice, bachir, tokens):
    offer = OfferFactory(author=alice)
    token = uuid4() if tokens == "one form" else None

    def answer():
        return Exchange.answer(offer, by=bachir, text="Bonjour !", token=token)

    with racing(parc, runners=4) as race:
        assert race(*[answer] * 4) == [WON] * 4
    assert rows_of(Exchange, parc).count() == rows_of(Message, parc).count() == 1


def test_message_sent_twice_at_once_is_said_once(parc, claims):
    token = uuid4()

    def say():
        exchange = Exchange.objects.get(pk=claims[0])
        Message.say(exchange, by=exchange.answerer, text="Demain ?", token=token)

    with racing(parc, runners=4) as race:
        assert race(*[say] * 4) == [WON] * 4
    assert rows_of(Message, parc).filter(text="Demain ?").count() == 1


def test_both_sides_confirming_at_once_light_one_window(parc, claims):
    def confirm(side: str):
        exchange = Exchange.objects.get(pk=claims[0])
        exchange.confirm_done(by=getattr(exchange, side))

    with racing(parc) as race:
        for lit in range(1, 21):
            race(lambda: say_yes(claims[0]))
            ended = race(lambda: confirm("owner"), lambda: confirm("answerer"))
            assert ended == [WON, WON]
            assert rows_of(Gesture, parc).count() == lit
            rows_of(Exchange, parc).update(
                status=Status.PROPOSED,
                agreed_at=None,
                done_at=None,
                owner_done_at=None,
                answerer_done_at=None,
            )


def test_one_side_confirming_twice_at_once_is_counted_once(parc, claims):
    say_yes_in(parc, claims[0])

    def confirm():
        exchange = Exchange.objects.get(pk=claims[0])
        exchange.confirm_done(by=exchange.owner)

    with racing(parc) as race:
        assert sorted(race(confirm, confirm)) == ["TransitionRefused", WON]
    assert rows_of(Gesture, parc).count() == 0


def test_thanks_and_contacts_sent_twice_at_once_are_kept_once(parc, alice, bachir):
    done = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status=Status.DONE)

    def thank():
        Thanks.thank(done, by=bachir, text="Merci !")

    def share():
        ContactShare.share(done, by=bachir, what="phone")

    with racing(parc, runners=4) as race:
        assert Counter(race(thank, thank, share, share)) == {WON: 4}
    assert rows_of(Thanks, parc).count() == rows_of(ContactShare, parc).count() == 1


def say_yes_in(network: Network, pk: int) -> None:
    with in_network(network):
        say_yes(pk)
