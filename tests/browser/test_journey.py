"""From the poster in the hall to a lit window: the whole way, without JavaScript, on a phone."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_scopes import scope
from playwright.sync_api import Browser

from members.models import Membership, Network
from tests.browser.conftest import PHONE
from tests.browser.neighbours import KeyboardNeighbour, Neighbour
from tests.browser.visit import sign_in
from tests.factories import CharterFactory, OfferFactory
from tests.mailbox import Mailbox

Open = Callable[..., Neighbour]


@pytest.fixture(params=[Neighbour, KeyboardNeighbour], ids=["touch", "keyboard"])
def open_browser(
    request: pytest.FixtureRequest,
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: Any,
) -> Iterator[Open]:
    """`open_browser(person)`: a phone of their own, where JavaScript is off."""
    options = {**browser_context_args, "java_script_enabled": False, "viewport": PHONE}
    # While one page fades into the next, the browser finds nothing under a point.
    options["reduced_motion"] = "reduce"
    contexts = []

    def open_one(person: Membership | None = None) -> Neighbour:
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        if person:
            sign_in(context, live_server.url, person)
        return request.param(context.new_page(), live_server.url)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def network(parc: Network, alice: Membership, denise: Membership) -> Network:
    """Parc, where the code and a coordinator's yes are asked for, with a drill to lend."""
    parc.join_policy = Network.JoinPolicy.CODE_AND_YES
    parc.save()
    CharterFactory(network=parc)
    with scope(network=parc.pk):
        alice.accept_charter()
        OfferFactory(author=alice, kind="loan", title="Perceuse à percussion, avec ses forets")
    return parc


def test_stranger_becomes_a_neighbour_who_lights_a_window(
    network: Network,
    alice: Membership,
    denise: Membership,
    open_browser: Open,
    mailbox: Mailbox,
) -> None:
    julie = open_browser()
    sign_up(julie, network, mailbox)
    ask_to_join(julie, network)
    let_in(open_browser(denise))
    exchange = answer_a_misspelt_search(julie, network)
    owner = open_browser(alice)
    agree(owner, exchange)
    confirm(julie, exchange, then="Merci, c’est noté.")
    confirm(owner, exchange, then="Une fenêtre vient de s’allumer sur la façade !")
    thank(owner, exchange, "Merci d’avoir demandé.")
    thank(julie, exchange, "Merci Alice, l’étagère tient !")
    julie.go(f"/reseaux/{network.slug}/")
    julie.sees("1 fenêtre allumée ce mois-ci")


def sign_up(julie: Neighbour, network: Network, mailbox: Mailbox) -> None:
    """From the front door, by the code that the mail brings, back to the door."""
    julie.go(f"/reseaux/{network.slug}/")
    julie.press("Rejoindre ce réseau")
    julie.press("Créer mon compte")
    julie.write("Adresse e-mail", "julie@example.org")
    julie.write("Mot de passe", "une-longue-phrase-a-moi")
    julie.tick("J’ai 15 ans ou plus")
    julie.tick("J’ai lu les règles du site et je les accepte")
    julie.press("Créer mon compte")
    julie.write("Code reçu par e-mail", code_in(mailbox, "julie@example.org"))
    julie.press("Continuer")


def code_in(mailbox: Mailbox, address: str) -> str:
    [mail] = mailbox.to(address)
    found = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]{3,})?)\s*$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def ask_to_join(julie: Neighbour, network: Network) -> None:
    julie.write("Code d’entrée", f"{network.entry_code[:4]} {network.entry_code[4:]}".lower())
    julie.write("Votre prénom", "Julie")
    julie.write("Votre nom", "Roux")
    julie.tick("J’ai lu la charte du réseau et je l’accepte")
    julie.press("Envoyer ma demande")
    julie.sees("Votre demande est partie. Une personne référente va vous répondre.")


def let_in(denise: Neighbour) -> None:
    """A coordinator says yes, on her desk."""
    denise.go("/admin/")
    denise.press("Accepter")
    denise.sees("Julie R. est maintenant membre du réseau.")


def answer_a_misspelt_search(julie: Neighbour, network: Network) -> str:
    """Find the drill by a wrong word, and answer; the path of the exchange."""
    julie.go(f"/reseaux/{network.slug}/rejoindre/")
    julie.press("Voir le tableau")
    julie.write("Chercher", "perseuse")
    julie.press("Chercher")
    julie.press("Perceuse à percussion, avec ses forets")
    julie.press("J’aimerais l’emprunter")
    julie.write("Votre message", "Bonjour Alice, samedi matin me conviendrait.")
    julie.press("Envoyer ma réponse")
    julie.sees("Alice va vous répondre")
    return julie.page.url.removeprefix(julie.site)


def agree(owner: Neighbour, exchange: str) -> None:
    owner.go(exchange)
    owner.sees("Bonjour Alice, samedi matin me conviendrait.")
    owner.press("C’est convenu")
    owner.sees("C’est convenu !")


def confirm(person: Neighbour, exchange: str, *, then: str) -> None:
    person.go(exchange)
    person.press("C’est fait")
    person.sees(then)


def thank(person: Neighbour, exchange: str, words: str) -> None:
    person.go(exchange)
    person.write("Votre merci", words)
    person.press("Dire merci")
    person.sees(words)
