"""Tags that look into the database: those of lib/tags.py do not."""

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coopere.models import Quote
from coopere.models.quotes import today
from coopere.pages import conformity

register = template.Library()


@register.simple_tag
def quote_of_the_day() -> SafeString:
    """The quote that everybody sees today, with the way to the others; nothing without one."""
    quote = Quote.of_the_day(today())
    if quote is None:
        return SafeString()
    context = {
        "text": quote.text,
        "author": quote.author,
        "years": quote.years,
        "source": quote.source,
        "kicker": _("Citation du jour"),
        "kicker_url": reverse("quotes"),
    }
    return SafeString(render_to_string("components/quote.html", context))


@register.simple_tag
def accessibility_status() -> str:
    """« non conforme »: what the law wants to be read on every page."""
    return conformity()
