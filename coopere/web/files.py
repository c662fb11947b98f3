"""robots.txt, security.txt, the manifest: what stands at an address that everybody knows."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"
# Of a network strangers see the door and the charter. The longest rule wins (RFC 9309).
ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /compte/
Disallow: /mes-reseaux/
Disallow: /invitations/
Disallow: /desabonnement/
Disallow: /agenda/
Disallow: /reseaux/*/*/
Allow: /reseaux/*/charte/$

Sitemap: {sitemap}
"""
SECURITY = """\
Contact: mailto:{email}
Expires: {expires}
Preferred-Languages: fr, en
Canonical: {canonical}
"""
# RFC 9116 wants it to be less than a year away.
VALID_FOR = timedelta(days=180)
ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
)
for_a_day = cache_control(public=True, max_age=86_400)


@require_safe
@login_not_required
@for_a_day
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not ask for."""
    text = ROBOTS.format(sitemap=settings.SITE_URL + reverse("web:sitemap"))
    return HttpResponse(text, content_type=PLAIN)


@require_safe
@login_not_required
@for_a_day
def security(request: HttpRequest) -> HttpResponse:
    """Where to say that the site has a hole."""
    text = SECURITY.format(
        email=settings.LEGAL["email"],
        expires=_expiry(timezone.now()).strftime("%Y-%m-%dT%H:%M:%SZ"),
        canonical=settings.SITE_URL + reverse("web:security"),
    )
    return HttpResponse(text, content_type=PLAIN)


@require_safe
@login_not_required
@for_a_day
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to put the site among its applications."""
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    told = {
        "name": _("Coopère, l’entraide entre voisins"),
        "short_name": "Coopère",
        "lang": "fr",
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "minimal-ui",
        "theme_color": "#1b2547",
        "background_color": "#fbf6ec",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _expiry(now: datetime) -> datetime:
    """The same for a whole day, so that the file need not change all the time."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + VALID_FOR
