"""Agenda and sheets in Chromium: by keyboard, on the smallest phone, as axe sees them."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from events.models import CalendarFeed
from members.models import Membership
from members.scoping import in_network
from tests.browser.neighbours import KeyboardNeighbour
from tests.browser.visit import faults_of, sign_in
from tests.factories import BookingFactory, GatheringFactory
from tests.factories.events import evening

A4 = {"width": 688, "height": 1017}  # 182 × 269 mm, between the margins


@pytest.fixture
def pages(alice: Membership, bachir: Membership) -> list[str]:
    """A month with every kind, two at once and one that is over; the sheets; the link."""
    home = f"/reseaux/{alice.network.slug}/"
    GatheringFactory(host=bachir, title="Soupe", starts_at=evening(0, 0))
    cafe = GatheringFactory(host=bachir, title="Café du samedi", starts_at=evening(0, 22))
    GatheringFactory(host=bachir, title="Couture", kind="workshop", starts_at=evening(0, 23))
    concert = GatheringFactory(host=alice, concert=True, seats=2, starts_at=evening(0, 21))
    BookingFactory(gathering=concert, member=bachir, size=2, companions="Nadia")
    BookingFactory(gathering=cafe, member=alice)
    with in_network(alice.network):
        CalendarFeed.renew(by=alice)
    month = f"{evening(400):%Y-%m}"
    names = ["agenda/", "agenda/?vue=grille", f"agenda/?mois={month}", "agenda/abonnement/"]
    names += [f"evenements/{concert.pk}/{sheet}/" for sheet in ("invites", "mot-aux-voisins")]
    return [home + name for name in [*names, f"evenements/{cafe.pk}/affiche/"]]


def test_agenda_and_sheets_have_no_accessibility_fault_and_fit_the_screen(
    pages: list[str],
    alice: Membership,
    live_server: Any,
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> None:
    context = browser.new_context(**browser_context_args)
    sign_in(context, live_server.url, alice)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    faults: list[str] = []
    for path in pages:
        page.goto(live_server.url + path)
        faults += faults_of(page)
    context.close()
    assert faults == []
    assert said == []


def test_neighbour_walks_from_list_to_grid_to_a_gathering_by_keyboard(
    pages: list[str], page_without_js: Page, alice: Membership, live_server: Any
) -> None:
    sign_in(page_without_js.context, live_server.url, alice)
    neighbour = KeyboardNeighbour(page_without_js, live_server.url)
    neighbour.go(pages[0])
    neighbour.press("Grille")
    table = page_without_js.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    today = table.locator("[aria-current=date]")
    expect(today.get_by_role("link")).to_have_count(4)
    neighbour.press("22 h Café du samedi")
    expect(page_without_js.get_by_role("heading", level=1)).to_have_text("Café du samedi")


def test_sheets_are_one_page_of_paper_and_nothing_else_is_on_it(
    pages: list[str], page: Page, alice: Membership, live_server: Any
) -> None:
    sign_in(page.context, live_server.url, alice)
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    for path in pages[-3:]:
        page.goto(live_server.url + path)
        expect(page.get_by_role("article")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_be_hidden()
        expect(page.get_by_role("navigation")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollHeight") <= A4["height"], path
