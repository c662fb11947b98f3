from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.tags import date_on_paper, day
from members.admin.filters import AccountFilter, NetworkFilter
from members.admin.forms import EndForm, GodchildForm, RefusalForm, WelcomeForm
from members.models import Membership
from members.scoped_admin import Act, DeskRequest, Facts, ScopedAdmin, breakable

# In `coopere`, which sees every app: named, not imported.
ERASURE = "coopere.rights.erasure.erase_membership"


def accept(person: Membership, by: Membership | None, answers: dict[str, Any]) -> None:
    person.accept(by=by, reason=answers["reason"])


def decline(person: Membership, by: Membership | None, answers: dict[str, Any]) -> None:
    person.decline(by=by, reason=answers["reason"])


def exclude(person: Membership, by: Membership | None, answers: dict[str, Any]) -> None:
    person.exclude(by=by, reason=answers["reason"])


def appoint(person: Membership, by: Membership | None, answers: dict[str, Any]) -> None:
    person.appoint()


def relieve(person: Membership, by: Membership | None, answers: dict[str, Any]) -> None:
    person.relieve()


def erase(person: Membership, by: Membership | None, answers: dict[str, Any]) -> Membership:
    erased: Membership = import_string(ERASURE)(person)
    return erased


def is_waiting(request: DeskRequest, person: Membership) -> bool:
    return person.status == Membership.Status.PENDING


def may_be_excluded(request: DeskRequest, person: Membership) -> bool:
    return person.is_inside and person.user_id != request.user.pk


def may_be_appointed(request: DeskRequest, person: Membership) -> bool:
    able = person.is_inside and person.user_id is not None
    return able and not person.is_coordinator


def may_be_relieved(request: DeskRequest, person: Membership) -> bool:
    return person.is_coordinator


