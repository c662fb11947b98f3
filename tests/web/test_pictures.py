"""The façade as a picture to share."""

from io import BytesIO

import pytest
from PIL import Image

from coopere.lib import postcard
from coopere.lib.postcard import Budget, TooManyDrawings
from tests.factories import GestureFactory, NetworkFactory
from tests.web.reading import get

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("url", ["/facade.png", "/reseaux/massy-residence-du-parc/facade.png"])
def test_picture_is_one_to_share(parc, url):
    page = get(url)
    with Image.open(BytesIO(page.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(page.content) < 150_000
    assert page["Cache-Control"] == "public, max-age=86400"


def test_picture_shows_the_windows_of_the_month_and_nothing_else(parc):
    twin = NetworkFactory(name="Tout autre chose", facade_seed=parc.facade_seed)
    url = "/reseaux/{}/facade.png".format
    dark = get(url(parc.slug)).content
    assert get(url(twin.slug)).content == dark
    GestureFactory.create_batch(3, network=parc)
    assert get(url(parc.slug)).content != dark
    assert get(url(twin.slug)).content == dark


def test_picture_is_drawn_once_and_sent_once(parc, monkeypatch):
    budget = Budget(times=1, seconds=60)
    monkeypatch.setattr(postcard, "BUDGET", budget)
    postcard._draw.cache_clear()
    url = f"/reseaux/{parc.slug}/facade.png"
    first, second = get(url), get(url)
    kept = get(url, if_none_match=first["ETag"])
    assert first.content == second.content
    assert (kept.status_code, kept.content) == (304, b"")
    GestureFactory(network=parc)
    assert get(url, if_none_match=first["ETag"]).status_code == 503  # another one, and none left
    assert get("/robots.txt").status_code == 200


def test_drawing_has_a_budget_that_comes_back():
    now = [0.0]
    budget = Budget(times=2, seconds=60, clock=lambda: now[0])
    budget.spend()
    budget.spend()
    with pytest.raises(TooManyDrawings):
        budget.spend()
    now[0] = 61.0
    budget.spend()
