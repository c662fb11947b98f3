"""Every field that may hold a person is decided: what becomes of it when they go."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.module_loading import import_string

from coopere.rights.lines import By, Keep
from coopere.rights.register import REGISTER
from members.models import Membership, User

TEXTS = (
    *(models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField),
    *(models.GenericIPAddressField, ArrayField, SearchVectorField),
)


def all_models() -> list[Any]:
    return list(apps.get_models(include_auto_created=True))


def may_hold_a_person(model: Any, field: Any) -> bool:
    """A text that is no choice, a key to a person, or to whatever row."""
    kind = getattr(field, "output_field", field) if field.generated else field
    if isinstance(kind, TEXTS):
        return not field.choices
    if field.is_relation:
        return field.related_model in {Membership, User} or model._meta.auto_created
    keys = {found.fk_field for found in model._meta.private_fields if isinstance(found, GFK)}
    return field.name in keys


GFK = GenericForeignKey


def named(model: Any, field: Any) -> str:
    return f"{model._meta.label}.{field.name}"


def wanted() -> set[str]:
    return {
        named(model, field)
        for model in all_models()
        for field in model._meta.concrete_fields
        if may_hold_a_person(model, field)
    }


def test_every_field_that_may_hold_a_person_is_decided():
    assert wanted() - set(REGISTER) == set()


def test_every_line_speaks_of_a_field_that_is_there():
    fields = {named(m, field) for m in all_models() for field in m._meta.concrete_fields}
    assert set(REGISTER) - fields == set()


def test_a_new_text_would_be_missed():
    """The control: a field that nobody has decided on is asked for."""
    field = Membership._meta.get_field("about")
    assert named(Membership, field) in wanted()
    assert "offers.Offer.search" in wanted()
    assert "members.Notification.by" in wanted()
    assert "exchanges.Exchange.status" not in wanted()


@pytest.mark.parametrize("name", REGISTER)
def test_line_has_a_reason_or_somebody_who_does_it(name):
    for line in REGISTER[name]:
        if isinstance(line, Keep):
            assert len(line.why) > 15
        if isinstance(line, By):
            assert callable(import_string(line.function))
