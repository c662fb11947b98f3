"""The feed of public news: well formed, in general terms, without a name."""

import re
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from members.models import Network
from tests.factories import CollectionFactory, GatheringFactory
from tests.tenants import rows_of
from tests.web.reading import get

ATOM = "{http://www.w3.org/2005/Atom}"


def entries() -> list[dict[str, str]]:
    """The feed's entries, once it is what RFC 4287 asks for."""
    page = get("/actualites.atom")
    assert page["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(page.content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "Coopère"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost:8000/actualites.atom"
    assert parse_datetime(feed.find(f"{ATOM}updated").text).tzinfo
    return [well_formed(entry) for entry in feed.findall(f"{ATOM}entry")]


def well_formed(entry: ElementTree.Element) -> dict[str, str]:
    told = {part.tag.removeprefix(ATOM): part.text for part in entry}
    assert re.fullmatch(r"tag:localhost,\d{4}-\d\d-\d\d:[\w/-]+", told["id"])
    assert parse_datetime(told["updated"]).tzinfo
    assert entry.find(f"{ATOM}link").get("href").startswith("http://localhost:8000/reseaux/")
    assert told["title"]
    return told


def test_feed_tells_of_networks_cafes_and_reports_in_general_terms(parc, alice):
    GatheringFactory(host=alice, title="Chez Alice Morel", place="hall B, code 1234")
    GatheringFactory(host=alice, concert=True)
    drive = CollectionFactory(created_by=alice, title="Pour Odile", status="reported")
    rows_of(type(drive), parc).update(report_public_at=timezone.now())
    told = entries()
    assert len({entry["id"] for entry in told}) == len(told) == 3
    said = " ".join(entry["title"] for entry in told).replace("\u00a0", " ")
    assert "Massy, Résidence du Parc : café-rencontre, " in said
    assert "Massy, Résidence du Parc : le bilan d’une collecte" in said
    assert "un réseau ouvre ses portes" in said
    whole = get("/actualites.atom").content.decode()
    assert {
        word for word in ("Alice", "Morel", "hall B", "Odile", "oncert") if word in whole
    } == set()


@pytest.mark.parametrize("state", ["preparing", "paused", "closed"])
def test_feed_keeps_silent_about_a_network_that_is_not_open(parc, alice, state):
    GatheringFactory(host=alice)
    rows_of(Network, parc).update(state=state)
    assert entries() == []


def test_feed_is_not_sent_twice_to_who_has_it(parc):
    first = get("/actualites.atom")
    again = get("/actualites.atom", if_none_match=first["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
