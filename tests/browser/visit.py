"""Ways of looking at the site in Chromium."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from members.models import Membership, User
from tests.personas import browser_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHT = "document.documentElement.scrollHeight + 200"
# Colours that fade from one scheme to the other have faded.
SETTLE = """() => document.getAnimations()
    .forEach(fading => fading instanceof CSSTransition && fading.finish())"""


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


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page, on the smallest phone and on a desk, in light and in dark."""
    found: list[str] = []
    for width in WIDTHS:
        # The whole page at once: what the dock covers now and then is no fault of the page.
        page.set_viewport_size({"width": width, "height": 800})
        page.set_viewport_size({"width": width, "height": page.evaluate(HEIGHT)})
        found += overflow(page)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLE)
            found += [f"{scheme}, {width}: {fault}" for fault in accessibility_faults(page)]
    return found


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds wrong on the page: rule, and the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    # To read a sheet that others import, axe writes styles into the page, which our policy refuses.
    kinds = {"type": "tag", "values": RULES}
    options = {"runOnly": kinds, "preload": False, "resultTypes": ["violations"]}
    # What is in order is a hundred times longer than what is not: it stays in the page.
    found = page.evaluate("options => axe.run(options).then(all => all.violations)", options)
    return [
        f"{page.url}: {rule['id']}: {node['html'][:160]} ({node['failureSummary'][:240]})"
        for rule in found
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
