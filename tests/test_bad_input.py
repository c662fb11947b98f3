"""Whatever is typed, pasted or bent: a sentence, never a fault, and nothing typed is lost."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from events.models import Gathering
from exchanges.models import Exchange, Message
from members.models import Membership
from offers.forms import FIELDS
from offers.models import Offer
from tests.events.sheet import cafe, concert
from tests.factories import CharterFactory
from tests.personas import Neighbourhood, World, browser_of
from tests.tenants import rows_of

NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)
# As UTF-8 would write them if it could: a lone surrogate, half a letter, a byte that is none.
BROKEN_BYTES = [b"%ED%B2%80", b"%C3", b"%FF%FE"]
BAD = {
    "nothing": "",
    "spaces": "   \n ",
    "far too much": "é" * 10_000,
    "NUL": "Per\0ceuse",
    "controls": "\x07\x1b[31m",
    "emoji": "🎉👩‍👩‍👧" * 9,
    "right to left": "\u202eأهلا\u202c",
    "nothing to see": "\u200b\u200d\ufeff",
    "marks without letters": "\u0301\u0302",
    "code": "<script>alert('x')</script>{{ 1 }}{% x %}",
    "SQL": "'; DROP TABLE offers_offer; --",
    "a number": "-1",
    "a huge number": "9" * 20,
    "an odd number": "½",
    "a day that never was": "2026-02-31",
    "a day long past": "01/01/1900",
    "another choice": "licorne",
}
ALERT = 'role="alert"'


@dataclass(frozen=True)
class Form:
    """Where a form is sent, by whom, what it asks, and which of it is bent (all, unless said)."""

    url: Callable[[Neighbourhood], str]
    by: Callable[[World], Any]
    good: dict[str, str]
    bent: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        return self.bent or tuple(self.good)


def inside(path: str) -> Callable[[Neighbourhood], str]:
    return lambda place: f"/reseaux/{place.network.slug}/{path}"


def of_offer(name: str, path: str) -> Callable[[Neighbourhood], str]:
    return lambda place: place.offers[name].get_absolute_url() + path


def of_booking(name: str, path: str) -> Callable[[Neighbourhood], str]:
    return lambda place: (
        f"/reseaux/{place.network.slug}/reservations/{place.bookings[name].pk}/{path}"
    )


def of_item(name: str) -> Callable[[Neighbourhood], str]:
    return lambda place: f"/reseaux/{place.network.slug}/apports/{place.items[name].pk}/"


def of_exchange(status: str, path: str) -> Callable[[Neighbourhood], str]:
    return lambda place: place.exchanges[status].get_absolute_url() + path


def of_gathering(name: str, path: str) -> Callable[[Neighbourhood], str]:
    return lambda place: place.gatherings[name].get_absolute_url() + path


def author(world: World) -> Membership:
    return world.parc.author


def answerer(world: World) -> Membership:
    return world.parc.answerer


NAMES = {"first_name": "Sami", "last_name": "Saïd", "charter": "on"}
# All that an offer may be asked; the form of each kind reads what it knows.
OFFER = {
    "title": "Perceuse",
    "text": "Avec ses mèches.",
    "duration": "hour",
    "availability": "le soir",
    "needed_by": "2099-12-31",
    "quantity": "2",
    "condition": "good",
    "longest_loan_days": "7",
    "place": "hall",
    "token": "",
}
FORMS = {
    "join": Form(inside("rejoindre/"), lambda world: world.stranger, NAMES | {"code": "PARCVERT"}),
    "ask to join": Form(
        inside("rejoindre/demande/"),
        lambda world: world.stranger,
        NAMES | {"request_text": "J’habite au C."},
    ),
    "join invited": Form(
        lambda place: f"/reseaux/{place.network.slug}/rejoindre/{place.invitation.secret}/",
        lambda world: world.stranger,
        NAMES,
    ),
    "interest": Form(
        lambda place: "/reseaux/interet/",
        lambda world: world.stranger,
        {"email": "ana@example.org", "street": "Rue des Lilas", "commune": "91377"},
    ),
    "profile": Form(
        inside("profil/"),
        author,
        {
            "first_name": "Alice",
            "last_name": "Morel",
            "building": "B",
            "entrance": "2",
            "floor": "3e étage",
            "phone": "06 39 98 48 73",
            "about": "Relieuse le jour.",
        },
    ),
    "invite": Form(
        inside("invitations/"),
        author,
        {"first_name": "Ana", "email": "ana@example.org", "token": ""},
    ),
    **{
        f"write: {direction} {kind}": Form(
            inside(f"annonces/nouvelle/{direction}/{kind}/"), author, OFFER, tuple(asked)
        )
        for (kind, direction), asked in FIELDS.items()
    },
    "edit": Form(of_offer("open", "modification/"), author, OFFER, bent=("title", "text", "token")),
    "write for a godchild": Form(
        inside("annonces/nouvelle/proposed/loan/"),
        lambda world: world.parc.godparent,
        OFFER | {"for_whom": "0"},
        bent=("for_whom",),
    ),
    "close": Form(of_offer("open", "cloture/"), author, {"closed_as": "withdrawn"}),
    "answer": Form(of_offer("open", "reponse/"), answerer, {"text": "Bonjour !", "token": ""}),
    "say": Form(of_exchange("agreed", "message/"), author, {"text": "Demain ?", "token": ""}),
    "decline": Form(of_exchange("proposed", "refus/"), author, {"reason": "Déjà pris."}),
    "withdraw": Form(of_exchange("proposed", "retrait/"), answerer, {"reason": "Trouvé."}),
    "cancel": Form(of_exchange("agreed", "annulation/"), author, {"reason": "Malade."}),
    "not done": Form(of_exchange("agreed", "non-realisation/"), author, {"reason": "Absent."}),
    "share": Form(of_exchange("agreed", "coordonnees/"), author, {"what": "email"}),
    "unshare": Form(of_exchange("agreed", "coordonnees/retrait/"), author, {"what": "phone"}),
    "thank": Form(of_exchange("done", "remerciement/"), answerer, {"text": "Merci !"}),
    "host a café": Form(inside("evenements/nouveau/cafe/"), author, cafe()),
    "host a concert": Form(inside("evenements/nouveau/concert/"), author, concert()),
    # What is read as when one begins, and what changing does with it: guests are moved, and told.
    "change a concert": Form(
        of_gathering("concert", "modification/"),
        author,
        concert(),
        bent=(
            "title",
            "on",
            "starts",
            "ends",
            "place",
            "seats",
            "address",
            "address_shown",
            "token",
        ),
    ),
    "book": Form(
        of_gathering("workshop", "reservation/"),
        lambda world: world.parc.third,
        {"size": "2", "companions": "Nina", "token": ""},
    ),
    "book for a godchild": Form(
        of_gathering("workshop", "reservation/"),
        lambda world: world.parc.godparent,
        {"who": "0", "size": "2", "companions": "Nina", "token": ""},
        bent=("who",),
    ),
    "come with more": Form(
        of_booking("confirmed", "nombre/"), answerer, {"size": "1", "companions": "Nina"}
    ),
    "change the seats": Form(of_gathering("concert", "places/"), author, {"seats": "3"}),
    "add to the bring-list": Form(
        of_gathering("café", "apporter/"),
        answerer,
        {"label": "Une salade", "wanted": "2", "token": ""},
    ),
    "bring": Form(of_item("tart"), answerer, {"quantity": "2"}),
    "say who was met": Form(
        of_gathering("past", "rencontres/"), author, {"who": "0", "other": "0"}, bent=("other",)
    ),
    "tick": Form(of_gathering("past", "presence/"), author, {"there": "0"}),
    "remember": Form(
        of_gathering("past", "souvenir/"),
        lambda world: world.parc.third,
        {"text": "Quel beau soir !", "alt_0": "Une table", "token": ""},
    ),
    "call off": Form(of_gathering("concert", "annulation/"), author, {"word": "Malade."}),
    "call off a series": Form(
        of_gathering("café", "annulation/"),
        lambda world: world.parc.third,
        {"word": "Malade.", "scope": "following"},
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_form_answers_bad_input_with_a_sentence_and_keeps_what_was_typed(world: World, name: str):
    form, client = FORMS[name], browser_of(FORMS[name].by(world))
    for asked in form.asked:
        for what, bad in BAD.items():
            typed = form.good | {asked: bad}
            response = send(client, form.url(world.parc), typed)
            assert response.status_code in {302, 422}, (asked, what)
            if response.status_code == 422:
                page = html.unescape(response.content.decode())
                assert ALERT in response.content.decode(), (asked, what)
                assert lost(form.good, asked, page) == set(), (asked, what)


@pytest.mark.parametrize("name", FORMS)
def test_form_answers_bytes_that_are_no_text(world: World, name: str):
    form, client = FORMS[name], browser_of(FORMS[name].by(world))
    for asked in form.asked:
        for broken in BROKEN_BYTES:
            rest = [f"{key}={quote(form.good[key])}".encode() for key in form.good if key != asked]
            body = b"&".join([asked.encode() + b"=" + broken, *rest])
            with transaction.atomic():
                response = client.post(
                    form.url(world.parc), body, content_type="application/x-www-form-urlencoded"
                )
                transaction.set_rollback(True)
            assert response.status_code in {302, 422}, (asked, broken)


def send(client: Client, url: str, typed: dict[str, str]):
    """Send a form as if for the first time: what it does is undone."""
    with transaction.atomic():
        response = client.post(url, typed)
        transaction.set_rollback(True)
    return response


def lost(good: dict[str, str], asked: str, page: str) -> set[str]:
    """The fields beside `asked` whose words are not on the page any more."""
    texts = {"title", "text", "first_name", "last_name", "request_text", "about"}
    return {key for key in texts & {*good} - {asked} if good[key] not in page}


OBLIGATORY = {
    "join": ("first_name", "Ce champ est obligatoire"),
    "ask to join": ("request_text", "Ce champ est obligatoire"),
    "profile": ("last_name", "Ce champ est obligatoire"),
    "edit": ("title", "Dites en une phrase de quoi il s’agit"),
    "answer": ("text", "Écrivez d’abord un message"),
    "say": ("text", "Écrivez d’abord un message"),
    "thank": ("text", "Écrivez d’abord un petit mot"),
}


@pytest.mark.parametrize("name", OBLIGATORY)
@pytest.mark.parametrize("bad", ["nothing", "spaces", "nothing to see", "marks without letters"])
def test_text_with_nothing_to_read_is_asked_again(world: World, name: str, bad: str):
    asked, sentence = OBLIGATORY[name]
    response = send_bent(world, name, asked, BAD[bad])
    assert response.status_code == 422
    assert sentence in html.unescape(response.content.decode())


@pytest.mark.parametrize("name", OBLIGATORY)
def test_text_that_is_too_long_is_kept_to_be_shortened(world: World, name: str):
    asked, _sentence = OBLIGATORY[name]
    response = send_bent(world, name, asked, BAD["far too much"])
    page = response.content.decode()
    assert response.status_code == 422
    assert BAD["far too much"] in page
    assert "caractères" in page


def send_bent(world: World, name: str, asked: str, bad: str):
    form = FORMS[name]
    typed = form.good | {asked: bad}
    return send(browser_of(form.by(world)), form.url(world.parc), typed)


def test_code_in_a_text_is_shown_as_text(world: World):
    client = browser_of(world.parc.author)
    typed = OFFER | {"title": "<script>alert(1)</script>"}
    page = client.post(FORMS["write: proposed loan"].url(world.parc), typed, follow=True)
    assert "<script>alert(1)" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()


# -- Addresses ------------------------------------------------------------------------------------

CURSORS = ["x", "-", "1-", "99999999999999999-999999999999999999", "0-0", "9" * 300, "\0", "½-½"]
QUERIES = [
    *(("tableau/", "suite", cursor) for cursor in CURSORS),
    *(("echanges/", "suite", cursor) for cursor in CURSORS),
    *(
        ("tableau/", name, bad)
        for name in ("q", "sens", "genre", "inconnu")
        for bad in BAD.values()
    ),
    *(("rejoindre/", "code", bad) for bad in BAD.values()),
]


def test_page_answers_any_parameter(world: World):
    client, home = browser_of(world.parc.author), f"/reseaux/{world.parc.network.slug}/"
    for path, name, bad in QUERIES:
        assert client.get(home + path, {name: bad}).status_code == 200, (path, name, bad)


FINDING = [
    *(("/reseaux/", "q"), ("/reseaux/", "commune"), ("/reseaux/interet/", "commune")),
    *(("/reseaux/communes/", "q"), ("/reseaux/communes/", "pour")),
]


def test_search_for_a_network_answers_any_text(world: World):
    for bad in BAD.values():
        for page, name in FINDING:
            assert browser_of(None).get(page, {name: bad}).status_code == 200, (page, name, bad)


@pytest.mark.parametrize(
    "query", ["q=%ED%B2%80", "q=%C3", "sens=%FF", "suite=%FF-%FF", "q", "&&=&"]
)
def test_board_answers_bytes_that_are_no_text(world: World, query: str):
    url = f"/reseaux/{world.parc.network.slug}/tableau/?{query}"
    assert browser_of(world.parc.author).get(url).status_code == 200


@pytest.mark.parametrize("path", ["tableau/", "echanges/"])
def test_page_that_is_not_one_says_so_and_shows_the_first(world: World, path: str):
    url = f"/reseaux/{world.parc.network.slug}/{path}"
    client = browser_of(world.parc.author)
    astray = html.unescape(client.get(url, {"suite": "licorne"}).content.decode())
    first = html.unescape(client.get(url).content.decode())
    assert ("voici le début" in astray, "voici le début" in first) == (True, False)


@pytest.mark.parametrize(
    "path",
    [
        f"{thing}/{number}/"
        for thing in ("annonces", "echanges", "voisins")
        for number in ("0", "9" * 20, "9" * 400)
    ]
    + ["annonces/nouvelle/donner/loan/", "annonces/nouvelle/proposed/licorne/", "annonces/-1/"],
)
def test_thing_with_an_impossible_number_is_not_found(world: World, path: str):
    client = browser_of(world.parc.author)
    assert client.get(f"/reseaux/{world.parc.network.slug}/{path}").status_code == 404


@pytest.mark.parametrize("secret", ["x", "é", "\0", "%00", "a" * 2000, "<b>"])
def test_invitation_that_never_was_says_what_to_do(world: World, secret: str):
    response = browser_of(world.stranger).get(f"/invitations/{quote(secret)}/")
    assert response.status_code == 410
    assert "invitation" in response.content.decode()
    inside = f"/reseaux/{world.parc.network.slug}/rejoindre/{quote(secret)}/"
    assert browser_of(world.stranger).get(inside).status_code == 302


# -- The same form twice, and a page that has gone stale ------------------------------------------


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("write: proposed loan", Offer),
        ("answer", Exchange),
        ("say", Message),
        ("invite", None),
        ("host a concert", Gathering),
    ],
)
def test_form_sent_twice_does_it_once(world: World, name: str, model):
    form, client = FORMS[name], browser_of(FORMS[name].by(world))
    model = model or type(world.parc.invitation)
    before = rows_of(model, world.parc.network).count()
    token = {"token": "6a1f0c9e-58f5-4a3f-9d1c-0f1f6f0f6a11"}
    ends = [client.post(form.url(world.parc), form.good | token)["Location"] for _click in "12"]
    assert ends[0] == ends[1]
    assert rows_of(model, world.parc.network).count() == before + 1


def test_answer_that_one_went_back_to_and_changed_is_said_too(world: World):
    form, client = FORMS["answer"], browser_of(world.parc.third)
    token = "6a1f0c9e-58f5-4a3f-9d1c-0f1f6f0f6a11"
    for text in ("Bonjour !", "Bonjour !", "Samedi, plutôt."):
        client.post(form.url(world.parc), {"text": text, "token": token})
    exchange = rows_of(Exchange, world.parc.network).get(
        offer=world.parc.offers["open"], answerer=world.parc.third
    )
    said = rows_of(Message, world.parc.network).filter(exchange=exchange).order_by("pk")
    assert [message.text for message in said] == ["Bonjour !", "Samedi, plutôt."]


def test_answer_to_an_offer_that_has_just_gone_is_kept_beside_the_reason(world: World):
    client, offer = browser_of(world.parc.third), world.parc.offers["open"]
    rows_of(Offer, world.parc.network).filter(pk=offer.pk).update(
        status="closed", closed_as="withdrawn"
    )
    typed = {"text": "Mon fils naît en mai, il serait ravi."}
    response = client.post(offer.get_absolute_url() + "reponse/", typed)
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert "Cette annonce vient d’être retirée" in page
    assert typed["text"] in page
    assert offer.title not in page


def test_message_in_an_exchange_that_has_just_ended_is_kept_beside_the_reason(world: World):
    client, exchange = browser_of(world.parc.author), world.parc.exchanges["proposed"]
    rows_of(Exchange, world.parc.network).filter(pk=exchange.pk).update(
        status="withdrawn", turn="none", ended_at=NOW
    )
    typed = {"text": "Je vous la garde jusqu’à samedi."}
    response = client.post(exchange.get_absolute_url() + "message/", typed)
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert "votre message n’a pas été envoyé" in page
    assert typed["text"] in page


def test_act_that_comes_too_late_says_where_things_stand(world: World):
    client, exchange = browser_of(world.parc.author), world.parc.exchanges["withdrawn"]
    page = client.post(exchange.get_absolute_url() + "accord/", follow=True)
    assert "Entre-temps, la situation a changé" in html.unescape(page.content.decode())


def test_act_that_comes_too_late_from_a_refused_form_leads_to_a_page(world: World):
    client, exchange = browser_of(world.parc.author), world.parc.exchanges["agreed"]
    page = exchange.get_absolute_url()
    refused = f"http://testserver{page}message/"
    late = client.post(page + "accord/", headers={"referer": refused})
    assert (late.status_code, late["Location"]) == (302, page)


def test_address_of_an_act_says_that_nothing_was_sent(world: World):
    url = world.parc.exchanges["agreed"].get_absolute_url() + "message/"
    response = browser_of(world.parc.author).get(url)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Rien n’a été envoyé" in html.unescape(response.content.decode())


def test_new_charter_is_asked_before_the_next_post_and_the_text_is_kept(world: World):
    CharterFactory(network=world.parc.network, version=2)
    client, url = browser_of(world.parc.author), FORMS["write: proposed loan"].url(world.parc)
    refused = client.post(url, OFFER)
    page = html.unescape(refused.content.decode())
    assert (refused.status_code, "acceptez-la pour continuer" in page) == (422, True)
    assert OFFER["text"] in page
    assert client.post(url, OFFER | {"charter": "on"}).status_code == 302
    assert client.post(url, OFFER).status_code == 302
