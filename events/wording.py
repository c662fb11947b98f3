"""The words for a gathering, by kind and by where it stands."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.tags import day, hour
from events.models import Gathering

Kind, Status = Gathering.Kind, Gathering.Status

# What one chooses to open, what it is like, and the title of its form.
CHOICES = {
    Kind.CONCERT: (
        lazy(
            "Quelques chansons chez vous, pour quelques voisins. Votre adresse reste secrète : "
            "seules les personnes qui ont une place la voient."
        ),
        lazy("Proposer un concert"),
    ),
    Kind.CAFE: (
        lazy(
            "Se parler autour d’une table, une fois ou chaque mois. Il suffit d’une cafetière "
            "et de quelques chaises."
        ),
        lazy("Inviter à un café"),
    ),
    Kind.WORKSHOP: (
        lazy(
            "Apprendre ensemble : réparer un vélo, coudre un ourlet, comprendre son téléphone. "
            "Une personne montre, les autres essaient."
        ),
        lazy("Proposer un atelier"),
    ),
}
TITLE_HELP = {
    Kind.CONCERT: lazy("Par exemple : chansons du soir, à deux voix."),
    Kind.CAFE: lazy("Par exemple : le café du samedi."),
    Kind.WORKSHOP: lazy("Par exemple : réparer son vélo soi-même."),
}
TEXT_HELP = {
    Kind.CONCERT: lazy("La musique, l’ambiance, la durée. Pas votre adresse : elle a sa case."),
    Kind.CAFE: lazy("Ce qu’il y aura sur la table, et de quoi l’on pourra parler."),
    Kind.WORKSHOP: lazy("Ce que l’on va faire, et ce qu’il faut apporter."),
}
# How a concert comes about, for steps.html.
CONCERT_STEPS = (
    (
        lazy("Vous écrivez"),
        lazy("Le jour, la musique, le nombre de places. L’adresse va dans une case à part."),
    ),
    (lazy("La coordination relit, et publie"), lazy("Elle ne voit pas votre adresse non plus.")),
    (
        lazy("Vos voisins réservent"),
        lazy(
            "L’adresse se montre à qui a une place, tout de suite ou deux jours avant : vous "
            "choisissez, et vous savez qui l’a vue."
        ),
    ),
    (lazy("Le soir venu, vous ouvrez la porte"), lazy("Avec la liste de qui vient.")),
)

# One's own gatherings, in the order in which they ask for attention: a title and the next step.
STATES: dict[str, tuple[Any, Any]] = {
    "hidden": (
        lazy("Masqués par la coordination"),
        lazy("Ouvrez l’événement pour lire le motif."),
    ),
    Status.DRAFT: (
        lazy("Brouillons"),
        lazy("Personne d’autre ne les voit. Relisez-les, puis publiez-les."),
    ),
    Status.PROPOSED: (
        lazy("Chez la coordination"),
        lazy("Elle relit chaque concert avant de le publier. Vous recevrez sa réponse."),
    ),
    Status.PUBLISHED: (lazy("Dans l’agenda"), lazy("Vos voisins les voient et réservent.")),
    "over": (lazy("Passés ou annulés"), ""),
}


def choices(slug: str) -> list[dict[str, Any]]:
    """The three things to which one may invite, for choice_cards.html."""
    return [
        {
            "label": kind.label,
            "help": CHOICES[kind][0],
            "url": reverse("events:create", args=[slug, kind]),
            "icon": Gathering.ICONS[kind],
            "tint": Gathering.TINTS[kind],
        }
        for kind in Kind
    ]


def concert_steps() -> list[dict[str, Any]]:
    return [{"label": label, "text": text, "state": "next"} for label, text in CONCERT_STEPS]


def form_title(kind: str) -> str:
    """ "Inviter à un café": what one does by filling in the form."""
    return str(CHOICES[Kind(kind)][1])


def hours(gathering: Gathering) -> str:
    """ "samedi 3 octobre, de 19 h à 22 h 30"."""
    said = {
        "day": day(gathering.starts_at),
        "start": hour(gathering.starts_at),
        "end": hour(gathering.ends_at),
    }
    return _("%(day)s, de %(start)s à %(end)s") % said


def said_of(gathering: Gathering) -> str:
    """What has just become of it, for its host."""
    if gathering.status == Status.DRAFT:
        return _("Brouillon gardé.")
    if gathering.status == Status.PROPOSED:
        return _("Votre concert est proposé. La coordination le relit, et vous répond.")
    if gathering.series:
        said = _("C’est dans l’agenda, puis %(rhythm)s.")
        return said % {"rhythm": gathering.series.words}
    return _("C’est dans l’agenda.")


def by_state(gatherings: Iterable[Any]) -> list[dict[str, Any]]:
    """Those of a host, grouped by what there is to do with them; no group is empty.

    Of a series the next one stands for those that follow, which it has as `later`.
    """
    groups: dict[str, list[Any]] = {state: [] for state in STATES}
    first: dict[int, Any] = {}
    for gathering in gatherings:
        state = _state_of(gathering)
        series = gathering.series_id if state == Status.PUBLISHED else None
        if series in first:
            first[series].later.append(gathering)
            continue
        groups[state].append(gathering)
        if series:
            first[series] = gathering
            gathering.later = []
    return [
        {"title": STATES[state][0], "next": STATES[state][1], "gatherings": found, "state": state}
        for state, found in groups.items()
        if found
    ]


def _state_of(gathering: Gathering) -> str:
    if gathering.hidden_at:
        return "hidden"
    if gathering.is_cancelled or gathering.ends_at <= timezone.now():
        return "over" if gathering.status != Status.DRAFT else Status.DRAFT
    return gathering.status
