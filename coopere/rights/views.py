"""The pages on which one sees, takes and erases what the site knows of oneself."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coopere.lib.state import TransitionRefused
from coopere.rights.absence import come_back, user_of
from coopere.rights.erasure import erase_account
from coopere.rights.export import as_document, chapters_of, link_for, opens_for
from coopere.rights.farewell import farewell_of
from coopere.rights.forms import ErasureForm
from members.models.consents import TERMS_VERSION

NEVER_KEPT = "no-store, private"


@require_safe
@login_not_required
def rules(request: HttpRequest) -> HttpResponse:
    """What one says yes to when one opens an account."""
    return render(request, "rights/rules.html", {"version": TERMS_VERSION})


@require_safe
@reauthentication_required
def mine(request: Any) -> HttpResponse:
    """All that the site knows of me, and the way to take it along."""
    chapters = [chapter for chapter in chapters_of(request.user) if chapter.rows]
    context = {"chapters": chapters, "file_url": link_for(request.user)}
    response = render(request, "rights/mine.html", context)
    response["Cache-Control"] = NEVER_KEPT
    return response


@require_safe
def file(request: Any, ticket: str) -> HttpResponse:
    """The same as a file: by a link of two days, to whoever it was made for."""
    if not opens_for(ticket, request.user):
        messages.info(request, _("Ce lien ne sert plus. En voici un autre, pour 48 heures."))
        return redirect("rights:mine")
    name = f"mes-donnees-coopere-{timezone.localdate():%Y-%m-%d}.json"
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(as_document(request.user), json_dumps_params=options)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = NEVER_KEPT
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def erasure(request: Any) -> HttpResponse:
    """Erase my account, after a page that says what goes and what stays."""
    is_sent = request.method == "POST"
    form = ErasureForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            erase_account(request.user)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _gone(request)
    context = {"form": form, "farewell": farewell_of(request.user)}
    return render(request, "rights/erasure.html", context, status=422 if is_sent else 200)


def _gone(request: Any) -> HttpResponse:
    logout(request)
    response = redirect("rights:farewell")
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_safe
@login_not_required
def farewell(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "rights/farewell.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def staying(request: HttpRequest, ticket: str) -> HttpResponse:
    """By the link of the mail, without a login: say that one stays, by a button."""
    found = user_of(ticket)
    stays = request.method == "POST" and found is not None
    if stays and found:
        come_back(found)
    context = {"found": found, "stays": stays}
    return render(request, "rights/staying.html", context, status=200 if found else 410)
