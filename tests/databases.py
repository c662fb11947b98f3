"""The databases of runs that were killed, which nobody else drops."""

import re
from contextlib import suppress

import psutil
import psycopg
from django.conf import settings


def drop_abandoned_databases() -> None:
    """A test database carries the number of its process: no process, no use."""
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        names = connection.execute("SELECT datname FROM pg_database").fetchall()
        for (name,) in names:
            number = re.fullmatch(r"test_coopere_(\d+)(_\w+)?", name)
            if number and not psutil.pid_exists(int(number[1])):
                # Another run may have dropped it a moment ago, or still use it elsewhere.
                with suppress(psycopg.errors.InvalidCatalogName, psycopg.errors.ObjectInUse):
                    connection.execute(f'DROP DATABASE "{name}"')
