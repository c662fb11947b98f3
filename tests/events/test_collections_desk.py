"""Collections at the coordinators' desk, and their reports on the front door."""

import pytest
from django.urls import reverse

from coopere.lib.state import TransitionRefused
from events.models import Collection
from members.scoping import in_network
from tests.factories import CollectionFactory
from tests.personas import World, browser_of
from tests.reading import text_of
from tests.tenants import rows_of
from tests.test_admin_acts import act, fresh, log
from tests.test_queries import count_queries

INDEX = reverse("admin:index")
LIST = reverse("admin:events_collection_changelist")
SECTION = "Bilans à montrer"
TOLD = "Trente cartables, trente sourires."


@pytest.fixture
def reported(world: World) -> Collection:
    """Chloé's, whose report waits for a coordinator's word."""
    return CollectionFactory(created_by=world.parc.third, status="reported", title="Cartables")


def front_door(world: World) -> str:
    return text_of(browser_of(None).get(f"/reseaux/{world.parc.network.slug}/"))


def show(by, collection, **answers):
    """Say yes to the report as it is now."""
    as_of = fresh(collection).updated_at.isoformat()
    return act(by, collection, "montrer", **{"as_of": as_of, **answers})


def test_report_waits_in_the_queue_until_it_is_shown_to_everybody(world: World, reported):
    coordinator = world.parc.coordinator
    page = text_of(browser_of(coordinator).get(INDEX))
    assert (SECTION in page, TOLD in page) == (True, True)
    assert TOLD not in front_door(world)
    response = show(coordinator, reported)
    assert "Le bilan de « Cartables » est montré à l’entrée du réseau." in text_of(response)
    assert TOLD in front_door(world)
    assert SECTION not in text_of(browser_of(coordinator).get(INDEX))
    assert log()[0] == ("denise@example.org", "Bilan montré au public.")


def test_report_that_stays_among_neighbours_leaves_the_queue(world: World, reported):
    act(world.parc.coordinator, reported, "garder")
    assert SECTION not in text_of(browser_of(world.parc.coordinator).get(INDEX))
    assert TOLD not in front_door(world)
    assert fresh(reported).report_asked_at is None


def test_report_is_taken_from_the_front_door_again(world: World, reported):
    show(world.parc.coordinator, reported)
    act(world.parc.coordinator, reported, "garder")
    assert TOLD not in front_door(world)


def test_front_door_names_nobody_and_shows_the_latest_report_alone(world: World, reported):
    before = "Trente familles ont eu chaud tout l’hiver."
    assert before in front_door(world)
    show(world.parc.coordinator, reported)
    shown = front_door(world)
    assert (before in shown, TOLD in shown) == (False, True)
    assert not {"Chloé", "Alice", "Bachir"} & set(shown.replace(",", " ").split())


def test_front_door_of_another_network_does_not_show_it(world: World, reported):
    show(world.parc.coordinator, reported)
    assert TOLD not in text_of(browser_of(None).get(f"/reseaux/{world.zola.network.slug}/"))


def test_report_written_anew_leaves_the_front_door_and_asks_again(world: World, reported):
    show(world.parc.coordinator, reported)
    said = {"text": "Merci à Bachir du C."}
    url = reverse("events:bilan", args=[world.parc.network.slug, reported.pk])
    assert browser_of(world.parc.third).post(url, said).status_code == 302
    assert "Merci à Bachir" not in front_door(world)
    assert SECTION in text_of(browser_of(world.parc.coordinator).get(INDEX))


@pytest.mark.parametrize("as_of", ["", "2026-01-01T00:00:00+00:00", "x"])
def test_report_written_anew_while_it_is_read_is_read_again(world: World, reported, as_of):
    response = show(world.parc.coordinator, reported, as_of=as_of)
    assert response.status_code == 422
    assert "Le bilan vient d’être réécrit" in text_of(response)
    assert TOLD not in front_door(world)
    assert fresh(reported).updated_at.isoformat() in response.content.decode()


def test_report_written_anew_at_the_last_moment_is_not_shown_unread(world: World, reported):
    with in_network(world.parc.network):
        read = fresh(reported).updated_at
        reported.publish_report(by=world.parc.third, text="Merci à Bachir du C.")
        with pytest.raises(TransitionRefused):
            reported.allow_public(by=world.parc.coordinator, as_of=read)
    assert "Merci à Bachir" not in front_door(world)


def test_collection_is_hidden_and_shown_again_with_reasons(world: World):
    opened, coordinator = world.parc.collections["open"], world.parc.coordinator
    assert act(coordinator, opened, "masquage").status_code == 422
    act(coordinator, opened, "masquage", reason="C’est une vente.")
    assert fresh(opened).hidden_reason == "C’est une vente."
    assert "C’est une vente." in text_of(browser_of(world.parc.author).get(page_of(opened)))
    act(coordinator, opened, "retablissement", reason="C’était un don.")
    assert fresh(opened).hidden_at is None
    assert log()[0][1].startswith("Collecte rétablie.")


def page_of(collection: Collection) -> str:
    return collection.get_absolute_url()


def test_hidden_report_is_not_shown_to_everybody(world: World, reported):
    show(world.parc.coordinator, reported)
    act(world.parc.coordinator, reported, "masquage", reason="Des noms.")
    assert TOLD not in front_door(world)
    assert show(world.parc.coordinator, reported).status_code == 422


def test_desk_lists_what_was_opened_and_nothing_of_another_network(world: World):
    rows_of(Collection, world.zola.network).update(title="Zinzolin")
    page = text_of(browser_of(world.parc.coordinator).get(LIST))
    assert world.parc.collections["open"].title in page
    assert "Zinzolin" not in page
    preparing = world.parc.collections["preparing"]
    url = reverse("admin:events_collection_change", args=[preparing.pk])
    assert browser_of(world.parc.coordinator).get(url).status_code == 404


def test_desk_shows_pictures_of_the_report(world: World):
    collection = world.parc.collections["reported"]
    url = reverse("admin:events_collection_change", args=[collection.pk])
    picture = world.parc.pictures["bilan"]
    client = browser_of(world.parc.coordinator)
    assert picture.desk_url in client.get(url).content.decode()
    assert client.get(picture.desk_url).status_code == 200
    assert browser_of(world.zola.coordinator).get(picture.desk_url).status_code == 404


def test_queue_costs_the_same_with_one_report_and_with_three(world: World, reported):
    before = count_queries(world.parc.coordinator, INDEX)
    for _number in range(2):
        CollectionFactory(created_by=world.parc.third, status="reported")
    assert count_queries(world.parc.coordinator, INDEX) == before
