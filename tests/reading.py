"""A page as its reader reads it."""

import html
import re

TAGS = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)
SPACES = re.compile(r"[\s\u00a0\u202f]+")


def text_of(response) -> str:
    """The words of a page, with plain spaces between them."""
    return SPACES.sub(" ", html.unescape(TAGS.sub(" ", response.content.decode())))
