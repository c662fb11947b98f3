from decimal import Decimal
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Case, Max, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Floor
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from coopere.lib.state import TransitionRefused
from events.amounts import MOST, Unit, check_amount, shown
from events.models.collection import Collection
from members.models import Membership
from members.scoping import TenantModel, tenant_key, tenant_manager

MOST_NEEDS = 40
NONE = Decimal(0)
COPIED = ("label", "unit", "target", "surplus_welcome", "priority", "note", "position")
# What a pledge counts for its need: what is promised, or at the end what came.
COUNTS = Case(When(status="promised", then="amount"), default="delivered")


def amount_field(name: Any, **options: Any) -> models.DecimalField:
    return models.DecimalField(name, max_digits=8, decimal_places=2, **options)


class TooMuch(TransitionRefused):
    """More than is needed where nothing should be left over; `missing` is what may be given."""

    def __init__(self, sentence: str, missing: Decimal) -> None:
        super().__init__(sentence)
        self.missing = missing


class NeedQuerySet(models.QuerySet["Need"]):
    def with_progress(self) -> "NeedQuerySet":
        """With what is `counted`, promised or come, and what is `received`."""
        own = self._pledges().filter(need=OuterRef("pk")).order_by().values("need")
        none = Value(NONE, output_field=models.DecimalField())
        counted = own.annotate(total=Sum(COUNTS)).values("total")
        received = own.annotate(total=Sum("delivered")).values("total")
        return self.select_related("collection").annotate(
            counted=Coalesce(Subquery(counted), none), received=Coalesce(Subquery(received), none)
        )

    def in_order(self) -> "NeedQuerySet":
        """As the organisers put them."""
        return self.order_by("position", "pk")

    def pledges(self) -> Any:
        """What was promised or brought for these."""
        return self._pledges().filter(need__in=self)

    def copy_to(self, collection: Collection) -> None:
        """Write the same needs for another collection, all of them open."""
        network = collection.network
        rows = [{name: getattr(need, name) for name in COPIED} for need in self.in_order()]
        for row in rows:
            Need.objects.create(network=network, collection=collection, **row)

    def _pledges(self) -> Any:
        pledges: Any = self.model._meta.get_field("pledges").related_model
        return pledges.objects.all()


