"""Needs and pledges: what is missing, what is promised, what came, and who may know."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from coopere.lib.state import TransitionRefused
from events.models import Need, Pledge, Shift
from events.models.need import TooMuch
from members.models import Gesture, Notification
from tests.factories import (
    CollectionFactory,
    DropPointFactory,
    NeedFactory,
    PledgeFactory,
    VolunteerSlotFactory,
)
from tests.reading import SPACES

pytestmark = pytest.mark.usefixtures("in_parc")
KG = Decimal


@pytest.fixture
def apples(alice) -> Need:
    """Fifty kilos and no more, for Alice's collection."""
    return NeedFactory(collection__created_by=alice, label="Pommes", unit="kg", target=KG(50))


@pytest.fixture
def volunteer(apples, denise):
    """Denise holds the drop-off point."""
    Shift.sign_up(VolunteerSlotFactory(point__collection=apples.collection), by=denise)
    return denise


def stand(need: Need) -> tuple[Decimal, Decimal, Decimal]:
    """What counts, what came, what is missing."""
    shown = Need.objects.with_progress().get(pk=need.pk)
    asked = Need.objects.get(pk=need.pk)
    assert (shown.counted, shown.received) == (asked.counted, asked.received)
    return shown.counted, shown.received, shown.remaining


def told(kind: str) -> list[str]:
    return sorted(notice.to.first_name for notice in Notification.objects.filter(kind=kind))


# -- Promising ------------------------------------------------------------------------------------


def test_promise_counts_and_the_organisers_are_told_once_while_unread(apples, alice, bachir, chloe):
    for giver in (bachir, chloe):
        Pledge.promise(apples, by=giver, amount=KG("2.5"))
    assert stand(apples) == (5, 0, 45)
    assert told("pledged") == ["Alice"]


def test_more_than_is_missing_is_refused_with_what_is_missing(apples, bachir, chloe):
    Pledge.promise(apples, by=bachir, amount=KG("47.5"))
    with pytest.raises(TooMuch, match="plus que 2,5\u00a0kg") as refused:
        Pledge.promise(apples, by=chloe, amount=KG(3))
    Pledge.promise(apples, by=chloe, amount=refused.value.missing)
    with pytest.raises(TooMuch, match="Tout est déjà promis"):
        Pledge.promise(apples, by=chloe, amount=KG("0.01"))
    assert stand(apples) == (50, 0, 0)


def test_where_a_surplus_is_welcome_there_may_be_more(alice, bachir):
    rice = NeedFactory(collection__created_by=alice, target=KG(3), surplus_welcome=True)
    Pledge.promise(rice, by=bachir, amount=KG(10))
    assert stand(rice) == (10, 0, 0)
    assert (rice.share, rice.is_open) == (100, True)


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("0", "zéro"), ("-1", "zéro"), ("10000.01", "beaucoup"), ("1.001", "deux chiffres")],
)
def test_amount_that_cannot_be_is_refused_by_the_verb_too(apples, bachir, amount, sentence):
    with pytest.raises(TransitionRefused, match=sentence):
        Pledge.promise(apples, by=bachir, amount=KG(amount))
    assert not Pledge.objects.exists()


def test_half_a_piece_is_no_piece(alice, bachir):
    need = NeedFactory(collection__created_by=alice)
    with pytest.raises(TransitionRefused, match="sans virgule"):
        Pledge.promise(need, by=bachir, amount=KG("2.5"))
    with pytest.raises(TransitionRefused, match="sans virgule"):
        need.edit(by=alice, target=KG("2.5"))
    with pytest.raises(IntegrityError, match="need_whole_pieces"), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(target=KG("2.5"))


def test_form_sent_twice_is_one_promise_even_when_nothing_is_missing_after_it(apples, bachir):
    token = uuid4()
    made = {Pledge.promise(apples, by=bachir, amount=KG(50), token=token) for _ in range(2)}
    assert made == set(Pledge.objects.all())
    assert len(made) == 1


