from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from events.calendar import Turning
from events.models import Booking, Gathering, OpeningHours
from members.middleware import MemberRequest
from members.models import Membership

GRID = "grille"
# How many of what comes after this month are announced.
SOON = 6


@require_safe
def agenda(request: MemberRequest, slug: str) -> HttpResponse:
    """The gatherings of a month, as a list or as a grid, and what comes after this month."""
    turning = Turning.to(request.GET.get("mois", ""), since=request.network.created_at)
    is_grid = request.GET.get("vue") == GRID
    found = _of_month(turning)
    later = _later(turning) if turning.is_current and not is_grid else []
    _tell_plans([*found, *later], request.membership)
    context = {
        "turning": turning,
        "is_grid": is_grid,
        "weekdays": [str(name) for name in WEEKDAYS.values()],
        "weeks": turning.month.weeks(found) if is_grid else [],
        "kinds": _kinds(found) if is_grid else [],
        "upcoming": _once_a_series(each for each in found if not each.is_past),
        "past": [each for each in found if each.is_past],
        "later": later,
        "dropoffs": [] if is_grid else _dropoffs(turning, request.membership),
    }
    return render(request, "events/agenda.html", context)


def _of_month(turning: Turning) -> list[Any]:
    month = turning.month
    held = Gathering.objects.published().filter(starts_at__gte=month.begins)
    held = held.filter(starts_at__lt=month.ends).with_people().with_seats()
    return list(held.order_by("starts_at", "pk"))


def _later(turning: Turning) -> list[Any]:
    """What comes after this month; of a series only what is not announced before."""
    now = timezone.now()
    after = Gathering.objects.published().upcoming(now).filter(starts_at__gte=turning.month.ends)
    return list(after.next_of_series(now).with_people().with_seats()[:SOON])


def _dropoffs(turning: Turning, by: Membership) -> list[Any]:
    """When things may be brought, from today on, for the collections that are open."""
    month = turning.month
    hours = OpeningHours.objects.visible_to(by).to_come(localdate())
    return list(hours.filter(day__gte=localdate(month.begins), day__lt=localdate(month.ends)))


def _once_a_series(found: Iterable[Any]) -> list[Any]:
    """Each series by its first one: it says itself when it comes again."""
    kept: dict[Any, Any] = {}
    for gathering in found:
        kept.setdefault(gathering.series_id or f"alone {gathering.pk}", gathering)
    return list(kept.values())


def _tell_plans(found: list[Any], by: Membership) -> None:
    """Give each its `plan`, what the reader or their godchild booked, and `is_mine`. One query."""
    booked = Booking.objects.live().involving(by).filter(gathering__in=found)
    # Of two, the one that is more certain comes last, and stays.
    plans = {each.gathering_id: each for each in booked.order_by("-status")}
    for gathering in found:
        gathering.plan = plans.get(gathering.pk)
        gathering.is_mine = gathering.is_managed_by(by)


def _kinds(found: list[Any]) -> list[dict[str, Any]]:
    """What the icons of a grid say: each kind that is in it, in the order of the kinds."""
    shown = {each.kind: each for each in found}
    return [
        {"label": each.get_kind_display(), "icon": each.icon, "tint": each.tint}
        for kind in Gathering.Kind
        if (each := shown.get(kind))
    ]
