"""Coming in: by a code, an invitation or a request, and where that stands."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from coopere.lib.tags import day
from members.doors import find_invitation, lit_windows, memberships_of
from members.forms import CodeForm, NameForm, RequestForm
from members.middleware import NetworkRequest, front_door
from members.models import EntryAttempt, Invitation, Membership, Network, Proposal, TooManyTries

INVITATION = "invitation"


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My networks, and where my requests stand."""
    found = memberships_of(request.user)  # type: ignore[arg-type]
    memberships = list(found.annotate(lit=lit_windows("network")))
    asked = Proposal.objects.of(request.user).filter(status__in=Proposal.SHOWN)
    context = {"memberships": memberships, "proposals": asked}
    return render(request, "members/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@front_door
def join(request: NetworkRequest, slug: str) -> HttpResponse:
    """Join with the entry code where there is one, or see where one's request stands."""
    if request.network.join_policy == Network.JoinPolicy.YES:
        return _join(request, RequestForm, "members/join_request.html", initial={})
    return _join(
        request, CodeForm, "members/join.html", initial={"code": request.GET.get("code", "")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@front_door
def join_request(request: NetworkRequest, slug: str) -> HttpResponse:
    """Join without a code: a coordinator decides."""
    return _join(request, RequestForm, "members/join_request.html", initial={})


@require_POST
@front_door
def withdrawal(request: NetworkRequest, slug: str) -> HttpResponse:
    """Take back one's request to join."""
    waiting = memberships_of(request.user).filter(network=request.network, status="pending")
    get_object_or_404(waiting).leave()
    messages.success(
        request, _("Votre demande est retirée. Vous pourrez revenir quand vous voulez.")
    )
    return redirect("members:mine")


@require_safe
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Join by an invitation link, which takes the place of the code."""
    found = find_invitation(secret)
    if found is None:
        return render(request, "members/invitation_over.html", status=410)
    return redirect("members:join_invited", found.network.slug, secret)


@require_http_methods(["GET", "HEAD", "POST"])
@front_door
def join_invited(request: NetworkRequest, slug: str, secret: str) -> HttpResponse:
    """Join with an invitation of this network."""
    found = Invitation.objects.of_link(secret).select_related("sponsor").first()
    if found is None:
        return redirect("members:invitation", secret)
    return _join(
        request,
        NameForm,
        "members/join_invited.html",
        initial={"first_name": found.first_name},
        invitation=found,
    )


def _join(
    request: NetworkRequest,
    form_class: type[NameForm],
    template: str,
    *,
    initial: dict[str, Any],
    invitation: Invitation | None = None,
) -> HttpResponse:
    known = memberships_of(request.user).filter(network=request.network).first()
    if known and known.status not in Membership.MAY_ASK_AGAIN:
        return render(request, "members/joining.html", {"joining": known, "steps": _steps(known)})
    form = form_class(
        request.POST or None,
        initial=initial | _names_of(request, known),
        has_charter=request.network.charter is not None,
    )
    status = 200
    if request.method == "POST":
        status = _try_to_join(request, form, invitation)
        if status == 302:
            return redirect("members:join", request.network.slug)
    context = {"form": form, "known": known, "invitation": invitation}
    return render(request, template, context, status=status)


def _try_to_join(request: NetworkRequest, form: NameForm, invitation: Invitation | None) -> int:
    """The status of the answer: 302 when the person has joined, or asked to."""
    if not form.is_valid():
        return 422
    try:
        code_is_right = _check_code(request, form)
        if code_is_right is False:
            form.add_error(
                "code",
                _(
                    "Ce code n’est pas celui de ce réseau. Vérifiez l’affiche du hall : "
                    "le code a pu changer."
                ),
            )
            return 422
        with transaction.atomic():
            joined = Membership.ask_to_join(
                request.network,
                request.user,
                **form.names(),
                request_text=form.cleaned_data.get("request_text", ""),
                with_code=bool(code_is_right or invitation),
                sponsor=invitation.sponsor if invitation else None,
            )
            if invitation:
                invitation.use(by=joined)
    except TooManyTries:
        form.add_error(
            None,
            _(
                "Trop d’essais : attendez un quart d’heure, puis réessayez. "
                "Vous pouvez aussi demander à entrer sans code."
            ),
        )
        return 429
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return 422
    messages.success(request, _welcome(joined))
    return 302


def _check_code(request: NetworkRequest, form: NameForm) -> bool | None:
    """Whether the code is right; None for a form that has none. Each try is counted."""
    if "code" not in form.fields:
        return None
    EntryAttempt.spend(request.user, get_adapter().get_client_ip(request))
    return request.network.accepts_code(form.cleaned_data["code"])


def _names_of(request: NetworkRequest, known: Membership | None) -> dict[str, str]:
    """The name that this person gave before, here or in another network of theirs."""
    before = known or memberships_of(request.user).first()
    return {"first_name": before.first_name, "last_name": before.last_name} if before else {}


def _steps(joining: Membership) -> list[dict[str, str]]:
    """The way in, for somebody who waits on it."""
    if joining.status != Membership.Status.PENDING:
        return []
    return [
        {"label": _("Votre demande"), "state": "done", "text": day(joining.created_at)},
        {
            "label": _("La réponse"),
            "state": "current",
            "text": _("Par e-mail, à l’adresse %(email)s.") % {"email": joining.email},
        },
        {
            "label": _("La porte s’ouvre"),
            "state": "next",
            "text": _("Vous voyez le tableau et vos voisins, et vous pouvez publier."),
        },
    ]


def _welcome(joined: Membership) -> str:
    if joined.is_inside:
        return _("Bienvenue ! Vous êtes chez vous.")
    return _("Votre demande est partie. Une personne référente va vous répondre.")
