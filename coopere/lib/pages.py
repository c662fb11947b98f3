"""Keyset pages: newest first, and page 200 costs what page 1 costs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, the cursor of the next page ("" on the last), and what was odd about the request."""

    rows: Sequence[Row]
    next_cursor: str
    is_first: bool
    is_astray: bool = False

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(rows: QuerySet[Row], *, by: str, cursor: str, size: int) -> Page[Row]:
    """The `size` rows that follow `cursor`, in the order (`by` DESC, id DESC).

    `by` names a datetime field that is not null. A cursor that is not one of ours gives
    the first page, with `is_astray` set, so that the page can say so.
    """
    key = _read(cursor)
    if key:
        at, pk = key
        rows = rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk}))
        # Said again, because an OR alone does not let PostgreSQL start inside the index.
        rows = rows.filter(**{f"{by}__lte": at})
    found = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, _write(found[-1], by) if more else "", not key, bool(cursor) and not key)


def _read(cursor: str) -> tuple[datetime, int] | None:
    match = CURSOR.fullmatch(cursor)
    if not match:
        return None
    try:
        return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError:
        return None


def _write(row: Model, by: str) -> str:
    micros = (getattr(row, by) - EPOCH) // timedelta(microseconds=1)
    return f"{micros}-{row.pk}"
