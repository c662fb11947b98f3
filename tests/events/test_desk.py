"""Gatherings at the coordinators' desk: read, published, given back, hidden, called off."""

import pytest
from django.urls import reverse

from events.models import Address, Gathering
from members.models import Notification
from members.scoping import in_network
from tests.events.sheet import ADDRESS
from tests.factories import GatheringFactory, GatheringPictureFactory
from tests.personas import World, browser_of
from tests.reading import text_of
from tests.tenants import rows_of
from tests.test_admin_acts import act, fresh, log
from tests.test_queries import count_queries

INDEX = reverse("admin:index")
LIST = reverse("admin:events_gathering_changelist")


def page_of(gathering: Gathering) -> str:
    return reverse("admin:events_gathering_change", args=[gathering.pk])


def told(kind: str, gathering: Gathering) -> set[str]:
    news = Notification._base_manager.filter(kind=kind, object_id=gathering.pk)
    return {notice.to.first_name for notice in news.select_related("to")}


# -- The queue ------------------------------------------------------------------------------------


def test_concert_that_waits_is_in_the_queue_until_it_is_published(world: World):
    asked, coordinator = world.parc.gatherings["asked"], world.parc.coordinator
    page = text_of(browser_of(coordinator).get(INDEX))
    assert ("Concerts à publier" in page, asked.title in page) == (True, True)
    response = act(coordinator, asked, "publication")
    assert response.redirect_chain == [(INDEX, 302)]
    assert f"Le concert « {asked.title} » est publié." in text_of(response)
    assert (fresh(asked).status, fresh(asked).published_by) == ("published", coordinator)
    assert told("gathering_yes", asked) == {"Alice"}
    assert "Concerts à publier" not in text_of(browser_of(coordinator).get(INDEX))
    assert log()[0] == ("denise@example.org", "Concert publié.")


def test_queue_of_another_network_does_not_hold_it(world: World):
    rows_of(Gathering, world.zola.network).filter(status="proposed").update(title="Zinzolin")
    assert "Zinzolin" not in text_of(browser_of(world.parc.coordinator).get(INDEX))
    assert "Zinzolin" in text_of(browser_of(world.zola.coordinator).get(INDEX))


def test_queue_costs_the_same_with_one_concert_and_with_four(world: World):
    before = count_queries(world.parc.coordinator, INDEX)
    for title in ("Un", "Deux", "Trois"):
        GatheringFactory(host=world.parc.third, concert=True, title=title, status="proposed")
    assert count_queries(world.parc.coordinator, INDEX) == before


# -- Acts -----------------------------------------------------------------------------------------


def test_concert_is_given_back_with_a_word_that_the_host_reads(world: World):
    asked = world.parc.gatherings["asked"]
    assert act(world.parc.coordinator, asked, "renvoi").status_code == 422
    act(world.parc.coordinator, asked, "renvoi", reason="Finissez avant 22 h, merci.")
    assert (fresh(asked).status, told("gathering_back", asked)) == ("draft", {"Alice"})
    page = browser_of(world.parc.author).get(asked.get_absolute_url() + "modification/")
    assert "Finissez avant 22 h, merci." in text_of(page)


def test_concert_is_published_once(world: World):
    asked = world.parc.gatherings["asked"]
    act(world.parc.coordinator, asked, "publication")
    late = act(world.parc.coordinator, asked, "renvoi", reason="Trop tard.")
    assert (late.status_code, fresh(asked).status) == (422, "published")


def test_gathering_is_hidden_and_shown_again_with_reasons(world: World):
    cafe, coordinator = world.parc.gatherings["café"], world.parc.coordinator
    act(coordinator, cafe, "masquage", reason="C’est une vente.")
    page = cafe.get_absolute_url()
    assert browser_of(world.parc.author).get(page).status_code == 404
    assert fresh(cafe).hidden_reason == "C’est une vente."
    act(coordinator, cafe, "retablissement", reason="Nous en avons parlé.")
    assert browser_of(world.parc.author).get(page).status_code == 200


