"""A collection from the first idea to the report, without JavaScript, on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from events.models import Collection
from members.models import Membership
from members.scoping import in_network
from tests.browser.neighbours import Neighbour
from tests.browser.visit import faults_of, sign_in
from tests.collected import NEEDS
from tests.factories import (
    CollectionFactory,
    DropPointFactory,
    PledgeFactory,
    VolunteerSlotFactory,
)
from tests.mailbox import Mailbox

Phone = Callable[[Membership], Neighbour]
REPORT = "Quatre cahiers et des pommes : les enfants ont leur goûter."


def test_neighbours_collect_and_each_giver_is_told_once_what_came_of_it(
    alice: Membership, bachir: Membership, chloe: Membership, phone_of: Phone, mailbox: Mailbox
) -> None:
    organiser = phone_of(alice)
    path = prepare(organiser, alice)
    promise(phone_of(bachir), path, "Cahiers", "10")
    promise(phone_of(chloe), path, "Pommes", "2,5 kg")
    organiser.go(f"{path}depot/")
    organiser.write("Apporté", "4")
    press_beside(organiser, bachir.display_name, "C’est là")
    organiser.sees("6\u00a0pièces")
    organiser.go(path)
    organiser.press("Terminer la collecte")
    organiser.press("Écrire le bilan")
    organiser.write("Que s’est-il passé", REPORT)
    organiser.press("Publier le bilan")
    reader = phone_of(bachir)
    reader.go(path)
    reader.sees(REPORT)
    reader.sees("4\u00a0pièces, pour 120\u00a0pièces")
    for giver in (bachir, chloe):
        bilans = [mail for mail in mailbox.to(giver.user.email) if REPORT in mail.body]
        assert len(bilans) == 1


def prepare(organiser: Neighbour, alice: Membership) -> str:
    """Write the collection and its five needs, and open it; return its path."""
    home = f"/reseaux/{alice.network.slug}/"
    organiser.go(f"{home}collectes/")
    organiser.press("Organiser une collecte")
    organiser.write("En une phrase", "Rentrée solidaire")
    organiser.write("Pour qui", "trente familles de l’école")
    organiser.press("Continuer vers les besoins")
    for need in NEEDS.values():
        organiser.write("De quoi avez-vous besoin", need["label"])
        organiser.write("Combien", str(need["target"]))
        organiser.page.get_by_label("Compté en").select_option(need["unit"])
        organiser.press("Ajouter")
    organiser.press("Ouvrir la collecte")
    with in_network(alice.network):
        made = Collection.objects.get(status="open")
        assert made.needs.count() == len(NEEDS)
    return f"{home}collectes/{made.pk}/"


def promise(giver: Neighbour, path: str, label: str, amount: str) -> None:
    giver.go(path)
    press_beside(giver, label, "J’en promets")
    giver.write("Combien", amount)
    giver.press("Je promets")
    giver.sees("C’est promis")
    giver.sees("Ce que vous avez promis")


def press_beside(neighbour: Neighbour, words: str, control: str) -> None:
    """Press the control of the line that says `words`, and wait for the next page."""
    line = neighbour.page.get_by_role("listitem").filter(has_text=words)
    named = line.get_by_role("button", name=control).or_(line.get_by_role("link", name=control))
    with neighbour.page.expect_navigation():
        named.first.click()


@pytest.fixture
def pages(alice: Membership) -> list[str]:
    """A collection with all that there is, seen by the one who organises it, and its past."""
    going_on = CollectionFactory(created_by=alice, needs=3)
    CollectionFactory(created_by=alice, status="reported")
    with in_network(alice.network):
        first, second, _third = going_on.needs.in_order()
        VolunteerSlotFactory(point=DropPointFactory(collection=going_on))
    PledgeFactory(need=first, amount=30, delivered=12)
    PledgeFactory(need=second, member=alice, is_anonymous=True)
    names = ["", f"{going_on.pk}/", f"{going_on.pk}/depot/", f"{going_on.pk}/depot/papier/"]
    home = f"/reseaux/{alice.network.slug}/"
    promise_page = f"{home}besoins/{second.pk}/promesse/"
    return [*(f"{home}collectes/{name}" for name in names), promise_page]


def test_collections_have_no_accessibility_fault_and_fit_the_screen(
    pages: list[str],
    alice: Membership,
    live_server: Any,
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> None:
    context = browser.new_context(**browser_context_args)
    sign_in(context, live_server.url, alice)
    page: Page = context.new_page()
    faults: list[str] = []
    for path in pages:
        page.goto(live_server.url + path)
        faults += faults_of(page)
    context.close()
    assert faults == []
