import hashlib
import hmac
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coopere.lib.addresses import place_of
from coopere.lib.mail import write_templated
from coopere.lib.once import Once
from coopere.lib.state import Stateful

WITHIN = timedelta(hours=1)
MOST_FROM_ONE = 5
MOST_OF_ALL = 60
KEPT_FOR = timedelta(days=365)


class TooManyLetters(Exception):
    """Five messages came from one place within an hour, or sixty from everywhere."""


class ContactQuerySet(models.QuerySet["ContactMessage"]):
    def waiting(self) -> Self:
        return self.filter(status=ContactMessage.Status.NEW)

    def from_address(self, email: str) -> Self:
        """What a person wrote, for whoever gives them back or erases what is theirs."""
        return self.filter(email__iexact=email)


class ContactMessage(Stateful, Once):
    """What somebody wrote to the site, and whether it was answered."""

    class Status(models.TextChoices):
        NEW = "new", _("à lire")
        ANSWERED = "answered", _("répondu")

    class Subject(models.TextChoices):
        QUESTION = "question", _("Une question")
        NETWORK = "network", _("Créer ou retrouver un réseau")
        TROUBLE = "trouble", _("Quelque chose ne marche pas")
        ACCESS = "access", _("Une gêne d’accessibilité")
        DATA = "data", _("Mes données personnelles")
        ILLICIT = "illicit", _("Signaler un contenu illicite")
        OTHER = "other", _("Autre chose")

    subject = models.CharField(_("sujet"), max_length=10, choices=Subject)
    name = models.CharField(_("nom"), max_length=80, blank=True, default="")
    email = models.EmailField(_("adresse e-mail"))
    text = models.TextField(_("message"))
    # A keyed hash of the address it came from: enough to count, not to find anybody.
    origin = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[Any] = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("message reçu")
        verbose_name_plural = _("messages reçus")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["at"], name="contact_at"),
            models.Index(fields=["answered_at"], name="contact_answered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="new", answered_at=None)
                | models.Q(status="answered", answered_at__isnull=False),
                name="contact_answered_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}, {self.name or self.email}"

    @classmethod
    @transaction.atomic
    def receive(cls, *, ip: str, token: Any = None, **fields: Any) -> "ContactMessage":
        """Keep a message and tell the site's own address of it, and no other.

        Raises TooManyLetters beyond MOST_FROM_ONE within an hour from one place, or MOST_OF_ALL
        from everywhere: whoever floods the form floods one mailbox, by sixty at most. One
        advisory lock makes the count exact, and one row of a form that was sent twice.
        """
        place = place_of(ip).encode()
        origin = hmac.new(settings.SECRET_KEY.encode(), place, hashlib.sha256).hexdigest()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('contact', 0))")
        fields |= {"origin": origin}
        before: ContactMessage | None = cls.objects.filter(token=token, **fields).first()
        if before:
            return before
        cls._count(origin)
        message, _is_new = cls.create_once(token=token, **fields)
        message._announce()
        return message

    @classmethod
    def _count(cls, origin: str) -> None:
        recent = cls.objects.filter(at__gt=timezone.now() - WITHIN)
        own = recent.filter(origin=origin).count()
        if own >= MOST_FROM_ONE or recent.count() >= MOST_OF_ALL:
            raise TooManyLetters

    def _announce(self) -> None:
        """To the site's address; whoever answers that mail answers the person."""
        url = settings.SITE_URL + reverse("admin:coopere_contactmessage_change", args=[self.pk])
        mail = write_templated("contact", settings.LEGAL["email"], {"letter": self, "url": url})
        mail.reply_to = [self.email]
        mail.send()

    def answer(self, *, by: Any) -> None:
        """Note that it was answered. Raises TransitionRefused when it was before."""
        self._move(
            from_=[self.Status.NEW],
            refused=_("Quelqu’un a déjà répondu à ce message."),
            status=self.Status.ANSWERED,
            answered_at=timezone.now(),
            answered_by=by,
        )

    def reopen(self, *, by: Any) -> None:
        """Put it back among those that wait. Raises TransitionRefused when it is there."""
        self._move(
            from_=[self.Status.ANSWERED],
            status=self.Status.NEW,
            answered_at=None,
            answered_by=None,
        )
