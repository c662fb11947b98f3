from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import LongTextField, PlainCharField, PlainEmailField
from coopere.lib.once import OnceForm
from coopere.models import ContactMessage


class ContactForm(OnceForm):
    """A letter to the site's team."""

    subject = forms.ChoiceField(
        label=_("De quoi s’agit-il ?"), choices=ContactMessage.Subject.choices
    )
    text = LongTextField(label=_("Votre message"), max_length=5000, rows=8)
    name = PlainCharField(
        label=_("Votre nom"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = PlainEmailField(
        label=_("Votre adresse e-mail"),
        max_length=254,
        help_text=_("Pour vous répondre, et pour rien d’autre."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Nobody sees it: what fills it in is a machine.
    website = forms.CharField(required=False, label=_("Laissez ce champ vide"))

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data["website"])

    def letter(self) -> dict[str, Any]:
        """The fields of the message."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}
