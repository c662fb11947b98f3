"""What a collection asks for, and where and when it is brought: its organisers' lists."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coopere.lib.state import TransitionRefused
from events.collection_forms import HoursForm, NeedForm, PointForm, SlotForm, WantedForm
from events.models import Collection, DropPoint, Need, OpeningHours, VolunteerSlot
from events.views.collecting import LONGEST_KEY, organised
from members.middleware import MemberRequest

# What is done to a drop-off point, to its hours or to a slot: each with the form that it takes.
FORMS = {"point": PointForm, "change": PointForm, "hours": HoursForm, "slot": SlotForm}
REMOVABLE: dict[str, Any] = {"point": DropPoint, "hours": OpeningHours, "slot": VolunteerSlot}


@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The needs as their organisers put them, and one more."""
    found = organised(request, pk)
    form = NeedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        token = form.cleaned_data["token"]
        if _try(
            form, lambda: Need.add(found, by=request.membership, token=token, **form.answers())
        ):
            return redirect(f"{request.path}#ajouter")
    rows = list(found.needs.with_progress().in_order())
    context = {"collection": found, "needs": rows, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "events/collection_needs.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Change one need: nobody who has promised loses anything by it."""
    found, collection = _need(request, pk)
    if not collection.is_changing:
        messages.error(request, _("Cette collecte est terminée ou annulée."))
        return redirect(collection)
    form = NeedForm(request.POST if request.method == "POST" else None, need=found)
    if form.is_valid() and _try(form, lambda: found.edit(by=request.membership, **form.answers())):
        messages.success(request, _("C’est enregistré."))
        return _to_needs(request, found)
    context = {"need": found, "collection": collection, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "events/collection_need.html", context, status=status)


@require_POST
def need_order(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Put a need one place up, or down."""
    found, _collection = _need(request, pk)
    is_up = request.POST.get("direction") == "up"
    return _do(request, found, lambda: found.move(by=request.membership, up=is_up))


@require_POST
def need_closure(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Nobody promises any more of it; or they may again."""
    found, _collection = _need(request, pk)
    verb = found.reopen if request.POST.get("verb") == "reopen" else found.close
    return _do(request, found, lambda: verb(by=request.membership))


@require_POST
def need_removal(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Strike a need out, while nobody has promised any."""
    found, _collection = _need(request, pk)
    return _do(request, found, lambda: found.remove(by=request.membership))


@require_http_methods(["GET", "HEAD", "POST"])
def points(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Where and when things are brought, and who is asked to be there."""
    found = organised(request, pk)
    refused: dict[Any, Any] = {}
    if request.method == "POST":
        verb, row = request.POST.get("verb", ""), _row_of(request, found)
        if verb == "remove":
            return _strike_out(request, row)
        form = _form_of(verb, row, request.POST)
        if form.is_valid() and _try(form, lambda: _write(request, found, verb, row, form)):
            return redirect(f"{request.path}{_anchor(row)}")
        refused[_key(verb, row)] = form
    context = {"collection": found, "refused_form": next(iter(refused.values()), None)}
    context |= {"points": _points(found, refused), "point_form": _pick(refused, "point", None)}
    status = 422 if refused else 200
    return render(request, "events/collection_points.html", context, status=status)


def _need(request: MemberRequest, pk: int) -> tuple[Any, Any]:
    """A need and its collection, which one organises; 404 and 403 as for the collection."""
    visible = Collection.objects.visible_to(request.membership).values("pk")
    rows = Need.objects.with_progress().filter(collection__in=visible)
    found: Any = get_object_or_404(rows, pk=pk)
    return found, organised(request, found.collection_id)


def _to_needs(request: MemberRequest, found: Any) -> HttpResponse:
    return redirect("events:needs", request.network.slug, found.collection_id)


def _do(request: MemberRequest, found: Any, verb: Callable[[], Any]) -> HttpResponse:
    """Do it; what cannot be is a sentence above the list."""
    try:
        verb()
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return _to_needs(request, found)


def _try(form: Any, verb: Callable[[], Any]) -> bool:
    """Do it; False where that cannot be, and the form says why."""
    try:
        verb()
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


# -- Drop-off points ------------------------------------------------------------------------------


def _row_of(request: MemberRequest, found: Any) -> Any:
    """The point, hours or slot of this collection that is meant; None for a new point."""
    what, key = request.POST.get("what", ""), request.POST.get("row", "")
    if not what:
        return None
    if what not in REMOVABLE or not key.isdecimal() or len(key) > LONGEST_KEY:
        raise Http404
    mine = {"point__collection" if what == "hours" else "collection": found}
    row = REMOVABLE[what].objects.filter(**mine, pk=int(key)).first()
    if row is None:
        raise TransitionRefused(_("C’est déjà rayé de la liste : regardez ce qui reste."))
    return row


def _form_of(verb: str, row: Any, data: Any = None) -> Any:
    auto_id = f"{verb}{row.pk if row else ''}_%s"
    if verb == "wanted" and isinstance(row, VolunteerSlot):
        return WantedForm(data, initial={"wanted": row.wanted}, auto_id=auto_id)
    if verb not in FORMS or (verb == "point") != (row is None):
        raise Http404
    if row is not None and not isinstance(row, DropPoint):
        raise Http404
    initial = {"place": row.place, "note": row.note} if row and verb == "change" else None
    return FORMS[verb](data, initial=initial, auto_id=auto_id)


def _write(request: MemberRequest, found: Any, verb: str, row: Any, form: Any) -> None:
    by, said = request.membership, form.cleaned_data
    if verb == "point":
        DropPoint.add(found, by=by, **said)
    elif verb == "change":
        row.edit(by=by, place=said["place"], note=said["note"])
    elif verb == "hours":
        row.open_on(by=by, **form.hours())
    elif verb == "slot":
        VolunteerSlot.plan(row, by=by, **form.slot())
    else:
        row.set_wanted(by=by, wanted=said["wanted"])


def _strike_out(request: MemberRequest, row: Any) -> HttpResponse:
    if row is None:
        raise Http404
    try:
        row.remove(by=request.membership)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(request.path)


def _anchor(row: Any) -> str:
    point = row.point_id if isinstance(row, VolunteerSlot) else getattr(row, "pk", None)
    return f"#point-{point}" if point else ""


def _key(verb: str, row: Any) -> tuple[str, int | None]:
    return verb, row.pk if row else None


def _pick(refused: dict[Any, Any], verb: str, row: Any) -> Any:
    """The form of one row: the one that was refused, or a new one."""
    return refused.get(_key(verb, row)) or _form_of(verb, row)


def _points(found: Any, refused: dict[Any, Any]) -> list[Any]:
    """The points, each with its slots and its forms."""
    slots = list(found.slots.with_volunteers())
    for slot in slots:
        slot.form = _pick(refused, "wanted", slot)
    rows = list(found.points.with_hours())
    for point in rows:
        point.planned = [slot for slot in slots if slot.point_id == point.pk]
        for verb in ("change", "hours", "slot"):
            setattr(point, f"{verb}_form", _pick(refused, verb, point))
    return rows
