"""The façade for whoever shares an address. It shows how many windows are lit, nothing more."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from coopere.lib.postcard import TooManyDrawings, postcard, postcard_tag
from members.middleware import NetworkRequest, public_front_door

HOME_SEED, HOME_LIT = 1907, 24
MAX_AGE = 86_400


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The building of the home page."""
    return _picture(request, HOME_SEED, HOME_LIT)


@require_safe
@public_front_door
def network(request: NetworkRequest, slug: str) -> HttpResponse:
    """The network's own building, with the windows of this month."""
    return _picture(request, request.network.facade_seed, request.network.count_lit_windows())


def _picture(request: HttpRequest, seed: int, lit: int) -> HttpResponse:
    tag = quote_etag(postcard_tag(seed, lit))
    response = get_conditional_response(request, etag=tag)  # nothing is drawn for who has it
    if response is None:
        try:
            response = HttpResponse(postcard(seed, lit), content_type="image/png")
        except TooManyDrawings:
            return HttpResponse(status=503, headers={"Retry-After": "60"})
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response
