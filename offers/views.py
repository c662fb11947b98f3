from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.pages import keyset_page
from members.middleware import MemberRequest
from members.models import Report
from members.views.pictures import send
from offers.filters import OfferFilter
from offers.forms import ClosureForm, OfferForm
from offers.models import Offer, OfferPicture
from offers.wording import by_state, choices, facts, form_title

PAGE = 30


@require_safe
def board(request: MemberRequest, slug: str) -> HttpResponse:
    """What neighbours offer and ask for, newest first."""
    offers = Offer.objects.visible_to(request.membership).open().with_people()
    filters = OfferFilter(request.GET, queryset=offers)
    page = keyset_page(
        filters.qs, by="published_at", cursor=request.GET.get("suite", ""), size=PAGE
    )
    context = {
        "filters": filters,
        "page": page,
        "lit": request.network.count_lit_windows(),
    }
    return render(request, "offers/board.html", context)


@require_safe
def choose(request: MemberRequest, slug: str) -> HttpResponse:
    """The first step: to offer or to ask, and what."""
    context = {
        "proposed": choices(slug, Offer.Direction.PROPOSED),
        "sought": choices(slug, Offer.Direction.SOUGHT),
    }
    return render(request, "offers/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest, slug: str, direction: str, kind: str) -> HttpResponse:
    """Write an offer: publish it, or keep it as a draft."""
    if direction not in Offer.Direction or kind not in Offer.Kind:
        raise Http404
    form = _form(request, kind, direction)
    if request.method == "POST":
        with form.taken_in():
            if form.is_valid():
                return _keep(request, form, direction, kind)
    status = 422 if request.method == "POST" else 200
    sketch = Offer(network=request.network, kind=kind, direction=direction)
    context = {"form": form, "offer": sketch, "title": form_title(sketch)}
    return render(request, "offers/form.html", context, status=status)


@require_safe
def offer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One offer."""
    return render(request, "offers/offer.html", _offer_context(request, _visible(request, pk)))


@require_safe
def picture(
    request: MemberRequest, slug: str, name: UUID, size: int
) -> HttpResponse | FileResponse:
    """One picture of an offer, in one of its sizes."""
    pictures = OfferPicture.objects.visible_to(request.membership)
    return send(get_object_or_404(pictures, name=name), size)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Change one's own offer."""
    found = _managed(request, pk)
    form = _form(request, found.kind, found.direction, found)
    if request.method == "POST":
        with form.taken_in():
            if form.is_valid():
                return _change(request, form, found)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "offer": found, "title": _("Modifier l’annonce")}
    return render(request, "offers/form.html", context, status=status)


@require_POST
def publication(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Put a draft on the board."""
    found = _managed(request, pk)
    if not request.membership.has_accepted_charter():
        messages.error(request, _("La charte a changé : lisez-la et acceptez-la pour publier."))
        return redirect("offers:edit", slug, pk)
    found.publish(by=request.membership)
    messages.success(request, _("Votre annonce est sur le tableau."))
    return redirect(found)


@require_POST
def closure(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take one's offer off the board."""
    found = _managed(request, pk)
    form = ClosureForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites si c’est fait, ou si vous retirez l’annonce."))
        return redirect(found)
    found.close(by=request.membership, closed_as=form.cleaned_data["closed_as"])
    messages.success(request, _("Votre annonce n’est plus sur le tableau."))
    return redirect(found)


@require_POST
def reopening(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Put one's closed offer back on the board."""
    found = _managed(request, pk)
    found.reopen(by=request.membership)
    messages.success(request, _("Votre annonce est de nouveau sur le tableau."))
    return redirect(found)


@require_safe
def mine(request: MemberRequest, slug: str) -> HttpResponse:
    """My offers, by state."""
    found = (
        Offer.objects.managed_by(request.membership).with_people().order_by("-updated_at", "-pk")
    )
    return render(request, "offers/mine.html", {"groups": by_state(found)})


def _form(
    request: MemberRequest, kind: str, direction: str, offer: Offer | None = None
) -> OfferForm:
    sent = request.method == "POST"
    return OfferForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        by=request.membership,
        kind=kind,
        direction=direction,
        offer=offer,
    )


def _change(request: MemberRequest, form: OfferForm, found: Offer) -> HttpResponse:
    form.accept_charter()
    found.edit(by=request.membership, **form.answers())
    form.attach_pictures(found)
    messages.success(request, _("C’est enregistré."))
    return redirect(found)


def _keep(request: MemberRequest, form: OfferForm, direction: str, kind: str) -> HttpResponse:
    by = request.membership
    form.accept_charter()
    found, is_new = Offer.write(
        by=by,
        author=form.person,
        token=form.cleaned_data["token"],
        kind=kind,
        direction=direction,
        **form.answers(),
    )
    if is_new:
        form.attach_pictures(found)
    else:
        form.discard_pictures()
    if is_new and "draft" not in request.POST:
        found.publish(by=by)
    if is_new:
        said = _("Votre annonce est sur le tableau.") if found.is_open else _("Brouillon gardé.")
        messages.success(request, said)
    return redirect(found)


def _visible(request: MemberRequest, pk: int) -> Offer:
    offers = Offer.objects.visible_to(request.membership).with_people()
    return get_object_or_404(offers, pk=pk)


def _managed(request: MemberRequest, pk: int) -> Offer:
    """One's own offer; 404 for what one may not see, 403 (by its verbs) for what is not one's."""
    found = _visible(request, pk)
    found.require_managed_by(request.membership)
    return found


def _offer_context(request: MemberRequest, found: Offer) -> dict[str, Any]:
    is_mine = found.is_managed_by(request.membership)
    related: Any = found.exchanges
    pictures: Any = found.pictures.select_related("network")
    exchanges = related.involving(request.membership).with_people()
    return {
        "offer": found,
        "is_mine": is_mine,
        "pictures": (pictures if is_mine else pictures.visible()).order_by("position"),
        "decision": Report.hiding(found) if is_mine else None,
        "facts": facts(found, is_mine=found.author_id == request.membership.pk),
        "remaining": found.remaining,
        "exchanges": exchanges.order_by("-created_at") if is_mine else exchanges.live(),
    }
