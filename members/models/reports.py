"""What a neighbour points out to the coordination, what it decides, and one appeal."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.state import Stateful, TransitionRefused
from members.models.memberships import Membership
from members.models.moderation import Moderated
from members.models.notices import Kind, rows_of
from members.models.voices import ReportVoice
from members.notifications import call_staff, notify, settle
from members.scoping import TenantModel, tenant_key, tenant_manager


def by_member() -> Any:
    """Who did it; nobody when the site's staff did, or somebody who is gone."""
    return models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")


class ReportQuerySet(models.QuerySet["Report"]):
    def about(self, target: Moderated) -> "ReportQuerySet":
        kind = ContentType.objects.get_for_model(target)
        return self.filter(content_type=kind, object_id=target.pk)

    def live(self) -> "ReportQuerySet":
        """Those that await a coordinator."""
        return self.filter(status__in=Report.LIVE)

    def hiding(self) -> "ReportQuerySet":
        """Those by which something is out of sight."""
        undone = Q(upheld=True, overturned=True) | Q(upheld=False) & ~Q(overturned=True)
        return self.filter(upheld__isnull=False).exclude(undone)

    def visible_to(self, membership: Membership) -> "ReportQuerySet":
        """Those that one has made, and the decided ones about what is one's own.

        Whoever is reported reads the decision, never that somebody has asked for one.
        """
        people = membership.people
        mine = ReportVoice.objects.filter(reporter__in=people).values("report")
        return self.filter(Q(pk__in=mine) | Q(whose__in=people, decided_at__isnull=False))

    def with_people(self) -> "ReportQuerySet":
        """With whom it concerns, `reporter_keys`, those who made it, and their `first_words`."""
        voices = ReportVoice.objects.filter(report=models.OuterRef("pk")).order_by("at", "pk")
        people = ("network", "whose", "decided_by", "appealed_by", "settled_by")
        return self.select_related(*people).annotate(
            reporter_keys=ArraySubquery(voices.values("reporter")),
            first_words=models.Subquery(voices.values("words")[:1]),
        )