def test_godparent_promises_for_a_neighbour_without_e_mail_and_for_nobody_else(
    apples, karim, odile, bachir
):
    pledge = Pledge.promise(apples, by=karim, for_=odile, amount=KG(2))
    assert (pledge.member, pledge.entered_by) == (odile, karim)
    pledge.change(by=karim, amount=KG(3))
    with pytest.raises(PermissionDenied):
        Pledge.promise(apples, by=karim, for_=bachir, amount=KG(2))
    with pytest.raises(PermissionDenied):
        pledge.withdraw(by=bachir)
    pledge.deliver(by=apples.collection.created_by, amount=KG(3))
    assert [notice.reader for notice in Notification.objects.filter(kind="pledge_taken")] == [karim]


def test_nobody_promises_in_pause_or_before_it_opens_or_past_its_end(apples, alice, bachir):
    collection = CollectionFactory(created_by=alice, status="preparing")
    with pytest.raises(TransitionRefused, match="pas encore ouverte"):
        Pledge.promise(collection.needs.get(), by=bachir, amount=KG(1))
    day_after = apples.collection.closes_on + timedelta(days=1)
    with time_machine.travel(day_after), pytest.raises(TransitionRefused, match="finie"):
        Pledge.promise(apples, by=bachir, amount=KG(1))
    bachir.pause()
    with pytest.raises(TransitionRefused, match="en pause"):
        Pledge.promise(apples, by=bachir, amount=KG(1))
    bachir.resume()
    assert Pledge.promise(apples, by=bachir, amount=KG(1)).is_live


def test_promise_is_brought_to_a_point_of_its_own_collection(apples, bachir):
    here, elsewhere = DropPointFactory(collection=apples.collection), DropPointFactory()
    with pytest.raises(PermissionDenied):
        Pledge.promise(apples, by=bachir, amount=KG(1), point=elsewhere)
    assert Pledge.promise(apples, by=bachir, amount=KG(1), point=here).point == here


# -- Changing and taking back ---------------------------------------------------------------------


def test_promise_is_raised_as_far_as_is_missing_lowered_and_withdrawn(apples, bachir, chloe):
    Pledge.promise(apples, by=chloe, amount=KG(40))
    mine = Pledge.promise(apples, by=bachir, amount=KG(4))
    mine.change(by=bachir, amount=KG(10))
    with pytest.raises(TooMuch):
        mine.change(by=bachir, amount=KG("10.5"))
    mine.change(by=bachir, amount=KG(1))
    assert stand(apples) == (41, 0, 9)
    mine.withdraw(by=bachir)
    assert stand(apples) == (40, 0, 10)
    for act in (lambda: mine.withdraw(by=bachir), lambda: mine.change(by=bachir, amount=KG(1))):
        with pytest.raises(TransitionRefused, match="retirée"):
            act()


def test_of_a_promise_that_came_in_part_the_rest_is_withdrawn(apples, alice, bachir):
    pledge = PledgeFactory(need=apples, member=bachir, amount=KG(5), delivered=KG(2))
    with pytest.raises(TransitionRefused, match="déjà apporté 2\u00a0kg"):
        pledge.change(by=bachir, amount=KG(1))
    pledge.withdraw(by=bachir)
    assert (pledge.status, pledge.amount, pledge.delivered) == ("delivered", 2, 2)
    assert stand(apples) == (2, 2, 48)


def test_promise_is_lowered_after_closing_and_never_raised(apples, alice, bachir):
    pledge = Pledge.promise(apples, by=bachir, amount=KG(5))
    apples.collection.close(by=alice)
    pledge.change(by=bachir, amount=KG(4))
    with pytest.raises(TransitionRefused, match="finie"):
        pledge.change(by=bachir, amount=KG(5))
    apples.collection.publish_report(by=alice, text="Merci.")
    for act in (lambda: pledge.change(by=bachir, amount=KG(1)), lambda: pledge.withdraw(by=bachir)):
        with pytest.raises(TransitionRefused, match="ne changent plus"):
            act()


# -- Bringing -------------------------------------------------------------------------------------


