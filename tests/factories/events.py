from datetime import datetime, time, timedelta
from typing import Any

import factory
from django.utils import timezone

from events.models import Booking, Gathering
from members.models import Gesture
from members.scoping import in_network
from tests.factories.members import MembershipFactory

TITLES = ["Chansons du soir", "Café du samedi", "Réparer son vélo", "Duo de flûtes"]
Status = Gathering.Status
PLACES = {"cafe": "salle commune du bâtiment A", "workshop": "local à vélos"}


def evening(days: int = 7, hour: int = 19) -> datetime:
    """So many days from today, at that hour of the clock on the wall."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


class GatheringFactory(factory.django.DjangoModelFactory):
    """A published café in a week's time; with `status`, a draft, a proposed or a cancelled one.

    With `starts_at` in the past, as if it had been published before.
    """

    class Meta:
        model = Gathering

    class Params:
        concert = factory.Trait(kind=Gathering.Kind.CONCERT)
        over = factory.Trait(starts_at=factory.LazyFunction(lambda: evening(-3)))

    host = factory.SubFactory(MembershipFactory)
    network = factory.SelfAttribute("host.network")
    kind = Gathering.Kind.CAFE
    title = factory.Iterator(TITLES)
    text = "Venez comme vous êtes."
    starts_at = factory.LazyFunction(evening)
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(hours=3))
    place = factory.LazyAttribute(lambda made: PLACES.get(made.kind, ""))
    seats = 20
    status = Status.PUBLISHED

    @factory.lazy_attribute
    def checklist_at(self) -> Any:
        return timezone.now() if self.kind == Gathering.Kind.CONCERT else None

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Gathering:
        status, host = fields.pop("status"), fields["host"]
        dates = {name: fields.pop(name) for name in ("starts_at", "ends_at")}
        with in_network(fields["network"]):
            ahead = {"starts_at": evening(), "ends_at": evening() + timedelta(hours=3)}
            gathering = Gathering.objects.create(**ahead, **fields)
            if status != Status.DRAFT:
                gathering.propose(by=host)
            if status in {Status.PUBLISHED, Status.CANCELLED} and gathering.is_concert:
                gathering.publish(by=None)
            if status == Status.CANCELLED:
                gathering.cancel(by=host, word="Je suis malade, pardon.")
            Gathering.objects.filter(pk=gathering.pk).update(**dates)
            gathering.starts_at, gathering.ends_at = dates["starts_at"], dates["ends_at"]
        return gathering


class BookingFactory(factory.django.DjangoModelFactory):
    """A confirmed seat; with `status`, one that is waited for, kept, given back or lost."""

    class Meta:
        model = Booking

    gathering = factory.SubFactory(GatheringFactory)
    network = factory.SelfAttribute("gathering.network")
    member = factory.SubFactory(MembershipFactory, network=factory.SelfAttribute("..network"))
    size = 1
    status = Booking.Status.CONFIRMED

    @factory.lazy_attribute
    def confirmed_at(self) -> Any:
        return timezone.now() if self.status == Booking.Status.CONFIRMED else None

    @factory.lazy_attribute
    def offered_until(self) -> Any:
        soon = timezone.now() + timedelta(hours=24)
        return soon if self.status == Booking.Status.OFFERED else None

    @factory.lazy_attribute
    def ended_at(self) -> Any:
        return None if self.status in Booking.LIVE else timezone.now()

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Booking:
        with in_network(fields["network"]):
            booking: Booking = Booking.objects.create(**fields)
            if booking.is_confirmed:
                kind = Gesture.Kind.SEAT
                Gesture.objects.create(network=booking.network, kind=kind, at=booking.confirmed_at)
        return booking
