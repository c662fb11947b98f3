"""Ways of looking at the site in Chromium."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from members.models import Membership, User
from tests.personas import browser_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def sign_in(
    context: BrowserContext, address: str, person: Membership | User, *, is_sure: bool = False
) -> None:
    """Give the browser the session of somebody who is signed in already.

    With `is_sure`, they have just said their password once more.
    """
    client = browser_of(person)
    if is_sure:
        client.post("/compte/reauthenticate/", {"password": "bonjour-voisins"})
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": session.key, "value": session.value, "url": address}])


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds wrong on the page: rule, and the elements that break it."""
    # To read a sheet that others import, axe writes styles into the page, which our policy refuses.
    options = {"runOnly": {"type": "tag", "values": RULES}, "preload": False}
    found: dict[str, Any] = Axe().run(page, options=options).response
    return [
        f"{page.url}: {rule['id']}: {node['html'][:160]} ({node['failureSummary'][:240]})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """The elements that stick out of the screen's width, when the page scrolls sideways."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > width + 1)
                .slice(0, 5).map(e => location.pathname + ' ' + e.outerHTML.slice(0, 120));
        }"""
    )
