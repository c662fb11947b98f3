"""State machines: one private door per machine, a conditional UPDATE."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _


class TransitionRefused(Exception):
    """A verb that comes too late, or at the wrong moment; its text is for the person."""

    def __init__(self, sentence: Any = "") -> None:
        super().__init__(
            str(sentence)
            or _("Entre-temps, la situation a changé. Voici où elle en est maintenant.")
        )


class Stateful(models.Model):
    """A model with a `status` that only `_move` changes."""

    class Meta:
        abstract = True

    def _move(self, *, from_: Iterable[str], refused: Any = "", **changes: Any) -> None:
        """Write `changes` if the row's status is still one of `from_`.

        One UPDATE … WHERE status IN (…), so that of two people who act at once only one
        wins. Raises TransitionRefused(refused) when no row was left to change.
        """
        rows: Any = type(self)._base_manager
        rows = rows.filter(pk=self.pk, status__in=list(from_))
        if not rows.update(**changes):
            raise TransitionRefused(refused)
        for name, value in changes.items():
            setattr(self, name, value)