def test_gathering_is_called_off_with_a_word_for_everybody(world: World):
    concert = world.parc.gatherings["concert"]
    act(world.parc.coordinator, concert, "annulation", reason="L’immeuble est en travaux.")
    assert fresh(concert).status == "cancelled"
    assert told("gathering_off", concert) >= {"Alice", "Bachir", "Chloé"}


def test_staff_act_without_a_membership(world: World):
    asked = world.parc.gatherings["asked"]
    act(world.staff, asked, "publication")
    assert (fresh(asked).status, fresh(asked).published_by) == ("published", None)


@pytest.mark.parametrize("name", ["publication", "renvoi", "masquage", "annulation"])
def test_coordinator_of_another_network_acts_on_nothing(world: World, name: str):
    asked = world.parc.gatherings["asked"]
    answer = act(world.zola.coordinator, asked, name, reason="Pour voir.")
    assert (answer.status_code, fresh(asked).status) == (404, "proposed")


# -- What is seen ---------------------------------------------------------------------------------


def test_page_says_all_but_the_address(world: World):
    concert, client = world.parc.gatherings["concert"], browser_of(world.parc.coordinator)
    with in_network(world.parc.network):
        Address.keep(concert, by=world.parc.author, text=ADDRESS)
    page = text_of(client.get(page_of(concert)))
    for said in (concert.title, concert.text, concert.place, concert.chapeau, "Ana Lune"):
        assert said in page
    names = [f"admin:events_gathering_{name}" for name in ("annulation", "masquage", "history")]
    pages = [reverse(name, args=[concert.pk]) for name in names]
    for url in (page_of(concert), LIST, INDEX, *pages):
        assert ADDRESS not in client.get(url).content.decode(), url
    with in_network(world.parc.network):
        assert Address.of_host(concert, world.parc.author) == ADDRESS


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_draft_is_its_hosts_business(world: World, role: str):
    client, draft = browser_of(world.roles[role]), world.parc.gatherings["draft"]
    assert client.get(page_of(draft)).status_code == 404
    listed = text_of(client.get(LIST))
    assert draft.title not in listed
    assert world.parc.gatherings["asked"].title in listed


@pytest.mark.parametrize(
    ("situation", "title"),
    [
        ("proposed", "Duo de flûtes"),
        ("published", "Chansons du soir"),
        ("cancelled", "Café du samedi"),
        ("hidden", "Vente privée"),
    ],
)
def test_list_is_filtered_by_where_they_stand(world: World, situation: str, title: str):
    client = browser_of(world.parc.coordinator)
    answer = client.get(LIST, {"situation": situation})
    rows = answer.context["cl"].result_list
    states = {"hidden" if row.is_hidden else row.status for row in rows}
    assert (states, title in {row.title for row in rows}) == ({situation}, True)


def test_pictures_are_seen_there_hidden_or_not(world: World):
    client, hidden = browser_of(world.parc.coordinator), world.parc.gatherings["hidden"]
    picture = GatheringPictureFactory(gathering=hidden)
    assert picture.desk_url in client.get(page_of(hidden)).content.decode()
    assert client.get(picture.desk_url).status_code == 200
    assert browser_of(world.zola.coordinator).get(picture.desk_url).status_code == 404


def test_page_costs_the_same_with_one_picture_and_with_four(world: World):
    concert, coordinator = world.parc.gatherings["concert"], world.parc.coordinator
    before = count_queries(coordinator, page_of(concert))
    for position in (1, 2, 3):
        GatheringPictureFactory(gathering=concert, position=position)
    assert count_queries(coordinator, page_of(concert)) == before == 7


def test_list_shows_of_a_series_the_next_one_and_finds_them_all(world: World):
    client, series = browser_of(world.parc.coordinator), world.parc.gatherings["café"].series_id
    shown = {
        query: [
            row.starts_at
            for row in client.get(LIST, query and {"q": query}).context["cl"].result_list
            if row.series_id == series and row.status == "published"
        ]
        for query in ("", "samedi")
    }
    assert shown[""] == [min(shown["samedi"])]
    assert len(shown["samedi"]) > 3
