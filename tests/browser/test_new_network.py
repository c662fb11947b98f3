"""From "no network here" to five neighbours: the whole way, without JavaScript, on a phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from members.models import Network, User
from members.models.interests import TELL_TASK
from tests.browser.neighbours import Neighbour
from tests.browser.test_journey import code_in
from tests.browser.visit import accessibility_faults, overflow, sign_in
from tests.factories import CommuneFactory, UserFactory
from tests.mailbox import Mailbox

NORA = "nora@example.org"
TITLE = "Votre première semaine"


@pytest.fixture
def massy(transactional_db: None) -> None:
    CommuneFactory()
    CommuneFactory(code="71288", postcodes=["71250"], population=800)


def test_wish_for_a_network_becomes_one_with_its_first_five_neighbours(
    massy: None, yves: User, phone_of: Any, mailbox: Mailbox
) -> None:
    nora = phone_of()
    wait_for_a_network(nora, mailbox)
    propose(nora, mailbox)
    say_yes(phone_of(yves))
    network = Network._base_manager.get(slug="massy-les-graviers")
    poster = read_poster(nora, mailbox, network)
    come_in(phone_of(), poster, "Ana", mailbox)
    for name in ("Bo", "Camille", "Dieynaba", "Elif"):
        come_in(phone_of(UserFactory(email=f"{name.lower()}@example.org")), poster, name)
    let_in_all(nora)
    open_doors(nora, network)
    those_who_waited_are_told(mailbox, network)
    nora.go(f"/reseaux/{network.slug}/")
    nora.sees("6 personnes dans le réseau")


def wait_for_a_network(nora: Neighbour, mailbox: Mailbox) -> None:
    """There is none: ask to be told, and confirm by the link of the mail."""
    nora.go("/reseaux/")
    nora.page.get_by_role("searchbox").first.fill("91300")
    nora.press("Chercher")
    nora.sees("Aucun réseau à Massy pour l’instant")
    nora.write("Votre adresse e-mail", NORA)
    nora.press("Me prévenir")
    nora.sees("Un e-mail vient de partir")
    [mail] = mailbox.to(NORA)
    nora.go(path_in(mail.body, "/reseaux/interet/"))
    nora.press("Oui, prévenez-moi")
    nora.sees("C’est noté")


def propose(nora: Neighbour, mailbox: Mailbox) -> None:
    """Rather than wait: an account, then the form, where the town must be chosen."""
    nora.go("/reseaux/?q=91300")
    nora.press("Faire connaître mon réseau")
    nora.press("Créer mon compte")
    nora.write("Adresse e-mail", NORA)
    nora.write("Mot de passe", "une-longue-phrase-a-moi")
    nora.tick("J’ai 15 ans ou plus")
    nora.tick("J’ai lu les règles du site et je les accepte")
    nora.press("Créer mon compte")
    nora.write("Code reçu par e-mail", last_code(mailbox, NORA))
    nora.press("Continuer")
    nora.write("Votre commune", "Massy")
    nora.write("Votre résidence, ou vos rues", "Les Graviers")
    nora.write("Combien de logements", "180")
    nora.write("Pourquoi un réseau chez vous", "On se croise sans se parler.")
    nora.write("Votre prénom", "Nora")
    nora.write("Votre nom", "Belkacem")
    nora.press("Envoyer ma proposition")
    nora.sees("Choisissez votre commune dans cette liste.")
    nora.tick("Massy (91300)")
    nora.press("Envoyer ma proposition")
    nora.sees("Votre proposition est arrivée")


def say_yes(yves: Neighbour) -> None:
    yves.go("/admin/")
    yves.press("Regarder")
    yves.sees("On se croise sans se parler.")
    yves.press("Accepter, et créer le réseau")
    yves.write("Un mot pour cette personne", "Bravo, et bon café.")
    yves.press("Accepter, et créer le réseau")
    yves.sees("Le réseau est créé")


def read_poster(nora: Neighbour, mailbox: Mailbox, network: Network) -> str:
    """What the mail says to do first; the path to which the square on the poster leads."""
    mail = mailbox.to(NORA)[-1]
    assert "Bravo, et bon café." in mail.body
    nora.go(path_in(mail.body, f"/reseaux/{network.slug}/affiche/"))
    nora.sees(f"{network.entry_code[:4]} {network.entry_code[4:]}")
    return f"/reseaux/{network.slug}/rejoindre/?code={network.entry_code}"


def come_in(
    neighbour: Neighbour, poster: str, first_name: str, mailbox: Mailbox | None = None
) -> None:
    """By the poster; with `mailbox`, an account is made on the way."""
    neighbour.go(poster)
    if mailbox:
        email = f"{first_name.lower()}@example.org"
        neighbour.press("Créer mon compte")
        neighbour.write("Adresse e-mail", email)
        neighbour.write("Mot de passe", "une-longue-phrase-a-moi")
        neighbour.tick("J’ai 15 ans ou plus")
        neighbour.tick("J’ai lu les règles du site et je les accepte")
        neighbour.press("Créer mon compte")
        neighbour.write("Code reçu par e-mail", code_in(mailbox, email))
        neighbour.press("Continuer")
    neighbour.write("Votre prénom", first_name)
    neighbour.write("Votre nom", "Petit")
    neighbour.tick("J’ai lu la charte du réseau et je l’accepte")
    neighbour.press("Envoyer ma demande")
    neighbour.sees("Votre demande est partie.")


def let_in_all(nora: Neighbour) -> None:
    nora.go("/admin/")
    for name in ("Ana", "Bo", "Camille", "Dieynaba", "Elif"):
        nora.press("Accepter")
        nora.sees(f"{name} P. est maintenant membre du réseau.")


def open_doors(nora: Neighbour, network: Network) -> None:
    nora.go(f"/reseaux/{network.slug}/tableau/")
    nora.sees(TITLE)
    nora.sees("Encore deux pas, et le réseau tient debout.")
    nora.press("Ouvrir le réseau")
    nora.sees("Le réseau est ouvert.")
    nora.sees(TITLE)


def those_who_waited_are_told(mailbox: Mailbox, network: Network) -> None:
    """The worker's part: its own connections are for another test."""
    job = ProcrastinateJob.objects.get(task_name=TELL_TASK)
    app.tasks[TELL_TASK](**job.args)
    assert f"/reseaux/{network.slug}/" in mailbox.to(NORA)[-1].body


