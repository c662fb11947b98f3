"""What those fill in who organise a collection."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import LongTextField, PlainCharField
from coopere.lib.once import OnceForm
from events.amounts import Unit, number_shown, read_amount
from events.form_parts import FARTHEST, HourField, PageField, moment_of
from events.models import BilanPicture, Collection, CollectionPicture, Need
from events.models.collecting import COPIED
from events.models.collection import LONGEST
from events.models.shifts import MOST_VOLUNTEERS
from members.models import Membership
from members.picture_forms import PicturesForm
from members.writing_forms import CharterForm

# What may be wrong with a number: one sentence says it all.
NUMBER = ("required", "invalid", "min_value", "max_value")
NEED = ("label", "unit", "target", "surplus_welcome", "priority", "note")
A_FORTNIGHT = timedelta(days=14)


def day_field(label: Any, required: Any) -> forms.DateField:
    """A day, also as people write it: 24/12/2026."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": required,
            "invalid": lazy("Écrivez la date ainsi\u00a0: 24/12/2026."),
        },
    )


class CollectionForm(PicturesForm, CharterForm):
    """A collection: what it is, for whom, until when."""

    picture_model = CollectionPicture

    title = PlainCharField(
        label=lazy("En une phrase"),
        max_length=80,
        help_text=lazy("Par exemple\u00a0: des cartables pour la rentrée."),
        error_messages={"required": lazy("Dites en une phrase de quoi il s’agit.")},
    )
    beneficiary = PlainCharField(
        label=lazy("Pour qui\u202f?"),
        max_length=120,
        help_text=lazy(
            "Une association, une école, «\u00a0une famille du quartier\u00a0»\u00a0: aucun nom "
            "n’est nécessaire."
        ),
        error_messages={"required": lazy("Dites à qui cela servira.")},
    )
    presentation = LongTextField(
        label=lazy("Un peu plus"),
        max_length=3000,
        required=False,
        help_text=lazy("Pourquoi cette collecte, et ce que deviendra ce qui arrive."),
    )
    opens_on = day_field(lazy("Du"), lazy("Choisissez le premier jour."))
    closes_on = day_field(lazy("Au"), lazy("Choisissez le dernier jour."))
    money_url = PageField(
        label=lazy("Pour donner de l’argent"),
        required=False,
        help_text=lazy(
            "La page de l’association, si elle en a une. Ici on ne donne que des choses et du "
            "temps\u00a0: rien ne se paie sur ce site."
        ),
    )

    def __init__(
        self,
        *args: Any,
        collection: Collection | None = None,
        model: Collection | None = None,
        **kwargs: Any,
    ) -> None:
        self.collection = collection
        kwargs["initial"] = initial_of(collection, model)
        super().__init__(*args, owner=collection, **kwargs)

    def clean(self) -> Any:
        cleaned = super().clean()
        first, last = (self.cleaned_data.get(name) for name in ("opens_on", "closes_on"))
        if first and last:
            self._clean_days(first, last)
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What was said of the collection, by field name of its model."""
        return {name: self.cleaned_data[name] for name in (*COPIED, "opens_on", "closes_on")}

    def _clean_days(self, first: Any, last: Any) -> None:
        today = timezone.localdate()
        if not today - FARTHEST <= first <= today + FARTHEST:
            self.add_error("opens_on", _("C’est bien loin\u00a0: regardez l’année."))
        elif last < first:
            self.add_error("closes_on", _("Le dernier jour vient après le premier."))
        elif last > first + LONGEST:
            self.add_error("closes_on", _("Une collecte dure un an au plus."))
        elif last < today:
            self.add_error("closes_on", _("C’est déjà passé\u00a0: choisissez un jour à venir."))


def initial_of(collection: Collection | None, model: Collection | None) -> dict[str, Any]:
    """What the form shows before anything is changed: a past one lends its words and length."""
    today = timezone.localdate()
    shown = {"opens_on": today, "closes_on": today + A_FORTNIGHT}
    if model:
        shown |= {name: getattr(model, name) for name in COPIED}
        shown["closes_on"] = today + (model.closes_on - model.opens_on)
    if collection:
        shown = {n: getattr(collection, n) for n in (*COPIED, "opens_on", "closes_on")}
    return shown


class NeedForm(OnceForm):
    """A need: what, how much of it, in which unit."""

    field_order = (*NEED, "token")

    label = PlainCharField(
        label=lazy("De quoi avez-vous besoin\u202f?"),
        max_length=80,
        help_text=lazy("Par exemple\u00a0: cahiers à grands carreaux, pommes, tri et emballage."),
        error_messages={"required": lazy("Dites de quoi il s’agit.")},
    )
    target = PlainCharField(
        label=lazy("Combien\u202f?"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": lazy("Indiquez une quantité, par exemple 30.")},
    )
    unit = forms.ChoiceField(
        label=lazy("Compté en"),
        choices=[
            (Unit.PIECE, lazy("pièces")),
            (Unit.KG, lazy("kilos")),
            (Unit.LITRE, lazy("litres")),
            (Unit.BOX, lazy("cartons")),
            (Unit.HOUR, lazy("heures de coup de main")),
        ],
        error_messages={"invalid_choice": lazy("Choisissez une unité de la liste.")},
    )
    surplus_welcome = forms.BooleanField(
        label=lazy("S’il en vient plus, c’est bien aussi"), required=False
    )
    priority = forms.TypedChoiceField(
        label=lazy("Est-ce pressé\u202f?"),
        coerce=int,
        choices=[
            (Need.Priority.URGENT, lazy("Urgent")),
            (Need.Priority.NORMAL, lazy("Utile")),
            (Need.Priority.LOW, lazy("Si possible")),
        ],
        initial=Need.Priority.NORMAL,
        error_messages={"invalid_choice": lazy("Choisissez une réponse de la liste.")},
    )
    note = PlainCharField(
        label=lazy("Ce qui ne convient pas"),
        max_length=200,
        required=False,
        help_text=lazy(
            "Par exemple\u00a0: pas de vêtements usés. Vos voisins le lisent en promettant."
        ),
    )

    def __init__(self, *args: Any, need: Need | None = None, **kwargs: Any) -> None:
        if need:
            shown = {name: getattr(need, name) for name in NEED}
            kwargs["initial"] = shown | {"target": number_shown(need.target)}
        super().__init__(*args, **kwargs)

    def clean(self) -> Any:
        cleaned = super().clean()
        target, unit = (self.cleaned_data.get(name) for name in ("target", "unit"))
        if target and unit:
            try:
                thing = self.cleaned_data.get("label", "")
                self.cleaned_data["target"] = read_amount(target, unit, thing)
            except forms.ValidationError as fault:
                self.add_error("target", fault)
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What was said of the need, by field name of its model."""
        return {name: self.cleaned_data[name] for name in NEED}


