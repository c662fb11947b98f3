"""The wall between networks, layers 1 and 2: every address, asked for by everybody.

The table of `tests/crawl.py` says who may; here it is asked of the site, with real objects.
"""

import pytest
from django.db import transaction

from tests.crawl import (
    ACCESS,
    DESK,
    KWARGS,
    NEVER,
    Route,
    ask,
    bytes_of,
    count_written,
    filled_in,
    fingerprint,
    routes,
    url_of,
    wanted,
)
from tests.personas import MEMBERS, OUTSIDERS, ROLES, Neighbourhood, World, browser_of

OURS = [route for route in routes() if not route.in_admin and not route.in_account]
ADMIN = [route for route in routes() if route.in_admin]
METHODS = ("GET", "POST")
NOWHERE = "/admin/jamais/"


def test_every_address_has_its_entry_in_the_table():
    assert {route.name for route in OURS} == set(ACCESS)


def test_every_parameter_of_an_address_has_a_value():
    assert {name for route in routes() for name in route.kwargs} <= set(KWARGS)


@pytest.mark.parametrize("role", ROLES)
def test_page_is_shown_to_those_who_may_see_it(world: World, role: str):
    client = browser_of(world.roles[role])
    found = {route.name: client.get(url_of(route, world.parc)).status_code for route in OURS}
    assert found == {route.name: wanted("GET", route, role) for route in OURS}


@pytest.mark.parametrize("role", ROLES)
def test_act_is_done_for_those_who_may_and_changes_nothing_for_others(world: World, role: str):
    client = browser_of(world.roles[role])
    before = fingerprint()
    found = {route.name: act(client, route, world.parc, before) for route in OURS}
    assert found == {
        route.name: (wanted("POST", route, role), ACCESS[route.name].lets_act(role))
        for route in OURS
    }


def act(client, route: Route, place: Neighbourhood, before: dict[str, str]) -> tuple[int, bool]:
    """The answer to a filled in form, and whether anything changed; then it is undone."""
    written = count_written()
    with transaction.atomic():
        response = client.post(url_of(route, place), filled_in(route, place))
        changed = count_written() != written and fingerprint() != before
        transaction.set_rollback(True)
    return response.status_code, changed


@pytest.mark.parametrize("role", ["anonymous", *OUTSIDERS])
def test_network_of_others_looks_like_one_that_never_was(world: World, role: str):
    closed = [route for route in OURS if route.in_network and role not in ACCESS[route.name].doors]
    assert len(closed) > 25
    assert different(world, role, closed, slug=NEVER["slug"]) == []


@pytest.mark.parametrize("role", ["anonymous", *OUTSIDERS])
def test_thing_in_a_network_of_others_looks_like_one_that_never_was(world: World, role: str):
    closed = [route for route in with_object() if role not in ACCESS[route.name].doors]
    assert len(closed) > 15
    assert different(world, role, closed, pk=NEVER["pk"], name=NEVER["name"]) == []


@pytest.mark.parametrize("role", sorted({*MEMBERS} - {"author"}))
def test_thing_that_is_not_for_me_looks_like_one_that_never_was(world: World, role: str):
    hidden = [route for route in with_object() if wanted("POST", route, role) == 404]
    assert hidden
    assert different(world, role, hidden, pk=NEVER["pk"]) == []


@pytest.mark.parametrize("part", ["author", "answerer", "third", "coordinator", "godparent"])
def test_thing_of_another_network_is_not_found_in_mine(world: World, part: str):
    """With the address of one's own network, and the number of a thing of the other one."""
    client, here = browser_of(world.zola.people[part]), world.zola.network.slug
    before = fingerprint()
    never = {method: bytes_of_never(client, method, world.zola) for method in METHODS}
    for route in with_object():
        for method in METHODS:
            url = url_of(route, world.parc, slug=here)
            answer = ask(client, method, url, filled_in(route, world.parc))
            if answer.status_code != 405:
                assert bytes_of(answer, url) == never[method], url
    assert fingerprint() == before


def test_author_does_find_those_things_at_home(world: World):
    """The control of the test above: the same addresses, with things of one's own network."""
    client = browser_of(world.zola.author)
    found = {
        route.name: client.get(url_of(route, world.zola)).status_code for route in with_object()
    }
    assert found == {route.name: wanted("GET", route, "author") for route in with_object()}
    assert 404 not in found.values()


def test_invitation_to_another_network_opens_nothing_in_mine(world: World):
    client, before = browser_of(world.zola.third), fingerprint()
    for secret in (world.parc.invitation.secret, NEVER["secret"]):
        url = f"/reseaux/{world.zola.network.slug}/rejoindre/{secret}/"
        for method in METHODS:
            answer = ask(client, method, url, {"first_name": "Ana", "last_name": "Ali"})
            assert (answer.status_code, answer["Location"]) == (302, f"/invitations/{secret}/")
    assert fingerprint() == before


@pytest.mark.parametrize("name", ["edit", "publication", "closure", "reopening"])
@pytest.mark.parametrize("part", ["third", "answerer", "coordinator", "godparent"])
def test_neighbour_may_not_change_an_offer_that_they_see(world: World, name: str, part: str):
    client, before = browser_of(world.parc.people[part]), fingerprint()
    offer = world.parc.offers["open"]
    url = f"{offer.get_absolute_url()}{PATHS[name]}"
    assert client.get(offer.get_absolute_url()).status_code == 200
    assert client.post(url, {"title": "À moi", "closed_as": "fulfilled"}).status_code == 403
    assert fingerprint() == before