def test_promise_comes_in_parts_and_lights_one_window(apples, volunteer, bachir):
    pledge = Pledge.promise(apples, by=bachir, amount=KG(5))
    pledge.deliver(by=volunteer, amount=KG(2))
    assert (pledge.status, pledge.expected) == ("promised", 3)
    assert stand(apples) == (5, 2, 45)
    pledge.deliver(by=volunteer, amount=KG(3))
    assert (pledge.status, pledge.delivered_to) == ("delivered", volunteer)
    assert stand(apples) == (5, 5, 45)
    assert Gesture.objects.filter(kind="pledge").count() == 1
    assert told("pledge_taken") == ["Bachir"]


def test_more_than_was_promised_is_taken_as_far_as_it_is_missing(apples, volunteer, bachir, chloe):
    Pledge.promise(apples, by=chloe, amount=KG(40))
    pledge = Pledge.promise(apples, by=bachir, amount=KG(5))
    with pytest.raises(TooMuch) as refused:
        pledge.deliver(by=volunteer, amount=KG(11))
    assert refused.value.missing == 5
    pledge.deliver(by=volunteer, amount=KG(10))
    assert (pledge.status, pledge.amount, pledge.delivered) == ("delivered", 5, 10)
    assert stand(apples) == (50, 10, 0)


def test_rest_that_will_not_come_is_missing_again(apples, volunteer, bachir, chloe):
    pledge = PledgeFactory(need=apples, member=bachir, amount=KG(5), delivered=KG(2))
    never = Pledge.promise(apples, by=chloe, amount=KG(3))
    for row in (pledge, never):
        with pytest.raises(PermissionDenied):
            row.rest_will_not_come(by=bachir)
        row.rest_will_not_come(by=volunteer)
    assert (pledge.status, never.status) == ("delivered", "withdrawn")
    assert stand(apples) == (2, 2, 48)


def test_same_bag_noted_twice_is_noted_once(apples, volunteer, alice, bachir):
    pledge = Pledge.promise(apples, by=bachir, amount=KG(5))
    for _number in range(2):
        pledge.deliver(by=volunteer, amount=KG(3), before=KG(0))
    with pytest.raises(TransitionRefused, match="vient de noter 3\u00a0kg"):
        pledge.deliver(by=alice, amount=KG(2), before=KG(0))
    pledge.deliver(by=alice, amount=KG(2), before=KG(3))
    assert stand(apples) == (5, 5, 45)


def test_what_was_noted_by_mistake_is_set_right_and_its_window_put_out(apples, volunteer, bachir):
    pledge = PledgeFactory(need=apples, member=bachir, amount=KG(5), delivered=KG(5))
    pledge.correct(by=volunteer, delivered=KG(3))
    assert (pledge.status, *stand(apples)) == ("promised", 5, 3, 45)
    pledge.correct(by=volunteer, delivered=KG(0))
    assert (pledge.delivered_at, pledge.delivered_to) == (None, None)
    assert (pledge.status, *stand(apples)) == ("promised", 5, 0, 45)
    assert not Gesture.objects.filter(kind="pledge").exists()


def test_passing_by_counts_without_a_promise(apples, volunteer, alice):
    token = uuid4()
    said = {"by": volunteer, "amount": KG("1.5"), "name": "Une dame du 4", "token": token}
    made = {Pledge.bring_without_pledge(apples, **said) for _number in range(2)}
    passing = made.pop()
    assert not made
    assert (passing.is_passing_by, passing.status) == (True, "delivered")
    assert stand(apples) == (KG("1.5"), KG("1.5"), KG("48.5"))
    with pytest.raises(TooMuch):
        Pledge.bring_without_pledge(apples, by=alice, amount=KG(49))
    passing.correct(by=alice, delivered=KG(1))
    assert stand(apples) == (1, 1, 49)
    passing.correct(by=alice, delivered=KG(0))
    assert (passing.status, *stand(apples)) == ("withdrawn", 0, 0, 50)


