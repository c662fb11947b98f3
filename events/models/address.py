"""The address of a host: secret, read by one function, and each showing leaves a row.

No relation leads here from a gathering, so that no page can come upon it; nothing but this
module reads the text. A test reads the code and says so.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.state import TransitionRefused
from events.models.booking import Booking
from events.models.gathering import Gathering
from members.models import Membership
from members.scoping import TenantModel

KEPT_FOR = timedelta(days=30)


class Address(TenantModel):
    """Where it is, for those who have a seat."""

    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(lazy("adresse"), max_length=300, blank=True, default="")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = lazy("adresse")
        verbose_name_plural = lazy("adresses")

    def __str__(self) -> str:
        return str(lazy("adresse"))

    @classmethod
    @transaction.atomic
    def keep(cls, gathering: Gathering, *, by: Membership, text: str) -> None:
        """Write the address, or another one; those with a seat are told that it changed.

        Raises PermissionDenied for anybody but the host and their godparent.
        """
        gathering.require_managed_by(by)
        held = gathering.locked()
        before = cls._of(held)
        if before == text:
            return
        cls.objects.update_or_create(
            gathering=held,
            defaults={"text": text, "erased_at": None},
            create_defaults={"text": text, "network_id": held.network_id},
        )
        if before and not held.is_past:
            held.tell_moved(by=by)

    @classmethod
    def of_host(cls, gathering: Gathering, by: Membership) -> str:
        """The address, for the host who wrote it and their godparent; others: PermissionDenied."""
        gathering.require_managed_by(by)
        return cls._of(gathering)

    @classmethod
    def shown_to(cls, booking: Booking) -> str:
        """THE reader: the address for those to whom it was shown, and who still may see it.

        As things are now, whatever is known of the booking: "" unless it is confirmed, by
        somebody who is still there, at a gathering that takes place, at the hour or after.
        """
        showing = AddressShowing.objects.filter(booking=booking.pk).select_related("gathering")
        shown = showing.filter(_may_see("booking__")).first()
        if shown is None or shown.gathering.address_from > timezone.now():
            return ""
        return cls._of(shown.gathering)

    @classmethod
    @transaction.atomic
    def show(cls, booking: Booking, *, by: Membership) -> None:
        """Show it to those who booked, from now on, and write down to whom and when.

        Raises PermissionDenied for anybody else, TransitionRefused where the seat is not
        confirmed, before the hour that the host chose, and once it is over.
        """
        if not by.acts_for(booking.member):
            raise PermissionDenied
        held = booking.gathering.locked()
        if not Booking.objects.filter(_may_see(), pk=booking.pk).exists():
            raise TransitionRefused(_("L’adresse se montre quand votre place est confirmée."))
        if held.address_from > timezone.now():
            raise TransitionRefused(_("L’adresse se montre deux jours avant."))
        if held.is_past:
            raise TransitionRefused(_("C’est passé : l’adresse ne se montre plus."))
        AddressShowing.objects.get_or_create(
            booking=booking, defaults={"network": held.network, "gathering": held, "to": by}
        )

    @classmethod
    def is_kept_for(cls, gathering: Gathering) -> bool:
        """Whether there is one to show; nothing of it is read."""
        return bool(cls.objects.filter(gathering=gathering).exclude(text="").exists())

    def erase(self, now: datetime) -> None:
        """Forget it: the row stays, and says when."""
        self.text, self.erased_at = "", now
        self.save(update_fields=["text", "erased_at"])

    @classmethod
    def _of(cls, gathering: Gathering) -> str:
        kept = cls.objects.filter(gathering=gathering.pk).first()
        return kept.text if kept else ""


class AddressShowing(TenantModel):
    """To whom the address was shown, and when: the host reads the list."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="showings")
    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="showing")
    to = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = lazy("adresse montrée")
        verbose_name_plural = lazy("adresses montrées")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.to}, {self.at:%d/%m %H:%M}"


def _may_see(booking: str = "") -> models.Q:
    """Whether somebody with that booking may see the address, hours aside."""
    wanted: dict[str, Any] = {
        "status": Booking.Status.CONFIRMED,
        "member__status__in": Membership.INSIDE,
        "gathering__status": Gathering.Status.PUBLISHED,
        "gathering__hidden_at": None,
        "gathering__host__status__in": Membership.INSIDE,
    }
    return models.Q(**{f"{booking}{name}": value for name, value in wanted.items()})
