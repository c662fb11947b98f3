"""What somebody proposes is between them and the site's staff."""

from members.models import Proposal
from tests.canary import walk
from tests.personas import World, browser_of
from tests.reading import text_of
from tests.test_admin import url

HERE = "/reseaux/proposer/"


def test_what_somebody_proposes_is_read_by_nobody_else(world: World):
    words = dict.fromkeys(["first_name", "last_name", "place", "why", "companions"], "Zinzolin")
    Proposal.objects.filter(proposer=world.parc.author.user).update(**words)
    for role in ("anonymous", "third", "coordinator", "member of another network"):
        pages = walk(browser_of(world.roles[role]), "/", "/mes-reseaux/", "/admin/", HERE)
        assert not [page for page, said in pages.items() if "Zinzolin" in said], role
    page = url(Proposal, "change", world.parc.proposals["waiting"].pk)
    assert "Zinzolin" in text_of(browser_of(world.staff).get(page))
    assert "Zinzolin" in text_of(browser_of(world.parc.author).get("/mes-reseaux/"))
