"""Making one's network known: the proposal, and where it stands."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from coopere.lib.tags import day
from members.doors import memberships_of
from members.models import Proposal
from members.proposal_forms import ProposalChangeForm, ProposalForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a network; a visitor reads what that is, and signs in first."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect_to_login(request.path)
        return render(request, "members/propose/welcome.html", {"steps": _way()})
    form = ProposalForm(request.POST or None, initial=_name_of(request))
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        try:
            made = Proposal.propose(by=request.user, token=token, **form.answers())
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Votre proposition est partie, merci !"))
            return redirect(made)
    status = 422 if request.method == "POST" else 200
    return render(request, "members/propose/form.html", {"form": form}, status=status)


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one's proposal stands, and what is next."""
    found = _mine(request, pk)
    network = getattr(found, "network", None)
    context = {"proposal": found, "founded": network, "steps": _steps(found)}
    return render(request, "members/propose/proposal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say one's proposal otherwise, as long as nobody answered."""
    found = _mine(request, pk)
    if not found.is_waiting:
        raise TransitionRefused
    form = ProposalChangeForm(request.POST or None, initial=ProposalChangeForm.said_by(found))
    if request.method == "POST" and form.is_valid():
        found.edit(by=found.proposer, **form.answers())
        messages.success(request, _("C’est enregistré."))
        return redirect(found)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "proposal": found}
    return render(request, "members/propose/edit.html", context, status=status)


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's proposal back."""
    found = _mine(request, pk)
    found.withdraw(by=found.proposer)
    messages.success(request, _("Votre proposition est retirée."))
    return redirect(found)


def _mine(request: HttpRequest, pk: int) -> Proposal:
    """One's own proposal; to anybody else it is nothing."""
    mine = Proposal.objects.of(request.user).select_related("proposer")
    return get_object_or_404(mine, pk=pk)


def _name_of(request: HttpRequest) -> dict[str, str]:
    """The name that this person gave in a network of theirs, or in an earlier proposal."""
    known = memberships_of(request.user).first()  # type: ignore[arg-type]
    before: Any = known or Proposal.objects.of(request.user).first()
    return {"first_name": before.first_name, "last_name": before.last_name} if before else {}


def _way() -> list[dict[str, str]]:
    """From a wish to a network, for whoever thinks about it."""
    said = [
        (
            _("Vous proposez"),
            _("Votre commune, votre résidence ou vos rues, et ce qui vous en donne envie."),
        ),
        (
            _("Nous vous répondons"),
            _("Une personne de l’équipe vous lit et vous écrit. Si c’est non, elle dit pourquoi."),
        ),
        (
            _("Vous recevez les clés"),
            _("Un code d’entrée, une affiche pour le hall, une charte et un guide."),
        ),
        (
            _("Vos voisins arrivent"),
            _("Trois invitations, cinq annonces, un café : le réseau vit. C’est gratuit."),
        ),
    ]
    return [{"label": label, "state": "next", "text": text} for label, text in said]


def _steps(found: Proposal) -> list[dict[str, str]]:
    """The way from the proposal to the network; none once it is refused or taken back."""
    if found.status not in {Proposal.Status.WAITING, Proposal.Status.ACCEPTED}:
        return []
    accepted = found.status == Proposal.Status.ACCEPTED
    return [
        {"label": _("Votre proposition"), "state": "done", "text": day(found.created_at)},
        {
            "label": _("La réponse de l’équipe"),
            "state": "done" if accepted else "current",
            "text": day(found.ended_at)
            if found.ended_at
            else _("Par e-mail, à l’adresse %(email)s.") % {"email": found.proposer.email},
        },
        {
            "label": _("Le réseau s’ouvre"),
            "state": "current" if accepted else "next",
            "text": _("Avec une affiche pour le hall, et un guide pour la première semaine."),
        },
    ]
