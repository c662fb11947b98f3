"""Whoever waits for a network in their town: asked once, told once, forgotten in time."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from members.models import Commune, Interest, InterestTry, Network
from members.upkeep import tell_interested
from tests.factories import CommuneFactory, InterestFactory, NetworkFactory
from tests.racing import WON, racing

NOW = timezone.now()
ANA = "ana@example.org"


@pytest.fixture
def massy(db) -> Commune:
    return CommuneFactory()


@pytest.fixture
def opened(massy) -> Network:
    """A network that has just opened in Massy."""
    return NetworkFactory(commune=massy, name="Villa des Roses", slug="massy-villa-des-roses")


def ask(massy: Commune, email: str = ANA, days_ago: float = 0) -> Interest:
    with time_machine.travel(NOW - timedelta(days=days_ago), tick=False):
        return Interest.ask(email=email, commune=massy)


# -- Asking ---------------------------------------------------------------------------------------


def test_asking_sends_one_mail_with_the_link_that_confirms(massy, mailbox):
    waiting = ask(massy, "Ana@Example.org")
    [mail] = mailbox.to(ANA)
    assert mail.subject == "Un réseau à Massy\u00a0: confirmez votre adresse"
    for text in (mail.body, mail.html):
        assert waiting.url in text
        assert waiting.withdrawal_url in text
    assert mail.message["List-Unsubscribe"].strip() == f"<{waiting.withdrawal_url}>"
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert waiting not in Interest.objects.confirmed()


def test_asking_twice_is_one_row_and_within_a_minute_one_mail(massy, mailbox):
    first = ask(massy, days_ago=1)
    with time_machine.travel(NOW - timedelta(days=1) + timedelta(seconds=30), tick=False):
        assert Interest.ask(email="ANA@example.org", commune=massy) == first
    assert len(mailbox.to(ANA)) == 1
    assert ask(massy) == first
    assert len(mailbox.to(ANA)) == 2


def test_asking_again_gives_another_week(massy):
    old = ask(massy, days_ago=8)
    assert old.is_expired
    new = ask(massy)
    assert new.pk == old.pk
    new.confirm()
    assert Interest.objects.waiting().get() == new


def test_whoever_waits_already_reads_so_and_still_waits(massy, mailbox):
    waiting = ask(massy, days_ago=3)
    with time_machine.travel(NOW - timedelta(days=3), tick=False):
        waiting.confirm()
    ask(massy)
    assert Interest.objects.waiting().get() == waiting
    last = mailbox.to(ANA)[-1]
    assert last.subject == "Un réseau à Massy\u00a0: c’est déjà noté"
    assert f"{waiting.url}\n" not in last.body
    assert waiting.withdrawal_url in last.body


def test_nobody_is_mailed_more_than_three_times_a_day(massy, mailbox):
    towns = [massy, *(CommuneFactory(code=f"9100{n}", name=f"Ville {n}") for n in range(4))]
    for town in towns:
        ask(town)
    assert Interest.objects.count() == 5
    assert len(mailbox.to(ANA)) == 3
    with time_machine.travel(NOW + timedelta(days=1, minutes=2), tick=False):
        Interest.ask(email=ANA, commune=towns[4])
    assert len(mailbox.to(ANA)) == 4


def test_twenty_forms_in_a_quarter_of_an_hour_and_no_more(db):
    with time_machine.travel(NOW, tick=False) as clock:
        assert [InterestTry.spend_from("10.0.0.1") for _ in range(21)] == [True] * 20 + [False]
        assert InterestTry.spend_from("10.0.0.2")
        clock.shift(timedelta(minutes=15))
        assert InterestTry.spend_from("10.0.0.1")
    assert not InterestTry.objects.filter(digest__contains="10.0.0").exists()


def test_home_that_changes_its_ipv6_address_stays_one_place(db):
    assert all(InterestTry.spend_from(f"2001:db8:1:2::{n}") for n in range(20))
    assert not InterestTry.spend_from("2001:db8:1:2:9::9")
    assert InterestTry.spend_from("2001:db8:1:3::1")


def test_one_mailbox_under_several_names_is_mailed_three_times_a_day_in_all(massy, mailbox):
    names = ["ana", "ana+parc", "Ana+zola", "ana+parc+zola", "anabel"]
    for name in names:
        ask(massy, f"{name}@example.org")
    assert Interest.objects.count() == len(names)
    assert [mail.to[0] for mail in mailbox] == [
        "ana@example.org",
        "ana+parc@example.org",
        "ana+zola@example.org",
        "anabel@example.org",
    ]


def test_stranger_who_types_the_same_address_does_not_move_whoever_confirmed(massy):
    first = Interest.ask(email=ANA, commune=massy, street="Rue des Lilas")
    for street in ("Rue des Roses", "Rue du Parc"):
        Interest.objects.update(asked_at=NOW - timedelta(days=1))
        Interest.ask(email=ANA, commune=massy, street=street)
        first.confirm()
        first.refresh_from_db()
        # Until it was confirmed, whoever asks last says where.
        assert (first.street, bool(first.confirmed_at)) == ("Rue des Roses", True)


# -- Confirming -----------------------------------------------------------------------------------


def test_link_confirms_within_seven_days(massy):
    for days, expired in {6.9: False, 7: True}.items():
        waiting = ask(massy, f"jour{days}@example.org", days_ago=days)
        assert waiting.is_expired is expired
        if expired:
            with pytest.raises(TransitionRefused, match="sept jours"):
                waiting.confirm()
        else:
            waiting.confirm()
            waiting.confirm()  # the button pressed twice
    assert [row.email for row in Interest.objects.confirmed()] == ["jour6.9@example.org"]


def test_told_without_having_confirmed_cannot_be(massy):
    with pytest.raises(IntegrityError, match="interest_told_was_confirmed"), transaction.atomic():
        InterestFactory(commune=massy, told_at=NOW)


# -- Telling --------------------------------------------------------------------------------------


def test_those_who_confirmed_are_told_once_however_often_it_opens(opened, mailbox, run_jobs):
    waiting = InterestFactory(commune=opened.commune, confirmed=True, email=ANA)
    InterestFactory(commune=opened.commune, email="pas-confirme@example.org")
    InterestFactory(
        commune=CommuneFactory(code="92002", name="Antony"), confirmed=True, email="b@example.org"
    )
    for _time in range(2):
        Interest.tell(opened)
        tell_interested(opened.pk)
    [mail] = mailbox
    assert mail.to == [ANA]
    assert mail.subject == "Un réseau d’entraide vient d’ouvrir à Massy"
    for text in (mail.body, mail.html):
        assert f"http://localhost:8000{opened.get_absolute_url()}" in text
        assert waiting.withdrawal_url in text
    assert not Interest.objects.waiting().filter(commune=opened.commune).exists()


def test_worker_tells_after_the_network_opened(opened, mailbox, run_jobs):
    InterestFactory(commune=opened.commune, confirmed=True, email=ANA)
    Interest.tell(opened)
    assert mailbox.to(ANA) == []
    assert run_jobs() == 2  # to tell, and the mail


def test_nobody_is_told_of_a_network_that_did_not_stay_open(opened, mailbox):
    InterestFactory(commune=opened.commune, confirmed=True)
    for state in ("preparing", "paused", "closed"):
        Network._base_manager.filter(pk=opened.pk).update(state=state)
        tell_interested(opened.pk)
    tell_interested(0)
    assert len(mailbox) == 0
    assert Interest.objects.waiting().count() == 1


def test_telling_that_dies_halfway_goes_on_where_it_was(opened, mailbox, monkeypatch):
    for email in ("a@example.org", "b@example.org", "c@example.org"):
        InterestFactory(commune=opened.commune, confirmed=True, email=email)
    write = Interest._write

    def die_at_b(self, *args, **context):
        write(self, *args, **context)
        if self.email == "b@example.org":
            raise ConnectionError

    monkeypatch.setattr(Interest, "_write", die_at_b)
    with pytest.raises(ConnectionError):
        tell_interested(opened.pk)
    monkeypatch.undo()
    tell_interested(opened.pk)
    assert sorted(mail.to[0][0] for mail in mailbox) == ["a", "b", "c"]


def test_two_workers_that_tell_at_once_write_one_mail(transactional_db, opened, mailbox):
    waiting = InterestFactory(commune=opened.commune, confirmed=True, email=ANA)
    twin = Interest.objects.get(pk=waiting.pk)
    with racing(opened) as race:
        ended = race(lambda: waiting.tell_of(opened), lambda: twin.tell_of(opened))
    assert ended == [WON, WON]
    assert len(mailbox.to(ANA)) == 1


def test_whoever_waits_for_paris_is_told_of_its_eleventh(db, mailbox):
    paris = CommuneFactory(code="75056", name="Paris", postcodes=["75010", "75011"])
    eleventh = CommuneFactory(code="75111", name="Paris 11e", postcodes=["75011"])
    tenth = CommuneFactory(code="75110", name="Paris 10e", postcodes=["75010"])
    for email, commune in {"p": paris, "onze": eleventh, "dix": tenth}.items():
        InterestFactory(commune=commune, confirmed=True, email=f"{email}@example.org")
    tell_interested(NetworkFactory(commune=eleventh, postcode="75011").pk)
    assert sorted(mail.to[0] for mail in mailbox) == ["onze@example.org", "p@example.org"]
    tell_interested(NetworkFactory(commune=paris, postcode="75010").pk)
    assert sorted(mail.to[0] for mail in mailbox)[0] == "dix@example.org"


def test_whoever_was_told_may_ask_again(opened, mailbox):
    InterestFactory(commune=opened.commune, confirmed=True, email=ANA, told_at=NOW)
    Interest.objects.update(asked_at=NOW - timedelta(days=90))
    again = ask(opened.commune)
    assert not again.confirmed_at
    again.confirm()
    tell_interested(opened.pk)
    assert [mail.subject for mail in mailbox.to(ANA)] == [
        "Un réseau à Massy\u00a0: confirmez votre adresse",
        "Un réseau d’entraide vient d’ouvrir à Massy",
    ]


# -- Forgetting -----------------------------------------------------------------------------------


def test_town_stays_while_somebody_waits_there(massy):
    InterestFactory(commune=massy)
    with pytest.raises(ProtectedError):
        massy.delete()


def test_row_says_no_address_of_itself(massy):
    assert str(ask(massy)) == "Massy (91300)"
    with pytest.raises(ValidationError):
        Interest(email="sans-arobase", commune=massy).full_clean()
