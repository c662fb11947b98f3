"""What the code knows of each page of words: all but the words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopere.lib.markdown import PART, Document, render_markdown
from coopere.models import Page

Words = str | Promise
Slug = Page.Slug
# What only the settings or the code can say: a line [[name]] of the text is where it stands.
PARTS = {"editeur", "responsable", "conservation", "etat"}
# From so many titles on, a page is long.
LONG = 4
CONFORMITY: dict[str, Words] = {
    "non": _("non conforme"),
    "partiellement": _("partiellement conforme"),
    "totalement": _("totalement conforme"),
}


@dataclass(frozen=True)
class Kind:
    """A page's description for search engines, what one does next, and what one reads next."""

    description: Words
    label: Words
    to: str
    related: Sequence[str]
    # The parts that stand on the page even if somebody takes their line out of the text.
    parts: Sequence[str] = ()
    has_facade: bool = False


KINDS: dict[str, Kind] = {
    Slug.HISTORY: Kind(
        description=_(
            "Trente ans de centres sociaux, et une question : qu’est-ce qui empêche des voisins "
            "de s’entraider ? L’histoire de Coopère."
        ),
        label=_("Trouver mon réseau"),
        to="members:networks",
        related=(Slug.BRAKES, Slug.HOW),
        has_facade=True,
    ),
    Slug.HOW: Kind(
        description=_(
            "Entrer dans son réseau, proposer ou demander, se retrouver, se remercier : "
            "l’entraide entre voisins, pas à pas."
        ),
        label=_("Trouver mon réseau"),
        to="members:networks",
        related=(Slug.BRAKES, Slug.CHARTER, Slug.HELP),
    ),
    Slug.BRAKES: Kind(
        description=_(
            "Ne pas oser demander, manquer de temps, craindre l’intrusion ou l’oubli : ce qui "
            "freine l’entraide, et ce que Coopère y répond."
        ),
        label=_("Trouver mon réseau"),
        to="members:networks",
        related=(Slug.HOW, Slug.HISTORY),
    ),
    Slug.CHARTER: Kind(
        description=_(
            "Un modèle de charte pour un réseau d’entraide entre voisins : à relire, à changer "
            "et à adopter ensemble."
        ),
        label=_("Comment ça marche"),
        to=f"page:{Slug.HOW}",
        related=(Slug.BRAKES, Slug.HELP),
    ),
    Slug.HELP: Kind(
        description=_("Les réponses aux questions que l’on se pose en se servant de Coopère."),
        label=_("Nous écrire"),
        to="contact",
        related=(Slug.HOW, Slug.PRIVACY, Slug.ACCESSIBILITY),
    ),
    Slug.CONTACT: Kind(
        description=_("Écrire à l’équipe de Coopère : une personne vous répond."),
        label=_("Aide"),
        to=f"page:{Slug.HELP}",
        related=(Slug.HELP, Slug.PRIVACY, Slug.LEGAL),
    ),
    Slug.LEGAL: Kind(
        description=_("Qui publie ce site, qui l’héberge, et comment nous joindre."),
        label=_("Nous écrire"),
        to="contact",
        related=(Slug.PRIVACY, Slug.ACCESSIBILITY),
        parts=("editeur",),
    ),
    Slug.PRIVACY: Kind(
        description=_(
            "Ce que Coopère sait de vous, qui peut le voir, combien de temps c’est gardé, et "
            "comment le reprendre."
        ),
        label=_("Nous écrire"),
        to="contact",
        related=(Slug.LEGAL, Slug.HELP),
        parts=("responsable", "conservation"),
    ),
    Slug.ACCESSIBILITY: Kind(
        description=_(
            "Où en est l’accessibilité de Coopère, ce qui a été vérifié, et à qui dire ce qui gêne."
        ),
        label=_("Dire ce qui me gêne"),
        to="contact",
        related=(Slug.HELP, Slug.LEGAL),
        parts=("etat",),
    ),
}


def document_of(slug: str, text: str) -> Document:
    """The page's words, with each part that must stand there at its place, or at the end."""
    missing = [part for part in KINDS[slug].parts if f"[[{part}]]" not in text.split("\n")]
    return render_markdown("\n\n".join([text, *(f"[[{part}]]" for part in missing)]), PARTS)


def unknown_parts(text: str) -> list[str]:
    """The lines [[name]] that no page knows."""
    return sorted(set(re.findall(PART, text)) - PARTS)


def address_of(target: str) -> str:
    """The address of a page (« page:aide »), or of any view by its name."""
    name, _colon, slug = target.partition("page:")
    return reverse("page", args=[slug]) if slug else reverse(name)


def related_to(slug: str) -> list[dict[str, str]]:
    """The pages that one reads next, as links."""
    return [
        {"label": str(Slug(other).label), "url": reverse("page", args=[other])}
        for other in KINDS[slug].related
    ]


def conformity() -> str:
    """How far the site keeps the RGAA, in the words of the law."""
    return str(CONFORMITY[settings.ACCESSIBILITY_STATUS])


class PageConverter:
    """In an address, the slug of a page that the code knows; anything else is none."""

    regex = "|".join(sorted(map(re.escape, Slug.values)))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        if value not in Slug.values:
            raise ValueError(value)
        return str(value)
