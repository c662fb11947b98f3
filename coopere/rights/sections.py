"""What is handed over to a person: the tables in which they are, and why others are not.

Each key to a person is here once. Where others are in the same row, they are named as neighbours
see them; what is another person's own business is left out, and says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

Keys = list[int]


@dataclass(frozen=True)
class Section:
    """The rows of one table that are the person's: by these keys, with all fields but some."""

    model: str
    title: Any
    ways: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    also: tuple[tuple[str, Any], ...] = ()
    where: Callable[[Keys], Q] | None = None
    or_of: tuple[str, ...] = ()
    # For what is known by an address alone: the field that holds it.
    by_email: str = ""

    @property
    def is_of_account(self) -> bool:
        """Whether its keys lead to the account, and not to a membership."""
        return set(self.ways) <= {"user", "pk", "proposer"}


ABOUT_EXCHANGE = (("exchange__offer__title", _("à propos de")),)
HIDING = ("hidden_by",)


def decided(_keys: Keys) -> Q:
    """Whoever is reported reads the decision, never that somebody has asked for one."""
    return Q(decided_at__isnull=False)


def not_hidden(keys: Keys) -> Q:
    """What the coordination took out of sight is read by who said it only."""
    return Q(hidden_at=None) | Q(author__in=keys)


SECTIONS = (
    Section(
        "members.User",
        _("Mon compte"),
        ("pk",),
        without=("password", "is_superuser", "erased_at"),
    ),
    Section("account.EmailAddress", _("Mes adresses e-mail"), ("user",)),
    Section("members.Consent", _("Ce que j’ai accepté en m’inscrivant"), ("user",)),
    Section("members.Absence", _("Les rappels après une longue absence"), ("user",)),
    Section(
        "members.Membership",
        _("Moi, dans mes réseaux"),
        ("user",),
        without=("user", "hidden_by", "decided_by", "erased_at"),
    ),
    Section("members.CharterAcceptance", _("Les chartes que j’ai acceptées"), ("membership",)),
    Section(
        "members.Invitation",
        _("Mes invitations"),
        ("sponsor", "used_by"),
        without=("secret",),
    ),
    Section("offers.Offer", _("Mes annonces"), ("author",), without=HIDING),
    Section(
        "offers.OfferPicture",
        _("Mes photos d’annonces"),
        ("uploaded_by",),
        without=(*HIDING, "form"),
        or_of=("offer__author",),
    ),
    Section("exchanges.Exchange", _("Mes échanges"), ("owner", "answerer")),
    Section(
        "exchanges.Message",
        _("Les messages de mes échanges"),
        ("author",),
        without=("exchange", "hidden_by", "hidden_reason"),
        also=ABOUT_EXCHANGE,
        where=not_hidden,
        or_of=("exchange__owner", "exchange__answerer"),
    ),
    Section(
        "exchanges.ContactShare",
        _("Ce que j’ai partagé : téléphone, adresse, logement"),
        ("membership",),
        without=("exchange",),
        also=ABOUT_EXCHANGE,
    ),
    Section(
        "exchanges.Thanks",
        _("Les mercis, dits et reçus"),
        ("author", "recipient"),
        without=("exchange", "hidden_by", "hidden_reason"),
        also=ABOUT_EXCHANGE,
        where=not_hidden,
    ),
    Section("events.Gathering", _("Les rendez-vous où j’invite"), ("host",), without=HIDING),
    Section("events.Series", _("Mes rendez-vous qui reviennent"), ("host",), without=("rule",)),
    Section(
        "events.GatheringPicture",
        _("Mes photos de rendez-vous"),
        ("uploaded_by",),
        without=("form",),
        or_of=("gathering__host",),
    ),
    Section("events.Booking", _("Mes réservations"), ("member",)),
    Section("events.AddressShowing", _("Les adresses qu’on m’a montrées"), ("to",)),
    Section("events.BringItem", _("Ce que j’ai proposé d’apporter"), ("added_by",)),
    Section("events.BringPledge", _("Ce que j’apporte"), ("member",)),
    Section("events.Encounter", _("Mes rencontres"), ("first", "second")),
    Section("events.Memory", _("Mes souvenirs"), ("author",), without=HIDING),
    Section(
        "events.MemoryPicture",
        _("Mes photos de souvenirs"),
        ("uploaded_by",),
        without=("form",),
        or_of=("memory__author",),
    ),
    Section(
        "events.CalendarFeed",
        _("Mon abonnement au calendrier"),
        ("membership",),
        without=("secret",),
    ),
    Section("events.Collection", _("Mes collectes"), ("created_by",), without=HIDING),
    Section("events.Organiser", _("Les collectes que j’organise"), ("membership",)),
    Section(
        "events.CollectionPicture",
        _("Mes photos de collectes"),
        ("uploaded_by",),
        without=("form",),
    ),
    Section("events.BilanPicture", _("Mes photos de bilans"), ("uploaded_by",), without=("form",)),
    Section(
        "events.Pledge",
        _("Mes promesses et mes dons"),
        ("member",),
        without=("passer_name", "delivered_to"),
    ),
    Section("events.Shift", _("Mes créneaux de bénévole"), ("member",), without=("during",)),
    Section(
        "members.ReportVoice",
        _("Mes signalements"),
        ("reporter",),
        also=(
            ("report__status", _("situation")),
            ("report__decision_reason", _("réponse de la coordination")),
        ),
    ),
    # Never who reported, nor that somebody did before it was decided.
    Section(
        "members.Report",
        _("Les décisions à mon sujet"),
        ("whose",),
        only=(
            *("network", "subject", "words", "status", "upheld", "decided_at"),
            *("decision_reason", "overturned", "settled_at", "settled_reason"),
        ),
        where=decided,
    ),
    Section(
        "members.Report",
        _("Mes contestations"),
        ("appealed_by",),
        only=("network", "subject", "appealed_at", "appeal_text", "settled_at", "settled_reason"),
    ),
    Section(
        "members.Notification",
        _("Mes nouvelles"),
        ("to",),
        # Nor by whom: of a decision, it would name the coordinator who took it.
        without=("content_type", "object_id", "by"),
    ),
    Section("members.NoticePreference", _("Mes choix d’e-mails"), ("membership",)),
    Section(
        "members.Proposal",
        _("Les réseaux que j’ai proposés"),
        ("proposer",),
        without=("proposer",),
    ),
    Section("members.Interest", _("Les réseaux que j’attends"), by_email="email"),
    Section(
        "coopere.ContactMessage",
        _("Ce que j’ai écrit à l’équipe du site"),
        without=("answered_by", "origin"),
        by_email="email",
    ),
)

