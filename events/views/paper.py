"""What is printed: the list at the door, the word to the neighbours, the poster."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from coopere.lib.forms import PlainCharField
from events.models import Booking, Gathering
from members.forms import PHONE
from members.middleware import MemberRequest

# Lines to fill in by hand, for those who ring without having booked.
BLANK_LINES = 4


class NotePhoneForm(forms.Form):
    """The host's number for that day, if they want to give it."""

    note_phone = PlainCharField(
        label=lazy("Votre téléphone, pour ce jour-là"),
        max_length=20,
        required=False,
        validators=[PHONE],
        help_text=lazy("Il n’est imprimé que sur ce mot. Laissez vide pour ne pas le donner."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


@require_safe
def guest_list(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Who comes, with boxes to tick at the door, for the host."""
    found = _managed(request, pk)
    booked = Booking.objects.filter(gathering=found).select_related("member", "entered_by")
    confirmed = booked.filter(status=Booking.Status.CONFIRMED)
    parties = list(confirmed.order_by("member__first_name", "member__last_name", "pk"))
    context = {
        "gathering": found,
        "parties": [{"booking": party, "boxes": range(party.size)} for party in parties],
        "expected": sum(party.size for party in parties),
        "waiting": booked.filter(status=Booking.Status.WAITING).in_order(),
        "blank_lines": range(BLANK_LINES),
    }
    return render(request, "events/guest_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def courtesy_note(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """A word for those who live beside, above and below, with the host's number if they add it."""
    found = _managed(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = NotePhoneForm(sent, initial={"note_phone": found.note_phone})
    if form.is_valid():
        found.edit(by=request.membership, **form.cleaned_data)
        messages.success(request, _("C’est enregistré\u00a0: vous pouvez imprimer le mot."))
        return redirect("events:courtesy_note", slug, pk)
    status = 422 if form.is_bound else 200
    front_door = settings.SITE_URL + request.network.get_absolute_url()
    context = {"gathering": found, "form": form, "address": front_door}
    return render(request, "events/courtesy_note.html", context, status=status)


@require_safe
def poster(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """For the hall: a café or a workshop. A concert is for those who were invited: 404."""
    announced = Gathering.objects.published().exclude(kind=Gathering.Kind.CONCERT)
    found = get_object_or_404(announced.with_people(), pk=pk)
    context = {"gathering": found, "address": settings.SITE_URL + found.get_absolute_url()}
    return render(request, "events/poster.html", context)


def _managed(request: MemberRequest, pk: int) -> Any:
    """One's own gathering; 404 for what one may not see, 403 for what is not one's own."""
    seen = Gathering.objects.visible_to(request.membership).with_people()
    found = get_object_or_404(seen, pk=pk)
    found.require_managed_by(request.membership)
    return found
