"""Who sees the pictures of whose offers, in the whole world of the tests."""

import pytest

from members.scoping import in_network
from offers.models import OfferPicture
from tests.crawl import bytes_of
from tests.offers.test_pictures import answer, url_of_never
from tests.personas import MEMBERS, OUTSIDERS, World, browser_of


def test_picture_is_seen_by_those_who_see_the_offer(world: World):
    urls = {name: picture.url(320) for name, picture in world.parc.pictures.items()}
    found = {
        role: {name for name, url in urls.items() if browser_of(who).get(url).status_code == 200}
        for role, who in world.roles.items()
    }
    together = {"concert", "memory", "collection", "bilan"}
    board = {"open", "of the godchild", *together}
    nothing: set[str] = set()
    inside = ("answerer", "third", "coordinator", "godparent", "member of both")
    assert found == {
        **dict.fromkeys(world.roles, nothing),
        **dict.fromkeys(inside, board),
        "author": board | {"draft", "closed", "hidden", "waiting"},
        "paused": board | {"of the paused"},
    }


def test_picture_that_is_not_for_me_looks_like_one_that_never_was(world: World):
    client = browser_of(world.parc.third)
    [never] = {answer(client, url_of_never(world.parc.pictures["open"]))}
    for name in ("draft", "closed", "hidden", "of the paused", "waiting"):
        assert answer(client, world.parc.pictures[name].url(320)) == never, name
    elsewhere = world.zola.pictures["open"].url(320)
    here = elsewhere.replace(world.zola.network.slug, world.parc.network.slug)
    assert answer(client, here) == never


@pytest.mark.parametrize("role", ["anonymous", *OUTSIDERS])
def test_picture_looks_to_outsiders_like_one_that_never_was(world: World, role):
    picture, client = world.parc.pictures["open"], browser_of(world.roles[role])
    told = [
        bytes_of(client.get(url), url) for url in (picture.url(800), url_of_never(picture, 800))
    ]
    assert told[0] == told[1]
    assert told[0][0] == (302 if role == "anonymous" else 404)
    assert browser_of(world.parc.third).get(picture.url(800)).status_code == 200


@pytest.mark.parametrize("role", MEMBERS)
@pytest.mark.parametrize("gone", ["offer", "picture", "hidden"])
def test_picture_that_is_gone_looks_like_one_that_never_was(world: World, gone, role):
    picture, client = world.parc.pictures["open"], browser_of(world.roles[role])
    url, never = picture.url(320), url_of_never(picture)
    assert client.get(url).status_code == 200
    with in_network(world.parc.network):
        if gone == "offer":
            picture.offer.exchanges.all().delete()
            picture.offer.delete()
        elif gone == "picture":
            OfferPicture.objects.filter(pk=picture.pk).discard()
        else:
            picture.offer.hide(by=world.parc.coordinator, reason="Pas cela.")
    if (gone, role) == ("hidden", "author"):
        assert client.get(url).status_code == 200
    else:
        assert bytes_of(client.get(url), url) == bytes_of(client.get(never), never)
        assert client.get(url).status_code == 404
