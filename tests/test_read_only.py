"""A network that rests: everything can be read, nothing can be written, anybody may leave."""

import html

import pytest

from exchanges.models import ContactShare
from members.models import Network
from tests.crawl import ACCESS, MEMBERS, filled_in, fingerprint, routes, url_of, wanted
from tests.personas import World, browser_of
from tests.tenants import rows_of

# One may always go, take back what one showed, and read what one was told, or not.
READING = {"members:notice", "members:notices_reading", "members:notice_settings"}
# Whatever goes wrong may be said at any time.
SAYING = {"members:reporting", "members:appeal"}
WORKS = {"members:leave", "exchanges:unshare", "events:feed_settings"} | READING | SAYING
ROUTES = [route for route in routes() if route.in_network]


@pytest.fixture(params=[Network.State.PAUSED, Network.State.CLOSED])
def resting(world: World, request: pytest.FixtureRequest) -> World:
    rows_of(Network, world.parc.network).update(state=request.param, notice="De retour en mai.")
    return world


@pytest.mark.parametrize("role", [*MEMBERS, "stranger"])
def test_nothing_is_written_in_a_network_that_rests(resting: World, role: str):
    client, before = browser_of(resting.roles[role]), fingerprint()
    acts = [route for route in ROUTES if ACCESS[route.name].lets_act(role)]
    for route in acts:
        if route.name not in WORKS:
            answer = client.post(url_of(route, resting.parc), filled_in(route, resting.parc))
            assert answer.status_code == 409, route
    assert acts
    assert fingerprint() == before


def test_refusal_says_why_and_gives_back_what_was_typed(resting: World):
    client = browser_of(resting.parc.author)
    url = f"/reseaux/{resting.parc.network.slug}/annonces/nouvelle/proposed/loan/"
    typed = {"title": "Échelle", "text": "Six barreaux, très légère."}
    page = html.unescape(client.post(url, typed).content.decode())
    said = [*typed.values(), "Rien n’a été envoyé", "De retour en mai."]
    assert [words for words in said if words in page] == said


def test_contact_is_taken_back_although_the_network_rests(resting: World):
    alice, exchange = resting.parc.author, resting.parc.exchanges["agreed"]
    shown = rows_of(ContactShare, resting.parc.network).filter(membership=alice, revoked_at=None)
    assert shown.count() == 1
    client = browser_of(alice)
    assert "Ne plus partager" in client.get(exchange.get_absolute_url()).content.decode()
    client.post(f"{exchange.get_absolute_url()}coordonnees/retrait/", {"what": "phone"})
    assert shown.count() == 0


def test_everything_is_still_read(resting: World):
    client = browser_of(resting.parc.author)
    found = {route.name: client.get(url_of(route, resting.parc)).status_code for route in ROUTES}
    assert found == {route.name: wanted("GET", route, "author") for route in ROUTES}


def test_member_may_leave_a_network_that_rests(resting: World):
    client = browser_of(resting.parc.third)
    url = f"/reseaux/{resting.parc.network.slug}/depart/"
    assert client.post(url)["Location"] == "/mes-reseaux/"
    assert client.get(f"/reseaux/{resting.parc.network.slug}/tableau/").status_code == 404


def test_front_door_says_why_it_rests(world: World):
    url = f"/reseaux/{world.parc.network.slug}/"
    rows_of(Network, world.parc.network).update(state="open", notice="De retour en mai.")
    assert "De retour en mai." not in browser_of(None).get(url).content.decode()
    rows_of(Network, world.parc.network).update(state="paused")
    assert "De retour en mai." in browser_of(None).get(url).content.decode()
