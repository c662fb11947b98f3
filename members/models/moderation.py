"""What people wrote or showed, and a coordinator may take out of everybody's sight."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coopere.lib.state import TransitionRefused

if TYPE_CHECKING:
    from members.models.memberships import Membership


class ModeratedQuerySet(models.QuerySet[Any]):
    def visible(self) -> Self:
        """What no coordinator has hidden."""
        return self.filter(hidden_at=None)


class Moderated(models.Model):
    """Something that a neighbour may report, and a coordinator hide, with reasons.

    A model of this kind says in `reported_as` how its address calls it, in `hidden_means` what
    its author is told of a hiding, in `whose` who answers for it, in `subject` and `words` what
    it is and what it says; its queryset has `visible_to(membership)`, and its Meta takes
    `moderation_constraint`.
    """

    reported_as: ClassVar[str]
    hidden_means: ClassVar[Any]
    # A thing that is hidden needs no further report; a person behaves, hidden words or not.
    reported_while_hidden: ClassVar[bool] = False
    whose: Any

    hidden_at = models.DateTimeField(_("masqué le"), null=True, blank=True, editable=False)
    hidden_by = models.ForeignKey(
        "members.Membership",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("masqué par"),
    )
    hidden_reason = models.TextField(
        _("motif"), max_length=500, blank=True, default="", editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def subject(self) -> str:
        """What it is, with its article: "l’annonce « Perceuse »"."""
        raise NotImplementedError

    @property
    def words(self) -> str:
        """What it says, for a report to keep as it was."""
        raise NotImplementedError

    def surroundings(self) -> list[Any]:
        """What else a coordinator must read to understand it, oldest first, itself included."""
        return []

    def told_when_reported(self) -> list[Any]:
        """Who is told at once, with the report, that the coordination reads it."""
        return []

    @transaction.atomic
    def hide(self, *, by: "Membership | None", reason: str) -> None:
        """Take it out of everybody's sight, with reasons; `Report` tells those concerned.

        `by` is None for the site's staff. Raises PermissionDenied for anybody but a coordinator
        of this network, TransitionRefused if it is hidden already.
        """
        self._require_coordinator(by)
        self._mark(hidden=False, hidden_at=timezone.now(), hidden_by=by, hidden_reason=reason)

    @transaction.atomic
    def restore(self, *, by: "Membership | None") -> None:
        """Show it again. Raises as `hide` does."""
        self._require_coordinator(by)
        self._mark(hidden=True, hidden_at=None, hidden_by=None, hidden_reason="")

    def _require_coordinator(self, by: "Membership | None") -> None:
        network: Any = self.network_id  # type: ignore[attr-defined]
        if by and not (by.is_coordinator and by.network_id == network):
            raise PermissionDenied

    def _mark(self, *, hidden: bool, **changes: Any) -> None:
        rows: Any = type(self).objects  # type: ignore[attr-defined]
        if not rows.filter(pk=self.pk, hidden_at__isnull=not hidden).update(**changes):
            raise TransitionRefused
        for name, value in changes.items():
            setattr(self, name, value)


def moderated_models() -> dict[str, Any]:
    """All models of this kind, by how an address calls them."""
    models_of_site: Any = apps.get_models()
    return {model.reported_as: model for model in models_of_site if issubclass(model, Moderated)}


def moderation_constraint(name: str) -> models.CheckConstraint:
    """Nothing is hidden without a reason, nor keeps one when it is shown."""
    return models.CheckConstraint(
        condition=models.Q(hidden_at__isnull=True) ^ ~models.Q(hidden_reason=""),
        name=f"{name}_hidden_has_a_reason",
    )
