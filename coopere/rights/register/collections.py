"""Collections. One that somebody else goes on with has been handed over before: it is theirs now,
with its words, which givers and volunteers count on. What follows is for those left to nobody.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopere.rights.lines import ACTOR, OFFICE, TOMBSTONE, Delete, Register, Say, Write
from coopere.rights.register.members import GONE

TITLE = _("Collecte d’un ancien membre")
NEED = _("un besoin")
PLACE = _("un point de dépôt")


def of_collection(person: int) -> Q:
    """The pictures that the person sent, and those of collections left to nobody."""
    return Q(collection__created_by=person) | Q(uploaded_by=person)


COLLECTIONS: Register = {
    "events.Collection.created_by": (TOMBSTONE,),
    "events.Collection.title": (Say("created_by", TITLE),),
    "events.Collection.beneficiary": (Say("created_by", "—"),),
    "events.Collection.presentation": (Write("created_by", ""),),
    "events.Collection.money_url": (Write("created_by", ""),),
    "events.Collection.report_text": (Say("created_by", GONE),),
    "events.Collection.report_public_at": (Write("created_by", None),),
    "events.Collection.report_public_by": (Write("created_by", None), ACTOR),
    "events.Collection.cancelled_by": (ACTOR,),
    "events.Collection.cancel_word": (Say("created_by", GONE), OFFICE),
    "events.Collection.hidden_at": (Write("created_by", None),),
    "events.Collection.hidden_by": (Write("created_by", None), ACTOR),
    "events.Collection.hidden_reason": (Write("created_by", ""), OFFICE),
    "events.CollectionPicture.alt": (Delete(of_collection),),
    "events.CollectionPicture.uploaded_by": (Delete(of_collection),),
    "events.BilanPicture.alt": (Delete(of_collection),),
    "events.BilanPicture.uploaded_by": (Delete(of_collection),),
    "events.Organiser.membership": (Delete("membership"),),
    "events.Need.label": (Say("collection__created_by", NEED),),
    "events.Need.note": (Write("collection__created_by", ""),),
    "events.DropPoint.place": (Say("collection__created_by", PLACE),),
    "events.DropPoint.note": (Write("collection__created_by", ""),),
    "events.Pledge.member": (TOMBSTONE,),
    "events.Pledge.entered_by": (ACTOR,),
    "events.Pledge.delivered_to": (ACTOR,),
    "events.Pledge.passer_name": (
        Write("entered_by", ""),
        Write("need__collection__created_by", ""),
    ),
    "events.Shift.member": (TOMBSTONE,),
}
