from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.pages import keyset_page
from coopere.lib.state import TransitionRefused
from exchanges.forms import (
    READY_REASONS,
    AnswerForm,
    MessageForm,
    ReasonForm,
    ThanksForm,
    WhatForm,
)
from exchanges.models import ContactShare, Exchange, Message, Thanks
from exchanges.seats import Seat
from members.middleware import MemberRequest, works_while_paused
from offers.models import Offer

PAGE = 30
# The page has another field named text.
THANKS_ID = "thanks_%s"


@require_safe
def exchanges(request: MemberRequest, slug: str) -> HttpResponse:
    """My exchanges: first those that await me, then the others, newest first."""
    involving = Exchange.objects.involving(request.membership).with_people()
    awaiting = Exchange.objects.turn_of(request.membership)
    mine_first = involving.filter(pk__in=awaiting.values("pk")).order_by("turn_since")
    page = keyset_page(
        involving.exclude(pk__in=awaiting.values("pk")),
        by="turn_since",
        cursor=request.GET.get("suite", ""),
        size=PAGE,
    )
    context = {
        "to_do": [Seat(found, request.membership) for found in mine_first] if page.is_first else [],
        "page": page,
        "seats": [Seat(found, request.membership) for found in page],
    }
    return render(request, "exchanges/exchanges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Answer an offer with a message."""
    offer = get_object_or_404(_answerable(request), pk=pk)
    if request.method != "POST" and offer.is_managed_by(request.membership):
        return redirect(offer)
    form = AnswerForm(request.POST or None, by=request.membership)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_answer(request, offer, form))
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if request.method == "POST" else 200
    return render(request, "exchanges/answer.html", {"form": form, "offer": offer}, status=status)


@require_safe
def exchange(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One exchange: what is next, and the thread."""
    return _page(request, _involving(request, pk))


@require_POST
def message(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Say something in the thread."""
    found = _involving(request, pk)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, found, message_form=form)
    try:
        Message.say(found, by=request.membership, **form.cleaned_data)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, message_form=form)
    return redirect(found)


@require_POST
def agreement(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The owner says yes."""
    found = _involving(request, pk)
    found.agree(by=request.membership)
    messages.success(request, _("C’est convenu !"))
    return redirect(found)


@require_POST
def refusal(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The owner says no."""
    return _end(request, pk, "decline", _("C’est décliné, avec votre mot."))


@require_POST
def withdrawal(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The one who answered takes it back."""
    return _end(request, pk, "withdraw", _("Votre réponse est retirée."))


@require_POST
def cancellation(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Either side undoes the agreement."""
    return _end(
        request,
        pk,
        "cancel",
        _("L’accord est annulé. Pensez à prévenir de vive voix si c’est tout proche."),
    )


@require_POST
def failure(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Either side says that it did not happen."""
    return _end(request, pk, "report_not_done", _("C’est noté : cela ne s’est pas fait."))


@require_POST
def completion(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One side says that it is done."""
    found = _involving(request, pk)
    found.confirm_done(by=request.membership)
    done = found.status == Exchange.Status.DONE
    messages.success(
        request,
        _("Une fenêtre vient de s’allumer sur la façade !") if done else _("Merci, c’est noté."),
    )
    return redirect(found)


@require_POST
def share(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show one's phone, address or flat to the other side."""
    found = _involving(request, pk)
    form = WhatForm(request.POST)
    if form.is_valid():
        ContactShare.share(found, by=request.membership, **form.cleaned_data)
    else:
        messages.error(request, _("Choisissez ce que vous voulez partager."))
    return redirect(found)


@require_POST
@works_while_paused
def unshare(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take back what was shown."""
    found = _involving(request, pk)
    form = WhatForm(request.POST)
    if form.is_valid():
        ContactShare.unshare(found, by=request.membership, **form.cleaned_data)
        messages.success(request, _("C’est repris : l’autre personne ne le voit plus."))
    return redirect(found)


@require_POST
def thanks(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Thank the other side."""
    found = _involving(request, pk)
    form = ThanksForm(request.POST, auto_id=THANKS_ID)
    if not form.is_valid():
        return _page(request, found, thanks_form=form)
    Thanks.thank(found, by=request.membership, **form.cleaned_data)
    messages.success(request, _("Votre merci est transmis."))
    return redirect(found)


def _answerable(request: MemberRequest) -> Any:
    """Offers that one sees; for an answer on its way, those that have just left the board too.

    Their page is gone, but the verb says so in words, beside what was typed.
    """
    offers = Offer.objects.visible_to(request.membership)
    if request.method == "POST":
        offers |= Offer.objects.filter(published_at__isnull=False, hidden_at=None)
    return offers.with_people()


def _answer(request: MemberRequest, offer: Offer, form: AnswerForm) -> Exchange:
    token, text = form.cleaned_data["token"], form.cleaned_data["text"]
    alive = Exchange.objects.live().filter(offer=offer, answerer=form.person)
    found: Exchange | None = alive.first()
    if found:
        Message.say(found, by=request.membership, text=text, token=token)
        messages.success(request, _("Votre message est parti."))
        return found
    found = Exchange.answer(
        offer,
        by=request.membership,
        for_=form.person,
        text=text,
        token=token,
    )
    form.accept_charter()
    messages.success(request, _("Votre réponse est partie."))
    return found


def _end(request: MemberRequest, pk: int, verb: str, said: str) -> HttpResponse:
    found = _involving(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reason_form=form)
    getattr(found, verb)(by=request.membership, reason=form.cleaned_data["reason"])
    messages.success(request, said)
    return redirect(found)


def _involving(request: MemberRequest, pk: int) -> Exchange:
    mine = Exchange.objects.involving(request.membership).with_people()
    return get_object_or_404(mine, pk=pk)


def _page(request: MemberRequest, found: Exchange, **bound: Any) -> HttpResponse:
    """The exchange's page; a bound form is one that was refused, with what was typed."""
    context = {
        "exchange": found,
        "seat": Seat(found, request.membership),
        "ready_reasons": READY_REASONS,
        "remaining": found.offer.remaining if found.status == Exchange.Status.PROPOSED else None,
        "message_form": MessageForm(),
        "reason_form": ReasonForm(),
        "thanks_form": ThanksForm(auto_id=THANKS_ID),
        "refused_form": next(iter(bound.values()), None),
    }
    return render(request, "exchanges/exchange.html", context | bound, status=422 if bound else 200)