class PointForm(OnceForm):
    """A place where things are brought."""

    field_order = ("place", "note", "token")

    place = PlainCharField(
        label=lazy("Où\u202f?"),
        max_length=120,
        help_text=lazy("Par exemple\u00a0: hall du bâtiment A. Tout le réseau le lit."),
        error_messages={"required": lazy("Dites où l’on apporte les choses.")},
    )
    note = PlainCharField(
        label=lazy("Bon à savoir"),
        max_length=200,
        required=False,
        help_text=lazy("Par exemple\u00a0: sonnez deux fois, ou entrée par le jardin."),
    )


class HoursForm(OnceForm):
    """A day, from when until when."""

    field_order: tuple[str, ...] = ("day", "opens", "closes", "token")

    day = day_field(lazy("Quel jour\u202f?"), lazy("Choisissez un jour."))
    opens = HourField(
        label=lazy("De"),
        error_messages={
            "required": lazy("Dites à partir de quelle heure."),
            "invalid": lazy("Écrivez l’heure ainsi\u00a0: 17:30."),
        },
    )
    closes = HourField(
        label=lazy("À"),
        error_messages={
            "required": lazy("Dites jusqu’à quelle heure."),
            "invalid": lazy("Écrivez l’heure ainsi\u00a0: 19:30."),
        },
    )

    def clean(self) -> Any:
        cleaned = super().clean()
        day = self.cleaned_data.get("day")
        if day and not abs(day - timezone.localdate()) <= FARTHEST:
            self.add_error("day", _("C’est bien loin\u00a0: regardez l’année."))
        return cleaned

    def hours(self) -> dict[str, Any]:
        """Day and hours, for `DropPoint.open_on`."""
        return {name: self.cleaned_data[name] for name in ("day", "opens", "closes", "token")}


class WantedForm(forms.Form):
    """How many volunteers are asked for."""

    wanted = forms.IntegerField(
        label=lazy("Combien de personnes\u202f?"),
        min_value=1,
        max_value=MOST_VOLUNTEERS,
        initial=2,
        error_messages=dict.fromkeys(NUMBER, lazy("Écrivez un nombre, de 1 à 20.")),
    )


class SlotForm(HoursForm, WantedForm):
    """A few hours for which volunteers are asked."""

    field_order = ("day", "opens", "closes", "wanted", "token")

    def slot(self) -> dict[str, Any]:
        """When, and for how many, for `VolunteerSlot.plan`."""
        day = self.cleaned_data["day"]
        starts, ends = (moment_of(day, self.cleaned_data[n]) for n in ("opens", "closes"))
        rest = {name: self.cleaned_data[name] for name in ("wanted", "token")}
        return {"starts_at": starts, "ends_at": ends, **rest}


class OrganiserForm(forms.Form):
    """A neighbour with whom the collection is shared."""

    who = forms.ModelChoiceField(
        label=lazy("Qui\u202f?"),
        queryset=Membership.objects.none(),
        empty_label=lazy("Choisissez une personne"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), lazy("Choisissez une personne de la liste.")
        ),
    )

    def __init__(self, *args: Any, collection: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = collection.organisers.values("membership")
        people = Membership.objects.inside().exclude(pk__in=mine)
        field: Any = self.fields["who"]
        field.queryset = people.order_by("first_name", "last_name", "pk")
        field.label_from_instance = lambda person: person.display_name


class CollectionEndForm(forms.Form):
    """A word for those who gave or wanted to."""

    word = LongTextField(
        label=lazy("Un mot pour les personnes qui ont promis ou aidé"),
        max_length=500,
        rows=4,
        error_messages={"required": lazy("Écrivez un petit mot, même court.")},
    )


class BilanForm(PicturesForm, CharterForm):
    """What came of it, in words and pictures."""

    picture_model = BilanPicture

    text = LongTextField(
        label=lazy("Que s’est-il passé\u202f?"),
        max_length=4000,
        rows=8,
        help_text=lazy(
            "Ce qui est arrivé, à qui cela sert, ce que vous en gardez. Toutes les personnes qui "
            "ont donné ou aidé le reçoivent."
        ),
        error_messages={
            "required": lazy("Écrivez quelques mots\u00a0: ce qui est venu, et à qui il sert.")
        },
    )

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:
        kwargs["initial"] = {"text": collection.report_text}
        super().__init__(*args, owner=collection, **kwargs)
