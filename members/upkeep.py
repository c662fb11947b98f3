"""What the worker does for members and visitors: it tidies up at night, and tells."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from django.core.files.storage import default_storage

from members.doors import all_pictures, find_open_network
from members.models import Interest
from members.models.pictures import FOLDER, WAITS, PictureQuerySet


def forget_pictures(now: datetime) -> None:
    """Delete the pictures that wait for a form since a day, and files that have no row.

    A file loses its row when a transaction is rolled back after it was written, or when a
    process dies between the two; young ones are left alone, their row may be on its way.
    """
    for pictures in all_pictures():
        pictures.forgotten(now).discard()
    for folder in _folders():
        _forget_strays(f"{FOLDER}/{folder}", now)


def tell_interested(network: int) -> None:
    """Write to all who wait where that network opened; begun anew, it goes on where it was."""
    opened = find_open_network(network)
    if opened:
        for interest in Interest.objects.waiting_for(opened).select_related("commune"):
            interest.tell_of(opened)


def _folders() -> list[str]:
    with suppress(FileNotFoundError):
        return default_storage.listdir(FOLDER)[0]
    return []


def _forget_strays(folder: str, now: datetime) -> None:
    files = dict(_named(default_storage.listdir(folder)[1]))
    wanted = {found for rows in all_pictures() for found in _present(rows, files.values())}
    for file, name in files.items():
        path = f"{folder}/{file}"
        if name not in wanted and default_storage.get_modified_time(path) < now - WAITS:
            default_storage.delete(path)


def _named(files: list[str]) -> Iterator[tuple[str, uuid.UUID]]:
    """Each file with the name of its picture; what is not ours is left alone."""
    for file in files:
        with suppress(ValueError):
            yield file, uuid.UUID(file.partition("-")[0])


def _present(rows: PictureQuerySet, names: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    return list(rows.filter(name__in=names).values_list("name", flat=True))
