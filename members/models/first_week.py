from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.scoping import TenantModel

if TYPE_CHECKING:
    from members.models.memberships import Membership


class FirstWeekPutAway(TenantModel):
    """A coordinator who does not want to see the first steps on the board any more.

    How far the network has come is not kept: `coopere/first_week.py` counts it.
    """

    membership: "models.OneToOneField[Membership, Membership]" = models.OneToOneField(
        "members.Membership", on_delete=models.CASCADE, related_name="first_week_put_away"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("premiers pas mis de côté")
        verbose_name_plural = _("premiers pas mis de côté")

    def __str__(self) -> str:
        return str(self.membership)

    @classmethod
    def put_away(cls, *, by: "Membership") -> None:
        """Take the first steps off the board of `by`; the desk still has them."""
        cls.objects.get_or_create(network=by.network, membership=by)

    @classmethod
    def take_out(cls, *, by: "Membership") -> None:
        """Put them back on the board."""
        cls.objects.filter(membership=by).delete()
