"""Reading, taking along and erasing one's data: without JavaScript, on a phone."""

from typing import Any

from members.models import Membership, User
from tests.factories import ExchangeFactory, OfferFactory
from tests.rights.reauthenticated import PASSWORD


def test_neighbour_reads_their_data_and_goes_for_good(
    alice: Membership, bachir: Membership, phone_of: Any
) -> None:
    exchange = ExchangeFactory(
        offer=OfferFactory(author=alice, title="Perceuse"),
        answerer=bachir,
        status="agreed",
        text="Je passe samedi.",
    )
    phone = phone_of(alice)
    phone.go("/mes-reseaux/")
    phone.press("Mes données")
    phone.write("Mot de passe", PASSWORD)
    phone.press("Continuer")
    phone.sees("Télécharger le fichier")
    phone.page.get_by_text("Mes annonces").first.click()
    phone.sees("Perceuse")

    phone.press("Supprimer mon compte")
    phone.sees("1 échange en cours")
    phone.press("Supprimer pour toujours")
    phone.sees("Cochez la case pour confirmer. Rien n’est effacé pour l’instant.")
    assert User.objects.get(pk=alice.user_id).erased_at is None
    phone.tick("J’ai compris")
    phone.press("Supprimer pour toujours")
    phone.sees("Votre compte est supprimé")
    phone.go("/mes-reseaux/")
    phone.sees("Se connecter")

    other = phone_of(bachir)
    other.go(exchange.get_absolute_url())
    other.sees("Ancien membre a annulé l’accord")
    other.sees("Je passe samedi.")