OFFICE = "An act of a coordinator or volunteer for the network, about other people."
GODCHILD = "What was done for a godchild, or by whoever acts for the person, is in their own rows."

NOT_EXPORTED = {
    "exchanges.Exchange.agreed_by": "One of the two sides, or who acts for them: in the exchange.",
    "exchanges.Exchange.ended_by": "One of the two sides, or who acts for them: in the exchange.",
    "exchanges.Message.hidden_by": OFFICE,
    "exchanges.Thanks.hidden_by": OFFICE,
    "offers.Offer.entered_by": GODCHILD,
    "offers.Offer.hidden_by": OFFICE,
    "offers.OfferPicture.hidden_by": OFFICE,
    "events.Gathering.entered_by": GODCHILD,
    "events.Gathering.hidden_by": OFFICE,
    "events.Gathering.published_by": OFFICE,
    "events.Gathering.cancelled_by": OFFICE,
    "events.Booking.entered_by": GODCHILD,
    "events.Memory.entered_by": GODCHILD,
    "events.Memory.hidden_by": OFFICE,
    "events.Collection.hidden_by": OFFICE,
    "events.Collection.report_public_by": OFFICE,
    "events.Collection.cancelled_by": OFFICE,
    "events.Pledge.entered_by": GODCHILD,
    "events.Pledge.delivered_to": OFFICE,
    "members.Membership.hidden_by": OFFICE,
    "members.Membership.decided_by": OFFICE,
    "members.Membership.consent_recorded_by": OFFICE,
    "members.Membership.sponsor": "Who came by one’s invitation: the invitations say it.",
    "members.Membership.godparent": "A godchild’s rows are the godchild’s.",
    "members.Notification.by": "News of others, told to others.",
    "members.Report.decided_by": OFFICE,
    "members.Report.settled_by": OFFICE,
    "members.EntryAttempt.user": "Tries of a code, a keyed hash, forgotten within the day.",
    "members.User_groups.user": "Rights of the site’s staff, none of them personal.",
    "members.User_user_permissions.user": "Rights of the site’s staff, none of them personal.",
    "coopere.ContactMessage.answered_by": OFFICE,
    "coopere.PageVersion.by": OFFICE,
    "members.FirstWeekPutAway.membership": "That a panel is out of sight: nothing of the person.",
    "admin.LogEntry.user": "The journal of the desk is the network’s, about other people.",
}
