"""How long what is kept: one table, shown on the privacy page and carried out each night.

Whoever adds something that ends adds a line. Each purge takes the moment it is, works in batches of
its own transactions, and may run twice or die half-way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext_lazy as _

from coopere.models.contact import KEPT_FOR as LETTERS_KEPT
from coopere.rights import absence, purges
from coopere.rights.nights import each_by_itself
from events.models.address import KEPT_FOR as ADDRESS_KEPT
from events.upkeep import erase_addresses
from members.models.interests import COUNTED as INTEREST_TRIES_KEPT
from members.models.interests import KEPT as INTERESTS_KEPT
from members.models.interests import TO_CONFIRM
from members.models.joining import VALID_FOR
from members.models.pictures import WAITS
from members.models.proposals import KEPT as PROPOSALS_KEPT
from members.upkeep import forget_pictures

Span = timedelta | relativedelta


@dataclass(frozen=True)
class Rule:
    """One line: what is kept, how long, from when, why, and what ends it."""

    name: str
    what: Any
    kept: Span
    words: Any
    since: Any
    why: Any
    purge: Callable[[datetime], Any]


def rule(name: str, kept: Span, purge: Callable[[Any, datetime], Any], **words: Any) -> Rule:
    """A rule whose purge is told before which moment things are too old."""
    return Rule(name=name, kept=kept, purge=lambda now: purge(kept, now), **words)


RULES = (
    Rule(
        name="visits",
        what=_("Vos connexions"),
        kept=timedelta(days=90),
        words=_("90 jours"),
        since=_("votre dernière visite sur cet appareil"),
        why=_("Vous garder en session (exécution du service)."),
        purge=purges.forget_visits,
    ),
    rule(
        "mail",
        timedelta(days=7),
        purges.forget_failed_mail,
        what=_("Les e-mails qui n’ont pas pu partir"),
        words=_("7 jours"),
        since=_("le dernier essai"),
        why=_("Comprendre la panne. Les autres sont effacés dès leur envoi."),
    ),
    Rule(
        name="pictures",
        what=_("Les photos d’un formulaire abandonné"),
        kept=WAITS,
        words=_("1 jour"),
        since=_("leur envoi"),
        why=_("Ne rien perdre si vous revenez au formulaire."),
        purge=forget_pictures,
    ),
    rule(
        "attempts",
        timedelta(days=1),
        purges.forget_attempts,
        what=_("Les essais de code d’entrée, avec une empreinte de l’adresse internet"),
        words=_("1 jour"),
        since=_("l’essai"),
        why=_("Empêcher que l’on devine un code (intérêt légitime : sécurité)."),
    ),
    Rule(
        name="addresses",
        what=_("L’adresse d’un concert chez quelqu’un"),
        kept=ADDRESS_KEPT,
        words=_("30 jours"),
        since=_("la fin du concert"),
        why=_("La retrouver en cas d’oubli ou d’incident."),
        purge=erase_addresses,
    ),
    rule(
        "companions",
        timedelta(days=30),
        purges.forget_companions,
        what=_("Les noms des personnes qui accompagnent à un rendez-vous"),
        words=_("30 jours"),
        since=_("la fin du rendez-vous"),
        why=_("Savoir qui était là en cas d’incident."),
    ),
    rule(
        "invitations",
        VALID_FOR,
        purges.forget_invitations,
        what=_("Les invitations, avec le prénom et l’adresse que vous avez donnés"),
        words=_("30 jours"),
        since=_("la fin de leur validité"),
        why=_("Vous dire ce qu’elles sont devenues."),
    ),
    rule(
        "unconfirmed",
        timedelta(days=30),
        purges.forget_unconfirmed,
        what=_("Les comptes dont l’adresse n’a jamais été confirmée"),
        words=_("30 jours"),
        since=_("l’inscription"),
        why=_("Laisser le temps de confirmer."),
    ),
    rule(
        "interest tries",
        INTEREST_TRIES_KEPT,
        purges.forget_interest_tries,
        what=_("Les demandes pour attendre un réseau, avec une empreinte de l’adresse internet"),
        words=_("1 jour"),
        since=_("la demande"),
        why=_("Arrêter les envois en masse (intérêt légitime : sécurité)."),
    ),
    rule(
        "unconfirmed interests",
        TO_CONFIRM,
        purges.forget_unconfirmed_interests,
        what=_("L’adresse laissée pour attendre un réseau, jamais confirmée"),
        words=_("7 jours"),
        since=_("la demande"),
        why=_("Laisser le temps de confirmer."),
    ),
    rule(
        "interests",
        INTERESTS_KEPT,
        purges.forget_interests,
        what=_("L’adresse laissée pour attendre un réseau"),
        words=_("2 ans, ou jusqu’à ce que vous l’effaciez"),
        since=_("la demande"),
        why=_("Vous prévenir quand un réseau ouvre (votre accord)."),
    ),
    rule(
        "proposals",
        PROPOSALS_KEPT,
        purges.forget_proposals,
        what=_("Un réseau que vous avez proposé"),
        words=_("12 mois"),
        since=_("la réponse"),
        why=_("Vous laisser relire la réponse. Le réseau créé reste."),
    ),
    rule(
        "letters",
        LETTERS_KEPT,
        purges.forget_letters,
        what=_("Un message à l’équipe du site"),
        words=_("12 mois"),
        since=_("la réponse"),
        why=_("Suivre votre demande (intérêt légitime)."),
    ),
    rule(
        "messages",
        relativedelta(months=12),
        purges.forget_messages,
        what=_("Les messages d’un échange, et les coordonnées partagées"),
        words=_("12 mois"),
        since=_("la fin de l’échange, ou son dernier message s’il vient après"),
        why=_("Se retrouver, et répondre à un désaccord (exécution du service)."),
    ),
    rule(
        "notices",
        relativedelta(months=12),
        purges.forget_notices,
        what=_("Vos nouvelles"),
        words=_("12 mois"),
        since=_("ce dont elles parlent"),
        why=_("Retrouver ce qui s’est passé."),
    ),
    rule(
        "passers",
        relativedelta(months=12),
        purges.forget_passers,
        what=_("Le nom donné en passant à un point de dépôt"),
        words=_("12 mois"),
        since=_("le don"),
        why=_("Remercier."),
    ),
    rule(
        "reports",
        relativedelta(months=12),
        purges.forget_reports,
        what=_("Les signalements réglés, et ce qui était signalé"),
        words=_("12 mois ; plus longtemps tant que la chose reste masquée"),
        since=_("la dernière décision"),
        why=_("Répondre à une contestation (obligation légale : règlement européen DSA)."),
    ),
    rule(
        "declined",
        relativedelta(months=12),
        purges.forget_declined,
        what=_("Une demande d’entrée refusée"),
        words=_("12 mois"),
        since=_("la réponse"),
        why=_("Répondre à une contestation, reconnaître une nouvelle demande."),
    ),
    rule(
        "left",
        relativedelta(months=12),
        purges.forget_left,
        what=_("Votre place dans un réseau que vous avez quitté"),
        words=_("12 mois"),
        since=_("votre départ"),
        why=_("Vous laisser revenir."),
    ),
    rule(
        "excluded",
        relativedelta(years=3),
        purges.forget_excluded,
        what=_(
            "Une exclusion d’un réseau, et son motif ; si le compte est supprimé, la date et "
            "une empreinte de l’adresse e-mail seulement"
        ),
        words=_("3 ans"),
        since=_("la décision"),
        why=_("Protéger les voisins, répondre à une contestation (intérêt légitime)."),
    ),
    rule(
        "journal",
        relativedelta(years=3),
        purges.forget_journal,
        what=_("Le journal de la coordination : qui a fait quoi, et pourquoi"),
        words=_("3 ans"),
        since=_("l’acte"),
        why=_("Rendre compte des décisions (intérêt légitime)."),
    ),
    rule(
        "closed",
        relativedelta(years=3),
        purges.forget_closed,
        what=_("Un compte que l’équipe du site a fermé"),
        words=_("3 ans"),
        since=_("la dernière visite"),
        why=_("Protéger les voisins, répondre à une contestation (intérêt légitime)."),
    ),
    Rule(
        name="absence",
        what=_("Un compte que personne n’utilise, avec tout ce qu’il contient"),
        kept=relativedelta(months=absence.ENDS_AFTER),
        words=_("12 mois, après un e-mail à 11 mois"),
        since=_("votre dernière visite"),
        why=_("Ne pas garder ce qui ne sert plus."),
        purge=absence.end_absent,
    ),
)


def keep_to_rules(now: datetime) -> None:
    """Carry out each rule; one that fails does not keep the others from it.

    Raises at the end what the last one to fail raised, so that the job is known as failed.
    """
    each_by_itself(RULES, lambda line: line.purge(now))
