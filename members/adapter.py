from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """How accounts behave here, where it differs from allauth's way."""

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A newcomer without a destination looks for their network first."""
        return reverse("members:networks")
