"""Pages of a network that a visitor may see: its front door, and its charter."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.doors import memberships_of
from members.middleware import NetworkRequest, public_front_door
from members.models import Network


@require_safe
@public_front_door
def network(request: NetworkRequest, slug: str) -> HttpResponse:
    """The front door of a network: never a name, never a post's text."""
    deeds = request.network.count_gestures()
    page = render(
        request,
        "members/network.html",
        {
            "lit": sum(deeds.values()),
            "deeds": deeds,
            "neighbours": request.network.count_neighbours(),
            "joining": _joining(request),
        },
    )
    if request.network.state == Network.State.CLOSED:
        page["X-Robots-Tag"] = "noindex"
    return page


@require_safe
@public_front_door
def charter(request: NetworkRequest, slug: str) -> HttpResponse:
    """The charter in force."""
    return render(request, "members/charter.html", {"charter": request.network.charter})


def _joining(request: NetworkRequest) -> object:
    """The visitor's own membership that is not (or no longer) one, to say where it stands."""
    if request.membership or not request.user.is_authenticated:
        return None
    return memberships_of(request.user).filter(network=request.network).first()
