"""What givers and volunteers of a collection fill in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import PlainCharField
from coopere.lib.once import OnceForm
from coopere.lib.state import TransitionRefused
from events.amounts import PLURALS, WHOLE, AmountField, Unit, number_shown, read_amount
from events.guest_forms import WhoForm
from events.models.need import TooMuch


class RefusableForm(forms.Form):
    """Has an amount, which a verb may refuse."""

    def refuse(self, refusal: TransitionRefused) -> None:
        """Say why beside the amount; where less is missing, that much stands in the field."""
        self.add_error("amount", str(refusal))
        if isinstance(refusal, TooMuch) and refusal.missing:
            self.data = {**self.data.dict(), "amount": number_shown(refusal.missing)}  # type: ignore[attr-defined]


class AmountForm(RefusableForm):
    """How much, in the unit of a need; refused for too much, it offers what is missing."""

    def __init__(self, *args: Any, need: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = Unit(need.unit)
        self.fields["amount"] = AmountField(
            unit=unit,
            thing=need.label,
            label=self.question(need),
            help_text=_("En %(unit)s, par exemple %(example)s.")
            % {"unit": self.unit_words(unit), "example": "2,5" if unit not in WHOLE else "3"},
        )

    def question(self, need: Any) -> Any:
        return _("Combien\u202f?")

    @staticmethod
    def unit_words(unit: Unit) -> Any:
        return PLURALS.get(unit, unit.label)


class PromiseForm(OnceForm, WhoForm, AmountForm):
    """What somebody promises for a need."""

    field_order = ("who", "amount", "point", "is_anonymous", "token")

    point: Any = forms.ModelChoiceField(
        label=lazy("Où l’apporterez-vous\u202f?"),
        queryset=None,
        required=False,
        empty_label=lazy("Je ne sais pas encore"),
        error_messages={"invalid_choice": lazy("Choisissez un point de dépôt de la liste.")},
    )
    is_anonymous = forms.BooleanField(
        label=lazy("Ne pas montrer mon nom aux voisins"),
        required=False,
        help_text=lazy("Seules les personnes qui organisent le lisent."),
    )

    def __init__(self, *args: Any, need: Any, **kwargs: Any) -> None:
        super().__init__(*args, need=need, **kwargs)
        points = need.collection.points.order_by("pk")
        self.fields["point"].queryset = points  # type: ignore[attr-defined]
        if not points:
            del self.fields["point"]
        self.order_fields(self.field_order)

    def said(self) -> dict[str, Any]:
        """For the verb, besides who."""
        names = ("amount", "is_anonymous", "token")
        cleaned = self.cleaned_data
        return {name: cleaned[name] for name in names} | {"point": cleaned.get("point")}


class PledgeChangeForm(AmountForm):
    """Another amount for what is already promised."""

    def question(self, need: Any) -> Any:
        return _("J’en promets")


class DeliveryForm(AmountForm):
    """What was brought this time; `before` is what the volunteer saw."""

    before = forms.DecimalField(
        widget=forms.HiddenInput, required=False, max_digits=8, decimal_places=2
    )

    def question(self, need: Any) -> Any:
        return _("Apporté")


class CorrectionForm(AmountForm):
    """What was brought in all, set right; zero says that nothing was."""

    def __init__(self, *args: Any, need: Any, **kwargs: Any) -> None:
        super().__init__(*args, need=need, **kwargs)
        self.fields["amount"] = PlainCharField(
            label=_("En tout, apporté"), max_length=40, help_text=_("Zéro, si rien n’est venu.")
        )
        self.need = need

    def clean_amount(self) -> Decimal:
        text = self.cleaned_data["amount"]
        if text.strip(" 0,.") == "" and "0" in text:
            return Decimal(0)
        return read_amount(text, self.need.unit, self.need.label)


class PassingForm(OnceForm, RefusableForm):
    """What somebody passing by has brought, without a promise."""

    need = forms.TypedChoiceField(
        label=lazy("Quoi\u202f?"),
        coerce=int,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), lazy("Choisissez dans la liste.")
        ),
    )
    amount = PlainCharField(
        label=lazy("Combien\u202f?"),
        max_length=40,
        error_messages={"required": lazy("Indiquez une quantité, par exemple 3.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    name = PlainCharField(
        label=lazy("De la part de"),
        max_length=60,
        required=False,
        help_text=lazy("Si la personne le souhaite. Seules celles qui organisent le lisent."),
    )

    def __init__(self, *args: Any, needs: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = {need.pk: need for need in needs}
        self.fields["need"].choices = [  # type: ignore[attr-defined]
            (need.pk, f"{need.label} ({AmountForm.unit_words(Unit(need.unit))})") for need in needs
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        need = self.of.get(cleaned.get("need", 0))
        if need and cleaned.get("amount"):
            try:
                cleaned["amount"] = read_amount(cleaned["amount"], need.unit, need.label)
            except forms.ValidationError as fault:
                self.add_error("amount", fault)
        return cleaned
