"""Accounts: what their pages say to those who ask about other people's."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from members.models import User
from tests.personas import browser_of

FORMS = {
    "/compte/signup/": {"password1": "trois mots sans rapport", "age": "on", "terms": "on"},
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


def test_pages_of_a_member_are_for_their_browser_alone(alice):
    board = f"/reseaux/{alice.network.slug}/tableau/"
    found = {who: browser_of(who).get("/")["Vary"] for who in (alice, None)}
    assert found == {alice: "Cookie", None: "Cookie"}
    assert browser_of(alice).get(board)["Cache-Control"] == "private"
    assert "Cache-Control" not in browser_of(None).get("/").headers


def test_browser_forgets_the_pages_of_whoever_leaves_the_screen(alice):
    client = browser_of(alice)
    asked, left = client.get("/compte/logout/"), client.post("/compte/logout/")
    assert "Clear-Site-Data" not in asked.headers
    assert (left.status_code, left["Clear-Site-Data"]) == (302, '"cache"')


def test_counts_of_tries_are_not_pushed_out_by_a_crowd(db):
    cache.set("tries:one", 5)
    for number in range(350):
        cache.set(f"tries:somebody:{number}", 1)
    assert cache.get("tries:one") == 5


@pytest.mark.parametrize(("url", "field"), [("signup/", "email"), ("login/", "login")])
def test_half_an_address_is_answered_in_plain_words(db, url: str, field: str):
    page = Client().post(f"/compte/{url}", {field: "lucette@"}).content.decode()
    assert "Écrivez l’adresse en entier" in page


def test_wrong_code_is_answered_in_plain_words(db):
    client = Client()
    client.post("/compte/signup/", FORMS["/compte/signup/"] | {"email": "lucette@example.org"})
    page = client.post("/compte/confirm-email/", {"code": "ABCDEF"}).content.decode()
    assert "Ce n’est pas le bon code" in page
