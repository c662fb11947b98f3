"""allauth's forms in the words of this site, without placeholders that pass for answers."""

from typing import Any

from allauth.account import forms
from django.db import transaction
from django.forms import BooleanField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import WHOLE_ADDRESS
from members.models import Consent, User
from members.models.consents import ASKED

ADDRESS = _("Adresse e-mail")
LABELS = {
    "login": ADDRESS,
    "email": ADDRESS,
    "code": _("Code reçu par e-mail"),
    "oldpassword": _("Mot de passe actuel"),
    "password2": _("Le même mot de passe, encore une fois"),
}


class PlainWords:
    """One label for one thing; what makes a good password in a single line."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if name in {"login", "email"}:
                field.error_messages["invalid"] = WHOLE_ADDRESS
        if "password1" in self.fields:
            self.fields["password1"].help_text = _(
                "Au moins 8 caractères. Trois mots sans rapport font un bon mot de passe."
            )
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(autocapitalize="characters", spellcheck="false")


class LoginForm(PlainWords, forms.LoginForm):
    pass


class SignupForm(PlainWords, forms.SignupForm):
    """With the two things that the law wants to know: the age, and a yes to the rules."""

    age = BooleanField(
        label=ASKED[Consent.What.AGE],
        help_text=_(
            "En France, il faut 15 ans pour confier soi-même ses données à un site comme celui-ci "
            "(article 8 du RGPD, article 45 de la loi Informatique et Libertés)."
        ),
        error_messages={
            "required": _(
                "Avant 15 ans, on n’ouvre pas de compte à son nom. Lisez plus bas comment "
                "participer quand même."
            )
        },
    )
    terms = BooleanField(
        label=ASKED[Consent.What.TERMS],
        error_messages={
            "required": _("Pour créer un compte, il faut accepter les règles du site.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["email", "password1", "age", "terms"])
        self.fields["terms"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("rights:rules"), gettext("Lire les règles du site")
        )

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        """Make the account, and write down what was said yes to."""
        user: User = super().save(request)
        Consent.record_signup(user)
        return user


class RequestLoginCodeForm(PlainWords, forms.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(PlainWords, forms.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(PlainWords, forms.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(PlainWords, forms.ConfirmPasswordResetCodeForm):
    pass


class ChangeEmailForm(PlainWords, forms.ChangeEmailForm):
    pass


class AddEmailForm(PlainWords, forms.AddEmailForm):
    pass


class ResetPasswordForm(PlainWords, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainWords, forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(PlainWords, forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, forms.SetPasswordForm):
    pass


class ReauthenticateForm(PlainWords, forms.ReauthenticateForm):
    pass
