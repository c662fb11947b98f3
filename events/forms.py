from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import LongTextField, PlainCharField
from events.form_parts import BillForm, SecretForm, WhenForm
from events.models import Address, Artist, Gathering, GatheringPicture, Rhythm
from events.models.gathering import MOST_SEATS, MOST_TOGETHER
from events.wording import TEXT_HELP, TITLE_HELP
from members.models import Membership
from members.picture_forms import PicturesForm
from members.writing_forms import ForWhomForm

# The rhythm of what does not come again.
ONCE = "once"
CHECKLIST = ("noise", "insurance", "exits")
COMMON = ("title", "text", "seats", "party_limit", "place", "access_notes")
# As they stand on the page, for the summary of what is wrong.
IN_ORDER = (
    *("for_whom", "title", "text", "on", "starts", "ends", "repeat", "address", "address_shown"),
    *("place", "artist_0", "page_0", "seats", "party_limit", "access_notes", "chapeau", *CHECKLIST),
)
# What may be wrong with a number: one sentence says it all.
NUMBER = ("invalid", "min_value", "max_value", "required")


class GatheringForm(PicturesForm, WhenForm, BillForm, SecretForm, ForWhomForm):
    """One gathering; only the questions that its kind asks.

    A draft may wait for the address and the checklist; what is announced may not.
    """

    picture_model = GatheringPicture

    title = PlainCharField(
        label=lazy("En une phrase"),
        max_length=80,
        error_messages={"required": lazy("Dites en une phrase de quoi il s’agit.")},
    )
    text = LongTextField(label=lazy("Un peu plus"), max_length=2000, required=False)
    repeat = forms.ChoiceField(
        label=lazy("Une fois, ou plusieurs ?"),
        choices=[
            (ONCE, lazy("Une seule fois")),
            (Rhythm.MONTHLY, lazy("Chaque mois, par exemple chaque premier samedi")),
            (Rhythm.FORTNIGHTLY, lazy("Toutes les deux semaines, le même jour")),
            (Rhythm.WEEKLY, lazy("Chaque semaine, le même jour")),
        ],
        initial=ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Dites s’il revient.")},
        help_text=lazy("Le rythme se règle sur le jour choisi plus haut."),
    )
    place = PlainCharField(
        label=lazy("Le lieu"),
        max_length=120,
        help_text=lazy("Par exemple : salle commune du bâtiment A. Tout le réseau le lit."),
        error_messages={"required": lazy("Dites où l’on se retrouve.")},
    )
    seats = forms.IntegerField(
        label=lazy("Combien de places ?"),
        min_value=1,
        max_value=MOST_SEATS,
        help_text=lazy("Sans vous compter."),
        error_messages=dict.fromkeys(NUMBER, lazy("Écrivez un nombre de places, de 1 à 200.")),
    )
    party_limit = forms.TypedChoiceField(
        label=lazy("Qui réserve peut venir"),
        coerce=int,
        choices=[
            (1, lazy("en personne, sans accompagner")),
            (2, lazy("à deux")),
            (3, lazy("à trois, au plus")),
            (4, lazy("à quatre, au plus")),
        ],
        initial=MOST_TOGETHER,
        help_text=lazy("Chaque personne qui accompagne compte pour une place."),
    )
    chapeau = PlainCharField(
        label=lazy("Participation"),
        max_length=200,
        required=False,
        help_text=lazy(
            "En toutes lettres : «\u00a0chapeau libre pour les musiciens\u00a0», "
            "«\u00a0gratuit\u00a0». Rien ne se paie sur ce site."
        ),
    )
    access_notes = PlainCharField(
        label=lazy("Bon à savoir avant de venir"),
        max_length=300,
        required=False,
        help_text=lazy("Par exemple : escaliers, un chat, enfants bienvenus, apportez un coussin."),
    )
    noise = forms.BooleanField(
        label=lazy("Le bruit : je préviens mes voisins de palier, et la musique finit à l’heure."),
        required=False,
    )
    insurance = forms.BooleanField(
        label=lazy("L’assurance : la mienne couvre les personnes que je reçois."), required=False
    )
    exits = forms.BooleanField(
        label=lazy("Les issues : la porte et le couloir restent libres."), required=False
    )

    def __init__(
        self, *args: Any, kind: str, gathering: Gathering | None = None, **kwargs: Any
    ) -> None:
        self.kind, self.gathering = Gathering.Kind(kind), gathering
        if gathering:
            kwargs["initial"] = initial_of(gathering, kwargs["by"])
        super().__init__(*args, owner=gathering, **kwargs)
        for name in set(self.fields) - self._asked():
            del self.fields[name]
        self.order_fields(IN_ORDER)
        self.fields["title"].help_text = TITLE_HELP[self.kind]
        self.fields["text"].help_text = TEXT_HELP[self.kind]
        if self.is_concert:
            self._speak_of_concert()

    @property
    def is_concert(self) -> bool:
        return self.kind == Gathering.Kind.CONCERT

    @property
    def is_draft(self) -> bool:
        """Whether nobody else has seen it yet."""
        return self.gathering is None or self.gathering.status == Gathering.Status.DRAFT

    @property
    def announces(self) -> bool:
        """Whether it is sent to be announced, not to be kept as a draft."""
        return self.is_draft and "draft" not in self.data

    @property
    def stays_out_of_sight(self) -> bool:
        """Whether what is sent is still a draft, of which some may be missing."""
        return self.is_draft and not self.announces

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.is_concert and not self.stays_out_of_sight:
            self._require_checklist()
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What was said of the gathering, by field name of its model."""
        asked = {*COMMON, "starts_at", "ends_at"} | {"chapeau", "address_shown"} & {*self.fields}
        return {name: self.cleaned_data[name] for name in sorted(asked)}

    def write_rest(self, gathering: Gathering) -> None:
        """Write what stands in rows of its own: artists, address, checklist, the next ones."""
        by = self.by
        if self.is_concert:
            Artist.bill(gathering, by=by, artists=self.artists())
            Address.keep(gathering, by=by, text=self.cleaned_data["address"])
        if "noise" in self.fields:
            ticked = all(self.cleaned_data[name] for name in CHECKLIST)
            checked_at = (gathering.checklist_at or timezone.now()) if ticked else None
            gathering.edit(by=by, checklist_at=checked_at)
        self.attach_pictures(gathering)

    def _asked(self) -> set[str]:
        asked = {*COMMON, *self.picture_fields, "on", "starts", "ends", "token", "charter"}
        if self.gathering is None:
            asked.add("for_whom")
        if self.is_concert:
            asked |= {*self.bill_fields, "chapeau", "address", "address_shown", "as_is"}
            asked |= {*CHECKLIST} if self.is_draft else set()
        elif not (self.gathering and self.gathering.series_id):
            asked.add("repeat")
        return asked

    def _speak_of_concert(self) -> None:
        self.fields["address"].required = not self.stays_out_of_sight
        place = self.fields["place"]
        place.required = False
        place.label = _("Dans quel coin, à peu près ?")
        place.help_text = _(
            "Par exemple : côté jardin. Tout le réseau le lit, donc ni numéro ni étage."
        )

    def _require_checklist(self) -> None:
        for name in CHECKLIST:
            if name in self.fields and not self.cleaned_data.get(name):
                self.add_error(name, _("À cocher pour proposer le concert."))


def initial_of(gathering: Gathering, by: Membership) -> dict[str, Any]:
    """What the form shows of a gathering before anything is changed."""
    starts, ends = map(timezone.localtime, (gathering.starts_at, gathering.ends_at))
    shown = {name: getattr(gathering, name) for name in (*COMMON, "chapeau", "address_shown")}
    shown |= {"on": starts.date(), "starts": starts.time(), "ends": ends.time()}
    if gathering.is_concert:
        shown["address"] = Address.of_host(gathering, by)
        shown |= dict.fromkeys(CHECKLIST, gathering.checklist_at is not None)
        for number, artist in enumerate(gathering.artists.all()):
            shown |= {f"artist_{number}": artist.name, f"page_{number}": artist.url}
    return shown


class CancellationForm(forms.Form):
    """A word for those who were coming; of a series, this one or all that follow."""

    scope = forms.ChoiceField(
        label=lazy("Que voulez-vous annuler ?"),
        choices=[
            ("one", lazy("Seulement ce jour-là")),
            ("following", lazy("Ce jour-là, et tous les suivants")),
        ],
        initial="one",
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choisissez ce que vous annulez.")},
    )
    word = LongTextField(
        label=lazy("Un mot pour les personnes qui comptaient venir"),
        max_length=500,
        rows=4,
        error_messages={"required": lazy("Écrivez un petit mot, même court.")},
    )

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gathering.series_id is None:
            del self.fields["scope"]
