from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django_scopes import scope, scopes_disabled

from coopere.lib.robots import is_indexed
from members.doors import memberships_of
from members.models import Membership

SEEN = "seen"
WEEK = timedelta(days=7)


class PrivatePagesMiddleware:
    """What a signed-in person reads is theirs; after them, the next one at the screen goes back to
    nothing.

    Not `no-store`: a browser would also forget what was typed when one goes back to a form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.path == reverse("account_logout"):
            response["Clear-Site-Data"] = '"cache"'
        if request.session.accessed and request.user.is_authenticated:
            patch_cache_control(response, private=True)
        return response


class RobotsMiddleware:
    """Tells search engines to keep nothing but the pages for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in {200, 304} or not is_indexed(request.resolver_match):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response


class VisitMiddleware:
    """Once a week the session of somebody who is here says so: their account is not forgotten.

    A GET writes nothing but that: nobody's row, and no page that they looked at. The session lives
    ninety days from then; at night its last day becomes that of the account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            today = timezone.localdate()
            noted = request.session.get(SEEN, "")
            if noted <= (today - WEEK).isoformat():
                request.session[SEEN] = today.isoformat()
        return response


class AdminScopeMiddleware:
    """Opens the desk on the networks that the person coordinates, and on no other.

    The site's staff see all. The scope is held until the response is rendered: the admin's
    pages are lazy templates.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        request.coordinates = coordinated_by(request.user)
        with scope_of(request):
            return self.get_response(request)


def coordinated_by(user: Any) -> dict[int, Membership]:
    """The memberships by which the user coordinates, by the network's id."""
    if not user.is_authenticated:
        return {}
    return {found.network_id: found for found in memberships_of(user).coordinators()}


def scope_of(request: Any) -> AbstractContextManager[None]:
    if request.user.is_active and request.user.is_staff:
        return scopes_disabled()
    return scope(network=list(request.coordinates))
