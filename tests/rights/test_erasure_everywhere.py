"""Whatever the register says goes, does: a word in each field of one person, and none is left."""

import pytest
from django.apps import apps
from django.db import models

from coopere.rights.erasure import erase_account
from coopere.rights.lines import Delete, Say, Write, matching
from coopere.rights.register import REGISTER
from events.models import Organiser
from members.models import Membership, User
from members.scoping import TenantModel, in_network
from tests.personas import World
from tests.rights.scan import places_of

TEXTS = (models.CharField, models.TextField)
# Held to a form that no word has; another test writes them.
FORMED = {"events.Artist.url", "events.Collection.money_url", "members.Membership.consent_manner"}


def texts() -> list[str]:
    """The fields of networks in which the register erases a text."""
    return [
        name
        for name, lines in REGISTER.items()
        if any(isinstance(line, Write | Say | Delete) for line in lines)
        and issubclass(apps.get_model(name.rpartition(".")[0]), TenantModel)
        and isinstance(field_of(name), TEXTS)
        and not field_of(name).choices
        and name not in FORMED
    ]


def field_of(name: str) -> models.Field:
    label, _dot, field = name.rpartition(".")
    return apps.get_model(label)._meta.get_field(field)


WORDS = {name: f"zibeline{number:03}" for number, name in enumerate(texts())}


def plant(name: str, person: Membership) -> int:
    """Write the field's word in all rows of the person that have a text; how many there were."""
    field, planted = field_of(name), 0
    for line in REGISTER[name]:
        if not isinstance(line, Write | Say | Delete):
            continue
        rows = field.model._base_manager.filter(matching(line.of, person.pk))
        for row in rows.exclude(**{field.name: ""}).distinct():
            word = WORDS[name] + (str(row.pk) if field.unique else "")
            field.model._base_manager.filter(pk=row.pk).update(**{field.name: word})
            planted += 1
    return planted


def leave_alone(person: Membership) -> None:
    """Nobody else organises or coordinates: no collection can be handed over."""
    Organiser.objects.exclude(membership=person).delete()
    Membership.objects.update(role=Membership.Role.MEMBER)


@pytest.mark.parametrize("part", ["author", "answerer", "third", "coordinator", "godparent"])
def test_nothing_of_a_person_is_left_in_any_field(world: World, part: str):
    person = world.parc.people[part]
    with in_network(person.network):
        leave_alone(person)
        planted = {name for name in WORDS if plant(name, person)}
    assert len(planted) >= 8
    before = places_of([WORDS[name] for name in planted])
    assert all(before.values()), "the control: each word is found"
    erase_account(person.user)
    assert {word: found for word, found in places_of(list(before)).items() if found} == {}


def planted_in_scope(name: str, person: Membership) -> int:
    with in_network(person.network):
        return plant(name, person)


def test_neighbours_of_the_world_give_each_line_something_to_erase(world: World):
    """Between them they have a text in every field that the register erases."""
    people = [*world.parc.people.values()]
    bare = {name for name in WORDS if not any(planted_in_scope(name, one) for one in people)}
    assert bare == set()


def test_account_is_nobody_any_more(world: World):
    user = world.parc.author.user
    assert erase_account(user)
    found = User.objects.get(pk=user.pk)
    assert (found.email, found.is_active, found.last_login) == (
        f"efface.{user.pk}@coopere.invalid",
        False,
        None,
    )
    assert not found.has_usable_password()
    assert not erase_account(user), "twice is once"
