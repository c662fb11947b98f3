"""An offer: who may do what with it, in which state, and who sees it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from coopere.lib.state import TransitionRefused
from offers.models import Offer
from tests.factories import ExchangeFactory, MembershipFactory, OfferFactory

Status, Kind, Direction = Offer.Status, Offer.Kind, Offer.Direction
NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)

# verb: (the states in which it may happen, the state that it leads to)
TRANSITIONS = {
    "publish": ({Status.DRAFT}, Status.OPEN),
    "close": ({Status.OPEN}, Status.CLOSED),
    "reopen": ({Status.CLOSED}, Status.OPEN),
}
WORDS = {"close": {"closed_as": "fulfilled"}, "edit": {"title": "Autre chose"}}
VERBS = [*TRANSITIONS, "edit"]
READY = {
    "publish": Status.DRAFT,
    "close": Status.OPEN,
    "reopen": Status.CLOSED,
    "edit": Status.OPEN,
}

pytestmark = pytest.mark.usefixtures("in_parc")


def do(verb: str, offer: Offer, by) -> None:
    getattr(offer, verb)(by=by, **WORDS.get(verb, {}))


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", TRANSITIONS)
def test_verb_moves_an_offer_from_the_right_states_only(alice, verb, status):
    allowed, goal = TRANSITIONS[verb]
    offer = OfferFactory(author=alice, status=status)
    if status in allowed:
        do(verb, offer, alice)
    else:
        with pytest.raises(TransitionRefused):
            do(verb, offer, alice)
    stored = Offer.objects.get(pk=offer.pk)
    assert stored.status == offer.status == (goal if status in allowed else status)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["bachir", "denise", "karim", "emile"])
def test_offer_is_its_authors_to_change(alice, request, verb, who):
    offer = OfferFactory(author=alice, title="Perceuse", status=READY[verb])
    with pytest.raises(PermissionDenied):
        do(verb, offer, request.getfixturevalue(who))
    stored = Offer.objects.get(pk=offer.pk)
    assert (stored.status, stored.title) == (READY[verb], "Perceuse")


@pytest.mark.parametrize("verb", VERBS)
def test_godparent_acts_for_the_godchild(odile, karim, verb):
    offer = OfferFactory(author=odile, status=READY[verb])
    do(verb, offer, karim)
    assert Offer.objects.get(pk=offer.pk).updated_at >= offer.created_at


@pytest.mark.parametrize("verb", ["publish", "reopen"])
def test_published_offer_is_new_at_that_moment(alice, verb):
    offer = OfferFactory(author=alice, status=READY[verb])
    with time_machine.travel(NOW, tick=False):
        do(verb, offer, alice)
    assert Offer.objects.get(pk=offer.pk).published_at == NOW


def test_edited_offer_keeps_everything_else(alice):
    offer = OfferFactory(author=alice, title="Perceuse", text="Avec ses mèches.")
    with time_machine.travel(NOW, tick=False):
        offer.edit(by=alice, title="Perceuse et mèches")
    stored = Offer.objects.get(pk=offer.pk)
    assert (stored.title, stored.text) == ("Perceuse et mèches", "Avec ses mèches.")
    assert (stored.updated_at, stored.published_at) == (NOW, offer.published_at)


def test_closed_offer_says_why_until_it_is_open_again(alice):
    offer = OfferFactory(author=alice)
    offer.close(by=alice, closed_as="fulfilled")
    assert Offer.objects.get(pk=offer.pk).closed_as == "fulfilled"
    offer.reopen(by=alice)
    assert Offer.objects.get(pk=offer.pk).closed_as == ""


# -- Hidden by a coordinator ----------------------------------------------------------------------


def test_coordinator_hides_and_restores_with_a_reason(alice, denise):
    offer = OfferFactory(author=alice)
    with time_machine.travel(NOW, tick=False):
        offer.hide(by=denise, reason="Pas de médicaments ici.")
    hidden = Offer.objects.get(pk=offer.pk)
    assert (hidden.hidden_at, hidden.hidden_by) == (NOW, denise)
    assert hidden.hidden_reason == "Pas de médicaments ici."
    offer.restore(by=denise)
    shown = Offer.objects.get(pk=offer.pk)
    assert (shown.hidden_at, shown.hidden_by, shown.hidden_reason) == (None, None, "")


@pytest.mark.parametrize("who", ["alice", "chloe", "emile"])
def test_only_a_coordinator_of_the_network_hides(alice, request, who):
    offer, by = OfferFactory(author=alice), request.getfixturevalue(who)
    for act in (lambda: offer.hide(by=by, reason="Non."), lambda: offer.restore(by=by)):
        with pytest.raises(PermissionDenied):
            act()
    assert Offer.objects.get(pk=offer.pk).is_open


def test_site_staff_may_hide_too(alice):
    offer = OfferFactory(author=alice)
    offer.hide(by=None, reason="À la demande d’un juge.")
    assert not Offer.objects.get(pk=offer.pk).is_open


def test_offer_is_hidden_once_and_restored_once(alice, denise):
    offer = OfferFactory(author=alice)
    with pytest.raises(TransitionRefused):
        offer.restore(by=denise)
    offer.hide(by=denise, reason="Non.")
    with pytest.raises(TransitionRefused):
        offer.hide(by=denise, reason="Encore non.")
    assert Offer.objects.get(pk=offer.pk).hidden_reason == "Non."


# -- Who sees what --------------------------------------------------------------------------------


@pytest.fixture
def offers(alice, denise, odile) -> dict[str, Offer]:
    made = {status: OfferFactory(author=alice, status=status) for status in Status.values}
    made["hidden"] = OfferFactory(author=alice)
    made["hidden"].hide(by=denise, reason="Non.")
    paused = MembershipFactory(network=alice.network)
    made["of one in pause"] = OfferFactory(author=paused)
    paused.pause()
    made["of the godchild"] = OfferFactory(author=odile, status="draft")
    return made


ALICES = {"draft", "open", "closed", "hidden"}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("alice", ALICES),
        ("bachir", {"open"}),
        ("denise", {"open"}),
        ("karim", {"open", "of the godchild"}),
    ],
)
def test_neighbours_see_what_is_open_and_what_is_theirs(offers, request, who, seen):
    member = request.getfixturevalue(who)
    visible = set(Offer.objects.visible_to(member))
    assert {name for name, offer in offers.items() if offer in visible} == seen


def test_board_shows_what_can_be_answered(offers):
    assert set(Offer.objects.open()) == {offers["open"]}


def test_offers_come_back_when_the_pause_ends(offers):
    offer = offers["of one in pause"]
    offer.author.resume()
    assert set(Offer.objects.open()) == {offers["open"], offer}


@pytest.mark.parametrize("goodbye", ["leave", "exclude"])
def test_offers_of_someone_who_is_gone_are_not_on_the_board(alice, denise, goodbye):
    OfferFactory(author=alice)
    assert Offer.objects.open().count() == 1
    alice.leave() if goodbye == "leave" else alice.exclude(by=denise, reason="Des insultes.")
    assert Offer.objects.open().count() == 0


# -- What is left ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "direction", "limited"),
    [
        (Kind.SKILL, Direction.PROPOSED, False),
        (Kind.HELPING_HAND, Direction.PROPOSED, False),
        (Kind.DONATION, Direction.PROPOSED, True),
        (Kind.LOAN, Direction.PROPOSED, True),
        (Kind.SKILL, Direction.SOUGHT, True),
        (Kind.HELPING_HAND, Direction.SOUGHT, True),
        (Kind.DONATION, Direction.SOUGHT, True),
        (Kind.LOAN, Direction.SOUGHT, True),
    ],
)
def test_things_and_requests_are_limited_and_hands_offered_are_not(alice, kind, direction, limited):
    offer = OfferFactory(author=alice, kind=kind, direction=direction, quantity=2)
    assert offer.remaining == (2 if limited else None)


@pytest.mark.parametrize(
    ("kind", "used_up"), [(Kind.DONATION, {"agreed", "done"}), (Kind.LOAN, {"agreed"})]
)
def test_given_thing_is_gone_and_lent_thing_comes_back(alice, kind, used_up):
    for status in ("proposed", "agreed", "done", "not_done", "declined", "withdrawn", "cancelled"):
        offer = OfferFactory(author=alice, kind=kind, quantity=3)
        ExchangeFactory(offer=offer, status=status)
        assert offer.remaining == (2 if status in used_up else 3), status


@pytest.mark.parametrize("quantity", [0, 100])
def test_quantity_stays_between_one_and_ninety_nine(alice, quantity):
    with pytest.raises(IntegrityError, match="quantity"), transaction.atomic():
        OfferFactory(author=alice, quantity=quantity)


def test_form_sent_twice_makes_one_offer_of_ones_own_only(karim, odile):
    token = Offer(author=karim).token
    said = {"network": karim.network, "kind": "loan", "direction": "proposed", "title": "Échelle"}
    first, is_new = Offer.create_once(token=token, author=karim, **said)
    again, is_new_again = Offer.create_once(token=token, author=karim, **said)
    assert (first, is_new, is_new_again) == (again, True, False)
    hers, is_new_for_her = Offer.create_once(token=token, author=odile, **said)
    assert (hers.author, is_new_for_her, hers != first) == (odile, True, True)


def test_form_that_one_went_back_to_and_changed_loses_nothing(alice):
    token = Offer(author=alice).token
    said = {"network": alice.network, "kind": "loan", "direction": "proposed", "author": alice}
    for title in ("Échelle", "Escabeau", "Échelle"):
        Offer.create_once(token=token, title=title, **said)
    assert sorted(Offer.objects.values_list("title", flat=True)) == ["Escabeau", "Échelle"]


def test_row_that_another_rule_refuses_is_refused(alice):
    with pytest.raises(IntegrityError, match="quantity"), transaction.atomic():
        Offer.create_once(token=None, network=alice.network, author=alice, quantity=0)


@pytest.mark.parametrize(
    ("kind", "direction", "said"),
    [
        ("donation", "proposed", "Don · Je donne"),
        ("loan", "proposed", "Prêt · Je prête"),
        ("skill", "proposed", "Compétence · Je propose"),
        ("helping_hand", "sought", "Coup de main · Je cherche"),
    ],
)
def test_card_says_kind_and_direction_in_words(kind, direction, said):
    assert Offer(kind=kind, direction=direction).sentence_kind == said
