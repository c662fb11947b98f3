"""The parts of the form of a gathering that think: its hours, its artists, its secret."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import LongTextField, PlainCharField
from coopere.lib.text import looks_like_address, search_key
from events.models.artist import MOST_ARTISTS
from events.models.gathering import LONGEST, Gathering

# How far ahead one plans.
FARTHEST = timedelta(days=2 * 365)
TYPED_HOUR = re.compile(r"\s*(\d{1,2})\s*[hH:]\s*(\d{2})?\s*", re.ASCII)


def moment_of(day: date, hour: time) -> datetime:
    """That hour of that day by the clock on the wall, in UTC: there moments compare truly."""
    return timezone.make_aware(datetime.combine(day, hour)).astimezone(UTC)


class HourField(forms.TimeField):
    """An hour of the day, also as people write it: 19h30, 19 h."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> time | None:
        typed = TYPED_HOUR.fullmatch(value) if isinstance(value, str) else None
        return super().to_python(f"{typed[1]}:{typed[2] or '00'}" if typed else value)


class WhenForm(forms.Form):
    """The day and its two hours; an end before the start is after midnight."""

    gathering: Gathering | None

    on = forms.DateField(
        label=lazy("Quel jour ?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": lazy("Choisissez un jour."),
            "invalid": lazy("Écrivez la date ainsi : 24/12/2026."),
        },
    )
    starts = HourField(
        label=lazy("Début"),
        error_messages={
            "required": lazy("Dites à quelle heure cela commence."),
            "invalid": lazy("Écrivez l’heure ainsi : 19:30."),
        },
    )
    ends = HourField(
        label=lazy("Fin"),
        error_messages={
            "required": lazy("Dites à quelle heure cela finit."),
            "invalid": lazy("Écrivez l’heure ainsi : 22:30."),
        },
    )

    @property
    def announces(self) -> bool:
        """Whether neighbours will see it, and so its hours must be ahead."""
        return True

    def clean(self) -> Any:
        cleaned = super().clean()
        said = [self.cleaned_data.get(name) for name in ("on", "starts", "ends")]
        if None not in said:
            self._clean_hours(*said)
        return cleaned

    def _clean_hours(self, on: Any, starts: Any, ends: Any) -> None:
        today = timezone.localdate()
        if on > today + FARTHEST:
            self.add_error("on", _("C’est bien loin : choisissez un jour des deux ans à venir."))
            return
        if on < today - FARTHEST:  # a year mistyped: it has no moment to speak of
            self._refuse_past()
            return
        starts_at = moment_of(on, starts)
        ends_at = moment_of(on if ends > starts else on + timedelta(days=1), ends)
        if not timedelta(0) < ends_at - starts_at <= LONGEST:
            self.add_error("ends", _("Cela dure douze heures au plus : regardez l’heure de fin."))
        before = self.gathering and self.gathering.starts_at
        if starts_at <= timezone.now() and (starts_at != before or self.announces):
            self._refuse_past()
        self.cleaned_data |= {"starts_at": starts_at, "ends_at": ends_at}

    def _refuse_past(self) -> None:
        self.add_error("on", _("C’est déjà passé : choisissez un jour et une heure à venir."))


class PageField(PlainCharField):
    """The address of a page, typed with or without https://."""

    widget = forms.URLInput

    def __init__(self, **kwargs: Any) -> None:
        said = _("Écrivez l’adresse d’une page, qui commence par https://.")
        page = URLValidator(["https"], message=said)
        super().__init__(max_length=200, validators=[page], **kwargs)

    def to_python(self, value: Any) -> str:
        page = super().to_python(value)
        if page and ":" not in page.partition("/")[0]:
            return f"https://{page}"
        scheme, colon, rest = page.partition(":")
        return f"{scheme.lower()}{colon}{rest}"


