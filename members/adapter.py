from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """How accounts behave here, where it differs from allauth's way."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _(
            "Ce n’est pas le bon code. Recopiez-le comme il est écrit dans l’e-mail."
        ),
        "too_many_login_attempts": _(
            "Trop d’essais d’affilée. Attendez quelques minutes, ou recevez un code par e-mail."
        ),
    }

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A newcomer without a destination looks for their network first."""
        return reverse("members:networks")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the site's look, which needs the site's address."""
        super().send_mail(template_prefix, email, {"site_url": settings.SITE_URL, **context})
