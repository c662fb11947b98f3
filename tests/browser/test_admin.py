"""The coordinators' desk in Chromium: the acts without JavaScript, the pages as axe sees them."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from members.models import Membership, Network
from offers.models import Offer
from tests.browser.visit import faults_of, sign_in
from tests.factories import OfferFactory
from tests.personas import World, build_world
from tests.test_admin import url

REASON = "Nous en avons parlé de vive voix."


@pytest.fixture
def desk(page_without_js: Page, live_server: Any, denise: Membership, paul: Membership) -> Page:
    """Denise's desk, on a phone where JavaScript is off; Paul waits for an answer."""
    sign_in(page_without_js.context, live_server.url, denise)
    page_without_js.goto(live_server.url + reverse("admin:index"))
    return page_without_js


def test_coordinator_accepts_from_the_queue(desk: Page, paul: Membership) -> None:
    desk.get_by_role("article", name="Paul Petit").get_by_role("button", name="Accepter").click()
    expect(desk.get_by_role("status")).to_contain_text("Paul P. est maintenant membre du réseau.")
    expect(desk.get_by_role("heading", name="Personne n’attend")).to_be_visible()
    assert type(paul)._base_manager.get(pk=paul.pk).status == "active"


def test_coordinator_refuses_with_a_reason(desk: Page) -> None:
    desk.get_by_role("link", name="Refuser").click()
    desk.get_by_role("button", name="Refuser la demande").click()
    expect(desk.get_by_role("alert")).to_contain_text("Motif")
    desk.get_by_label("Motif", exact=True).fill(REASON)
    desk.get_by_role("button", name="Refuser la demande").click()
    expect(desk.get_by_role("status")).to_contain_text("La demande de Paul P. est refusée")
    expect(desk.get_by_role("listitem").filter(has_text="Demande refusée")).to_contain_text(REASON)


def test_coordinator_hides_an_offer_and_restores_it(desk: Page, alice: Membership) -> None:
    OfferFactory(author=alice, title="Perceuse")
    desk.get_by_role("link", name="Annonces", exact=True).click()
    desk.get_by_role("link", name="Perceuse").click()
    desk.get_by_role("link", name="Masquer l’annonce").click()
    desk.get_by_label("Motif", exact=True).fill(REASON)
    desk.get_by_role("button", name="Masquer l’annonce").click()
    hidden = desk.get_by_role("article", name="Perceuse")
    expect(hidden).to_contain_text(REASON)
    hidden.get_by_role("link").first.click()
    desk.get_by_role("link", name="Rétablir").click()
    desk.get_by_label("Motif", exact=True).fill("Corrigée depuis.")
    desk.get_by_role("button", name="Rétablir").click()
    expect(desk.get_by_role("status")).to_contain_text("de nouveau visible")


def test_coordinator_signs_in_on_the_way_to_the_desk(
    page_without_js: Page, live_server: Any, parc: Network, denise: Membership
) -> None:
    denise.user.set_password("bonjour-voisins")
    denise.user.save()
    page_without_js.goto(live_server.url + "/admin/")
    page_without_js.locator("[name=login]").fill("denise@example.org")
    page_without_js.locator("[name=password]").fill("bonjour-voisins")
    page_without_js.locator("[name=password]").press("Enter")
    expect(page_without_js.get_by_role("heading", name="À faire")).to_be_visible()


def test_desk_has_no_accessibility_fault_and_fits_the_screen(
    live_server: Any, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    world = build_world()
    context = browser.new_context(**browser_context_args)
    sign_in(context, live_server.url, world.staff)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    faults: list[str] = []
    for path in staff_pages(world):
        page.goto(live_server.url + path)
        faults += faults_of(page)
    context.close()
    assert faults == []
    assert said == []


def staff_pages(world: World) -> list[str]:
    """One page of each shape, beyond those that coordinators are shown elsewhere."""
    parc = world.parc
    return [
        reverse("admin:members_network_add"),
        reverse("admin:members_user_changelist"),
        url(Network, "change", parc.network.pk),
        url(Network, "sans-adresse", parc.network.pk),
        url(Network, "charte", parc.network.pk),
        url(Membership, "change", parc.godchild.pk),
        url(Membership, "refus", parc.pending.pk),
        url(Membership, "refus", parc.author.pk),
        url(Offer, "retablissement", parc.offers["hidden"].pk),
        url(Offer, "history", parc.offers["hidden"].pk),
    ]
