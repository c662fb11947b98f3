from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme

from coopere.lib.state import TransitionRefused
from members.doors import find_membership, find_network
from members.models import Membership, Network, User
from members.scoping import in_network

# What people write themselves: given back to them when it cannot be sent.
TYPED = (
    *("title", "text", "reason", "request_text", "about", "word", "label", "companions"),
    *("presentation", "beneficiary", "note", "place"),
)
View = TypeVar("View", bound=Callable[..., HttpResponse])


class NetworkRequest(HttpRequest):
    """A request below /reseaux/<slug>/ on a page that visitors may see."""

    user: User
    network: Network
    membership: Membership | None


class MemberRequest(HttpRequest):
    """A request of a member, below /reseaux/<slug>/."""

    user: User
    network: Network
    membership: Membership


def front_door(view: View) -> View:
    """Mark a view below /reseaux/<slug>/ that people who are not members may see."""
    view.is_front_door = True  # type: ignore[attr-defined]
    return view


def public_front_door(view: View) -> View:
    """The same, without a login."""
    return login_not_required(front_door(view))


def works_while_paused(view: View) -> View:
    """Mark a view whose POST goes through although the network is read-only."""
    view.works_while_paused = True  # type: ignore[attr-defined]
    return view


def page_above(path: str) -> str:
    """The page of the thing to which something was to be done at `path`."""
    above = f"{path.rstrip('/').rpartition('/')[0]}/"
    return above if is_valid_path(above) else page_above(above)


class NetworkMiddleware:
    """Finds the membership, refuses strangers, and holds the network's scope.

    The scope is closed only after the response is made: a decorator would lose it before a
    lazy template renders.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership = request.network = None  # type: ignore[attr-defined]
        with ExitStack() as request.scopes:  # type: ignore[attr-defined]
            response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            # Where one lands who had to sign in again before something could be sent.
            response.content = loader.get_template("405.html").render()
        return response

    def process_view(
        self,
        request: Any,
        view: Callable[..., HttpResponse],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if "slug" not in kwargs:
            return None
        request.membership = find_membership(request.user, kwargs["slug"])
        if request.membership:
            request.network = request.membership.network
        elif getattr(view, "is_front_door", False):
            request.network = find_network(kwargs["slug"])
        if not request.network:
            raise Http404
        request.scopes.enter_context(in_network(request.network))
        return self._refuse_writing(request, view)

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        """A verb that came too late: say so, on the page where it was asked for."""
        if not isinstance(exception, TransitionRefused):
            return None
        messages.error(request, str(exception))
        if "pk" in request.resolver_match.kwargs:
            return redirect(page_above(request.path))
        origin = request.headers.get("referer", "")
        if url_has_allowed_host_and_scheme(origin, {request.get_host()}, request.is_secure()):
            return redirect(origin)
        return redirect(request.network or "home")

    def _refuse_writing(
        self, request: Any, view: Callable[..., HttpResponse]
    ) -> HttpResponse | None:
        if request.method in {"GET", "HEAD", "OPTIONS"} or not request.network.is_read_only:
            return None
        if getattr(view, "works_while_paused", False):
            return None
        typed = [value for name in request.POST if (value := request.POST[name]) and name in TYPED]
        return render(request, "members/read_only.html", {"typed": typed}, status=409)
