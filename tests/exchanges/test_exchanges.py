"""An exchange, from the answer to the thanks: whose turn it is, and who may do what."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from coopere.lib.state import TransitionRefused
from exchanges.models import Exchange, Message
from members.models import Gesture, Membership
from offers.models import Offer
from tests.factories import ExchangeFactory, MembershipFactory, OfferFactory

Status, Turn = Exchange.Status, Exchange.Turn
NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)

# verb: (sides that may, status that it needs, status and turn that it leads to)
VERBS = {
    "agree": ({"owner"}, Status.PROPOSED, Status.AGREED, Turn.BOTH),
    "decline": ({"owner"}, Status.PROPOSED, Status.DECLINED, Turn.NONE),
    "withdraw": ({"answerer"}, Status.PROPOSED, Status.WITHDRAWN, Turn.NONE),
    "cancel": ({"owner", "answerer"}, Status.AGREED, Status.CANCELLED, Turn.NONE),
    "report_not_done": ({"owner", "answerer"}, Status.AGREED, Status.NOT_DONE, Turn.NONE),
    "confirm_done": ({"owner", "answerer"}, Status.AGREED, Status.AGREED, None),
}
ENDINGS = ["decline", "withdraw", "cancel", "report_not_done"]

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def make(alice, bachir):
    """`make("agreed")`: an exchange of Alice, who wrote the offer, and Bachir, who answered."""

    def exchange_in(status: str) -> Exchange:
        made = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status=status)
        return Exchange.objects.get(pk=made.pk)

    return exchange_in


def stored(exchange: Exchange) -> Exchange:
    return Exchange.objects.get(pk=exchange.pk)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", VERBS)
def test_verb_moves_an_exchange_from_the_right_states_only(make, verb, status):
    sides, needed, goal, turn = VERBS[verb]
    exchange = make(status)
    before = exchange.turn
    by = getattr(exchange, min(sides))
    if status == needed:
        getattr(exchange, verb)(by=by)
        assert stored(exchange).status == exchange.status == goal
        assert stored(exchange).turn == (turn or exchange.other_side(exchange.side_of(by)))
    else:
        with pytest.raises(TransitionRefused):
            getattr(exchange, verb)(by=by)
        assert (stored(exchange).status, stored(exchange).turn) == (status, before)


@pytest.mark.parametrize("who", ["owner", "answerer", "chloe", "denise", "emile", "karim"])
@pytest.mark.parametrize("verb", VERBS)
def test_verb_belongs_to_its_sides_only(make, request, verb, who):
    sides, needed, *_goal = VERBS[verb]
    exchange = make(needed)
    is_side = who in {"owner", "answerer"}
    by = getattr(exchange, who) if is_side else request.getfixturevalue(who)
    if who in sides:
        getattr(exchange, verb)(by=by)
    else:
        with pytest.raises(PermissionDenied):
            getattr(exchange, verb)(by=by)
        assert stored(exchange).status == needed


@pytest.mark.parametrize("verb", ENDINGS)
def test_ending_says_who_when_and_why(make, verb):
    sides, needed, *_goal = VERBS[verb]
    exchange = make(needed)
    by = getattr(exchange, min(sides))
    with time_machine.travel(NOW, tick=False):
        getattr(exchange, verb)(by=by, reason="J’ai trouvé ailleurs.")
    ended = stored(exchange)
    assert (ended.ended_by, ended.ended_at, ended.turn_since) == (by, NOW, NOW)
    assert ended.ended_reason == "J’ai trouvé ailleurs."


def test_agreement_says_who_and_when(make, alice):
    exchange = make(Status.PROPOSED)
    with time_machine.travel(NOW, tick=False):
        exchange.agree(by=alice)
    assert (stored(exchange).agreed_by, stored(exchange).agreed_at) == (alice, NOW)


# -- Answering ------------------------------------------------------------------------------------


def test_answer_is_an_exchange_that_awaits_the_owner(alice, bachir):
    offer = OfferFactory(author=alice)
    exchange = Exchange.answer(offer, by=bachir, text="Elle m’irait bien.")
    kept = stored(exchange)
    assert (kept.owner, kept.answerer, kept.offer) == (alice, bachir, offer)
    assert (kept.status, kept.turn) == (Status.PROPOSED, Turn.OWNER)
    assert [(said.author, said.text) for said in kept.messages.all()] == [
        (bachir, "Elle m’irait bien.")
    ]


def test_second_answer_while_the_first_lives_is_the_first(alice, bachir):
    offer = OfferFactory(author=alice)
    first = Exchange.answer(offer, by=bachir, text="Bonjour.")
    assert Exchange.answer(offer, by=bachir, text="Bonjour encore.") == first
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize("status", [*Exchange.Status.values])
def test_neighbour_answers_again_once_the_first_try_is_over(alice, bachir, status):
    offer = OfferFactory(author=alice, kind="loan")
    before = ExchangeFactory(offer=offer, answerer=bachir, status=status)
    again = Exchange.answer(offer, by=bachir, text="Et maintenant ?")
    assert (again == before) == (status in Exchange.LIVE)


def test_owner_does_not_agree_with_somebody_who_is_gone(make, alice, bachir):
    exchange = make(Status.PROPOSED)
    bachir.leave()
    with pytest.raises(TransitionRefused, match="ne fait plus partie du réseau"):
        stored(exchange).agree(by=alice)
    stored(exchange).decline(by=alice)
    assert stored(exchange).status == Status.DECLINED


def test_two_neighbours_answer_the_same_offer(alice, bachir, chloe):
    offer = OfferFactory(author=alice)
    exchanges = {Exchange.answer(offer, by=who, text="Bonjour.") for who in (bachir, chloe)}
    assert set(offer.exchanges.live()) == exchanges
    assert len(exchanges) == 2


def test_nobody_answers_their_own_offer(alice, odile, karim):
    for offer, by, person in [
        (OfferFactory(author=alice), alice, alice),
        (OfferFactory(author=odile), karim, karim),
        (OfferFactory(author=karim), karim, odile),
    ]:
        with pytest.raises(TransitionRefused, match="votre propre annonce"):
            Exchange.answer(offer, by=by, for_=person, text="Bonjour.")
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_offer_that_is_not_on_the_board_is_not_answered(alice, bachir, status):
    offer = OfferFactory(author=alice, status=status)
    with pytest.raises(TransitionRefused, match="n’a pas été envoyée"):
        Exchange.answer(offer, by=bachir, text="Bonjour.")


def test_offer_hidden_or_of_someone_in_pause_is_not_answered(alice, bachir, chloe, denise):
    hidden, resting = OfferFactory(author=alice), OfferFactory(author=chloe)
    hidden.hide(by=denise, reason="Non.")
    chloe.pause()
    for offer in (hidden, resting):
        with pytest.raises(TransitionRefused, match="n’a pas été envoyée"):
            Exchange.answer(offer, by=bachir, text="Bonjour.")


def test_neighbour_in_pause_comes_back_before_answering(alice, bachir):
    offer = OfferFactory(author=alice)
    bachir.pause()
    with pytest.raises(TransitionRefused, match="en pause"):
        Exchange.answer(offer, by=bachir, text="Bonjour.")
    bachir.resume()
    assert Exchange.answer(offer, by=bachir, text="Bonjour.").is_live


# -- The quantity ---------------------------------------------------------------------------------


def test_owner_never_agrees_to_more_than_there_is(alice):
    offer = OfferFactory(author=alice, quantity=2)
    first, second, third = ExchangeFactory.create_batch(3, offer=offer)
    first.agree(by=alice)
    second.agree(by=alice)
    with pytest.raises(TransitionRefused, match="Tout est déjà promis"):
        third.agree(by=alice)
    assert (stored(third).status, offer.remaining) == (Status.PROPOSED, 0)


@pytest.mark.parametrize("verb", ["cancel", "report_not_done"])
def test_promise_undone_is_free_for_the_next(alice, verb):
    offer = OfferFactory(author=alice)
    first, second = ExchangeFactory.create_batch(2, offer=offer)
    first.agree(by=alice)
    getattr(first, verb)(by=first.answerer)
    second.agree(by=alice)
    assert stored(second).status == Status.AGREED


def test_hands_offered_are_promised_without_limit(alice):
    offer = OfferFactory(author=alice, kind=Offer.Kind.SKILL, direction="proposed")
    for exchange in ExchangeFactory.create_batch(3, offer=offer):
        exchange.agree(by=alice)
    assert offer.exchanges.filter(status=Status.AGREED).count() == 3


# -- Whose turn, and the thread -------------------------------------------------------------------


def test_turn_passes_to_the_other_with_each_message(make, alice, bachir):
    exchange = make(Status.PROPOSED)
    turns = []
    with time_machine.travel(NOW, tick=False) as clock:
        for neighbour in (alice, bachir, bachir, alice):
            clock.shift(timedelta(minutes=1))
            Message.say(exchange, by=neighbour, text="Et samedi ?")
            turns.append((stored(exchange).turn, stored(exchange).turn_since))
    minutes = [NOW + timedelta(minutes=n) for n in (1, 2, 3, 4)]
    assert turns == list(zip(["answerer", "owner", "owner", "answerer"], minutes, strict=True))


def test_message_after_the_agreement_leaves_the_turn_with_both(make, bachir):
    exchange = make(Status.AGREED)
    Message.say(exchange, by=bachir, text="Je suis dans le hall.")
    assert stored(exchange).turn == Turn.BOTH


@pytest.mark.parametrize("status", Status.values)
def test_neighbours_talk_until_it_came_to_nothing(make, bachir, status):
    exchange = make(status)
    if status in Exchange.TALKING:
        Message.say(exchange, by=bachir, text="Encore un mot.")
    else:
        with pytest.raises(TransitionRefused, match="n’a pas été envoyé"):
            Message.say(exchange, by=bachir, text="Encore un mot.")
    said = exchange.messages.filter(text="Encore un mot.").count()
    assert said == (1 if status in Exchange.TALKING else 0)


@pytest.mark.parametrize("who", ["chloe", "denise", "emile"])
def test_thread_is_closed_to_everyone_else(make, request, who):
    exchange = make(Status.AGREED)
    with pytest.raises(PermissionDenied):
        Message.say(exchange, by=request.getfixturevalue(who), text="Bonjour !")
    assert exchange.messages.count() == 1


def test_message_sent_twice_is_said_once(make, bachir):
    exchange = make(Status.PROPOSED)
    token = Message(exchange=exchange).token
    for _click in range(2):
        Message.say(exchange, by=bachir, text="Demain ?", token=token)
    assert exchange.messages.filter(text="Demain ?").count() == 1


def test_exchanges_of_today_are_those_of_both_sides(make, alice, bachir, chloe):
    exchange = make(Status.PROPOSED)
    involved = {
        who for who in (alice, bachir, chloe) if exchange in Exchange.objects.involving(who)
    }
    assert involved == {alice, bachir}


@pytest.mark.parametrize(
    ("status", "awaited"),
    [("proposed", {"alice"}), ("agreed", {"alice", "bachir"}), ("done", set())],
)
def test_turn_of_says_who_is_awaited(make, alice, bachir, chloe, status, awaited):
    exchange = make(status)
    people = {"alice": alice, "bachir": bachir, "chloe": chloe}
    turn_of = Exchange.objects.turn_of
    assert {name for name, who in people.items() if exchange in turn_of(who)} == awaited


# -- Done -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("owner", "answerer"), ("answerer", "owner")])
def test_exchange_is_done_when_both_say_so_and_lights_one_window(make, parc, order):
    exchange = make(Status.AGREED)
    first, second = (getattr(exchange, side) for side in order)
    exchange.confirm_done(by=first)
    assert (stored(exchange).status, stored(exchange).turn) == (Status.AGREED, order[1])
    assert parc.count_lit_windows() == 0
    with time_machine.travel(NOW, tick=False):
        stored(exchange).confirm_done(by=second)
        assert parc.count_lit_windows() == 1
    assert (stored(exchange).status, stored(exchange).done_at) == (Status.DONE, NOW)


@pytest.mark.parametrize("side", ["owner", "answerer"])
def test_side_confirms_once(make, side):
    exchange = make(Status.AGREED)
    exchange.confirm_done(by=getattr(exchange, side))
    with pytest.raises(TransitionRefused, match="déjà confirmé"):
        exchange.confirm_done(by=getattr(exchange, side))
    assert (stored(exchange).status, Gesture.objects.count()) == (Status.AGREED, 0)


def test_window_carries_nobodys_name(make):
    make(Status.DONE)
    fields = {field.name for field in Gesture._meta.concrete_fields}
    assert fields == {"id", "network", "kind", "at"}
    assert Gesture.objects.count() == 1


@pytest.mark.parametrize("status", [status for status in Status.values if status != "done"])
def test_what_was_not_done_lights_no_window(make, status):
    make(status)
    assert Gesture.objects.count() == 0


# -- The godparent --------------------------------------------------------------------------------


def test_godparent_answers_and_acts_for_the_godchild(alice, karim, odile):
    exchange = Exchange.answer(OfferFactory(author=alice), by=karim, for_=odile, text="Pour Odile.")
    assert (stored(exchange).answerer, exchange.messages.get().author) == (odile, karim)
    assert set(Exchange.objects.involving(karim)) == {exchange}
    exchange.agree(by=alice)
    exchange.confirm_done(by=alice)
    exchange.confirm_done(by=karim)
    assert stored(exchange).status == Status.DONE


def test_godparent_agrees_for_the_godchild(karim, odile, bachir):
    exchange = ExchangeFactory(offer=OfferFactory(author=odile), answerer=bachir)
    assert set(Exchange.objects.turn_of(karim)) == {exchange}
    exchange.agree(by=karim)
    assert (stored(exchange).agreed_by, exchange.owner) == (karim, odile)


def test_nobody_answers_for_someone_who_is_not_their_godchild(alice, bachir, odile):
    with pytest.raises(PermissionDenied):
        Exchange.answer(OfferFactory(author=alice), by=bachir, for_=odile, text="Pour Odile.")
    assert not Exchange.objects.exists()


def test_godparent_of_before_acts_no_more(alice, karim, odile):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=odile)
    assert set(Exchange.objects.involving(karim)) == {exchange}
    odile.godparent = MembershipFactory(network=odile.network)
    odile.save()
    karim = Membership.objects.get(pk=karim.pk)
    assert set(Exchange.objects.involving(karim)) == set()
    with pytest.raises(PermissionDenied):
        stored(exchange).withdraw(by=karim)
