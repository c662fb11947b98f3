"""Pictures in Chromium: kept through a form error without JavaScript, made smaller with it."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from members.models import Membership
from offers.models import Offer, OfferPicture
from tests.browser.conftest import PHONE
from tests.browser.visit import accessibility_faults, overflow, sign_in

NEW = "/reseaux/massy-residence-du-parc/annonces/nouvelle/proposed/donation/"


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    """Two photos of a telephone."""
    paths = [str(tmp_path / name) for name in ("lit.jpg", "matelas.png")]
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(paths[0])
    Image.new("RGB", (2400, 1800), "teal").save(paths[1])
    return paths


def test_two_pictures_are_kept_through_a_form_error_without_javascript(
    page_without_js: Page, live_server: Any, alice: Membership, photos: list[str]
) -> None:
    page = page_without_js
    sign_in(page.context, live_server.url, alice)
    page.goto(live_server.url + NEW)
    choose(page, photos)
    page.get_by_label("Ce que l’on y voit").first.fill("Un lit blanc.")
    page.get_by_role("button", name="Publier sur le tableau").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites en une phrase de quoi il s’agit.")
    expect(page.locator(".place img")).to_have_count(2)
    assert overflow(page) == []
    page.get_by_label("En une phrase").fill("Lit de bébé")
    page.get_by_role("button", name="Publier sur le tableau").click()
    expect(page.get_by_text("Votre annonce est sur le tableau.").first).to_be_visible()
    expect(page.get_by_role("img", name="Un lit blanc.")).to_be_visible()
    pictures = page.locator(".gallery img")
    expect(pictures).to_have_count(2)
    assert [shown(pictures.nth(n)) for n in range(2)] == [True, True]
    assert overflow(page) == []
    page.goto(f"{live_server.url}/reseaux/{alice.network.slug}/tableau/")
    assert shown(page.locator(".card__picture img"))
    assert overflow(page) == []


def test_script_makes_pictures_smaller_before_they_are_sent(
    page: Page, live_server: Any, alice: Membership, photos: list[str]
) -> None:
    sign_in(page.context, live_server.url, alice)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + NEW)
    field = page.get_by_label("Photo 1 (facultatif)")
    field.set_input_files(photos[0])
    expect(page.locator("canvas.place__preview")).to_be_visible()
    heavy = Path(photos[0]).stat().st_size
    page.wait_for_function(
        "([input, heavy]) => input.files[0].size < heavy", arg=[field.element_handle(), heavy]
    )
    page.get_by_role("button", name="Publier sur le tableau").click()
    expect(page.locator(".place img")).to_have_count(1)
    assert overflow(page) == accessibility_faults(page) == []
    page.get_by_label("En une phrase").fill("Lit de bébé")
    page.get_by_role("button", name="Publier sur le tableau").click()
    assert shown(page.locator(".gallery img"))
    assert OfferPicture._base_manager.get(offer=Offer._base_manager.get()).width == 1600


def choose(page: Page, photos: list[str]) -> None:
    """The first place is open; the second one is opened by a touch."""
    page.locator("#id_photo_0").set_input_files(photos[0])
    page.get_by_text("Photo 2").first.click()
    page.locator("#id_photo_1").set_input_files(photos[1])


def shown(picture: Any) -> bool:
    """Whether the picture has come, in the place that was kept for it."""
    picture.scroll_into_view_if_needed()
    for _try in range(50):
        if picture.evaluate("image => image.complete && image.naturalWidth > 0"):
            return True
        picture.page.wait_for_timeout(100)
    return False
