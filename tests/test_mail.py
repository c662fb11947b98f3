"""Mail is a job of the caller's transaction, and reaches its reader whole."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from coopere.tasks import WAITS, UntilDelivered
from tests.mailbox import Mailbox
from tests.worker import run_real_worker

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Inbox:
    """A mail server's end: what it received, byte by byte."""

    def __init__(self) -> None:
        self.recipients: list[str] = []
        self.received: list[bytes] = []
        self.refusal = ""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.recipients = envelope.rcpt_tos
        if self.refusal:
            return self.refusal
        self.received.append(envelope.original_content)
        return "250 OK"


@pytest.fixture
def inbox(settings, free_port: int) -> Iterator[Inbox]:
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port)
    controller.start()
    settings.MAIL_TRANSPORT = SMTP
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = free_port
    yield handler
    controller.stop()


def write_to_alice(**options) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        "Une clé à molette\u202f?",
        "Bonjour Alice,\nà bientôt.",
        to=["Alice <alice@example.org>"],
        **options,
    )
    message.attach_alternative("<p>Bonjour Alice, à bientôt.</p>", "text/html")
    message.send()
    return message


def test_message_waits_as_a_job(mailbox: Mailbox):
    write_to_alice()
    assert [(m.to, m.subject, m.body.strip(), m.html.strip()) for m in mailbox] == [
        (
            ["Alice <alice@example.org>"],
            "Une clé à molette\u202f?",
            "Bonjour Alice,\nà bientôt.",
            "<p>Bonjour Alice, à bientôt.</p>",
        )
    ]


@pytest.mark.django_db(transaction=True)
def test_message_of_a_transaction_that_fails_never_existed(mailbox: Mailbox):
    with transaction.atomic():
        send_mail("Perdu", "", None, ["alice@example.org"])
        assert len(mailbox) == 1
        transaction.set_rollback(True)
    assert len(mailbox) == 0


def test_each_message_is_a_job_of_its_own(mailbox: Mailbox):
    mail.get_connection().send_messages(
        [
            mail.EmailMessage("Un", to=["a@example.org"]),
            mail.EmailMessage("Deux", to=["b@example.org"]),
        ]
    )
    assert [(m.subject, m.to) for m in mailbox] == [
        ("Un", ["a@example.org"]),
        ("Deux", ["b@example.org"]),
    ]


def test_message_without_recipient_is_no_job(mailbox: Mailbox):
    assert mail.get_connection().send_messages([mail.EmailMessage("À personne")]) == 0
    assert len(mailbox) == 0


def test_hidden_recipient_is_on_the_envelope_only(mailbox: Mailbox):
    write_to_alice(bcc=["denise@example.org"])
    assert mailbox[0].to == ["Alice <alice@example.org>", "denise@example.org"]
    assert "denise" not in mailbox[0].message.as_string()


def test_message_keeps_its_identity_from_one_try_to_the_next(mailbox: Mailbox, run_jobs, settings):
    settings.MAIL_TRANSPORT = LOCMEM
    write_to_alice()
    before = mailbox[0].message["Message-ID"]
    assert run_jobs() == 1
    assert mail.outbox[0].message()["Message-ID"] == before
    assert before.endswith("@localhost>")


@pytest.mark.django_db(transaction=True)
def test_worker_hands_the_message_to_the_mail_server(inbox: Inbox):
    write_to_alice()
    run_real_worker()
    assert inbox.recipients == ["alice@example.org"]
    assert inbox.received[0].count(b"\n") == inbox.received[0].count(b"\r\n")
    received = message_from_bytes(inbox.received[0], policy=policy.default)
    assert received["Subject"] == "Une clé à molette\u202f?"
    text = received.get_body(("plain",)).get_content()
    assert text.splitlines() == ["Bonjour Alice,", "à bientôt."]
    assert ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_message_waits_while_the_mail_server_is_away(inbox: Inbox, settings):
    inbox.refusal = "451 Plus tard"
    write_to_alice()
    run_real_worker()
    job = ProcrastinateJob.objects.get()
    assert (job.status, job.attempts) == ("todo", 1)
    assert timedelta(seconds=20) < job.scheduled_at - timezone.now() <= WAITS[0]


@pytest.mark.django_db(transaction=True)
def test_message_that_the_server_refuses_for_good_is_not_tried_again(inbox: Inbox):
    inbox.refusal = "554 Jamais"
    write_to_alice()
    run_real_worker()
    assert ProcrastinateJob.objects.get().status == "failed"


def test_waits_grow_until_the_message_is_given_up():
    exception = smtplib.SMTPServerDisconnected()
    strategy, start = UntilDelivered(), timezone.now()

    def wait(attempts: int) -> timedelta | None:
        job = Job(
            id=1, queue="mail", lock=None, queueing_lock=None, task_name="", attempts=attempts
        )
        decision = strategy.get_retry_decision(exception=exception, job=job)
        return decision and decision.retry_at - start

    waits = [wait(attempts) for attempts in range(len(WAITS))]
    assert waits == sorted(waits)
    assert timedelta(hours=12) < sum(waits, timedelta()) < timedelta(days=1)
    assert wait(len(WAITS)) is None


def test_mail_is_shown_in_the_terminal_and_kept(
    mailbox, run_jobs, settings, tmp_path: Path, capsys
):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    write_to_alice()
    assert run_jobs() == 1
    [kept] = (tmp_path / "mail").iterdir()
    assert kept.suffix == ".eml"
    assert message_from_bytes(kept.read_bytes())["To"] == "Alice <alice@example.org>"
    seen = capsys.readouterr().out
    for part in ("Alice <alice@example.org>", "Une clé à molette", "à bientôt.", str(kept)):
        assert part in seen
    assert "<p>" not in seen
