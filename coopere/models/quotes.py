"""The quote of the day, which needs neither a job nor a note of what was shown.

Each quote has a side, 0 or 1, for good. Even days draw from one side, odd days from the other:
so two days running never show the same, whatever staff add or withdraw between them. Within its
side each has its turn, in the order in which it came.
"""

import secrets
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coopere.lib.state import TransitionRefused

SIDES = (0, 1)
ONE_DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def new_slug() -> str:
    return secrets.token_hex(8)


class QuoteQuerySet(models.QuerySet["Quote"]):
    def shown(self) -> Self:
        """Those of the page of quotes."""
        return self.filter(is_active=True)

    def concerning(self, day: date) -> Self:
        """All that may have a say in which is the quote of `day`: its side, and those pinned."""
        near = Q(pinned_on__range=(day - ONE_DAY, day + ONE_DAY))
        return self.filter(near | Q(side=day.toordinal() % 2, added_on__lt=day)).order_by("pk")


class Quote(models.Model):
    """Some words to start from, with who wrote them, and where.

    A quote is never deleted, only withdrawn: the turn of the others stays what it was.
    """

    # By which one that is shipped with the site is known again, whatever staff made of it.
    slug = models.SlugField(max_length=60, unique=True, default=new_slug, editable=False)
    text = models.CharField(_("citation"), max_length=400, unique=True)
    author = models.CharField(_("auteur ou autrice"), max_length=80)
    years = models.CharField(_("années de vie"), max_length=40, blank=True, default="")
    work = models.CharField(_("œuvre"), max_length=160)
    work_date = models.CharField(_("date de l’œuvre"), max_length=40, blank=True, default="")
    pinned_on = models.DateField(_("jour réservé"), unique=True, null=True, blank=True)
    is_active = models.BooleanField(_("montrée"), default=True)
    side = models.PositiveSmallIntegerField(choices=[(side, side) for side in SIDES])
    added_on = models.DateField(default=today)
    # The day on which staff changed it: it is not drawn then, so that the quote of that day stays.
    rested_on = models.DateField(null=True)

    objects: ClassVar[Any] = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["author", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=SIDES), name="quote_side"),
            models.CheckConstraint(
                condition=~(Q(text="") | Q(author="") | Q(work="")), name="quote_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author}, {self.work}"

    @property
    def source(self) -> str:
        """The work and its date: « L’Entraide, 1902 »."""
        return ", ".join(filter(None, [self.work, self.work_date]))

    @classmethod
    def of_the_day(cls, day: date) -> "Quote | None":
        """The quote that everybody sees on `day`: the one pinned to it, or the one whose turn it
        is; None when there is none, rather than the same two days running.
        """
        concerned = list(cls.objects.concerning(day))
        for quote in concerned:
            if quote.pinned_on == day and quote._is_free(day):
                return quote
        turns = [quote for quote in concerned if quote._has_turns(day)]
        start = day.toordinal() // 2 % len(turns) if turns else 0
        in_order = [*turns[start:], *turns[:start]]
        return next((quote for quote in in_order if quote._may_be_drawn(day)), None)

    def _has_turns(self, day: date) -> bool:
        """Whether it counts among those of that day, even while it is withdrawn."""
        return self.side == day.toordinal() % 2 and self.added_on < day

    def _may_be_drawn(self, day: date) -> bool:
        """Whether it is pinned neither to that day, nor to the day before or after."""
        near = self.pinned_on and abs(self.pinned_on - day) <= ONE_DAY
        return self._is_free(day) and not near

    def _is_free(self, day: date) -> bool:
        return self.is_active and self.rested_on != day

    def why_not_on(self, day: date | None) -> str:
        """Why it may not be pinned to `day` (None: to no day) instead of what it is; "" if it may.

        The days around a pinned one are told two days before, so that no quote that was seen
        today, at whatever hour, comes back tomorrow.
        """
        if self.pinned_on == today():
            return str(_("C’est son jour aujourd’hui : vous pourrez le changer demain."))
        if day and day < today() + 2 * ONE_DAY:
            return str(_("Choisissez un jour à partir d’après-demain."))
        return ""

    @classmethod
    @transaction.atomic
    def add(cls, **fields: Any) -> "Quote":
        """Add a quote, on the side that has fewer; it is drawn from tomorrow at the earliest.

        Raises TransitionRefused for a pinned day that is too near.
        """
        cls().check_pin(fields.get("pinned_on"))
        sides = cls.objects.shown().order_by().values("side")
        counts = dict(sides.annotate(count=Count("pk")).values_list("side", "count"))
        side = min(SIDES, key=lambda one: (counts.get(one, 0), one))
        made: Quote = cls.objects.create(side=side, **fields)
        return made

    @transaction.atomic
    def change(self, **fields: Any) -> None:
        """Write `fields`. Unless it is today's, it is not drawn today: today's quote stays.

        Raises TransitionRefused for a pinned day that may not change, or not to that one.
        """
        stored = Quote.objects.select_for_update().get(pk=self.pk)
        stored.check_pin(fields.get("pinned_on", stored.pinned_on))
        if Quote.of_the_day(today()) != self:
            fields["rested_on"] = today()
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))

    def check_pin(self, day: date | None) -> None:
        """Raise TransitionRefused if its pinned day may not become `day`."""
        reason = "" if day == self.pinned_on else self.why_not_on(day)
        if reason:
            raise TransitionRefused(reason)
