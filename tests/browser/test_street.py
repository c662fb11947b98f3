"""The street of the home page: by button, by keyboard, by link; no script, and never by itself."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.visit import overflow
from tests.factories import GestureFactory, NetworkFactory

SCROLLED = "document.querySelector('.street__row').scrollLeft"
WIDTHS = (320, 390, 1280)


@pytest.fixture
def networks() -> None:
    for network in NetworkFactory.create_batch(12):
        GestureFactory(network=network)


@pytest.fixture
def home(networks: None, page_without_js: Page, live_server: Any) -> Page:
    page_without_js.emulate_media(reduced_motion="reduce")
    page_without_js.goto(live_server.url)
    return page_without_js


def house(page: Page, number: int) -> Locator:
    return page.locator(f"#maison-{number} .house__link")


def press(page: Page, onward: bool) -> None:
    """Click the browser's own button: it is in the picture, and not in the document."""
    place = page.locator(".street").bounding_box()
    style = page.evaluate(
        """onward => {
            const row = document.querySelector('.street__row');
            const name = `::scroll-button(${onward ? 'inline-end' : 'inline-start'})`;
            const {right, bottom, width, height} = getComputedStyle(row, name);
            return [right, bottom, width, height].map(parseFloat);
        }""",
        onward,
    )
    assert place
    right, bottom, width, height = style
    assert min(width, height) >= 44
    x = place["x"] + place["width"] - right - width / 2
    page.mouse.click(x, place["y"] + place["height"] - bottom - height / 2)


def test_buttons_go_along_the_street_and_back(home: Page) -> None:
    home.locator(".street").scroll_into_view_if_needed()
    expect(house(home, 3)).not_to_be_in_viewport()
    press(home, onward=True)
    expect(house(home, 3)).to_be_in_viewport()
    press(home, onward=False)
    expect(house(home, 3)).not_to_be_in_viewport()
    expect(house(home, 1)).to_be_in_viewport(ratio=0.9)


def test_keyboard_goes_along_the_street(home: Page) -> None:
    home.locator(".street__row").focus()
    for _key in range(12):
        home.keyboard.press("ArrowRight")
    expect(house(home, 1)).not_to_be_in_viewport()
    expect(house(home, 3)).to_be_in_viewport()


def test_tab_brings_each_house_into_sight(home: Page) -> None:
    link = house(home, 9)
    link.focus()
    expect(link).to_be_in_viewport()


def test_address_of_a_house_shows_it_where_the_browser_has_no_buttons(
    home: Page, live_server: Any
) -> None:
    """The links between houses lead there; the street stays in sight with its title."""
    home.goto(f"{live_server.url}/#maison-7")
    expect(house(home, 7)).to_be_in_viewport()
    expect(house(home, 1)).not_to_be_in_viewport()
    expect(home.get_by_role("heading", name="Des fenêtres s’allument")).to_be_in_viewport()


def test_nothing_moves_by_itself(home: Page) -> None:
    assert home.evaluate("document.getAnimations().length") == 0
    assert home.evaluate(SCROLLED) == 0
    row = "getComputedStyle(document.querySelector('.street__row')).scrollBehavior"
    assert home.evaluate(row) == "auto"
    home.emulate_media(reduced_motion="no-preference")
    assert home.evaluate(row) == "smooth"


@pytest.mark.usefixtures("networks")
def test_street_fits_every_screen(
    browser: Browser, browser_context_args: dict[str, Any], live_server: Any
) -> None:
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(live_server.url)
        assert overflow(page) == []
    context.close()
