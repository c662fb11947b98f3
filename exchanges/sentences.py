"""An exchange in sentences: what is next, whose turn it is, and what happened."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.tags import day, hour
from exchanges.models import Exchange

Status, Turn = Exchange.Status, Exchange.Turn

# How an exchange ended: said of oneself, said of the other.
ENDS = {
    Status.DECLINED: (lazy("Vous avez décliné."), lazy("%(name)s a décliné.")),
    Status.WITHDRAWN: (
        lazy("Vous avez retiré votre réponse."),
        lazy("%(name)s a retiré sa réponse."),
    ),
    Status.CANCELLED: (lazy("Vous avez annulé l’accord."), lazy("%(name)s a annulé l’accord.")),
    Status.NOT_DONE: (
        lazy("Vous avez dit que cela ne s’est pas fait."),
        lazy("%(name)s a dit que cela ne s’est pas fait."),
    ),
}
# What happened along the way: done by oneself, done by the other.
FACTS = {
    "agreed": (lazy("C’est convenu"), lazy("C’est convenu")),
    "confirmed": (lazy("Vous avez dit que c’est fait"), lazy("%(name)s a dit que c’est fait")),
    "done": (lazy("Une fenêtre s’allume"), lazy("Une fenêtre s’allume")),
    "declined": (lazy("Vous avez décliné"), lazy("%(name)s a décliné")),
    "withdrawn": (lazy("Vous avez retiré votre réponse"), lazy("%(name)s a retiré sa réponse")),
    "cancelled": (lazy("Vous avez annulé l’accord"), lazy("%(name)s a annulé l’accord")),
    "not_done": (lazy("Cela ne s’est pas fait"), lazy("Cela ne s’est pas fait")),
    "shared_phone": (
        lazy("Vous partagez votre téléphone"),
        lazy("%(name)s vous donne son téléphone"),
    ),
    "shared_email": (
        lazy("Vous partagez votre adresse e-mail"),
        lazy("%(name)s vous donne son adresse e-mail"),
    ),
    "shared_flat": (
        lazy("Vous partagez votre logement"),
        lazy("%(name)s vous dit où se trouve son logement"),
    ),
    "unshared_phone": (
        lazy("Vous ne partagez plus votre téléphone"),
        lazy("%(name)s ne partage plus son téléphone"),
    ),
    "unshared_email": (
        lazy("Vous ne partagez plus votre adresse e-mail"),
        lazy("%(name)s ne partage plus son adresse e-mail"),
    ),
    "unshared_flat": (
        lazy("Vous ne partagez plus votre logement"),
        lazy("%(name)s ne partage plus son logement"),
    ),
    "thanks": (lazy("Vous avez dit merci"), lazy("%(name)s vous dit merci")),
}


def fact_sentence(fact: str, name: str, *, is_mine: bool) -> str:
    """What happened, said to the reader; `name` is the first name of who did it."""
    mine, theirs = FACTS[fact]
    return str(mine) if is_mine else str(theirs) % {"name": name}


def next_sentence(exchange: Exchange, other: str, *, is_owner: bool, is_my_turn: bool) -> str:
    """What is next while the exchange lives; `other` is the first name of the other side."""
    if exchange.status == Status.PROPOSED:
        said = _proposed_sentence(is_owner, is_my_turn)
    elif exchange.status == Status.DONE:
        said = _("C’est fait, et une fenêtre s’est allumée.")
    elif exchange.turn == Turn.BOTH:
        said = _("C’est convenu. Quand c’est fait, dites-le tous les deux.")
    elif is_my_turn:
        said = _("%(name)s dit que c’est fait. Et vous ?")
    else:
        said = _("Vous avez dit que c’est fait. %(name)s va le confirmer.")
    return said % {"name": other}


def end_sentence(exchange: Exchange, other: str, *, by_other: bool) -> str:
    """How it ended, with the word that was left."""
    mine, theirs = ENDS[Status(exchange.status)]
    said = str(theirs) % {"name": other} if by_other else str(mine)
    if not exchange.ended_reason:
        return said
    reason = _("« %(reason)s »") % {"reason": exchange.ended_reason}
    return _("%(end)s : %(reason)s") % {"end": said.removesuffix("."), "reason": reason}


def when(moment: datetime) -> str:
    """ "hier", "lundi 3 mars", and on the day itself the hour: "10 h 05"."""
    today = timezone.localtime(moment).date() == timezone.localdate()
    return hour(moment) if today else day(moment)


def _proposed_sentence(is_owner: bool, is_my_turn: bool) -> str:
    if is_owner:
        return (
            _("%(name)s vous répond. C’est convenu ?")
            if is_my_turn
            else _("%(name)s va vous répondre. Vous pouvez déjà dire oui.")
        )
    return (
        _("%(name)s vous a écrit. Répondez quand vous pouvez.")
        if is_my_turn
        else _("%(name)s va vous répondre.")
    )
