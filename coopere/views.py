"""Pages of the site as a whole."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.views.decorators.http import require_safe

from coopere.lib.storage import StorageAway
from members.doors import count_gestures, networks_of_the_day

SHOWN_AT_HOME = 12
COUNTED_FOR = 600


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What Coopère is, and where one's network is."""
    return render(
        request,
        "home.html",
        {
            "networks": networks_of_the_day(timezone.localdate(), SHOWN_AT_HOME),
            "deeds": cache.get_or_set("deeds-of-the-month", count_gestures, COUNTED_FOR),
        },
    )


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a fault; when what we keep things in is away, one that says to come back."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError | StorageAway)
    status = 503 if away else 500
    response = HttpResponse(loader.get_template(f"{status}.html").render(), status=status)
    if away:
        response["Retry-After"] = "60"
    return response
