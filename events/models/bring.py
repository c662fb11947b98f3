from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from coopere.lib.once import Once
from coopere.lib.state import TransitionRefused
from events.models.gathering import Gathering
from members.models import Membership
from members.scoping import TenantModel, tenant_key, tenant_manager

MOST_WANTED = 50
MOST_ITEMS = 40


class BringItemQuerySet(models.QuerySet["BringItem"]):
    def with_pledges(self) -> "BringItemQuerySet":
        """In the order in which they were written, with those who bring them."""
        return self.order_by("pk").prefetch_related("pledges__member")

    def forget(self, person: Membership) -> None:
        """The person does not come: nothing is expected of them any more."""
        pledges = BringPledge.objects.filter(item__in=self.all(), member=person)
        pledges.delete()
        self.filter(added_by=person, pledges=None).exclude(gathering__host=person).delete()


class BringItem(TenantModel, Once):
    """Something for the table: what the host would like, or what a guest brings."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="items")
    label = models.CharField(lazy("quoi"), max_length=80)
    wanted = models.PositiveSmallIntegerField(lazy("combien"), default=1)
    added_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="bring_items"
    )

    objects: ClassVar[Any] = tenant_manager(BringItemQuerySet)

    class Meta:
        verbose_name = lazy("chose à apporter")
        verbose_name_plural = lazy("choses à apporter")
        constraints = [
            tenant_key("bring_item"),
            models.CheckConstraint(
                condition=Q(wanted__range=(1, MOST_WANTED)), name="bring_item_1_to_50"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @cached_property
    def promised(self) -> int:
        """How many are promised; from the pledges, where they were fetched."""
        pledges: Any = self.pledges
        return sum(pledge.quantity for pledge in pledges.all())

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.promised)

    @classmethod
    @transaction.atomic
    def add(
        cls,
        gathering: Gathering,
        *,
        by: Membership,
        for_: Membership | None = None,
        label: str,
        wanted: int = 1,
        token: Any = None,
    ) -> "BringItem":
        """Write a line: of the host, something that is wanted; of a guest, what they bring.

        The same form sent twice is one line. Raises PermissionDenied for anybody but the host
        and those with a confirmed seat, TransitionRefused past the end or past MOST_ITEMS.
        """
        person = for_ or by
        held = gathering.locked()
        is_host = held.is_managed_by(by) and for_ is None
        if not is_host:
            require_guest(held, by, person)
        check_open(held)
        if held.items.exclude(token=token).count() >= MOST_ITEMS:
            raise TransitionRefused(_("La liste est assez longue : quarante choses."))
        author = held.host if is_host else person
        item, is_new = cls.create_once(
            token=token,
            network=held.network,
            gathering=held,
            label=label,
            wanted=wanted,
            added_by=author,
        )
        if is_new and not is_host:
            item.pledges.create(network=held.network, member=person, quantity=wanted)
        return item

    @transaction.atomic
    def pledge(self, *, by: Membership, for_: Membership | None = None, quantity: int) -> None:
        """Say how many one brings; 0 takes it back. Never more in all than is wanted.

        The item is locked while the others are counted. Raises PermissionDenied for anybody
        but guests and host, TransitionRefused for more than is missing.
        """
        person = for_ or by
        item = BringItem.objects.select_for_update(of=("self",)).get(pk=self.pk)
        require_guest(item.gathering, by, person)
        check_open(item.gathering)
        others = item.pledges.exclude(member=person).aggregate(total=Sum("quantity"))["total"] or 0
        if quantity > item.wanted - others:
            raise TransitionRefused(item._too_many(item.wanted - others))
        if quantity:
            item._write_pledge(person, quantity)
        else:
            item._take_back(person)
        self.__dict__.pop("promised", None)

    @transaction.atomic
    def remove(self, *, by: Membership) -> None:
        """Strike the line out. By the host or who wrote it, while nobody else brings any.

        Raises PermissionDenied for others, TransitionRefused where somebody does.
        """
        is_mine = self.added_by and by.acts_for(self.added_by)
        if not (is_mine or self.gathering.is_managed_by(by)):
            raise PermissionDenied
        item = BringItem.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if item.pledges.exclude(member__in=by.people).exists():
            raise TransitionRefused(_("Quelqu’un l’apporte déjà : parlez-en ensemble."))
        item.delete()

    def _write_pledge(self, person: Membership, quantity: int) -> None:
        BringPledge.objects.update_or_create(
            item=self,
            member=person,
            defaults={"quantity": quantity},
            create_defaults={"quantity": quantity, "network_id": self.network_id},
        )

    def _take_back(self, person: Membership) -> None:
        """A line that a guest wrote for themselves goes with their promise."""
        BringPledge.objects.filter(item=self, member=person).delete()
        own = self.added_by_id == person.pk != self.gathering.host_id
        pledges: Any = self.pledges
        if own and not pledges.exists():
            self.delete()

    def _too_many(self, missing: int) -> str:
        if missing <= 0:
            return _("C’est déjà promis par d’autres, merci !")
        return ngettext(
            "Il n’en manque plus qu’un ou une.", "Il n’en manque plus que %(count)d.", missing
        ) % {"count": missing}


class BringPledge(TenantModel):
    """Who brings how many."""

    item = models.ForeignKey(BringItem, on_delete=models.CASCADE, related_name="pledges")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="bring_pledges")
    quantity = models.PositiveSmallIntegerField(lazy("combien"))

    class Meta:
        verbose_name = lazy("chose promise")
        verbose_name_plural = lazy("choses promises")
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="one_pledge_per_member"),
            models.CheckConstraint(
                condition=Q(quantity__range=(1, MOST_WANTED)), name="bring_pledge_1_to_50"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item}"


def require_guest(gathering: Any, by: Membership, person: Membership) -> None:
    """Raises PermissionDenied unless `by` acts for the person, who is host or confirmed guest."""
    is_guest = gathering.bookings.filter(member=person, status="confirmed").exists
    if not by.acts_for(person) or not (person.pk == gathering.host_id or is_guest()):
        raise PermissionDenied


def check_open(gathering: Gathering) -> None:
    """Raises TransitionRefused once it is over or called off."""
    if gathering.is_past or gathering.is_cancelled:
        raise TransitionRefused(_("Cet événement est passé ou annulé : il ne change plus."))
