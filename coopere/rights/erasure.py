"""The right to erasure (GDPR, article 17): of an account, or of one membership.

What lives ends by the verbs, then each line of the register is carried out, all of it in one
transaction; files go after the commit. What is left is a row that says "ancien membre".
"""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.state import TransitionRefused
from coopere.rights.addresses import addresses_of, pattern_of
from coopere.rights.doors import people_everywhere, rows_everywhere
from coopere.rights.goodbyes import say_goodbye
from coopere.rights.letters import forget_letters
from coopere.rights.lines import Delete, Of, Say, Write, matching, value_of
from coopere.rights.log import forget_in_log
from coopere.rights.outbox import Traces, forget_mail
from coopere.rights.register import REGISTER
from coopere.rights.register.members import of_reports
from members.models import Exclusion, Invitation, Membership, User, Visit
from members.scoping import TenantModel, in_network


@transaction.atomic
def erase_account(user: User) -> bool:
    """Erase the account and all that the person was, in every network; whether there was any.

    The account is locked: of two clicks at once, the second finds nothing to do. Raises
    TransitionRefused for the last one of the site’s staff.
    """
    if user.is_staff:
        _check_others_of_staff(user)
    held = User.objects.select_for_update().filter(pk=user.pk, erased_at=None).first()
    if held is None:
        return False
    traces = Traces.of(held)
    for person in people_everywhere().filter(user=held).order_by("pk"):
        _erase_person(person, traces)
    _blank_invitations_to(traces.addresses)
    forget_letters(held, traces.addresses)
    forget_in_log({User: [held.pk]})
    carry_out(held.pk, tenants=False)
    end_visits(held.pk, traces.addresses)
    forget_mail(traces)
    return True


@transaction.atomic
def erase_membership(person: Membership) -> Membership:
    """Erase what one person was in one network; the account, if there is one, stays.

    For a neighbour without an account, or for somebody who is outside. Returns what is left.
    """
    with in_network(person.network):
        held = Membership.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if held.erased_at is None:
            traces = Traces()
            _erase_person(held, traces)
            forget_mail(traces)
        return Membership.objects.select_related("network").get(pk=person.pk)


def end_visits(user: int, addresses: set[str]) -> None:
    """End all sessions of that account, and those that were on the way to one.

    Of somebody who tries to sign up anew, a session knows the address and not whose it is.
    """
    address = pattern_of(addresses)
    nobodys = Visit.objects.filter(user_id=None).iterator()
    keys = [visit.pk for visit in nobodys if address.search(str(visit.get_decoded()))]
    Visit.objects.filter(Q(user_id=user) | Q(pk__in=keys)).delete()


def carry_out(key: int, *, tenants: bool) -> None:
    """Do what the register says, with the tables of networks or with the others.

    First what is written, each table in one UPDATE, because constraints look at several fields;
    then what is deleted.
    """
    writes, deletes = _plan(tenants)
    for (model, of), values in writes.items():
        changes = {name: value_of(line, name) for name, line in values.items()}
        _rows(model).filter(matching(of, key)).update(**changes)
    for model, of in deletes:
        found: Any = _rows(model).filter(matching(of, key))
        found.discard() if hasattr(found, "discard") else found.delete()


def _check_others_of_staff(user: User) -> None:
    """All of them are locked: the last two cannot go at the same moment."""
    staff = User.objects.filter(is_staff=True, is_active=True, erased_at=None).order_by("pk")
    if {one.pk for one in staff.select_for_update()} == {user.pk}:
        raise TransitionRefused(
            _(
                "Votre compte est le dernier de l’équipe du site : sans lui, plus personne ne "
                "pourrait s’en occuper. Ouvrez d’abord un autre compte d’équipe, avec la commande "
                "« createsuperuser » sur le serveur, puis revenez supprimer le vôtre."
            )
        )


def _erase_person(person: Membership, traces: Traces) -> None:
    with in_network(person.network):
        if person.user and person.status == Membership.Status.EXCLUDED:
            decided_at = person.decided_at or timezone.now()
            Exclusion.remember(person.network, addresses_of(person.user), decided_at)
        say_goodbye(person)
        traces.add(person)
        forget_in_log(_rows_in_log(person))
        carry_out(person.pk, tenants=True)


def _rows_in_log(person: Membership) -> dict[type[Model], list[int]]:
    """The rows of the person by which an act at the desk may have called them."""
    ways: dict[str, Of] = {
        "members.Membership": "pk",
        "members.Report": of_reports,
        "offers.Offer": "author",
        "events.Gathering": "host",
        "events.Collection": "created_by",
    }
    models = {apps.get_model(label): of for label, of in ways.items()}
    return {
        model: list(_rows(model).filter(matching(of, person.pk)).values_list("pk", flat=True))
        for model, of in models.items()
    }


def _blank_invitations_to(addresses: set[str]) -> None:
    """What others typed when they invited the person, wherever that was."""
    for address in addresses:
        sent = rows_everywhere(Invitation).filter(email__iexact=address)
        sent.update(email="", first_name="")


def _plan(tenants: bool) -> tuple[dict[tuple[Any, Of], dict[str, Any]], list[tuple[Any, Of]]]:
    writes: dict[tuple[Any, Of], dict[str, Any]] = defaultdict(dict)
    deletes: dict[tuple[Any, Of], None] = {}
    for name, lines in REGISTER.items():
        label, field = name.rsplit(".", 1)
        model = apps.get_model(label)
        if issubclass(model, TenantModel) != tenants:
            continue
        for line in lines:
            if isinstance(line, Write | Say):
                writes[model, line.of][field] = line
            elif isinstance(line, Delete):
                deletes[model, line.of] = None
    return writes, list(deletes)


def _rows(model: Any) -> QuerySet[Any]:
    return model.objects.all() if issubclass(model, TenantModel) else rows_everywhere(model)
