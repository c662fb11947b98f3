"""What the site brings along: brought in once, and from then on in the hands of the staff."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

FOLDER = Path(__file__).parent / "data"
# Quotes that come with a new site have their turn at once.
LONG_AGO = date(2000, 1, 1)
QUOTE_FIELDS = {
    "key": "slug",
    "text": "text",
    "author": "author",
    "years": "years",
    "work": "work",
    "date": "work_date",
}


def shipped_quotes() -> list[dict[str, str]]:
    """The rows of `quotes.toml`, as fields of Quote."""
    rows = tomllib.loads((FOLDER / "quotes.toml").read_text())["quotes"]
    return [{QUOTE_FIELDS[name]: row[name] for name in QUOTE_FIELDS if name in row} for row in rows]


def bring_quotes(quotes: Any) -> int:
    """Add to `quotes`, the rows of a model, those of the file that were never there.

    What staff changed or withdrew stays as it is. Returns how many were added.
    """
    there = set(quotes.values_list("slug", flat=True))
    same = set(quotes.values_list("text", flat=True))
    added_on = timezone.localdate() if there else LONG_AGO
    new = [row for row in shipped_quotes() if row["slug"] not in there and row["text"] not in same]
    for number, row in enumerate(new):
        quotes.create(side=number % 2, added_on=added_on, **row)
    return len(new)
