from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save and return a user; the address is kept in lower case."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save and return someone of the site's staff who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A login. Who the person is to their neighbours is their Membership's business."""

    email = models.EmailField(
        _("adresse e-mail"),
        unique=True,
        error_messages={"unique": _("Un compte existe déjà avec cette adresse.")},
    )
    is_active = models.BooleanField(_("actif"), default=True)
    is_staff = models.BooleanField(_("équipe du site"), default=False)
    date_joined = models.DateTimeField(_("inscription"), default=timezone.now)
    # The last day on which the person was here, to a week; see members/sessions.py.
    seen_on = models.DateField(_("dernière visite"), null=True, blank=True, editable=False)
    # Since when nobody is behind it: the row stays for what points to it, and says nothing.
    erased_at = models.DateTimeField(_("effacé le"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_address"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(is_active=False),
                name="erased_user_is_shut",
            ),
        ]

    def __str__(self) -> str:
        return self.email
