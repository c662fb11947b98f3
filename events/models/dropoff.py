"""Where and when things are brought."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from coopere.lib.state import TransitionRefused
from events.models.collection import Collection
from members.models import Membership
from members.scoping import TenantModel, tenant_key, tenant_manager

MOST_POINTS = 10
MOST_DAYS = 60


class DropPointQuerySet(models.QuerySet["DropPoint"]):
    def days(self) -> "models.QuerySet[OpeningHours]":
        """When these are open."""
        rows: models.QuerySet[OpeningHours] = OpeningHours.objects.filter(point__in=self)
        return rows

    def with_hours(self) -> "DropPointQuerySet":
        """With their hours, day after day."""
        hours = OpeningHours.objects.order_by("day", "opens")
        return self.order_by("pk").prefetch_related(models.Prefetch("hours", hours))


class DropPoint(TenantModel, Once):
    """A place where what was promised is brought; its words are for all neighbours."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="points")
    place = models.CharField(lazy("où"), max_length=120)
    note = models.CharField(lazy("bon à savoir"), max_length=200, blank=True, default="")

    objects: ClassVar[Any] = tenant_manager(DropPointQuerySet)

    class Meta:
        verbose_name = lazy("point de dépôt")
        verbose_name_plural = lazy("points de dépôt")
        constraints = [tenant_key("drop_point")]

    def __str__(self) -> str:
        return self.place

    @classmethod
    @transaction.atomic
    def add(
        cls, collection: Collection, *, by: Membership, token: Any = None, **fields: Any
    ) -> "DropPoint":
        """Write a place; the same form sent twice is one.

        Raises PermissionDenied for those who do not organise it, TransitionRefused once the
        collection is closed, or past MOST_POINTS.
        """
        held: Any = collection.hold(by)
        if held.points.exclude(token=token).count() >= MOST_POINTS:
            raise TransitionRefused(_("Dix points de dépôt suffisent\u00a0: gardez les meilleurs."))
        point, _new = cls.create_once(token=token, network=held.network, collection=held, **fields)
        return point

    @transaction.atomic
    def edit(self, *, by: Membership, **fields: Any) -> None:
        """Write new `fields`. Raises as `add` does, and for a place that is gone."""
        self.collection.hold(by)
        self.locked()
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))

    @transaction.atomic
    def remove(self, *, by: Membership) -> None:
        """Strike it out, with its hours and empty slots. Raises as `add` does.

        Raises TransitionRefused while somebody is to hold it.
        """
        self.collection.hold(by)
        self.locked()
        slots: Any = self.slots
        list(slots.select_for_update(of=("self",)).order_by("pk"))
        if slots.all().shifts().live().exists():
            raise TransitionRefused(_("Quelqu’un doit y tenir un créneau : parlez-en ensemble."))
        self.delete()

    @transaction.atomic
    def open_on(
        self, *, by: Membership, day: date, opens: time, closes: time, token: Any = None
    ) -> "OpeningHours":
        """Say when things may be brought there; the same hours said twice are one row.

        Raises as `add` does, and TransitionRefused for a day outside the collection's dates,
        hours that end before they begin, or that are covered by others.
        """
        held = self.collection.hold(by)
        self.locked()
        check_hours(held, day, opens, closes)
        rows: Any = self.hours
        same = {"day": day, "opens": opens, "closes": closes}
        made: OpeningHours | None = rows.filter(**same).first()
        if made:
            return made
        if rows.filter(day=day, opens__lt=closes, closes__gt=opens).exists():
            raise TransitionRefused(_("Ce point est déjà ouvert à ces heures-là."))
        if rows.count() >= MOST_DAYS:
            raise TransitionRefused(_("La liste des jours est assez longue."))
        hours, _new = OpeningHours.create_once(
            token=token, network=self.network, point=self, **same
        )
        return hours

    def locked(self) -> "DropPoint":
        """This place as it is now; nobody strikes it out before we are done.

        Raises TransitionRefused where somebody just did.
        """
        rows: Any = DropPoint.objects.select_for_update(of=("self",), no_key=True)
        found: DropPoint | None = rows.filter(pk=self.pk).first()
        if found is None:
            raise TransitionRefused(_("Ce point de dépôt vient d’être retiré de la liste."))
        return found


class OpeningHoursQuerySet(models.QuerySet["OpeningHours"]):
    def visible_to(self, membership: Membership) -> "OpeningHoursQuerySet":
        """Those of the collections that one sees."""
        seen = Collection.objects.visible_to(membership)
        return self.filter(point__collection__in=seen.values("pk"))

    def to_come(self, today: date) -> "OpeningHoursQuerySet":
        """Of collections that are open: today and later, the first day first."""
        rows = self.filter(point__collection__status="open", day__gte=today)
        related = rows.select_related("point__collection__network")
        return related.order_by("day", "opens", "pk")


class OpeningHours(TenantModel, Once):
    """On one day, from when until when things are taken at a point."""

    point = models.ForeignKey(DropPoint, on_delete=models.CASCADE, related_name="hours")
    day = models.DateField(lazy("jour"))
    opens = models.TimeField(lazy("de"))
    closes = models.TimeField(lazy("à"))

    objects: ClassVar[Any] = tenant_manager(OpeningHoursQuerySet)

    class Meta:
        verbose_name = lazy("heures de dépôt")
        verbose_name_plural = lazy("heures de dépôt")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="hours_end_after_they_begin"
            ),
            models.UniqueConstraint(fields=["point", "day", "opens"], name="hours_once_a_day"),
        ]
        indexes = [models.Index(fields=["network", "day"], name="hours_agenda")]

    def __str__(self) -> str:
        return f"{self.point}, {self.day}"

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, self.opens))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, self.closes))

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()

    @transaction.atomic
    def remove(self, *, by: Membership) -> None:
        """Strike them out. Raises as `DropPoint.add` does."""
        self.point.collection.hold(by)
        self.delete()


def check_hours(collection: Collection, day: date, opens: time, closes: time) -> None:
    """Raises TransitionRefused for hours that are none, or on a day that is none of its own."""
    if closes <= opens:
        raise TransitionRefused(_("L’heure de fin vient après l’heure de début."))
    if not collection.opens_on <= day <= collection.closes_on:
        raise TransitionRefused(_("Choisissez un jour entre le début et la fin de la collecte."))
