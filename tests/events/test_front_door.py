"""What a network tells strangers of its meetings: kind and day, nothing more."""

import pytest

from coopere.lib.tags import date_on_paper
from events.models import Gathering
from tests.factories import GatheringFactory
from tests.factories.events import evening
from tests.personas import browser_of
from tests.reading import text_of
from tests.tenants import rows_of


def door(alice) -> str:
    return text_of(browser_of(None).get(f"/reseaux/{alice.network.slug}/"))


def test_stranger_reads_the_day_of_the_next_cafe_and_nothing_else_of_it(alice):
    held = GatheringFactory(
        host=alice, title="Crêpes chez Alice", text="Sonnez deux fois.", place="hall B"
    )
    GatheringFactory(host=alice, starts_at=evening(40))
    page = door(alice)
    day = date_on_paper(held.starts_at).replace("\u00a0", " ")
    assert page.count(f"Prochain café-rencontre : {day} Le lieu est donné") == 1
    secrets = ("Crêpes", "Alice", "Sonnez", "hall B", "19 h")
    assert {word for word in secrets if word in page} == set()


def test_stranger_hears_of_a_workshop(alice):
    GatheringFactory(host=alice, kind="workshop")
    assert "Prochain atelier :" in door(alice)


@pytest.mark.parametrize(
    "fields",
    [{"concert": True}, {"status": "draft"}, {"status": "cancelled"}, {"over": True}],
    ids=["concert", "draft", "cancelled", "over"],
)
def test_stranger_hears_of_no_other_gathering(alice, fields):
    GatheringFactory(host=alice, **fields)
    assert "Prochain" not in door(alice)


def test_cafe_that_is_hidden_is_told_to_nobody(alice, denise):
    held = GatheringFactory(host=alice)
    assert "Prochain" in door(alice)
    rows_of(Gathering, alice.network).filter(pk=held.pk).update(
        hidden_at=held.created_at, hidden_by=denise, hidden_reason="Une vente."
    )
    assert "Prochain" not in door(alice)
