"""The words for an offer, by kind and direction."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from coopere.lib.tags import day
from offers.models import Offer

Kind, Direction = Offer.Kind, Offer.Direction

# What one chooses to publish, an example, and the title of its form.
CHOICES = {
    (Kind.HELPING_HAND, Direction.PROPOSED): (
        lazy("Un coup de main"),
        lazy("Monter un meuble, arroser des plantes"),
        lazy("Proposer un coup de main"),
    ),
    (Kind.SKILL, Direction.PROPOSED): (
        lazy("Une compétence"),
        lazy("Trois accords de guitare, un courrier à écrire"),
        lazy("Proposer une compétence"),
    ),
    (Kind.DONATION, Direction.PROPOSED): (
        lazy("Un objet à donner"),
        lazy("Un lit de bébé, six pots de confiture"),
        lazy("Donner quelque chose"),
    ),
    (Kind.LOAN, Direction.PROPOSED): (
        lazy("Un objet à prêter"),
        lazy("Une perceuse, un appareil à raclette"),
        lazy("Prêter quelque chose"),
    ),
    (Kind.HELPING_HAND, Direction.SOUGHT): (
        lazy("Un coup de main"),
        lazy("Deux bras pour une étagère, une garde de chat"),
        lazy("Demander un coup de main"),
    ),
    (Kind.SKILL, Direction.SOUGHT): (
        lazy("Une compétence"),
        lazy("Apprendre à coudre, comprendre son téléphone"),
        lazy("Chercher une compétence"),
    ),
    (Kind.DONATION, Direction.SOUGHT): (
        lazy("Un objet dont on se sépare"),
        lazy("Des bocaux vides, un cartable"),
        lazy("Chercher un don"),
    ),
    (Kind.LOAN, Direction.SOUGHT): (
        lazy("Un objet à emprunter"),
        lazy("Une échelle pour samedi, une poussette"),
        lazy("Emprunter quelque chose"),
    ),
}

# One's own offers, in the order in which they ask for attention: a title and the next step.
STATES = {
    "hidden": (
        lazy("Masquées par la coordination"),
        lazy("Ouvrez l’annonce pour lire le motif."),
    ),
    Offer.Status.DRAFT: (
        lazy("Brouillons"),
        lazy("Personne d’autre ne les voit. Relisez-les, puis publiez-les."),
    ),
    Offer.Status.OPEN: (
        lazy("Sur le tableau"),
        lazy("Quand c’est fait, ou si vous changez d’avis, retirez l’annonce du tableau."),
    ),
    Offer.Status.CLOSED: (
        lazy("Plus sur le tableau"),
        lazy("D’un geste, vous pouvez les y remettre."),
    ),
}


def choices(slug: str, direction: str) -> list[dict[str, Any]]:
    """The four things one may publish in that direction, for choice_cards.html."""
    cards = []
    for kind in Kind:
        label, example, _title = CHOICES[kind, Direction(direction)]
        url = reverse("offers:create", args=[slug, direction, kind])
        look = {"icon": Offer.ICONS[kind], "tint": Offer.TINTS[kind]}
        cards.append({"label": label, "help": example, "url": url, **look})
    return cards


def example_of(kind: str, direction: str) -> str:
    """An example of what one may write, to stand inside a sentence."""
    example = str(CHOICES[Kind(kind), Direction(direction)][1])
    return example[0].lower() + example[1:]


def form_title(offer: Offer) -> str:
    """ "Donner quelque chose": what one does by filling in the form."""
    return str(CHOICES[Kind(offer.kind), Direction(offer.direction)][2])


def facts(offer: Offer, *, is_mine: bool) -> list[tuple[str, str]]:
    """Terms and values of what was said, for facts.html; an unsaid value is empty."""
    return [
        (_("Quand"), offer.availability),
        (_("Avant le"), day(offer.needed_by) if offer.needed_by else ""),
        (_("Durée"), offer.get_duration_display()),
        (_("Où"), _place(offer, is_mine)),
        (_("Combien"), _how_many(offer)),
        (_("État"), offer.get_condition_display()),
        (_("Prêt"), _longest_loan(offer)),
    ]


def by_state(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    """Those of a neighbour, grouped by what there is to do with them; no group is empty."""
    groups: dict[str, list[Offer]] = {state: [] for state in STATES}
    for offer in offers:
        groups["hidden" if offer.hidden_at else offer.status].append(offer)
    return [
        {"title": STATES[state][0], "next": STATES[state][1], "offers": found}
        for state, found in groups.items()
        if found
    ]


def _place(offer: Offer, is_mine: bool) -> str:
    # "chez moi" are the author's words: on a neighbour's screen they would be wrong.
    if offer.place == Offer.Place.HOME and not is_mine:
        return _("chez %(name)s") % {"name": offer.author.first_name}
    return offer.get_place_display()


def _how_many(offer: Offer) -> str:
    if not offer.is_limited or offer.quantity == 1:
        return ""
    if offer.kind == Kind.HELPING_HAND:
        return _("%(count)d personnes") % {"count": offer.quantity}
    return str(offer.quantity)


def _longest_loan(offer: Offer) -> str:
    days = offer.longest_loan_days
    if not days:
        return ""
    return ngettext("%(count)d jour au plus", "%(count)d jours au plus", days) % {"count": days}
