"""Sets of gatherings: what stands in an agenda, and for whom."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from members.models import Membership
from members.models.moderation import ModeratedQuerySet

SHOWN = Q(status="published", hidden_at=None, host__status__in=Membership.INSIDE)

SHOWN_BEFORE = Q(gathering__status="published", gathering__hidden_at=None)


class GatheringQuerySet(ModeratedQuerySet):
    def published(self) -> "GatheringQuerySet":
        """What neighbours see: published, not hidden, by somebody who is still there."""
        return self.filter(SHOWN)

    def managed_by(self, membership: Membership) -> "GatheringQuerySet":
        """One's own, and those of the neighbours for whom one acts."""
        return self.filter(host__in=membership.people)

    def visible_to(self, membership: Membership) -> "GatheringQuerySet":
        """What is published, what was cancelled of one's plans, and all that is one's own.

        Coordinators see what waits for their yes, and what was cancelled.
        """
        people = membership.people
        planned = self.model.objects.filter(bookings__member__in=people).values("pk")
        seen = SHOWN | Q(host__in=people) | Q(status="cancelled", hidden_at=None, pk__in=planned)
        if membership.is_coordinator:
            seen |= Q(status__in=["proposed", "cancelled"], hidden_at=None)
        return self.filter(seen)

    def of_plans(self, membership: Membership) -> "GatheringQuerySet":
        """Those where one, or one's godchild, is the host or has a live booking."""
        people = membership.people
        mine = self._bookings().live().filter(gathering=OuterRef("pk"), member__in=people)
        return self.filter(Q(host__in=people) | Exists(mine))

    def upcoming(self, now: datetime) -> "GatheringQuerySet":
        """Those that are not over, the next one first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def told_outside(self, now: datetime) -> "GatheringQuerySet":
        """Cafés and workshops to come: strangers may know kind and day, and nothing else of them.

        A concert is for members and the guests they name: outside nobody hears of it.
        """
        return self.published().filter(kind__in=["cafe", "workshop"]).upcoming(now)

    def past(self, now: datetime) -> "GatheringQuerySet":
        """Those that are over, the last one first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def next_of_series(self, now: datetime) -> "GatheringQuerySet":
        """Of each series the next published one only: no wall of the same café."""
        series = self.model.objects.published().filter(series=OuterRef("series"))
        earlier = series.filter(ends_at__gt=now, starts_at__lt=OuterRef("starts_at"))
        return self.filter(Q(series=None) | ~Exists(earlier))

    def with_people(self) -> "GatheringQuerySet":
        """With host, series, network and first picture, which every card shows."""
        pictures: Any = self.model._meta.get_field("pictures").related_model
        facts = JSONObject(name="name", alt="alt", width="width", height="height")
        in_order = pictures.objects.order_by("gathering", "position").values(facts=facts)
        own = in_order.filter(gathering=OuterRef("pk"))
        # The café of next month shows the picture of this one.
        before = in_order.filter(SHOWN_BEFORE, gathering__series=OuterRef("series"))
        related = self.select_related("host", "entered_by", "series", "network")
        return related.annotate(cover_facts=Coalesce(Subquery(own[:1]), Subquery(before[:1])))

    def with_seats(self) -> "GatheringQuerySet":
        """With `taken` seats, and how many parties are `waiting` for one."""
        own = self._bookings().filter(gathering=OuterRef("pk")).order_by().values("gathering")
        taken = own.seated().annotate(total=Sum("size")).values("total")
        waiting = own.filter(status="waiting").annotate(total=Count("pk")).values("total")
        return self.annotate(
            taken=Coalesce(Subquery(taken), 0), waiting=Coalesce(Subquery(waiting), 0)
        )

    def _bookings(self) -> Any:
        bookings: Any = self.model._meta.get_field("bookings").related_model
        return bookings.objects
