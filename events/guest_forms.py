"""What guests fill in, and the host on the day."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from coopere.lib.forms import LongTextField, PlainCharField
from coopere.lib.once import OnceForm
from events.models import Memory, MemoryPicture
from events.models.bring import MOST_WANTED
from events.models.gathering import MOST_SEATS
from members.models import Membership
from members.picture_forms import PicturesForm
from members.writing_forms import CharterForm

# What may be wrong with a number: one sentence says it all.
NUMBER = ("required", "invalid", "min_value", "max_value")


class WhoForm(forms.Form):
    """Lets a godparent say for whom it is, among those who may."""

    who = forms.TypedChoiceField(
        label=lazy("Pour qui ?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), lazy("Dites pour qui, parmi ces personnes.")
        ),
    )

    def __init__(self, *args: Any, people: list[Membership], me: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = {person.pk: person for person in people}
        self.first = people[0] if people else None
        if len(people) < 2:
            del self.fields["who"]
            return
        self.fields["who"].initial = people[0].pk
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            (person.pk, _("Pour moi") if person == me else person.display_name) for person in people
        ]

    @property
    def person(self) -> Membership | None:
        """For whom it is: one of `people`, the only one where there is one."""
        return self.of.get(self.cleaned_data.get("who", 0), self.first)


class PartyForm(forms.Form):
    """How many come, and who the others are."""

    size = forms.TypedChoiceField(
        label=lazy("Combien serez-vous ?"),
        coerce=int,
        error_messages={"invalid_choice": lazy("Choisissez un nombre de la liste.")},
    )
    companions = PlainCharField(
        label=lazy("Qui vient avec vous ?"),
        max_length=200,
        required=False,
        help_text=lazy("Leurs prénoms suffisent. Seule la personne qui invite les lit."),
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["size"].choices = [  # type: ignore[attr-defined]
            (n, ngettext("%(n)d personne", "%(n)d personnes", n) % {"n": n})
            for n in range(1, most + 1)
        ]
        if most == 1:
            self.fields["size"].widget = forms.HiddenInput()
            self.fields["size"].initial = 1
            self.fields["size"].required = False
            del self.fields["companions"]

    def party(self) -> dict[str, Any]:
        """Size and companions, for the verbs."""
        size = self.cleaned_data["size"] or 1
        companions = self.cleaned_data.get("companions", "")
        return {"size": size, "companions": companions if size > 1 else ""}


class BookingForm(OnceForm, WhoForm, PartyForm):
    field_order = ("who", "size", "companions", "token")

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.cleaned_data.get("size") == 1 and self.cleaned_data.get("companions"):
            self.add_error("size", _("Comptez aussi qui vient avec vous."))
        return cleaned


class SeatsForm(forms.Form):
    seats = forms.IntegerField(
        label=lazy("Combien de places ?"),
        min_value=1,
        max_value=MOST_SEATS,
        help_text=lazy(
            "Personne ne perd sa place. S’il y en a plus, les premières personnes qui attendent "
            "sont prévenues."
        ),
        error_messages=dict.fromkeys(NUMBER, lazy("Écrivez un nombre de places, de 1 à 200.")),
    )


class BringForm(OnceForm, WhoForm):
    """A line of the bring-list."""

    field_order = ("who", "label", "wanted", "token")

    label = PlainCharField(
        label=lazy("Quoi ?"),
        max_length=80,
        help_text=lazy("Par exemple : une salade, des verres, une guitare."),
        error_messages={"required": lazy("Dites de quoi il s’agit.")},
    )
    wanted = forms.IntegerField(
        label=lazy("Combien ?"),
        min_value=1,
        max_value=MOST_WANTED,
        initial=1,
        error_messages=dict.fromkeys(NUMBER, lazy("Écrivez un nombre, de 1 à 50.")),
    )


class PledgeForm(WhoForm):
    """How many of a thing one brings; none takes it back."""

    quantity = forms.IntegerField(
        label=lazy("J’en apporte"),
        min_value=0,
        max_value=MOST_WANTED,
        error_messages=dict.fromkeys(NUMBER, lazy("Écrivez un nombre, de 0 à 50.")),
    )


class MetForm(forms.Form):
    """Two who met: one of the reader's people, and another."""

    who = forms.IntegerField()
    other = forms.IntegerField()


class MemoryForm(PicturesForm, CharterForm, WhoForm):
    """A word after it, and up to four pictures."""

    picture_model = MemoryPicture

    text = LongTextField(
        label=lazy("Votre mot"),
        max_length=Memory.LONGEST,
        rows=3,
        help_text=lazy("Un merci, un air qui reste en tête. Tout le réseau le lit."),
        error_messages={
            "required": lazy("Écrivez d’abord un petit mot."),
            "max_length": lazy(
                "C’est un peu long : %(show_value)d caractères, pour %(limit_value)d au plus."
            ),
        },
    )

    def refuse_second_word(self) -> None:
        self.add_error(None, _("Il y a déjà un mot de cette personne. Le vôtre n’est pas parti."))
