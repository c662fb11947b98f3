"""The first days of a network: its poster in the hall, its first steps, its opening."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.middleware import MemberRequest
from members.models import FirstWeekPutAway


@require_safe
def poster(request: MemberRequest, slug: str) -> HttpResponse:
    """For the hall: what this is, and the code by which one comes in."""
    _require_coordinator(request)
    network = request.network
    address = settings.SITE_URL + network.get_absolute_url()
    code = network.entry_code
    door = settings.SITE_URL + reverse("members:join", args=[slug])
    context = {
        "address": address.partition("://")[2],
        "door": f"{door}?{urlencode({'code': code})}",
        "code": f"{code[:4]} {code[4:]}",
    }
    return render(request, "members/poster.html", context)


@require_POST
def opening(request: MemberRequest, slug: str) -> HttpResponse:
    """Open the network, once it is ready."""
    request.network.open(by=request.membership)
    messages.success(request, _("Le réseau est ouvert. Bienvenue à vos voisins !"))
    return redirect("offers:board", slug)


@require_POST
def put_away(request: MemberRequest, slug: str) -> HttpResponse:
    """Take the first steps off the board, or put them back."""
    _require_coordinator(request)
    if request.POST.get("verb") == "take_out":
        FirstWeekPutAway.take_out(by=request.membership)
        messages.success(request, _("Les premiers pas sont de nouveau sur votre tableau."))
        return redirect("offers:board", slug)
    FirstWeekPutAway.put_away(by=request.membership)
    messages.success(request, _("C’est rangé. Vous retrouvez les premiers pas à la coordination."))
    return redirect("offers:board", slug)


def _require_coordinator(request: MemberRequest) -> None:
    if not request.membership.is_coordinator:
        raise PermissionDenied
