"""By which words an address is found in what waits: all of its own, and nobody else’s."""

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.test import Client

from coopere.rights.addresses import pattern_of
from coopere.rights.erasure import erase_account
from tests.factories import UserFactory
from tests.personas import browser_of
from tests.rights.scan import texts_of_visits
from tests.worker import delete_jobs

SIGNUP = {"password1": "trois mots sans rapport", "age": "on", "terms": "on"}


@pytest.fixture
def na(db):
    return UserFactory(email="na@x.fr")


@pytest.mark.parametrize(
    "text",
    ["na@x.fr", "Écrivez à Na@X.fr.", "<na@x.fr>", "mailto:na@x.fr?subject=", "(na@x.fr)"],
)
def test_address_is_found_among_other_words(text):
    assert pattern_of({"na@x.fr"}).search(text)


@pytest.mark.parametrize("text", ["anna@x.fr", "j.na@x.fr", "a+na@x.fr", "na@x.fr.com", "na@x.fra"])
def test_part_of_another_address_is_not_it(text):
    assert not pattern_of({"na@x.fr"}).search(text)
    assert not pattern_of(set()).search(text)


def test_mail_that_names_another_whose_address_ends_alike_is_sent(na, mailbox):
    delete_jobs()
    for named in ("anna@x.fr", "NA@x.fr"):
        send_mail("Bonjour", f"Répondez à {named}, merci.", None, ["zoe@example.org"])
    assert len(mailbox) == 2
    erase_account(na)
    [kept] = mailbox
    assert "anna@x.fr" in kept.body


def test_session_of_a_second_sign_up_goes_with_the_account(na, alice):
    other = UserFactory(email="anna@x.fr")
    for email in ("Na@x.fr", other.email):
        Client().post("/compte/signup/", {"email": email} | SIGNUP)
    browser_of(alice)
    assert Session.objects.count() == 3
    assert any("'na@x.fr'" in text.lower() for text in texts_of_visits())
    erase_account(na)
    left = texts_of_visits()
    assert len(left) == 2
    assert not any("'na@x.fr'" in text.lower() for text in left)
