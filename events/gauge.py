"""How far a collection is, for gauges that the server draws and a screen reader reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from events.amounts import mean_of

WINDOWS = 20


@dataclass(frozen=True)
class Gauge:
    """What is promised or came, and of that what came: each 0 to 100."""

    promised: int
    came: int

    @classmethod
    def of_all(cls, needs: Iterable[Any]) -> "Gauge":
        """Of a whole collection: the mean of its needs, of those still open if there are any."""
        rows = list(needs)
        rows = [need for need in rows if not need.closed_at] or rows
        if not rows:
            return cls(0, 0)
        promised = mean_of(need.share for need in rows)
        return cls(promised, mean_of(need.share_received for need in rows))

    @property
    def sentence(self) -> str:
        """« 62 % promis ou apporté, dont 40 % déjà apporté »."""
        if not self.promised:
            return _("Rien de promis pour l’instant")
        if self.came >= 100:
            return _("Tout est arrivé")
        words = {"promised": self.promised, "came": self.came}
        if not self.came:
            return _("%(promised)d\u00a0%% promis, rien d’apporté encore") % words
        if self.came == self.promised:
            return _("%(came)d\u00a0%% apporté") % words
        return (
            _("%(promised)d\u00a0%% promis ou apporté, dont %(came)d\u00a0%% déjà apporté") % words
        )

    @property
    def windows(self) -> list[dict[str, Any]]:
        """A row of windows: lit for what came, half lit for what is promised, dark for the rest.

        The first is lit as soon as anything came, the last one only when all of it did.
        """
        lit, half = _windows(self.came), _windows(self.promised)
        return [{"x": n * 12, "state": _state(n, lit, half)} for n in range(WINDOWS)]


def _windows(share: int) -> int:
    """How many of them a share lights."""
    return max(min(share, 1), share * WINDOWS // 100)


def _state(number: int, lit: int, half: int) -> str:
    if number < lit:
        return "lit"
    return "half" if number < half else "off"