def path_in(body: str, start: str) -> str:
    found = re.search(rf"http://[^/\s]+({re.escape(start)}\S*)", body)
    assert found, body
    return found[1]


def last_code(mailbox: Mailbox, address: str) -> str:
    found = re.search(
        r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]{3,})?)\s*$", mailbox.to(address)[-1].body, re.MULTILINE
    )
    assert found
    return found[1]


# -- What it looks like ---------------------------------------------------------------------------


def test_poster_is_one_sheet_of_paper(
    parc: Network, denise: Any, browser: Any, live_server: Any
) -> None:
    """Chromium prints it, its long name and its wide code, on one A4."""
    parc.name = "Résidence des Grands Peupliers, des Petits Tilleuls et du Vieux Moulin, bât. A-F"
    parc.entry_code = "WWMWMWMW"
    parc.save(update_fields=["name", "entry_code"])
    context = browser.new_context()
    sign_in(context, live_server.url, denise)
    page = context.new_page()
    page.goto(f"{live_server.url}/reseaux/{parc.slug}/affiche/")
    sheet = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # what the margins leave of an A4
    code = page.locator(".entry_poster__code b")
    sticks_out = code.evaluate("e => e.scrollWidth > e.clientWidth")
    context.close()
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    assert not sticks_out


@pytest.mark.parametrize("width", [320, 1280])
def test_town_is_suggested_as_one_types(
    massy: None, page: Page, live_server: Any, yves: User, width: int
) -> None:
    sign_in(page.context, live_server.url, yves)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/reseaux/proposer/")
    field = page.get_by_label("Votre commune")
    field.press_sequentially("mass")
    page.get_by_role("option").first.wait_for()
    assert accessibility_faults(page) + overflow(page) == []
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "Massy (91300)"