class Need(TenantModel, Once):
    """Something that a collection asks for: how much of it, and how much is still missing."""

    class Priority(models.IntegerChoices):
        LOW = 1, lazy("si possible")
        NORMAL = 2, lazy("utile")
        URGENT = 3, lazy("urgent")

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="needs")
    label = models.CharField(lazy("quoi"), max_length=80)
    unit = models.CharField(lazy("compté en"), max_length=5, choices=Unit.choices)
    target = amount_field(lazy("combien"))
    surplus_welcome = models.BooleanField(lazy("il peut y en avoir plus"), default=False)
    priority = models.PositiveSmallIntegerField(
        lazy("priorité"), choices=Priority.choices, default=Priority.NORMAL
    )
    note = models.CharField(lazy("ce qui ne convient pas"), max_length=200, blank=True, default="")
    position = models.PositiveSmallIntegerField(editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = tenant_manager(NeedQuerySet)

    class Meta:
        verbose_name = lazy("besoin")
        verbose_name_plural = lazy("besoins")
        constraints = [
            tenant_key("need"),
            models.UniqueConstraint(
                fields=["collection", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="one_need_a_place",
            ),
            models.CheckConstraint(
                condition=Q(target__gt=0, target__lte=MOST), name="need_target_above_zero"
            ),
            models.CheckConstraint(
                condition=~Q(unit__in=["piece", "box"]) | Q(target=Floor("target")),
                name="need_whole_pieces",
            ),
            models.CheckConstraint(
                condition=Q(priority__range=(1, 3)), name="need_priority_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @cached_property
    def counted(self) -> Decimal:
        """What is promised or came. Asked once, or `with_progress`."""
        return self.count()

    @cached_property
    def received(self) -> Decimal:
        """What came. Asked once, or `with_progress`."""
        pledges: Any = self.pledges
        total: Decimal | None = pledges.aggregate(total=Sum("delivered"))["total"]
        return total or NONE

    @property
    def remaining(self) -> Decimal:
        """What is still missing, never less than nothing."""
        return max(NONE, self.target - self.counted)

    @property
    def expected(self) -> Decimal:
        """What is promised, and still has to come."""
        return self.counted - self.received

    @property
    def is_met(self) -> bool:
        return self.remaining == 0

    @property
    def is_open(self) -> bool:
        """Whether somebody may still promise something for it, as far as it goes itself."""
        return self.closed_at is None and (self.surplus_welcome or not self.is_met)

    @property
    def share(self) -> int:
        """How much of it is promised or came: 0 is nothing at all, 100 no less than all."""
        return self._share_of(self.counted)

    @property
    def share_received(self) -> int:
        """How much of it came, 0 to 100, in the same way."""
        return self._share_of(self.received)

    @property
    def received_words(self) -> str:
        """« Cahiers : 120 pièces », what came."""
        return self.line_of(self.received)

    @property
    def by_what_is_missing(self) -> tuple[Any, ...]:
        """Sorts needs as neighbours read them: what may still be given, urgent, most missing."""
        return (self.closed_at is not None, self.is_met, -self.priority, self.share, self.position)

    def line_of(self, amount: Decimal) -> str:
        """« Cahiers : 3 pièces »."""
        return f"{self.label}\u00a0: {shown(amount, self.unit)}"

    def count(self) -> Decimal:
        """The same as `counted`, as it is now. One query."""
        pledges: Any = self.pledges
        total: Decimal | None = pledges.aggregate(total=Sum(COUNTS))["total"]
        return total or NONE

    def check_room(self, more: Decimal) -> None:
        """Raises TooMuch where no surplus is welcome and less than `more` is missing."""
        missing = max(NONE, self.target - self.count())
        if self.surplus_welcome or more <= missing:
            return
        if not missing:
            raise TooMuch(_("Tout est déjà promis ou arrivé, merci\u202f!"), missing)
        sentence = _("Il n’en manque plus que %(missing)s\u00a0: gardez le reste pour vous.")
        raise TooMuch(sentence % {"missing": shown(missing, self.unit)}, missing)

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`."""
        return self.collection.notice_visible_to(membership)

    @classmethod
    @transaction.atomic
    def add(
        cls, collection: Collection, *, by: Membership, token: Any = None, **fields: Any
    ) -> "Need":
        """Write a need at the end of the list; the same form sent twice is one.

        Raises PermissionDenied for those who do not organise it, TransitionRefused once the
        collection is closed, past MOST_NEEDS, or for an amount that cannot be.
        """
        held = collection.hold(by)
        needs: Any = held.needs
        made: Need | None = needs.filter(token=token, **fields).first() if token else None
        if made:
            return made
        check_amount(fields["target"], fields["unit"])
        if needs.count() >= MOST_NEEDS:
            raise TransitionRefused(_("La liste est assez longue\u00a0: quarante besoins."))
        last = needs.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        need, _is_new = cls.create_once(
            token=token, network=held.network, collection=held, position=position, **fields
        )
        return need

    @transaction.atomic
    def edit(self, *, by: Membership, **fields: Any) -> None:
        """Write new `fields`. A target below what is promised unpledges nobody.

        Raises as `add` does, and TransitionRefused for another unit once somebody promised.
        """
        self.collection.hold(by)
        need = self.locked()
        if fields.get("unit", need.unit) != need.unit and need._live().exists():
            raise TransitionRefused(_("Quelqu’un a déjà promis\u00a0: l’unité ne change plus."))
        check_amount(fields.get("target", need.target), fields.get("unit", need.unit))
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))

    @transaction.atomic
    def move(self, *, by: Membership, up: bool) -> None:
        """Change places with the need before it, or after it; at either end nothing moves.

        Raises as `add` does.
        """
        held: Any = self.collection.hold(by)
        rows = list(held.needs.select_for_update(of=("self",)).in_order())
        place = [row.pk for row in rows].index(self.pk) if self in rows else -1
        other = place - 1 if up else place + 1
        if place < 0 or not 0 <= other < len(rows):
            return
        mine, theirs = rows[place], rows[other]
        mine.position, theirs.position = theirs.position, mine.position
        for row in (mine, theirs):
            row.save(update_fields=["position"])
        self.position = mine.position

    @transaction.atomic
    def close(self, *, by: Membership) -> None:
        """Nobody promises any of it any more; what is promised may come. Raises as `add` does."""
        self.collection.hold(by)
        self._write_closed(timezone.now())

    @transaction.atomic
    def reopen(self, *, by: Membership) -> None:
        """It may be promised again. Raises as `add` does."""
        self.collection.hold(by)
        self._write_closed(None)

    @transaction.atomic
    def remove(self, *, by: Membership) -> None:
        """Strike it out, while nobody has promised any. Raises as `add` does.

        Raises TransitionRefused when somebody has: then it is closed instead, and nothing lost.
        """
        self.collection.hold(by)
        need = self.locked()
        if need._live().exists():
            raise TransitionRefused(
                _(
                    "Quelqu’un en a promis\u00a0: ce besoin ne s’efface plus. "
                    "Vous pouvez le clore, les promesses restent."
                )
            )
        pledges: Any = need.pledges
        pledges.all().delete()
        need.delete()

    def locked(self) -> "Need":
        """This need as it is now; nothing is promised or brought for it before we are done.

        Its collection is read after the lock, so as it is now too. Raises TransitionRefused
        when it was struck out.
        """
        rows: Any = Need.objects.select_for_update(of=("self",))
        found: Need | None = rows.filter(pk=self.pk).first()
        if found is None:
            raise TransitionRefused(_("Ce besoin n’existe plus\u00a0: regardez les autres."))
        return found

    def _live(self) -> Any:
        pledges: Any = self.pledges
        return pledges.exclude(status="withdrawn")

    def _write_closed(self, at: Any) -> None:
        self.locked()
        Need.objects.filter(pk=self.pk).update(closed_at=at)
        self.closed_at = at

    def _share_of(self, amount: Decimal) -> int:
        share = int(min(amount, self.target) * 100 / self.target)
        return max(share, 1) if amount else 0
