"""The ground of tests that want two whole networks: built once, and never committed."""

from collections.abc import Iterator
from contextlib import ExitStack
from copy import deepcopy

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.personas import World, build_world


class Ground:
    """Parc and Zola, under all the tests in a row that stand on them, each in a savepoint."""

    def __init__(self) -> None:
        self.world: World | None = None
        self._held = ExitStack()

    def stand(self, blocker: DjangoDbBlocker) -> World:
        if not self.world:
            self._held.enter_context(blocker.unblock())
            self._held.enter_context(transaction.atomic())
            self.world = build_world()
        return self.world

    def clear(self) -> None:
        """Leave the database as it was, for tests that begin with nobody."""
        if self.world:
            self.world = None
            transaction.set_rollback(True)
            self._held.close()


GROUND = Ground()


@pytest.fixture(scope="session")
def _ground(django_db_setup: None) -> Iterator[Ground]:
    yield GROUND
    GROUND.clear()


@pytest.fixture(scope="module")
def _world(_ground: Ground, django_db_blocker: DjangoDbBlocker) -> World:
    return _ground.stand(django_db_blocker)


@pytest.fixture
def world(_world: World, db: None) -> World:
    """Parc and Zola, with everything; not for tests that commit."""
    assert _world is GROUND.world
    return deepcopy(_world)


def stands_on_it(item: pytest.Item) -> bool:
    return "world" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever stands on it comes first, so that it is built once."""
    items.sort(key=lambda item: not stands_on_it(item))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if not stands_on_it(item):
        GROUND.clear()
