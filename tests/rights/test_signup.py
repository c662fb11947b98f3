"""Opening an account: fifteen years, the rules, and what is written down of both."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from members.models import Consent, User
from members.models.consents import TERMS_VERSION

SIGNUP = "/compte/signup/"
FILLED = {"email": "nora@example.org", "password1": "trois mots sans rapport"}
YES = {"age": "on", "terms": "on"}


def test_newcomers_yes_is_written_down_with_its_words(db):
    assert Client().post(SIGNUP, FILLED | YES).status_code == 302
    said = Consent.objects.filter(user__email="nora@example.org").order_by("what")
    assert [(row.what, row.version, row.words, row.manner) for row in said] == [
        ("age", TERMS_VERSION, "J’ai 15 ans ou plus", "signup"),
        ("terms", TERMS_VERSION, "J’ai lu les règles du site et je les accepte", "signup"),
    ]


@pytest.mark.parametrize("without", ["age", "terms"])
def test_nobody_opens_an_account_without_both(db, without):
    answers = FILLED | YES
    del answers[without]
    answer = Client().post(SIGNUP, answers)
    assert not User.objects.filter(email="nora@example.org").exists()
    assert answer.status_code == 422 or b"errorlist" in answer.content
    assert b"nora@example.org" in answer.content


def test_somebody_under_15_reads_how_to_take_part(db):
    page = Client().post(SIGNUP, FILLED | {"terms": "on"}).content.decode()
    assert "Avant 15 ans, on n’ouvre pas de compte à son nom." in page
    assert "Demandez à l’adulte qui vous élève de créer son compte" in page


def test_a_consent_never_changes(alice):
    for change in ("UPDATE members_consent SET version = '1999'",):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert set(Consent.objects.values_list("version", flat=True)) == {TERMS_VERSION}


def test_rules_are_read_by_anybody(db):
    page = Client().get("/regles/").content.decode()
    assert "On s’inscrit sous son vrai nom" in page
    assert TERMS_VERSION in page
