from typing import Any

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.state import TransitionRefused
from coopere.lib.tags import day
from members.admin.filters import NetworkFilter
from members.admin.forms import CharterForm, CoordinatorNetworkForm, EntryForm, NetworkForm
from members.models import Charter, Interest, Membership, Network
from members.scoped_admin import Act, DeskRequest, Facts, ScopedAdmin


def enter(network: Network, by: Membership | None, answers: dict[str, Any]) -> Membership:
    """A form sent twice enters nobody twice: the row of the network is locked meanwhile."""
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    who = {name: answers[name] for name in ("first_name", "last_name", "building")}
    same = Membership.objects.inside().filter(network=network, user=None, **who)
    if same.exists():
        raise TransitionRefused(gettext("Cette personne est déjà dans le réseau."))
    return Membership.enter_without_account(network, by=by, **answers)


def publish(network: Network, by: Membership | None, answers: dict[str, Any]) -> Charter:
    """The next version; the row of the network is locked while it is counted."""
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    newest = network.charter_set.aggregate(newest=Max("version"))["newest"] or 0
    made: Charter = network.charter_set.create(version=newest + 1, text=answers["text"])
    return made


def renew_code(network: Network, by: Membership | None, answers: dict[str, Any]) -> None:
    network.regenerate_entry_code()


def always(request: DeskRequest, row: Any) -> bool:
    return True


@admin.register(Network)
class NetworkAdmin(ScopedAdmin):
    place = 3
    acts = (
        Act(
            name="sans-adresse",
            label=_("Inscrire une personne sans adresse e-mail"),
            lead=_(
                "Pour un voisin ou une voisine qui n’a pas d’e-mail, et qui vous a donné son "
                "accord. La date et votre nom sont gardés avec cet accord."
            ),
            done=_("%(name)s est maintenant membre du réseau."),
            log=_("Inscription sans adresse e-mail"),
            perform=enter,
            may=always,
            form=EntryForm,
            style="lamp",
        ),
        Act(
            name="charte",
            label=_("Publier une version de la charte"),
            lead=_(
                "Chaque membre devra accepter cette version avant de publier de nouveau une "
                "annonce. Les versions précédentes sont gardées."
            ),
            done=_("%(name)s est publiée."),
            log=_("Charte publiée"),
            perform=publish,
            may=always,
            form=CharterForm,
        ),
        Act(
            name="nouveau-code",
            label=_("Changer le code d’entrée"),
            lead=_(
                "Un autre code est tiré au sort. L’ancien ne marche plus dès maintenant : "
                "pensez à l’affiche du hall."
            ),
            done=_("Le code d’entrée a changé. L’ancien ne marche plus."),
            log=_("Code d’entrée changé"),
            perform=renew_code,
            may=always,
        ),
    )
    search_fields = ("name", "town", "postcode")
    ordering = ("town", "name")

    def has_add_permission(self, request: Any) -> bool:
        return bool(request.user.is_staff)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().add_view(request, extra_context={"title": gettext("Nouveau réseau")})

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = NetworkForm if request.user.is_staff else CoordinatorNetworkForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        names = ("name", "town", "postcode", "slug") if request.user.is_staff else ()
        return (*names, "presentation", "join_policy", "state", "notice", "reason")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Tie it to its commune; once it opens, remember when, and tell those who wait there."""
        super().save_model(request, obj, form, change)
        if not change or {"town", "postcode"} & {*form.changed_data}:
            obj.settle()
        was_preparing = not change or form.initial.get("state") == Network.State.PREPARING
        if obj.is_open and was_preparing:
            obj.note_opening()
            Interest.tell(obj)

    def get_list_display(self, request: HttpRequest) -> Any:
        return ["full_name", "state", "join_policy"]

    def get_list_filter(self, request: Any) -> Any:
        return ["state"] if request.user.is_staff else []

    def network_id_of(self, row: Network) -> int:
        return row.pk

    @admin.display(description=_("réseau"))
    def full_name(self, network: Network) -> str:
        return network.full_name

    def facts(self, row: Network) -> Facts:
        charter = row.charter
        return [
            (_("Réseau"), row.full_name),
            (_("Commune"), row.commune or _("inconnue : vérifiez le nom et le code postal")),
            (_("Code d’entrée"), row.entry_code),
            (_("Charte en vigueur"), charter and f"{charter}, {day(charter.published_at)}"),
        ]


@admin.register(Charter)
class CharterAdmin(ScopedAdmin):
    """Versions that were published: they are kept as they were."""

    place = 4

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("network")

    def get_list_display(self, request: HttpRequest) -> Any:
        network = ["in_network"] if self.sees_several(request) else []
        return ["__str__", *network, "published"]

    def get_list_filter(self, request: Any) -> Any:
        return [NetworkFilter] if len(request.coordinates) > 1 else []

    @admin.display(description=_("réseau"))
    def in_network(self, charter: Charter) -> str:
        return charter.network.full_name

    @admin.display(description=_("publiée"))
    def published(self, charter: Charter) -> str:
        return gettext("publiée %(day)s") % {"day": day(charter.published_at)}

    def facts(self, row: Charter) -> Facts:
        return [
            (_("Réseau"), row.network.full_name),
            (_("Version"), row.version),
            (_("Publiée"), day(row.published_at)),
            (_("Texte"), row.text),
        ]
