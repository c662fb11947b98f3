from django import forms
from django.utils.translation import gettext_lazy as _


class ErasureForm(forms.Form):
    """One box, so that nobody erases their account by a slip of the finger."""

    understood = forms.BooleanField(
        label=_("J’ai compris : tout sera effacé, et je ne pourrai pas revenir en arrière"),
        error_messages={
            "required": _("Cochez la case pour confirmer. Rien n’est effacé pour l’instant.")
        },
    )
