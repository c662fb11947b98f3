"""Gatherings: those that the person invited to, and those where they went."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopere.rights.lines import (
    ACTOR,
    OFFICE,
    TOMBSTONE,
    Delete,
    Keep,
    Register,
    Say,
    Write,
)

TITLE = _("Rendez-vous d’un ancien membre")
WORD = _("La personne qui invitait ne fait plus partie du réseau.")
THING = _("quelque chose à partager")


def of_gathering(person: int) -> Q:
    return Q(gathering__host=person) | Q(gathering=None, uploaded_by=person)


def of_memory(person: int) -> Q:
    return Q(memory__author=person) | Q(memory=None, uploaded_by=person)


def of_showings(person: int) -> Q:
    """To whom the person’s address was shown, and whose was shown to the person."""
    return Q(gathering__host=person) | Q(to=person) | Q(booking__member=person)


def met(person: int) -> Q:
    return Q(first=person) | Q(second=person)


GATHERINGS: Register = {
    "events.Gathering.host": (TOMBSTONE,),
    "events.Gathering.entered_by": (ACTOR,),
    "events.Gathering.published_by": (ACTOR,),
    "events.Gathering.cancelled_by": (ACTOR,),
    "events.Gathering.title": (Say("host", TITLE),),
    "events.Gathering.text": (Write("host", ""),),
    "events.Gathering.place": (Write("host", ""),),
    "events.Gathering.access_notes": (Write("host", ""),),
    "events.Gathering.chapeau": (Write("host", ""),),
    "events.Gathering.note_phone": (Write("host", ""),),
    "events.Gathering.declined_reason": (Write("host", ""), OFFICE),
    "events.Gathering.cancel_word": (Say("host", WORD), OFFICE),
    "events.Gathering.hidden_at": (Write("host", None),),
    "events.Gathering.hidden_by": (Write("host", None), ACTOR),
    "events.Gathering.hidden_reason": (Write("host", ""), OFFICE),
    "events.GatheringPicture.alt": (Delete(of_gathering),),
    "events.GatheringPicture.uploaded_by": (Delete(of_gathering), ACTOR),
    "events.Series.host": (TOMBSTONE,),
    "events.Series.rule": (Keep("A rhythm: “every first Saturday”."),),
    "events.Series.title": (Say("host", TITLE),),
    "events.Series.text": (Write("host", ""),),
    "events.Series.place": (Write("host", ""),),
    "events.Series.access_notes": (Write("host", ""),),
    "events.Series.chapeau": (Write("host", ""),),
    "events.Series.note_phone": (Write("host", ""),),
    "events.Address.text": (Delete("gathering__host"),),
    "events.AddressShowing.to": (Delete(of_showings),),
    "events.Artist.name": (Delete("gathering__host"),),
    "events.Artist.url": (Delete("gathering__host"),),
    "events.Booking.member": (TOMBSTONE,),
    "events.Booking.entered_by": (ACTOR,),
    "events.Booking.companions": (Write("member", ""),),
    "events.BringItem.added_by": (TOMBSTONE,),
    "events.BringItem.label": (Say("added_by", THING),),
    "events.BringPledge.member": (Delete("member"),),
    "events.CalendarFeed.membership": (Delete("membership"),),
    "events.CalendarFeed.secret": (Delete("membership"),),
    "events.Encounter.first": (Delete(met),),
    "events.Encounter.second": (Delete(met),),
    "events.Memory.author": (Delete("author"),),
    "events.Memory.entered_by": (ACTOR,),
    "events.Memory.text": (Delete("author"),),
    "events.Memory.hidden_by": (Delete("author"), ACTOR),
    "events.Memory.hidden_reason": (Delete("author"), OFFICE),
    "events.MemoryPicture.alt": (Delete(of_memory),),
    "events.MemoryPicture.uploaded_by": (Delete(of_memory), ACTOR),
}
