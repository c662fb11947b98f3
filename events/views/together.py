"""What guests and host do together: who brings what, who met whom, what one keeps of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from events.guest_forms import MemoryForm, MetForm, SeatsForm
from events.models import BringItem, Encounter, Gathering, Memory, MemoryPicture
from events.models.hosting import DOORS_OPEN
from events.views.visiting import IDS, bring_form, page, pledge_form, seen
from events.visits import Visit
from members.middleware import MemberRequest
from members.models import Membership
from members.views.pictures import send

# PostgreSQL's largest number has nineteen digits.
LONGEST_KEY = 19


@require_POST
def bring(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Add a line to the bring-list."""
    found = seen(request, pk)
    visit = Visit(found, request.membership)
    form = bring_form(visit, request.POST)
    if form.is_valid():
        person = form.person or request.membership
        said = {name: form.cleaned_data[name] for name in ("label", "wanted", "token")}
        for_ = None if visit.is_host else person
        try:
            BringItem.add(found, by=request.membership, for_=for_, **said)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{found.get_absolute_url()}#apporter")
    return page(request, found, bring_form=form)


@require_POST
def pledge(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Say how many of a thing one brings, or that one does not bring it after all."""
    item = _item(request, pk)
    found = seen(request, item.gathering_id)
    form = pledge_form(Visit(found, request.membership), item, request.POST)
    if form.is_valid():
        quantity = form.cleaned_data["quantity"]
        try:
            item.pledge(by=request.membership, for_=form.person, quantity=quantity)
        except TransitionRefused as refusal:
            form.add_error("quantity", str(refusal))
        else:
            return redirect(f"{found.get_absolute_url()}#apporter")
    return page(request, found, pledge_form=(item.pk, form))


@require_POST
def bring_removal(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Strike a line out of the bring-list."""
    item = _item(request, pk)
    try:
        item.remove(by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{item.gathering.get_absolute_url()}#apporter")


@require_POST
def seats(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The host has more seats, or fewer."""
    found = _managed(request, pk)
    form = SeatsForm(request.POST, auto_id=IDS["seats"])
    if form.is_valid():
        try:
            found.set_seats(by=request.membership, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(found)
    return page(request, found, seats_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def arrivals(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Who is there: the host ticks them off, on the day."""
    found = _managed(request, pk)
    if request.method == "POST":
        ticked = request.POST.getlist("there")
        there = [int(key) for key in ticked if key.isdecimal() and len(key) < LONGEST_KEY]
        found.tick(by=request.membership, bookings=there)
        messages.success(request, _("C’est noté."))
        return redirect("events:arrivals", slug, pk)
    opens_at = found.starts_at - DOORS_OPEN
    context = {
        "gathering": found,
        "visit": Visit(found, request.membership),
        "opens_at": opens_at,
    }
    return render(request, "events/arrivals.html", context)


@require_POST
def encounters(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Say that one met somebody there, whose name one knows from there."""
    found = seen(request, pk)
    visit = Visit(found, request.membership)
    form = MetForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    people = Membership.objects.in_bulk([*asked.values()])
    who, other = (people.get(asked.get(name)) for name in ("who", "other"))
    if other is None:
        messages.error(request, _("Choisissez la personne que vous avez rencontrée."))
        return redirect(found)
    if who is None or not visit.could_have_met(who, other):
        raise PermissionDenied
    Encounter.say(found, by=request.membership, other=other, for_=who)
    messages.success(request, _("C’est noté. Cela s’affiche quand vous l’avez dit tous les deux."))
    return redirect(f"{found.get_absolute_url()}#rencontres")


@require_http_methods(["GET", "HEAD", "POST"])
def memory(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Leave a word and a few pictures, once, if one was there."""
    found = seen(request, pk)
    visit = Visit(found, request.membership)
    if not found.has_started:
        raise TransitionRefused(_("On en reparle après."))
    if not visit.seats_of_mine:
        raise PermissionDenied
    form = _memory_form(request, visit)
    if request.method == "POST":
        with form.taken_in():
            if form.is_valid() and _remember(request, form, found):
                return redirect(f"{found.get_absolute_url()}#souvenirs")
    elif not visit.may_remember_for:
        return redirect(f"{found.get_absolute_url()}#souvenirs")
    status = 422 if form.is_bound else 200
    context = {"gathering": found, "form": form}
    return render(request, "events/memory.html", context, status=status)


@require_safe
def memory_picture(
    request: MemberRequest, slug: str, name: UUID, size: int
) -> HttpResponse | FileResponse:
    """One picture that somebody keeps of a gathering, in one of its sizes."""
    pictures = MemoryPicture.objects.visible_to(request.membership)
    return send(get_object_or_404(pictures, name=name), size)


def _memory_form(request: MemberRequest, visit: Visit) -> MemoryForm:
    sent = request.method == "POST"
    return MemoryForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        by=request.membership,
        people=visit.may_remember_for or visit.seats_of_mine,
        me=request.membership,
    )


def _remember(request: MemberRequest, form: MemoryForm, found: Gathering) -> bool:
    """Write the word; False, with a sentence in the form, where there is another one already."""
    said = {name: form.cleaned_data[name] for name in ("text", "token")}
    before = found.memories.filter(author=form.person).first()  # type: ignore[attr-defined]
    if before and before.text != said["text"]:
        form.refuse_second_word()
        return False
    form.accept_charter()
    written = Memory.write(found, by=request.membership, for_=form.person, **said)
    if before:
        form.discard_pictures()
    else:
        form.attach_pictures(written)
        messages.success(request, _("Merci\u202f! Votre mot est sur la page."))
    return True


def _item(request: MemberRequest, pk: int) -> Any:
    """A line of a list that the reader sees; else 404."""
    visible = Gathering.objects.visible_to(request.membership)
    items = BringItem.objects.filter(gathering__in=visible).prefetch_related("pledges")
    return get_object_or_404(items.select_related("gathering__network"), pk=pk)


def _managed(request: MemberRequest, pk: int) -> Any:
    """One's own gathering; 404 for what one may not see, 403 for what is not one's."""
    found = seen(request, pk)
    found.require_managed_by(request.membership)
    return found
