"""Who holds the drop-off points: slots, and the volunteers who sign up for them."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from coopere.lib.state import TransitionRefused
from events.models.collection import Collection
from events.models.dropoff import DropPoint
from members.models import Membership
from members.notifications import mark_seen
from members.scoping import TenantModel, tenant_key, tenant_manager

MOST_VOLUNTEERS = 20
MOST_SLOTS = 200
LONGEST = timedelta(hours=12)
NEVER_TWICE = "one_place_at_a_time"


class VolunteerSlotQuerySet(models.QuerySet["VolunteerSlot"]):
    def shifts(self) -> "ShiftQuerySet":
        """Who holds these."""
        rows: ShiftQuerySet = Shift.objects.filter(slot__in=self)
        return rows

    def in_order(self) -> "VolunteerSlotQuerySet":
        return self.order_by("starts_at", "pk")

    def with_volunteers(self) -> "VolunteerSlotQuerySet":
        """With point, and `live_shifts`, those who hold it. One more query."""
        live = Shift.objects.live().select_related("member").order_by("created_at", "pk")
        rows = self.select_related("point", "collection").in_order()
        return rows.prefetch_related(models.Prefetch("shifts", live, to_attr="live_shifts"))


class VolunteerSlot(TenantModel, Once):
    """A few hours at a drop-off point, for so many volunteers. Its hours never change."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="slots")
    point = models.ForeignKey(DropPoint, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(lazy("début"))
    ends_at = models.DateTimeField(lazy("fin"))
    wanted = models.PositiveSmallIntegerField(
        lazy("combien de personnes"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_VOLUNTEERS)],
    )

    objects: ClassVar[Any] = tenant_manager(VolunteerSlotQuerySet)

    class Meta:
        verbose_name = lazy("créneau")
        verbose_name_plural = lazy("créneaux")
        constraints = [
            tenant_key("volunteer_slot"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="slot_ends_within_12_hours",
            ),
            models.CheckConstraint(
                condition=Q(wanted__range=(1, MOST_VOLUNTEERS)), name="slot_wants_1_to_20"
            ),
        ]
        indexes = [models.Index(fields=["network", "starts_at"], name="slots_by_hour")]

    def __str__(self) -> str:
        return f"{self.point}, {self.starts_at:%d/%m %H:%M}"

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()

    @cached_property
    def held(self) -> int:
        """How many hold it; from the shifts, where they were fetched `with_volunteers`."""
        shifts: Any = self.shifts
        fetched = self.__dict__.get("live_shifts")
        return int(shifts.live().count()) if fetched is None else len(fetched)

    @property
    def free(self) -> int:
        return max(0, self.wanted - self.held)

    @classmethod
    @transaction.atomic
    def plan(
        cls,
        point: DropPoint,
        *,
        by: Membership,
        starts_at: datetime,
        ends_at: datetime,
        wanted: int,
        token: Any = None,
    ) -> "VolunteerSlot":
        """Ask for volunteers at a point; the same form sent twice asks once.

        Raises as `DropPoint.add` does, and TransitionRefused for hours that are past, that end
        before they begin, or last more than twelve hours.
        """
        held: Any = point.collection.hold(by)
        point.locked()
        if not starts_at < ends_at <= starts_at + LONGEST:
            raise TransitionRefused(_("Un créneau finit après son début, douze heures au plus."))
        if ends_at <= timezone.now():
            raise TransitionRefused(_("Choisissez une heure à venir."))
        if held.slots.exclude(token=token).count() >= MOST_SLOTS:
            raise TransitionRefused(_("La liste des créneaux est assez longue."))
        slot, _new = cls.create_once(
            token=token,
            network=held.network,
            collection=held,
            point=point,
            starts_at=starts_at,
            ends_at=ends_at,
            wanted=wanted,
        )
        return slot

    @transaction.atomic
    def set_wanted(self, *, by: Membership, wanted: int) -> None:
        """Ask for more, or for fewer without sending anybody away. Raises as `plan` does."""
        self.collection.hold(by)
        self.locked()
        self.wanted = wanted
        self.save(update_fields=["wanted"])

    @transaction.atomic
    def remove(self, *, by: Membership) -> None:
        """Strike it out while nobody holds it. Raises as `plan` does, and where somebody does."""
        self.collection.hold(by)
        if self.locked().held:
            raise TransitionRefused(_("Quelqu’un doit le tenir : parlez-en ensemble."))
        self.delete()

    def locked(self) -> "VolunteerSlot":
        """This slot as it is now; nobody else signs up before we are done."""
        rows: Any = VolunteerSlot.objects.select_for_update(of=("self",))
        found: VolunteerSlot | None = rows.filter(pk=self.pk).first()
        if found is None:
            raise TransitionRefused(_("Ce créneau n’existe plus\u00a0: regardez les autres."))
        return found


