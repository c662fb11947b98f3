"""Markdown that staff write, as HTML that can do no harm.

Raw HTML is shown as the text that it is, pictures are off, and links lead only to where a reader
can be sent: the Web, this site, a mail, a telephone. French spaces are put in by the way.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

SCHEMES = {"http", "https", "mailto", "tel"}
# A path of this site, never "//another.host" nor a backslash that browsers read as a slash.
OWN_PATH = re.compile(r"(?:/(?![/\\])|#)[^\\]*")
TOP, LOWEST = 2, 4
PART = re.compile(r"^\[\[([a-z]+)\]\]$", re.MULTILINE)
TAKEN = frozenset({"contenu"})
NARROW, WIDE = "\u202f", "\u00a0"
TYPOGRAPHY = [
    (re.compile(r"'"), "’"),
    (re.compile(r" (?=[;!?](?:\s|$))"), NARROW),
    (re.compile(r" (?=:(?:\s|$))"), WIDE),
    (re.compile(r"(?<=«) "), WIDE),
    (re.compile(r" (?=»)"), WIDE),
]


@dataclass(frozen=True)
class Heading:
    """One title of the table of contents."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Block:
    """Either some HTML, or the name of a part that the page's template fills in."""

    html: SafeString | str = ""
    part: str = ""


@dataclass(frozen=True)
class Document:
    blocks: Sequence[Block]
    contents: Sequence[Heading]


def render_markdown(text: str, parts: Collection[str] = ()) -> Document:
    """`text` as blocks; a line `[[name]]` alone is the part of that name, if `parts` has it."""
    env: dict[str, Any] = {"anchors": set(TAKEN), "headings": [], "level": TOP - 1}
    blocks = []
    for number, piece in enumerate(PART.split(text)):
        if number % 2 and piece in parts:
            blocks.append(Block(part=piece))
        elif piece.strip():
            piece = f"[[{piece}]]" if number % 2 else piece
            blocks.append(Block(html=mark_safe(MARKDOWN.render(piece, env))))  # noqa: S308 - no raw HTML
    return Document(blocks, env["headings"])


def is_safe_link(address: str) -> bool:
    """Whether a reader may be sent there."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in SCHEMES and (parts.scheme in {"mailto", "tel"} or bool(parts.netloc))
    return OWN_PATH.fullmatch(address) is not None


def french(text: str) -> str:
    """`text` with the apostrophe and the no-break spaces of French."""
    for pattern, instead in TYPOGRAPHY:
        text = pattern.sub(instead, text)
    return text


def _set_french(state: StateCore) -> None:
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "text":
                token.content = french(token.content)


def _set_headings(state: StateCore) -> None:
    """The page's own title is the h1; no level is left out, whatever was typed."""
    for number, token in enumerate(state.tokens):
        if token.type == "heading_open":
            typed = int(token.tag[1])
            level = state.env["level"] = min(max(typed, TOP), state.env["level"] + 1, LOWEST)
            _mark(token, state.tokens[number + 1], level, state)
            state.tokens[number + 2].tag = token.tag


def _without_styles(state: StateCore) -> None:
    """The alignment of a column is an inline style, which the site's policy leaves out."""
    for token in state.tokens:
        token.attrs.pop("style", None)


def _mark(token: Token, inline: Token, level: int, state: StateCore) -> None:
    title = "".join(child.content for child in inline.children or ())
    anchor = _anchor(title, state.env["anchors"])
    token.tag = f"h{level}"
    token.attrSet("id", anchor)
    if level == TOP:
        state.env["headings"].append(Heading(anchor, title))


def _anchor(title: str, anchors: set[str]) -> str:
    base = slugify(title.replace("’", " ").replace("œ", "oe"))[:60].strip("-") or "partie"
    anchor, number = base, 1
    while anchor in anchors:
        number += 1
        anchor = f"{base}-{number}"
    anchors.add(anchor)
    return anchor


def _table_open(*_args: object) -> str:
    # A wide table is moved by itself, by keyboard too; the page never is.
    return (
        f'<div class="prose__table" role="group" aria-label="{_("Tableau")}" tabindex="0"><table>'
    )


def _table_close(*_args: object) -> str:
    return "</table></div>\n"


class SafeMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return is_safe_link(url)


def _made() -> MarkdownIt:
    made = SafeMarkdown("commonmark", {"html": False, "linkify": False, "typographer": False})
    made.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline"])
    made.core.ruler.push("french", _set_french)
    made.core.ruler.push("headings", _set_headings)
    made.core.ruler.push("without_styles", _without_styles)
    made.add_render_rule("table_open", _table_open)
    made.add_render_rule("table_close", _table_close)
    return made


MARKDOWN = _made()
