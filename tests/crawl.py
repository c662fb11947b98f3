"""Every address of the site, and who may go there.

`routes()` reads the resolver, so that no page escapes: a route without an entry in ACCESS, or
with a parameter that KWARGS does not know, fails the tests.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from coopere.models import ContactMessage, Page, Quote
from members.models.notices import Kind
from members.notice_mail import unsubscription_url
from tests.personas import MEMBERS, OUTSIDERS, ROLES, Neighbourhood

ALL = frozenset(ROLES)
SIGNED_IN = ALL - {"anonymous"}
INSIDE = frozenset(MEMBERS)
NEWCOMERS = frozenset(OUTSIDERS) - {"pending", "excluded"}
OWNER = frozenset({"author"})
ANSWERER = frozenset({"answerer"})
THIRD = frozenset({"third"})
COORDINATOR = frozenset({"coordinator"})
PARTIES = frozenset({"author", "third"})
SIDES = OWNER | ANSWERER
# Those who organise the collection that is open, and those who hold its drop-off point.
HOLDERS = SIDES | {"member of both", "godparent"}
# Those who may call it off.
ENDERS = SIDES | {"coordinator"}
# Those who have news that they have not read.
TOLD = frozenset({"author", "answerer", "third", "coordinator", "godparent"})
DESK = frozenset({"coordinator", "coordinator of another network", "staff"})


@dataclass(frozen=True)
class Route:
    name: str
    kwargs: tuple[str, ...]
    path: str

    @property
    def in_network(self) -> bool:
        return "slug" in self.kwargs

    @property
    def in_admin(self) -> bool:
        return self.name.startswith("admin:")

    @property
    def in_account(self) -> bool:
        return self.path.startswith("compte/")


def routes() -> list[Route]:
    return list(_walk(get_resolver(), (), (), ""))


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...], kwargs: tuple[str, ...], path: str
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = entry.pattern
        names = tuple(pattern.converters) or tuple(pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield Route(":".join([*spaces, entry.name or ""]), kwargs + names, path + str(pattern))
        else:
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, inner, kwargs + names, path + str(pattern))


# -- The values that addresses take -------------------------------------------------------------

Maker = Callable[[Neighbourhood], Any]

# The object on which the act of a route is possible, so that a refusal is one for its reason.
OBJECTS: dict[str, Maker] = {
    "members:neighbour": lambda place: place.author,
    "members:invitation_revocation": lambda place: place.invitation,
    "members:notice": lambda place: place.notice,
    "members:proposal": lambda place: place.proposals["waiting"],
    "members:proposal_edit": lambda place: place.proposals["waiting"],
    "members:proposal_withdrawal": lambda place: place.proposals["waiting"],
    "members:reporting": lambda place: place.offers["open"],
    "members:report": lambda place: place.reports["upheld"],
    "members:appeal": lambda place: place.reports["upheld"],
    "offers:offer": lambda place: place.offers["open"],
    "offers:edit": lambda place: place.offers["open"],
    "offers:publication": lambda place: place.offers["draft"],
    "offers:closure": lambda place: place.offers["open"],
    "offers:reopening": lambda place: place.offers["closed"],
    "exchanges:answer": lambda place: place.offers["open"],
    "exchanges:exchange": lambda place: place.exchanges["agreed"],
    "exchanges:message": lambda place: place.exchanges["agreed"],
    "exchanges:agreement": lambda place: place.exchanges["proposed"],
    "exchanges:refusal": lambda place: place.exchanges["proposed"],
    "exchanges:withdrawal": lambda place: place.exchanges["proposed"],
    "exchanges:cancellation": lambda place: place.exchanges["agreed"],
    "exchanges:completion": lambda place: place.exchanges["agreed"],
    "exchanges:failure": lambda place: place.exchanges["agreed"],
    "exchanges:share": lambda place: place.exchanges["agreed"],
    "exchanges:unshare": lambda place: place.exchanges["agreed"],
    "exchanges:thanks": lambda place: place.exchanges["done"],
    "events:gathering": lambda place: place.gatherings["concert"],
    "events:booking": lambda place: place.gatherings["concert"],
    "events:confirmation": lambda place: place.bookings["offered"],
    "events:resizing": lambda place: place.bookings["confirmed"],
    "events:unbooking": lambda place: place.bookings["confirmed"],
    "events:claim": lambda place: place.bookings["claimed"],
    "events:address": lambda place: place.bookings["not shown"],
    "events:seats": lambda place: place.gatherings["concert"],
    "events:bring": lambda place: place.gatherings["café"],
    "events:pledge": lambda place: place.items["tart"],
    "events:bring_removal": lambda place: place.items["juice"],
    "events:arrivals": lambda place: place.gatherings["past"],
    "events:encounters": lambda place: place.gatherings["past"],
    "events:memory": lambda place: place.gatherings["past"],
    "events:ics": lambda place: place.gatherings["concert"],
    "events:guest_list": lambda place: place.gatherings["concert"],
    "events:courtesy_note": lambda place: place.gatherings["concert"],
    "events:poster": lambda place: place.gatherings["café"],
    "events:edit": lambda place: place.gatherings["concert"],
    "events:proposition": lambda place: place.gatherings["draft"],
    "events:cancellation": lambda place: place.gatherings["concert"],
    "events:collection": lambda place: place.collections["open"],
    "events:collection_edit": lambda place: place.collections["open"],
    "events:needs": lambda place: place.collections["open"],
    "events:points": lambda place: place.collections["open"],
    "events:organisers": lambda place: place.collections["open"],
    "events:opening": lambda place: place.collections["preparing"],
    "events:closure": lambda place: place.collections["open"],
    "events:collection_cancellation": lambda place: place.collections["open"],
    "events:bilan": lambda place: place.collections["reported"],
    "events:need": lambda place: place.needs["apples"],
    "events:need_order": lambda place: place.needs["apples"],
    "events:need_closure": lambda place: place.needs["apples"],
    "events:need_removal": lambda place: place.needs["sorting"],
    "events:promise": lambda place: place.needs["apples"],
    "events:pledge_change": lambda place: place.pledges["promised"],
    "events:pledge_withdrawal": lambda place: place.pledges["promised"],
    "events:delivery": lambda place: place.pledges["promised"],
    "events:day_sheet": lambda place: place.collections["open"],
    "events:day_sheet_paper": lambda place: place.collections["open"],
    "events:shift": lambda place: place.slots["free"],
    "events:unshift": lambda place: place.shifts["both"],
    "admin:members_user": lambda place: place.author.user,
    "admin:members_commune": lambda place: place.interest.commune,
    "admin:members_network": lambda place: place.network,
    "admin:members_charter": lambda place: place.charter,
    "admin:members_membership": lambda place: place.pending,
    "admin:members_proposal": lambda place: place.proposals["waiting"],
    "admin:members_report": lambda place: place.reports["open"],
    "admin:offers_offer": lambda place: place.offers["open"],
    "admin:events_gathering": lambda place: place.gatherings["concert"],
    "admin:events_collection": lambda place: place.collections["reported"],
    "admin:coopere_quote": lambda place: Quote.objects.earliest("pk"),
    "admin:coopere_page": lambda place: Page.objects.earliest("pk"),
    "admin:coopere_contactmessage": lambda place: ContactMessage.objects.earliest("pk"),
}


def key_of(route: Route, place: Neighbourhood) -> int:
    """The key of the object of a route, or of a page of the admin, by its model."""
    name = "_".join(route.name.split("_")[:2]) if route.in_admin else route.name
    return OBJECTS[name](place).pk


# The picture of a route, where it is none of an offer.
SHOWN = {
    "events:gathering_picture": "concert",
    "events:memory_picture": "memory",
    "events:collection_picture": "collection",
    "events:bilan_picture": "bilan",
    "admin:events_gathering_photo": "concert",
    "admin:events_collection_photo": "bilan",
}
# The secret of a link, where it is none of an invitation.
SECRETS: dict[str, Maker] = {
    "events:feed": lambda place: place.feed.secret,
    "members:interest_confirmation": lambda place: place.interest.ticket,
    "members:interest_withdrawal": lambda place: place.interest.ticket,
}


def invited(place: Neighbourhood) -> str:
    return place.invitation.secret


KWARGS: dict[str, Callable[[Route, Neighbourhood], Any]] = {
    "slug": lambda route, place: place.network.slug,
    "pk": key_of,
    "object_id": key_of,
    "secret": lambda route, place: SECRETS.get(route.name, invited)(place),
    "name": lambda route, place: place.pictures[SHOWN.get(route.name, "open")].name,
    "size": lambda route, place: 320,
    "ticket": lambda route, place: ticket_of(place),
    "what": lambda route, place: "annonce",
    "direction": lambda route, place: "proposed",
    "section": lambda route, place: "reseaux",
    "page": lambda route, place: "historique",
    "version": lambda route, place: 0,
    "kind": lambda route, place: "cafe" if route.name == "events:create" else "loan",
    "uidb36": lambda route, place: "1",
    "key": lambda route, place: "set-password",
    "app_label": lambda route, place: "members",
    "url": lambda route, place: "rien/du/tout/",
}
# The same, for things that never were.
NEVER = {
    "slug": "massy-nulle-part",
    "pk": 999_999_999,
    "object_id": 999_999_999,
    "version": 999_999_999,
    "secret": "jamais",
    "name": UUID(int=0),
    "ticket": "1-message:jamais",
}


def ticket_of(place: Neighbourhood) -> str:
    """The signed end of the link by which the author has no more mail of messages."""
    return unsubscription_url(place.author, Kind.MESSAGE).rstrip("/").rpartition("/")[2]


def url_of(route: Route, place: Neighbourhood, **instead: Any) -> str:
    """The route's address with objects of `place`; `instead` replaces some of them."""
    values = {name: KWARGS[name](route, place) for name in route.kwargs}
    values |= {name: value for name, value in instead.items() if name in values}
    if "url" in route.kwargs:
        return f"/{route.path.partition('(')[0].strip('^')}{values['url']}"
    return reverse(route.name, kwargs=values)


