"""Who sees the pictures of whose offers, in the whole world of the tests."""

from tests.offers.test_pictures import answer, url_of_never
from tests.personas import World, browser_of


def test_picture_is_seen_by_those_who_see_the_offer(world: World):
    urls = {name: picture.url(320) for name, picture in world.parc.pictures.items()}
    found = {
        role: {name for name, url in urls.items() if browser_of(who).get(url).status_code == 200}
        for role, who in world.roles.items()
    }
    board = {"open", "of the godchild"}
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
