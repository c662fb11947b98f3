"""What changed between two texts, for people: lines that stay, words that go, words that come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]
WORDS = re.compile(r"\s+|\S+")
# Lines that stay are shown around a change only.
AROUND = 2


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Line:
    """One paragraph of the comparison; none of its pieces when lines were left out."""

    pieces: tuple[Piece, ...]


def changes(old: str, new: str) -> list[Line]:
    """The paragraphs of both texts, in order, with what is gone and what is new."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for group in matcher.get_grouped_opcodes(AROUND):
        lines += [Line(())] if lines or group[0][1] else []
        for what, start, end, other, last in group:
            lines += _lines(what, before[start:end], after[other:last])
    return lines


def _lines(what: str, before: list[str], after: list[str]) -> Iterator[Line]:
    if what == "equal":
        yield from (Line((Piece("same", line),)) for line in before)
        return
    for number in range(max(len(before), len(after))):
        old = before[number] if number < len(before) else ""
        new = after[number] if number < len(after) else ""
        yield Line(tuple(_words(old, new)))


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    for what, start, end, other, last in SequenceMatcher(None, before, after, False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Piece("gone", "".join(before[start:end]))
        if last > other:
            yield Piece("new", "".join(after[other:last]))
