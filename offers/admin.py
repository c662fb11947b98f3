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
from members.admin.filters import NetworkFilter
from members.moderated_admin import (
    HidingForm,
    RestoringForm,
    hide,
    is_hidden,
    is_shown,
    restore,
)
from members.scoped_admin import Act, Facts, ScopedAdmin
from members.views.pictures import send
from offers.models import Offer


class SituationFilter(admin.SimpleListFilter):
    title = _("situation")
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("publiée")), ("closed", _("close")), ("hidden", _("masquée"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "hidden":
            return queryset.filter(hidden_at__isnull=False)
        if self.value() in {"open", "closed"}:
            return queryset.filter(status=self.value(), hidden_at=None)
        return queryset


@admin.register(Offer)
class OfferAdmin(ScopedAdmin):
    """What was published; a draft is its author's business."""

    place = 2
    acts = (
        Act(
            name="masquage",
            label=_("Masquer l’annonce"),
            lead=_("Personne ne la voit plus, sauf la personne qui l’a écrite."),
            done=_("L’annonce « %(name)s » est masquée."),
            log=_("Annonce masquée"),
            perform=hide,
            may=is_shown,
            form=HidingForm,
            style="danger",
            to_queue=True,
        ),
        Act(
            name="retablissement",
            label=_("Rétablir l’annonce"),
            lead=_("Les voisins la voient de nouveau."),
            done=_("L’annonce « %(name)s » est de nouveau visible."),
            log=_("Annonce rétablie"),
            perform=restore,
            may=is_hidden,
            form=RestoringForm,
            style="lamp",
            to_queue=True,
        ),
    )
    search_fields = ("title", "text", "author__first_name", "author__last_name")
    ordering = ("-published_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        published = super().get_queryset(request).exclude(status=Offer.Status.DRAFT)
        return published.select_related("network", "author", "entered_by", "hidden_by")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.photo_view, cacheable=True)
        address = "<int:pk>/photos/<uuid:name>/<int:size>.webp"
        return [path(address, view, name="offers_offer_photo"), *super().get_urls()]

    def photo_view(
        self, request: HttpRequest, pk: int, name: UUID, size: int
    ) -> HttpResponse | FileResponse:
        """One picture of an offer that this desk shows, hidden or not."""
        offer: Any = get_object_or_404(self.get_queryset(request), pk=pk)
        return send(get_object_or_404(offer.pictures, name=name), size)

    def get_list_display(self, request: HttpRequest) -> Any:
        network = ["in_network"] if self.sees_several(request) else []
        return ["title", "what", "whose", "situation", *network, "published"]

    def get_list_filter(self, request: Any) -> Any:
        network = [NetworkFilter] if len(request.coordinates) > 1 else []
        return [*network, SituationFilter, "kind", "direction"]

    @admin.display(description=_("genre"))
    def what(self, offer: Offer) -> str:
        return offer.sentence_kind

    @admin.display(description=_("de"))
    def whose(self, offer: Offer) -> str:
        return ", ".join(filter(None, [str(offer.author), offer.author.place]))

    @admin.display(description=_("situation"))
    def situation(self, offer: Offer) -> str:
        return gettext("masquée") if offer.hidden_at else offer.get_status_display()

    @admin.display(description=_("réseau"))
    def in_network(self, offer: Offer) -> str:
        return offer.network.full_name

    @admin.display(description=_("publiée"))
    def published(self, offer: Offer) -> str:
        return day(offer.published_at) if offer.published_at else ""

    def pictures(self, row: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = row.pictures.order_by("position")
        return found

    def facts(self, row: Offer) -> Facts:
        return [
            (_("Annonce"), row.title),
            (_("Genre"), row.sentence_kind),
            (_("De"), self.whose(row)),
            (_("Écrite par"), row.entered_by),
            (_("Réseau"), row.network.full_name),
            (_("Texte"), row.text),
            (_("Situation"), self.situation(row)),
            (_("Publiée"), self.published(row)),
            (_("Masquée"), row.hidden_at and day(row.hidden_at)),
            (_("Masquée par"), row.hidden_at and (row.hidden_by or _("l’équipe du site"))),
            (_("Motif"), row.hidden_reason),
        ]
