"""Fixtures for every test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.mailbox import Mailbox
from tests.worker import run_waiting_jobs

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lies in tests/browser needs Chromium, and says so by its mark."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _fresh_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """A limit on attempts that one test reached is not the next one's."""
    yield
    if "transactional_db" in request.fixturenames:
        cache.clear()


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    """The messages deferred so far, oldest first: `mailbox[0].subject`, `mailbox.to("a@b")`."""
    return Mailbox()


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """`run_jobs()` does the jobs that wait, as the worker would, and says how many."""
    return run_waiting_jobs
