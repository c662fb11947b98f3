"""Pictures at the coordinators' desk: those of the offers that it shows, and no others."""

from html import escape
from uuid import UUID

import pytest
from django.urls import reverse

from members.scoping import in_network
from tests.crawl import bytes_of
from tests.factories import OfferPictureFactory
from tests.offers.test_pictures import HEADERS
from tests.personas import World, browser_of
from tests.test_admin import text_of
from tests.test_queries import count_queries

SHOWN = ("open", "closed", "hidden", "of the paused", "of the godchild")


def page_of(offer_id: int) -> str:
    return reverse("admin:offers_offer_change", args=[offer_id])


def address(offer_id: int, name: UUID, size: int = 800) -> str:
    return reverse("admin:offers_offer_photo", args=[offer_id, name, size])


@pytest.mark.parametrize("role", ["coordinator", "staff"])
@pytest.mark.parametrize("name", SHOWN)
def test_offers_page_shows_its_pictures_whatever_became_of_it(world: World, role, name):
    picture, client = world.parc.pictures[name], browser_of(world.roles[role])
    page = text_of(client.get(page_of(picture.offer_id)))
    assert f'src="{picture.desk_url}"' in page
    assert f'alt="{escape(picture.alt)}"' in page
    answer = client.get(picture.desk_url)
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert b"".join(answer).startswith(b"RIFF")


def test_offer_without_pictures_shows_none(world: World):
    client, offer = browser_of(world.parc.coordinator), world.parc.offers["open"]
    assert 'class="gallery"' in text_of(client.get(page_of(offer.pk)))
    with in_network(offer.network):
        offer.pictures.all().discard()
    assert 'class="gallery"' not in text_of(client.get(page_of(offer.pk)))


def test_picture_of_another_network_is_nothing_on_the_desk(world: World):
    client, at_home = (browser_of(who.coordinator) for who in (world.zola, world.parc))
    here = world.zola.offers["open"].pk
    for name in SHOWN:
        picture = world.parc.pictures[name]
        never = address(picture.offer_id, UUID(int=0))
        for url in (picture.desk_url, address(here, picture.name)):
            assert bytes_of(client.get(url), url) == bytes_of(client.get(never), never)
            assert client.get(url).status_code == 404
        assert at_home.get(picture.desk_url).status_code == 200


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_picture_that_was_not_published_is_its_authors_business(world: World, role):
    client, open_one = browser_of(world.roles[role]), world.parc.offers["open"].pk
    draft, waiting = world.parc.pictures["draft"], world.parc.pictures["waiting"]
    for url in (draft.desk_url, address(open_one, draft.name), address(open_one, waiting.name)):
        assert client.get(url).status_code == 404
    for size, status in ((320, 200), (1600, 200), (999, 404)):
        url = address(open_one, world.parc.pictures["open"].name, size)
        assert client.get(url).status_code == status


def test_offers_page_costs_the_same_with_one_picture_and_with_four(world: World):
    offer, coordinator = world.parc.offers["open"], world.parc.coordinator
    before = count_queries(coordinator, page_of(offer.pk))
    for position in (1, 2, 3):
        OfferPictureFactory(offer=offer, position=position)
    assert count_queries(coordinator, page_of(offer.pk)) == before == 5
