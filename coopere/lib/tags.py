"""Tags and filters for every page: icons, the façade, and times as neighbours say them."""

from datetime import date, datetime, timedelta

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .facade import facade as draw_facade
from .facade import facade_sentence
from .meta import organisation, shared
from .qr import qr

register = template.Library()
register.simple_tag(draw_facade, name="facade")
register.filter(facade_sentence)
register.filter(qr)
register.simple_tag(organisation)
register.inclusion_tag("components/meta.html", takes_context=True)(shared)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon of `static/img/icons.svg`: decoration, the word always stands beside it."""
    return format_html(
        '<svg class="icon" width="24" height="24" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.filter(expects_localtime=False)
def since(value: datetime, now: datetime | None = None) -> str:
    """How long ago, in few words: « il y a 5 min », « hier », « lundi », « 12 mars »."""
    local, now = _local(value), _local(now or timezone.now())
    minutes = int((now - local).total_seconds() // 60)
    days = (now.date() - local.date()).days
    if minutes < 1 and days <= 0:
        return _("à l’instant")
    if minutes < 60:
        return _("il y a %(count)d min") % {"count": minutes}
    if days < 1:
        return _("il y a %(count)d h") % {"count": minutes // 60}
    if days < 2:
        return _("hier")
    if days < 7:
        return str(WEEKDAYS[local.weekday()])
    return _date(local, now.date())


@register.filter(expects_localtime=False)
def moment(value: datetime, now: datetime | None = None) -> str:
    """Day and hour: « aujourd’hui à 8 h 05 », « hier à 19 h 40 », « lundi 3 mars à 10 h »."""
    return _("%(day)s à %(hour)s") % {"day": day(value, now), "hour": hour(value)}


@register.filter(expects_localtime=False)
def day(value: date, now: datetime | None = None) -> str:
    """The day: « aujourd’hui », « hier », « demain », « lundi 3 mars », « lundi 3 mars 2025 »."""
    value = _local(value).date() if isinstance(value, datetime) else value
    today = _local(now or timezone.now()).date()
    near = {-1: _("hier"), 0: _("aujourd’hui"), 1: _("demain")}
    name = near.get((value - today) // timedelta(days=1))
    return name or f"{WEEKDAYS[value.weekday()]} {_date(value, today)}"


@register.filter(expects_localtime=False)
def date_on_paper(value: datetime) -> str:
    """The day for whoever reads it whenever: « lundi 3 mars », never « demain »."""
    local = _local(value)
    return f"{WEEKDAYS[local.weekday()]} {_date(local, timezone.localdate())}"


@register.filter(expects_localtime=False)
def hour(value: datetime) -> str:
    """« 10 h », « 8 h 05 », never broken over a line."""
    local = _local(value)
    if local.minute:
        return _("%(hour)d h %(minute)02d") % {"hour": local.hour, "minute": local.minute}
    return _("%(hour)d h") % {"hour": local.hour}


def _local(value: datetime) -> datetime:
    return timezone.localtime(value)


def _date(value: date, today: date) -> str:
    number = _("1er") if value.day == 1 else str(value.day)
    text = f"{number}\u00a0{MONTHS[value.month]}"
    return text if value.year == today.year else f"{text} {value.year}"
