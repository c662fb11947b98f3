"""Pages that a visitor may see: finding a network, and its front door."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.doors import listed_networks, memberships_of
from members.forms import FindNetworkForm
from members.middleware import NetworkRequest, public_front_door
from members.models import Network

MOST_FOUND = 50


@require_safe
@login_not_required
def networks(request: HttpRequest) -> HttpResponse:
    """Find a network by town, postcode or name."""
    form = FindNetworkForm(request.GET or None)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    found = listed_networks().found_by(query)[:MOST_FOUND]
    return render(
        request, "members/networks.html", {"form": form, "query": query, "networks": found}
    )


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
