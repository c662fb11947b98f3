"""How somebody leaves a network: for a while, or for good."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.state import TransitionRefused
from members.models.notices import Kind
from members.notifications import notify, settle


class Leaving:
    """For Membership: the way out."""

    @transaction.atomic
    def leave(self: Any) -> None:
        """Leave the network. The last coordinator cannot: somebody must hold the keys."""
        if self.is_last_coordinator():
            raise TransitionRefused(
                _(
                    "Vous êtes la seule personne référente de ce réseau. Demandez d’abord à "
                    "l’équipe du site d’en nommer une autre."
                )
            )
        self._go()

    @transaction.atomic
    def leave_for_good(self: Any) -> None:
        """Leave because all that is known of the person goes; the last coordinator may too.

        The coordinators are told of godchildren who have nobody any more. Nothing happens to
        somebody who is outside already.
        """
        if self.status not in (*self.INSIDE, self.Status.PENDING):
            return
        self.part_from_godchildren()
        self._go()

    @transaction.atomic
    def part_from_godchildren(self: Any) -> None:
        """Act for nobody any more; the coordinators are told of each who has nobody now."""
        others = type(self).objects.coordinators().exclude(pk=self.pk).order_by("pk")
        for godchild in self.godchildren.filter(status__in=self.INSIDE).order_by("pk"):
            for coordinator in others:
                notify(Kind.GODPARENT_GONE, to=coordinator, target=godchild)
        self._let_godchildren_go()

    def is_last_coordinator(self: Any) -> bool:
        """Whether nobody else holds the keys. Locks them, in a transaction: the last two cannot
        leave at the same moment.
        """
        keys = type(self).objects.coordinators().order_by("pk")
        return {person.pk for person in keys.select_for_update(of=("self",))} == {self.pk}

    def _go(self: Any) -> None:
        self._move(
            from_=[*self.INSIDE, self.Status.PENDING],
            status=self.Status.LEFT,
            left_at=timezone.now(),
            role=self.Role.MEMBER,
        )
        self._let_godchildren_go()
        settle(Kind.JOIN_REQUEST, target=self)

    def _let_godchildren_go(self: Any) -> None:
        # Who comes back later must not find a neighbour's threads open again by themselves.
        self.godchildren.update(godparent=None)
