"""The mail of news: asked for again when it is sent, known by its identity, lost by no crash."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes
from threading import Event
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as site
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from coopere.lib.mail import NOTICE_TASK, defer_notice
from members.models import NoticePreference, Notification, Report
from members.models.notices import Kind
from members.notice_mail import mail_notification
from members.scoping import in_network
from tests.factories import ExchangeFactory, OfferFactory
from tests.personas import browser_of

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
MANY = 300


@pytest.fixture
def answered(alice, bachir, settings, in_parc) -> Notification:
    """Bachir answered Alice, who has not read it; what is sent lands in `mail.outbox`."""
    settings.MAIL_TRANSPORT = LOCMEM
    ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    return Notification.objects.get()


def test_news_is_mailed_once(answered, run_jobs):
    assert run_jobs() == 1
    [sent] = mail.outbox
    assert sent.to == ["alice@example.org"]
    assert Notification.objects.get().mailed_at
    mail_notification(answered.pk)
    assert len(mail.outbox) == 1


def test_mail_says_how_to_have_no_more_of_them(answered, run_jobs):
    run_jobs()
    headers = mail.outbox[0].message()
    link = headers["List-Unsubscribe"]
    assert link.startswith("<http://localhost:8000/desabonnement/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert link.strip("<>") in mail.outbox[0].body


def test_mail_that_is_sent_again_is_known_by_its_identity(answered):
    for _time in range(2):
        mail_notification(answered.pk)
        Notification.objects.update(mailed_at=None)  # the worker died before it wrote this down
    first, second = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert first == second
    assert first.startswith(f"<notice.{answered.pk}.")


def leave(alice, notice):
    type(alice)._base_manager.filter(pk=alice.pk).update(status="left")


def lose_the_account(alice, notice):
    alice.user.is_active = False
    alice.user.save()


def lose_sight(alice, notice):
    """Her neighbour is on her side of the exchange now."""
    other = ExchangeFactory(offer=OfferFactory(author__network=alice.network))
    Notification.objects.filter(pk=notice.pk).update(object_id=other.pk)


def delete(alice, notice):
    Notification.objects.filter(pk=notice.pk).update(object_id=999_999_999)


def turn_off(alice, notice):
    NoticePreference.choose(alice, Kind.ANSWER, at_once=False)


def read(alice, notice):
    Notification.objects.filter(pk=notice.pk).mark_read()


@pytest.mark.parametrize("change", [leave, lose_the_account, lose_sight, delete, turn_off, read])
def test_news_that_lost_its_reason_is_not_mailed(answered, alice, change):
    change(alice, answered)
    mail_notification(answered.pk)
    assert mail.outbox == []
    assert Notification.objects.filter(pk=answered.pk, mailed_at=None).count() == 1


def test_kind_that_is_turned_off_is_told_in_the_site(alice, bachir, in_parc, run_jobs, settings):
    settings.MAIL_TRANSPORT = LOCMEM
    turn_off(alice, None)
    ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    run_jobs()
    assert mail.outbox == []
    page = browser_of(alice).get(f"/reseaux/{alice.network.slug}/nouvelles/")
    assert "Bachir B. répond à votre annonce" in page.content.decode()


def test_mail_for_a_godchild_goes_to_the_godparent(odile, karim, bachir, in_parc, mailbox):
    ExchangeFactory(offer=OfferFactory(author=odile), answerer=bachir)
    [found] = mailbox
    assert found.to == ["karim@example.org"]
    assert "Bonjour Karim,\n\nPour Odile D.\u00a0:\n" in found.body


@pytest.mark.django_db(transaction=True)
def test_mail_server_that_hangs_delays_no_page(alice, bachir, settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes the call, and says nothing
        settings.MAIL_TRANSPORT = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = deaf.getsockname()
        offer = OfferFactory(author=alice)
        started = time.monotonic()
        answer = browser_of(bachir).post(
            f"{offer.get_absolute_url()}reponse/", {"text": "Bonjour !"}, follow=True
        )
        assert "Votre réponse est partie." in answer.content.decode()
        assert time.monotonic() - started < settings.EMAIL_TIMEOUT / 4
        assert ProcrastinateJob.objects.filter(status="todo").count() == 1


# -- A worker that is killed ----------------------------------------------------------------------


class Recorder:
    """A mail server that notes each message, and at one of them lets the test act first."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.identities: list[str] = []
        self.reached, self.go_on = Event(), Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        received = message_from_bytes(envelope.content)
        self.identities.append(f"{received['To']} {received['Message-ID']}")
        if len(self.identities) == self.at:
            self.reached.set()
            self.go_on.wait(20)
        return "250 OK"


@pytest.fixture
def server(free_port: int) -> Iterator[tuple[Recorder, int]]:
    recorder = Recorder(at=MANY // 3)
    controller = Controller(recorder, hostname="127.0.0.1", port=free_port)
    controller.start()
    yield recorder, free_port
    recorder.go_on.set()
    controller.stop()


@pytest.fixture
def start_worker(server: tuple[Recorder, int]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """`start_worker()` starts a real one, which mails by `server`; none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "procrastinate", "worker", *options]
        started.append(subprocess.Popen(command, env=environment_of_worker(server[1])))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def environment_of_worker(port: int) -> dict[str, str]:
    here = urlsplit(site.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "coopere.settings",
        "COOPERE_MODE": "development",
        "DATABASE_URL": urlunsplit(here),
        "MAIL_TRANSPORT": SMTP,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }


def tell_many(alice: Any, bachir: Any) -> None:
    """As many answers to reports: news whose mail waits."""
    network = alice.network
    with in_network(network):
        reports = Report.objects.bulk_create(
            Report(
                network=network,
                target=alice,
                whose=alice,
                subject="Alice M.",
                status=Report.Status.DISMISSED,
                upheld=False,
                decided_at=timezone.now(),
                decision_reason="Rien à redire.",
            )
            for _number in range(MANY)
        )
        rows = Notification.objects.bulk_create(
            Notification(network=network, to=alice, by=bachir, kind=Kind.DECISION, target=report)
            for report in reports
        )
    for row in rows:
        defer_notice(row.pk)


@pytest.mark.django_db(transaction=True)
def test_worker_killed_amid_its_mails_loses_none(server, start_worker, alice, bachir):
    recorder, _port = server
    tell_many(alice, bachir)
    first = start_worker()
    assert recorder.reached.wait(40)
    first.send_signal(signal.SIGKILL)
    first.wait()
    recorder.go_on.set()
    with connection.cursor() as cursor:  # half a minute goes by
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 min'")
    with suppress(AlreadyEnqueued):  # by the worker that died
        app.tasks["coopere.tasks.resume_lost_jobs"].defer(timestamp=0)
    for _worker in range(2):
        start_worker("--one-shot").wait(200)
    assert len(set(recorder.identities)) == MANY
    assert MANY < len(recorder.identities) <= MANY + 1
    assert ProcrastinateJob.objects.filter(task_name=NOTICE_TASK).count() == 0
