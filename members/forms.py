from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import LongTextField, PlainCharField, PlainEmailField
from coopere.lib.once import OnceForm
from members.models import Commune, Membership, NoticePreference
from members.models.notices import Kind

PHONE = RegexValidator(
    r"^\+?[0-9][0-9 .\-\u00a0\u202f]{7,18}$",
    _("Écrivez un numéro de téléphone, par exemple 06 39 98 12 34."),
)

CHOOSE_TOWN = _("Cherchez-la, puis choisissez-la dans la liste.")


class FindNetworkForm(forms.Form):
    q = PlainCharField(
        label=_("Ville, code postal ou nom de la résidence"), max_length=80, required=False
    )


class CommuneField(forms.ModelChoiceField):
    """The code of a commune, chosen on the page before."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Commune.objects.all(), widget=forms.HiddenInput, **kwargs)
        self.error_messages |= dict.fromkeys(("required", "invalid_choice"), CHOOSE_TOWN)

    def to_python(self, value: Any) -> Any:
        # A NUL would make PostgreSQL fall over, not say that there is no such row.
        return super().to_python(value if str(value).isalnum() or not value else "-")


class InterestForm(forms.Form):
    """An address to write to once a network opens in a town.

    It carries no token: there is one row for each address and town, however often it is sent.
    """

    email = PlainEmailField(
        label=_("Votre adresse e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    street = PlainCharField(
        label=_("Votre rue ou votre résidence"),
        max_length=80,
        required=False,
        help_text=_("Pour savoir où l’on vous attend. Seule l’équipe du site la lit."),
    )
    commune = CommuneField(label=_("Votre commune"))


class NameForm(forms.Form):
    """The two fields that every newcomer fills in."""

    first_name = PlainCharField(
        label=_("Votre prénom"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = PlainCharField(
        label=_("Votre nom"),
        max_length=60,
        help_text=_("Vos voisins ne voient que l’initiale."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    charter = forms.BooleanField(
        label=_("J’ai lu la charte du réseau et je l’accepte"),
        error_messages={"required": _("Pour entrer, il faut accepter la charte du réseau.")},
    )

    def __init__(self, *args: Any, has_charter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_charter:
            del self.fields["charter"]
        self.order_fields([*(name for name in self.fields if name != "charter"), "charter"])

    def names(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name")}


class CodeForm(NameForm):
    """Joining with the code of the hall poster."""

    code = PlainCharField(
        label=_("Code d’entrée"),
        max_length=20,
        help_text=_("Huit lettres et chiffres, sur l’affiche du hall."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    field_order = ["code"]


class RequestForm(NameForm):
    """Joining by asking."""

    request_text = LongTextField(
        label=_("Un mot pour vous présenter"),
        max_length=500,
        rows=3,
        help_text=_("Par exemple votre bâtiment, ou qui vous connaît ici."),
    )


class ProfileForm(forms.ModelForm):
    first_name = PlainCharField(label=_("Prénom"), max_length=40)
    last_name = PlainCharField(
        label=_("Nom"), max_length=60, help_text=_("Vos voisins ne voient que l’initiale.")
    )
    building = PlainCharField(
        label=_("Bâtiment"),
        max_length=20,
        required=False,
        help_text=_("Par exemple B. Visible par vos voisins."),
    )
    entrance = PlainCharField(
        label=_("Entrée"),
        max_length=20,
        required=False,
        help_text=_("Montrée seulement à qui vous partagez votre logement."),
    )
    floor = PlainCharField(
        label=_("Étage"),
        max_length=20,
        required=False,
        help_text=_("Par exemple 3e étage, porte gauche. Montré comme l’entrée."),
    )
    phone = PlainCharField(
        label=_("Téléphone"),
        max_length=20,
        required=False,
        validators=[PHONE],
        help_text=_("Personne ne le voit, sauf dans un échange où vous le partagez."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    about = LongTextField(label=_("Vous, en quelques mots"), max_length=500, rows=4, required=False)

    class Meta:
        model = Membership
        fields = ["first_name", "last_name", "building", "entrance", "floor", "phone", "about"]

    def save(self, commit: bool = True) -> Any:
        """Write what was asked and no more: the status may have changed since it was read."""
        self.instance.save(update_fields=self.Meta.fields)
        return self.instance


class InvitationForm(OnceForm):
    first_name = PlainCharField(label=_("Son prénom"), max_length=40, required=False)
    email = PlainEmailField(
        label=_("Son adresse e-mail"),
        required=False,
        max_length=254,
        help_text=_("Sans adresse, vous lui donnez le lien vous-même."),
    )


class ReportForm(OnceForm):
    """What is wrong, in a sentence: the coordinators alone read it."""

    words = LongTextField(
        label=_("Qu’est-ce qui ne va pas ?"),
        max_length=500,
        rows=3,
        help_text=_("Une phrase suffit. Seule la coordination la lit, avec votre nom."),
    )


class AppealForm(forms.Form):
    text = LongTextField(
        label=_("Pourquoi contestez-vous cette décision ?"),
        max_length=1000,
        rows=4,
        help_text=_("Une autre personne que celle qui a décidé vous lira et vous répondra."),
    )


# The kinds of news in the order in which one thinks of them, the coordinators' last.
NEWS = [
    (
        _("Mes annonces"),
        (Kind.ANSWER, Kind.WITHDRAWN),
    ),
    (
        _("Mes échanges"),
        (
            *(Kind.MESSAGE, Kind.AGREED, Kind.DECLINED, Kind.CANCELLED),
            *(Kind.CONFIRMED, Kind.DONE, Kind.NOT_DONE, Kind.THANKS),
        ),
    ),
    (
        _("Les événements où je vais"),
        (
            *(Kind.SEAT_OFFERED, Kind.SEAT_LAPSED, Kind.REMINDER),
            *(Kind.GATHERING_MOVED, Kind.GATHERING_OFF, Kind.MET),
        ),
    ),
    (
        _("Quand j’invite"),
        (
            *(Kind.BOOKED, Kind.UNBOOKED, Kind.REMEMBERED),
            *(Kind.GATHERING_YES, Kind.GATHERING_BACK),
        ),
    ),
    (
        _("Les collectes"),
        (
            *(Kind.PLEDGE_DUE, Kind.PLEDGE_TAKEN, Kind.SHIFT_DUE),
            *(Kind.BILAN, Kind.COLLECTION_OFF, Kind.PLEDGED, Kind.ORGANISER),
        ),
    ),
    (
        _("Le réseau"),
        (
            *(Kind.ACCEPTED, Kind.INVITATION_USED),
            *(Kind.DECISION, Kind.REPORT_ANSWER, Kind.THREAD_READ),
        ),
    ),
]
NEWS_OF_COORDINATORS = (
    _("La coordination"),
    (
        *(Kind.JOIN_REQUEST, Kind.REPORTED, Kind.APPEALED),
        *(Kind.GATHERING_ASKED, Kind.BILAN_ASKED, Kind.GODPARENT_GONE),
    ),
)


class NoticeSettingsForm(forms.Form):
    """For each group of news, the kinds about which the member is written to."""

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        groups = [*NEWS, *([NEWS_OF_COORDINATORS] if membership.is_coordinator else [])]
        self.kinds = [kind for _label, kinds in groups for kind in kinds]
        off = set(NoticePreference.turned_off(membership))
        for number, (label, kinds) in enumerate(groups):
            self.fields[f"group{number}"] = forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=[(kind.value, kind.label) for kind in kinds],
                initial=[kind.value for kind in kinds if kind not in off],
                widget=forms.CheckboxSelectMultiple,
            )

    def save(self) -> None:
        """Keep the answer for every kind that was asked about."""
        wanted = {kind for chosen in self.cleaned_data.values() for kind in chosen}
        for kind in self.kinds:
            NoticePreference.choose(self.membership, kind, at_once=kind in wanted)
