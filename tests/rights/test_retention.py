"""Each rule of the table purges what it says, and not a day earlier."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.template import Context, Template
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from coopere.models import ContactMessage
from coopere.rights import purges, retention
from coopere.rights.retention import RULES, keep_to_rules
from events.models import Address, Booking, Pledge
from exchanges.models import ContactShare, Exchange, Message
from members.models import (
    Absence,
    EntryAttempt,
    Interest,
    InterestTry,
    Invitation,
    Membership,
    Notification,
    Proposal,
    Report,
    User,
)
from members.scoping import in_network
from offers.models import OfferPicture
from tests.factories import (
    BookingFactory,
    CollectionFactory,
    ContactMessageFactory,
    ExchangeFactory,
    GatheringFactory,
    InterestFactory,
    InvitationFactory,
    MembershipFactory,
    OfferFactory,
    OfferPictureFactory,
    ProposalFactory,
    UserFactory,
)
from tests.personas import browser_of

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KEPT = {rule.name: rule for rule in RULES}
# (the moment from which it counts, how many are left of what was kept)
Case = tuple[datetime, Callable[[], int]]


def left(model: Any, **fields: Any) -> Callable[[], int]:
    return lambda: model._base_manager.filter(**fields).count()


def a_visit(alice: Membership, bachir: Membership) -> Case:
    browser_of(alice)
    return NOW, left(Session)


def failed_mail(alice: Membership, bachir: Membership) -> Case:
    browser_of(None).post("/compte/password/reset/", {"email": alice.user.email})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        cursor.execute("UPDATE procrastinate_events SET at = %s", [NOW])
    return NOW, left(ProcrastinateJob)


def a_picture(alice: Membership, bachir: Membership) -> Case:
    OfferPictureFactory(by=alice)
    return NOW, left(OfferPicture)


def an_attempt(alice: Membership, bachir: Membership) -> Case:
    EntryAttempt.spend(alice.user, "203.0.113.7")
    return NOW, left(EntryAttempt)


def an_address(alice: Membership, bachir: Membership) -> Case:
    concert = GatheringFactory(host=alice, concert=True)
    with in_network(alice.network):
        Address.keep(concert, by=alice, text="2 allée des Tilleuls")
    return concert.ends_at, lambda: Address._base_manager.exclude(text="").count()


def companions(alice: Membership, bachir: Membership) -> Case:
    cafe = GatheringFactory(host=alice)
    BookingFactory(gathering=cafe, member=bachir, size=2)
    Booking._base_manager.update(companions="Ana")
    return cafe.ends_at, left(Booking, companions="Ana")


def an_invitation(alice: Membership, bachir: Membership) -> Case:
    invitation = InvitationFactory(sponsor=alice)
    return invitation.expires_at, left(Invitation)


def an_unconfirmed(alice: Membership, bachir: Membership) -> Case:
    user = UserFactory(email="jamais@example.org")
    user.emailaddress_set.update(verified=False)
    return NOW, left(User, email="jamais@example.org")


def some_messages(alice: Membership, bachir: Membership) -> Case:
    done = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status="done")
    ended = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status="cancelled")
    with in_network(alice.network):
        ContactShare.share(done, by=bachir, what="email")
    assert ended.ended_reason
    counts = (
        left(Message),
        left(ContactShare),
        lambda: Exchange._base_manager.exclude(ended_reason="").count(),
    )
    assert [count() for count in counts] == [2, 1, 1]
    return NOW, lambda: sum(count() for count in counts)


def some_news(alice: Membership, bachir: Membership) -> Case:
    ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    return NOW, left(Notification)


def a_passer(alice: Membership, bachir: Membership) -> Case:
    drive = CollectionFactory(created_by=alice)
    with in_network(alice.network):
        need = drive.needs.first()
        Pledge.bring_without_pledge(need, by=alice, amount=need.target, name="Madame Roux")
    return NOW, left(Pledge, passer_name="Madame Roux")


def a_report(alice: Membership, bachir: Membership) -> Case:
    with in_network(alice.network):
        report, _new = Report.make(OfferFactory(author=alice), by=bachir, words="Une vente.")
        report.dismiss(by=None, reason="Rien de cela.")
    return NOW, left(Report)


def somebody(status: str) -> Callable[[Membership, Membership], Case]:
    def make(alice: Membership, bachir: Membership) -> Case:
        gone = MembershipFactory(
            network=alice.network, status=status, decided_at=NOW, first_name="Zoé"
        )
        return NOW, left(Membership, pk=gone.pk, first_name="Zoé")

    return make


def an_act(alice: Membership, bachir: Membership) -> Case:
    entry = LogEntry.objects.create(
        user=bachir.user,
        content_type=ContentType.objects.get_for_model(Membership),
        object_id=str(alice.pk),
        object_repr="Alice M.",
        action_flag=2,
    )
    LogEntry.objects.filter(pk=entry.pk).update(action_time=NOW)
    return NOW, left(LogEntry)


def somebody_absent(alice: Membership, bachir: Membership) -> Case:
    Absence.objects.create(user=alice.user, warned_at=NOW)
    User.objects.filter(pk=alice.user_id).update(last_login=NOW, date_joined=NOW)
    return NOW, left(User, pk=alice.user_id, erased_at=None)


def an_interest_try(alice: Membership, bachir: Membership) -> Case:
    assert InterestTry.spend_from("192.0.2.1")
    return NOW, left(InterestTry)


def an_interest(alice: Membership, bachir: Membership) -> Case:
    InterestFactory(confirmed=True)
    return NOW, left(Interest)


def an_unconfirmed_interest(alice: Membership, bachir: Membership) -> Case:
    InterestFactory()
    return NOW, left(Interest)


def a_proposal(alice: Membership, bachir: Membership) -> Case:
    ProposalFactory(status="refused", proposer=alice.user)
    return NOW, left(Proposal)


def a_letter(alice: Membership, bachir: Membership) -> Case:
    ContactMessageFactory().answer(by=bachir.user)
    return NOW, left(ContactMessage)


def somebody_shut_out(alice: Membership, bachir: Membership) -> Case:
    shut = {"is_active": False, "last_login": NOW, "date_joined": NOW}
    User.objects.filter(pk=alice.user_id).update(**shut)
    return NOW, left(User, pk=alice.user_id, erased_at=None)


CASES: dict[str, Callable[[Membership, Membership], Case]] = {
    "visits": a_visit,
    "mail": failed_mail,
    "pictures": a_picture,
    "attempts": an_attempt,
    "addresses": an_address,
    "companions": companions,
    "invitations": an_invitation,
    "unconfirmed": an_unconfirmed,
    "interest tries": an_interest_try,
    "unconfirmed interests": an_unconfirmed_interest,
    "interests": an_interest,
    "proposals": a_proposal,
    "letters": a_letter,
    "messages": some_messages,
    "notices": some_news,
    "passers": a_passer,
    "reports": a_report,
    "declined": somebody("declined"),
    "left": somebody("left"),
    "excluded": somebody("excluded"),
    "journal": an_act,
    "closed": somebody_shut_out,
    "absence": somebody_absent,
}


@pytest.mark.parametrize("name", KEPT)
def test_rule_purges_what_it_says_and_not_a_moment_earlier(alice, bachir, name):
    with time_machine.travel(NOW, tick=False):
        since, count = CASES[name](alice, bachir)
    ends = since + KEPT[name].kept
    assert count() > 0
    for moment, is_kept in [(ends - timedelta(seconds=1), True), (ends + DAY, False)]:
        with time_machine.travel(moment, tick=False):
            KEPT[name].purge(moment)
            KEPT[name].purge(moment)
        assert (count() > 0) is is_kept, moment


def test_every_rule_has_its_case():
    assert set(CASES) == set(KEPT)


def test_rules_work_in_batches(alice, bachir, monkeypatch):
    monkeypatch.setattr(purges, "BATCH", 2)
    for _number in range(5):
        InvitationFactory(sponsor=alice)
    purges.forget_invitations(timedelta(0), NOW + relativedelta(years=9))
    assert Invitation._base_manager.count() == 0


def test_message_that_the_coordination_looks_at_is_kept(alice, bachir):
    done = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status="done")
    with in_network(alice.network):
        Report.make(done.messages.get(), by=alice, words="Ce mot me blesse.")
    purges.forget_messages(relativedelta(months=12), NOW + relativedelta(years=9))
    assert Message._base_manager.count() == 1


def test_report_by_which_something_is_hidden_is_kept(alice, bachir):
    offer = OfferFactory(author=alice)
    with in_network(alice.network):
        Report.take_up(offer, by=None, reason="Une vente.")
    purges.forget_reports(relativedelta(months=12), NOW + relativedelta(years=9))
    assert Report._base_manager.count() == 1


def test_thread_without_its_messages_still_opens(alice, bachir):
    done = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status="done")
    purges.forget_messages(relativedelta(months=12), NOW + relativedelta(years=9))
    page = browser_of(alice).get(done.get_absolute_url())
    assert page.status_code == 200
    assert "C’est fait, et une fenêtre s’est allumée." in page.content.decode()


def test_every_rule_is_shown_with_its_words():
    shown = Template("{% load retention %}{% retention_table %}").render(Context())
    for rule in RULES:
        for words in (rule.what, rule.words, rule.since, rule.why):
            assert str(words) in shown


def test_every_rule_is_run_by_the_nightly_job(db, monkeypatch):
    run = []
    told = [
        type(rule)(**{**vars(rule), "purge": lambda now, name=rule.name: run.append(name)})
        for rule in RULES
    ]
    monkeypatch.setattr(retention, "RULES", told)
    app.tasks["coopere.tasks.keep_to_rules"](timestamp=0)
    assert run == [rule.name for rule in RULES]
    planned = {each.task.name: each.cron for each in app.periodic_registry.periodic_tasks.values()}
    assert planned["coopere.tasks.keep_to_rules"] == "17 4 * * *"


def test_rule_that_fails_keeps_no_other_from_its_work(db, monkeypatch):
    run = []

    def fail(_now: datetime) -> None:
        raise ValueError("no power")

    first, second = RULES[:2]
    told = [
        type(first)(**{**vars(first), "purge": fail}),
        type(second)(**{**vars(second), "purge": run.append}),
    ]
    monkeypatch.setattr(retention, "RULES", told)
    with pytest.raises(ValueError, match="no power"):
        keep_to_rules(NOW)
    assert run == [NOW]
