import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.scoping import TenantModel, tenant_manager


def digest_of(network: Any, email: str) -> str:
    """A keyed hash of an address, another one in each network: nobody reads it back."""
    what = f"exclusion:{network.pk}:{email.lower()}"
    return hmac.new(settings.SECRET_KEY.encode(), what.encode(), hashlib.sha256).hexdigest()


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def of(self, network: Any, user: Any) -> "ExclusionQuerySet":
        """Those of the account’s address in that network."""
        return self.filter(network=network, digest=digest_of(network, user.email))


class Exclusion(TenantModel):
    """That somebody was excluded who is gone since: what the coordinators need to know, no more.

    It is made when all else of the person is erased; it ends with the decision it is of, or when
    the coordinators let the person in again.
    """

    digest = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    objects: ClassVar[Any] = tenant_manager(ExclusionQuerySet)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.UniqueConstraint(fields=["network", "digest"], name="one_exclusion_of_address")
        ]
        indexes = [models.Index(fields=["decided_at"], name="exclusion_decided")]

    def __str__(self) -> str:
        return f"{self.decided_at:%d/%m/%Y}"

    @classmethod
    def remember(cls, network: Any, addresses: Iterable[str], decided_at: datetime) -> None:
        """Keep, of each address, that its owner was excluded from the network that day."""
        for email in addresses:
            cls.objects.update_or_create(
                network=network,
                digest=digest_of(network, email),
                defaults={"decided_at": decided_at},
            )
