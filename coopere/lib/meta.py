"""What a page says of itself to search engines, and to whoever shares its address."""

import json
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .robots import is_indexed

# Nothing that could end the element, or begin another.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def shared(
    context: Any, title: str = "", description: str = "", picture: str = ""
) -> dict[str, Any]:
    """The page's title, its description, its one address and its picture, all with the site's name.

    `picture` is a path; without it, that of the home page. A page that is not for everybody says
    nothing.
    """
    request = context["request"]
    return {
        "is_told": is_indexed(request.resolver_match),
        "title": title or _("Coopère, l’entraide entre voisins"),
        "description": description
        or _(
            "Un coup de main, un objet prêté, un savoir transmis, entre voisins d’une même "
            "résidence. C’est gratuit, sans publicité, et personne n’y est noté."
        ),
        "address": settings.SITE_URL + request.path,
        "picture": settings.SITE_URL + (picture or reverse("web:home_picture")),
    }


def organisation() -> SafeString:
    """Who stands behind the site, for search engines (schema.org). No script: it is never run."""
    told = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Coopère",
        "legalName": settings.LEGAL["publisher"],
        "description": _("L’entraide entre voisins d’une même résidence."),
        "url": settings.SITE_URL + reverse("home"),
        "logo": settings.SITE_URL + static("img/icon-512.png"),
        "email": settings.LEGAL["email"],
        "areaServed": {"@type": "Country", "name": "France"},
    }
    written = json.dumps(told, ensure_ascii=False).translate(ESCAPES)
    # Our own words and settings, and nothing in them can end the element.
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308
