"""The right of access, and to take one's data along (GDPR, articles 15 and 20)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db.models import Case, F, Field, Q, Value, When
from django.db.models.functions import Concat, Substr, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.images import SIZES
from coopere.lib.tags import date_on_paper, hour
from coopere.rights.doors import people_everywhere, rows_everywhere
from coopere.rights.labels import label_of
from coopere.rights.sections import SECTIONS, Section
from members.models import Membership, Network, Picture, User

SALT = "coopere.rights.export"
LINK_LIVES = 48 * 60 * 60
SKIPPED = {"id", "token", "search", "position", "width", "height"}
# How a row of another table is called.
TITLES = {
    "offers.Offer": "title",
    "exchanges.Exchange": "offer__title",
    "events.Gathering": "title",
    "events.Series": "title",
    "events.Booking": "gathering__title",
    "events.BringItem": "label",
    "events.Collection": "title",
    "events.DropPoint": "place",
    "events.Memory": "text",
    "events.Need": "label",
    "events.VolunteerSlot": "starts_at",
    "members.Charter": "version",
    "members.Commune": "name",
    "members.Report": "subject",
}


@dataclass(frozen=True)
class Chapter:
    """One section as a person reads it: its rows, each a list of (label, words)."""

    title: str
    model: str
    rows: list[dict[str, Any]]
    labels: dict[str, str]
    choices: dict[str, dict[Any, str]]

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """The rows in words, without what is empty."""
        return [[*self._words_of(row)] for row in self.rows]

    def _words_of(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for name, value in row.items():
            if value not in (None, "", False):
                yield self.labels[name], in_words(self.choices.get(name, {}).get(value, value))


def chapters_of(user: User) -> list[Chapter]:
    """All that the site knows of somebody, over all their networks. A fixed number of queries."""
    keys = list(people_everywhere().filter(user=user).values_list("pk", flat=True))
    return [chapter_of(section, user, keys) for section in SECTIONS]


def chapter_of(section: Section, user: User, keys: list[int]) -> Chapter:
    """The rows of one section."""
    model: Any = apps.get_model(section.model)
    fields = fields_of(section)
    columns = {field.name: column_of(field) for field in fields}
    columns |= {path: F(path) for path, _label in section.also}
    rows = rows_everywhere(model).filter(_is_theirs(section, user, keys))
    if section.where:
        rows = rows.filter(section.where(keys))
    if issubclass(model, Picture):
        columns["slug"] = F("network__slug")
    named = {f"at_{name}": column for name, column in columns.items()}
    found = rows.order_by("pk").distinct().values("pk", **named)
    kept = [{name.removeprefix("at_"): value for name, value in row.items()} for row in found]
    return Chapter(
        title=str(section.title),
        model=section.model,
        rows=[_with_link(model, row) for row in kept],
        labels={field.name: label_of(field) for field in fields}
        | {path: str(label) for path, label in section.also}
        | {"link": _("adresse")},
        choices=choices_of(section, fields),
    )


def fields_of(section: Section) -> list[Field]:
    """The fields that a section hands over."""
    fields = apps.get_model(section.model)._meta.concrete_fields
    if section.only:
        return [field for field in fields if field.name in section.only]
    left_out = SKIPPED | set(section.without)
    return [field for field in fields if field.name not in left_out and not field.primary_key]


def column_of(field: Any) -> Any:
    """What stands for a field: the name of a person, the title of a thing, else its value."""
    if not field.is_relation:
        return F(field.name)
    target = field.related_model
    if target is Membership:
        return name_of(field.name)
    if target is Network:
        return Concat(F(f"{field.name}__town"), Value(", "), F(f"{field.name}__name"))
    if target is User:
        return F(f"{field.name}__email")
    return F(f"{field.name}__{TITLES[target._meta.label]}")


def name_of(way: str) -> Case:
    """A person as neighbours see them: first name and initial."""
    initial = Upper(Substr(f"{way}__last_name", 1, 1))
    whole = Concat(F(f"{way}__first_name"), Value(" "), initial, Value("."))
    nobody = When(**{f"{way}__isnull": True}, then=Value(None))
    return Case(
        nobody, When(**{f"{way}__last_name": ""}, then=F(f"{way}__first_name")), default=whole
    )


def choices_of(section: Section, fields: list[Field]) -> dict[str, dict[Any, str]]:
    """How the values of choices are said."""
    said = {
        field.name: {value: str(label) for value, label in field.flatchoices}
        for field in fields
        if field.choices
    }
    for path, _label in section.also:
        *way, last = path.split("__")
        model: Any = apps.get_model(section.model)
        for step in way:
            model = model._meta.get_field(step).related_model
        field = model._meta.get_field(last)
        if field.choices:
            said[path] = {value: str(label) for value, label in field.flatchoices}
    return said


def in_words(value: Any) -> str:
    """A value as it is read on a page."""
    if value is True:
        return _("oui")
    if isinstance(value, datetime):
        return _("%(day)s à %(hour)s") % {"day": date_on_paper(value), "hour": hour(value)}
    return date.strftime(value, "%d/%m/%Y") if isinstance(value, date) else str(value)


def as_document(user: User) -> dict[str, Any]:
    """The same for a machine: the values as they are, by the names of their fields."""
    chapters = chapters_of(user)
    return {
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        "sections": [
            {"title": chapter.title, "table": chapter.model, "rows": chapter.rows}
            for chapter in chapters
        ],
    }


# -- The link, for two days -----------------------------------------------------------------------


def link_for(user: User) -> str:
    """The address of the file: for 48 hours, and for this account only."""
    ticket = signing.TimestampSigner(salt=SALT).sign(str(user.pk))
    return reverse("rights:file", args=[ticket])


def opens_for(ticket: str, user: Any) -> bool:
    """Whether the link is of this account, and not too old."""
    try:
        key = signing.TimestampSigner(salt=SALT).unsign(ticket, max_age=LINK_LIVES)
    except signing.BadSignature:
        return False
    return key == str(user.pk)


def _is_theirs(section: Section, user: User, keys: list[int]) -> Q:
    if section.by_email:
        return Q(**{f"{section.by_email}__iexact": user.email})
    if section.is_of_account:
        return Q(**{section.ways[0]: user.pk})
    return reduce(or_, (Q(**{f"{way}__in": keys}) for way in (*section.ways, *section.or_of)))


def _with_link(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    """Of a picture, where it is seen."""
    row.pop("pk")
    if issubclass(model, Picture):
        address = reverse(model.route, args=[row.pop("slug"), row.pop("name"), SIZES[-1]])
        row["link"] = settings.SITE_URL + address
    return row
