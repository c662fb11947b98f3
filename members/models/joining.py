import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coopere.lib.mail import send_templated
from coopere.lib.once import Once
from coopere.lib.state import TransitionRefused
from members.models.memberships import Membership
from members.models.notices import Kind
from members.notifications import notify
from members.scoping import TenantModel, tenant_manager

VALID_FOR = timedelta(days=30)
MAILED_A_DAY = 10
TRIES = 10
TRIES_WITHIN = timedelta(minutes=15)


class TooManyTries(Exception):
    """Ten codes were tried in a quarter of an hour, by this person or from this address."""


def new_token() -> str:
    return secrets.token_urlsafe(16)


def expiry() -> datetime:
    return timezone.now() + VALID_FOR


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unspent(self) -> "InvitationQuerySet":
        """Those neither used, taken back nor expired."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def live(self) -> "InvitationQuerySet":
        """Those that still open the door."""
        return self.unspent().filter(sponsor__status__in=Membership.INSIDE)

    def of_link(self, secret: str) -> "InvitationQuerySet":
        """The live one of that link, whatever an address may hold: no link has a NUL."""
        return self.none() if "\0" in secret else self.live().filter(secret=secret)

    def managed_by(self, membership: Membership) -> "InvitationQuerySet":
        return self.filter(sponsor=membership).order_by("-created_at", "-pk")


class Invitation(TenantModel, Once):
    """A link by which a member lets one neighbour in, in place of the entry code."""

    sponsor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    secret = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    first_name = models.CharField(_("prénom"), max_length=40, blank=True, default="")
    email = models.EmailField(_("adresse e-mail"), blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=expiry)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="came_by"
    )

    objects: ClassVar[Any] = tenant_manager(InvitationQuerySet)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [
            models.Index(fields=["network", "sponsor", "-created_at"], name="invitation_of_sponsor")
        ]

    def __str__(self) -> str:
        return self.first_name or self.email or str(_("invitation"))

    @property
    def url(self) -> str:
        return settings.SITE_URL + reverse("members:invitation", args=[self.secret])

    @property
    def is_live(self) -> bool:
        return not (self.used_at or self.revoked_at or self.expires_at <= timezone.now())

    @classmethod
    @transaction.atomic
    def invite(
        cls, *, by: Membership, first_name: str = "", email: str = "", token: Any = None
    ) -> "Invitation":
        """Make an invitation, and send it when an address is given.

        Raises TransitionRefused beyond MAILED_A_DAY of them, so that nobody can use the site
        to write to strangers.
        """
        Membership.objects.select_for_update(of=("self",)).get(pk=by.pk)
        today = cls.objects.filter(sponsor=by, created_at__gt=timezone.now() - timedelta(days=1))
        if email and today.exclude(email="").exclude(token=token).count() >= MAILED_A_DAY:
            raise TransitionRefused(
                _("Dix invitations par e-mail par jour, pas plus : donnez le lien vous-même.")
            )
        invitation, is_new = cls.create_once(
            token=token,
            network=by.network,
            sponsor=by,
            first_name=first_name,
            email=email,
        )
        if is_new and email:
            send_templated("invitation", email, {"invitation": invitation, "network": by.network})
        return invitation

    def revoke(self, *, by: Membership) -> None:
        """Take the invitation back; its link is dead from now on."""
        if by.pk != self.sponsor_id:
            raise PermissionDenied
        if not self._own_row().update(revoked_at=timezone.now()):
            raise TransitionRefused(_("Cette invitation ne sert déjà plus."))

    @transaction.atomic
    def use(self, *, by: Membership) -> None:
        """Record that `by` came in with it, and tell its sponsor: it opens the door once."""
        if not self._own_row().update(used_at=timezone.now(), used_by=by):
            raise TransitionRefused(
                _(
                    "Cette invitation ne sert plus : elle a été utilisée ou reprise, "
                    "ou elle a expiré."
                )
            )
        notify(Kind.INVITATION_USED, to=self.sponsor, target=by, by=by)

    def _own_row(self) -> InvitationQuerySet:
        """This row while it is live, without a join: an UPDATE with one is a subquery, which
        PostgreSQL does not ask again after it waited for the other of two who act at once.
        """
        rows: InvitationQuerySet = Invitation.objects.unspent()
        return rows.filter(pk=self.pk, sponsor__in=Membership.objects.inside())


class EntryAttempt(models.Model):
    """A code that somebody tried: the limit counts these rows, and forgets them soon after."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("essai de code")
        verbose_name_plural = _("essais de code")
        indexes = [
            models.Index(fields=["user", "at"], name="attempt_of_user"),
            models.Index(fields=["address", "at"], name="attempt_from_address"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"

    @classmethod
    @transaction.atomic
    def spend(cls, user: Any, ip: str) -> None:
        """Count one try of `user` from the address `ip`, which is kept only as a keyed hash.

        Raises TooManyTries beyond TRIES within TRIES_WITHIN, of the person or of the address.
        Two advisory locks, always in the same order, make the count exact under load.
        """
        address = hmac.new(settings.SECRET_KEY.encode(), ip.encode(), hashlib.sha256).hexdigest()
        with connection.cursor() as cursor:
            for key in sorted((f"entry:{user.pk}", f"entry:{address}")):
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        since = timezone.now() - TRIES_WITHIN
        cls.objects.filter(at__lte=since).delete()
        recent = cls.objects.filter(at__gt=since)
        if max(recent.filter(user=user).count(), recent.filter(address=address).count()) >= TRIES:
            raise TooManyTries
        cls.objects.create(user=user, address=address)
