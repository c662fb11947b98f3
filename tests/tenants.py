"""What the wall separates: tenant models, their keys to one another, and rows to try them on."""

from collections.abc import Callable
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, ForeignKey, Model

from events.models import (
    Booking,
    BringItem,
    Collection,
    DropPoint,
    Gathering,
    Memory,
    Need,
    Organiser,
    Rhythm,
    Series,
    VolunteerSlot,
)
from exchanges.models import Exchange, Message
from members.models import Charter, Membership, Network, Report
from members.scoping import TenantModel, in_network
from offers.models import Offer
from tests.factories import (
    BookingFactory,
    CharterFactory,
    CollectionFactory,
    DropPointFactory,
    ExchangeFactory,
    GatheringFactory,
    MembershipFactory,
    NeedFactory,
    OfferFactory,
    VolunteerSlotFactory,
)

OURS = {"members", "offers", "exchanges", "events", "coopere"}


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def tenant_models() -> list[type[Model]]:
    return [model for model in our_models() if issubclass(model, TenantModel)]


def scoped_models() -> list[type[Model]]:
    return [Network, *tenant_models()]


def tenant_keys() -> list[ForeignKey]:
    """Every foreign key from one tenant model to another."""
    return [
        field
        for model in tenant_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and issubclass(field.related_model, TenantModel)
    ]


def name_of(thing: type[Model] | Field) -> str:
    """ "offers.Offer", "offers.Offer.author"."""
    return (
        thing._meta.label if isinstance(thing, type) else f"{thing.model._meta.label}.{thing.name}"
    )


def rows_of(model: type[Model], network: Network) -> Any:
    """All rows of one network, whatever the scope: the test looks from above the wall."""
    own = {"pk": network.pk} if model is Network else {"network": network}
    return model._base_manager.filter(**own)


# A row that nothing points to yet, so that the key under test is all that can object.
FRESH: dict[type[Model], Callable[[Network], Model]] = {
    Membership: lambda network: MembershipFactory(network=network),
    Charter: lambda network: CharterFactory(network=network, version=99),
    Offer: lambda network: OfferFactory(author__network=network),
    Exchange: lambda network: silent_exchange(network),
    Report: lambda network: silent_report(network),
    Gathering: lambda network: GatheringFactory(host__network=network),
    Booking: lambda network: BookingFactory(gathering__host__network=network),
    Series: lambda network: silent_series(network),
    BringItem: lambda network: a_thing_to_bring(network),
    Memory: lambda network: a_memory(network),
    Collection: lambda network: silent_collection(network),
    Need: lambda network: NeedFactory(collection__created_by__network=network),
    DropPoint: lambda network: DropPointFactory(collection__created_by__network=network),
    VolunteerSlot: lambda network: VolunteerSlotFactory(
        point__collection__created_by__network=network
    ),
}


LOW = count(1)


def silent_exchange(network: Network) -> Exchange:
    exchange = ExchangeFactory(offer__author__network=network)
    rows_of(Message, network).filter(exchange=exchange).delete()
    return exchange


def silent_report(network: Network) -> Report:
    with in_network(network):
        report, _new = Report.make(
            OfferFactory(author__network=network),
            by=MembershipFactory(network=network),
            words="C’est une vente.",
        )
        report.voices.all().delete()
    return report


def silent_series(network: Network) -> Series:
    first = GatheringFactory(host__network=network, status="draft")
    with in_network(network):
        series = Series.plan(by=first.host, first=first, rhythm=Rhythm.WEEKLY)
        Gathering.objects.filter(pk=first.pk).delete()
    return series


def a_thing_to_bring(network: Network) -> BringItem:
    cafe = GatheringFactory(host__network=network)
    with in_network(network):
        return BringItem.add(cafe, by=cafe.host, label="Une tarte")


def a_memory(network: Network) -> Memory:
    cafe = GatheringFactory(host__network=network, over=True)
    with in_network(network):
        return Memory.write(cafe, by=cafe.host, text="Quel beau soir !")


def silent_collection(network: Network) -> Collection:
    """Of nobody, and for nothing."""
    collection = CollectionFactory(created_by__network=network, needs=0, status="preparing")
    rows_of(Organiser, network).filter(collection=collection).delete()
    return collection


def fresh(key: ForeignKey, network: Network) -> Model:
    """A row of `network` to which the key may point."""
    if name_of(key) == "events.Encounter.first":
        # Of two who met, the one with the lower number.
        return MembershipFactory(network=network, pk=-next(LOW))
    return FRESH[key.related_model](network)


def composite_keys() -> set[tuple[str, tuple[str, ...], str, tuple[str, ...]]]:
    """(table, columns, target table, target columns) of PostgreSQL's keys over two columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,
                ARRAY(SELECT attname::text FROM unnest(c.conkey) WITH ORDINALITY k(num, place)
                      JOIN pg_attribute ON attrelid = c.conrelid AND attnum = num ORDER BY place),
                ARRAY(SELECT attname::text FROM unnest(c.confkey) WITH ORDINALITY k(num, place)
                      JOIN pg_attribute ON attrelid = c.confrelid AND attnum = num ORDER BY place)
            FROM pg_constraint c
            WHERE c.contype = 'f' AND cardinality(c.conkey) = 2 AND c.convalidated
            """
        )
        rows = cursor.fetchall()
    return {
        (table, tuple(columns), target, tuple(targets)) for table, target, columns, targets in rows
    }
