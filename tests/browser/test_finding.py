"""Looking for one's network in Chromium: by touch, by keyboard, as one types, as axe sees it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from members.models import Interest, Network
from tests.browser.conftest import PHONE
from tests.browser.neighbours import KeyboardNeighbour, Neighbour
from tests.browser.visit import accessibility_faults, faults_of
from tests.factories import CommuneFactory, InterestFactory, NetworkFactory
from tests.mailbox import Mailbox

ANA = "ana@example.org"


@pytest.fixture(autouse=True)
def roses() -> Network:
    """A network in Massy; none in Igny, beside it, nor in the other Massy."""
    CommuneFactory(code="91312", name="Igny", postcodes=["91430"], population=10_000)
    CommuneFactory(code="76416", postcodes=["76270"], population=300)
    return NetworkFactory(
        commune=CommuneFactory(), name="Villa des Roses", slug="massy-villa-des-roses"
    )


@pytest.mark.parametrize("kind", [Neighbour, KeyboardNeighbour], ids=["touch", "keyboard"])
def test_visitor_finds_no_network_and_waits_for_one_without_javascript(
    kind: type[Neighbour], phone_of: Callable[[], Neighbour], mailbox: Mailbox
) -> None:
    opened = phone_of()
    opened.page.emulate_media(reduced_motion="reduce")
    ana = kind(opened.page, opened.site)
    ana.go("/")
    ana.press("Trouver mon réseau")
    ana.write("Ville, code postal ou résidence", "ignie")
    ana.press("Chercher")
    ana.press("Igny Essonne, 91430")
    ana.sees("Aucun réseau à Igny pour l’instant")
    ana.sees("Villa des Roses")
    ana.write("Votre adresse e-mail", ANA)
    ana.write("Votre rue ou votre résidence", "Rue du Moulin")
    ana.press("Me prévenir")
    ana.sees("Un e-mail vient de partir")
    ana.go(link_in(mailbox))
    assert not Interest.objects.confirmed().exists()
    ana.press("Oui, prévenez-moi")
    ana.sees("Nous vous écrirons une fois, le jour où un réseau ouvrira à Igny")
    assert Interest.objects.waiting().get().street == "Rue du Moulin"
    ana.go(link_in(mailbox) + "retrait/")
    ana.press("Effacer mon adresse")
    ana.sees("C’est effacé")
    assert not Interest.objects.exists()


def link_in(mailbox: Mailbox) -> str:
    """The path of the link that confirms."""
    found = re.search(r"http\S+/interet/\S+", mailbox.to(ANA)[0].body)
    assert found
    return urlsplit(found[0]).path


def test_towns_are_offered_as_one_types(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/reseaux/")
    field = page.get_by_role("combobox", name="Ville, code postal ou résidence")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("mass")
    expect(page.get_by_role("option")).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("3 propositions")
    assert accessibility_faults(page) == []
    for key, chosen in {"ArrowDown": 0, "ArrowUp": 2, "Home": 2}.items():
        page.keyboard.press(key)
        active = field.get_attribute("aria-activedescendant")
        expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("option").nth(chosen)).to_have_id(active or "")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    expect(field).to_have_value("mass")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 réseau à Massy")).to_be_visible()


def test_town_is_chosen_with_a_finger(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/reseaux/")
    page.get_by_role("combobox").press_sequentially("igny")
    with page.expect_navigation():
        page.get_by_role("option", name="Igny").tap()
    expect(page.get_by_role("heading", name="Aucun réseau à Igny pour l’instant")).to_be_visible()
    context.close()


def test_enter_sends_what_was_typed_when_nothing_is_chosen(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/reseaux/")
    page.get_by_role("combobox").press_sequentially("massy")
    expect(page.get_by_role("option").first).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/reseaux/?q=massy")


def test_field_of_a_form_takes_the_town_that_is_chosen(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/reseaux/interet/envoye/")
    page.evaluate("""document.querySelector("main").insertAdjacentHTML("beforeend",
        '<input aria-label="Commune" data-suggest="/reseaux/communes/?pour=commune">')""")
    page.add_script_tag(url="/static/js/suggest.js", type="module")
    field = page.get_by_role("combobox", name="Commune")
    field.press_sequentially("mass")
    page.get_by_role("option", name="Seine-Maritime").click()
    expect(field).to_have_value("Massy (76270)")
    expect(page.get_by_role("option").first).to_be_hidden()


def test_pages_have_no_accessibility_fault_and_fit_the_screen(page: Page, live_server: Any) -> None:
    for path in finding_pages():
        page.goto(live_server.url + path)
        assert faults_of(page) == []


def finding_pages() -> list[str]:
    """A town with a network, one without, towns to choose; then waiting for one."""
    new, sure = InterestFactory(), InterestFactory(confirmed=True)
    old = InterestFactory(asked_at=datetime(2020, 1, 1, tzinfo=UTC))
    asked = ["", "?q=massy", "?q=igny", "?q=ignie", "?q=qwxz", "?commune=91377"]
    links = ["", "?commune=91312", "envoye/", *(f"{row.ticket}/" for row in (new, sure, old))]
    return [
        *(f"/reseaux/{query}" for query in asked),
        *(f"/reseaux/interet/{end}" for end in [*links, f"{sure.ticket}/retrait/"]),
    ]
