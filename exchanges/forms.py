from django import forms
from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import LongTextField, PlainCharField
from coopere.lib.once import OnceForm
from exchanges.models import ContactShare, Thanks
from members.writing_forms import ForWhomForm

EMPTY = {"required": _("Écrivez d’abord un message.")}
READY_REASONS = [
    _("Merci, mais j’ai déjà trouvé."),
    _("Ce n’est plus possible pour moi en ce moment."),
    _("Les dates ne me conviennent pas, une autre fois avec plaisir."),
]


class AnswerForm(OnceForm, ForWhomForm):
    field_order = ("for_whom", "text", "charter", "token")

    text = LongTextField(
        label=_("Votre message"),
        max_length=2000,
        help_text=_("Dites bonjour, et quand vous êtes libre."),
        error_messages=EMPTY,
    )


class MessageForm(OnceForm):
    text = LongTextField(label=_("Votre message"), max_length=2000, rows=3, error_messages=EMPTY)


class ReasonForm(forms.Form):
    """Why an exchange ends: a ready sentence, a word of one's own, or nothing."""

    reason = PlainCharField(label=_("Un mot, si vous voulez"), max_length=300, required=False)


class WhatForm(forms.Form):
    what = forms.ChoiceField(choices=ContactShare.What.choices)


class ThanksForm(forms.Form):
    text = LongTextField(
        label=_("Votre merci"),
        max_length=Thanks.LONGEST,
        rows=3,
        error_messages={
            "required": _("Écrivez d’abord un petit mot."),
            "max_length": _(
                "C’est un peu long : %(show_value)d caractères, pour %(limit_value)d au plus."
            ),
        },
    )
