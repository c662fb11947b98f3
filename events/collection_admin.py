"""Collections at the coordinators' desk: read, hidden, and their reports shown to everybody."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.tags import day
from events.models import Collection
from members.admin.filters import NetworkFilter
from members.models import Membership
from members.moderated_admin import (
    HidingForm,
    RestoringForm,
    hide,
    is_hidden,
    is_shown,
    restore,
)
from members.scoped_admin import Act, ActForm, AsReadForm, DeskRequest, Facts, ScopedAdmin
from members.views.pictures import send

Status = Collection.Status


class CollectionSituationFilter(admin.SimpleListFilter):
    title = _("situation")
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = (Status.OPEN, Status.CLOSED, Status.REPORTED, Status.CANCELLED)
        return [*((state.value, state.label) for state in states), ("hidden", _("masquée"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "hidden":
            return queryset.filter(hidden_at__isnull=False)
        if self.value() in Status.values:
            return queryset.filter(status=self.value(), hidden_at=None)
        return queryset


class ShowReportForm(AsReadForm):
    rewritten = _("Le bilan vient d’être réécrit\u00a0: relisez-le d’abord.")


def show_report(collection: Collection, by: Membership | None, answers: dict[str, Any]) -> None:
    collection.allow_public(by=by, as_of=answers["as_of"])


def keep_report(collection: Collection, by: Membership | None, answers: dict[str, Any]) -> None:
    collection.keep_private(by=by)


def may_be_shown(request: DeskRequest, collection: Collection) -> bool:
    return collection.is_reported and not collection.report_public_at and not collection.hidden_at


def may_be_kept(request: DeskRequest, collection: Collection) -> bool:
    """Whether it is shown, or somebody waits for a word."""
    waits = collection.report_asked_at or collection.report_public_at
    return collection.is_reported and bool(waits) and not collection.hidden_at


@admin.register(Collection)
class CollectionAdmin(ScopedAdmin):
    """What was opened; one that is being prepared is its organisers' business."""

    place = 2
    acts = (
        Act(
            name="montrer",
            label=_("Montrer le bilan au public"),
            lead=_(
                "Le texte se lit à l’entrée du réseau, sans compte\u00a0: qu’aucun nom n’y figure."
            ),
            done=_("Le bilan de «\u00a0%(name)s\u00a0» est montré à l’entrée du réseau."),
            log=_("Bilan montré au public"),
            perform=show_report,
            may=may_be_shown,
            form=ShowReportForm,
            style="lamp",
            to_queue=True,
        ),
        Act(
            name="garder",
            label=_("Ne pas montrer le bilan au public"),
            lead=_("Seuls les voisins du réseau le lisent."),
            done=_("Le bilan de «\u00a0%(name)s\u00a0» reste entre voisins."),
            log=_("Bilan gardé entre voisins"),
            perform=keep_report,
            may=may_be_kept,
            form=ActForm,
            to_queue=True,
        ),
        Act(
            name="masquage",
            label=_("Masquer la collecte"),
            lead=_("Personne ne la voit plus, sauf les personnes qui l’organisent."),
            done=_("La collecte «\u00a0%(name)s\u00a0» est masquée."),
            log=_("Collecte masquée"),
            perform=hide,
            may=is_shown,
            form=HidingForm,
            style="danger",
            to_queue=True,
        ),
        Act(
            name="retablissement",
            label=_("Rétablir la collecte"),
            lead=_("Les voisins la voient de nouveau."),
            done=_("La collecte «\u00a0%(name)s\u00a0» est de nouveau visible."),
            log=_("Collecte rétablie"),
            perform=restore,
            may=is_hidden,
            form=RestoringForm,
            style="lamp",
            to_queue=True,
        ),
    )
    search_fields = ("title", "beneficiary", "presentation", "report_text")
    ordering = ("-opened_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        opened = super().get_queryset(request).filter(opened_at__isnull=False)
        people = ("created_by", "cancelled_by", "hidden_by", "report_public_by")
        return opened.select_related("network", *people)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.photo_view, cacheable=True)
        address = "<int:pk>/photos/<uuid:name>/<int:size>.webp"
        return [path(address, view, name="events_collection_photo"), *super().get_urls()]

    def photo_view(
        self, request: HttpRequest, pk: int, name: UUID, size: int
    ) -> HttpResponse | FileResponse:
        """One picture of a collection, or of its report, that this desk shows."""
        collection: Any = get_object_or_404(self.get_queryset(request), pk=pk)
        shown = collection.pictures.filter(name=name).first()
        return send(shown or get_object_or_404(collection.bilan_pictures, name=name), size)

    def get_list_display(self, request: HttpRequest) -> Any:
        network = ["in_network"] if self.sees_several(request) else []
        return ["title", "beneficiary", "created_by", "situation", *network, "until"]

    def get_list_filter(self, request: Any) -> Any:
        network = [NetworkFilter] if len(request.coordinates) > 1 else []
        return [*network, CollectionSituationFilter]

    @admin.display(description=_("situation"))
    def situation(self, collection: Collection) -> str:
        return gettext("masquée") if collection.hidden_at else collection.get_status_display()

    @admin.display(description=_("réseau"))
    def in_network(self, collection: Collection) -> str:
        return collection.network.full_name

    @admin.display(description=_("jusqu’au"))
    def until(self, collection: Collection) -> str:
        return day(collection.closes_on)

    def pictures(self, row: Any) -> list[Any]:
        return [
            *row.pictures.order_by("position"),
            *row.bilan_pictures.order_by("position"),
        ]

    def facts(self, row: Any) -> Facts:
        return [*self._words(row), *self._story(row)]

    def _words(self, row: Any) -> Facts:
        needs = row.needs.with_progress().in_order()
        organisers = [each.membership.display_name for each in row.organiser_rows]
        return [
            (_("Collecte"), row.title),
            (_("Pour"), row.beneficiary),
            (_("Écrite par"), row.created_by),
            (_("Organisée par"), ", ".join(organisers)),
            (_("Réseau"), row.network.full_name),
            (_("Présentation"), row.presentation),
            (_("Pour l’argent"), row.money_url),
            (_("Du"), day(row.opens_on)),
            (_("Au"), day(row.closes_on)),
            (_("Besoins"), " · ".join(need.line_of(need.target) for need in needs)),
            (_("Venu"), " · ".join(need.received_words for need in needs if need.received)),
        ]

    def _story(self, row: Any) -> Facts:
        return [
            (_("Situation"), self.situation(row)),
            (_("Ouverte"), row.opened_at and day(row.opened_at)),
            (_("Terminée"), row.closed_at and day(row.closed_at)),
            (_("Bilan"), row.report_text),
            (_("Bilan publié"), row.reported_at and day(row.reported_at)),
            (_("Montré au public"), row.report_public_at and day(row.report_public_at)),
            (
                _("Montré par"),
                row.report_public_at and (row.report_public_by or _("l’équipe du site")),
            ),
            (_("Annulée"), row.cancelled_at and day(row.cancelled_at)),
            (_("Annulée par"), row.cancelled_at and (row.cancelled_by or _("l’équipe du site"))),
            (_("Mot d’annulation"), row.cancel_word),
            (_("Masquée"), row.hidden_at and day(row.hidden_at)),
            (_("Masquée par"), row.hidden_at and (row.hidden_by or _("l’équipe du site"))),
            (_("Motif"), row.hidden_reason),
        ]
