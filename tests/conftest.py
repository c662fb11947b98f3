"""Fixtures for every test."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from members.communes import load
from tests.databases import drop_abandoned_databases
from tests.mailbox import Mailbox
from tests.worker import forget_jobs, run_waiting_jobs

pytest_plugins = ["tests.personas", "tests.ground"]
BROWSER = Path(__file__).parent / "browser"
# Files whose tests share what takes long to begin.
TOGETHER = {"tests/test_demo.py", "tests/test_run.py"}
EMAIL_BACKEND = settings.EMAIL_BACKEND


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lies in tests/browser needs Chromium, and says so by its mark."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker(pytest.mark.browser)


class OneByOne(LoadScopeScheduling):
    """Tests go to whichever process is free, but `make run` starts once, as the demo is made."""

    def _split_scope(self, nodeid: str) -> str:
        file, _colons, _name = nodeid.partition("::")
        return file if file in TOGETHER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    # xdist's own `loadgroup` renames tests in a way that pytest 9.2 no longer heeds.
    return OneByOne(config, log)


@pytest.fixture(scope="session", autouse=True)
def _deferred_mail(django_test_environment: None) -> None:
    """Django's test environment replaces the backend of mail; ours is part of what is tested."""
    settings.EMAIL_BACKEND = EMAIL_BACKEND


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Drop the databases of runs that were killed."""
    with django_db_blocker.unblock():
        drop_abandoned_databases()


@pytest.fixture(autouse=True)
def _nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, Django empties the tables of models; this empties the others."""
    commits = is_transactional(request)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        cache.clear()
        forget_jobs()


def is_transactional(request: pytest.FixtureRequest) -> bool:
    mark = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(request.fixturenames)
    return bool(asked) or bool(mark and mark.kwargs.get("transaction"))


@pytest.fixture
def communes(db: None) -> int:
    """All communes of France, in a second or two; most tests want no more than CommuneFactory."""
    return load()


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    """The messages deferred so far, oldest first: `mailbox[0].subject`, `mailbox.to("a@b")`."""
    return Mailbox()


@pytest.fixture(scope="module")
def new_folder() -> Iterator[Callable[[], Path]]:
    """`new_folder()` makes a folder for a server, and does not keep it as `tmp_path` is kept.

    Nor does another run of pytest shut it to the account that PostgreSQL runs as.
    """
    with TemporaryDirectory(prefix="coopere-", ignore_cleanup_errors=True) as parent:
        yield lambda: Path(mkdtemp(dir=parent))


@pytest.fixture
def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """`run_jobs()` does the jobs that wait, as the worker would, and says how many."""
    return run_waiting_jobs
