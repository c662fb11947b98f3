"""The pages of words: they ask little of the database, and show nobody's name."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from coopere.contact_form import ContactForm
from coopere.models import ContactMessage, Page, Quote, TooManyLetters
from coopere.models.quotes import today
from coopere.pages import KINDS, LONG, address_of, conformity, document_of, related_to


@require_safe
@login_not_required
@cache_control(no_cache=True)
@conditional_page
def page(request: HttpRequest, page: str) -> HttpResponse:
    """One page, as staff wrote it last or as it ships."""
    return render(request, "pages/page.html", page_context(page, Page.text_of(page)))


@require_safe
@login_not_required
@cache_control(no_cache=True)
@conditional_page
def quotes(request: HttpRequest) -> HttpResponse:
    """All quotes, today's first."""
    of_today = Quote.of_the_day(today())
    others = [quote for quote in Quote.objects.shown() if quote != of_today]
    description = _("Des phrases sur l’entraide, les voisins et l’amitié, chacune avec sa source.")
    context = {"of_today": of_today, "quotes": others, "description": description}
    return render(request, "pages/quotes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def contact(request: HttpRequest) -> HttpResponse:
    """Write to the site's team."""
    if request.method != "POST":
        return _contact_page(request, ContactForm(initial=_known(request)))
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _contact_page(request, form, status=422)
    if not form.is_from_a_machine:
        try:
            ContactMessage.receive(ip=get_adapter().get_client_ip(request), **form.letter())
        except TooManyLetters:
            form.add_error(None, _("Beaucoup de messages arrivent. Réessayez dans une heure."))
            return _contact_page(request, form, status=429)
    messages.success(request, _("Merci, votre message est arrivé. Une personne vous répondra."))
    return redirect("contact")


def page_context(slug: str, text: str) -> dict[str, Any]:
    """What the template of a page needs; `text` may be one that nobody published yet."""
    kind, document = KINDS[slug], document_of(slug, text)
    return {
        "slug": slug,
        "title": Page.Slug(slug).label,
        "description": kind.description,
        "blocks": document.blocks,
        "contents": document.contents if len(document.contents) >= LONG else [],
        "has_facade": kind.has_facade,
        "next_label": kind.label,
        "next_url": address_of(kind.to),
        "related": related_to(slug),
        "conformity": conformity(),
    }


def _contact_page(request: HttpRequest, form: ContactForm, status: int = 200) -> HttpResponse:
    slug = Page.Slug.CONTACT
    context = page_context(slug, Page.text_of(slug)) | {"form": form}
    return render(request, "pages/contact.html", context, status=status)


def _known(request: HttpRequest) -> dict[str, str]:
    """Who is signed in need not type their address, nor why they came by a link that says it."""
    known = {"email": request.user.email} if request.user.is_authenticated else {}
    subject = request.GET.get("sujet", "")
    return known | ({"subject": subject} if subject in ContactMessage.Subject.values else {})
