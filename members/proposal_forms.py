"""Proposing a network: what is asked, and whether there is one already."""

import re
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import LongTextField, PlainCharField
from coopere.lib.once import OnceForm
from coopere.lib.text import search_key
from members.doors import networks_near
from members.models import Commune, Network, Proposal
from members.models.places import only_one
from members.models.proposals import FEWEST_HOMES, MOST_HOMES

HOMES = lazy("Écrivez un nombre entre 5 et 2 000 : une estimation suffit.")
CHOOSE = lazy("Choisissez votre commune dans cette liste.")
MOST_NEAR = 5
MOST_COMMUNES = 12
MOST_CHOICES = 40
SAID = ("place", "homes", "why", "companions", "first_name", "last_name")
Home = tuple[Commune, str]


class TownForm(forms.Form):
    """A commune and its postcode, in one field; where that may be several, one chooses."""

    town = PlainCharField(
        label=lazy("Votre commune"),
        max_length=80,
        help_text=lazy("Son nom, ou son code postal."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    commune = forms.ChoiceField(
        label=lazy("Laquelle est la vôtre ?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggestions = reverse("members:suggestions")
        self.fields["town"].widget.attrs["data-suggest"] = f"{suggestions}?pour=commune"
        self.homes_meant: dict[str, Home] = {}

    def clean_town(self) -> str:
        """Look for what was typed; the next field offers what it may be."""
        town: str = self.cleaned_data["town"]
        self.homes_meant = {f"{one.pk}-{code}": (one, code) for one, code in homes_meant_by(town)}
        if not self.homes_meant:
            raise forms.ValidationError(
                _("Nous ne trouvons pas cette commune. Essayez avec son code postal.")
            )
        field: Any = self.fields["commune"]
        field.required = self.must_choose
        named = self.homes_meant.items()
        field.choices = [(key, f"{one.name} ({code})") for key, (one, code) in named]
        return town

    def clean_commune(self) -> str:
        """The only one there is, or the one that was chosen."""
        chosen: str = self.cleaned_data["commune"]
        return next(iter(self.homes_meant)) if len(self.homes_meant) == 1 else chosen

    @property
    def home(self) -> Home | None:
        """The commune, and the postcode in it."""
        return self.homes_meant.get(self.cleaned_data.get("commune", ""))

    @property
    def must_choose(self) -> bool:
        return len(self.homes_meant) > 1


def homes_meant_by(text: str) -> list[Home]:
    """The communes that `text` may mean, each with each of its postcodes."""
    found = Commune.objects.found_by(text, most=MOST_COMMUNES)
    one = only_one(found, text)
    homes = [(each, code) for each in ([one] if one else found) for code in each.postcodes]
    typed = set(re.findall(r"\b[0-9]{5}\b", text))
    return ([home for home in homes if home[1] in typed] or homes)[:MOST_CHOICES]


class ProposalForm(TownForm, OnceForm):
    """A network to be: where, how large, why, with whom, and who proposes it."""

    place = PlainCharField(
        label=lazy("Votre résidence, ou vos rues"),
        max_length=80,
        help_text=lazy(
            "Par exemple : Résidence du Parc, ou Rues des Lilas et des Tilleuls. "
            "Ce sera le nom du réseau."
        ),
    )
    homes = forms.IntegerField(
        label=lazy("Combien de logements, à peu près ?"),
        min_value=FEWEST_HOMES,
        max_value=MOST_HOMES,
        help_text=lazy("Entre 50 et 500, on se croise et on se reconnaît : c’est l’idéal."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), HOMES),
    )
    why = LongTextField(
        label=lazy("Pourquoi un réseau chez vous ?"),
        max_length=1000,
        rows=4,
        help_text=lazy("Quelques phrases, comme vous le diriez à quelqu’un sur le palier."),
    )
    companions = LongTextField(
        label=lazy("Avec qui ?"),
        max_length=500,
        rows=2,
        required=False,
        help_text=lazy(
            "Par exemple : deux voisines de mon étage et la gardienne. Inutile de donner leur nom."
        ),
    )
    first_name = PlainCharField(
        label=lazy("Votre prénom"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = PlainCharField(
        label=lazy("Votre nom"),
        max_length=60,
        help_text=lazy("Plus tard, vos voisins n’en verront que l’initiale."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    another = forms.BooleanField(
        label=lazy("J’ai regardé : mon réseau n’est pas dans cette liste"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near: list[Network] = []

    def clean(self) -> dict[str, Any]:
        """Whoever founds a network has seen those that are there already."""
        cleaned = super().clean() or self.cleaned_data
        if self.home and "place" in cleaned:
            cleaned["place"] = without_town(cleaned["place"], self.home[0].name)
            self.near = self.look_around(self.home, cleaned["place"])
        if self.near and not cleaned.get("another"):
            self.add_error(
                "another", _("Il y a déjà des réseaux près de chez vous : regardez la liste.")
            )
        return cleaned

    def look_around(self, home: Home, place: str) -> list[Network]:
        commune, postcode = home
        return list(networks_near(commune=commune, postcode=postcode, place=place)[:MOST_NEAR])

    @property
    def asked(self) -> list[BoundField]:
        """The questions; two of them only where there is something to choose, or to look at."""
        apart: dict[str, Any] = {"commune": self.must_choose, "another": self.near}
        return [self[name] for name in self.fields if apart.get(name, True)]

    def answers(self) -> dict[str, Any]:
        assert self.home  # noqa: S101 - a form that is valid has found it
        commune, postcode = self.home
        said = {name: self.cleaned_data[name] for name in SAID}
        return {"commune": commune, "town": commune.name, "postcode": postcode, **said}


class ProposalChangeForm(ProposalForm):
    """The same, said otherwise: who proposed it has looked around already."""

    def look_around(self, home: Home, place: str) -> list[Network]:
        return []

    @staticmethod
    def said_by(proposal: Proposal) -> dict[str, Any]:
        """What stands in its fields at first."""
        said = {name: getattr(proposal, name) for name in SAID}
        return {"town": f"{proposal.town} {proposal.postcode}", **said}


def without_town(place: str, town: str) -> str:
    """The place alone, since the town stands before it anyway: "Massy, Les Graviers"."""
    begins, _comma, rest = place.partition(",")
    return rest.strip() if rest.strip() and search_key(begins) == search_key(town) else place
