"""What somebody finds who looks for their network: those there, the nearest, or which town."""

from dataclasses import dataclass, field

from members.doors import count_networks_in, listed_networks
from members.models import Commune, Network
from members.models.places import ALIKE, only_one

MOST_FOUND = 50
MOST_NEAR = 6
MOST_CHOICES = 16
MOST_SUGGESTED = 3


@dataclass
class Found:
    """Networks; the commune that was meant, if it was one, else those among which to choose.

    Where the commune has no network, `nearest` holds those of its postcode, then of its
    department.
    """

    commune: Commune | None = None
    networks: list[Network] = field(default_factory=list)
    nearest: list[Network] = field(default_factory=list)
    choices: list[Commune] = field(default_factory=list)


def in_commune(commune: Commune) -> Found:
    """The networks of that commune, or the nearest."""
    networks = list(listed_networks().filter(commune.networks_here)[:MOST_FOUND])
    nearest = [] if networks else list(listed_networks().near(commune)[:MOST_NEAR])
    return Found(commune, networks, nearest)


def find(text: str) -> Found:
    """The networks that `text` names, by their own name or by that of a town."""
    named = list(listed_networks().found_by(text)[:MOST_FOUND])
    communes = Commune.objects.found_by(text, most=MOST_CHOICES)
    commune = only_one(communes, text)
    if commune and not named:
        return in_commune(commune)
    if commune:
        there = listed_networks().filter(commune.networks_here)[:MOST_FOUND]
        return Found(commune, list({network.pk: network for network in (*there, *named)}.values()))
    # A name that is only like what was typed is no news where that found something.
    choices = [one for one in communes if one.rank < ALIKE or not named]
    return Found(networks=named, choices=with_counts(choices))


def suggest(text: str, *, networks: bool) -> tuple[list[Network], list[Commune]]:
    """What one may mean who has typed `text` so far: networks, if asked for, and communes."""
    named = list(listed_networks().found_by(text)[:MOST_SUGGESTED]) if networks else []
    communes = Commune.objects.found_by(text)
    shown = [one for one in communes if one.rank < ALIKE or not named]
    return named, with_counts(shown) if networks else shown


def with_counts(communes: list[Commune]) -> list[Commune]:
    """The communes, each with `network_count`."""
    counts = count_networks_in(communes)
    for commune in communes:
        commune.network_count = counts[commune.pk]
    return communes
