"""What a host does with a gathering, and a coordinator with a concert that waits."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.state import TransitionRefused
from members.models import Membership
from members.models.notices import Kind as News
from members.notifications import mark_seen, notify, settle

# What people plan by: when one of these changes, they are told.
PLANNED_BY = {"starts_at", "ends_at", "place"}
# From how long before the start the host may tick who is there.
DOORS_OPEN = timedelta(hours=3)


class Hosting:
    """For Gathering: its verbs, but for those of the people who book."""

    @transaction.atomic
    def edit(self: Any, *, by: Membership, **fields: Any) -> None:
        """Write new `fields`, and tell those who booked when date or place change.

        Seats go through `set_seats`. Raises PermissionDenied for anybody but the host and
        their godparent, TransitionRefused once it is cancelled or over.
        """
        self.require_managed_by(by)
        before = self._require_open()
        seats = fields.pop("seats", before.seats)
        changed = {name for name in fields if fields[name] != getattr(before, name)}
        self._write(**fields)
        if "starts_at" in changed:
            self._check_future()
        if changed & PLANNED_BY:
            self.tell_moved(by=by)
        self._lead()
        if seats != before.seats:
            self.set_seats(by=by, seats=seats)

    @transaction.atomic
    def propose(self: Any, *, by: Membership) -> None:
        """Announce a draft: a café or a workshop at once, a concert to the coordinators first.

        Raises TransitionRefused for a host in pause, a date that is past, or a concert whose
        checklist is not ticked.
        """
        self.require_managed_by(by)
        self._check_hosting(by)
        self._check_future()
        if self.is_concert:
            self._propose_concert(by)
            return
        self._publish(self.Status.DRAFT, by)
        if self.series:
            self.series.extend(timezone.now())

    @transaction.atomic
    def publish(self: Any, *, by: Membership | None) -> None:
        """A coordinator's yes to a concert; `by` is None for the site's staff. Tells the host.

        Raises PermissionDenied for anybody else, TransitionRefused when its date is past.
        """
        self._require_coordinator(by)
        self._check_future()
        self._publish(self.Status.PROPOSED, by)
        settle(News.GATHERING_ASKED, target=self)
        notify(News.GATHERING_YES, to=self.host, target=self, by=by)

    @transaction.atomic
    def send_back(self: Any, *, by: Membership | None, reason: str) -> None:
        """Give a concert back to its host, as a draft, with the reason. Raises as `publish`."""
        self._require_coordinator(by)
        self._move(from_=[self.Status.PROPOSED], status=self.Status.DRAFT, declined_reason=reason)
        settle(News.GATHERING_ASKED, target=self)
        notify(News.GATHERING_BACK, to=self.host, target=self, by=by)

    @transaction.atomic
    def set_seats(self: Any, *, by: Membership, seats: int) -> None:
        """Have more seats, or fewer, without unseating anybody.

        With more, the first who wait and fit are offered theirs; with fewer, what was only
        kept for somebody is kept no more, and they are back in their place on the list.
        """
        self.require_managed_by(by)
        self._require_open()
        self._write(seats=seats)
        self._lead()
        self.bookings.take_back(self, by=by)
        self.bookings.promote(self, timezone.now())

    @transaction.atomic
    def cancel(self: Any, *, by: Membership | None, word: str) -> None:
        """Call it off, with a word that everybody with a seat, or waiting for one, reads.

        By the host or a coordinator; None is the site. Raises TransitionRefused once it began.
        """
        if by and not self.is_managed_by(by):
            self._require_coordinator(by)
        if self.locked().has_started:
            raise TransitionRefused(_("Cet événement a déjà commencé."))
        now = timezone.now()
        self._move(
            from_=self.ANNOUNCED,
            refused=_("Cet événement est déjà annulé."),
            status=self.Status.CANCELLED,
            cancelled_at=now,
            cancelled_by=by,
            cancel_word=word,
            sequence=self.sequence + 1,
        )
        settle(News.GATHERING_ASKED, target=self)
        self.tell_parties(News.GATHERING_OFF, by=by)
        if self.host.is_inside:
            notify(News.GATHERING_OFF, to=self.host, target=self, by=by)
        self.bookings.end_with_gathering(self, now)

    def discard(self: Any, *, by: Membership) -> None:
        """Throw a draft away. Raises TransitionRefused when it is not one any more."""
        self.require_managed_by(by)
        if not type(self).objects.filter(pk=self.pk, status=self.Status.DRAFT).delete()[0]:
            raise TransitionRefused

    def tick(self: Any, *, by: Membership, bookings: Collection[int]) -> None:
        """Say which parties, by their keys, are there: those, and no others.

        For the host's eyes only. Raises TransitionRefused before the doors open.
        """
        self.require_managed_by(by)
        now = timezone.now()
        if not self.is_published or now < self.starts_at - DOORS_OPEN:
            raise TransitionRefused(_("On coche les personnes présentes le jour même."))
        guests = self.bookings.filter(status="confirmed")
        guests.filter(pk__in=bookings, arrived_at=None).update(arrived_at=now)
        guests.exclude(pk__in=bookings).update(arrived_at=None)

    def tell_moved(self: Any, *, by: Membership | None) -> None:
        """Date or place are not what people planned by: tell them, in calendars too.

        Under the gathering's lock: a later start gives time to offer what is free.
        """
        if self.status != self.Status.PUBLISHED:
            return
        self._write(sequence=self.sequence + 1, reminded_at=None)
        now = timezone.now()
        self.bookings.keep_no_longer_than(self.kept_until, now)
        self.tell_parties(News.GATHERING_MOVED, by=by)
        self.bookings.promote(self, now)

    def tell_parties(self: Any, news: News, *, by: Membership | None) -> None:
        """Tell everybody who has a seat here, or waits for one."""
        if by:
            mark_seen(self, by=by)
        for booking in self.bookings.live().with_people():
            notify(news, to=booking.member, target=self, by=by)

    def _require_open(self: Any) -> Any:
        """The locked row, which this one becomes. TransitionRefused once cancelled or over."""
        found = self.locked()
        if found.is_cancelled or (found.is_past and found.status != self.Status.DRAFT):
            raise TransitionRefused(_("Cet événement est passé ou annulé : il ne change plus."))
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(found, field.attname))
        return found

    def _check_future(self: Any) -> None:
        if self.has_started:
            raise TransitionRefused(_("Choisissez d’abord une date à venir."))

    def _check_hosting(self: Any, by: Membership) -> None:
        if by.is_paused or self.host.status != Membership.Status.ACTIVE:
            raise TransitionRefused(
                _("Vous êtes en pause : reprenez d’abord, depuis votre profil, pour inviter.")
            )

    def _propose_concert(self: Any, by: Membership) -> None:
        if not self.checklist_at:
            raise TransitionRefused(
                _("Cochez d’abord les points à vérifier : le bruit, l’assurance, les issues.")
            )
        self._move(from_=[self.Status.DRAFT], status=self.Status.PROPOSED, declined_reason="")
        for coordinator in Membership.objects.coordinators():
            notify(News.GATHERING_ASKED, to=coordinator, target=self, by=by)

    def _publish(self: Any, from_: str, by: Membership | None) -> None:
        changes = {"published_at": timezone.now(), "published_by": by}
        self._move(from_=[from_], status=self.Status.PUBLISHED, **changes)

    def _lead(self: Any) -> None:
        """The others of its series take after a first one that nobody has seen yet."""
        if self.series and self.status == self.Status.DRAFT:
            self.series.follow(self)

    def _write(self: Any, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.updated_at = timezone.now()
        self.save(update_fields=[*fields, "updated_at"])
