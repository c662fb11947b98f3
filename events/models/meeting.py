from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.state import TransitionRefused
from events.models.gathering import Gathering
from members.models import Membership
from members.models.notices import Kind as News
from members.notifications import mark_seen, notify
from members.scoping import TenantModel, tenant_manager


class EncounterQuerySet(models.QuerySet["Encounter"]):
    def mutual(self) -> "EncounterQuerySet":
        """Those that both said."""
        return self.filter(first_yes_at__isnull=False, second_yes_at__isnull=False)

    def involving(self, membership: Membership) -> "EncounterQuerySet":
        people = membership.people
        return self.filter(Q(first__in=people) | Q(second__in=people))

    def with_people(self) -> "EncounterQuerySet":
        """With both, the gathering and its host."""
        return self.select_related("first", "second", "gathering__host", "gathering__network")


class Encounter(TenantModel):
    """Two neighbours who met somewhere: it is said when both say it."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="encounters")
    first = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    first_yes_at = models.DateTimeField(null=True)
    second_yes_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = tenant_manager(EncounterQuerySet)

    class Meta:
        verbose_name = lazy("rencontre")
        verbose_name_plural = lazy("rencontres")
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "first", "second"], name="one_encounter_of_two"
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="encounter_first_before_second"
            ),
            models.CheckConstraint(
                condition=Q(first_yes_at__isnull=False) | Q(second_yes_at__isnull=False),
                name="encounter_somebody_said_it",
            ),
        ]
        indexes = [models.Index(fields=["network", "first", "second"], name="encounter_of_two")]

    def __str__(self) -> str:
        return f"{self.first}, {self.second}"

    def get_absolute_url(self) -> str:
        return self.gathering.get_absolute_url()

    @property
    def is_mutual(self) -> bool:
        return bool(self.first_yes_at and self.second_yes_at)

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`."""
        mine = membership.acts_for(self.first) or membership.acts_for(self.second)
        return mine and self.gathering.notice_visible_to(membership)

    def notice_words(self, to: Membership, by: Membership | None) -> dict[str, Any]:
        """For the words of news: who says it."""
        other = self.second if to.pk == self.first_id else self.first
        return {"other": other, "who": other.display_name}

    @classmethod
    def mutual_between(cls, one: Membership, other: Membership) -> EncounterQuerySet:
        """Where these two met, as both say, with the gatherings; the last one first."""
        first, second = sorted((one.pk, other.pk))
        found: EncounterQuerySet = cls.objects.mutual().filter(first=first, second=second)
        return found.select_related("gathering").order_by("-gathering__starts_at")

    @classmethod
    @transaction.atomic
    def say(
        cls,
        gathering: Gathering,
        *,
        by: Membership,
        other: Membership,
        for_: Membership | None = None,
    ) -> "Encounter":
        """Say that one met `other` there, and tell them; to say it again changes nothing.

        Raises PermissionDenied unless both were there, TransitionRefused before it began.
        """
        person = for_ or by
        if not by.acts_for(person) or person.pk == other.pk:
            raise PermissionDenied
        if not gathering.has_started:
            raise TransitionRefused(_("On le dit une fois que l’on s’est vus."))
        if not (gathering.was_attended_by(person) and gathering.was_attended_by(other)):
            raise PermissionDenied
        first, second = sorted((person, other), key=lambda one: one.pk)
        side = "first_yes_at" if person == first else "second_yes_at"
        encounter, is_new = cls.objects.select_for_update(of=("self",)).get_or_create(
            gathering=gathering,
            first=first,
            second=second,
            defaults={"network_id": gathering.network_id, side: timezone.now()},
        )
        if is_new or getattr(encounter, side) is None:
            encounter._note(side, by=by, other=other)
        return encounter

    def _note(self, side: str, *, by: Membership, other: Membership) -> None:
        setattr(self, side, getattr(self, side) or timezone.now())
        self.save(update_fields=[side])
        mark_seen(self, by=by)
        notify(News.MET, to=other, target=self, by=by)
