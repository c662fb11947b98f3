"""What a job of the night does to many rows: one that fails does not keep the others from it."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

logger = logging.getLogger(__name__)


def each_by_itself(rows: Iterable[Any], act: Callable[[Any], object]) -> None:
    """Act on each row, and log those on which it fails.

    Raises at the end what the last one to fail raised, so that the job is known as failed. `act`
    makes its own transaction.
    """
    fault: Exception | None = None
    for row in rows:
        try:
            act(row)
        except Exception as error:
            logger.exception("%s failed.", name_of(row))
            fault = error
    if fault:
        raise fault


def name_of(row: object) -> str:
    """By a name or a key: the log is not told who somebody is."""
    kind = type(row).__name__
    return f"{kind} {getattr(row, 'pk', '') or getattr(row, 'name', '')}"
