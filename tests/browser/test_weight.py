"""What a visitor on a slow line waits for: bytes as they cross it, counted by Chromium."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser

from tests.factories import GestureFactory, MembershipFactory, NetworkFactory
from tests.statics import collect

FIRST_VISIT, LATER_VISIT = 150_000, 30_000
# The proxy of a real site compresses pages (deploy/Caddyfile); here Django does it.
GZIP = "django.middleware.gzip.GZipMiddleware"
LATER = ("/reseaux/", "/reseaux/massy-residence-du-parc/", "/historique/", "/citations/", "/aide/")


@pytest.fixture
def real_site(settings: Any, tmp_path: Path) -> Iterator[str]:
    """The site with its files as a real one sends them: one sheet, compressed, kept for good."""
    collect(settings, tmp_path)
    settings.WHITENOISE_AUTOREFRESH = False
    settings.MIDDLEWARE = [GZIP, *settings.MIDDLEWARE]
    server = LiveServerThread("localhost", lambda application: application, port=0)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()
    connections.close_all()


@dataclass
class Visit:
    """What one page made cross the line: bytes by address."""

    bytes_of: dict[str, int] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        return sum(self.bytes_of.values())


class Line:
    """A telephone line on which one counts."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.context, self.site = browser.new_context(), site
        self.page = self.context.new_page()
        self.visit, self.addresses = Visit(), dict[str, str]()
        told = self.context.new_cdp_session(self.page)
        told.send("Network.enable")
        told.on("Network.requestWillBeSent", self._asked)
        told.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict[str, Any]) -> None:
        address = self.addresses[event["requestId"]]
        self.visit.bytes_of[address] = round(event["encodedDataLength"])

    def go(self, path: str) -> Visit:
        self.visit = Visit()
        answer = self.page.goto(self.site + path, wait_until="networkidle")
        assert answer
        assert answer.ok, path
        return self.visit


@pytest.fixture
def line(browser: Browser, real_site: str) -> Iterator[Line]:
    opened = Line(browser, real_site)
    yield opened
    opened.context.close()


@pytest.fixture
def street() -> None:
    """As many networks as the home page shows, alive."""
    parc = NetworkFactory(name="Résidence du Parc", slug="massy-residence-du-parc")
    networks = [parc, *(NetworkFactory(facade_seed=seed * 997) for seed in range(11))]
    for number, network in enumerate(networks):
        GestureFactory.create_batch(3 + number * 2, network=network)
    MembershipFactory.create_batch(3, network=parc)


@pytest.mark.usefixtures("street")
def test_first_visit_and_later_ones_are_light_and_ask_nobody_else(line: Line) -> None:
    first = line.go("/")
    asked = {urlsplit(address).netloc for address in first.bytes_of if address[:5] != "data:"}
    assert asked == {urlsplit(line.site).netloc}
    assert 90_000 < first.weight <= FIRST_VISIT, first.bytes_of
    fonts = [address for address in first.bytes_of if address.endswith(".woff2")]
    assert len(fonts) == 2
    for path in LATER:
        later = line.go(path)
        assert 0 < later.weight <= LATER_VISIT, later.bytes_of
        assert {urlsplit(address).netloc for address in later.bytes_of} == asked


@pytest.mark.usefixtures("street")
def test_page_waits_for_few_files(line: Line) -> None:
    """Each sheet holds the page back: the site's own is one, and a page adds three at most."""
    for path in ("/", "/reseaux/massy-residence-du-parc/"):
        line.go(path)
        sheets = line.page.locator('link[rel="stylesheet"]').count()
        assert 1 <= sheets <= 4
        assert line.page.evaluate("document.styleSheets.length") == sheets
        assert line.page.locator("script[src]").count() == 0