class Report(TenantModel, Stateful):
    """One thing that was reported, by one neighbour or several, until it is settled.

    Open → upheld (hidden) or dismissed → perhaps appealed, once → settled, by another coordinator.
    `upheld` keeps the first decision, `overturned` says whether the last one undid it.
    """

    class Status(models.TextChoices):
        OPEN = "open", lazy("à examiner")
        UPHELD = "upheld", lazy("retenu")
        DISMISSED = "dismissed", lazy("écarté")
        APPEALED = "appealed", lazy("contesté")
        SETTLED = "settled", lazy("réglé")

    LIVE = (Status.OPEN, Status.APPEALED)
    DECIDED = (Status.UPHELD, Status.APPEALED, Status.SETTLED)

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    whose = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="reports_about", verbose_name=lazy("de")
    )
    # As they were that day: the author may change them, or take them away.
    subject = models.CharField(lazy("signalé"), max_length=200)
    words = models.TextField(lazy("ce qui était écrit"), blank=True, default="")
    status = models.CharField(
        lazy("situation"), max_length=9, choices=Status.choices, default=Status.OPEN
    )
    opened_at = models.DateTimeField(lazy("signalé le"), default=timezone.now)
    upheld = models.BooleanField(null=True)
    decided_by = by_member()
    decided_at = models.DateTimeField(lazy("décision du"), null=True)
    decision_reason = models.TextField(lazy("motif"), max_length=500, blank=True, default="")
    appealed_by = by_member()
    appealed_at = models.DateTimeField(lazy("contesté le"), null=True)
    appeal_text = models.TextField(lazy("contestation"), max_length=1000, blank=True, default="")
    overturned = models.BooleanField(null=True)
    settled_by = by_member()
    settled_at = models.DateTimeField(lazy("réglé le"), null=True)
    settled_reason = models.TextField(lazy("réponse"), max_length=500, blank=True, default="")

    objects: ClassVar[Any] = tenant_manager(ReportQuerySet)

    class Meta:
        verbose_name = lazy("signalement")
        verbose_name_plural = lazy("signalements")
        constraints = [
            tenant_key("report"),
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(status__in=["open", "appealed"]),
                name="one_live_report_of_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True, upheld__isnull=True)
                | (
                    ~Q(status="open")
                    & ~Q(decision_reason="")
                    & Q(decided_at__isnull=False, upheld__isnull=False)
                ),
                name="report_decided_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at__isnull=True) ^ ~Q(appeal_text=""),
                name="report_appealed_has_a_text",
            ),
            models.CheckConstraint(
                condition=Q(status="settled", settled_at__isnull=False, overturned__isnull=False)
                & ~Q(settled_reason="")
                | ~Q(status="settled") & Q(settled_at__isnull=True),
                name="report_settled_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at__isnull=True)
                | Q(settled_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(settled_by=F("decided_by")),
                name="report_appeal_is_heard_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "status", "opened_at"], name="report_queue"),
            models.Index(fields=["network", "whose"], name="report_about_member"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("members:report", args=[self.network.slug, self.pk])

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def is_hiding(self) -> bool:
        """Whether the thing is out of sight by the last decision."""
        return bool(self.upheld) != bool(self.overturned)

    @property
    def hidden_means(self) -> str:
        """What its author is told of a hiding."""
        model: Any = self.content_type.model_class()
        return str(model.hidden_means)

    @property
    def thing(self) -> Any:
        """What was reported, with all its own words need; None when it is gone."""
        model: Any = self.content_type.model_class()
        return rows_of(model).filter(pk=self.object_id).first()

    def is_about(self, membership: Membership) -> bool:
        """Whether the person answers for what was reported."""
        return membership.acts_for(self.whose)

    def is_by(self, membership: Membership) -> bool:
        """Whether the person is one of those who made it."""
        keys = self.__dict__.get("reporter_keys")
        if keys is None:
            keys = self.voices.values_list("reporter", flat=True)
        return bool(set(keys) & set(membership.people))

    def may_appeal(self, membership: Membership) -> bool:
        """Whether the decision went against this person, and was not contested yet."""
        if self.status == self.Status.UPHELD:
            return self.is_about(membership)
        return self.status == self.Status.DISMISSED and self.is_by(membership)

    def may_decide(self, by: Membership | None) -> bool:
        """Whether the next decision may be this coordinator's (None: the site's staff).

        Nobody judges what is their own, nor hears an appeal after they decided or reported.
        """
        if by is None or self.is_about(by):
            return by is None
        return self.appealed_at is None or not (by.pk == self.decided_by_id or self.is_by(by))

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`: a party to it, or a coordinator."""
        return self.is_about(membership) or self.is_by(membership) or membership.is_coordinator

    def notice_url(self, reader: Membership) -> str:
        """Where news of it leads: parties to its page, coordinators to their desk."""
        if self.is_by(reader) or (self.is_about(reader) and self.decided_at):
            return self.get_absolute_url()
        if reader.is_coordinator:
            return reverse("admin:members_report_change", args=[self.pk])
        return reverse("offers:board", args=[self.network.slug])

    @classmethod
    @transaction.atomic
    def make(
        cls, target: Any, *, by: Membership, words: str, token: Any = None
    ) -> tuple["Report", bool]:
        """Report something to the coordinators, who are told; so are the sides of a thread.

        Several neighbours make one report with several voices. Returns (report, whether the voice
        is new). Raises TransitionRefused for what is one's own, and for what is hidden already.
        """
        if by.acts_for(target.whose):
            raise TransitionRefused(_("C’est à vous : vous pouvez le modifier ou le retirer."))
        report, is_new = cls._open(target)
        # Asked with the report in hand: who decides at this moment has hidden it, or will wait.
        shown = type(target).objects.visible().filter(pk=target.pk)
        if not (target.reported_while_hidden or shown.exists()):
            raise TransitionRefused(_("La coordination l’a déjà masqué."))
        _voice, is_new_voice = report.hear(by=by, words=words, token=token)
        if is_new:
            report._ring(Kind.REPORTED, but=by)
            for person in target.told_when_reported():
                notify(Kind.THREAD_READ, to=person, target=target)
        return report, is_new_voice

    @classmethod
    @transaction.atomic
    def take_up(cls, target: Any, *, by: Membership | None, reason: str) -> "Report":
        """A coordinator hides something that was perhaps not reported; the same report is made.

        Returns it; raises as `uphold` does.
        """
        report, _is_new = cls._open(target)
        report.uphold(by=by, reason=reason)
        return report

    def hear(self, *, by: Membership, words: str, token: Any) -> tuple["ReportVoice", bool]:
        """Add what `by` says; (the voice, whether it is new)."""
        said = self.voices.filter(reporter=by).first()
        return (
            (said, False)
            if said
            else ReportVoice.create_once(
                token=token, network=self.network, report=self, reporter=by, words=words
            )
        )

    @transaction.atomic
    def uphold(self, *, by: Membership | None, reason: str) -> None:
        """Hide what was reported, with reasons; its author and those who reported are told.

        Raises PermissionDenied for somebody who is no coordinator or judges what is their own,
        TransitionRefused when it is decided already, or the thing is gone.
        """
        target = self.thing
        if target is None:
            raise TransitionRefused(_("Ce qui était signalé n’existe plus : rien à masquer."))
        self._decide(by, reason, upheld=True)
        if not target.is_hidden:
            target.hide(by=by, reason=reason)

    @transaction.atomic
    def dismiss(self, *, by: Membership | None, reason: str) -> None:
        """Leave what was reported as it is, with reasons. Tells and raises as `uphold`."""
        self._decide(by, reason, upheld=False)

    @transaction.atomic
    def appeal(self, *, by: Membership, text: str) -> None:
        """Contest the decision, once; another coordinator is told, and decides.

        Raises PermissionDenied for somebody the decision did not go against, TransitionRefused
        when it was contested already.
        """
        if not (self.is_about(by) or self.is_by(by)):
            raise PermissionDenied
        if not self.may_appeal(by):
            raise TransitionRefused(_("Cette décision ne peut pas, ou plus, être contestée."))
        facts = {"appealed_by": by, "appealed_at": timezone.now(), "appeal_text": text}
        try:
            with transaction.atomic():
                self._move(from_=[self.status], status=self.Status.APPEALED, **facts)
        except IntegrityError:  # somebody has reported it again
            said = _("La coordination regarde déjà cela de nouveau : attendez sa réponse.")
            raise TransitionRefused(said) from None
        self._ring(Kind.APPEALED, but=by)

    @transaction.atomic
    def settle(self, *, by: Membership | None, reason: str, overturn: bool) -> None:
        """Answer the appeal, for good: leave the decision, or undo it. All are told.

        Raises PermissionDenied for whoever decided first, TransitionRefused when it is over.
        """
        self._require(by)
        self._settle([self.Status.APPEALED], by, reason, overturn=overturn)

    @classmethod
    def hiding(cls, target: Any) -> "Report | None":
        """The report by which a thing is out of sight; None when it is not."""
        if not target.is_hidden:
            return None
        by_it = cls.objects.about(target).hiding().with_people()
        found: Report | None = by_it.order_by("-pk").first()
        return found

    def take_back(self, *, by: Membership | None, reason: str) -> None:
        """Show again what was hidden, whether or not somebody contested it.

        Raises as `settle` does, TransitionRefused too when it hides nothing any more.
        """
        self._require(by)
        if not self.is_hiding:
            raise TransitionRefused
        self._settle(self.DECIDED, by, reason, overturn=bool(self.upheld))

    @classmethod
    def _open(cls, target: Any) -> tuple["Report", bool]:
        """The live report of a thing, locked, or a new one; (report, whether it is new)."""
        alive = cls.objects.about(target).live().select_for_update(of=("self",))
        found = alive.first()
        if found:
            return found, False
        try:
            with transaction.atomic():
                return cls.objects.create(
                    network=target.network,
                    target=target,
                    whose=target.whose,
                    subject=target.subject[:200],
                    words=target.words,
                ), True
        except IntegrityError:  # another neighbour, this very moment
            return alive.get(), False

    def _decide(self, by: Membership | None, reason: str, *, upheld: bool) -> None:
        self._require(by)
        self._move(
            from_=[self.Status.OPEN],
            status=self.Status.UPHELD if upheld else self.Status.DISMISSED,
            upheld=upheld,
            decided_by=by,
            decided_at=timezone.now(),
            decision_reason=reason,
        )
        settle(Kind.REPORTED, target=self)
        self._tell_parties(by)

    @transaction.atomic
    def _settle(
        self, from_: Iterable[str], by: Membership | None, reason: str, *, overturn: bool
    ) -> None:
        self._move(
            from_=from_,
            status=self.Status.SETTLED,
            overturned=overturn,
            settled_by=by,
            settled_at=timezone.now(),
            settled_reason=reason,
        )
        target = self.thing
        if overturn and target and self.is_hiding != target.is_hidden:
            if self.is_hiding:
                target.hide(by=by, reason=reason)
            else:
                target.restore(by=by)
        settle(Kind.APPEALED, target=self)
        self._tell_parties(by)

    def _require(self, by: Membership | None) -> None:
        stranger = by and not (by.is_coordinator and by.network_id == self.network_id)
        if stranger or not self.may_decide(by):
            raise PermissionDenied

    def _ring(self, kind: Kind, *, but: Membership) -> None:
        """Tell the coordinators who may decide; where there is none, the site's staff."""
        able = [who for who in Membership.objects.coordinators() if self.may_decide(who)]
        for coordinator in able:
            notify(kind, to=coordinator, target=self, by=but)
        if not able:
            call_staff(self)

    def _tell_parties(self, by: Membership | None) -> None:
        """Tell the author and all who reported; earlier news of it has had its day."""
        settle(Kind.DECISION, target=self)
        settle(Kind.REPORT_ANSWER, target=self)
        notify(Kind.DECISION, to=self.whose, target=self, by=by)
        for voice in self.voices.select_related("reporter"):
            notify(Kind.REPORT_ANSWER, to=voice.reporter, target=self, by=by)
