from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class NetworkFilter(admin.SimpleListFilter):
    """Which of the networks that one coordinates; shown only where there are several."""

    title = _("réseau")
    parameter_name = "reseau"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        # Staff find a network by searching: ten thousand choices are not a filter.
        return [(str(pk), by.network.name) for pk, by in request.coordinates.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return queryset.filter(network=int(value)) if value.isdecimal() else queryset


class AccountFilter(admin.SimpleListFilter):
    title = _("compte")
    parameter_name = "compte"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("avec", _("avec une adresse e-mail")), ("sans", _("sans adresse e-mail"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"avec", "sans"}:
            return queryset
        return queryset.filter(user__isnull=self.value() == "sans")
