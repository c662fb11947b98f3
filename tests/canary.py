"""A word that nobody would write, another one in each text field of a network, to see it leak."""

import html
import re
from collections.abc import Iterable

from django.apps import apps
from django.db.models import CharField, Field, QuerySet, TextField
from django.test import Client

from members.models import Membership, User
from tests.personas import Neighbourhood
from tests.tenants import name_of, rows_of, scoped_models

# What is between two people, or one's own: the field, and the way from its row to the person.
SECRETS = {
    "members.Membership.last_name": "pk",
    "members.Membership.phone": "pk",
    "members.Membership.entrance": "pk",
    "members.Membership.floor": "pk",
    "members.Membership.request_text": "pk",
    "members.Invitation.first_name": "sponsor",
    "members.Invitation.email": "sponsor",
    "members.Invitation.secret": "sponsor",
    "offers.Offer.hidden_reason": "author",
    "events.Gathering.declined_reason": "host",
    "events.Gathering.hidden_reason": "host",
    "events.Gathering.note_phone": "host",
    "events.Address.text": "gathering__host",
    "events.Booking.companions": "gathering__host",
    "events.Memory.hidden_reason": "author",
    "events.CalendarFeed.secret": "membership",
    "events.Collection.hidden_reason": "created_by",
    "events.Pledge.passer_name": "need__collection__created_by",
    "members.ReportVoice.words": "reporter",
    "members.Report.appeal_text": "whose",
    "exchanges.Exchange.ended_reason": "owner",
    "exchanges.Message.text": "exchange__owner",
    "exchanges.Thanks.text": "exchange__owner",
}
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
# Ways out, and files: a walk would end there, or learn nothing.
NOT_WALKED = ("/compte/", "/static/", "/admin/logout/")
PICTURES = ".webp"
MOST_PAGES = 400
# The agenda goes on for two years: the months around this one hold all that there is.
MONTH = "mois="
MOST_MONTHS = 6


def text_fields() -> list[Field]:
    """Every field in which somebody of a network wrote something, or that was drawn for it."""
    return [
        field
        for model in scoped_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField) and not field.choices
    ]


WORDS = {name_of(field): f"canari{number:02}" for number, field in enumerate(text_fields())}
WORDS["members.User.email"] = "canari99"
WORDS["events.Artist.url"] = "https://canari98.example.org/"
WORDS["events.Collection.money_url"] = "https://canari97.example.org/"
# Public by their nature, or held to a form that no word has: an address, five digits, a key.
EXEMPT = {"members.Network.slug", "members.Network.postcode", "members.Network.search_key"}


def plant(place: Neighbourhood) -> set[str]:
    """Write each field's word wherever the network has a text; return the fields that had one."""
    planted = {
        name_of(field)
        for field in text_fields()
        if write(field, rows_of(field.model, place.network))
    }
    own = rows_of(Membership, place.network).exclude(pk=place.both.pk)
    for member in own.exclude(user=None):
        rename(member)
    return planted | {"members.User.email"}


def plant_secrets(alice: Membership) -> None:
    """Write the words wherever Alice, or somebody with her, wrote what is not for everybody."""
    for label, of_hers in SECRETS.items():
        model_name, _dot, name = label.rpartition(".")
        model = apps.get_model(model_name)
        hers = rows_of(model, alice.network).filter(**{of_hers: alice.pk})
        assert write(model._meta.get_field(name), hers), label
    rename(alice)


def write(field: Field, rows: QuerySet) -> bool:
    """Put the field's word in those of `rows` that have a text there; whether any had."""
    if name_of(field) in EXEMPT:
        return False
    rows = rows.exclude(**{field.name: ""})
    for row in rows:
        end = str(row.pk) if field.unique else ""
        setattr(row, field.name, WORDS[name_of(field)] + end)
        row.save(update_fields=[field.name])
    return bool(rows)


def rename(member: Membership) -> None:
    """Give the person's account an address with the word."""
    email = f"{WORDS['members.User.email']}.{member.user_id}@example.org"
    User.objects.filter(pk=member.user_id).update(email=email)


def found_in(texts: Iterable[str]) -> set[str]:
    """The fields whose word stands in one of the texts."""
    whole = html.unescape("\n".join(texts)).casefold()
    return {name for name, word in WORDS.items() if word in whole}


def walk(client: Client, *starts: str) -> dict[str, str]:
    """Every page that links lead to from `starts`: its address, and all that it says."""
    pages: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        url = waiting.pop(0)
        if url in pages or url.startswith(NOT_WALKED) or url.endswith(PICTURES):
            continue
        if MONTH in url and sum(MONTH in walked for walked in pages) >= MOST_MONTHS:
            continue
        response = client.get(url)
        pages[url] = f"{response.headers} {response.content.decode()}"
        waiting += [html.unescape(link) for link in LINK.findall(pages[url])]
        assert len(pages) < MOST_PAGES, f"a walk without an end: {sorted(pages)[::20]}"
    return pages
