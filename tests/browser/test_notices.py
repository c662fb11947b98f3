"""From an answer to its mail, and out of it again: without JavaScript, on a phone."""

import re
from typing import Any

from playwright.sync_api import Page

from members.models import Membership, NoticePreference
from members.models.notices import Kind
from members.scoping import in_network
from tests.factories import OfferFactory
from tests.mailbox import Mailbox


def link_in(mail: Any, words: str) -> str:
    """The path of the link that stands below `words` in the text of a mail."""
    found = re.search(rf"^{words}\s*:\nhttps?://[^/]+(/\S+)$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def test_author_reads_the_mail_of_an_answer_and_unsubscribes_from_it(
    alice: Membership, bachir: Membership, phone_of: Any, mailbox: Mailbox
) -> None:
    offer = OfferFactory(author=alice, title="Perceuse", kind="loan")
    answerer = phone_of(bachir)
    answerer.go(offer.get_absolute_url())
    answerer.press("J’aimerais l’emprunter")
    answerer.write("Votre message", "Bonjour Alice, samedi ?")
    answerer.press("Envoyer ma réponse")
    [mail] = mailbox.to("alice@example.org")
    assert "Bonjour Alice, samedi ?" in mail.body

    author = phone_of(alice)
    author.go(link_in(mail, "Lire et répondre"))
    author.sees("Bonjour Alice, samedi ?")
    author.press("Nouvelles 1 non lue")
    unread = re.compile("^Non lue : Bachir B. répond à votre annonce « Perceuse »")
    with author.page.expect_navigation():
        author.page.get_by_role("button", name=unread).click()
    author.sees("Bachir vous répond. C’est convenu ?")
    author.press("Nouvelles")

    stranger = phone_of()
    stranger.go(link_in(mail, "Ne plus recevoir ces messages-là"))
    stranger.sees("Quelqu’un répond à l’une de mes annonces")
    stranger.press("Ne plus les recevoir")
    stranger.sees("C’est arrêté")
    with in_network(alice.network):
        assert NoticePreference.turned_off(alice) == [Kind.ANSWER]


def test_mail_fits_a_phone(
    page: Page, alice: Membership, bachir: Membership, phone_of: Any, mailbox: Mailbox
) -> None:
    answerer = phone_of(bachir)
    answerer.go(OfferFactory(author=alice).get_absolute_url() + "reponse/")
    answerer.write("Votre message", "Bonjour !")
    answerer.press("Envoyer ma réponse")
    page.set_viewport_size({"width": 320, "height": 700})
    page.set_content(mailbox[0].html)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
