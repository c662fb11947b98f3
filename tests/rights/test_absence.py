"""Who does not come any more is written to after eleven months, and gone after twelve."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from coopere.rights import absence
from members.models import Absence, Membership, User, Visit
from tests.factories import MembershipFactory
from tests.personas import browser_of
from tests.worker import delete_jobs, run_waiting_jobs

START = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _letters(settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def lucie(parc):
    """Who was last here at START."""
    person = MembershipFactory(network=parc, first_name="Lucie")
    User.objects.filter(pk=person.user_id).update(date_joined=START, last_login=START)
    return person


def night_after(*, works: bool = True, **later) -> None:
    """The jobs of a night, so long after START; with `works`, the worker sends mail too."""
    moment = START + relativedelta(**later)
    with time_machine.travel(moment, tick=False):
        absence.note_visits(moment)
        absence.call_absent(moment)
        if works:
            run_waiting_jobs()
        absence.end_absent(moment)


def is_there(person: Membership) -> bool:
    return User.objects.get(pk=person.user_id).erased_at is None


def letters_to(person: Membership) -> list[str]:
    return [letter.body for letter in letters_to_address(person.user.email)]


def letters_to_address(email: str) -> list[Any]:
    return [letter for letter in mail.outbox if email in letter.to]


def test_nobody_is_written_to_before_eleven_months(lucie):
    night_after(months=11, days=-1)
    assert letters_to(lucie) == []
    night_after(months=11, days=1)
    assert len(letters_to(lucie)) == 1


def test_mail_is_sent_once_however_often_the_job_runs(lucie):
    for days in (1, 1, 2, 3, 20):
        night_after(months=11, days=days)
    assert len(letters_to(lucie)) == 1


def test_account_ends_after_twelve_months_and_not_a_day_earlier(lucie):
    night_after(months=11, days=1)
    # February is short: a month is thirty days.
    night_after(months=12, days=2)
    assert is_there(lucie)
    night_after(months=12, days=3)
    assert not is_there(lucie)
    assert Membership._base_manager.get(pk=lucie.pk).first_name == "Ancien membre"


def test_account_does_not_end_within_a_month_of_a_late_mail(lucie):
    night_after(months=15)
    night_after(months=15, days=29)
    assert is_there(lucie)
    night_after(months=15, days=30)
    assert not is_there(lucie)


def test_account_does_not_end_while_the_mail_has_not_gone_out(lucie):
    night_after(months=11, days=1, works=False)
    night_after(months=14, works=False)
    assert is_there(lucie)
    assert Absence.objects.get().warned_at is None


def test_mail_that_was_given_up_is_written_anew_after_a_month(lucie):
    night_after(months=11, days=1, works=False)
    delete_jobs()
    night_after(months=11, days=20)
    assert letters_to(lucie) == []
    night_after(months=12, days=5)
    assert len(letters_to(lucie)) == 1


def test_worker_that_dies_before_the_commit_changes_nothing(lucie, monkeypatch):
    def die(*_args, **_options):
        raise ConnectionError("the worker is gone")

    monkeypatch.setattr(absence.app, "configure_task", die)
    with pytest.raises(ConnectionError):
        night_after(months=11, days=1)
    assert not Absence.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_a_visit_counts_without_a_login(lucie):
    """A session lives for ninety days, and whoever comes each week never signs in again."""
    with time_machine.travel(START + relativedelta(months=10), tick=False):
        browser = browser_of(lucie)
        User.objects.filter(pk=lucie.user_id).update(last_login=START)
        browser.get("/mes-reseaux/")
    night_after(months=10, days=1)
    night_after(months=13)
    assert letters_to(lucie) == []
    night_after(months=21, days=5)
    assert len(letters_to(lucie)) == 1


def test_stranger_who_asks_for_a_code_does_not_make_somebody_seen(lucie):
    with time_machine.travel(START + relativedelta(months=10), tick=False):
        Client().post("/compte/login/code/", {"email": lucie.user.email})
    assert Visit.objects.filter(user_id=lucie.user_id).exists()
    night_after(months=10, days=1)
    night_after(months=11, days=1)
    assert User.objects.get(pk=lucie.user_id).seen_on is None
    assert len(letters_to(lucie)) == 1 + 1, "the code, and the word of absence"


def test_session_says_once_a_week_that_somebody_was_here(lucie):
    with time_machine.travel(START, tick=False):
        browser = browser_of(lucie)
        browser.get("/mes-reseaux/")
    for days, day in [(3, "2026-03-14"), (8, "2026-03-22")]:
        with time_machine.travel(START + timedelta(days=days), tick=False):
            browser.get("/mes-reseaux/")
            assert browser.session["seen"] == day


def test_log_in_brings_somebody_back(lucie):
    night_after(months=11, days=1)
    with time_machine.travel(START + relativedelta(months=11, days=10), tick=False):
        Client().post("/compte/login/", {"login": lucie.user.email, "password": "bonjour-voisins"})
    night_after(months=12, days=5)
    assert is_there(lucie)
    assert not Absence.objects.exists()


def test_button_of_the_mail_brings_somebody_back_without_a_login(lucie):
    night_after(months=11, days=1)
    link = re.search(r"(/compte/reste/\S+)", letters_to(lucie)[0])[1]
    with time_machine.travel(START + relativedelta(months=11, days=10), tick=False):
        page = Client().get(link).content.decode()
        assert "Je reste" in page
        assert Absence.objects.exists(), "a look changes nothing"
        assert "C’est noté, vous restez" in Client().post(link).content.decode()
    night_after(months=12, days=5)
    assert is_there(lucie)
    assert len(letters_to(lucie)) == 1


def test_link_that_nobody_signed_brings_nobody_back(lucie):
    answer = Client().post("/compte/reste/1:jamais/")
    assert answer.status_code == 410
    assert "connectez-vous" in answer.content.decode()


def test_last_coordinator_is_not_ended_and_the_staff_is_told(parc, yves, mailbox):
    coordinator = MembershipFactory(network=parc, coordinator=True)
    User.objects.filter(pk=coordinator.user_id).update(date_joined=START, last_login=START)
    User.objects.filter(pk=yves.pk).update(last_login=START + relativedelta(years=9))
    night_after(months=11, days=1)
    night_after(months=12, days=5)
    assert is_there(coordinator)
    [letter] = mailbox.to("yves@example.org")
    assert letter.subject.strip() == f"Personne référente absente\u00a0: {parc.name}"
    delete_jobs()
    night_after(months=12, days=6)
    assert mailbox.to("yves@example.org") == []


def test_coordinator_who_is_not_alone_any_more_is_written_to_once_more_before_the_end(parc, yves):
    coordinator = MembershipFactory(network=parc, coordinator=True)
    User.objects.filter(pk=coordinator.user_id).update(date_joined=START, last_login=START)
    User.objects.filter(pk=yves.pk).update(last_login=START + relativedelta(years=9))
    night_after(months=11, days=1)
    night_after(months=12, days=5)
    other = MembershipFactory(network=parc, coordinator=True)
    User.objects.filter(pk=other.user_id).update(last_login=START + relativedelta(years=9))
    night_after(months=12, days=30)
    assert (is_there(coordinator), len(letters_to(coordinator))) == (True, 1)
    night_after(months=13, days=6)
    assert (is_there(coordinator), len(letters_to(coordinator))) == (True, 2)
    night_after(months=14, days=6)
    assert not is_there(coordinator)


def test_staff_hear_once_of_a_coordinator_who_is_silent_for_years(parc, yves):
    coordinator = MembershipFactory(network=parc, coordinator=True)
    User.objects.filter(pk=coordinator.user_id).update(date_joined=START, last_login=START)
    User.objects.filter(pk=yves.pk).update(last_login=START + relativedelta(years=9))
    for months in range(11, 18):
        night_after(months=months, days=5)
    assert is_there(coordinator)
    assert len(letters_to(coordinator)) == 3
    assert len(letters_to_address(yves.email)) == 1


def test_site_staff_is_not_ended(yves):
    User.objects.filter(pk=yves.pk).update(date_joined=START, last_login=START)
    night_after(months=11, days=1)
    night_after(months=13)
    assert User.objects.get(pk=yves.pk).erased_at is None


def test_neighbour_without_an_account_is_not_ended(odile):
    night_after(months=40)
    assert Membership._base_manager.get(pk=odile.pk).first_name == "Odile"
