"""Those who wait for a network in their town: they confirm, and are told once when one opens."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.signing import Signer
from django.db import connection, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from coopere.lib.addresses import place_of
from coopere.lib.mail import NO_MAIL, write_templated
from coopere.lib.state import TransitionRefused
from members.models.networks import Network
from members.models.places import Commune

TELL_TASK = "coopere.tasks.tell_interested"
SALT = "coopere.interest"
TO_CONFIRM = timedelta(days=7)
KEPT = timedelta(days=2 * 365)
# Who presses the button twice has one mail.
AGAIN = timedelta(minutes=1)
COUNTED = timedelta(days=1)


class InterestQuerySet(models.QuerySet["Interest"]):
    def confirmed(self) -> "InterestQuerySet":
        return self.exclude(confirmed_at=None)

    def waiting(self) -> "InterestQuerySet":
        """Those who confirmed, and were not told of a network yet."""
        return self.confirmed().filter(told_at=None)

    def waiting_for(self, network: Network) -> "InterestQuerySet":
        """Those who wait where `network` is."""
        return self.waiting().filter(
            commune__in=Commune.objects.where(network.commune_id or "", network.postcode)
        )

    def of_ticket(self, ticket: str) -> "InterestQuerySet":
        """The one of that link. Raises BadSignature when it is none of ours."""
        return self.filter(pk=int(Signer(salt=SALT).unsign(ticket)))

    def unconfirmed(self, before: datetime) -> "InterestQuerySet":
        """Those that nobody confirmed, asked before that moment."""
        return self.filter(confirmed_at=None, asked_at__lte=before)


class Interest(models.Model):
    """Somebody would like a network there. No account: an address, and links that are signed."""

    email = models.EmailField(_("adresse e-mail"))
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="interests")
    street = models.CharField(_("rue ou résidence"), max_length=80, blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("attente d’un réseau")
        verbose_name_plural = _("attentes d’un réseau")
        constraints = [
            models.UniqueConstraint(fields=["email", "commune"], name="one_interest_each"),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(confirmed_at__isnull=False),
                name="interest_told_was_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="interest_asked_at")]

    def __str__(self) -> str:
        return str(self.commune)

    @property
    def is_expired(self) -> bool:
        """Whether it is too late to confirm."""
        return not self.confirmed_at and self.asked_at <= timezone.now() - TO_CONFIRM

    @property
    def ticket(self) -> str:
        return Signer(salt=SALT).sign(str(self.pk))

    @property
    def url(self) -> str:
        """Where the person confirms."""
        return settings.SITE_URL + reverse("members:interest_confirmation", args=[self.ticket])

    @property
    def withdrawal_url(self) -> str:
        """Where the person has all of it deleted; it works for as long as the row is there."""
        return settings.SITE_URL + reverse("members:interest_withdrawal", args=[self.ticket])

    @classmethod
    @transaction.atomic
    def ask(cls, *, email: str, commune: Commune, street: str = "") -> "Interest":
        """Note that somebody waits there, and write to the address, so that they confirm it.

        One row for each address and town, however often it is asked: the caller cannot tell
        whether there was one. Each asking is a mail, within what `InterestTry` allows.
        """
        found, is_new = cls.objects.select_for_update().get_or_create(
            email=email.lower(), commune=commune, defaults={"street": street}
        )
        if not is_new and found.asked_at > timezone.now() - AGAIN:
            return found
        if not is_new:
            found._ask_again(street)
        if InterestTry.spend_mail_to(found.email):
            found._write("interest")
        return found

    def confirm(self) -> None:
        """Count from now on. Raises TransitionRefused once the link has expired."""
        now = timezone.now()
        open_ones = Interest.objects.filter(pk=self.pk, asked_at__gt=now - TO_CONFIRM)
        if not open_ones.filter(confirmed_at=None).update(confirmed_at=now):
            self.refresh_from_db()
            if not self.confirmed_at:
                raise TransitionRefused(_("Ce lien a plus de sept jours\u00a0: il ne sert plus."))

    @classmethod
    def tell(cls, network: Network) -> None:
        """Have those told who wait where `network` has opened, each of them once.

        The worker writes, after the caller's transaction: whoever calls twice, or dies between
        two mails, has nobody written to twice. Nothing where mail is off, as in the demo.
        """
        if network.commune_id and settings.EMAIL_BACKEND != NO_MAIL:
            app.configure_task(TELL_TASK, queue="mail").defer(network=network.pk)

    @transaction.atomic
    def tell_of(self, network: Network) -> None:
        """Write to the person that `network` opened, unless it was done: one row, one mail."""
        if Interest.objects.waiting().filter(pk=self.pk).update(told_at=timezone.now()):
            self._write("interest_told", network=network)

    def _ask_again(self, street: str) -> None:
        """Who confirmed and still waits has nothing to confirm; others begin anew."""
        if self.told_at or not self.confirmed_at:
            self.street = street or self.street
            self.asked_at = timezone.now()
            self.confirmed_at = self.told_at = None
        self.save()

    def _write(self, template: str, **context: Any) -> None:
        headers = {
            "List-Unsubscribe": f"<{self.withdrawal_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        known = {"interest": self, "commune": self.commune, **context}
        write_templated(template, self.email, known, headers=headers).send()


class InterestTry(models.Model):
    """A form sent, or a mail written: the limits count these rows, and forget them in a day."""

    # Of the address that it came from, or that it writes to: a keyed hash, so that it says nothing.
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("essai d’attente")
        verbose_name_plural = _("essais d’attente")
        indexes = [
            models.Index(fields=["digest", "at"], name="interest_try_of"),
            models.Index(fields=["at"], name="interest_try_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"

    @classmethod
    def spend_from(cls, ip: str) -> bool:
        """Count one form sent from that address; False beyond twenty in a quarter of an hour.

        Twenty, because a whole café-rencontre shares one.
        """
        return cls._spend(f"from:{place_of(ip)}", most=20, within=timedelta(minutes=15))

    @classmethod
    def spend_mail_to(cls, email: str) -> bool:
        """Count one mail to that address; False beyond three in a day.

        "nora+parc@" is the mailbox of "nora@".
        """
        name, _at, domain = email.rpartition("@")
        mailbox = f"{name.partition('+')[0]}@{domain}"
        return cls._spend(f"to:{mailbox}", most=3, within=COUNTED)

    @classmethod
    @transaction.atomic
    def _spend(cls, what: str, *, most: int, within: timedelta) -> bool:
        """An advisory lock makes the count exact under load."""
        digest = hmac.new(settings.SECRET_KEY.encode(), what.encode(), hashlib.sha256).hexdigest()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"interest:{digest}"]
            )
        now = timezone.now()
        if cls.objects.filter(digest=digest, at__gt=now - within).count() >= most:
            return False
        cls.objects.create(digest=digest)
        return True
