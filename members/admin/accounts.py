from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.tags import day
from members.models import Membership, User
from members.scoped_admin import Act, DeskRequest, Facts, ScopedAdmin, breakable


def close_account(user: User, by: Membership | None, answers: dict[str, Any]) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def open_account(user: User, by: Membership | None, answers: dict[str, Any]) -> None:
    User.objects.filter(pk=user.pk).update(is_active=True)


def may_close(request: DeskRequest, user: User) -> bool:
    return user.is_active and not user.is_staff


def may_open(request: DeskRequest, user: User) -> bool:
    return not user.is_active and user.erased_at is None


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Logins, for the site's staff alone; never a password, not even its hash."""

    place = 5
    acts = (
        Act(
            name="fermeture",
            label=_("Fermer le compte"),
            lead=_("La personne ne peut plus se connecter. Rien n’est effacé."),
            done=_("Le compte %(name)s est fermé."),
            log=_("Compte fermé"),
            perform=close_account,
            may=may_close,
            style="danger",
        ),
        Act(
            name="reouverture",
            label=_("Rouvrir le compte"),
            lead=_("La personne peut de nouveau se connecter."),
            done=_("Le compte %(name)s est rouvert."),
            log=_("Compte rouvert"),
            perform=open_account,
            may=may_open,
        ),
    )
    search_fields = ("email",)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.is_staff) and super().has_view_permission(request, obj)

    def get_list_display(self, request: HttpRequest) -> Any:
        return ["email", "state", "joined"]

    def get_list_filter(self, request: Any) -> Any:
        return ["is_active", "is_staff"]

    def network_id_of(self, row: User) -> None:
        return None

    @admin.display(description=_("état"))
    def state(self, user: User) -> str:
        if user.erased_at:
            return gettext("effacé")
        return gettext("ouvert") if user.is_active else gettext("fermé")

    @admin.display(description=_("inscription"))
    def joined(self, user: User) -> str:
        return gettext("depuis %(day)s") % {"day": day(user.date_joined)}

    def facts(self, row: User) -> Facts:
        networks = (
            f"{m.network.full_name} ({m.get_status_display()})"
            for m in row.memberships.select_related("network")
        )
        return [
            (_("E-mail"), breakable(row.email)),
            (_("Compte"), self.state(row)),
            (_("Équipe du site"), _("oui") if row.is_staff else ""),
            (_("Inscription"), day(row.date_joined)),
            (_("Dernière connexion"), row.last_login and day(row.last_login)),
            (_("Réseaux"), ", ".join(networks)),
        ]
