"""What a line of the register may say of a field when the person behind it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, Value, When

# The way from a row to the person: a lookup, or for several ways a function of the person's key.
Of = str | Callable[[int], Q]


@dataclass(frozen=True)
class Write:
    """In the rows of the person the field becomes that."""

    of: Of
    value: Any


@dataclass(frozen=True)
class Say:
    """In the rows of the person this sentence stands where a text stood; what is empty stays so."""

    of: Of
    sentence: Any


@dataclass(frozen=True)
class Delete:
    """The rows of the person go, with their pictures."""

    of: Of


@dataclass(frozen=True)
class By:
    """It goes by this function, which needs more than a line."""

    function: str


@dataclass(frozen=True)
class Keep:
    """It stays, for this reason."""

    why: str


Line = Write | Say | Delete | By | Keep
Register = dict[str, tuple[Line, ...]]

# The reasons that come again and again.
TOMBSTONE = Keep("The row that it points to says “ancien membre”, and nothing of the person.")
ACTOR = Keep("Says that somebody did it for the network; who it was is not told any more.")
OTHERS = Keep("What others wrote stays theirs.")
OFFICE = Keep(
    "The reasons of a decision belong to the neighbour whom it concerns (DSA, article 17)."
)
NETWORK = Keep("Belongs to the network: not written as a person.")
NOBODY = Keep("No person in it.")
STRUCTURE = Keep("Joins rows to rows, no person to anything.")


def matching(of: Of, key: int) -> Q:
    """The rows of that person."""
    return Q(**{of: key}) if isinstance(of, str) else of(key)


def value_of(line: Write | Say, field: str) -> Any:
    """What an UPDATE writes into the field."""
    if isinstance(line, Write):
        return line.value() if callable(line.value) else line.value
    empty = When(**{field: ""}, then=Value(""))
    return Case(empty, default=Value(str(line.sentence)))
