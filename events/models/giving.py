"""What givers and volunteers do with a promise, all of it under the lock of the need."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.state import TransitionRefused
from events.amounts import check_amount, shown
from members.models import Gesture, Membership
from members.models.notices import Kind as News
from members.models.notices import Notification
from members.notifications import mark_seen, notify


class Giving:
    """For Pledge: its verbs."""

    @classmethod
    @transaction.atomic
    def promise(
        cls: Any,
        need: Any,
        *,
        by: Membership,
        for_: Membership | None = None,
        amount: Decimal,
        is_anonymous: bool = False,
        point: Any | None = None,
        token: Any = None,
    ) -> Any:
        """Promise for oneself, or for one's godchild `for_`; the organisers are told.

        The same form sent twice is one promise. Raises PermissionDenied for somebody `by` does
        not act for, TransitionRefused when nothing may be promised, or not so much: TooMuch
        says what is missing.
        """
        person = for_ or by
        if not by.acts_for(person):
            raise PermissionDenied
        held = need.locked()
        said = {
            "need": held,
            "member": person,
            "entered_by": by if by != person else None,
            "amount": amount,
            "is_anonymous": is_anonymous,
            "point": cls._point_of(held, point),
        }
        token = cls._unless_withdrawn(token)
        made = cls._made_before(token, said)
        if made:
            return made
        cls._check_promise(held, by, person, amount)
        pledge, _new = cls.create_once(token=token, network=held.network, **said)
        collection = held.collection
        for organiser in collection.organiser_rows:
            notify(News.PLEDGED, to=organiser.membership, target=collection, by=by)
        return pledge

    @classmethod
    @transaction.atomic
    def bring_without_pledge(
        cls: Any,
        need: Any,
        *,
        by: Membership,
        amount: Decimal,
        name: str = "",
        point: Any | None = None,
        token: Any = None,
    ) -> Any:
        """Enter what somebody passing by has brought; a volunteer or organiser does.

        The same form sent twice is one. Raises PermissionDenied for others, TransitionRefused
        when nothing is taken any more, TooMuch for a surplus that is not welcome.
        """
        held = need.locked()
        held.collection.require_held_by(by)
        said = {
            "need": held,
            "member": None,
            "passer_name": name,
            "amount": amount,
            "point": cls._point_of(held, point),
        }
        token = cls._unless_withdrawn(token)
        made = cls._made_before(token, said)
        if made:
            return made
        cls._check_receiving(held)
        check_amount(amount, held.unit)
        held.check_room(amount)
        now = timezone.now()
        came = {"delivered": amount, "delivered_at": now, "delivered_to": by, "entered_by": by}
        pledge, _new = cls.create_once(
            token=token, network=held.network, status=cls.Status.DELIVERED, **said, **came
        )
        light(held.network_id, now)
        return pledge

    @transaction.atomic
    def change(self: Any, *, by: Membership, amount: Decimal) -> None:
        """Promise more, if it is wanted, or less, down to what came already.

        Raises PermissionDenied for others, TransitionRefused when it is over, TooMuch.
        """
        self._require_giver(by)
        held = self._lock()
        self._check_changing(held)
        check_amount(amount, held.unit)
        if amount > self.amount:
            self._check_open(held)
        if amount < self.delivered:
            raise TransitionRefused(
                _("Vous avez déjà apporté %(amount)s, merci\u202f! Promettez au moins cela.")
                % {"amount": shown(self.delivered, held.unit)}
            )
        self._write(held, amount=amount)
        mark_seen(held.collection, by=by)

    @transaction.atomic
    def withdraw(self: Any, *, by: Membership | None) -> None:
        """Take the promise back; of one that came in part, the rest.

        `by` is None where the site does it, for somebody who is gone. Raises PermissionDenied
        for others, TransitionRefused when all of it came, or it is over.
        """
        if by:
            self._require_giver(by)
        held = self._lock()
        self._give_up_rest(held)
        if by:
            mark_seen(held.collection, by=by)

    @transaction.atomic
    def rest_will_not_come(self: Any, *, by: Membership) -> None:
        """Say, as a volunteer or organiser, that no more of it comes than what came.

        Raises as `deliver` does.
        """
        held = self._lock()
        held.collection.require_held_by(by)
        self._give_up_rest(held)
        self._settle_reminder(held)

    @transaction.atomic
    def deliver(
        self: Any, *, by: Membership, amount: Decimal, before: Decimal | None = None
    ) -> None:
        """Enter what was brought this time, all of it or a part; the giver is thanked.

        `before` is what the volunteer saw as brought so far: two who enter the same thing, or a
        form sent twice, enter it once. Raises PermissionDenied for anybody but volunteers and
        organisers, TransitionRefused when it is over, TooMuch for an unwelcome surplus.
        """
        held = self._lock(withdrawn=_("Cette promesse a été retirée\u00a0: notez un passage."))
        held.collection.require_held_by(by)
        self._check_receiving(held)
        check_amount(amount, held.unit)
        if before is not None and before != self.delivered:
            if before + amount == self.delivered:
                return
            raise TransitionRefused(
                _("Quelqu’un vient de noter %(amount)s pour cette promesse\u00a0: vérifiez.")
                % {"amount": shown(self.delivered, held.unit)}
            )
        check_amount(self.delivered + amount, held.unit)
        self._write(held, delivered=self.delivered + amount, by=by)
        if self.member:
            notify(News.PLEDGE_TAKEN, to=self.member, target=held.collection, by=by)

    @transaction.atomic
    def correct(self: Any, *, by: Membership, delivered: Decimal) -> None:
        """Set right what was entered as brought in all; zero is nothing. Raises as `deliver`."""
        held = self._lock()
        held.collection.require_held_by(by)
        self._check_receiving(held)
        if delivered:
            check_amount(delivered, held.unit)
        self._write(held, delivered=delivered, by=by)

    # -- Under the lock of the need ---------------------------------------------------------------

    def _lock(self: Any, withdrawn: str = "") -> Any:
        """The locked need, and this pledge as it is now. TransitionRefused once withdrawn."""
        held = self.need.locked()
        self.refresh_from_db(fields=["amount", "delivered", "delivered_at", "status"])
        self.need = held
        if self.status == self.Status.WITHDRAWN:
            raise TransitionRefused(withdrawn or _("Cette promesse a déjà été retirée."))
        return held

    def _write(
        self: Any,
        held: Any,
        *,
        amount: Decimal | None = None,
        delivered: Decimal | None = None,
        by: Membership | None = None,
    ) -> None:
        """Write what is promised or came, and the status that follows from both."""
        counted, first = self.counts, self.delivered_at
        came = self.delivered if delivered is None else delivered
        promised = self.amount if amount is None else amount
        now = timezone.now()
        changes: dict[str, Any] = {"delivered": came}
        if self.is_passing_by:
            promised = came or promised
        if came >= promised:
            changes |= {"status": self.Status.DELIVERED}
        elif self.is_passing_by:
            changes |= {"status": self.Status.WITHDRAWN, "withdrawn_at": now}
        else:
            changes |= {"status": self.Status.PROMISED}
        changes |= {"amount": promised, "delivered_at": (first or now) if came else None}
        if by:
            changes |= {"delivered_to": by if came else None}
        self._move_within(held, counted, changes)
        self._light(held, first)
        self._settle_reminder(held)

    def _move_within(self: Any, held: Any, counted: Decimal, changes: dict[str, Any]) -> None:
        counts = changes["amount"] if changes["status"] == "promised" else changes["delivered"]
        if counts > counted:
            held.check_room(counts - counted)
        self._move(from_=self.COUNTED, **changes)

    def _give_up_rest(self: Any, held: Any) -> None:
        self._check_changing(held)
        if self.delivered:
            self._write(held, amount=self.delivered)
            return
        now = timezone.now()
        self._move(from_=[self.Status.PROMISED], status=self.Status.WITHDRAWN, withdrawn_at=now)
        self._settle_reminder(held)

    def _check_changing(self: Any, held: Any) -> None:
        if not held.collection.is_receiving:
            raise TransitionRefused(_("Cette collecte est finie : les promesses ne changent plus."))
        if not self.is_live:
            raise TransitionRefused(_("Tout est déjà arrivé, merci\u202f!"))

    def _light(self: Any, held: Any, first: datetime | None) -> None:
        """A window is lit when the first of it comes, and put out if that was a mistake."""
        if self.delivered_at and not first:
            light(held.network_id, self.delivered_at)
        if first and not self.delivered_at:
            lit = Gesture.objects.filter(kind=Gesture.Kind.PLEDGE, at=first)
            Gesture.objects.filter(pk__in=lit.order_by("pk").values("pk")[:1]).delete()

    def _settle_reminder(self: Any, held: Any) -> None:
        """Whoever has nothing more to bring is not asked for it."""
        collection: Any = held.collection
        if self.member is None or collection.pledges.live().filter(member=self.member).exists():
            return
        told = Notification.objects.about(collection).filter(to=self.member)
        told.filter(kind=News.PLEDGE_DUE).mark_read()

    @classmethod
    def _unless_withdrawn(cls: Any, token: Any) -> Any:
        """The token of a form; None where what it made was taken back: it is meant anew."""
        gone = cls.objects.filter(token=token, status=cls.Status.WITHDRAWN)
        return None if token and gone.exists() else token

    @classmethod
    def _made_before(cls: Any, token: Any, said: dict[str, Any]) -> Any:
        """What the same form, saying the same, made before."""
        return cls.objects.filter(token=token, **said).first() if token else None

    @classmethod
    def _check_promise(
        cls: Any, held: Any, by: Membership, person: Membership, amount: Decimal
    ) -> None:
        if by.is_paused or person.status != Membership.Status.ACTIVE:
            raise TransitionRefused(
                _("Vous êtes en pause : reprenez d’abord, depuis votre profil, pour promettre.")
            )
        cls._check_open(held)
        check_amount(amount, held.unit)
        held.check_room(amount)

    @staticmethod
    def _check_open(held: Any) -> None:
        collection = held.collection
        if collection.is_preparing:
            raise TransitionRefused(_("Cette collecte n’est pas encore ouverte."))
        if not collection.takes_promises:
            raise TransitionRefused(_("Cette collecte est finie, merci d’y avoir pensé."))
        if held.closed_at:
            raise TransitionRefused(_("On n’en cherche plus, merci\u202f! Regardez les autres."))

    @staticmethod
    def _check_receiving(held: Any) -> None:
        if not held.collection.is_receiving:
            raise TransitionRefused(_("Cette collecte ne reçoit rien en ce moment."))

    @staticmethod
    def _point_of(held: Any, point: Any | None) -> Any:
        if point and point.collection_id != held.collection_id:
            raise PermissionDenied
        return point and point.locked()

    def _require_giver(self: Any, by: Membership) -> None:
        if self.member is None or not by.acts_for(self.member):
            raise PermissionDenied


def light(network: int, at: datetime) -> None:
    """Light a window for what was brought."""
    Gesture.objects.create(network_id=network, kind=Gesture.Kind.PLEDGE, at=at)
