"""What those do with a collection who organise it: write, open, close it, say what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from events.collection_forms import BilanForm, CollectionEndForm, CollectionForm, OrganiserForm
from events.models import BilanPicture, Collection, CollectionPicture
from members.middleware import MemberRequest
from members.models import Membership
from members.views.pictures import send

# PostgreSQL's largest number has nineteen digits.
LONGEST_KEY = 18


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest, slug: str) -> HttpResponse:
    """Prepare a collection, a new one or one after the model of another."""
    model = _model(request)
    form = _form(request, CollectionForm, model=model)
    if request.method == "POST":
        with form.taken_in():
            if form.is_valid():
                return _keep(request, form, model)
    return _page(request, form, _("Organiser une collecte"), model=model)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Change its words, its dates, its pictures."""
    found = organised(request, pk)
    _require_changing(found)
    form = _form(request, CollectionForm, collection=found)
    if request.method == "POST":
        with form.taken_in():
            if form.is_valid() and _change(request, form, found):
                return redirect(found)
    return _page(request, form, _("Modifier la collecte"), collection=found)


@require_POST
def opening(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show it to the neighbours."""
    found = organised(request, pk)
    if not request.membership.has_accepted_charter():
        messages.error(
            request, _("La charte a changé\u00a0: lisez-la et acceptez-la pour publier.")
        )
        return redirect("events:collection_edit", slug, pk)
    return _do(request, found, "open", _("C’est ouvert\u00a0: vos voisins peuvent promettre."))


@require_POST
def closure(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Nothing is promised any more."""
    said = _("La collecte est terminée. Il reste à raconter ce qu’elle a donné.")
    return _do(request, organised(request, pk), "close", said)


@require_http_methods(["GET", "HEAD", "POST"])
def cancellation(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Call it off, with a word for those who promised and help; a coordinator may, too."""
    found = seen(request, pk)
    if not request.membership.is_coordinator:
        found.require_organised_by(request.membership)
    _require_changing(found)
    form = CollectionEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found.cancel(by=request.membership, word=form.cleaned_data["word"])
        messages.success(request, _("C’est annulé. Les personnes qui ont promis le savent."))
        return redirect(found)
    status = 422 if request.method == "POST" else 200
    told = found.pledges.live().values("member").distinct().count()
    context = {"form": form, "collection": found, "told": told}
    return render(request, "events/collection_cancellation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def bilan(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Say what came of it: words, pictures, and what came for each need."""
    found = organised(request, pk)
    if found.status not in (Collection.Status.CLOSED, Collection.Status.REPORTED):
        raise TransitionRefused(_("Terminez d’abord la collecte\u00a0: le bilan vient après."))
    form = _form(request, BilanForm, collection=found)
    if request.method == "POST":
        with form.taken_in():
            if form.is_valid():
                return _publish(request, form, found)
    status = 422 if request.method == "POST" else 200
    needs = found.needs.with_progress().in_order()
    context = {"form": form, "collection": found, "needs": needs}
    return render(request, "events/collection_bilan.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def organisers(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Name somebody who organises it too, or leave it to the others."""
    found, by = seen(request, pk), request.membership
    rows = list(found.organiser_rows)
    if not found.is_organised_by(by) and (rows or not by.is_coordinator):
        raise PermissionDenied
    if request.POST.get("verb") == "leave":
        return _step_down(request, found)
    form = OrganiserForm(request.POST if request.method == "POST" else None, collection=found)
    if form.is_valid():
        who: Any = form.cleaned_data["who"]
        found.add_organiser(by=by, who=who)
        said = _("%(name)s organise aussi cette collecte.") % {"name": who.display_name}
        messages.success(request, said)
        return redirect("events:organisers", slug, pk)
    for row in rows:
        row.is_mine = by.acts_for(row.membership)
    context = {"form": form, "collection": found, "rows": rows}
    status = 422 if form.is_bound else 200
    return render(request, "events/collection_organisers.html", context, status=status)


@require_safe
def collection_picture(
    request: MemberRequest, slug: str, name: UUID, size: int
) -> HttpResponse | FileResponse:
    """One picture of a collection, in one of its sizes."""
    pictures = CollectionPicture.objects.visible_to(request.membership)
    return send(get_object_or_404(pictures, name=name), size)


@require_safe
def bilan_picture(
    request: MemberRequest, slug: str, name: UUID, size: int
) -> HttpResponse | FileResponse:
    """One picture of what came of it, in one of its sizes."""
    pictures = BilanPicture.objects.visible_to(request.membership)
    return send(get_object_or_404(pictures, name=name), size)


def seen(request: MemberRequest, pk: int) -> Any:
    """A collection that the reader may see; else 404."""
    visible = Collection.objects.visible_to(request.membership).with_people()
    return get_object_or_404(visible, pk=pk)


def organised(request: MemberRequest, pk: int) -> Any:
    """One's own; 404 for what one may not see, 403 for what is not one's."""
    found = seen(request, pk)
    found.require_organised_by(request.membership)
    return found


def _model(request: MemberRequest) -> Any:
    """The past one that a new one is to be like."""
    key = request.GET.get("modele", "")
    if not key:
        return None
    if not key.isdecimal() or len(key) > LONGEST_KEY:
        raise Http404
    return seen(request, int(key))


def _require_changing(found: Any) -> None:
    if not found.is_changing:
        raise TransitionRefused(_("Cette collecte est terminée ou annulée."))


def _form(request: MemberRequest, kind: Any, **of: Any) -> Any:
    sent = request.method == "POST"
    return kind(
        request.POST if sent else None,
        request.FILES if sent else None,
        by=request.membership,
        **of,
    )


def _page(request: MemberRequest, form: CollectionForm, title: str, **of: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": title, **of}
    return render(request, "events/collection_form.html", context, status=status)


def _keep(request: MemberRequest, form: CollectionForm, model: Any) -> HttpResponse:
    form.accept_charter()
    said = {"by": request.membership, "token": form.cleaned_data["token"], **form.answers()}
    if model:
        found, is_new = Collection.copy_as_new(model, **said)
    else:
        found, is_new = Collection.write(**said)
    if is_new:
        form.attach_pictures(found)
        messages.success(request, _("C’est gardé. Dites maintenant de quoi vous avez besoin."))
    else:
        form.discard_pictures()
    return redirect("events:needs", request.network.slug, found.pk)


def _change(request: MemberRequest, form: CollectionForm, found: Any) -> bool:
    """Write it; False where that cannot be, and the form says why."""
    try:
        found.edit(by=request.membership, **form.answers())
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    form.accept_charter()
    form.attach_pictures(found)
    messages.success(request, _("C’est enregistré."))
    return True


def _publish(request: MemberRequest, form: BilanForm, found: Any) -> HttpResponse:
    form.accept_charter()
    found.publish_report(by=request.membership, text=form.cleaned_data["text"])
    form.attach_pictures(found)
    messages.success(request, _("Le bilan est publié. Merci d’avoir bouclé la boucle."))
    return redirect(found)


def _step_down(request: MemberRequest, found: Any) -> HttpResponse:
    key = request.POST.get("who", "")
    people: Any = Membership.objects.filter(pk__in=request.membership.people)
    usable = key.isdecimal() and len(key) <= LONGEST_KEY
    who = people.filter(pk=int(key)).first() if usable else None
    if usable and who is None:
        raise PermissionDenied
    try:
        found.step_down(by=request.membership, who=who)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("events:organisers", request.network.slug, found.pk)
    messages.success(request, _("C’est noté\u00a0: les autres continuent. Merci pour tout."))
    is_still_seen = Collection.objects.visible_to(request.membership).filter(pk=found.pk).exists()
    return redirect(found) if is_still_seen else redirect("events:agenda", request.network.slug)


def _do(request: MemberRequest, found: Any, verb: str, said: str) -> HttpResponse:
    """Do it, and say so; what cannot be is told on the collection's page."""
    try:
        getattr(found, verb)(by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(found)
