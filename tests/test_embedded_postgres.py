"""The embedded PostgreSQL survives what people do to it: kill, crowds, odd folders."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from coopere.embedded_postgres import Server

# Starts the server, says so, and leaves when its input ends.
USER = """
import sys, pathlib, psycopg
from coopere.embedded_postgres import database_url
url = database_url(pathlib.Path(sys.argv[1]), durable=False)
print(psycopg.connect(url).execute("SELECT upper('é')").fetchone()[0], flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the server of `folder`."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> str:
        """What the database said."""
        line = self.process.stdout.readline().strip()
        assert line, self.process.stderr.read()
        return line

    def leave(self) -> None:
        self.process.communicate(timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.leave()


@pytest.fixture
def folder(new_folder: Callable[[], Path]) -> Iterator[Path]:
    folder = new_folder() / "postgres"
    yield folder
    last = User(folder)
    last.answer()
    last.leave()


def postmaster(folder: Path) -> psutil.Process | None:
    """The server of `folder`, if it runs."""
    numbers = [path.read_text().split("\n")[0] for path in folder.glob("*/postmaster.pid")]
    for number in map(int, numbers):
        if psutil.pid_exists(number) and psutil.Process(number).status() != "zombie":
            return psutil.Process(number)
    return None


def test_last_to_leave_stops_the_server(folder: Path):
    users = [User(folder) for _ in range(4)]
    assert [user.answer() for user in users] == ["É"] * 4
    for user in users[1:]:
        user.leave()
    assert postmaster(folder)
    users[0].leave()
    assert not postmaster(folder)


def test_user_that_is_killed_is_not_waited_for(folder: Path):
    killed = User(folder)
    assert killed.answer() == "É"
    killed.kill()
    assert postmaster(folder)
    next_one = User(folder)
    assert next_one.answer() == "É"
    next_one.leave()
    assert not postmaster(folder)


def test_server_that_was_killed_starts_again(folder: Path):
    before = User(folder)
    assert before.answer() == "É"
    server = postmaster(folder)
    os.kill(server.pid, signal.SIGKILL)
    after = User(folder)
    assert after.answer() == "É"
    assert postmaster(folder).pid != server.pid
    before.leave()
    after.leave()


def test_number_of_another_program_is_not_taken_for_the_server(folder: Path):
    User(folder).leave()
    stale = next(folder.glob("[0-9]*")) / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n{int(time.time())}\n5432\n\n\n  0 0\nready\n")
    user = User(folder)
    assert user.answer() == "É"
    user.leave()


@pytest.mark.parametrize("name", ['l\'été de Zoé "2026"', "d" * 120])
def test_folder_may_have_any_name(new_folder: Callable[[], Path], name: str):
    folder = new_folder() / name
    user = User(folder)
    assert user.answer() == "É"
    user.leave()
    assert not postmaster(folder)


def test_start_that_was_interrupted_leaves_nothing_half_made(folder: Path):
    server = Server(folder, durable=False)
    folder.mkdir()
    server.files.with_suffix(".new").mkdir()
    (server.files.with_suffix(".new") / "PG_VERSION").write_text("18\n")
    user = User(folder)
    assert user.answer() == "É"
    user.leave()