# -- Who may go where ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Access:
    """Who comes through the wall to a page, who may see it, and who may act there.

    For those who may come but neither see nor act, `otherwise` is the answer; None for `get`
    or `post` says that the page does not take it.
    """

    doors: frozenset[str]
    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    otherwise: int = 404
    answer: int = 200

    def to(self, method: str, role: str) -> int:
        """The status with which the page answers."""
        may = self.get if method == "GET" else self.post
        if role not in self.doors:
            return 302 if role == "anonymous" else 404
        if may is None:
            return 405
        if role not in may:
            return self.otherwise
        return self.answer if method == "GET" else 302

    def lets_act(self, role: str) -> bool:
        return role in self.doors and role in (self.post or ())


def public() -> Access:
    return Access(ALL, get=ALL)


def members_see() -> Access:
    return Access(INSIDE, get=INSIDE)


def members_do(*, post: frozenset[str] = INSIDE, otherwise: int = 404) -> Access:
    return Access(INSIDE, get=INSIDE, post=post, otherwise=otherwise)


def act_of(post: frozenset[str], otherwise: int = 404) -> Access:
    return Access(INSIDE, post=post, otherwise=otherwise)


ACCESS = {
    "home": public(),
    "legal": public(),
    "accessibility": public(),
    "page": public(),
    "quotes": public(),
    "contact": Access(ALL, get=ALL, post=ALL),
    # For machines.
    "web:robots": public(),
    "web:security": public(),
    "web:manifest": public(),
    "web:sitemap": public(),
    "web:sitemap_section": public(),
    "web:news": public(),
    "web:home_picture": public(),
    "web:network_picture": public(),
    "rights:rules": public(),
    "members:networks": public(),
    "members:suggestions": public(),
    "members:interest": Access(ALL, get=ALL, post=ALL),
    "members:interest_sent": public(),
    # By links that this site signed, whoever holds them.
    "members:interest_confirmation": Access(ALL, get=ALL, post=ALL),
    "members:interest_withdrawal": Access(ALL, get=ALL, post=ALL),
    "members:mine": Access(SIGNED_IN, get=SIGNED_IN),
    # A visitor reads what it is, and is asked to sign in before anything is sent.
    "members:propose": Access(ALL, get=ALL, post=SIGNED_IN, otherwise=302),
    "members:proposal": Access(SIGNED_IN, get=OWNER),
    "members:proposal_edit": Access(SIGNED_IN, get=OWNER, post=OWNER),
    "members:proposal_withdrawal": Access(SIGNED_IN, post=OWNER),
    "members:invitation": Access(SIGNED_IN, get=SIGNED_IN, answer=302),
    # By a link that this site signed, whoever holds it.
    "members:unsubscription": Access(ALL, get=ALL, post=ALL),
    # The front door: those who wait or were excluded read where they stand, and change nothing.
    "members:network": public(),
    "members:charter": public(),
    "members:join": Access(SIGNED_IN, get=SIGNED_IN, post=NEWCOMERS, otherwise=200),
    "members:join_request": Access(SIGNED_IN, get=SIGNED_IN, post=NEWCOMERS, otherwise=200),
    "members:join_invited": Access(SIGNED_IN, get=SIGNED_IN, post=NEWCOMERS, otherwise=200),
    "members:join_withdrawal": Access(SIGNED_IN, post=frozenset({"pending"})),
    # Inside.
    "members:neighbours": members_see(),
    "members:neighbour": members_see(),
    "members:profile": members_do(),
    "members:pause": act_of(INSIDE - {"paused"}, otherwise=302),
    "members:resume": act_of(frozenset({"paused"}), otherwise=302),
    "members:leave": members_do(post=INSIDE - {"coordinator"}, otherwise=422),
    "members:poster": Access(INSIDE, get=COORDINATOR, otherwise=403),
    # The networks of the world have opened long ago.
    "members:opening": act_of(frozenset(), otherwise=403),
    "members:first_week": act_of(COORDINATOR, otherwise=403),
    "members:notices": members_see(),
    "members:notice": act_of(OWNER),
    "members:notices_reading": act_of(TOLD, otherwise=302),
    "members:notice_settings": members_do(),
    "members:invitations": members_do(),
    "members:invitation_revocation": act_of(OWNER),
    # Whoever reports, and whoever is reported once it is decided.
    "members:reporting": members_do(post=INSIDE - {"author"}, otherwise=302),
    "members:report": Access(INSIDE, get=PARTIES),
    "members:appeal": act_of(OWNER),
    "offers:board": members_see(),
    "offers:mine": members_see(),
    "offers:choose": members_see(),
    "offers:create": members_do(),
    "offers:offer": members_see(),
    "offers:picture": members_see(),
    "offers:edit": Access(INSIDE, get=OWNER, post=OWNER, otherwise=403),
    "offers:publication": act_of(OWNER),
    "offers:closure": act_of(OWNER, otherwise=403),
    "offers:reopening": act_of(OWNER),
    "exchanges:list": members_see(),
    "exchanges:answer": members_do(post=INSIDE - {"author", "paused"}, otherwise=422),
    "exchanges:exchange": Access(INSIDE, get=SIDES),
    "exchanges:message": act_of(SIDES),
    "exchanges:agreement": act_of(OWNER),
    "exchanges:refusal": act_of(OWNER),
    "exchanges:withdrawal": act_of(ANSWERER),
    "exchanges:cancellation": act_of(SIDES),
    "exchanges:completion": act_of(SIDES),
    "exchanges:failure": act_of(SIDES),
    "exchanges:share": act_of(SIDES),
    "exchanges:unshare": act_of(SIDES),
    "exchanges:thanks": act_of(ANSWERER),
    # By a link that only its member has, from a calendar that has no login.
    "events:feed": public(),
    "events:feed_settings": members_do(),
    "events:agenda": members_see(),
    "events:gathering": members_see(),
    "events:gathering_picture": members_see(),
    "events:memory_picture": members_see(),
    "events:booking": act_of(INSIDE - SIDES - {"third", "paused"}, otherwise=422),
    "events:confirmation": act_of(ANSWERER),
    "events:resizing": act_of(ANSWERER),
    "events:unbooking": act_of(ANSWERER),
    "events:claim": act_of(THIRD),
    "events:address": act_of(ANSWERER),
    "events:seats": act_of(OWNER, otherwise=403),
    "events:bring": act_of(ANSWERER | THIRD, otherwise=403),
    "events:pledge": act_of(ANSWERER | THIRD, otherwise=403),
    "events:bring_removal": act_of(THIRD, otherwise=403),
    "events:arrivals": Access(INSIDE, get=OWNER, post=OWNER, otherwise=403),
    "events:encounters": act_of(OWNER, otherwise=403),
    "events:memory": Access(INSIDE, get=THIRD, post=THIRD, otherwise=403),
    "events:ics": members_see(),
    "events:poster": members_see(),
    "events:guest_list": Access(INSIDE, get=OWNER, otherwise=403),
    "events:courtesy_note": Access(INSIDE, get=OWNER, post=OWNER, otherwise=403),
    "events:choose": members_see(),
    "events:create": members_do(),
    "events:mine": members_see(),
    "events:edit": Access(INSIDE, get=OWNER, post=OWNER, otherwise=403),
    "events:proposition": act_of(OWNER),
    "events:collections": members_see(),
    "events:collection_picture": members_see(),
    "events:bilan_picture": members_see(),
    "events:collection": members_see(),
    "events:collection_create": members_do(),
    "events:collection_edit": Access(INSIDE, get=SIDES, post=SIDES, otherwise=403),
    "events:needs": Access(INSIDE, get=SIDES, post=SIDES, otherwise=403),
    "events:points": Access(INSIDE, get=SIDES, post=SIDES, otherwise=403),
    "events:organisers": Access(INSIDE, get=SIDES, post=SIDES, otherwise=403),
    "events:opening": act_of(OWNER),
    "events:closure": act_of(SIDES, otherwise=403),
    "events:collection_cancellation": Access(INSIDE, get=ENDERS, post=ENDERS, otherwise=403),
    "events:bilan": Access(INSIDE, get=OWNER, post=OWNER, otherwise=403),
    "events:need": Access(INSIDE, get=SIDES, post=SIDES, otherwise=403),
    "events:need_order": act_of(SIDES, otherwise=403),
    "events:need_closure": act_of(SIDES, otherwise=403),
    "events:need_removal": act_of(SIDES, otherwise=403),
    "events:promise": members_do(post=INSIDE - {"paused"}, otherwise=422),
    "events:pledge_change": act_of(THIRD),
    "events:pledge_withdrawal": act_of(THIRD),
    "events:delivery": act_of(HOLDERS, otherwise=403),
    "events:day_sheet": Access(INSIDE, get=HOLDERS, post=HOLDERS, otherwise=403),
    "events:day_sheet_paper": Access(INSIDE, get=HOLDERS, otherwise=403),
    "events:shift": act_of(INSIDE - {"paused"}, otherwise=302),
    "events:unshift": act_of(SIDES | {"member of both"}, otherwise=403),
    "events:cancellation": Access(INSIDE, get=OWNER, post=OWNER, otherwise=403),
}
# What one side may not do that the other may is refused, not hidden: they see the exchange.
SPECIAL = {
    ("GET", "exchanges:answer", "author"): 302,  # to the offer, which is one's own
    ("GET", "members:reporting", "author"): 302,  # the same
    ("POST", "members:appeal", "third"): 302,  # it went as she wished
    ("POST", "members:opening", "coordinator"): 302,  # too late, and told so
    ("GET", "events:promise", "paused"): 302,  # to the collection, which says why
    ("POST", "events:booking", "answerer"): 302,  # who has a seat
    ("POST", "events:booking", "third"): 302,  # who waits for one
    **{
        (method, "events:memory", role): status  # who have said their word
        for method, status in {"GET": 302, "POST": 422}.items()
        for role in ("author", "answerer", "godparent")
    },
    ("POST", "exchanges:agreement", "answerer"): 403,
    ("POST", "exchanges:refusal", "answerer"): 403,
    ("POST", "exchanges:withdrawal", "author"): 403,
    ("POST", "exchanges:thanks", "author"): 302,  # who has thanked already
}


