"""The entry code, as it is typed on the page."""

import html
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import UserFactory
from tests.personas import browser_of

NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)


@pytest.fixture
def joining(parc):
    """`joining(user, code)`: what the page answers to somebody who tries a code."""

    def try_code(user, code: str):
        form = {"first_name": "Sami", "last_name": "Saïd", "code": code}
        return browser_of(user).post(f"/reseaux/{parc.slug}/rejoindre/", form)

    return try_code


def test_wrong_code_says_so_and_keeps_what_was_typed(joining, sami):
    response = joining(sami, "PARCVERD")
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert "Ce code n’est pas celui de ce réseau" in page
    assert [word for word in ("PARCVERD", "Saïd") if word in page] == ["PARCVERD", "Saïd"]


def test_old_code_does_not_open_any_more(joining, parc, sami):
    parc.regenerate_entry_code()
    assert joining(sami, "PARCVERT").status_code == 422
    assert joining(sami, parc.entry_code).status_code == 302


def test_eleventh_try_waits_a_quarter_of_an_hour(joining, sami):
    with time_machine.travel(NOW, tick=False) as clock:
        assert {joining(sami, f"FAUX{n}").status_code for n in range(10)} == {422}
        late = joining(sami, "PARCVERT")
        assert late.status_code == 429
        assert "attendez un quart d’heure" in html.unescape(late.content.decode())
        assert "PARCVERT" in late.content.decode()
        clock.shift(timedelta(minutes=15))
        assert joining(sami, "PARCVERT").status_code == 302


def test_tries_from_one_address_are_counted_together(joining, parc):
    for _person in range(10):
        assert joining(UserFactory(), "FAUX").status_code == 422
    assert joining(UserFactory(), "PARCVERT").status_code == 429
