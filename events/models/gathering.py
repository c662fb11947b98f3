from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from coopere.lib.state import Stateful
from events.models.agenda import GatheringQuerySet
from events.models.hosting import Hosting
from members.models import Membership
from members.models.moderation import Moderated, moderation_constraint
from members.scoping import TenantModel, tenant_key, tenant_manager

MOST_SEATS = 200
MOST_TOGETHER = 4
LONGEST = timedelta(hours=12)
# The last hours before the start: nothing is kept for anybody any more.
LAST_HOURS = timedelta(hours=3)


class Gathering(TenantModel, Once, Stateful, Moderated, Hosting):
    """A concert in somebody's flat, a café-rencontre or a workshop: neighbours meet."""

    class Kind(models.TextChoices):
        CONCERT = "concert", lazy("Concert d’appartement")
        CAFE = "cafe", lazy("Café-rencontre")
        WORKSHOP = "workshop", lazy("Atelier")

    class Status(models.TextChoices):
        DRAFT = "draft", lazy("brouillon")
        PROPOSED = "proposed", lazy("proposé")
        PUBLISHED = "published", lazy("publié")
        CANCELLED = "cancelled", lazy("annulé")

    class AddressShown(models.TextChoices):
        ON_CONFIRMATION = "on_confirmation", lazy("dès que la place est confirmée")
        TWO_DAYS_BEFORE = "two_days_before", lazy("deux jours avant")

    ICONS = {Kind.CONCERT: "music", Kind.CAFE: "coffee", Kind.WORKSHOP: "wrench"}
    TINTS = {Kind.CONCERT: "concert", Kind.CAFE: "cafe", Kind.WORKSHOP: "skill"}
    ANNOUNCED = (Status.PROPOSED, Status.PUBLISHED)

    reported_as = "evenement"
    hidden_means = lazy("Vos voisins ne voient plus cet événement.")

    kind = models.CharField(lazy("genre"), max_length=8, choices=Kind.choices)
    host = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="gatherings", verbose_name=lazy("chez")
    )
    entered_by = models.ForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="gatherings_entered",
        verbose_name=lazy("écrit par"),
    )
    series = models.ForeignKey(
        "events.Series", on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings"
    )
    # The day that the rule of the series gave it, wherever the host moved it since.
    occurs_on = models.DateField(null=True, blank=True, editable=False)
    title = models.CharField(lazy("titre"), max_length=80)
    text = models.TextField(lazy("texte"), max_length=2000, blank=True, default="")
    starts_at = models.DateTimeField(lazy("début"))
    ends_at = models.DateTimeField(lazy("fin"))
    place = models.CharField(lazy("lieu"), max_length=120, blank=True, default="")
    seats = models.PositiveSmallIntegerField(
        lazy("places"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    party_limit = models.PositiveSmallIntegerField(
        lazy("places par réservation, au plus"),
        default=MOST_TOGETHER,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TOGETHER)],
    )
    access_notes = models.CharField(lazy("accès"), max_length=300, blank=True, default="")
    chapeau = models.CharField(lazy("participation"), max_length=200, blank=True, default="")
    address_shown = models.CharField(
        lazy("adresse montrée"),
        max_length=15,
        choices=AddressShown.choices,
        default=AddressShown.ON_CONFIRMATION,
    )
    checklist_at = models.DateTimeField(lazy("points vérifiés le"), null=True, blank=True)
    note_phone = models.CharField(
        lazy("téléphone du mot aux voisins"), max_length=20, blank=True, default=""
    )
    status = models.CharField(
        lazy("situation"), max_length=9, choices=Status.choices, default=Status.DRAFT
    )
    published_at = models.DateTimeField(lazy("publié le"), null=True, blank=True)
    published_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    declined_reason = models.TextField(
        lazy("pourquoi il est revenu"), max_length=500, blank=True, default=""
    )
    cancelled_at = models.DateTimeField(lazy("annulé le"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancel_word = models.TextField(lazy("mot d’annulation"), max_length=500, blank=True, default="")
    # Raised when date or place change, for the calendars that have a copy.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = tenant_manager(GatheringQuerySet)

    class Meta:
        verbose_name = lazy("événement")
        verbose_name_plural = lazy("événements")
        constraints = [
            tenant_key("gathering"),
            moderation_constraint("gathering"),
            models.UniqueConstraint(fields=["series", "occurs_on"], name="gathering_once_a_day"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="gathering_ends_within_12_hours",
            ),
            models.CheckConstraint(
                condition=Q(seats__range=(1, MOST_SEATS)), name="gathering_seats_1_to_200"
            ),
            models.CheckConstraint(
                condition=Q(party_limit__range=(1, MOST_TOGETHER)), name="gathering_party_1_to_4"
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="gathering_published_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False) & ~Q(cancel_word="")
                | ~Q(status="cancelled") & Q(cancelled_at__isnull=True, cancel_word=""),
                name="gathering_cancelled_has_a_word",
            ),
            models.CheckConstraint(
                condition=~Q(kind="concert", status__in=["proposed", "published"])
                | Q(checklist_at__isnull=False),
                name="gathering_concert_was_checked",
            ),
            models.CheckConstraint(
                condition=~Q(kind="concert") | Q(series__isnull=True),
                name="gathering_concert_comes_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "starts_at"],
                name="gathering_agenda",
                condition=Q(status="published", hidden_at__isnull=True),
            ),
            models.Index(fields=["network", "host"], name="gathering_of_host"),
            # For the jobs, which look at what comes next in every network.
            models.Index(
                fields=["starts_at"],
                name="gathering_ahead",
                condition=Q(status__in=["proposed", "published"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:gathering", args=[self.network.slug, self.pk])

    @property
    def whose(self) -> Membership:
        return self.host

    @property
    def subject(self) -> str:
        return _("l’événement «\u00a0%(title)s\u00a0»") % {"title": self.title}

    @property
    def words(self) -> str:
        return f"{self.title}\n\n{self.text}".strip()

    @property
    def icon(self) -> str:
        return self.ICONS[self.Kind(self.kind)]

    @property
    def tint(self) -> str:
        return self.TINTS[self.Kind(self.kind)]

    @property
    def cover(self) -> Any:
        """The picture of its card, when the gathering was asked for `with_people`."""
        facts = getattr(self, "cover_facts", None)
        picture: Any = self._meta.get_field("pictures").related_model
        return picture(network=self.network, **facts) if facts else None

    @property
    def is_concert(self) -> bool:
        return self.kind == self.Kind.CONCERT

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED and self.hidden_at is None

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def has_started(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def duration(self) -> timedelta:
        """How long it lasts, by a clock that does not change at night."""
        return self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)

    @property
    def kept_until(self) -> datetime:
        """Until when a seat may be kept for somebody who has not confirmed."""
        return self.starts_at - LAST_HOURS

    @property
    def is_in_last_hours(self) -> bool:
        """Whether nothing is kept any more: what is free is for whoever comes."""
        return self.kept_until <= timezone.now()

    @property
    def address_from(self) -> datetime:
        """From when those who confirmed may see the address."""
        if self.address_shown == self.AddressShown.ON_CONFIRMATION:
            return self.created_at
        local = timezone.localtime(self.starts_at).replace(tzinfo=None) - timedelta(days=2)
        return timezone.make_aware(local)

    @cached_property
    def taken(self) -> int:
        """Seats that are confirmed, or kept for somebody. Asked once, or `with_seats`."""
        return self.count_taken()

    @cached_property
    def waiting(self) -> int:
        """How many parties wait for a seat."""
        bookings: Any = self.bookings
        return int(bookings.filter(status="waiting").count())

    @property
    def free(self) -> int:
        return max(0, self.seats - self.taken)

    @property
    def is_full(self) -> bool:
        return self.free == 0

    def count_taken(self) -> int:
        """The same as `taken`, as it is now. One query."""
        bookings: Any = self.bookings
        return int(bookings.seated().aggregate(total=models.Sum("size"))["total"] or 0)

    def is_managed_by(self, membership: Membership) -> bool:
        return membership.acts_for(self.host)

    def require_managed_by(self, membership: Membership) -> None:
        """Raises PermissionDenied for anybody but the host and their godparent."""
        if not self.is_managed_by(membership):
            raise PermissionDenied

    def was_attended_by(self, person: Membership) -> bool:
        """Whether the person was there: the host, or somebody with a confirmed seat."""
        bookings: Any = self.bookings
        is_guest = bookings.filter(member=person, status="confirmed").exists
        took_place = self.is_published and self.has_started
        return took_place and bool(person.pk == self.host_id or is_guest())

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`; of a cancelled one, those told had a seat."""
        if self.is_managed_by(membership):
            return True
        if self.hidden_at or self.status == self.Status.DRAFT:
            return False
        if self.status == self.Status.PROPOSED:
            return membership.is_coordinator
        return self.is_cancelled or self.host.is_inside

    def notice_url(self, reader: Membership) -> str:
        """Where news of it leads: a concert that waits for an answer, to the desk."""
        if self.status == self.Status.PROPOSED and not self.is_managed_by(reader):
            return reverse("admin:events_gathering_change", args=[self.pk])
        return self.get_absolute_url()

    def notice_words(self, to: Membership, by: Membership | None) -> dict[str, Any]:
        """For the words of news: who did it, and whether it is told to the host."""
        return {"who": by.display_name if by else "", "is_host": to.pk == self.host_id}

    @classmethod
    def write(
        cls, *, by: Membership, host: Membership, token: Any = None, **answers: Any
    ) -> tuple["Gathering", bool]:
        """Write a draft of `host`, by themselves or by their godparent.

        Returns (gathering, whether it is new): the same form sent twice makes one. Raises
        PermissionDenied for a host that `by` does not act for.
        """
        if not by.acts_for(host):
            raise PermissionDenied
        return cls.create_once(
            token=token,
            network=by.network,
            host=host,
            entered_by=by if host != by else None,
            **answers,
        )

    def locked(self) -> "Gathering":
        """This gathering as it is now; nobody else changes its seats before we are done."""
        found: Gathering = Gathering.objects.select_for_update(of=("self",)).get(pk=self.pk)
        return found

    @transaction.atomic
    def restore(self, *, by: Membership | None) -> None:
        """Show it again, and offer what became free meanwhile."""
        super().restore(by=by)
        held: Any = self.locked()
        held.bookings.promote(held, timezone.now())
