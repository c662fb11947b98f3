"""The pages of words: they ask little of the database, and show nobody's name."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from coopere.models import Quote
from coopere.models.quotes import today


@require_safe
@login_not_required
@cache_control(no_cache=True)
@conditional_page
def quotes(request: HttpRequest) -> HttpResponse:
    """All quotes, today's first."""
    of_today = Quote.of_the_day(today())
    others = [quote for quote in Quote.objects.shown() if quote != of_today]
    return render(request, "pages/quotes.html", {"of_today": of_today, "quotes": others})
