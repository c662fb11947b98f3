"""What the desk does with anything that a neighbour wrote or showed: hide it, and show it again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import LongTextField
from coopere.lib.state import TransitionRefused
from members.models import Membership, Report
from members.scoped_admin import DeskRequest, ReasonForm


class HidingForm(ReasonForm):
    reason = LongTextField(
        label=_("Motif"),
        max_length=500,
        rows=3,
        help_text=_("La personne concernée le lit à la place de ce qu’elle avait publié."),
    )


class RestoringForm(ReasonForm):
    reason = LongTextField(
        label=_("Motif"),
        max_length=500,
        rows=3,
        help_text=_("La personne concernée le lit."),
    )


def hide(thing: Any, by: Membership | None, answers: dict[str, Any]) -> None:
    Report.take_up(thing, by=by, reason=answers["reason"])


def restore(thing: Any, by: Membership | None, answers: dict[str, Any]) -> None:
    report = Report.hiding(thing)
    if report is None:
        raise TransitionRefused
    report.take_back(by=by, reason=answers["reason"])


def is_somebody_elses(request: DeskRequest, thing: Any) -> bool:
    by = request.coordinates.get(thing.network_id)
    return by is None or not by.acts_for(thing.whose)


def is_shown(request: DeskRequest, thing: Any) -> bool:
    return not thing.is_hidden and is_somebody_elses(request, thing)


def is_hidden(request: DeskRequest, thing: Any) -> bool:
    """Whether it is out of sight, and to be given back by who asks."""
    report = Report.hiding(thing)
    by = request.coordinates.get(thing.network_id)
    return report is not None and report.may_decide(by)
