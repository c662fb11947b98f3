"""Finding one's network, and being told of one where there is none yet."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from members.doors import listed_networks
from members.finding import MOST_FOUND, Found, find, in_commune, suggest
from members.forms import FindNetworkForm, InterestForm
from members.models import Commune, Interest, InterestTry
from members.views.notices import is_one_click

TOO_MANY = _("Trop d’envois depuis votre connexion : réessayez dans un quart d’heure.")


@require_safe
@login_not_required
def networks(request: HttpRequest) -> HttpResponse:
    """Find a network by town, postcode or name; without a word, see them all."""
    query, commune = _typed(request), _chosen(request)
    if commune:
        found = in_commune(commune)
    elif query:
        found = find(query)
    else:
        found = Found(networks=list(listed_networks()[:MOST_FOUND]))
    form = _blank(request, found.commune) if found.commune and not found.networks else None
    context = {"query": query, "found": found, "form": form}
    return render(request, "members/networks.html", context)


@require_safe
@login_not_required
@cache_control(max_age=300)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What one may mean, as one types: a piece of a page, the same for everybody.

    With `pour=commune` communes alone, for a form that asks for one.
    """
    only_communes = request.GET.get("pour") == "commune"
    networks, communes = suggest(_typed(request), networks=not only_communes)
    context = {
        "networks": networks,
        "communes": communes,
        "only_communes": only_communes,
        "found": len(networks) + len(communes),
    }
    return render(request, "members/find/suggestions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def interest(request: HttpRequest) -> HttpResponse:
    """Leave an address, to be told when a network opens in a town."""
    if request.method != "POST":
        commune = _chosen(request)
        context = {"form": _blank(request, commune), "commune": commune}
        return render(request, "members/find/interest.html", context)
    form = InterestForm(request.POST)
    status = _ask(request, form)
    if status == 302:
        return redirect("members:interest_sent")
    context = {"form": form, "commune": form.cleaned_data.get("commune")}
    return render(request, "members/find/interest.html", context, status=status)


@require_safe
@login_not_required
def interest_sent(request: HttpRequest) -> HttpResponse:
    """A mail has left: the same page whether the address was known or not."""
    return render(request, "members/find/interest_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def interest_confirmation(request: HttpRequest, secret: str) -> HttpResponse:
    """Confirm that one waits, by the link of the mail: asked by GET, done by POST."""
    waiting = _of_link(secret)
    if waiting is None or waiting.is_expired:
        return render(request, "members/find/interest_over.html", {"waiting": waiting}, status=410)
    if request.method == "POST":
        waiting.confirm()
        return redirect("members:interest_confirmation", secret)
    there = in_commune(waiting.commune).networks if waiting.confirmed_at else []
    context = {"waiting": waiting, "networks": there}
    return render(request, "members/find/interest_confirmation.html", context)


# The signature of the link is what lets one in: mail programs post here without a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def interest_withdrawal(request: HttpRequest, secret: str) -> HttpResponse:
    """Have one's address deleted, by the link at the foot of each mail."""
    waiting = _of_link(secret)
    if waiting and request.method == "POST":
        waiting.delete()
        if not is_one_click(request):
            return redirect("members:interest_withdrawal", secret)
        waiting = None
    return render(request, "members/find/interest_withdrawal.html", {"waiting": waiting})


def _typed(request: HttpRequest) -> str:
    form = FindNetworkForm(request.GET)
    return str(form.cleaned_data["q"]) if form.is_valid() else ""


def _chosen(request: HttpRequest) -> Commune | None:
    """The commune of the address; a code has no NUL, nor anything but letters and digits."""
    code = request.GET.get("commune", "")
    found: Commune | None = Commune.objects.filter(pk=code).first() if code.isalnum() else None
    return found


def _blank(request: HttpRequest, commune: Commune | None) -> InterestForm:
    known = request.user.email if request.user.is_authenticated else ""
    return InterestForm(initial={"commune": commune, "email": known})


def _ask(request: HttpRequest, form: InterestForm) -> int:
    """The status of the answer: 302 when a mail has left, or would have."""
    if not form.is_valid():
        return 422
    if not InterestTry.spend_from(get_adapter().get_client_ip(request)):
        form.add_error(None, TOO_MANY)
        return 429
    Interest.ask(**form.cleaned_data)
    return 302


def _of_link(secret: str) -> Interest | None:
    """Who waits by that link; None once it was deleted. Raises Http404 for a link not of ours."""
    try:
        rows = Interest.objects.of_ticket(secret)
    except BadSignature:
        raise Http404 from None
    found: Interest | None = rows.select_related("commune").first()
    return found
