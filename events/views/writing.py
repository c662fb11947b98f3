"""Writing gatherings, announcing them and calling them off."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from events.forms import ONCE, CancellationForm, GatheringForm
from events.models import Address, Booking, Gathering, Series
from events.wording import by_state, choices, concert_steps, form_title, hours, said_of
from members.middleware import MemberRequest

# How many of those that are over are listed.
OVER_SHOWN = 20


@require_safe
def choose(request: MemberRequest, slug: str) -> HttpResponse:
    """The first step: a concert, a café or a workshop."""
    context = {"choices": choices(slug), "steps": concert_steps()}
    return render(request, "events/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """Write a gathering: announce it, or keep it as a draft."""
    if kind not in Gathering.Kind:
        raise Http404
    form = _form(request, kind)
    if request.method == "POST":
        with form.taken_in():
            if form.is_valid():
                return _keep(request, form)
    sketch = Gathering(network=request.network, kind=kind)
    return _page(request, form, sketch, form_title(kind))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Change one's own gathering; a draft may be announced at the same time."""
    found = _managed(request, pk)
    if found.is_cancelled or (found.is_past and found.status != Gathering.Status.DRAFT):
        raise TransitionRefused(_("Cet événement est passé ou annulé : il ne change plus."))
    form = _form(request, found.kind, found)
    if request.method == "POST":
        with form.taken_in():
            if form.is_valid():
                return _change(request, form, found)
    return _page(request, form, found, _("Modifier l’événement"))


@require_POST
def proposition(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Announce a draft as it is."""
    found = _managed(request, pk)
    if not request.membership.has_accepted_charter():
        messages.error(request, _("La charte a changé : lisez-la et acceptez-la pour publier."))
        return redirect("events:edit", slug, pk)
    if found.is_concert and not Address.is_kept_for(found):
        messages.error(request, _("Il manque l’adresse : elle reste secrète."))
        return redirect("events:edit", slug, pk)
    found.propose(by=request.membership)
    messages.success(request, said_of(found))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def cancellation(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Call it off, with a word for those who were coming; a draft is thrown away."""
    found = _managed(request, pk)
    if found.status == Gathering.Status.DRAFT:
        return _discard(request, found)
    if found.is_cancelled or found.has_started:
        raise TransitionRefused(_("C’est annulé, ou déjà commencé."))
    form = CancellationForm(request.POST or None, gathering=found)
    if request.method == "POST" and form.is_valid():
        return _cancel(request, form, found)
    status = 422 if request.method == "POST" else 200
    told = found.bookings.live().count()
    context = {"form": form, "gathering": found, "told": told, "hours": hours(found)}
    return render(request, "events/cancellation.html", context, status=status)


@require_safe
def mine(request: MemberRequest, slug: str) -> HttpResponse:
    """What I invite to, by state, and the places that I have, the next one first."""
    now = timezone.now()
    hosted = Gathering.objects.managed_by(request.membership).with_people().with_seats()
    is_over = Q(status="cancelled") | (Q(ends_at__lte=now) & ~Q(status="draft"))
    over = hosted.filter(is_over).order_by("-starts_at", "-pk")[:OVER_SHOWN]
    booked = Booking.objects.involving(request.membership).with_people()
    coming = booked.live().filter(gathering__ends_at__gt=now, gathering__hidden_at=None)
    context = {
        "groups": by_state([*hosted.exclude(is_over).order_by("starts_at", "pk"), *over]),
        "bookings": coming.order_by("gathering__starts_at", "pk"),
    }
    return render(request, "events/mine.html", context)


def _form(request: MemberRequest, kind: str, gathering: Gathering | None = None) -> GatheringForm:
    sent = request.method == "POST"
    return GatheringForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        by=request.membership,
        kind=kind,
        gathering=gathering,
    )


def _page(request: MemberRequest, form: GatheringForm, gathering: Any, title: str) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    told = gathering.bookings.live().count() if gathering.pk else 0
    context = {"form": form, "gathering": gathering, "title": title, "told": told}
    return render(request, "events/form.html", context, status=status)


def _keep(request: MemberRequest, form: GatheringForm) -> HttpResponse:
    form.accept_charter()
    found, is_new = Gathering.write(
        by=request.membership,
        host=form.person,
        token=form.cleaned_data["token"],
        kind=form.kind,
        **form.answers(),
    )
    if is_new:
        form.write_rest(found)
        _repeat(request, form, found)
        _announce(request, form, found)
    else:
        form.discard_pictures()
    return redirect(found)


def _change(request: MemberRequest, form: GatheringForm, found: Gathering) -> HttpResponse:
    form.accept_charter()
    found.edit(by=request.membership, **form.answers())
    form.write_rest(found)
    _repeat(request, form, found)
    if form.is_draft:
        _announce(request, form, found)
    else:
        messages.success(request, _("C’est enregistré."))
    return redirect(found)


def _repeat(request: MemberRequest, form: GatheringForm, found: Gathering) -> None:
    rhythm = form.cleaned_data.get("repeat", ONCE)
    if rhythm != ONCE:
        Series.plan(by=request.membership, first=found, rhythm=rhythm)


def _announce(request: MemberRequest, form: GatheringForm, found: Gathering) -> None:
    """Announce what is more than a draft; where that cannot be, it is kept, and one reads why."""
    try:
        with transaction.atomic():
            if form.announces:
                found.propose(by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, _("C’est gardé en brouillon. %(why)s") % {"why": refusal})
        return
    messages.success(request, said_of(found))


def _discard(request: MemberRequest, found: Gathering) -> HttpResponse:
    if request.method != "POST":
        return render(request, "events/discard.html", {"gathering": found})
    found.discard(by=request.membership)
    messages.success(request, _("Le brouillon est jeté."))
    return redirect("events:mine", request.network.slug)


def _cancel(request: MemberRequest, form: CancellationForm, found: Any) -> HttpResponse:
    word, by = form.cleaned_data["word"], request.membership
    if form.cleaned_data.get("scope") == "following":
        found.series.cancel_following(by=by, gathering=found, word=word)
    else:
        found.cancel(by=by, word=word)
    messages.success(request, _("C’est annulé. Les personnes qui comptaient venir le savent."))
    return redirect(found)


def _managed(request: MemberRequest, pk: int) -> Any:
    """One's own gathering; 404 for what one may not see, 403 for what is not one's."""
    visible = Gathering.objects.visible_to(request.membership).with_people()
    found = get_object_or_404(visible, pk=pk)
    found.require_managed_by(request.membership)
    return found