class BillForm(forms.Form):
    """Who plays: a few rows, each a name and a page to listen to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(MOST_ARTISTS):
            self.fields[f"artist_{number}"] = PlainCharField(
                label=_("Artiste, ou groupe"), max_length=80, required=False
            )
            self.fields[f"page_{number}"] = PageField(
                label=_("Une page pour l’écouter"), required=False
            )

    @property
    def bill_fields(self) -> set[str]:
        return {f"{part}_{n}" for n in range(MOST_ARTISTS) for part in ("artist", "page")}

    @property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"artist_{n}"], self[f"page_{n}"]) for n in range(MOST_ARTISTS)]

    @property
    def has_long_bill(self) -> bool:
        """Whether there is something to see in the rows that are folded away."""
        return any(field.value() or field.errors for row in self.rows[1:] for field in row)

    def clean(self) -> Any:
        cleaned = super().clean()
        for number in range(MOST_ARTISTS):
            name = self.cleaned_data.get(f"artist_{number}", "?")
            if self.cleaned_data.get(f"page_{number}") and not name:
                self.add_error(f"artist_{number}", _("À qui est cette page ? Écrivez un nom."))
        return cleaned

    def artists(self) -> list[tuple[str, str]]:
        """Those who play, (name, page), in order."""
        rows = (
            (self.cleaned_data[f"artist_{n}"], self.cleaned_data[f"page_{n}"])
            for n in range(MOST_ARTISTS)
        )
        return [(name, page) for name, page in rows if name]


class SecretForm(forms.Form):
    """The address in a place of its own; one that is typed elsewhere is noticed, once."""

    gathering: Gathering | None

    # What everybody reads.
    PUBLIC = ("title", "text", "place", "access_notes", "chapeau")

    address = LongTextField(
        label=lazy("Votre adresse"),
        max_length=300,
        rows=3,
        error_messages={"required": lazy("Écrivez l’adresse : elle reste secrète.")},
        help_text=lazy("Rue, bâtiment, étage, porte, nom sur la sonnette : tout ce qu’il faut."),
    )
    address_shown = forms.ChoiceField(
        label=lazy("À qui la montrer, et quand ?"),
        choices=[
            (
                Gathering.AddressShown.ON_CONFIRMATION,
                lazy("À qui a une place, dès qu’elle est confirmée"),
            ),
            (
                Gathering.AddressShown.TWO_DAYS_BEFORE,
                lazy("À qui a une place, deux jours avant"),
            ),
        ],
        initial=Gathering.AddressShown.ON_CONFIRMATION,
        widget=forms.RadioSelect,
    )
    as_is = forms.BooleanField(label=lazy("Laisser le texte ainsi"), required=False)

    @property
    def as_is_after(self) -> str:
        """The name of the field after which one may say that it is no address; "" for nowhere."""
        found = (name for name in self.errors if self.has_error(name, "address"))
        name = next(found, "text" if self.data.get("as_is") else "")
        return "text" if name == "title" or name.startswith("alt_") else name

    def clean(self) -> Any:
        cleaned = super().clean()
        if "address" in self.fields and not self.cleaned_data.get("as_is"):
            for name in self._spoken_in():
                said = _(
                    "On dirait une adresse, et tout le réseau lira ces mots. Sa place est "
                    "plus bas, dans «\u00a0Votre adresse\u00a0», où elle reste secrète."
                )
                self.add_error(name, forms.ValidationError(said, code="address"))
                break
        return cleaned

    def _spoken_in(self) -> list[str]:
        """The public fields that give the address away, or seem to; not those read before."""
        secret = search_key(self.cleaned_data.get("address", ""))
        return [
            name
            for name in [*self.PUBLIC, *(f"alt_{n}" for n in range(4))]
            if (said := self.cleaned_data.get(name))
            and said != self.initial.get(name, self.fields[name].initial)
            and (looks_like_address(said) or (len(secret) > 5 and secret in search_key(said)))
        ]