@pytest.mark.parametrize("name", ["draft", "closed", "hidden", "of the paused"])
def test_offer_that_is_not_on_the_board_is_its_authors_only(world: World, name: str):
    url = world.parc.offers[name].get_absolute_url()
    author = world.parc.paused if name == "of the paused" else world.parc.author
    assert browser_of(author).get(url).status_code == 200
    for part in ("third", "answerer", "coordinator", "godparent", "both"):
        assert browser_of(world.parc.people[part]).get(url).status_code == 404


def test_godparent_sees_and_changes_what_is_the_godchilds(world: World):
    offer, exchange = (
        world.parc.offers["of the godchild"],
        world.parc.exchanges["with the godchild"],
    )
    pages = [offer.get_absolute_url() + "modification/", exchange.get_absolute_url()]
    found = {
        part: [browser_of(world.parc.people[part]).get(url).status_code for url in pages]
        for part in ("godparent", "third", "author", "coordinator")
    }
    assert found == {
        "godparent": [200, 200],
        "third": [403, 200],  # who answered it
        "author": [403, 404],
        "coordinator": [403, 404],
    }


def test_access_ends_with_the_membership(world: World):
    client = browser_of(world.parc.answerer)
    pages = [world.parc.exchanges["agreed"].get_absolute_url(), "/reseaux/massy-residence-du-parc/"]
    assert [client.get(url).status_code for url in pages] == [200, 200]
    type(world.parc.answerer)._base_manager.filter(pk=world.parc.answerer.pk).update(status="left")
    assert [client.get(url).status_code for url in pages] == [404, 200]


# -- The coordinators' desk, and the accounts -----------------------------------------------------


@pytest.mark.parametrize("role", sorted({*ROLES} - DESK - {"anonymous"}))
def test_desk_is_nothing_to_those_who_coordinate_nothing(world: World, role: str):
    client, before = browser_of(world.roles[role]), fingerprint()
    never = {method: bytes_of(ask(client, method, NOWHERE), NOWHERE) for method in METHODS}
    assert {status for status, _headers, _content in never.values()} == {404}
    for route in ADMIN:
        for method in METHODS:
            url = url_of(route, world.parc)
            assert bytes_of(ask(client, method, url), url) == never[method], url
    assert fingerprint() == before


def test_desk_asks_a_visitor_to_sign_in(world: World):
    client, before = browser_of(None), fingerprint()
    for route in ADMIN:
        for method in METHODS:
            answer = ask(client, method, url_of(route, world.parc))
            assert answer.status_code == 302, route
            assert answer["Location"].startswith(("/compte/login/", "/admin/login/")), route
    assert fingerprint() == before


def test_row_of_another_network_is_nothing_on_the_desk(world: World):
    client, before = browser_of(world.zola.coordinator), fingerprint()
    rows = [route for route in ADMIN if {"pk", "object_id"} & {*route.kwargs}]
    assert len(rows) > 10
    for route in rows:
        for method in METHODS:
            url, never = url_of(route, world.parc), url_of(route, world.parc, **NEVER)
            answer = ask(client, method, url, {"reason": "Pour voir."})
            nothing = ask(client, method, never, {"reason": "Pour voir."})
            assert (answer.status_code, answer.content) == (nothing.status_code, nothing.content)
            assert answer.status_code == 404, url
    assert fingerprint() == before


def test_row_of_ones_own_network_is_on_the_desk(world: World):
    """The control of the test above."""
    client = browser_of(world.parc.coordinator)
    changes = [route for route in ADMIN if route.name.endswith(("_change", "_photo"))]
    found = {route.name: client.get(url_of(route, world.parc)).status_code for route in changes}
    of_members = [f"admin:members_{page}_change" for page in ("user", "commune", "proposal")]
    staff_only = (*of_members, "admin:coopere_")
    assert found == {
        route.name: 404 if route.name.startswith(staff_only) else 200 for route in changes
    }


@pytest.mark.parametrize("role", ["anonymous", "stranger", "author", "coordinator", "staff"])
def test_account_pages_answer_without_a_fault(world: World, role: str):
    for route in [route for route in routes() if route.in_account]:
        for method in METHODS:
            answer = ask(browser_of(world.roles[role]), method, url_of(route, world.parc))
            assert answer.status_code in {200, 302, 405, 410, 422}, route


PATHS = {
    "edit": "modification/",
    "publication": "publication/",
    "closure": "cloture/",
    "reopening": "reouverture/",
}


def with_object() -> list[Route]:
    return [route for route in OURS if route.in_network and {"pk", "name"} & {*route.kwargs}]


def bytes_of_never(client, method: str, place: Neighbourhood) -> tuple:
    """What an offer that never was looks like."""
    route = next(route for route in OURS if route.name == "exchanges:answer")
    url = url_of(route, place, pk=NEVER["pk"])
    return bytes_of(ask(client, method, url), url)


def different(world: World, role: str, asked: list[Route], **never) -> list[str]:
    """Those addresses that answer otherwise than what never was, by a byte or a header."""
    client, before, found = browser_of(world.roles[role]), fingerprint(), []
    for route in asked:
        for method in METHODS:
            url, nowhere = url_of(route, world.parc), url_of(route, world.parc, **never)
            answer = ask(client, method, url, filled_in(route, world.parc))
            nothing = ask(client, method, nowhere, filled_in(route, world.parc))
            if bytes_of(answer, url) != bytes_of(nothing, nowhere):
                found.append(f"{method} {url}")
    assert fingerprint() == before
    return found
