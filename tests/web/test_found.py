"""What search engines may find, among two whole networks: nothing of anybody."""

import re

import pytest
from django.urls import reverse

from coopere.models import Page
from members.models import Network
from tests.canary import found_in, plant
from tests.crawl import ACCESS, ALL, Route, routes, url_of
from tests.personas import World, browser_of
from tests.tenants import rows_of
from tests.web.reading import addresses_in, get, told_by

ATOM = "{http://www.w3.org/2005/Atom}"
SECRETS = {"secret", "ticket"}
OURS = [route for route in routes() if not route.in_admin and not route.in_account]
# Maps are for crawlers, and not themselves to be found: Django says so in its own words.
MAPS = {"web:sitemap", "web:sitemap_section"}


def is_for_everybody(route: Route) -> bool:
    """No login, no secret, and no step on somebody's way."""
    return (
        ACCESS[route.name].get == ALL
        and not SECRETS & {*route.kwargs}
        and not route.name.startswith(("members:interest", "members:suggestions"))
    )


@pytest.mark.parametrize("role", ["anonymous", "author", "coordinator"])
def test_search_engine_may_keep_the_pages_for_everybody_only(world: World, role: str):
    client = browser_of(world.roles[role])
    asked = [route for route in routes() if route.name not in MAPS]
    kept = {r.name for r in asked if "X-Robots-Tag" not in client.get(url_of(r, world.parc))}
    assert kept == {r.name for r in OURS if is_for_everybody(r)} - MAPS


def test_page_that_the_engine_has_already_stays_in_its_index(parc):
    for url in ("/historique/", "/actualites.atom"):
        first = get(url)
        again = get(url, if_none_match=first["ETag"])
        assert [answer.status_code for answer in (first, again)] == [200, 304]
        assert "X-Robots-Tag" not in {*first.headers, *again.headers}
    assert get("/nulle-part/")["X-Robots-Tag"] == "noindex"


def allows(rules: str, path: str) -> bool:
    """Whether robots.txt lets one ask for `path`: the longest rule that fits decides (RFC 9309)."""
    found = re.findall(r"^(Allow|Disallow): (\S+)$", rules, re.MULTILINE)
    fitting = [(len(rule), verb) for verb, rule in found if pattern_of(rule).match(path)]
    return max(fitting, default=(0, "Allow"))[1] == "Allow"


def pattern_of(rule: str) -> re.Pattern[str]:
    return re.compile(re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$"))


def test_robots_are_sent_past_what_is_private(world: World):
    rules = get("/robots.txt").content.decode()
    allowed = {route.name for route in OURS if allows(rules, url_of(route, world.parc))}
    public = {route.name for route in OURS if is_for_everybody(route)}
    assert public <= allowed
    assert {name for name in allowed - public if "slug" in kwargs_of(name)} == set()
    assert not allows(rules, "/admin/")
    assert not allows(rules, "/compte/login/")
    assert "Sitemap: http://localhost:8000/sitemap.xml" in rules


def kwargs_of(name: str) -> tuple[str, ...]:
    return next(route.kwargs for route in OURS if route.name == name)


def test_map_has_every_page_for_everybody_and_every_network_with_a_door(world: World):
    rows_of(Network, world.zola.network).update(state="closed")
    parts = addresses_in("/sitemap.xml")
    assert parts == [f"http://localhost:8000/sitemap-{name}.xml" for name in ("pages", "reseaux")]
    pages, networks = [addresses_in(part.removeprefix("http://localhost:8000")) for part in parts]
    assert networks == [f"http://localhost:8000/reseaux/{world.parc.network.slug}/"]
    plain = [route for route in OURS if is_for_everybody(route) and not route.kwargs]
    wanted = {reverse(r.name) for r in plain if not r.name.startswith("web:")}
    wanted |= {reverse("page", args=[slug]) for slug in Page.Slug.values}
    assert set(pages) == {f"http://localhost:8000{path}" for path in wanted}


# -- What a page says of itself -------------------------------------------------------------------


def test_every_page_for_everybody_has_one_address_and_says_what_it_is(world: World):
    pages = [r for r in OURS if is_for_everybody(r) and not r.name.startswith("web:")]
    assert len(pages) > 5
    for route in pages:
        url = url_of(route, world.parc)
        told = told_by(f"{url}?utm_source=lettre")
        assert told["canonical"] == told["og:url"] == f"http://localhost:8000{url}", url
        assert 40 < len(told["description"]) <= 200, url
        assert told["og:title"]
        assert told["og:image"].startswith("http://localhost:8000/")


def test_nothing_of_a_network_but_its_name_is_told_to_machines(world: World):
    plant(world.zola)
    web = [route for route in OURS if route.name.startswith("web:")]
    told = [get(url_of(route, world.zola)).content.decode("utf-8", "ignore") for route in web]
    assert len(told) == 8
    assert found_in(told) == {"members.Network.name", "members.Network.town"}
