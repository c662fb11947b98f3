"""What every form that publishes something asks: the charter again, and for whom it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from members.models import Membership


class CharterForm(forms.Form):
    """Asks for the charter again where its version in force was not accepted yet."""

    charter = forms.BooleanField(
        label=lazy("J’ai lu la nouvelle version de la charte et je l’accepte"),
        error_messages={
            "required": lazy(
                "La charte a changé : acceptez-la pour continuer. Votre texte est gardé."
            )
        },
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        charter = by.network.charter
        if charter is None or charter.is_accepted_by(by):
            del self.fields["charter"]
        elif charter.is_first:
            self._ask_first_time()

    def _ask_first_time(self) -> None:
        """Whoever founded the network has not said yes to its charter yet."""
        field = self.fields["charter"]
        field.label = _("J’ai lu la charte du réseau et je l’accepte")
        field.error_messages["required"] = _(
            "Avant d’écrire ici, il faut accepter la charte. Votre texte est gardé."
        )

    @property
    def asks_charter(self) -> bool:
        return "charter" in self.fields

    def accept_charter(self) -> None:
        """Record the yes that the form brought."""
        if self.asks_charter:
            self.by.accept_charter()


class ForWhomForm(CharterForm):
    """Lets a godparent say for whom they write."""

    for_whom = forms.TypedChoiceField(
        label=lazy("Pour qui ?"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.people = {p.pk: p for p in Membership.objects.inside().acted_for_by(by)}
        if len(self.people) < 2:
            del self.fields["for_whom"]
            return
        self.fields["for_whom"].initial = by.pk
        self.fields["for_whom"].choices = [  # type: ignore[attr-defined]
            (pk, _("Pour moi") if pk == by.pk else person.display_name)
            for pk, person in sorted(self.people.items(), key=lambda item: item[0] != by.pk)
        ]

    @property
    def person(self) -> Membership:
        """For whom it is: a neighbour for whom `by` acts, or `by`."""
        return self.people.get(self.cleaned_data.get("for_whom", self.by.pk), self.by)
