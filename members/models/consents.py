from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The rules of the site, by the day on which they were written: whoever changes them writes it anew.
TERMS_VERSION = "2026-03"
AGE_VERSION = "2026-03"
LEAST_AGE = 15


class Consent(models.Model):
    """What somebody said yes to, in which words, when and how. Only ever added to.

    PostgreSQL refuses to change a row; with the account the rows go, since they prove nothing
    about nobody. Charters have `CharterAcceptance`, neighbours without e-mail `consent_at`.
    """

    class What(models.TextChoices):
        AGE = "age", _("Avoir 15 ans ou plus")
        TERMS = "terms", _("Les règles du site")

    class Manner(models.TextChoices):
        SIGNUP = "signup", _("case cochée en créant le compte")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    what = models.CharField(_("accord"), max_length=8, choices=What.choices)
    version = models.CharField(_("version"), max_length=20)
    words = models.TextField(_("ce qui était écrit"), max_length=500)
    manner = models.CharField(_("comment"), max_length=8, choices=Manner.choices)
    at = models.DateTimeField(_("quand"), default=timezone.now)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("accord donné")
        verbose_name_plural = _("accords donnés")
        indexes = [models.Index(fields=["user", "at"], name="consents_of_user")]

    def __str__(self) -> str:
        return self.get_what_display()

    @classmethod
    def record_signup(cls, user: Any) -> None:
        """Write down what everybody says yes to who opens an account."""
        said = {"user": user, "manner": cls.Manner.SIGNUP, "at": timezone.now()}
        asked = {cls.What.AGE: AGE_VERSION, cls.What.TERMS: TERMS_VERSION}
        cls.objects.bulk_create(
            cls(what=what, version=version, words=str(ASKED[what]), **said)
            for what, version in asked.items()
        )


# What stands beside the two boxes: the form shows it, and the log keeps it.
ASKED = {
    Consent.What.AGE: _("J’ai 15 ans ou plus"),
    Consent.What.TERMS: _("J’ai lu les règles du site et je les accepte"),
}
