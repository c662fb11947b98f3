"""What the site says of itself, page by page, and in the files that everybody knows."""

import json
import re
from datetime import timedelta

from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from PIL import Image

from coopere.web import sitemap
from members.models import Network
from tests.factories import GestureFactory, NetworkFactory
from tests.personas import browser_of
from tests.tenants import rows_of
from tests.web.reading import addresses_in, get, told_by

ATOM = "{http://www.w3.org/2005/Atom}"


def test_closed_door_is_not_kept(parc):
    rows_of(Network, parc).update(state="closed")
    page = get(f"/reseaux/{parc.slug}/")
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")


def test_map_of_many_networks_comes_in_parts(db, monkeypatch):
    NetworkFactory.create_batch(5)
    monkeypatch.setattr(sitemap.Networks, "limit", 2)
    assert [address[-4:] for address in addresses_in("/sitemap.xml")[-2:]] == ["?p=2", "?p=3"]
    assert len(addresses_in("/sitemap-reseaux.xml?p=3")) == 1
    assert get("/sitemap-reseaux.xml?p=4").status_code == 404
    assert get("/sitemap-rien.xml").status_code == 404


def test_front_door_is_shared_with_its_own_name_and_picture(parc):
    GestureFactory.create_batch(2, network=parc)
    told = told_by(f"/reseaux/{parc.slug}/")
    assert told["og:title"] == "Massy, Résidence du Parc"
    assert told["description"].endswith("2 fenêtres allumées ce mois-ci.")
    assert told["og:image"] == f"http://localhost:8000/reseaux/{parc.slug}/facade.png"


def test_page_of_a_member_says_nothing_of_itself_to_others(alice):
    page = browser_of(alice).get(f"/reseaux/{alice.network.slug}/tableau/").content.decode()
    assert "og:" not in page
    assert 'rel="canonical"' not in page


def test_home_says_who_stands_behind_it_and_nothing_can_break_out(db, settings):
    settings.LEGAL = {**settings.LEGAL, "publisher": "</script><script>alert(1)</script>"}
    page = get("/").content.decode()
    written = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(written[0])
    assert (told["@type"], told["url"]) == ("Organization", "http://localhost:8000/")
    assert told["legalName"] == "</script><script>alert(1)</script>"
    assert page.count("<script") == 1


# -- Files at addresses that everybody knows ------------------------------------------------------


def test_security_txt_says_whom_to_write_to_and_is_not_out_of_date(settings):
    settings.LEGAL = {**settings.LEGAL, "email": "garde@example.org"}
    page = get("/.well-known/security.txt")
    told = dict(line.split(": ", 1) for line in page.content.decode().splitlines())
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    assert told["Contact"] == "mailto:garde@example.org"
    assert told["Canonical"] == "http://localhost:8000/.well-known/security.txt"
    left = parse_datetime(told["Expires"]) - timezone.now()
    assert timedelta(days=90) < left < timedelta(days=365)


def test_manifest_names_icons_that_are_what_it_says(db):
    page = get("/manifest.webmanifest")
    told = json.loads(page.content)
    assert page["Content-Type"] == "application/manifest+json"
    assert browser_of(None).get(told["start_url"]).status_code == 200
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
            assert (picture.format, f"{picture.width}x{picture.height}") == ("PNG", icon["sizes"])
