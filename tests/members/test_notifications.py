"""Who is told of what: rows in the transaction of the verb, and nothing twice."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from coopere.lib.mail import NOTICE_TASK
from exchanges.models import Exchange, Message, Thanks
from members.models import Membership, Notification, Report
from members.models.notices import Kind
from members.notifications import QUIET, notify
from tests.factories import ExchangeFactory, InvitationFactory, OfferFactory, UserFactory

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def exchange(alice, bachir) -> Exchange:
    """Bachir answered Alice, who has read it: nothing is news any more."""
    found = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    Notification.objects.all().delete()
    return found


def told(person: Membership | None = None) -> list[str]:
    """What was told (to `person`), in order."""
    rows = Notification.objects.order_by("pk")
    return [notice.kind for notice in (rows.filter(to=person) if person else rows)]


def mails_to_come() -> int:
    return ProcrastinateJob.objects.filter(task_name=NOTICE_TASK, status="todo").count()


def test_answer_is_told_to_the_author_of_the_offer(alice, bachir):
    exchange = Exchange.answer(OfferFactory(author=alice), by=bachir, text="Bonjour !")
    [notice] = Notification.objects.all()
    assert (notice.kind, notice.to, notice.by) == (Kind.ANSWER, alice, bachir)
    assert (notice.target, notice.read_at, notice.mailed_at) == (exchange, None, None)
    assert mails_to_come() == 1


STEPS = {
    "agreed": lambda e: e.agree(by=e.owner),
    "declined": lambda e: e.decline(by=e.owner),
    "withdrawn": lambda e: e.withdraw(by=e.answerer),
    "message": lambda e: Message.say(e, by=e.owner, text="Demain ?"),
}
AFTER_AGREEMENT = {
    "cancelled": lambda e: e.cancel(by=e.owner),
    "not_done": lambda e: e.report_not_done(by=e.owner),
    "confirmed": lambda e: e.confirm_done(by=e.owner),
}


@pytest.mark.parametrize("kind", [*STEPS, *AFTER_AGREEMENT])
def test_step_of_an_exchange_is_told_to_the_other_side(exchange, kind):
    if kind in AFTER_AGREEMENT:
        exchange.agree(by=exchange.owner)
        Notification.objects.all().delete()
    (STEPS | AFTER_AGREEMENT)[kind](exchange)
    other = exchange.owner if kind == "withdrawn" else exchange.answerer
    assert (told(), told(other)) == ([kind], [kind])


def test_done_and_thanks_are_told(exchange, alice, bachir):
    exchange.agree(by=alice)
    exchange.confirm_done(by=bachir)
    exchange.confirm_done(by=alice)
    Thanks.thank(exchange, by=bachir, text="Merci !")
    Thanks.thank(exchange, by=bachir, text="Encore merci !")
    assert told(bachir) == ["agreed", "done"]
    assert told(alice) == ["confirmed", "thanks"]


def test_offer_hidden_and_restored_is_told_to_its_author(alice, denise):
    offer = OfferFactory(author=alice)
    report = Report.take_up(offer, by=denise, reason="Rien de cela ici.")
    report.take_back(by=None, reason="Corrigée depuis.")
    assert told(alice) == told() == ["decision", "decision"]
    assert Notification.objects.unread().count() == 1


def test_request_to_join_is_told_to_every_coordinator_until_one_decides(parc, denise, alice):
    alice.appoint()
    parc.join_policy = parc.JoinPolicy.YES
    parc.save()
    paula = Membership.ask_to_join(parc, UserFactory(), first_name="Paula", last_name="P")
    assert told(denise) == told(alice) == ["join_request"]
    paula.accept(by=denise)
    assert Notification.objects.unread().get().to == paula
    assert told(paula) == ["accepted"]


def test_newcomer_with_the_code_rings_at_no_door(parc, denise):
    Membership.ask_to_join(parc, UserFactory(), first_name="Paula", last_name="P", with_code=True)
    assert told() == []


def test_used_invitation_is_told_to_its_sponsor(alice, bachir):
    InvitationFactory(sponsor=alice).use(by=bachir)
    assert told() == told(alice) == ["invitation_used"]


def test_neighbour_without_a_login_is_told_through_the_godparent(odile, karim, bachir):
    Exchange.answer(OfferFactory(author=odile), by=bachir, text="Je viens.")
    [notice] = Notification.objects.read_by(karim)
    assert (notice.to, notice.reader) == (odile, karim)


def test_nobody_is_told_of_their_own_act(odile, karim, denise, alice):
    notify(Kind.ACCEPTED, to=odile, target=odile, by=karim)
    assert told() == []
    notify(Kind.ACCEPTED, to=odile, target=odile, by=alice)
    assert told() == ["accepted"]


def test_neighbour_whom_nobody_can_tell_has_no_news(odile, alice):
    odile.godparent = None
    odile.save()
    notify(Kind.ACCEPTED, to=odile, target=odile, by=alice)
    assert told() == []
    assert mails_to_come() == 0


def test_verb_that_is_rolled_back_tells_nothing_and_mails_nothing(alice, bachir):
    with transaction.atomic():
        Exchange.answer(OfferFactory(author=alice), by=bachir, text="Bonjour !")
        assert (told(), mails_to_come()) == (["answer"], 1)
        transaction.set_rollback(True)
    assert (told(), mails_to_come()) == ([], 0)


def test_five_messages_before_the_first_is_read_are_one_piece_of_news(exchange, alice):
    jobs = mails_to_come()
    start = timezone.now()
    for minute in range(5):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            Message.say(exchange, by=alice, text=f"Encore {minute}")
    [notice] = Notification.objects.all()
    assert notice.happened_at - notice.created_at == timedelta(minutes=4)
    assert mails_to_come() == jobs + 1


def test_message_after_some_hours_of_quiet_is_mailed_again(exchange, alice):
    jobs, start = mails_to_come(), timezone.now()
    Message.say(exchange, by=alice, text="Demain ?")
    with time_machine.travel(start + QUIET + timedelta(minutes=1)):
        Message.say(exchange, by=alice, text="Ou samedi ?")
    assert Notification.objects.count() == 1
    assert mails_to_come() == jobs + 2


def test_whoever_answers_has_read(exchange, alice, bachir):
    Message.say(exchange, by=alice, text="Demain ?")
    Message.say(exchange, by=bachir, text="Oui !")
    Message.say(exchange, by=alice, text="Alors à demain.")
    assert told(bachir) == ["message", "message"]
    assert Notification.objects.unread().filter(to=bachir).count() == 1


def test_news_never_leaves_its_network(alice, bachir, emile):
    with pytest.raises(ValueError, match="network"):
        notify(Kind.ACCEPTED, to=alice, target=emile, by=bachir)
    with pytest.raises(ValueError, match="network"):
        notify(Kind.ACCEPTED, to=alice, target=bachir, by=emile)
    assert told() == []


def test_row_about_a_thing_of_another_network_shows_nothing(alice, emile):
    """Were there such a row, by a fault: no key of PostgreSQL holds a generic one."""
    notice = Notification.objects.create(
        network=alice.network, to=alice, kind=Kind.ACCEPTED, target=emile
    )
    assert notice.is_visible_to(alice) is False
