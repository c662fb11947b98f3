"""The words for where one stands at a gathering."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from coopere.lib.tags import hour, moment
from events.models import Booking

if TYPE_CHECKING:
    from events.visits import Party, Visit

Status = Booking.Status

KICKERS = {
    Status.WAITING: lazy("Sur la liste d’attente"),
    Status.OFFERED: lazy("Une place vous attend"),
    Status.CONFIRMED: lazy("Place confirmée"),
    Status.CANCELLED: lazy("Place rendue"),
    Status.LAPSED: lazy("La place est passée à d’autres"),
}


def seats_sentence(visit: "Visit") -> str:
    """How many seats are left, or how many people wait for one."""
    hoping = visit.hoping
    if not visit.is_full:
        free = visit.gathering.free
        return ngettext("Il reste une place", "Il reste %(count)d places", free) % {"count": free}
    if not hoping:
        return _("Complet")
    return ngettext(
        "Complet\u00a0: une personne attend", "Complet\u00a0: %(count)d personnes attendent", hoping
    ) % {"count": hoping}


def party_kicker(party: "Party") -> str:
    """Where a party stands, in few words."""
    gathering = party.visit.gathering
    if gathering.is_cancelled:
        return _("Annulé")
    if gathering.has_started and party.is_confirmed:
        return _("Vous y étiez") if gathering.is_past else _("C’est maintenant")
    if gathering.has_started:
        return _("C’est commencé") if not gathering.is_past else _("C’est passé")
    if party.is_kept and not party.is_live:
        return str(KICKERS[Status.LAPSED])
    if party.is_kept and party.booking.size > 1:
        return _("Vos places vous attendent")
    if party.is_confirmed and party.booking.size > 1:
        size = party.booking.size
        return _("%(count)d places confirmées") % {"count": size}
    return str(KICKERS[party.booking.status])


def party_sentence(party: "Party") -> str:
    """What is next for a party."""
    gathering, booking = party.visit.gathering, party.booking
    if gathering.is_cancelled:
        return _("Cela n’aura pas lieu.")
    if gathering.has_started:
        return _started_sentence(party)
    if booking.is_offered:
        return _("Confirmez avant %(until)s, sinon la place ira à la personne suivante.") % {
            "until": moment(booking.offered_until)
        }
    if booking.is_waiting:
        return _waiting_sentence(party)
    if party.is_confirmed:
        return _("On vous attend %(when)s.") % {"when": moment(gathering.starts_at)}
    if booking.status == Status.CANCELLED:
        return _("Vous pouvez réserver de nouveau, s’il reste de la place.")
    return _("La confirmation n’est pas venue à temps. Vous pouvez réserver de nouveau.")


def host_sentence(visit: "Visit") -> str:
    """Where one's own gathering stands."""
    gathering: Any = visit.gathering
    if gathering.is_past:
        return _("C’était %(when)s.") % {"when": moment(gathering.starts_at)}
    if not visit.expected:
        return _("Personne n’a encore réservé.")
    said = ngettext(
        "Une personne a sa place, sur %(seats)d.",
        "%(count)d personnes ont leur place, sur %(seats)d.",
        visit.expected,
    )
    return said % {"count": visit.expected, "seats": gathering.seats}


def _started_sentence(party: "Party") -> str:
    gathering = party.visit.gathering
    if not gathering.is_past:
        return _("Cela finit à %(hour)s.") % {"hour": hour(gathering.ends_at)}
    if party.is_confirmed:
        return _("C’était %(when)s.") % {"when": moment(gathering.starts_at)}
    return _("La liste est close.")


def _waiting_sentence(party: "Party") -> str:
    if party.may_claim:
        return _("Il y a de la place\u00a0: prenez-la, sans attendre.")
    if party.visit.gathering.is_in_last_hours:
        return _("C’est bientôt\u00a0: revenez voir. Si une place se libère, vous la prenez ici.")
    if party.rank == 1:
        return _("Vous êtes en tête. Dès qu’une place se libère, nous vous prévenons.")
    return _("Vous êtes en position %(rank)d. Dès qu’une place se libère, nous vous prévenons.") % {
        "rank": party.rank
    }
