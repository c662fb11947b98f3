from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from coopere.lib.state import Stateful
from events.amounts import mean_of
from events.models.collecting import Collecting
from members.models import Membership
from members.models.moderation import Moderated, ModeratedQuerySet, moderation_constraint
from members.scoping import TenantModel, tenant_key, tenant_manager

LONGEST = timedelta(days=366)


class CollectionQuerySet(ModeratedQuerySet):
    def announced(self) -> "CollectionQuerySet":
        """What neighbours see: all that was opened one day and is not hidden."""
        return self.filter(opened_at__isnull=False, hidden_at=None)

    def organised_by(self, membership: Membership) -> "CollectionQuerySet":
        """One's own, and those of the neighbours for whom one acts."""
        mine = Organiser.objects.filter(membership__in=membership.people)
        return self.filter(pk__in=mine.values("collection"))

    def visible_to(self, membership: Membership) -> "CollectionQuerySet":
        """What was opened and is not hidden, and all that one organises."""
        mine = Organiser.objects.filter(membership__in=membership.people)
        announced = Q(opened_at__isnull=False, hidden_at=None)
        return self.filter(announced | Q(pk__in=mine.values("collection")))

    def going_on(self) -> "CollectionQuerySet":
        """Those that are open, the one that ends first before the others."""
        return self.filter(status="open").order_by("closes_on", "pk")

    def over(self) -> "CollectionQuerySet":
        """Those that are closed, reported or called off, the last one first."""
        past = self.filter(status__in=["closed", "reported", "cancelled"])
        return past.order_by("-closes_on", "-pk")

    def public(self) -> "CollectionQuerySet":
        """Those whose report a coordinator lets stand on the front door, the latest first."""
        shown = self.filter(status="reported", hidden_at=None, report_public_at__isnull=False)
        return shown.order_by("-report_public_at", "-pk")

    def asking(self) -> "CollectionQuerySet":
        """Those whose report waits for a coordinator's word, the first to ask before the others."""
        waiting = self.filter(report_asked_at__isnull=False, hidden_at=None)
        return waiting.order_by("report_asked_at", "pk")

    def with_people(self) -> "CollectionQuerySet":
        """With network and author, and `organiser_keys`, those who organise it."""
        rows = Organiser.objects.filter(collection=OuterRef("pk")).values("membership")
        related = self.select_related("network", "created_by__godparent")
        return related.annotate(organiser_keys=ArraySubquery(rows))

    def with_progress(self) -> "CollectionQuerySet":
        """With their needs, and of each what is promised and what came. One more query."""
        needs: Any = self.model._meta.get_field("needs").related_model
        return self.prefetch_related(Prefetch("needs", needs.objects.with_progress().in_order()))


