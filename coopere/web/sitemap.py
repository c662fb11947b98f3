"""The addresses that a search engine may know: pages for everybody, and networks with a door."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coopere.models import Page
from coopere.pages import address_of
from members.doors import listed_networks

PAGES = (
    *("home", "members:networks", "members:propose", "quotes", "rights:rules"),
    *(f"page:{slug}" for slug in Page.Slug.values),
)


class SiteMap(Sitemap):  # type: ignore[type-arg]
    """Addresses of the site's own name, whichever one the question came by."""

    # A part costs the same, however many networks there are.
    limit = 2000

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Pages(SiteMap):
    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item: str) -> str:
        return address_of(item)


class Networks(SiteMap):
    def items(self) -> Any:
        return listed_networks().order_by("pk").only("slug")


MAPS: dict[str, Any] = {"pages": Pages, "reseaux": Networks}


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The parts of the map."""
    parts = [address for name, made in MAPS.items() for address in _parts(name, made())]
    return TemplateResponse(
        request,
        "sitemap_index.xml",
        {"sitemaps": [views.SitemapIndexItem(address) for address in parts]},
        content_type="application/xml",
    )


@require_safe
@login_not_required
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One part of the map."""
    return views.sitemap(request, MAPS, section)


def _parts(name: str, made: SiteMap) -> Iterator[str]:
    address = settings.SITE_URL + reverse("web:sitemap_section", args=[name])
    yield address
    yield from (f"{address}?p={page}" for page in range(2, made.paginator.num_pages + 1))