class ShiftQuerySet(models.QuerySet["Shift"]):
    def live(self) -> "ShiftQuerySet":
        return self.filter(cancelled_at=None)

    def to_come(self, now: datetime) -> "ShiftQuerySet":
        """Those of slots that are not over yet."""
        return self.filter(slot__ends_at__gt=now)

    def involving(self, membership: Membership) -> "ShiftQuerySet":
        """Those of the person, and of the neighbours for whom they act."""
        return self.filter(member__in=membership.people)

    def with_people(self) -> "ShiftQuerySet":
        """With slot, point, collection, network, and member with their logins."""
        return self.select_related(
            "slot__point",
            "slot__collection__network",
            "slot__collection__created_by",
            "member__user",
            "member__godparent__user",
        )


class Shift(TenantModel):
    """Somebody who holds a slot. PostgreSQL keeps them from being in two at once."""

    slot = models.ForeignKey(VolunteerSlot, on_delete=models.CASCADE, related_name="shifts")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="shifts")
    # The slot's own hours, beside the member, where one constraint can see both.
    during = DateTimeRangeField(editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = tenant_manager(ShiftQuerySet)

    class Meta:
        verbose_name = lazy("inscription à un créneau")
        verbose_name_plural = lazy("inscriptions aux créneaux")
        constraints = [
            ExclusionConstraint(
                name=NEVER_TWICE,
                expressions=[("member", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["network", "member"], name="shifts_of_member")]

    def __str__(self) -> str:
        return f"{self.member}, {self.slot}"

    def get_absolute_url(self) -> str:
        return self.slot.collection.get_absolute_url()

    @property
    def is_live(self) -> bool:
        return self.cancelled_at is None

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`."""
        mine = self.is_live and membership.acts_for(self.member)
        return mine and self.slot.collection.notice_visible_to(membership)

    @classmethod
    @transaction.atomic
    def sign_up(
        cls, slot: VolunteerSlot, *, by: Membership, for_: Membership | None = None
    ) -> "Shift":
        """Hold a slot oneself, or let one's godchild `for_`; twice is once.

        The person's row is locked before the slot, so that two of their own requests wait for
        each other and not, in a knot, for the constraint. Raises PermissionDenied for somebody
        `by` does not act for, TransitionRefused when it is full or over, or when they are
        elsewhere at that hour.
        """
        person = for_ or by
        if not by.acts_for(person):
            raise PermissionDenied
        Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
        held = slot.locked()
        mine: Any = held.shifts
        live: Shift | None = mine.live().filter(member=person).first()
        if live:
            return live
        cls._check(held, by, person)
        shift = cls._create(held, person)
        mark_seen(held.collection, by=by)
        return shift

    @transaction.atomic
    def cancel(self, *, by: Membership | None) -> None:
        """Give the slot back; an organiser may do so for a volunteer, None is the site.

        Raises PermissionDenied for others, TransitionRefused once the slot is over or it was
        given back.
        """
        collection = self.slot.collection
        if by and not by.acts_for(self.member) and not collection.is_organised_by(by):
            raise PermissionDenied
        held = self.slot.locked()
        if held.is_past:
            raise TransitionRefused(_("Ce créneau est passé, merci d’y avoir été\u202f!"))
        now = timezone.now()
        if not Shift.objects.live().filter(pk=self.pk).update(cancelled_at=now):
            raise TransitionRefused
        self.cancelled_at = now
        if by:
            mark_seen(self, by=by)

    @staticmethod
    def _check(held: VolunteerSlot, by: Membership, person: Membership) -> None:
        collection = held.collection
        may = collection.is_open and collection.hidden_at is None
        if not may and not (collection.is_preparing and collection.is_organised_by(by)):
            raise TransitionRefused(_("Cette collecte ne cherche personne en ce moment."))
        if by.is_paused or person.status != Membership.Status.ACTIVE:
            raise TransitionRefused(
                _("Vous êtes en pause : reprenez d’abord, depuis votre profil, pour aider.")
            )
        if held.is_past:
            raise TransitionRefused(_("Ce créneau est déjà passé."))
        if held.held >= held.wanted:
            raise TransitionRefused(_("Ce créneau est complet, merci\u202f! Regardez les autres."))

    @classmethod
    def _create(cls, held: VolunteerSlot, person: Membership) -> "Shift":
        during = DateTimeTZRange(held.starts_at, held.ends_at)
        try:
            with transaction.atomic():
                made: Shift = cls.objects.create(
                    network_id=held.network_id, slot=held, member=person, during=during
                )
        except IntegrityError as error:
            if NEVER_TWICE not in str(error):
                raise
            raise TransitionRefused(
                _("Vous avez déjà un créneau à cette heure-là : on ne peut être à deux endroits.")
            ) from error
        return made
