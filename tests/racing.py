"""Things that happen at the same moment, on real connections.

Threads keep a connection each, wait for one another, and act. Only for tests that commit
(`transactional_db`).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connection

from members.models import Network
from members.scoping import in_network

Act = Callable[[], Any]
WON = "won"
# Far more than a turn of the lock takes, and short enough for a test.
PATIENCE = 0.5


class Race:
    """`race(act, act)` runs the acts at once, in the scope of one network."""

    def __init__(self, network: Network, pool: ThreadPoolExecutor) -> None:
        self.network = network
        self.pool = pool

    def __call__(self, *acts: Act) -> list[str]:
        """How each act ended: WON, or the name of the exception."""
        start = Barrier(len(acts))
        runs = [self.pool.submit(self._run, act, start) for act in acts]
        return [run.result(timeout=60) for run in runs]

    def _run(self, act: Act, start: Barrier) -> str:
        start.wait()
        try:
            with in_network(self.network):
                act()
        except Exception as error:
            return type(error).__name__
        return WON


@contextmanager
def racing(network: Network, *, runners: int = 2) -> Iterator[Race]:
    """A race of `runners` at most, whose connections are closed at the end."""
    with ThreadPoolExecutor(runners) as pool:
        race = Race(network, pool)
        try:
            yield race
        finally:
            race(*[lambda: connection.close()] * runners)  # each runner its own


class Meeting:
    """Where two runners wait for each other between looking and acting, if nothing holds one."""

    def __init__(self) -> None:
        self.barrier = Barrier(2)

    def wait(self) -> None:
        try:
            self.barrier.wait(PATIENCE)
        except RuntimeError:  # the other one is held back, as it should be
            return
