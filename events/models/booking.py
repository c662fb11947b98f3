from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from coopere.lib.once import Once
from coopere.lib.state import Stateful, TransitionRefused
from events.models.gathering import MOST_TOGETHER, Gathering
from events.models.seats import BookingQuerySet, put_out, tell_member
from members.models import Gesture, Membership
from members.models.notices import Kind as News
from members.notifications import mark_seen, notify, settle
from members.scoping import TenantModel, tenant_key, tenant_manager


class Booking(TenantModel, Once, Stateful):
    """A party of one to four at a gathering: a member, with those they bring."""

    class Status(models.TextChoices):
        WAITING = "waiting", lazy("en liste d’attente")
        OFFERED = "offered", lazy("place à confirmer")
        CONFIRMED = "confirmed", lazy("place confirmée")
        CANCELLED = "cancelled", lazy("annulée")
        LAPSED = "lapsed", lazy("place non confirmée à temps")

    LIVE = (Status.WAITING, Status.OFFERED, Status.CONFIRMED)
    SEATED = (Status.OFFERED, Status.CONFIRMED)

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="bookings")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="bookings")
    entered_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="bookings_entered"
    )
    size = models.PositiveSmallIntegerField(lazy("combien de personnes"), default=1)
    companions = models.CharField(
        lazy("avec qui vous viendrez"), max_length=200, blank=True, default=""
    )
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    queued_at = models.DateTimeField(default=timezone.now)
    offered_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = tenant_manager(BookingQuerySet)

    class Meta:
        verbose_name = lazy("réservation")
        verbose_name_plural = lazy("réservations")
        constraints = [
            tenant_key("booking"),
            models.UniqueConstraint(
                fields=["gathering", "member"],
                condition=Q(status__in=["waiting", "offered", "confirmed"]),
                name="one_live_booking_per_member",
            ),
            models.CheckConstraint(
                condition=Q(size__range=(1, MOST_TOGETHER)), name="booking_party_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(status="offered") ^ Q(offered_until__isnull=True),
                name="booking_offered_has_an_hour",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False),
                name="booking_confirmed_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["cancelled", "lapsed"]) ^ Q(ended_at__isnull=True),
                name="booking_ended_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["gathering", "status", "queued_at"], name="booking_list"),
            models.Index(fields=["network", "member", "status"], name="booking_of_member"),
            models.Index(
                fields=["offered_until"], name="booking_kept_until", condition=Q(status="offered")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.gathering}"

    def get_absolute_url(self) -> str:
        return self.gathering.get_absolute_url()

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED

    @property
    def is_offered(self) -> bool:
        """Whether a seat is kept for them now: its hour may have passed unnoticed."""
        until = self.offered_until
        return self.status == self.Status.OFFERED and bool(until and until > timezone.now())

    @property
    def may_be_claimed(self) -> bool:
        """Whether the last hours have come, and there is room for them."""
        now, gathering = timezone.now(), self.gathering
        is_time = self.is_waiting and gathering.kept_until <= now < gathering.starts_at
        return is_time and gathering.is_published and self.size <= gathering.free

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of this booking is for `membership`."""
        return membership.acts_for(self.member) and self.gathering.notice_visible_to(membership)

    @classmethod
    def book(
        cls,
        gathering: Gathering,
        *,
        by: Membership,
        for_: Membership | None = None,
        size: int = 1,
        companions: str = "",
        token: Any = None,
    ) -> "Booking":
        """Book for oneself, or for one's godchild `for_`: confirmed if it fits, else waiting.

        Returns the booking; the same form sent twice, or a second one while the first lives,
        gives the one that is there. Raises TransitionRefused when nothing can be booked now,
        PermissionDenied for somebody `by` does not act for.
        """
        person = for_ or by
        if not by.acts_for(person):
            raise PermissionDenied
        with at_the_list(gathering) as held:
            live = held.bookings.live().filter(member=person).first()
            if live:
                return live
            cls._check_bookable(held, by, person, size)
            # The form of one that ended, on a page that one went back to, books anew.
            is_spent = held.bookings.filter(token=token).exists()
            booking, _is_new = cls.create_once(
                token=None if is_spent else token,
                network=held.network,
                gathering=held,
                member=person,
                entered_by=by if by != person else None,
                size=size,
                companions=companions,
            )
            if size <= held.seats - held.count_taken():
                booking._confirm(held, by)
        return booking

    def confirm(self, *, by: Membership) -> None:
        """Take the seat that is kept; twice is once. Raises TransitionRefused past its hour."""
        self._require(by)
        with at_the_list(self.gathering) as held:
            now = self._read()
            if now.is_confirmed:
                return
            if not now.is_offered or not held.is_published:
                raise TransitionRefused(_("Cette place n’est plus gardée pour vous."))
            self._confirm(held, by)

    def claim(self, *, by: Membership) -> None:
        """In the last hours, take what is free without waiting to be asked.

        Raises TransitionRefused before, and where there is no room.
        """
        self._require(by)
        with at_the_list(self.gathering) as held:
            now = self._read()
            if now.is_confirmed:
                return
            self._check_open(held)
            if timezone.now() < held.kept_until:
                raise TransitionRefused(_("Dès qu’une place se libère, nous vous prévenons."))
            self._check_room(held, now.size)
            self._confirm(held, by)

    def resize(self, *, by: Membership, size: int, companions: str | None = None) -> None:
        """Come with fewer, always; with more, if there is room for them.

        What becomes free goes to the first who fit. Raises TransitionRefused otherwise, and
        for a party larger than the host takes.
        """
        self._require(by)
        with at_the_list(self.gathering) as held:
            before = self._read()
            self._check_open(held)
            if size > before.size:
                self._check_party(held, size)
                if before.status in self.SEATED:
                    self._check_room(held, size - before.size)
            names = self.companions if companions is None else companions
            self._move(from_=self.LIVE, size=size, companions=names)
            mark_seen(held, by=by)
            held.bookings.promote(held, timezone.now())

    def cancel(self, *, by: Membership | None) -> None:
        """Give the seat back, or leave the list; what becomes free goes to the first who fit.

        `by` is None where the site does it, for somebody who is gone. Raises TransitionRefused
        once it began.
        """
        if by:
            self._require(by)
        with at_the_list(self.gathering) as held:
            before = self._read()
            self._check_open(held, hidden_too=True)
            now = timezone.now()
            self._end(self.Status.CANCELLED, now)
            if before.is_confirmed:
                self._give_back(held, before, by)
            held.bookings.promote(held, now)

    @classmethod
    def settle_overdue(cls, gathering: Gathering, now: datetime) -> None:
        """Whoever did not confirm in time loses the seat, which is offered to the next."""
        if not cls.objects.overdue(now).filter(gathering=gathering).exists():
            return
        with transaction.atomic():
            held: Any = gathering.locked()
            held.bookings.lapse(held, now)

    def offer(self, until: datetime) -> None:
        """Keep a seat for them until that hour, and tell them. Under the gathering's lock."""
        self._move(from_=[self.Status.WAITING], status=self.Status.OFFERED, offered_until=until)
        tell_member(News.SEAT_OFFERED, self)

    def lapse(self, now: datetime) -> None:
        """They did not answer in time: tell them, kindly. Under the gathering's lock."""
        self._end(self.Status.LAPSED, now)
        tell_member(News.SEAT_LAPSED, self)

    def wait_again(self, *, by: Membership) -> None:
        """There are fewer seats: back to their place on the list. Under the gathering's lock."""
        self._move(from_=[self.Status.OFFERED], status=self.Status.WAITING, offered_until=None)
        tell_member(News.SEAT_LAPSED, self, by=by)

    def _require(self, by: Membership) -> None:
        if not by.acts_for(self.member):
            raise PermissionDenied

    def _read(self) -> "Booking":
        """The booking as it is now that nobody else can change it; TransitionRefused if over."""
        found: Booking = Booking.objects.get(pk=self.pk)
        if not found.is_live:
            raise TransitionRefused
        return found

    @classmethod
    def _check_bookable(
        cls, held: Gathering, by: Membership, person: Membership, size: int
    ) -> None:
        if person.pk == held.host_id:
            raise TransitionRefused(_("C’est vous qui invitez : votre place est déjà gardée."))
        if by.is_paused or person.status != Membership.Status.ACTIVE:
            raise TransitionRefused(
                _("Vous êtes en pause : reprenez d’abord, depuis votre profil, pour réserver.")
            )
        cls._check_open(held)
        cls._check_party(held, size)

    @staticmethod
    def _check_open(held: Gathering, *, hidden_too: bool = False) -> None:
        if held.has_started:
            raise TransitionRefused(_("C’est commencé : la liste ne change plus."))
        stands = held.is_published or (hidden_too and held.status == held.Status.PUBLISHED)
        if not stands or not held.host.is_inside:
            raise TransitionRefused(_("Cet événement n’aura pas lieu."))

    @staticmethod
    def _check_party(held: Gathering, size: int) -> None:
        if not 1 <= size <= held.party_limit:
            raise TransitionRefused(
                ngettext(
                    "On réserve ici pour soi, sans accompagner personne.",
                    "On réserve ici pour %(count)d personnes au plus.",
                    held.party_limit,
                )
                % {"count": held.party_limit}
            )

    @staticmethod
    def _check_room(held: Gathering, more: int) -> None:
        free = max(0, held.seats - held.count_taken())
        if more > free:
            raise TransitionRefused(
                ngettext(
                    "Il ne reste plus assez de places : une seule est libre.",
                    "Il ne reste plus assez de places : %(count)d sont libres.",
                    free,
                )
                % {"count": free}
                if free
                else _("Il ne reste plus de place pour le moment.")
            )

    def _confirm(self, held: Gathering, by: Membership) -> None:
        now = timezone.now()
        self._move(
            from_=[self.Status.WAITING, self.Status.OFFERED],
            status=self.Status.CONFIRMED,
            confirmed_at=now,
            offered_until=None,
        )
        Gesture.objects.create(network_id=self.network_id, kind=Gesture.Kind.SEAT, at=now)
        settle(News.SEAT_OFFERED, target=self)
        mark_seen(held, by=by)
        notify(News.BOOKED, to=held.host, target=held, by=by)

    def _end(self, status: str, now: datetime) -> None:
        self._move(from_=self.LIVE, status=status, ended_at=now, offered_until=None)
        settle(News.SEAT_OFFERED, target=self)

    def _give_back(self, held: Any, before: "Booking", by: Membership | None) -> None:
        """What came with a confirmed seat: a lit window, and what they were going to bring."""
        put_out(self.network_id, [before.confirmed_at])
        held.items.forget(self.member)
        notify(News.UNBOOKED, to=held.host, target=held, by=by or self.member)


@contextmanager
def at_the_list(gathering: Gathering) -> Iterator[Any]:
    """Stand alone at the list of a gathering: the locked row, once overdue seats are free.

    They lapse in a transaction of their own, so that a verb which is refused does not bring
    them back.
    """
    Booking.settle_overdue(gathering, timezone.now())
    with transaction.atomic():
        yield gathering.locked()
