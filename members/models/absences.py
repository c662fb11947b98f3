from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Absence(models.Model):
    """Somebody who has not come for a long time, and is written to before their account ends.

    The row goes when they come back. `warned_at` is the moment at which the mail went out.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absence"
    )
    noticed_at = models.DateTimeField(_("remarquée le"), default=timezone.now)
    warned_at = models.DateTimeField(_("prévenu le"), null=True)
    # Of somebody who is not ended, because they coordinate alone: the staff hear of it once.
    staff_told_at = models.DateTimeField(_("équipe du site prévenue le"), null=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        indexes = [models.Index(fields=["warned_at"], name="absence_warned")]

    def __str__(self) -> str:
        return f"{self.noticed_at:%d/%m/%Y}"
