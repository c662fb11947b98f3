"""Chromium, as a neighbour in Massy has it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from members.models import Membership
from tests.browser.neighbours import Neighbour
from tests.browser.visit import sign_in
from tests.programs import CHROMIUM

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox",  # the sandbox refuses to start as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = CHROMIUM.find()
    if not path:
        pytest.exit(CHROMIUM.missing, returncode=1)
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture(autouse=True)
def _committed(transactional_db: None) -> None:
    """The live server has connections of its own, which see only what is committed."""


@pytest.fixture
def page_without_js(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A phone on which JavaScript is off."""
    options = {**browser_context_args, "java_script_enabled": False, "viewport": PHONE}
    context = browser.new_context(**options)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone_of(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Any:
    """`phone_of(person)`: 390 pixels wide, where JavaScript is off; of a visitor without one."""
    options = {**browser_context_args, "java_script_enabled": False}
    contexts = []

    def open_one(person: Membership | None = None) -> Neighbour:
        context = browser.new_context(**options, viewport=PHONE)
        contexts.append(context)
        if person:
            sign_in(context, live_server.url, person)
        return Neighbour(context.new_page(), live_server.url)

    yield open_one
    for context in contexts:
        context.close()
