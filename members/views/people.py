"""The neighbours, and one's own place among them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.state import TransitionRefused
from members.forms import InvitationForm, ProfileForm
from members.middleware import MemberRequest, works_while_paused
from members.models import Invitation, Membership


@require_safe
def neighbours(request: MemberRequest, slug: str) -> HttpResponse:
    """Everybody in the network, by first name."""
    people = Membership.objects.inside().select_related("godparent").by_name()
    return render(request, "members/neighbours.html", {"neighbours": people})


@require_safe
def neighbour(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One neighbour, and what they offer or ask for."""
    person = get_object_or_404(Membership.objects.inside().select_related("godparent"), pk=pk)
    offers = person.offers.open().with_people().order_by("-published_at", "-pk")
    return render(request, "members/neighbour.html", {"neighbour": person, "offers": offers})


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: MemberRequest, slug: str) -> HttpResponse:
    """My name, my place, my phone."""
    form = ProfileForm(request.POST or None, instance=request.membership)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("C’est enregistré."))
        return redirect("members:profile", slug)
    status = 422 if form.is_bound else 200
    return render(request, "members/profile.html", {"form": form}, status=status)


@require_POST
def pause(request: MemberRequest, slug: str) -> HttpResponse:
    """Step back for a while."""
    request.membership.pause()
    messages.success(request, _("Vous êtes en pause : vos annonces ne sont plus sur le tableau."))
    return redirect("members:profile", slug)


@require_POST
def resume(request: MemberRequest, slug: str) -> HttpResponse:
    """Come back."""
    request.membership.resume()
    messages.success(request, _("Bon retour : vos annonces sont de nouveau là."))
    return redirect("members:profile", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@works_while_paused
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Leave the network, after a page that says what that means."""
    if request.method == "POST":
        try:
            request.membership.leave()
        except TransitionRefused as refusal:
            return render(request, "members/leave.html", {"refusal": str(refusal)}, status=422)
        messages.success(request, _("Vous avez quitté le réseau. Vous pourrez y revenir."))
        return redirect("members:mine")
    return render(request, "members/leave.html")


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: MemberRequest, slug: str) -> HttpResponse:
    """Invite a neighbour, by a link or by e-mail, and see one's invitations."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            Invitation.invite(by=request.membership, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Votre invitation est prête."))
            return redirect("members:invitations", slug)
    sent = Invitation.objects.managed_by(request.membership).select_related("used_by")[:50]
    status = 422 if form.is_bound else 200
    context = {"form": form, "invitations": sent}
    return render(request, "members/invitations.html", context, status=status)


@require_POST
def invitation_revocation(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(Invitation.objects.managed_by(request.membership), pk=pk)
    found.revoke(by=request.membership)
    messages.success(request, _("L’invitation est reprise : son lien ne sert plus."))
    return redirect("members:invitations", slug)
