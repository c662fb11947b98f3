"""`make run`: real processes, started and stopped as a person does."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from coopere.management.commands.run import chosen_port
from tests.programs import PROGRAMS

READY = "Ctrl-C stops it."
# What pytest and the settings of the tests leave in the environment is not a person's.
NOT_OURS = ("DJANGO_", "COOPERE_", "PYTEST_", "DATABASE_URL", "MAKE", "MFLAGS")


class Site:
    """A `make run` of its own, with its files in `folder`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        ours = {"COOPERE_VAR": str(folder), "COOPERE_DURABLE": "no", "PORT": str(port)}
        theirs = {name: os.environ[name] for name in os.environ if not name.startswith(NOT_OURS)}
        self.environment = {**theirs, **ours}
        self.log = folder / f"{port}.log"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.wait_for(READY)
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    @property
    def output(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + 180
        while words not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, check=True)

    def interrupt(self) -> None:
        """Ctrl-C: the terminal tells the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)

    def left(self) -> list[psutil.Process]:
        """The processes that are still there a moment later."""
        deadline = time.monotonic() + 10
        while found := [child for child in self.children if lives(child)]:
            if time.monotonic() > deadline:
                break
            time.sleep(0.1)
        return found


def lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def folder(new_folder: Callable[[], Path]) -> Path:
    return new_folder()


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(folder, port)
    yield site
    if site.process.poll() is None:
        site.interrupt()


def page(site: Site) -> str:
    with urlopen(f"http://localhost:{site.port}/") as answer:
        return answer.read().decode()


def test_site_answers_and_says_where_and_who(site: Site):
    assert "Coopère" in page(site)
    assert f"http://localhost:{site.port}\n" in site.output
    assert re.search(r"alice@example\.org.*karim@example\.org", site.output, re.DOTALL)
    assert "bonjour-voisins" in site.output


def test_mail_is_shown_in_the_terminal_and_kept(site: Site):
    site.manage("sendtestemail", "alice@example.org")
    site.wait_for("Mail for alice@example.org")
    kept = [path.read_text() for path in (site.folder / "mail").glob("*.eml")]
    assert sum("To: alice@example.org" in mail for mail in kept) == 1


def test_second_start_says_that_the_port_is_taken(site: Site):
    start = time.monotonic()
    second = subprocess.run(
        ["make", "run"],
        cwd=settings.BASE_DIR,
        env=site.environment,
        capture_output=True,
        text=True,
    )
    assert second.returncode != 0
    assert time.monotonic() - start < 30
    assert f"Port {site.port} is taken by Coopère itself (process " in second.stderr
    assert re.search(r"PORT=\d+ make run", second.stderr)
    assert "Traceback" not in second.stderr
    assert "Coopère" in page(site)


def test_ctrl_c_stops_everything(site: Site):
    site.interrupt()
    assert "\nStopped.\n" in site.output
    assert site.left() == []
    assert list(site.folder.glob("postgres/*/postmaster.pid")) == []


def test_death_of_the_web_server_stops_the_worker(folder: Path, free_port: int):
    site = Site(folder, free_port)
    [web] = [
        child
        for child in site.children
        if "gunicorn" in child.cmdline() and "gunicorn" not in child.parent().cmdline()
    ]
    web.kill()
    assert site.process.wait(60) != 0
    assert "The web server stopped by itself (signal SIGKILL): see above." in site.output
    assert site.left() == []


# -- Said before anything starts ------------------------------------------------------------------


@pytest.mark.parametrize("value", ["abc", "0", "70000", "-1", "٨٠"])
def test_port_that_is_none_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(CommandError, match="give a number from 1 to 65535"):
        chosen_port()


def test_port_of_another_program_is_refused_in_words(monkeypatch: pytest.MonkeyPatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError) as refusal:
            chosen_port()
    name = psutil.Process().name()
    assert f"Port {port} is taken by {name} (process {os.getpid()})." in str(refusal.value)


def test_production_is_not_started_this_way(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match=r"docs/deploy\.md"):
        call_command("run")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.label)
def test_tests_without_their_programs_say_what_to_install(program):
    run = subprocess.run(
        [sys.executable, "-m", "tests.programs"],
        cwd=settings.BASE_DIR,
        env={**os.environ, program.variable: "/nowhere/program"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert f"{program.wanted_by} need {program.label}: " in run.stderr
    assert f"apt-get install {program.package})" in run.stderr
