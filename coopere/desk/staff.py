from typing import Any

from django.http import HttpRequest

from members.scoped_admin import ScopedAdmin


class StaffAdmin(ScopedAdmin):
    """A page of the desk that does not exist for coordinators."""

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.is_staff) and super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def network_id_of(self, row: Any) -> None:
        return None
