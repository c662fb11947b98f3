from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.desk.staff import StaffAdmin
from coopere.lib.forms import LongTextField, PlainCharField
from coopere.lib.state import TransitionRefused
from coopere.lib.tags import day
from coopere.models import Quote
from coopere.models.quotes import today
from members.scoped_admin import Facts, ReasonedForm


class QuoteForm(ReasonedForm):
    text = LongTextField(
        label=_("Citation"),
        max_length=400,
        rows=3,
        help_text=_("Sans guillemets autour."),
        error_messages={"unique": _("Cette citation est déjà là.")},
    )
    author = PlainCharField(label=_("Auteur ou autrice"), max_length=80)
    years = PlainCharField(
        label=_("Années de vie"),
        max_length=40,
        required=False,
        help_text=_("Par exemple 1802-1885."),
    )
    work = PlainCharField(
        label=_("Œuvre"),
        max_length=160,
        help_text=_("Avec le chapitre ou l’acte : une citation sans source ne se vérifie pas."),
    )
    work_date = PlainCharField(label=_("Date de l’œuvre"), max_length=40, required=False)
    pinned_on = forms.DateField(
        label=_("Jour réservé"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Facultatif : ce jour-là, l’accueil montre cette citation et pas une autre."),
        error_messages={"unique": _("Une autre citation est réservée à ce jour.")},
    )
    is_active = forms.BooleanField(label=_("Montrer cette citation"), required=False, initial=True)

    class Meta:
        model = Quote
        fields = ["text", "author", "years", "work", "work_date", "pinned_on", "is_active"]

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split("\n"))

    def clean_pinned_on(self) -> Any:
        """A day that it may have; the one that it has already may stay."""
        pinned_on = self.cleaned_data["pinned_on"]
        try:
            self.instance.check_pin(pinned_on)
        except TransitionRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return pinned_on


@admin.register(Quote)
class QuoteAdmin(StaffAdmin):
    """The quotes of the day: added, corrected, withdrawn, pinned to a day."""

    place = 11
    form = QuoteForm
    search_fields = ("text", "author", "work")

    def has_add_permission(self, request: Any) -> bool:
        return self.has_view_permission(request)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().add_view(request, extra_context={"title": gettext("Nouvelle citation")})

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        return (*QuoteForm.Meta.fields, "reason")

    def get_list_display(self, request: HttpRequest) -> Any:
        return ["beginning", "author", "state"]

    def get_list_filter(self, request: Any) -> Any:
        return ["is_active"]

    @admin.display(description=_("citation"))
    def beginning(self, quote: Quote) -> str:
        return Truncator(quote.text).chars(70)

    @admin.display(description=_("situation"))
    def state(self, quote: Quote) -> str:
        if not quote.is_active:
            return gettext("retirée")
        if quote.pinned_on and quote.pinned_on >= today():
            return gettext("réservée, %(day)s") % {"day": day(quote.pinned_on)}
        return gettext("montrée à son tour")

    def facts(self, row: Quote) -> Facts:
        is_todays = Quote.of_the_day(today()) == row
        return [
            (_("Citation"), row.text),
            (_("De"), " ".join(filter(None, [row.author, row.years]))),
            (_("Œuvre"), row.source),
            (_("Situation"), gettext("celle d’aujourd’hui") if is_todays else self.state(row)),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in QuoteForm.Meta.fields}
        if change:
            obj.change(**fields)
        else:
            obj.pk = Quote.add(**fields).pk
