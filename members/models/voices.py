from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from members.models.memberships import Membership
from members.scoping import TenantModel


class ReportVoice(TenantModel, Once):
    """What one neighbour said in a report; only the coordinators read it."""

    report = models.ForeignKey("members.Report", on_delete=models.CASCADE, related_name="voices")
    reporter = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="reports_made")
    words = models.TextField(lazy("ce qui ne va pas"), max_length=500)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = lazy("voix d’un signalement")
        verbose_name_plural = lazy("voix des signalements")
        constraints = [
            models.UniqueConstraint(fields=["report", "reporter"], name="one_voice_a_neighbour"),
        ]

    def __str__(self) -> str:
        return f"{self.reporter} : {self.words[:40]}"
