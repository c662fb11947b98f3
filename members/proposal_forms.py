"""Proposing a network: what is asked, and whether there is one already."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import LongTextField, PlainCharField
from coopere.lib.once import OnceForm
from coopere.lib.text import search_key
from members.doors import networks_near
from members.models import Commune, Network
from members.models.proposals import FEWEST_HOMES, MOST_HOMES

POSTCODE = RegexValidator(r"^[0-9]{5}$", lazy("Écrivez cinq chiffres, par exemple 91300."))
HOMES = lazy("Écrivez un nombre entre 5 et 2 000 : une estimation suffit.")
MOST_NEAR = 5
MOST_COMMUNES = 12
SAID = ("town", "postcode", "place", "homes", "why", "companions", "first_name", "last_name")


class ProposalForm(OnceForm):
    """A network to be: where, how large, why, with whom, and who proposes it."""

    town = PlainCharField(
        label=lazy("Votre commune"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    postcode = PlainCharField(
        label=lazy("Son code postal"),
        max_length=5,
        validators=[POSTCODE],
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    commune: Any = forms.ModelChoiceField(
        label=lazy("Laquelle de ces communes est la vôtre ?"),
        queryset=None,
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
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
    near: list[Network]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = []
        field: Any = self.fields["commune"]
        field.queryset = Commune.objects.all()
        field.choices = []

    def clean_place(self) -> str:
        """Without the town, which stands before it anyway: "Massy, Les Graviers"."""
        place: str = self.cleaned_data["place"]
        town = self.cleaned_data.get("town", "")
        begins, comma, rest = place.partition(",")
        twice = comma and search_key(begins) == search_key(town)
        return rest.strip() if twice and rest.strip() else place

    def clean(self) -> dict[str, Any]:
        """A town that there is; and whoever founds a network has seen those that are there."""
        cleaned = super().clean() or self.cleaned_data
        self._find_commune(cleaned)
        where = {name: cleaned[name] for name in ("town", "postcode", "place") if name in cleaned}
        if len(where) == 3:
            self.near = self.look_around(**where)
        if self.near and not cleaned.get("another"):
            self.add_error(
                "another", _("Il y a déjà des réseaux près de chez vous : regardez la liste.")
            )
        return cleaned

    def _find_commune(self, cleaned: dict[str, Any]) -> None:
        """The commune of that name and postcode, else the one that was chosen."""
        if not {"town", "postcode"} <= cleaned.keys():
            return
        town, postcode = cleaned["town"], cleaned["postcode"]
        found = Commune.objects.called(town, postcode)
        if found is None:
            found = cleaned.get("commune")
            self._offer_communes(town, postcode, chosen=found)
        if found is None:
            return
        cleaned["commune"], cleaned["town"] = found, found.name
        if postcode not in found.postcodes:
            cleaned["postcode"] = found.postcodes[0]

    def _offer_communes(self, town: str, postcode: str, chosen: Commune | None) -> None:
        """Let one choose among the communes that were perhaps meant."""
        likely = list(Commune.objects.filter(postcodes__contains=[postcode])[:MOST_COMMUNES])
        likely += [one for one in Commune.objects.found_by(town) if one not in likely]
        field: Any = self.fields["commune"]
        field.choices = [(one.pk, one.label) for one in likely]
        if chosen:
            return
        if likely:
            self.add_error("commune", _("Choisissez votre commune dans cette liste."))
        else:
            self.add_error(
                "town",
                _("Nous ne trouvons pas cette commune. Vérifiez son nom et son code postal."),
            )

    def look_around(self, **where: str) -> list[Network]:
        return list(networks_near(**where)[:MOST_NEAR])

    @property
    def asked(self) -> list[BoundField]:
        """The questions; two of them only where there is something to choose, or to look at."""
        field: Any = self.fields["commune"]
        apart = {"commune": field.choices, "another": self.near}
        return [self[name] for name in self.fields if apart.get(name, True)]

    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("commune", *SAID)}


class ProposalChangeForm(ProposalForm):
    """The same, said otherwise: who proposed it has looked around already."""

    def look_around(self, **where: str) -> list[Network]:
        return []
