"""The wall between networks, layers 3 and 4: scoped managers, and keys that PostgreSQL holds."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, Model
from django_scopes.exceptions import ScopeError

from members.models import Network
from members.scoping import TenantModel, in_network
from tests.personas import World
from tests.tenants import (
    composite_keys,
    fresh,
    name_of,
    our_models,
    rows_of,
    scoped_models,
    tenant_keys,
    tenant_models,
)

ROOT = Path(settings.BASE_DIR)
# The doors in the wall: what has to be asked before a network is known.
DOORS = {
    *("members/doors.py", "events/doors.py"),
    *("coopere/middleware.py", "coopere/rights/doors.py"),
}
ASKS = {
    "count": lambda objects: objects.count(),
    "list": lambda objects: list(objects.all()),
    "filter": lambda objects: objects.filter(pk=1),
    "get": lambda objects: objects.get(pk=1),
    "first": lambda objects: objects.first(),
    "update": lambda objects: objects.update(pk=1),
    "delete": lambda objects: objects.all().delete(),
}
every_scoped_model = pytest.mark.parametrize("model", scoped_models(), ids=name_of)
every_key = pytest.mark.parametrize("key", tenant_keys(), ids=name_of)


@every_scoped_model
@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_model_answers_nothing_outside_a_network(db, model, ask):
    with pytest.raises(ScopeError):
        ask(model.objects)


def test_model_answers_inside_a_network_with_the_rows_of_that_network_only(world: World):
    for model in scoped_models():
        for place in (world.parc, world.zola):
            with in_network(place.network):
                found = set(model.objects.values_list("pk", flat=True))
            own = set(rows_of(model, place.network).values_list("pk", flat=True))
            assert found == own, name_of(model)
            assert own, f"{name_of(model)} has no row in the world: nothing could have leaked"


def test_every_model_that_names_a_network_is_a_tenant():
    named = {
        model
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is Network
    }
    assert named == set(tenant_models())
    assert all(issubclass(model, TenantModel) for model in named)


def test_every_key_between_tenants_is_held_together_with_the_network(db):
    wanted = {
        (
            key.model._meta.db_table,
            (key.column, "network_id"),
            key.related_model._meta.db_table,
            ("id", "network_id"),
        )
        for key in tenant_keys()
    }
    assert wanted
    assert composite_keys() == wanted


@every_key
def test_postgresql_refuses_a_row_that_points_into_another_network(world: World, key: ForeignKey):
    at_home = fresh(key, world.parc.network)
    elsewhere = fresh(key, world.zola.network)
    point(key, world, at_home)
    with pytest.raises(IntegrityError, match=constraint(key)):
        point(key, world, elsewhere)


@every_key
def test_postgresql_refuses_to_move_a_row_that_others_point_to(world: World, key: ForeignKey):
    parent = fresh(key, world.parc.network)
    move(parent, world.zola.network, key)
    move(parent, world.parc.network, key)
    point(key, world, parent)
    with pytest.raises(IntegrityError, match=constraint(key)):
        move(parent, world.zola.network, key)


def test_the_scope_is_switched_off_at_the_doors_only():
    found = {
        path
        for path in ours()
        if names_in(ROOT / path) & {"scopes_disabled", "with_scopes_disabled", "_enabled"}
    }
    assert "members/doors.py" in found
    assert {path for path in found if "/management/commands/" not in path} <= DOORS


def test_a_base_manager_is_asked_by_the_row_itself_only():
    """`_base_manager` knows no scope: what is left of it always says which row it means."""
    found = {path for path in ours() if "_base_manager" in names_in(ROOT / path)}
    assert found <= {"coopere/lib/state.py", "coopere/lib/once.py"}


def constraint(key: ForeignKey) -> str:
    return f"{key.model._meta.db_table}_{key.name}_same_network"


def point(key: ForeignKey, world: World, target: Model) -> None:
    """Let a row of Parc point to `target`, as the worst code could."""
    row = rows_of(key.model, world.parc.network).exclude(pk=target.pk).order_by("pk").first()
    write(row, key.column, target.pk, key)


def move(row: Model, network: Network, key: ForeignKey) -> None:
    write(row, "network_id", network.pk, key)


def write(row: Model, column: str, value: int, key: ForeignKey) -> None:
    """An UPDATE without Django; then PostgreSQL is asked about this one key, and no other."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{row._meta.db_table}" SET "{column}" = %s WHERE id = %s',  # noqa: S608 - ours
            [value, row.pk],
        )
        cursor.execute(f'SET CONSTRAINTS "{constraint(key)}" IMMEDIATE')
        cursor.execute(f'SET CONSTRAINTS "{constraint(key)}" DEFERRED')


def ours() -> list[str]:
    """The code of the site, tests aside."""
    folders = ("coopere", "members", "offers", "exchanges", "events")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [str(path.relative_to(ROOT)) for path in paths if "migrations" not in path.parts]


def names_in(path: Path) -> set[str]:
    """Every name, attribute and keyword that the code of a file uses."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        for attribute in ("id", "attr", "arg", "name"):
            found.add(getattr(node, attribute, None))
    return found