def wanted(method: str, route: Route, role: str) -> int:
    """The status that the table promises."""
    return SPECIAL.get((method, route.name, role), ACCESS[route.name].to(method, role))


# What one fills in, so that a refusal is never one of an empty form.
NAMES = {"first_name": "Sami", "last_name": "Saïd", "charter": "on"}
PROPOSAL = NAMES | {
    "town": "Massy 91300",
    "place": "Les Graviers",
    "homes": 140,
    "why": "On se croise sans se parler.",
    "another": "on",
}
GATHERING = {
    "title": "Café du dimanche",
    "on": timezone.localdate() + timedelta(days=30),
    "starts": "15:00",
    "ends": "17:30",
    "place": "salle commune",
    "seats": 12,
    "party_limit": 2,
    "repeat": "once",
    "address_shown": "on_confirmation",
}
COLLECTION = {
    "title": "Rentrée pour tous",
    "beneficiary": "l’école Jean-Macé",
    "opens_on": timezone.localdate(),
    "closes_on": timezone.localdate() + timedelta(days=20),
}
NEED = {"label": "Poires", "target": "2,5 kg", "unit": "kg", "priority": 2}
POSTS: dict[str, Callable[[Neighbourhood], dict[str, Any]]] = {
    "members:interest": lambda place: {
        "email": "ana@example.org",
        "commune": place.interest.commune_id,
    },
    "contact": lambda place: {
        "subject": "question",
        "text": "Où trouver le code ?",
        "email": "sami@example.org",
        "token": uuid4(),
    },
    "members:join": lambda place: NAMES | {"code": place.network.entry_code},
    "members:join_request": lambda place: NAMES | {"request_text": "J’habite au C."},
    "members:join_invited": lambda place: NAMES,
    "members:propose": lambda place: PROPOSAL | {"token": uuid4()},
    "members:proposal_edit": lambda place: PROPOSAL,
    "members:first_week": lambda place: {"verb": "take_out"},
    "members:profile": lambda place: NAMES | {"phone": "07 39 98 00 00"},
    "members:notice_settings": lambda place: {"group0": ["answer"]},
    "members:invitations": lambda place: {"first_name": "Ana", "token": uuid4()},
    "members:reporting": lambda place: {"words": "C’est une vente.", "token": uuid4()},
    "members:appeal": lambda place: {"text": "Ce sont des pansements."},
    "offers:create": lambda place: {
        "title": "Perceuse",
        "token": uuid4(),
        "for_whom": place.godparent.pk,
    },
    "offers:edit": lambda place: {"title": "Lit de bébé blanc", "quantity": 1},
    "offers:closure": lambda place: {"closed_as": "withdrawn"},
    "exchanges:answer": lambda place: {
        "text": "Bonjour !",
        "token": uuid4(),
        "for_whom": place.godparent.pk,
    },
    "exchanges:message": lambda place: {"text": "Demain ?", "token": uuid4()},
    "exchanges:share": lambda place: {"what": "email"},
    "exchanges:unshare": lambda place: {"what": "phone"},
    "exchanges:thanks": lambda place: {"text": "Merci beaucoup !"},
    "events:create": lambda place: GATHERING | {"token": uuid4(), "for_whom": place.godparent.pk},
    "events:booking": lambda place: {"size": 1, "who": place.godparent.pk, "token": uuid4()},
    "events:resizing": lambda place: {"size": 1},
    "events:seats": lambda place: {"seats": 3},
    "events:bring": lambda place: {"label": "Des verres", "wanted": 6, "token": uuid4()},
    "events:pledge": lambda place: {"quantity": 2},
    "events:encounters": lambda place: {"who": place.author.pk, "other": place.third.pk},
    "events:memory": lambda place: {"text": "Un soir à garder.", "token": uuid4()},
    "events:feed_settings": lambda place: {"verb": "renew"},
    "events:courtesy_note": lambda place: {"note_phone": "01 69 00 00 02"},
    "events:edit": lambda place: GATHERING | {"address": "3 rue des Lilas"},
    "events:cancellation": lambda place: {"word": "Je suis malade, pardon."},
    "events:collection_create": lambda place: COLLECTION | {"token": uuid4()},
    "events:collection_edit": lambda place: COLLECTION,
    "events:needs": lambda place: NEED | {"token": uuid4()},
    "events:points": lambda place: {"verb": "point", "place": "hall B", "token": uuid4()},
    "events:organisers": lambda place: {"who": place.third.pk},
    "events:collection_cancellation": lambda place: {"word": "La mairie s’en charge."},
    "events:bilan": lambda place: {"text": "Merci à tout le monde.", "token": uuid4()},
    "events:need": lambda place: NEED,
    "events:need_order": lambda place: {"direction": "down"},
    "events:promise": lambda place: {
        "amount": "2,5 kg",
        "who": place.godparent.pk,
        "token": uuid4(),
    },
    "events:pledge_change": lambda place: {"amount": "20"},
    "events:delivery": lambda place: {"amount": "10", "before": "0.00"},
    "events:day_sheet": lambda place: {
        "need": place.needs["apples"].pk,
        "amount": "1,5",
        "token": uuid4(),
    },
    "events:shift": lambda place: {"who": place.godparent.pk},
}


