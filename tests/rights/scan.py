"""Where somebody could still be found: every column of every table, every file, mail and visit."""

import base64
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes, policy

from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

TEXT_OF = "SELECT {column}::text FROM {table} WHERE {column} IS NOT NULL"


def texts_of_database() -> dict[str, list[str]]:
    """All that stands in the database, by table and column, whatever its type."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_name), quote_ident(column_name) "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(TEXT_OF.format(table=table, column=column))
            found[f"{table}.{column}"] = [row[0] for row in cursor.fetchall()]
    return found


def texts_of_visits() -> list[str]:
    return [str(visit.get_decoded()) for visit in Session.objects.all()]


def texts_of_mail() -> Iterator[str]:
    """What the jobs of mail hold, taken out of its wrapping."""
    for args in ProcrastinateJob.objects.values_list("args", flat=True):
        yield str(args)
        if "mime" in args:
            mail = message_from_bytes(base64.b64decode(args["mime"]), policy=policy.default)
            yield str(mail["To"]) + str(mail["Subject"])
            for part in mail.walk():
                if part.get_content_maintype() == "text":
                    yield str(part.get_content())


def texts_of_files(folder: str = "") -> Iterator[str]:
    """Path and bytes of every file that the storage holds."""
    folders, files = default_storage.listdir(folder or ".")
    for name in files:
        with default_storage.open(f"{folder}{name}") as file:
            yield f"{folder}{name} " + file.read().decode("latin-1")
    for name in folders:
        yield from texts_of_files(f"{folder}{name}/")


def places_of(words: list[str]) -> dict[str, set[str]]:
    """For each word, where it or its stem stands: in any case, with its accents or without."""
    places = {
        **texts_of_database(),
        "visits": texts_of_visits(),
        "mail": list(texts_of_mail()),
        "files": list(texts_of_files()),
    }
    whole = {place: plain("\n".join(texts)) for place, texts in places.items()}
    return {word: {p for p, text in whole.items() if plain(word) in text} for word in words}


def plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
