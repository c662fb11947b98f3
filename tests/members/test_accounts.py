"""Accounts: what their pages say to those who ask about other people's."""

import re

import pytest
from django.test import Client

from members.models import User

FORMS = {
    "/compte/signup/": {"password1": "trois mots sans rapport"},
    "/compte/login/code/": {},
    "/compte/password/reset/": {},
}


def told(url: str, email: str) -> list[str]:
    """The pages that a visitor is led through, without what differs each time."""
    client = Client()
    pages = [
        client.post(url, FORMS[url] | {"email": email}, follow=True),
        client.post("/compte/confirm-email/", {"code": "ABCDEF"}, follow=True),
        client.post("/compte/confirm-email/", {"action": "resend"}, follow=True),
    ]
    return [
        re.sub(r'value="\w{64}"', "", f"{page.status_code} {page.content.decode()}").replace(
            email, "…"
        )
        for page in pages
    ]


@pytest.mark.parametrize("url", FORMS)
def test_pages_do_not_tell_who_has_an_account(alice, url: str):
    known, unknown = told(url, alice.user.email), told(url, "personne@example.org")
    assert known == unknown


def test_newcomer_is_written_to(mailbox):
    """The control of the test above: the form does what it says."""
    told("/compte/signup/", "nouvelle@example.org")
    assert User.objects.filter(email="nouvelle@example.org").exists()
    assert [message.subject for message in mailbox][:1] == [
        "Votre code pour confirmer votre adresse"
    ]