def may_be_erased(request: DeskRequest, person: Membership) -> bool:
    """Whoever has an account erases it themselves; once they are outside, the staff may too."""
    outside = request.user.is_staff and not person.is_inside
    return (person.user_id is None or outside) and person.erased_at is None


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    place = 1
    acts = (
        Act(
            name="acceptation",
            label=_("Accepter la demande"),
            lead=_("La personne devient membre, et un e-mail le lui dit."),
            done=_("%(name)s est maintenant membre du réseau."),
            log=_("Demande acceptée"),
            perform=accept,
            may=is_waiting,
            form=WelcomeForm,
            style="lamp",
            to_queue=True,
        ),
        Act(
            name="refus",
            label=_("Refuser la demande"),
            lead=_("La personne n’entre pas. Elle pourra redemander plus tard."),
            done=_("La demande de %(name)s est refusée ; un e-mail lui dit pourquoi."),
            log=_("Demande refusée"),
            perform=decline,
            may=is_waiting,
            form=RefusalForm,
            to_queue=True,
        ),
        Act(
            name="exclusion",
            label=_("Exclure du réseau"),
            lead=_(
                "La personne n’a plus accès au réseau, et ses annonces quittent le tableau. "
                "Elle ne pourra pas redemander à entrer."
            ),
            done=_("%(name)s n’est plus membre du réseau."),
            log=_("Exclusion"),
            perform=exclude,
            may=may_be_excluded,
            form=RefusalForm,
            style="danger",
        ),
        Act(
            name="nomination",
            label=_("Confier la coordination"),
            lead=_("La personne coordonnera ce réseau : demandes d’entrée, annonces, charte."),
            done=_("%(name)s coordonne maintenant ce réseau."),
            log=_("Coordination confiée"),
            perform=appoint,
            may=may_be_appointed,
            staff_only=True,
        ),
        Act(
            name="fin-de-mandat",
            label=_("Retirer la coordination"),
            lead=_("La personne reste membre, mais ne coordonne plus ce réseau."),
            done=_("%(name)s ne coordonne plus ce réseau."),
            log=_("Coordination retirée"),
            perform=relieve,
            may=may_be_relieved,
            style="danger",
            staff_only=True,
        ),
        Act(
            name="effacement",
            label=_("Effacer ses données"),
            lead=_(
                "À la demande de la personne. Son nom et tout ce qu’elle a écrit ici "
                "disparaissent, pour toujours ; ses échanges se terminent, et les autres sont "
                "prévenus. Il reste « Ancien membre »."
            ),
            done=_("C’est effacé. Il reste « %(name)s »."),
            log=_("Données effacées"),
            perform=erase,
            may=may_be_erased,
            form=EndForm,
            style="danger",
            to_queue=True,
        ),
    )
    form = GodchildForm
    search_fields = ("first_name", "last_name", "building")
    ordering = ("first_name", "last_name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        people = ("network", "user", "sponsor", "godparent", "decided_by", "consent_recorded_by")
        return super().get_queryset(request).select_related(*people)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and obj.user_id is None and obj.is_inside

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if not self.has_change_permission(request, obj):
            return ()
        return ("first_name", "last_name", "building", "godparent", "reason")

    def get_list_display(self, request: HttpRequest) -> Any:
        network = ["in_network"] if self.sees_several(request) else []
        return ["full_name", "where", "state", "role_there", *network, "from_when"]

    def get_list_filter(self, request: Any) -> Any:
        network = [NetworkFilter] if len(request.coordinates) > 1 else []
        return [*network, "status", "role", AccountFilter]

    @admin.display(description=_("nom"))
    def full_name(self, person: Membership) -> str:
        return f"{person.first_name} {person.last_name}"

    @admin.display(description=_("bâtiment"), empty_value="")
    def where(self, person: Membership) -> str:
        return person.place

    @admin.display(description=_("état"))
    def state(self, person: Membership) -> str:
        return person.get_status_display()

    @admin.display(description=_("rôle"))
    def role_there(self, person: Membership) -> str:
        return person.get_role_display() if person.is_coordinator else ""

    @admin.display(description=_("réseau"))
    def in_network(self, person: Membership) -> str:
        return person.network.full_name

    @admin.display(description=_("depuis"))
    def from_when(self, person: Membership) -> str:
        return gettext("depuis %(day)s") % {"day": day(person.joined_at or person.created_at)}

    def facts(self, row: Membership) -> Facts:
        """Never phone, entrance or floor: those are shared by the person, in an exchange."""
        return [
            (_("Nom"), self.full_name(row)),
            (_("Réseau"), row.network.full_name),
            (_("État"), row.get_status_display()),
            (_("Rôle"), self.role_there(row)),
            (_("Bâtiment"), row.building),
            (_("E-mail"), breakable(row.email)),
            (_("À savoir"), exclusion_of(row)),
            (_("Demande du"), "" if row.consent_at else day(row.created_at)),
            (_("Code d’entrée"), _("oui, avec le bon code") if row.with_code else ""),
            (_("Sur l’invitation de"), row.sponsor),
            (_("Sa demande"), row.request_text),
            (_("Membre depuis"), row.joined_at and day(row.joined_at)),
            (_("Parrain ou marraine"), row.godparent),
            (_("Accord donné"), consent_of(row)),
            (_("Décision"), decision_on(row)),
            (_("Motif"), row.decision_reason),
            (_("Départ"), row.left_at and day(row.left_at)),
        ]


def exclusion_of(person: Membership) -> str:
    """What the coordinators know before they answer a request."""
    known = person.status == Membership.Status.PENDING and person.exclusions.first()
    if not known:
        return ""
    said = gettext("Une personne avec cette adresse a été exclue le %(day)s.")
    return said % {"day": date_on_paper(known.decided_at)}


def consent_of(person: Membership) -> str:
    if not person.consent_at:
        return ""
    words = [person.get_consent_manner_display(), day(person.consent_at)]
    if person.consent_recorded_by:
        words.append(gettext("recueilli par %s") % person.consent_recorded_by)
    return ", ".join(words)


def decision_on(person: Membership) -> str:
    if not person.decided_at:
        return ""
    who = person.decided_by or gettext("l’équipe du site")
    return f"{who}, {day(person.decided_at)}"
