"""The pages on which one sees, takes and erases what the site knows of oneself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.models.consents import TERMS_VERSION


@require_safe
@login_not_required
def rules(request: HttpRequest) -> HttpResponse:
    """What one says yes to when one opens an account."""
    return render(request, "rights/rules.html", {"version": TERMS_VERSION})
