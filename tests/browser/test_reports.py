"""From a report to the last answer: without JavaScript, on a phone, by four people."""

import re
from typing import Any

import pytest

from members.models import Membership
from offers.models import Offer
from tests.browser.visit import overflow
from tests.factories import MembershipFactory, OfferFactory
from tests.mailbox import Mailbox


@pytest.fixture
def nadia(denise: Membership) -> Membership:
    """The other coordinator."""
    return MembershipFactory(network=denise.network, first_name="Nadia", coordinator=True)


def path_in(mail: Any, words: str) -> str:
    found = re.search(rf"^{words}\s*:\nhttps?://[^/]+(/\S+)$", mail.body, re.MULTILINE)
    assert found, mail.body
    return found[1]


def test_hidden_offer_is_contested_by_its_author_and_given_back(
    alice: Membership,
    chloe: Membership,
    denise: Membership,
    nadia: Membership,
    phone_of: Any,
    mailbox: Mailbox,
) -> None:
    offer = OfferFactory(author=alice, title="Aspirine")
    witness = phone_of(chloe)
    witness.go(offer.get_absolute_url())
    witness.press("Signaler cette annonce")
    witness.write("Qu’est-ce qui ne va pas", "Ce sont des médicaments.")
    assert overflow(witness.page) == []
    witness.press("Envoyer à la coordination")
    witness.sees("Merci : la coordination va regarder, et vous répondra.")

    coordinator = phone_of(denise)
    coordinator.go(path_in(mailbox.to("denise@example.org")[-1], "Voir le signalement"))
    coordinator.sees("Ce sont des médicaments.")
    assert overflow(coordinator.page) == []
    coordinator.press("Retenir et masquer")
    coordinator.write("Motif", "Les médicaments ne se donnent pas.")
    coordinator.press("Retenir et masquer")
    coordinator.sees("C’est masqué")
    assert "Les médicaments ne se donnent pas." in mailbox.to("chloe@example.org")[-1].body

    author = phone_of(alice)
    author.go(path_in(mailbox.to("alice@example.org")[-1], "Lire la décision"))
    author.sees("Les médicaments ne se donnent pas.")
    author.write("Pourquoi contestez-vous", "Ce n’est que le nom de mon chat.")
    assert overflow(author.page) == []
    author.press("Contester la décision")
    author.sees("une autre personne va regarder")

    other = phone_of(nadia)
    other.go(path_in(mailbox.to(nadia.email)[-1], "Relire la décision"))
    other.press("Changer la décision")
    other.write("Motif", "Le chat peut revenir.")
    other.press("Changer la décision")
    other.sees("La décision est changée")
    author.go(path_in(mailbox.to("alice@example.org")[-1], "Lire la décision"))
    author.sees("Le chat peut revenir.")
    witness.go(offer.get_absolute_url())
    witness.sees("Aspirine")
    assert not Offer._base_manager.get(pk=offer.pk).is_hidden