class Collection(TenantModel, Once, Stateful, Moderated, Collecting):
    """A solidarity collection: what is needed, until when, and at the end what came of it."""

    class Status(models.TextChoices):
        PREPARING = "preparing", lazy("en préparation")
        OPEN = "open", lazy("ouverte")
        CLOSED = "closed", lazy("terminée")
        REPORTED = "reported", lazy("bilan publié")
        CANCELLED = "cancelled", lazy("annulée")

    CHANGING = (Status.PREPARING, Status.OPEN)
    # While something may still come.
    RECEIVING = (Status.OPEN, Status.CLOSED)

    reported_as = "collecte"
    hidden_means = lazy("Vos voisins ne voient plus cette collecte.")

    title = models.CharField(lazy("titre"), max_length=80)
    beneficiary = models.CharField(lazy("pour qui"), max_length=120)
    presentation = models.TextField(lazy("présentation"), max_length=3000, blank=True, default="")
    money_url = models.URLField(
        lazy("page de l’association pour les dons d’argent"), blank=True, default=""
    )
    opens_on = models.DateField(lazy("du"))
    closes_on = models.DateField(lazy("au"))
    status = models.CharField(
        lazy("situation"), max_length=9, choices=Status.choices, default=Status.PREPARING
    )
    opened_at = models.DateTimeField(lazy("ouverte le"), null=True, blank=True)
    closed_at = models.DateTimeField(lazy("terminée le"), null=True, blank=True)
    reported_at = models.DateTimeField(lazy("bilan publié le"), null=True, blank=True)
    report_text = models.TextField(lazy("bilan"), max_length=4000, blank=True, default="")
    # Since when coordinators are asked to show it to everybody; none once they have answered.
    report_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    report_public_at = models.DateTimeField(lazy("bilan public depuis"), null=True, blank=True)
    report_public_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(lazy("annulée le"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancel_word = models.TextField(lazy("mot d’annulation"), max_length=500, blank=True, default="")
    model = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    created_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="collections_written",
        verbose_name=lazy("écrite par"),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = tenant_manager(CollectionQuerySet)

    class Meta:
        verbose_name = lazy("collecte")
        verbose_name_plural = lazy("collectes")
        constraints = [
            tenant_key("collection"),
            moderation_constraint("collection"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on"), closes_on__lte=F("opens_on") + LONGEST),
                name="collection_lasts_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=Q(money_url="") | Q(money_url__startswith="https://"),
                name="collection_money_over_https",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["preparing", "cancelled"]) | Q(opened_at__isnull=False),
                name="collection_open_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["closed", "reported"]) ^ Q(closed_at__isnull=True),
                name="collection_closed_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status="reported", reported_at__isnull=False) & ~Q(report_text="")
                | ~Q(status="reported")
                & Q(reported_at__isnull=True, report_public_at__isnull=True, report_text=""),
                name="collection_reported_has_a_text",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False) & ~Q(cancel_word="")
                | ~Q(status="cancelled") & Q(cancelled_at__isnull=True, cancel_word=""),
                name="collection_cancelled_has_a_word",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "status", "closes_on"], name="collection_list"),
            models.Index(
                fields=["network", "report_public_at"],
                name="collection_front_door",
                condition=Q(report_public_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:collection", args=[self.network.slug, self.pk])

    def notice_url(self, reader: Membership) -> str:
        """Where news of it leads: coordinators whose answer a report awaits, to the desk."""
        asked = self.report_asked_at and not self.is_organised_by(reader)
        if asked and reader.is_coordinator:
            return reverse("admin:events_collection_change", args=[self.pk])
        return self.get_absolute_url()

    @property
    def whose(self) -> Membership:
        return self.created_by

    @property
    def subject(self) -> str:
        return _("la collecte «\u00a0%(title)s\u00a0»") % {"title": self.title}

    @property
    def words(self) -> str:
        said = [self.title, self.beneficiary, self.presentation, self.report_text]
        return "\n\n".join(filter(None, said))

    @property
    def is_preparing(self) -> bool:
        return self.status == self.Status.PREPARING

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_reported(self) -> bool:
        return self.status == self.Status.REPORTED

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_past(self) -> bool:
        """Whether its last day is over, even if nobody has closed it."""
        return self.closes_on < timezone.localdate()

    @property
    def is_changing(self) -> bool:
        """Whether its words, needs, places and hours may still change."""
        return self.status in self.CHANGING

    @property
    def takes_promises(self) -> bool:
        return self.is_open and not self.is_past and self.hidden_at is None

    @property
    def is_receiving(self) -> bool:
        return self.status in self.RECEIVING

    @property
    def is_public(self) -> bool:
        return self.is_reported and bool(self.report_public_at) and self.hidden_at is None

    @property
    def share(self) -> int:
        """How far it is in all, 0 to 100; ask for it `with_progress`."""
        needs: Any = self.needs
        return mean_share(needs.all())

    @property
    def pledges(self) -> Any:
        """What was promised or brought, for all its needs."""
        needs: Any = self.needs
        return needs.all().pledges()

    @property
    def shifts(self) -> Any:
        """Who helps at its drop-off points, in all slots."""
        slots: Any = self.slots
        return slots.all().shifts()

    @property
    def organiser_rows(self) -> Any:
        """Who organises it today, the first of them first, with their logins."""
        rows: Any = self.organisers
        inside = rows.filter(membership__status__in=Membership.INSIDE)
        people = inside.select_related("membership__user", "membership__godparent__user")
        return people.order_by("since", "pk")

    def is_organised_by(self, membership: Membership) -> bool:
        """Whether it is theirs, or that of a neighbour for whom they act."""
        keys = self.__dict__.get("organiser_keys")
        if keys is None:
            rows: Any = self.organisers
            keys = rows.values_list("membership", flat=True)
        return bool(set(keys) & set(membership.people))

    def is_held_by(self, membership: Membership) -> bool:
        """Whether they take what is brought: those who organise it, and its volunteers."""
        people = membership.people
        return (
            self.is_organised_by(membership)
            or self.shifts.live().filter(member__in=people).exists()
        )

    def require_organised_by(self, membership: Membership) -> None:
        """Raises PermissionDenied for anybody but those who organise it."""
        if not self.is_organised_by(membership):
            raise PermissionDenied

    def require_held_by(self, membership: Membership) -> None:
        """Raises PermissionDenied for anybody but those who organise it and its volunteers."""
        if not self.is_held_by(membership):
            raise PermissionDenied

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`."""
        if self.is_organised_by(membership):
            return True
        return self.hidden_at is None and self.opened_at is not None

    def notice_words(self, to: Membership, by: Membership | None) -> dict[str, Any]:
        """For the words of news: who did it, what `to` has promised or brought, what came."""
        mine = self.pledges.filter(member=to).with_people().in_order()
        return {
            "who": by.display_name if by else "",
            "due": lambda: list(mine.live()),
            "brought": lambda: list(mine.filter(delivered__gt=0)),
            "received": lambda: [need for need in self._needs() if need.received],
            "share": lambda: mean_share(self._needs()),
        }

    def locked(self) -> "Collection":
        """This collection as it is now; nobody else changes it before we are done."""
        found: Collection = Collection.objects.select_for_update(of=("self",)).get(pk=self.pk)
        return found

    def _needs(self) -> Any:
        needs: Any = self.needs
        return needs.with_progress().in_order()


class Organiser(TenantModel):
    """One of those who organise a collection."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="organisers")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="collections_organised"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = lazy("personne qui organise")
        verbose_name_plural = lazy("personnes qui organisent")
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "membership"], name="one_organiser_of_a_collection"
            ),
        ]
        indexes = [models.Index(fields=["network", "membership"], name="organiser_collections")]

    def __str__(self) -> str:
        return f"{self.membership}, {self.collection}"


def mean_share(needs: Any) -> int:
    """How far some needs are in all, 0 to 100; of those still open, if there are any."""
    rows = list(needs)
    shares = [need.share for need in rows if not need.closed_at] or [need.share for need in rows]
    return mean_of(shares)
