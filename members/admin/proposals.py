from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.tags import day
from members.admin.forms import FoundingForm, RefusalForm
from members.doors import networks_near
from members.models import Membership, Network, Proposal
from members.scoped_admin import Act, DeskRequest, Facts, ScopedAdmin, breakable

MOST_NEAR = 8
# From which likeness on two names are worth a second look.
ALIKE = 0.6


def accept(proposal: Proposal, by: Membership | None, answers: dict[str, Any]) -> None:
    proposal.accept(name=answers["name"], word=answers["reason"], as_of=answers["as_of"])


def refuse(proposal: Proposal, by: Membership | None, answers: dict[str, Any]) -> None:
    proposal.refuse(reason=answers["reason"])


def is_waiting(request: DeskRequest, proposal: Proposal) -> bool:
    return proposal.is_waiting


@admin.register(Proposal)
class ProposalAdmin(ScopedAdmin):
    """Networks that somebody proposes, for the site's staff alone."""

    place = 2
    acts = (
        Act(
            name="acceptation",
            label=_("Accepter, et créer le réseau"),
            lead=_(
                "Le réseau est créé, en préparation, avec son code d’entrée, une charte et "
                "l’affiche du hall. La personne en devient référente, et un e-mail lui dit "
                "quoi faire."
            ),
            done=_("Le réseau est créé : %(name)s."),
            log=_("Réseau accepté"),
            perform=accept,
            may=is_waiting,
            form=FoundingForm,
            style="lamp",
            to_queue=True,
            staff_only=True,
        ),
        Act(
            name="refus",
            label=_("Refuser la proposition"),
            lead=_("Aucun réseau n’est créé. La personne pourra proposer à nouveau."),
            done=_("C’est refusé : %(name)s. Un e-mail dit pourquoi."),
            log=_("Réseau refusé"),
            perform=refuse,
            may=is_waiting,
            form=RefusalForm,
            to_queue=True,
            staff_only=True,
        ),
    )
    search_fields = ("town", "place", "postcode")

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.is_staff) and super().has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("proposer", "commune")

    def get_list_display(self, request: HttpRequest) -> Any:
        return ["__str__", "state", "size", "since_when"]

    def get_list_filter(self, request: Any) -> Any:
        return ["status"]

    def network_id_of(self, row: Proposal) -> None:
        return None

    @admin.display(description=_("état"))
    def state(self, proposal: Proposal) -> str:
        return proposal.get_status_display()

    @admin.display(description=_("logements"))
    def size(self, proposal: Proposal) -> str:
        return gettext("environ %d logements") % proposal.homes

    @admin.display(description=_("proposé"))
    def since_when(self, proposal: Proposal) -> str:
        return day(proposal.created_at)

    def facts(self, row: Proposal) -> Facts:
        """What was written, and what is there already: the answer hangs on both."""
        return [
            (_("Réseau proposé"), row),
            (_("Code postal"), row.postcode),
            (_("Logements"), self.size(row)),
            (_("Réseaux tout près"), near(row) if row.is_waiting else ""),
            (_("Aussi proposés ici"), rivals(row) if row.is_waiting else ""),
            (_("Pourquoi"), row.why),
            (_("Avec qui"), row.companions),
            (_("Par"), f"{row.first_name} {row.last_name}"),
            (_("E-mail"), breakable(row.proposer.email)),
            (_("Proposé"), day(row.created_at)),
            (_("Modifié"), row.changed_at and day(row.changed_at)),
            (_("État"), self.state(row)),
            (_("Réponse"), row.reason),
            (_("Réponse du"), row.ended_at and day(row.ended_at)),
            (_("Réseau créé"), founded_by(row)),
        ]


def founded_by(proposal: Proposal) -> str | SafeString:
    network = getattr(proposal, "network", None)
    return link_to(network) if network else ""


def near(proposal: Proposal) -> str | SafeString:
    """The networks of that town, those of a name like this one marked."""
    around = networks_near(
        commune=proposal.commune, postcode=proposal.postcode, place=proposal.place
    )
    found: list[Any] = list(around[:MOST_NEAR])
    marked = ((link_to(one), mark(one.likeness)) for one in found)
    return listed(marked) if found else gettext("aucun")


def mark(likeness: float) -> str:
    return gettext(" (nom très proche)") if likeness >= ALIKE else ""


def rivals(proposal: Proposal) -> str | SafeString:
    """Other proposals from there that wait for an answer too."""
    others = Proposal.objects.waiting().filter(postcode=proposal.postcode).exclude(pk=proposal.pk)
    return listed((link_to(one), "") for one in others[:MOST_NEAR]) if others else ""


def listed(lines: Iterable[tuple[SafeString, str]]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}{}</li>", lines))


def link_to(row: Network | Proposal) -> SafeString:
    model = row._meta.model_name
    page = reverse(f"admin:members_{model}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', page, row)
