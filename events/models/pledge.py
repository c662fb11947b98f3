from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from coopere.lib.state import Stateful
from events.amounts import MOST, shown
from events.models.collection import Collection
from events.models.dropoff import DropPoint
from events.models.giving import Giving
from events.models.need import NONE, Need, amount_field
from members.models import Membership
from members.scoping import TenantModel, tenant_manager


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def live(self) -> "PledgeQuerySet":
        """What is promised, and has not come yet, or not all of it."""
        return self.filter(status="promised")

    def counted(self) -> "PledgeQuerySet":
        """What is promised or came."""
        return self.exclude(status="withdrawn")

    def involving(self, membership: Membership) -> "PledgeQuerySet":
        """Those of the person, and of the neighbours for whom they act."""
        return self.filter(member__in=membership.people)

    def named_to(self, membership: Membership) -> "PledgeQuerySet":
        """Those whose giver this neighbour may read: nobody who wished to stay anonymous.

        One's own apart; those who organise the collection read them all.
        """
        people = membership.people
        organised = Collection.objects.organised_by(membership).values("pk")
        mine = Q(member__in=people) | Q(need__collection__in=organised)
        shown = Q(is_anonymous=False, member__isnull=False)
        return self.filter(shown | mine)

    def in_order(self) -> "PledgeQuerySet":
        """As the needs stand, the first promise first."""
        return self.order_by("need__position", "promised_at", "pk")

    def with_people(self) -> "PledgeQuerySet":
        """With need, collection, network, and giver with their logins."""
        return self.select_related(
            "need__collection__network",
            "need__collection__created_by",
            "member__user",
            "member__godparent__user",
            "point",
        )

    def end_with_collection(self, now: datetime) -> None:
        """It is called off: nothing is expected any more, what came stays written."""
        live = self.live()
        live.filter(delivered=0).update(status="withdrawn", withdrawn_at=now)
        live.update(status="delivered", amount=F("delivered"))


class Pledge(TenantModel, Once, Stateful, Giving):
    """What somebody promises for a need, and what came of it; or what came without a promise."""

    class Status(models.TextChoices):
        PROMISED = "promised", lazy("promis")
        DELIVERED = "delivered", lazy("apporté")
        WITHDRAWN = "withdrawn", lazy("retiré")

    COUNTED = (Status.PROMISED, Status.DELIVERED)

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="pledges")
    # Nobody, when it came from somebody passing by.
    member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="pledges"
    )
    entered_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="pledges_entered"
    )
    passer_name = models.CharField(lazy("de la part de"), max_length=60, blank=True, default="")
    amount = amount_field(lazy("combien"))
    delivered = amount_field(lazy("déjà apporté"), default=NONE)
    is_anonymous = models.BooleanField(lazy("sans montrer mon nom aux voisins"), default=False)
    point = models.ForeignKey(
        DropPoint, on_delete=models.SET_NULL, null=True, related_name="pledges"
    )
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PROMISED)
    promised_at = models.DateTimeField(default=timezone.now)
    # When the first of it came.
    delivered_at = models.DateTimeField(null=True)
    delivered_to = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = tenant_manager(PledgeQuerySet)

    class Meta:
        verbose_name = lazy("promesse")
        verbose_name_plural = lazy("promesses")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MOST), name="pledge_amount_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(delivered=0, delivered_at__isnull=True)
                | Q(delivered__gt=0, delivered__lte=MOST, delivered_at__isnull=False),
                name="pledge_delivered_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status="promised", delivered__lt=F("amount"))
                | Q(status="delivered", delivered__gte=F("amount"))
                | Q(status="withdrawn", delivered=0),
                name="pledge_status_says_what_came",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn") ^ Q(withdrawn_at__isnull=True),
                name="pledge_withdrawn_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, passer_name="")
                | Q(member__isnull=True) & ~Q(status="promised"),
                name="pledge_passing_by_is_delivered",
            ),
        ]
        indexes = [
            models.Index(fields=["need", "status"], name="pledges_of_need"),
            models.Index(fields=["network", "member", "status"], name="pledges_of_member"),
        ]

    def __str__(self) -> str:
        return f"{shown(self.amount, self.need.unit)}, {self.need}"

    def get_absolute_url(self) -> str:
        return self.need.collection.get_absolute_url()

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.PROMISED

    @property
    def is_delivered(self) -> bool:
        return self.status == self.Status.DELIVERED

    @property
    def is_partly_delivered(self) -> bool:
        return self.is_live and self.delivered > 0

    @property
    def is_passing_by(self) -> bool:
        """Whether it came without a promise."""
        return self.member_id is None

    @property
    def counts(self) -> Decimal:
        """What it counts for its need."""
        return self.amount if self.is_live else self.delivered

    @property
    def expected(self) -> Decimal:
        """What still has to come."""
        return self.amount - self.delivered if self.is_live else NONE

    @property
    def promised_words(self) -> str:
        """« Cahiers : 3 pièces », all that is promised."""
        return self.need.line_of(self.amount)

    @property
    def due_words(self) -> str:
        """« Cahiers : 3 pièces », what still has to come."""
        return self.need.line_of(self.expected)

    @property
    def brought_words(self) -> str:
        """« Cahiers : 3 pièces », what came."""
        return self.need.line_of(self.delivered)

    def is_named_to(self, membership: Membership) -> bool:
        """Whether this neighbour may read who gives; `named_to` for many."""
        if self.need.collection.is_organised_by(membership):
            return True
        if self.member is None:
            return False
        return not self.is_anonymous or membership.acts_for(self.member)

    def giver_for(self, membership: Membership) -> str:
        """The giver's name as this neighbour may read it; "" for somebody who is not named."""
        if not self.is_named_to(membership):
            return ""
        return self.member.display_name if self.member else self.passer_name

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`."""
        mine = self.member is not None and membership.acts_for(self.member)
        return mine and self.need.collection.notice_visible_to(membership)
