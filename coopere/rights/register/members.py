"""A person in a network, and what the network noted about them."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coopere.rights.lines import (
    ACTOR,
    NETWORK,
    OFFICE,
    STRUCTURE,
    TOMBSTONE,
    Delete,
    Keep,
    Register,
    Say,
    Write,
)
from events.models import Memory
from exchanges.models import Message, Thanks
from members.models import Membership

NAME = _("Ancien membre")
GONE = _("Cette personne a supprimé son compte, et ce texte avec lui.")
GONE_SUBJECT = _("quelque chose qu’un ancien membre avait écrit")


def of_reports(person: int) -> Q:
    """Reports about the person, and those whose title quotes what the person wrote."""
    quoted: dict[Any, dict[str, int]] = {
        Message: {"exchange__owner": person},
        Thanks: {"exchange__owner": person},
        Memory: {"gathering__host": person},
    }
    found = Q(whose=person)
    for model, theirs in quoted.items():
        things = model.objects.filter(**theirs).values("pk")
        kind = ContentType.objects.get_for_model(model)
        found |= Q(content_type=kind, object_id__in=things)
    return found


MEMBERS: Register = {
    "members.Membership.user": (Write("pk", None),),
    "members.Membership.first_name": (Write("pk", lambda: str(NAME)),),
    "members.Membership.last_name": (Write("pk", ""),),
    "members.Membership.building": (Write("pk", ""),),
    "members.Membership.entrance": (Write("pk", ""),),
    "members.Membership.floor": (Write("pk", ""),),
    "members.Membership.phone": (Write("pk", ""),),
    "members.Membership.about": (Write("pk", ""),),
    "members.Membership.status": (Write("pk", Membership.Status.LEFT),),
    "members.Membership.role": (Write("pk", Membership.Role.MEMBER),),
    "members.Membership.request_text": (Write("pk", ""),),
    # Written about the person: it goes with them, whoever wrote it.
    "members.Membership.decision_reason": (Write("pk", ""),),
    "members.Membership.hidden_at": (Write("pk", None),),
    "members.Membership.hidden_by": (Write("pk", None), ACTOR),
    "members.Membership.hidden_reason": (Write("pk", ""),),
    "members.Membership.sponsor": (Write("pk", None), Write("sponsor", None)),
    "members.Membership.godparent": (Write("pk", None), Write("godparent", None)),
    "members.Membership.consent_manner": (Write("pk", ""),),
    "members.Membership.consent_at": (Write("pk", None),),
    "members.Membership.consent_recorded_by": (Write("pk", None), ACTOR),
    "members.Membership.with_code": (Write("pk", False),),
    "members.Membership.decided_by": (Write("pk", None), ACTOR),
    "members.Membership.decided_at": (Write("pk", None),),
    "members.Membership.erased_at": (Write("pk", timezone.now),),
    "members.CharterAcceptance.membership": (Delete("membership"),),
    "members.NoticePreference.membership": (Delete("membership"),),
    "members.Notification.to": (Delete("to"),),
    "members.Notification.by": (TOMBSTONE,),
    "members.Notification.object_id": (STRUCTURE,),
    "members.Invitation.sponsor": (Delete("sponsor"),),
    "members.Invitation.secret": (Delete("sponsor"),),
    # Somebody else typed these, about the person who then came in with it.
    "members.Invitation.first_name": (Delete("sponsor"), Write("used_by", "")),
    "members.Invitation.email": (Delete("sponsor"), Write("used_by", "")),
    "members.Invitation.used_by": (TOMBSTONE,),
    "members.Report.whose": (TOMBSTONE,),
    "members.Report.object_id": (STRUCTURE,),
    "members.Report.subject": (Say(of_reports, GONE_SUBJECT),),
    "members.Report.words": (Write("whose", ""),),
    "members.Report.decision_reason": (Say("whose", GONE), OFFICE),
    "members.Report.appeal_text": (Say("whose", GONE), Say("appealed_by", GONE)),
    "members.Report.settled_reason": (Say("whose", GONE), OFFICE),
    "members.Report.decided_by": (ACTOR,),
    "members.Report.appealed_by": (TOMBSTONE,),
    "members.Report.settled_by": (ACTOR,),
    # The voice stays: the coordinators still look at what was pointed out.
    "members.ReportVoice.reporter": (TOMBSTONE,),
    "members.ReportVoice.words": (Say("reporter", GONE),),
    "members.Exclusion.digest": (
        Keep("A keyed hash that nobody reads back: an excluded person is known for three years."),
    ),
    "members.Network.name": (NETWORK,),
    "members.Network.town": (NETWORK,),
    "members.Network.postcode": (NETWORK,),
    "members.Network.slug": (NETWORK,),
    "members.Network.presentation": (NETWORK,),
    "members.Network.notice": (NETWORK,),
    "members.Network.entry_code": (NETWORK,),
    "members.Network.search_key": (NETWORK,),
    "members.Charter.text": (
        Keep("The charter is the network’s: neighbours said yes to these very words."),
    ),
}
