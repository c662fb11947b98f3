from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import LongTextField
from coopere.lib.tags import day
from events.collection_admin import CollectionAdmin as CollectionAdmin
from events.models import Gathering
from events.wording import hours
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
from members.scoped_admin import Act, ActForm, DeskRequest, Facts, ReasonForm, ScopedAdmin
from members.views.pictures import send

Status = Gathering.Status


class SituationFilter(admin.SimpleListFilter):
    title = _("situation")
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = (Status.PROPOSED, Status.PUBLISHED, Status.CANCELLED)
        return [*((state.value, state.label) for state in states), ("hidden", _("masqué"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "hidden":
            return queryset.filter(hidden_at__isnull=False)
        if self.value() in Status.values:
            return queryset.filter(status=self.value(), hidden_at=None)
        return queryset


class ReturnForm(ReasonForm):
    reason = LongTextField(
        label=_("Un mot pour l’hôte"),
        max_length=500,
        rows=4,
        help_text=_("Ce qu’il faudrait changer. L’hôte le lit au-dessus de son brouillon."),
    )


class CallingOffForm(ReasonForm):
    reason = LongTextField(
        label=_("Un mot pour tout le monde"),
        max_length=500,
        rows=4,
        help_text=_("L’hôte et les personnes qui avaient réservé le lisent."),
    )


def publish(gathering: Gathering, by: Membership | None, answers: dict[str, Any]) -> None:
    gathering.publish(by=by)


def send_back(gathering: Gathering, by: Membership | None, answers: dict[str, Any]) -> None:
    gathering.send_back(by=by, reason=answers["reason"])


def call_off(gathering: Gathering, by: Membership | None, answers: dict[str, Any]) -> None:
    gathering.cancel(by=by, word=answers["reason"])


def is_proposed(request: DeskRequest, gathering: Gathering) -> bool:
    return gathering.status == Status.PROPOSED and not gathering.is_hidden


def may_be_called_off(request: DeskRequest, gathering: Gathering) -> bool:
    return gathering.status == Status.PUBLISHED and not gathering.has_started


class Announced(ChangeList):
    """The list; of each series the next one only, unless one looks for words."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found: Any = super().get_queryset(request, *args, **kwargs)
        if self.query:
            return found
        return found.exclude(status=Status.PUBLISHED) | found.next_of_series(timezone.now())


@admin.register(Gathering)
class GatheringAdmin(ScopedAdmin):
    """What was announced; a draft is its host's business, and so is the address, always."""

    place = 2
    acts = (
        Act(
            name="publication",
            label=_("Publier le concert"),
            lead=_("Il paraît dans l’agenda, vos voisins réservent, et l’hôte est prévenu."),
            done=_("Le concert « %(name)s » est publié."),
            log=_("Concert publié"),
            perform=publish,
            may=is_proposed,
            form=ActForm,
            style="lamp",
            to_queue=True,
        ),
        Act(
            name="renvoi",
            label=_("Le rendre, avec un mot"),
            lead=_("Le concert redevient un brouillon, que l’hôte peut changer et reproposer."),
            done=_("Le concert « %(name)s » est rendu à son hôte."),
            log=_("Concert rendu à son hôte"),
            perform=send_back,
            may=is_proposed,
            form=ReturnForm,
            to_queue=True,
        ),
        Act(
            name="masquage",
            label=_("Masquer l’événement"),
            lead=_("Personne ne le voit plus, sauf l’hôte."),
            done=_("L’événement « %(name)s » est masqué."),
            log=_("Événement masqué"),
            perform=hide,
            may=is_shown,
            form=HidingForm,
            style="danger",
            to_queue=True,
        ),
        Act(
            name="retablissement",
            label=_("Rétablir l’événement"),
            lead=_("Les voisins le voient de nouveau."),
            done=_("L’événement « %(name)s » est de nouveau visible."),
            log=_("Événement rétabli"),
            perform=restore,
            may=is_hidden,
            form=RestoringForm,
            style="lamp",
            to_queue=True,
        ),
        Act(
            name="annulation",
            label=_("Annuler l’événement"),
            lead=_("Il n’aura pas lieu. Les personnes qui avaient réservé sont prévenues."),
            done=_("L’événement « %(name)s » est annulé."),
            log=_("Événement annulé"),
            perform=call_off,
            may=may_be_called_off,
            form=CallingOffForm,
            style="danger",
        ),
    )
    search_fields = ("title", "text", "host__first_name", "host__last_name")
    ordering = ("-starts_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        announced = super().get_queryset(request).exclude(status=Status.DRAFT)
        people = ("host", "entered_by", "published_by", "cancelled_by", "hidden_by")
        return announced.select_related("network", "series", *people)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.photo_view, cacheable=True)
        address = "<int:pk>/photos/<uuid:name>/<int:size>.webp"
        return [path(address, view, name="events_gathering_photo"), *super().get_urls()]

    def photo_view(
        self, request: HttpRequest, pk: int, name: UUID, size: int
    ) -> HttpResponse | FileResponse:
        """One picture of a gathering that this desk shows, hidden or not."""
        gathering: Any = get_object_or_404(self.get_queryset(request), pk=pk)
        return send(get_object_or_404(gathering.pictures, name=name), size)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Announced

    def get_list_display(self, request: HttpRequest) -> Any:
        network = ["in_network"] if self.sees_several(request) else []
        return ["title", "kind", "whose", "situation", *network, "when"]

    def get_list_filter(self, request: Any) -> Any:
        network = [NetworkFilter] if len(request.coordinates) > 1 else []
        return [*network, SituationFilter, "kind"]

    @admin.display(description=_("chez"))
    def whose(self, gathering: Gathering) -> str:
        return ", ".join(filter(None, [str(gathering.host), gathering.host.place]))

    @admin.display(description=_("situation"))
    def situation(self, gathering: Gathering) -> str:
        return gettext("masqué") if gathering.hidden_at else gathering.get_status_display()

    @admin.display(description=_("réseau"))
    def in_network(self, gathering: Gathering) -> str:
        return gathering.network.full_name

    @admin.display(description=_("quand"))
    def when(self, gathering: Gathering) -> str:
        return hours(gathering)

    def pictures(self, row: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = row.pictures.order_by("position")
        return found

    def facts(self, row: Gathering) -> Facts:
        return [*self._words(row), *self._story(row)]

    def _words(self, row: Gathering) -> Facts:
        artists = ", ".join(
            f"{artist.name} ({artist.url})" if artist.url else artist.name
            for artist in row.artists.all()
        )
        seats = {"seats": row.seats, "taken": row.taken}
        return [
            (_("Événement"), row.title),
            (_("Genre"), row.get_kind_display()),
            (_("Quand"), hours(row)),
            (_("Revient"), row.series.words if row.series else ""),
            (_("Hôte"), self.whose(row)),
            (_("Écrit par"), row.entered_by),
            (_("Réseau"), row.network.full_name),
            (_("Texte"), row.text),
            (_("Artistes"), artists),
            (_("Lieu, pour tout le monde"), row.place),
            (_("Places prises"), _("%(taken)d sur %(seats)d") % seats),
            (_("Bon à savoir"), row.access_notes),
            (_("Participation"), row.chapeau),
            (_("Points vérifiés"), row.checklist_at and day(row.checklist_at)),
        ]

    def _story(self, row: Gathering) -> Facts:
        return [
            (_("Situation"), self.situation(row)),
            (_("Publié"), row.published_at and day(row.published_at)),
            (_("Publié par"), row.published_by),
            (_("Annulé"), row.cancelled_at and day(row.cancelled_at)),
            (_("Annulé par"), row.cancelled_at and (row.cancelled_by or _("l’équipe du site"))),
            (_("Mot d’annulation"), row.cancel_word),
            (_("Masqué"), row.hidden_at and day(row.hidden_at)),
            (_("Masqué par"), row.hidden_at and (row.hidden_by or _("l’équipe du site"))),
            (_("Motif"), row.hidden_reason),
        ]
