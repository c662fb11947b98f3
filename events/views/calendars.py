"""Gatherings in the calendar of one's phone: one of them, or all that one has planned."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.doors import find_feed
from events.ics import one_event, plans_of
from events.models import CalendarFeed, Gathering
from members.middleware import MemberRequest, works_while_paused
from members.scoping import in_network

CALENDAR = "text/calendar; charset=utf-8"


class FeedForm(forms.Form):
    """What to do with one's link."""

    verb = forms.ChoiceField(choices=[("renew", ""), ("revoke", "")])


@require_safe
def ics(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One gathering, for a calendar."""
    seen = Gathering.objects.visible_to(request.membership).with_people()
    found = get_object_or_404(seen, pk=pk)
    response = HttpResponse(one_event(found, by=request.membership), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="evenement-{found.pk}.ics"'
    return response


@require_safe
@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What somebody has planned, for whoever holds their link: without session or cookie."""
    found = find_feed(secret)
    if found is None:
        words = _("Ce calendrier n’existe pas, ou plus.")
        response: HttpResponse = HttpResponseNotFound(words, "text/plain; charset=utf-8")
    else:
        with in_network(found.network):
            response = HttpResponse(plans_of(found.membership), content_type=CALENDAR)
    response["Cache-Control"] = "private"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@works_while_paused
def feed_settings(request: MemberRequest, slug: str) -> HttpResponse:
    """Make the link by which a calendar follows one's plans, change it, or take it back."""
    if request.method == "POST":
        return _act(request, slug)
    found = CalendarFeed.of(request.membership)
    path = reverse("events:feed", args=[found.secret]) if found else ""
    host = settings.SITE_URL.partition("://")[2]
    context = {
        "feed": found,
        "address": settings.SITE_URL + path,
        "webcal": f"webcal://{host}{path}",
    }
    return render(request, "events/feed_settings.html", context)


def _act(request: MemberRequest, slug: str) -> HttpResponse:
    form = FeedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez l’un des boutons de cette page."))
    elif form.cleaned_data["verb"] == "revoke":
        CalendarFeed.revoke(by=request.membership)
        messages.success(request, _("C’est fait\u00a0: ce lien ne montre plus rien à personne."))
    else:
        CalendarFeed.renew(by=request.membership)
        messages.success(request, _("Votre lien est prêt."))
    return redirect("events:feed_settings", slug)