def filled_in(route: Route, place: Neighbourhood) -> dict[str, Any]:
    return POSTS.get(route.name, lambda place: {})(place)


# -- Asking, and what changed -------------------------------------------------------------------


def ask(client: Client, method: str, url: str, form: dict[str, Any] | None = None) -> HttpResponse:
    return client.get(url) if method == "GET" else client.post(url, form or {})


def bytes_of(response: HttpResponse, url: str) -> tuple[int, dict[str, str], bytes]:
    """All that a browser is told, the address that it asked for aside."""
    headers = {name: value.replace(url, "…") for name, value in response.headers.items()}
    return response.status_code, headers, response.content.replace(url.encode(), "…".encode())


# Not what anybody did: the session of a visit, the counters of attempts to log in.
BOOKKEEPING = {"django_session", "cache", "django_migrations"}


def fingerprint() -> dict[str, str]:
    """What stands in each table: two that are equal say that nothing changed."""
    with connection.cursor() as cursor:
        cursor.execute(fingerprint_query())
        return dict(cursor.fetchall())


@cache
def fingerprint_query() -> str:
    with connection.cursor() as cursor:
        tables = {table.name for table in connection.introspection.get_table_list(cursor)}
    asks = [
        f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{name}\" t"  # noqa: S608 - names of our own tables
        for name in sorted(tables - BOOKKEEPING)
    ]
    return " UNION ALL ".join(asks)


def count_written() -> int:
    """How many rows the transaction of the test has written, undone since or not.

    PostgreSQL counts them anyway: as long as it says the same, no fingerprint has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
            " WHERE relname != ALL(%s)",
            [[*BOOKKEEPING]],
        )
        return int(cursor.fetchone()[0])
