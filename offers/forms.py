from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import LongTextField, PlainCharField
from members.picture_forms import PicturesForm
from members.writing_forms import ForWhomForm
from offers.models import MOST, Offer, OfferPicture
from offers.wording import example_of

Kind, Direction = Offer.Kind, Offer.Direction

# What is asked of whom: the fields beyond title and text, by kind and direction.
FIELDS = {
    (Kind.HELPING_HAND, Direction.PROPOSED): ["duration", "availability", "place"],
    (Kind.HELPING_HAND, Direction.SOUGHT): ["duration", "needed_by", "quantity", "place"],
    (Kind.SKILL, Direction.PROPOSED): ["duration", "availability", "place"],
    (Kind.SKILL, Direction.SOUGHT): ["duration", "needed_by", "availability", "place"],
    (Kind.DONATION, Direction.PROPOSED): ["condition", "quantity", "availability", "place"],
    (Kind.DONATION, Direction.SOUGHT): ["needed_by", "quantity", "place"],
    (Kind.LOAN, Direction.PROPOSED): ["condition", "longest_loan_days", "availability", "place"],
    (Kind.LOAN, Direction.SOUGHT): ["needed_by", "longest_loan_days", "place"],
}
QUANTITY_LABELS = {
    (Kind.HELPING_HAND, Direction.SOUGHT): lazy("Combien de personnes vous faut-il ?"),
    (Kind.DONATION, Direction.PROPOSED): lazy("Combien en donnez-vous ?"),
    (Kind.DONATION, Direction.SOUGHT): lazy("Combien vous en faut-il ?"),
}
# What may be wrong with a number: one sentence says it all.
NUMBER = ("invalid", "min_value", "max_value")


class OfferForm(PicturesForm, ForWhomForm):
    """One offer; only the questions that its kind and direction ask."""

    picture_model = OfferPicture

    title = PlainCharField(
        label=lazy("En une phrase"),
        max_length=80,
        error_messages={"required": lazy("Dites en une phrase de quoi il s’agit.")},
    )
    text = LongTextField(label=lazy("Un peu plus, si vous voulez"), max_length=2000, required=False)
    duration = forms.ChoiceField(
        label=lazy("Combien de temps ?"),
        choices=[("", lazy("À voir ensemble")), *Offer.Duration.choices],
        required=False,
    )
    availability = PlainCharField(
        label=lazy("Quand ?"),
        max_length=120,
        required=False,
        help_text=lazy("Par exemple : le soir après 18 h, ou le samedi matin."),
    )
    needed_by = forms.DateField(
        label=lazy("Avant quelle date ?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": lazy("Écrivez la date ainsi : 24/12/2026.")},
    )
    quantity = forms.IntegerField(
        label=lazy("Combien ?"),
        min_value=1,
        max_value=MOST,
        initial=1,
        required=False,
        error_messages=dict.fromkeys(NUMBER, lazy("Écrivez un nombre, de 1 à 99.")),
    )
    condition = forms.ChoiceField(
        label=lazy("Dans quel état ?"),
        choices=[("", lazy("Je ne sais pas")), *Offer.Condition.choices],
        required=False,
    )
    longest_loan_days = forms.IntegerField(
        label=lazy("Pour combien de jours au plus ?"),
        min_value=1,
        max_value=365,
        required=False,
        error_messages=dict.fromkeys(NUMBER, lazy("Écrivez un nombre de jours, de 1 à 365.")),
    )
    place = forms.ChoiceField(
        label=lazy("Où vous retrouver ?"),
        choices=[("", lazy("À voir ensemble")), *Offer.Place.choices],
        required=False,
    )

    def __init__(
        self, *args: Any, kind: str, direction: str, offer: Offer | None = None, **kwargs: Any
    ) -> None:
        self.offer = offer
        self.asked = ["title", "text", *FIELDS[Kind(kind), Direction(direction)]]
        if offer:
            kwargs["initial"] = {name: getattr(offer, name) for name in self.asked}
        super().__init__(*args, owner=offer, **kwargs)
        kept = {*self.asked, *self.picture_fields, "token", "charter"}
        kept |= set() if offer else {"for_whom"}
        for name in set(self.fields) - kept:
            del self.fields[name]
        self.order_fields(["for_whom", *self.asked, *sorted(self.picture_fields), "charter"])
        example = example_of(kind, direction)
        self.fields["title"].help_text = _("Par exemple : %s.") % example
        label = QUANTITY_LABELS.get((Kind(kind), Direction(direction)))
        if label:
            self.fields["quantity"].label = str(label)

    @property
    def questions(self) -> list[BoundField]:
        """What is asked beside pictures and charter."""
        apart = {*self.picture_fields, "charter"}
        return [field for field in self.visible_fields() if field.name not in apart]

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        unchanged = self.offer and self.offer.needed_by == day
        if day and day < timezone.localdate() and not unchanged:
            raise forms.ValidationError(_("Cette date est passée : choisissez un jour à venir."))
        return day

    def answers(self) -> dict[str, Any]:
        """What was said of the offer, by field name."""
        return {name: self.cleaned_data[name] for name in self.asked}


class ClosureForm(forms.Form):
    closed_as = forms.ChoiceField(choices=Offer.ClosedAs.choices)
