"""The news that everybody may read, as Atom: networks, cafés and reports, in general terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from coopere.lib.tags import date_on_paper
from events.doors import coming_meetings, public_reports
from members.doors import open_networks
from members.models import Network

MOST = 20
# How far ahead a café is news.
AHEAD = timedelta(days=35)


@dataclass(frozen=True)
class Item:
    """One piece of news: never a name, never a post's text, never a place."""

    network: Network
    key: str
    at: datetime
    title: str
    text: str


@require_safe
@login_not_required
@conditional_page
@cache_control(public=True, max_age=900)
def feed(request: HttpRequest) -> HttpResponse:
    """What is new in the networks, the latest first. Three queries."""
    items = sorted(
        [*_openings(), *_reports(), *_meetings()], key=lambda item: item.at, reverse=True
    )
    written = Atom1Feed(
        title=_("Coopère, les nouvelles des réseaux"),
        link=settings.SITE_URL + reverse("home"),
        description="",
        subtitle=_("Ce qui se passe entre voisins, sans un nom ni une adresse."),
        feed_url=settings.SITE_URL + reverse("web:news"),
        author_name="Coopère",
        language="fr",
    )
    for item in items[:MOST]:
        written.add_item(
            title=item.title,
            link=settings.SITE_URL + item.network.get_absolute_url(),
            description=item.text,
            unique_id=_tag(item),
            pubdate=item.at,
            updateddate=item.at,
        )
    return HttpResponse(written.writeString("utf-8"), content_type=written.content_type)


def _openings() -> Iterator[Item]:
    opened = Coalesce("opened_at", "created_at")
    for network in open_networks().alias(opened=opened).order_by("-opened")[:MOST]:
        title = _("%(network)s : un réseau ouvre ses portes") % {"network": network.full_name}
        text = _("Des voisins s’y rendent service. Vous habitez là ? Poussez la porte.")
        yield Item(network, "ouverture", network.opened_at or network.created_at, title, text)


def _reports() -> Iterator[Item]:
    for report in public_reports()[:MOST]:
        network = report.network
        title = _("%(network)s : le bilan d’une collecte") % {"network": network.full_name}
        text = _("Ce que les voisins ont réuni ensemble se lit à la porte du réseau.")
        yield Item(network, f"bilan-{report.pk}", report.report_public_at, title, text)


def _meetings() -> Iterator[Item]:
    now = timezone.now()
    for meeting in coming_meetings(now, now + AHEAD)[:MOST]:
        title = _("%(network)s : %(kind)s, %(day)s") % {
            "network": meeting.network.full_name,
            "kind": meeting.get_kind_display().lower(),
            "day": date_on_paper(meeting.starts_at),
        }
        text = _("Pour les personnes du réseau : le lieu leur est donné sur le site.")
        yield Item(meeting.network, f"rendez-vous-{meeting.pk}", meeting.published_at, title, text)


def _tag(item: Item) -> str:
    """A name for ever (RFC 4151), whatever becomes of the address."""
    host = urlsplit(settings.SITE_URL).hostname
    day = timezone.localdate(item.at)
    return f"tag:{host},{day:%Y-%m-%d}:{item.network.slug}/{item.key}"
