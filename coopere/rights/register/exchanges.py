"""Offers, and what two neighbours did about them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopere.rights.lines import (
    ACTOR,
    OTHERS,
    TOMBSTONE,
    Delete,
    Keep,
    Register,
    Say,
    Write,
)
from coopere.rights.register.members import GONE

TITLE = _("Annonce d’un ancien membre")
MESSAGE = _("Message effacé : cette personne a supprimé son compte.")
THANKS = _("Un merci, dont les mots sont effacés avec le compte.")


def unanswered(person: int) -> Q:
    """Offers that nobody has answered: nobody needs them any more."""
    return Q(author=person, exchanges=None)


def said_for(person: int) -> Q:
    """What was said for the person, by themselves or by whoever acted for them.

    What they wrote for a godchild is the godchild’s, who remains.
    """
    as_owner = Q(side="owner", exchange__owner=person)
    as_answerer = Q(side="answerer", exchange__answerer=person)
    return as_owner | as_answerer


def of_offer(person: int) -> Q:
    """The pictures of the person's offers, and those that wait for their form."""
    return Q(offer__author=person) | Q(offer=None, uploaded_by=person)


EXCHANGES: Register = {
    "offers.Offer.author": (Delete(unanswered), TOMBSTONE),
    "offers.Offer.entered_by": (ACTOR,),
    "offers.Offer.title": (Say("author", TITLE),),
    "offers.Offer.text": (Write("author", ""),),
    "offers.Offer.availability": (Write("author", ""),),
    "offers.Offer.search": (Keep("PostgreSQL makes it anew from title and text."),),
    "offers.Offer.hidden_at": (Write("author", None),),
    "offers.Offer.hidden_by": (Write("author", None), ACTOR),
    "offers.Offer.hidden_reason": (Write("author", ""), OTHERS),
    "offers.OfferPicture.alt": (Delete(of_offer),),
    "offers.OfferPicture.uploaded_by": (Delete(of_offer), ACTOR),
    "offers.OfferPicture.hidden_by": (Delete(of_offer), ACTOR),
    "offers.OfferPicture.hidden_reason": (Delete(of_offer), OTHERS),
    "exchanges.Exchange.owner": (TOMBSTONE,),
    "exchanges.Exchange.answerer": (TOMBSTONE,),
    "exchanges.Exchange.agreed_by": (TOMBSTONE,),
    "exchanges.Exchange.ended_by": (TOMBSTONE,),
    "exchanges.Exchange.ended_reason": (Say("ended_by", GONE),),
    "exchanges.Message.author": (TOMBSTONE,),
    "exchanges.Message.text": (Say(said_for, MESSAGE), OTHERS),
    "exchanges.Message.hidden_at": (Write(said_for, None),),
    "exchanges.Message.hidden_by": (Write(said_for, None), ACTOR),
    "exchanges.Message.hidden_reason": (Write(said_for, ""), OTHERS),
    "exchanges.ContactShare.membership": (Delete("membership"),),
    "exchanges.Thanks.author": (TOMBSTONE,),
    "exchanges.Thanks.recipient": (TOMBSTONE,),
    "exchanges.Thanks.text": (Say("author", THANKS), OTHERS),
    "exchanges.Thanks.hidden_at": (Write("author", None),),
    "exchanges.Thanks.hidden_by": (Write("author", None), ACTOR),
    "exchanges.Thanks.hidden_reason": (Write("author", ""), OTHERS),
}
