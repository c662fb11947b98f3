import secrets
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Membership
from members.scoping import TenantModel, tenant_manager


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self) -> "CalendarFeedQuerySet":
        """Those that still tell something: not taken back, of somebody who is inside."""
        inside = {"membership__status__in": Membership.INSIDE, "membership__user__is_active": True}
        return self.filter(revoked_at=None, **inside)

    def of_link(self, secret: str) -> "CalendarFeedQuerySet":
        """The live one of that link, whatever an address may hold: no link has a NUL."""
        return self.none() if "\0" in secret else self.live().filter(secret=secret)


class CalendarFeed(TenantModel):
    """A link by which a calendar reads what one has planned here, without a login."""

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    secret = models.CharField(max_length=50, unique=True, default=new_secret, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = tenant_manager(CalendarFeedQuerySet)

    class Meta:
        verbose_name = _("abonnement au calendrier")
        verbose_name_plural = _("abonnements au calendrier")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(revoked_at__isnull=True),
                name="one_live_feed_per_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}"

    @classmethod
    def of(cls, membership: Membership) -> "CalendarFeed | None":
        """The person's feed, if they made one."""
        found: CalendarFeed | None = cls.objects.live().filter(membership=membership).first()
        return found

    @classmethod
    @transaction.atomic
    def renew(cls, *, by: Membership) -> "CalendarFeed":
        """Make a link for oneself; the one before is dead from now on."""
        Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
        cls.revoke(by=by)
        made: CalendarFeed = cls.objects.create(network_id=by.network_id, membership=by)
        return made

    @classmethod
    def revoke(cls, *, by: Membership) -> None:
        """Take one's link back; there may be none."""
        cls.objects.filter(membership=by, revoked_at=None).update(revoked_at=timezone.now())
