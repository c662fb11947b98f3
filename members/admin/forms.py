from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import LongTextField, PlainCharField
from members.models import Membership, Network
from members.scoped_admin import ActForm, AsReadForm, OptionalReasonForm, ReasonedForm, ReasonForm


class WelcomeForm(OptionalReasonForm):
    reason = LongTextField(
        label=_("Un mot pour cette personne"),
        max_length=500,
        rows=3,
        required=False,
        help_text=_("Elle le lit dans l’e-mail qui lui dit qu’elle est membre."),
    )


class RefusalForm(ReasonForm):
    reason = LongTextField(
        label=_("Motif"),
        max_length=500,
        rows=3,
        help_text=_("La personne le lit dans l’e-mail qui lui est envoyé."),
    )


class FoundingForm(AsReadForm, OptionalReasonForm):
    """A yes to a proposed network: under which name, with which word."""

    stamp = "changed_at"
    rewritten = _("La proposition vient d’être modifiée\u00a0: relisez-la d’abord.")

    name = PlainCharField(
        label=_("Nom du réseau"),
        max_length=80,
        help_text=_("Sans la commune : elle se lit toujours devant le nom."),
    )
    reason = LongTextField(
        label=_("Un mot pour cette personne"),
        max_length=500,
        rows=3,
        required=False,
        help_text=_("Elle le lit dans l’e-mail qui lui annonce son réseau."),
    )
    field_order = ["name", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.target.place


class EndForm(ReasonForm):
    reason = LongTextField(
        label=_("Motif"),
        max_length=500,
        rows=2,
        help_text=_(
            "Par exemple : « à sa demande, de vive voix, ce matin ». Ne nommez personne : le "
            "journal de la coordination garde ce mot."
        ),
    )


class GodchildForm(ReasonedForm):
    """What a coordinator keeps up to date for a neighbour who has no account."""

    first_name = PlainCharField(label=_("Prénom"), max_length=40)
    last_name = PlainCharField(label=_("Nom"), max_length=60)
    building = PlainCharField(label=_("Bâtiment"), max_length=20, required=False)
    godparent: Any = forms.ModelChoiceField(
        label=_("Parrain ou marraine"), queryset=None, required=False
    )

    class Meta:
        model = Membership
        fields = ["first_name", "last_name", "building"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_godparents(self, self.instance.network)
        self.fields["godparent"].initial = self.instance.godparent_id

    def save(self, commit: bool = True) -> Membership:
        self.instance.godparent = self.cleaned_data["godparent"]
        return super().save(commit)


def offer_godparents(form: forms.BaseForm, network: Network) -> None:
    """The choices of the field: members of that network, who have an account."""
    field: Any = form.fields["godparent"]
    people = Membership.objects.inside().filter(network=network, user__isnull=False)
    field.queryset = people.by_name()
    field.label_from_instance = described
    field.empty_label = gettext("Personne pour l’instant")


def described(person: Membership) -> str:
    return ", ".join(filter(None, [person.display_name, person.place]))


class EntryForm(ActForm):
    """A neighbour without e-mail."""

    first_name = PlainCharField(label=_("Prénom"), max_length=40)
    last_name = PlainCharField(
        label=_("Nom"), max_length=60, help_text=_("Les voisins ne voient que l’initiale.")
    )
    building = PlainCharField(label=_("Bâtiment"), max_length=20, required=False)
    godparent: Any = forms.ModelChoiceField(
        label=_("Parrain ou marraine"),
        queryset=None,
        required=False,
        help_text=_("Le voisin ou la voisine qui agira pour cette personne sur le site."),
    )
    consent_manner = forms.ChoiceField(
        label=_("Comment cette personne a-t-elle donné son accord ?"),
        choices=Membership.Consent.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_godparents(self, self.target)

    def motive(self) -> str:
        manner = Membership.Consent(self.cleaned_data["consent_manner"]).label
        return gettext("accord donné %(manner)s") % {"manner": manner}


class CharterForm(ReasonForm):
    text = LongTextField(label=_("Texte de la charte"), max_length=10_000, rows=16)
    reason = LongTextField(
        label=_("Ce qui change"),
        max_length=500,
        rows=2,
        help_text=_("Le journal de la coordination le garde."),
    )
    field_order = ["text", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        charter = self.target.charter
        self.fields["text"].initial = charter.text if charter else ""


class NetworkForm(ReasonedForm):
    name = PlainCharField(label=_("Nom"), max_length=80)
    town = PlainCharField(label=_("Commune"), max_length=80)
    postcode = PlainCharField(
        label=_("Code postal"),
        max_length=5,
        validators=[RegexValidator(r"^[0-9]{5}$", _("Écrivez cinq chiffres, par exemple 91300."))],
    )
    slug = forms.SlugField(
        label=_("Adresse sur le site"),
        max_length=100,
        required=False,
        help_text=_("Par exemple massy-residence-du-parc. Laissée vide, elle vient du nom."),
    )
    presentation = LongTextField(label=_("Présentation"), max_length=2000, required=False)
    join_policy = forms.ChoiceField(label=_("Pour entrer"), choices=Network.JoinPolicy.choices)
    state = forms.ChoiceField(label=_("État"), choices=Network.State.choices)
    notice = PlainCharField(
        label=_("Mot affiché pendant une pause"), max_length=300, required=False
    )

    class Meta:
        model = Network
        fields = [
            "name",
            "town",
            "postcode",
            "slug",
            "presentation",
            "join_policy",
            "state",
            "notice",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("state") == Network.State.PAUSED and not cleaned.get("notice"):
            self.add_error("notice", _("Dites aux voisins pourquoi le réseau est en pause."))
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = slugify(f"{cleaned.get('town', '')} {cleaned.get('name', '')}")
        return cleaned


class CoordinatorNetworkForm(NetworkForm):
    """Without what belongs to the site's staff: names, address, opening and closing for good."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = {Network.State.OPEN, Network.State.PAUSED, self.instance.state}
        if self.instance.state == Network.State.CLOSED:
            allowed = {Network.State.CLOSED}
        field: Any = self.fields["state"]
        field.choices = [(value, words) for value, words in field.choices if value in allowed]
