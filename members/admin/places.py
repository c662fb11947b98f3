from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.tags import day
from members.models import Commune
from members.scoped_admin import Facts, ScopedAdmin

CONFIRMED = Q(interests__confirmed_at__isnull=False)
WAITING = CONFIRMED & Q(interests__told_at=None)
STREETS = 20


@admin.register(Commune)
class CommuneAdmin(ScopedAdmin):
    """Towns in which somebody waits for a network: how many, and where; never an address."""

    place = 6
    search_fields = ("known_as",)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.is_staff) and super().has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counted: QuerySet[Any] = Commune.objects.annotate(
            asked=Count("interests"),
            confirmed=Count("interests", filter=CONFIRMED),
            waiting=Count("interests", filter=WAITING),
        ).filter(asked__gt=0)
        seen = self.has_view_permission(request)
        return counted.order_by("-waiting", "-asked", "name") if seen else counted.none()

    def get_ordering(self, request: Any) -> Any:
        return ()

    def get_list_display(self, request: HttpRequest) -> Any:
        return ["town", "how_many", "unsure"]

    def network_id_of(self, row: Commune) -> None:
        return None

    @admin.display(description=_("commune"))
    def town(self, commune: Commune) -> str:
        return commune.label

    @admin.display(description=_("personnes qui attendent"))
    def how_many(self, commune: Any) -> str:
        count = commune.waiting
        return ngettext("%(n)d personne attend", "%(n)d personnes attendent", count) % {"n": count}

    @admin.display(description=_("à confirmer"))
    def unsure(self, commune: Any) -> str:
        count = commune.asked - commune.confirmed
        return gettext("%(n)d à confirmer") % {"n": count} if count else ""

    def facts(self, row: Any) -> Facts:
        oldest = row.interests.waiting().order_by("asked_at").first()
        return [
            (_("Commune"), row.label),
            (_("Département"), row.department_name),
            (_("Population"), f"{row.population:,}".replace(",", "\u202f")),
            (_("Attendent un réseau"), row.waiting),
            (_("La première personne"), oldest and day(oldest.asked_at)),
            (_("Où"), ", ".join(streets(row))),
            (_("Adresses à confirmer"), row.asked - row.confirmed),
            (_("Ont su qu’un réseau ouvrait"), row.confirmed - row.waiting),
        ]


def streets(commune: Commune) -> list[str]:
    """The streets and residences that were named, the most waited for first."""
    named = commune.interests.waiting().exclude(street="").values("street")
    counted = named.annotate(count=Count("pk")).order_by("-count", "street")[:STREETS]
    return [f"{row['street']} ({row['count']})" for row in counted]
