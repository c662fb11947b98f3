"""Gatherings as calendars read them (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event, Timezone

from events.models import Address, Booking, Gathering
from members.models import Membership

# The rule of our clocks. The one that icalendar makes says three o'clock for the night in
# March, where the standard asks what the clock showed before: two.
PARIS = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
# How long what is over stays in the feed, and how often calendars may ask for it.
KEPT_FOR = timedelta(days=90)
REFRESHED = timedelta(hours=1)
STATUSES = {
    Gathering.Status.DRAFT: "TENTATIVE",
    Gathering.Status.PROPOSED: "TENTATIVE",
    Gathering.Status.PUBLISHED: "CONFIRMED",
    Gathering.Status.CANCELLED: "CANCELLED",
}


def one_event(gathering: Gathering, *, by: Membership) -> bytes:
    """The calendar of one gathering, for `by`."""
    calendar = _calendar()
    calendar.add_component(_event(gathering, _bookings([gathering], by).get(gathering.pk), by))
    return bytes(calendar.to_ical())


def plans_of(membership: Membership) -> bytes:
    """The calendar of what the person has planned, or had, until it was called off.

    What they invite to, and what they or their godchildren booked.
    """
    found = list(_planned_by(membership))
    bookings = _bookings(found, membership)
    calendar = _calendar()
    calendar.add("x-wr-calname", _("Coopère, %(name)s") % {"name": membership.network.name})
    calendar.add("refresh-interval", REFRESHED, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for gathering in found:
        event = _event(gathering, bookings.get(gathering.pk), membership)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _planned_by(membership: Membership) -> Iterable[Any]:
    seen = Gathering.objects.visible_to(membership).exclude(status=Gathering.Status.DRAFT)
    recent = seen.filter(hidden_at=None, ends_at__gt=timezone.now() - KEPT_FOR)
    plans = Gathering.objects.of_plans(membership)
    # Whoever gave the seat back before it was called off is not told again.
    booked = Booking.objects.involving(membership).filter(
        gathering__status=Gathering.Status.CANCELLED, ended_at__gte=F("gathering__cancelled_at")
    )
    mine = Q(pk__in=plans.values("pk")) | Q(pk__in=booked.values("gathering"))
    return recent.filter(mine).with_people().order_by("starts_at", "pk")


def _bookings(found: list[Any], by: Membership) -> dict[int, Any]:
    """What one booked, by the key of the gathering; one's own before a godchild's."""
    booked = Booking.objects.live().involving(by).filter(gathering__in=found)
    booked = booked.select_related("member", "showing")
    order = sorted(booked, key=lambda booking: booking.member_id == by.pk)
    return {booking.gathering_id: booking for booking in order}


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Coopère//Agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add_component(Timezone.from_ical(PARIS))
    return calendar


def _event(gathering: Gathering, booking: Booking | None, by: Membership) -> Event:
    event = Event()
    event.add("uid", f"evenement-{gathering.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", gathering.sequence)
    event.add("dtstamp", gathering.updated_at.astimezone(UTC))
    event.add("dtstart", _on_the_wall(gathering.starts_at))
    event.add("dtend", _on_the_wall(gathering.ends_at))
    event.add("summary", _summary(gathering, booking, by))
    event.add("location", _where(gathering, booking))
    event.add("description", _description(gathering, booking))
    event.add("url", settings.SITE_URL + gathering.get_absolute_url())
    event.add("status", _status(gathering, booking))
    event.add("class", "PRIVATE")
    return event


def _on_the_wall(moment: datetime) -> datetime:
    """Our time; in UTC for the hour that the clock shows twice, of which no zone says which."""
    local = timezone.localtime(moment)
    return moment.astimezone(UTC) if local.fold else local


def _summary(gathering: Gathering, booking: Booking | None, by: Membership) -> str:
    words = {"title": gathering.title}
    if gathering.is_cancelled:
        return _("Annulé\u00a0: %(title)s") % words
    if booking and booking.is_waiting:
        return _("%(title)s (liste d’attente)") % words
    if booking and not booking.is_confirmed:
        return _("%(title)s (place à confirmer)") % words
    if booking and booking.member_id != by.pk:
        words["name"] = booking.member.display_name
        return _("%(title)s (pour %(name)s)") % words
    return gathering.title


def _where(gathering: Gathering, booking: Any) -> str:
    """The address for those to whom it was shown, until it is over; else the public words."""
    if booking and hasattr(booking, "showing") and not gathering.is_past:
        return Address.shown_to(booking) or gathering.place
    return gathering.place


def _description(gathering: Gathering, booking: Booking | None) -> str:
    lines = [gathering.get_kind_display()]
    if gathering.is_cancelled:
        lines.append(gathering.cancel_word)
    elif booking:
        said = ngettext("Pour une personne.", "Pour %(count)d personnes.", booking.size)
        lines.append(said % {"count": booking.size})
    return "\n\n".join(filter(None, [*lines, gathering.access_notes, gathering.text]))


def _status(gathering: Gathering, booking: Booking | None) -> str:
    if booking and not booking.is_confirmed and not gathering.is_cancelled:
        return "TENTATIVE"
    return STATUSES[Gathering.Status(gathering.status)]
