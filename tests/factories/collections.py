from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone

from events.models import Collection, DropPoint, Need, Pledge, VolunteerSlot
from members.scoping import in_network
from tests.factories.events import evening
from tests.factories.members import MembershipFactory

TITLES = ["Rentrée solidaire", "Colis de Noël", "Couvertures pour l’hiver", "Livres de poche"]
LABELS = ["Cahiers", "Trousses", "Stylos", "Cartables", "Compas"]
Status = Collection.Status


class CollectionFactory(factory.Factory):
    """An open collection of Alice's kind, which ends in two weeks, with a need for 30 pieces.

    With `status`, one on the way there or past it; with `needs=0`, one that asks for nothing.
    """

    class Meta:
        model = Collection

    created_by = factory.SubFactory(MembershipFactory)
    title = factory.Iterator(TITLES)
    beneficiary = "trente familles de l’école"
    presentation = "Chaque enfant commence l’année avec un cartable plein."
    opens_on = factory.LazyFunction(timezone.localdate)
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    needs = 1
    status = Status.OPEN

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Collection:
        status, by, needs = fields.pop("status"), fields.pop("created_by"), fields.pop("needs")
        with in_network(by.network):
            made, _new = Collection.write(by=by, **fields)
            for label in LABELS[:needs]:
                Need.add(made, by=by, label=label, unit="piece", target=Decimal(30))
            bring_to(made, status, by)
        return made


def bring_to(made: Collection, status: str, by: Any) -> None:
    """From being prepared to `status`, by those whose turn it is."""
    if status == Status.PREPARING:
        return
    made.open(by=by)
    if status == Status.CANCELLED:
        made.cancel(by=by, word="L’école a tout reçu de la mairie.")
    if status in {Status.CLOSED, Status.REPORTED}:
        made.close(by=by)
    if status == Status.REPORTED:
        made.publish_report(by=by, text="Trente cartables, trente sourires.")


class NeedFactory(factory.Factory):
    """A need of an open collection: 30 pieces, and no more, unless it says otherwise."""

    class Meta:
        model = Need

    collection = factory.SubFactory(CollectionFactory, needs=0, status=Status.PREPARING)
    label = factory.Iterator(LABELS)
    unit = "piece"
    target = Decimal(30)
    surplus_welcome = False

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Need:
        collection: Any = fields.pop("collection")
        with in_network(collection.network):
            need = Need.add(collection, by=collection.created_by, **fields)
            if collection.is_preparing:
                collection.open(by=collection.created_by)
        return need


class PledgeFactory(factory.Factory):
    """Two pieces, promised; with `delivered`, so much of them was brought to the author."""

    class Meta:
        model = Pledge

    need = factory.SubFactory(NeedFactory)
    member = factory.SubFactory(MembershipFactory, network=factory.SelfAttribute("..need.network"))
    amount = Decimal(2)
    is_anonymous = False
    delivered = Decimal(0)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Pledge:
        need, member, delivered = fields.pop("need"), fields.pop("member"), fields.pop("delivered")
        with in_network(need.network):
            pledge: Pledge = Pledge.promise(need, by=member, **fields)
            if delivered:
                pledge.deliver(by=need.collection.created_by, amount=delivered)
        return pledge


class DropPointFactory(factory.Factory):
    """The hall of building A."""

    class Meta:
        model = DropPoint

    collection = factory.SubFactory(CollectionFactory)
    place = "hall du bâtiment A"
    note = "Sonnez deux fois."

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> DropPoint:
        collection: Any = fields.pop("collection")
        with in_network(collection.network):
            return DropPoint.add(collection, by=collection.created_by, **fields)


class VolunteerSlotFactory(factory.Factory):
    """Two volunteers, a week from now, from seven to nine in the evening."""

    class Meta:
        model = VolunteerSlot

    point = factory.SubFactory(DropPointFactory)
    starts_at = factory.LazyFunction(evening)
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(hours=2))
    wanted = 2

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> VolunteerSlot:
        point: Any = fields.pop("point")
        with in_network(point.network):
            by = point.collection.created_by
            return VolunteerSlot.plan(point, by=by, **fields)