def test_only_volunteers_and_organisers_note_what_comes(apples, bachir, chloe):
    pledge = Pledge.promise(apples, by=bachir, amount=KG(5))
    for nobody in (bachir, chloe):
        for act in (
            lambda by=nobody: pledge.deliver(by=by, amount=KG(1)),
            lambda by=nobody: pledge.correct(by=by, delivered=KG(1)),
            lambda by=nobody: Pledge.bring_without_pledge(apples, by=by, amount=KG(1)),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert stand(apples) == (5, 0, 45)


def test_what_is_late_is_taken_after_closing_until_the_report(apples, alice, bachir):
    pledge = Pledge.promise(apples, by=bachir, amount=KG(5))
    apples.collection.close(by=alice)
    pledge.deliver(by=alice, amount=KG(2))
    apples.collection.publish_report(by=alice, text="Merci.")
    for act in (
        lambda: pledge.deliver(by=alice, amount=KG(1)),
        lambda: Pledge.bring_without_pledge(apples, by=alice, amount=KG(1)),
    ):
        with pytest.raises(TransitionRefused, match="ne reçoit rien"):
            act()
    assert stand(apples) == (5, 2, 45)


# -- Who may know ---------------------------------------------------------------------------------


def test_anonymous_giver_is_read_by_those_who_organise_and_by_themselves(
    apples, volunteer, alice, bachir, chloe
):
    hidden = Pledge.promise(apples, by=bachir, amount=KG(1), is_anonymous=True)
    shown = Pledge.promise(apples, by=chloe, amount=KG(1))
    readers = {alice: True, bachir: True, chloe: False, volunteer: False}
    assert {reader: hidden.is_named_to(reader) for reader in readers} == readers
    assert {reader: bool(hidden.giver_for(reader)) for reader in readers} == readers
    for reader, knows in readers.items():
        expected = {shown, hidden} if knows else {shown}
        assert set(Pledge.objects.named_to(reader)) == expected


def test_godparent_reads_the_anonymous_promise_of_a_godchild(apples, karim, odile, bachir):
    hidden = Pledge.promise(apples, by=karim, for_=odile, amount=KG(1), is_anonymous=True)
    assert hidden.giver_for(karim) == odile.display_name
    assert hidden.giver_for(bachir) == ""


def test_name_of_a_passer_by_is_for_those_who_organise(apples, volunteer, alice, bachir):
    passing = Pledge.bring_without_pledge(apples, by=volunteer, amount=KG(1), name="Une dame")
    assert [passing.giver_for(reader) for reader in (alice, volunteer, bachir)] == [
        "Une dame",
        "",
        "",
    ]
    assert set(Pledge.objects.named_to(alice)) == {passing}
    assert not Pledge.objects.named_to(volunteer).exists()


# -- Needs ----------------------------------------------------------------------------------------


def test_target_below_what_is_promised_unpledges_nobody(apples, alice, bachir, chloe):
    pledge = Pledge.promise(apples, by=bachir, amount=KG(40))
    apples.edit(by=alice, target=KG(30))
    assert stand(apples) == (40, 0, 0)
    with pytest.raises(TooMuch):
        Pledge.promise(apples, by=chloe, amount=KG(1))
    pledge.change(by=bachir, amount=KG(35))
    with pytest.raises(TooMuch):
        pledge.change(by=bachir, amount=KG(36))
    pledge.deliver(by=alice, amount=KG(35))
    assert stand(apples) == (35, 35, 0)


def test_need_that_is_promised_is_closed_instead_of_struck_out(apples, alice, bachir, chloe):
    pledge = Pledge.promise(apples, by=bachir, amount=KG(4))
    with pytest.raises(TransitionRefused, match="Vous pouvez le clore"):
        apples.remove(by=alice)
    apples.close(by=alice)
    with pytest.raises(TransitionRefused, match="n’en cherche plus"):
        Pledge.promise(apples, by=chloe, amount=KG(1))
    pledge.deliver(by=alice, amount=KG(4))
    apples.reopen(by=alice)
    assert Pledge.promise(apples, by=chloe, amount=KG(1)).is_live


def test_need_without_promises_goes_and_the_next_promise_is_told_so(apples, alice, bachir):
    Pledge.promise(apples, by=bachir, amount=KG(4)).withdraw(by=bachir)
    seen = Need.objects.get(pk=apples.pk)
    apples.remove(by=alice)
    with pytest.raises(TransitionRefused, match="n’existe plus"):
        Pledge.promise(seen, by=bachir, amount=KG(4))


def test_unit_stays_once_somebody_promised(apples, alice, bachir):
    apples.edit(by=alice, unit="litre")
    pledge = Pledge.promise(apples, by=bachir, amount=KG("2.5"))
    with pytest.raises(TransitionRefused, match="l’unité ne change plus"):
        apples.edit(by=alice, unit="piece")
    pledge.withdraw(by=bachir)
    apples.edit(by=alice, unit="piece")


def test_needs_are_put_in_order_and_written_once(alice):
    collection, token = CollectionFactory(created_by=alice, needs=3), uuid4()
    first, second, third = collection.needs.in_order()
    third.move(by=alice, up=True)
    first.move(by=alice, up=True)
    second.move(by=alice, up=False)
    assert list(collection.needs.in_order()) == [first, third, second]
    said = {"by": alice, "label": "Colle", "unit": "piece", "target": KG(9), "token": token}
    assert Need.add(collection, **said) == Need.add(collection, **said)
    assert collection.needs.count() == 4


def test_list_of_needs_is_for_those_who_organise_and_has_an_end(apples, alice, bachir):
    said = {"label": "Riz", "unit": "kg", "target": KG(1)}
    for act in (
        lambda: Need.add(apples.collection, by=bachir, **said),
        lambda: apples.edit(by=bachir, target=KG(1)),
        lambda: apples.move(by=bachir, up=True),
        lambda: apples.close(by=bachir),
        lambda: apples.remove(by=bachir),
    ):
        with pytest.raises(PermissionDenied):
            act()
    for _number in range(39):
        Need.add(apples.collection, by=alice, **said)
    with pytest.raises(TransitionRefused, match="quarante"):
        Need.add(apples.collection, by=alice, **said)


def test_what_is_missing_most_comes_first(alice, bachir):
    collection = CollectionFactory(created_by=alice, needs=5)
    full, half, empty, urgent, closed = collection.needs.in_order()
    urgent.edit(by=alice, priority=3)
    for need, amount in [(full, 30), (half, 15), (urgent, 20)]:
        Pledge.promise(need, by=bachir, amount=KG(amount))
    closed.close(by=alice)
    needs = collection.needs.with_progress()
    ordered = sorted(needs, key=lambda need: need.by_what_is_missing)
    assert ordered == [urgent, empty, half, full, closed]
    assert [need.share for need in ordered] == [66, 0, 50, 100, 0]


def test_lines_say_what_is_due_and_what_came(apples, bachir):
    pledge = PledgeFactory(need=apples, member=bachir, amount=KG(5), delivered=KG("2.5"))
    lines = [pledge.due_words, pledge.brought_words]
    assert [SPACES.sub(" ", line) for line in lines] == ["Pommes : 2,5 kg", "Pommes : 2,5 kg"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"delivered": -1},
        {"delivered": 3},
        {"status": "delivered"},
        {"status": "withdrawn"},
        {"passer_name": "Une dame"},
        {"member": None},
    ],
    ids=str,
)
def test_database_refuses_a_promise_that_says_two_things(apples, bachir, wrong):
    pledge = Pledge.promise(apples, by=bachir, amount=KG(5))
    with pytest.raises(IntegrityError, match="pledge_"), transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(**wrong)


def test_promise_taken_back_is_made_anew_from_the_page_one_goes_back_to(apples, bachir):
    token = uuid4()
    first = Pledge.promise(apples, by=bachir, amount=Decimal(3), token=token)
    first.withdraw(by=bachir)
    again = Pledge.promise(apples, by=bachir, amount=Decimal(3), token=token)
    assert again != first
    assert again.status == Pledge.Status.PROMISED


def test_deliveries_that_make_too_much_in_all_are_a_sentence(apples, alice, bachir):
    Need.objects.filter(pk=apples.pk).update(surplus_welcome=True)
    pledge = Pledge.promise(apples, by=bachir, amount=Decimal(20))
    pledge.deliver(by=alice, amount=Decimal(10))
    with pytest.raises(TransitionRefused):
        pledge.deliver(by=alice, amount=Decimal(9_995))
