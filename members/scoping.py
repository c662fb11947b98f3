"""The wall between networks: models that carry their network, and the keys that hold it.

A tenant model has a `network`, a manager that refuses to answer outside a scope, and, towards
other tenant models, composite foreign keys: PostgreSQL itself refuses a row that points into
another network.
"""

from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django_scopes import ScopedManager, scope


def tenant_manager(
    queryset: type[models.QuerySet] = models.QuerySet, field: str = "network"
) -> Any:
    """A manager with the verbs of `queryset` that only sees rows of the scope's network."""
    manager: Any = models.Manager
    return ScopedManager(_manager_class=manager.from_queryset(queryset), network=field)


def tenant_key(name: str) -> models.UniqueConstraint:
    """The pair that composite foreign keys of other tables point to."""
    return models.UniqueConstraint(fields=["id", "network"], name=f"{name}_in_network")


def in_network(network: models.Model) -> AbstractContextManager[None]:
    """Stand inside `network`: queries see its rows only.

    The scope holds its key, because Network is scoped by `pk`, which takes no object.
    """
    return scope(network=network.pk)


class TenantModel(models.Model):
    """Something that belongs to one network, for ever."""

    network = models.ForeignKey(
        "members.Network", on_delete=models.CASCADE, related_name="%(class)s_set", editable=False
    )

    # Any: the type checker cannot see through a manager made at run time.
    objects: ClassVar[Any] = tenant_manager()

    class Meta:
        abstract = True


class SameNetwork(Operation):
    """Migration: FOREIGN KEY (field_id, network_id) → target (id, network_id)."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, field_name: str) -> None:
        self.model_name = model_name
        self.field_name = field_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The state of the models does not know of the second key."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.field_name)
        quote = schema_editor.quote_name
        schema_editor.execute(
            f"ALTER TABLE {quote(model._meta.db_table)} "
            f"ADD CONSTRAINT {quote(self._name(model))} "
            f"FOREIGN KEY ({quote(field.column)}, {quote('network_id')}) "
            f"REFERENCES {quote(field.related_model._meta.db_table)} (id, network_id) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        quote = schema_editor.quote_name
        schema_editor.execute(
            f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self._name(model))}"
        )

    def describe(self) -> str:
        return f"Keep {self.model_name}.{self.field_name} inside its network"

    def _name(self, model: type[models.Model]) -> str:
        return f"{model._meta.db_table}_{self.field_name}_same_network"[:63]
