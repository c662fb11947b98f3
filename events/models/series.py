"""Gatherings that come again: the first Saturday of each month, every Tuesday."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr
from django.db import models, transaction
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.state import TransitionRefused
from events.models.gathering import Gathering
from members.models import Membership
from members.scoping import TenantModel, tenant_key, tenant_manager

# How far ahead its gatherings are written.
AHEAD = relativedelta(months=6)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Rhythm(models.TextChoices):
    WEEKLY = "weekly", lazy("chaque semaine")
    FORTNIGHTLY = "fortnightly", lazy("toutes les deux semaines")
    MONTHLY = "monthly", lazy("chaque mois")


def rule_of(rhythm: str, day: date) -> str:
    """The RRULE of that rhythm from that day on: its weekday, its rank in the month."""
    if rhythm == Rhythm.MONTHLY:
        rank = (day.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={rank if rank < 5 else -1:+d}{DAYS[day.weekday()]}"
    interval = ";INTERVAL=2" if Rhythm(rhythm) == Rhythm.FORTNIGHTLY else ""
    return f"FREQ=WEEKLY{interval};BYDAY={DAYS[day.weekday()]}"


class SeriesQuerySet(models.QuerySet["Series"]):
    def going_on(self) -> "SeriesQuerySet":
        """Those that are not ended, by a host who is there and not in pause."""
        return self.filter(ended_at=None, host__status=Membership.Status.ACTIVE)


class Series(TenantModel):
    """What the gatherings of a series have in common, and when they come."""

    # What each new one takes after the first.
    COMMON = (
        *("kind", "title", "text", "place", "seats", "party_limit"),
        *("access_notes", "chapeau", "note_phone"),
    )

    host = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="series")
    rule = models.CharField(lazy("règle"), max_length=100)
    # As the clock on the wall says, whatever the season.
    first_on = models.DateField(lazy("premier jour"))
    starts = models.TimeField(lazy("heure"))
    lasts = models.DurationField(lazy("durée"))
    kind = models.CharField(max_length=8, choices=Gathering.Kind.choices)
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=2000, blank=True, default="")
    place = models.CharField(max_length=120, blank=True, default="")
    seats = models.PositiveSmallIntegerField()
    party_limit = models.PositiveSmallIntegerField()
    access_notes = models.CharField(max_length=300, blank=True, default="")
    chapeau = models.CharField(max_length=200, blank=True, default="")
    note_phone = models.CharField(max_length=20, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = tenant_manager(SeriesQuerySet)

    class Meta:
        verbose_name = lazy("série d’événements")
        verbose_name_plural = lazy("séries d’événements")
        constraints = [tenant_key("series")]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """ "chaque premier samedi du mois", "chaque mardi", "un mardi sur deux"."""
        day = {"day": str(WEEKDAYS[self.first_on.weekday()])}
        if "MONTHLY" in self.rule:
            return self._rank() % day
        if "INTERVAL=2" in self.rule:
            return _("un %(day)s sur deux") % day
        return _("chaque %(day)s") % day

    @classmethod
    @transaction.atomic
    def plan(cls, *, by: Membership, first: Gathering, rhythm: str) -> "Series":
        """Let a café or a workshop come again; once `first` is published, so are the others.

        Raises PermissionDenied for anybody but the host and their godparent, TransitionRefused
        for a concert, which a coordinator sees each time, and for what is in a series already.
        """
        first.require_managed_by(by)
        held = first.locked()
        if held.is_concert or held.series_id or held.is_cancelled:
            raise TransitionRefused(_("Cet événement ne peut pas se répéter."))
        day = timezone.localtime(held.starts_at).date()
        series = cls(network=held.network, host=held.host, rule=rule_of(rhythm, day))
        series._take_after(held)
        series.save()
        first.series, first.occurs_on = series, day
        first.save(update_fields=["series", "occurs_on"])
        series.extend(timezone.now())
        return series

    def follow(self, first: Gathering) -> None:
        """The first one changed before anybody saw it: so do those to come."""
        day = timezone.localtime(first.starts_at).date()
        self.rule = rule_of(self.rhythm, day)
        self._take_after(first)
        self.save()
        first.occurs_on = day
        first.save(update_fields=["occurs_on"])

    @property
    def rhythm(self) -> Rhythm:
        if "MONTHLY" in self.rule:
            return Rhythm.MONTHLY
        return Rhythm.FORTNIGHTLY if "INTERVAL=2" in self.rule else Rhythm.WEEKLY

    @transaction.atomic
    def extend(self, now: datetime) -> None:
        """Write the gatherings of the next six months that are not written yet.

        The series is locked, so that none is written twice. Nothing happens while the first
        is a draft, or the host in pause or gone.
        """
        held = Series.objects.going_on().select_for_update(of=("self",)).filter(pk=self.pk).first()
        published = self.gatherings.exclude(published_at=None).order_by("occurs_on").first()
        if held is None or published is None:
            return
        written = set(self.gatherings.values_list("occurs_on", flat=True))
        for day in held.days_until(now + AHEAD):
            starts_at = held.start_on(day)
            if day not in written and starts_at > now:
                held._write(day, starts_at, published)

    @transaction.atomic
    def cancel_following(self, *, by: Membership | None, gathering: Gathering, word: str) -> None:
        """Call off `gathering` and all that come after it; each party is told of theirs.

        Raises as `Gathering.cancel` does.
        """
        gathering.cancel(by=by, word=word)
        Series.objects.filter(pk=self.pk, ended_at=None).update(ended_at=timezone.now())
        after = self.gatherings.filter(status__in=Gathering.ANNOUNCED, hidden_at=None)
        for each in after.filter(occurs_on__gt=gathering.occurs_on).order_by("occurs_on"):
            if not each.has_started:
                each.cancel(by=by, word=word)

    def days_until(self, end: datetime) -> Iterator[date]:
        """The days that the rule gives, from the first."""
        first = datetime.combine(self.first_on, time.min)
        last = timezone.localtime(end).replace(tzinfo=None)
        return (day.date() for day in rrulestr(self.rule, dtstart=first).between(first, last, True))

    def start_on(self, day: date) -> datetime:
        """The moment at which it begins that day: 19 h in winter, 19 h in summer."""
        return timezone.make_aware(datetime.combine(day, self.starts))

    def _take_after(self, first: Gathering) -> None:
        local = timezone.localtime(first.starts_at)
        self.first_on, self.starts = local.date(), local.time()
        self.lasts = first.duration
        for name in self.COMMON:
            setattr(self, name, getattr(first, name))

    def _write(self, day: date, starts_at: datetime, first: Gathering) -> None:
        common = {name: getattr(self, name) for name in self.COMMON}
        Gathering.objects.create(
            network_id=self.network_id,
            host_id=self.host_id,
            entered_by_id=first.entered_by_id,
            series=self,
            occurs_on=day,
            starts_at=starts_at,
            # In UTC: over the night when clocks change, it lasts as long as ever.
            ends_at=starts_at.astimezone(UTC) + self.lasts,
            status=Gathering.Status.PUBLISHED,
            published_at=timezone.now(),
            published_by_id=first.published_by_id,
            **common,
        )

    def _rank(self) -> str:
        sentences = {
            "+1": _("chaque premier %(day)s du mois"),
            "+2": _("chaque deuxième %(day)s du mois"),
            "+3": _("chaque troisième %(day)s du mois"),
            "+4": _("chaque quatrième %(day)s du mois"),
            "-1": _("chaque dernier %(day)s du mois"),
        }
        return sentences[self.rule.partition("BYDAY=")[2][:2]]
