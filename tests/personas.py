"""The people of the tests, and two whole networks in which they live.

Light fixtures (`alice`, `bachir`…) for tests of one thing; `world`, of tests/ground.py, for the
wall: Parc and Zola side by side, each with everything that a network can hold, so that there is
what could leak.

Parc: Alice writes, Bachir answers her, Chloé looks on, Denise coordinates, Karim acts for
Odile, who has no account, Fatou lives in Zola too, Gaspard left, Paul waits at the door.
Zola: Émile coordinates. Of no network: Sami, who has an account, and Yves, of the site's staff.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.models import (
    AddressShowing,
    Booking,
    BringItem,
    CalendarFeed,
    Collection,
    DropPoint,
    Gathering,
    Memory,
    Need,
    Pledge,
    Shift,
    VolunteerSlot,
)
from exchanges.models import ContactShare, Exchange, Message, Thanks
from members.models import (
    Charter,
    Exclusion,
    FirstWeekPutAway,
    Interest,
    Invitation,
    Membership,
    Network,
    NoticePreference,
    Notification,
    Picture,
    Proposal,
    Report,
    User,
)
from members.models.notices import Kind
from members.notifications import notify
from members.scoping import in_network
from offers.models import Offer
from tests.collected import collect_things
from tests.factories import (
    CharterFactory,
    CommuneFactory,
    ContactMessageFactory,
    ExchangeFactory,
    GestureFactory,
    InterestFactory,
    InvitationFactory,
    MembershipFactory,
    NetworkFactory,
    OfferFactory,
    OfferPictureFactory,
    PageFactory,
    ProposalFactory,
    QuoteFactory,
    UserFactory,
)
from tests.gathered import gather
from tests.reported import report_things
from tests.worker import delete_jobs

Status = Membership.Status


def browser_of(person: Membership | User | None) -> Client:
    """The browser of somebody who is signed in, or of a visitor."""
    client = Client()
    user = person.user if isinstance(person, Membership) else person
    if user:
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def parc(db: None) -> Network:
    """Massy, Résidence du Parc: where the code is enough to come in."""
    return NetworkFactory(
        name="Résidence du Parc", slug="massy-residence-du-parc", entry_code="PARCVERT"
    )


@pytest.fixture
def zola(db: None) -> Network:
    """Massy, Quartier Émile-Zola: the other network."""
    return NetworkFactory(
        name="Quartier Émile-Zola", slug="massy-quartier-emile-zola", entry_code="QUARTMAN"
    )


@pytest.fixture
def in_parc(parc: Network) -> Iterator[None]:
    """Stand inside Parc, as every verb called below /reseaux/<slug>/ does."""
    with in_network(parc):
        yield


def person(network: Network, first_name: str, last_name: str, **fields: Any) -> Membership:
    """A member with the address `first_name@example.org`."""
    email = f"{first_name.lower().replace('é', 'e')}@example.org"
    user = fields.pop("user", None) or UserFactory(email=email)
    return MembershipFactory(
        network=network, user=user, first_name=first_name, last_name=last_name, **fields
    )


@pytest.fixture
def alice(parc: Network) -> Membership:
    """Writes offers."""
    return person(parc, "Alice", "Morel", phone="06 39 98 48 73", entrance="2", floor="3e étage")


@pytest.fixture
def bachir(parc: Network) -> Membership:
    """Answers Alice."""
    return person(parc, "Bachir", "Benali", phone="06 39 98 12 34", building="C")


@pytest.fixture
def chloe(parc: Network) -> Membership:
    """A third neighbour, who has no part in what Alice and Bachir do."""
    return person(parc, "Chloé", "Castel")


@pytest.fixture
def denise(parc: Network) -> Membership:
    """Coordinates Parc."""
    return person(parc, "Denise", "Marchand", coordinator=True)


@pytest.fixture
def karim(parc: Network) -> Membership:
    """Acts for Odile."""
    return person(parc, "Karim", "Haddad")


@pytest.fixture
def odile(karim: Membership) -> Membership:
    """Has neither e-mail nor account: Karim is her godparent."""
    return MembershipFactory(
        network=karim.network,
        without_account=True,
        first_name="Odile",
        last_name="Dupuis",
        phone="01 69 00 00 01",
        godparent=karim,
    )


@pytest.fixture
def fatou(parc: Network, zola: Network) -> Membership:
    """A member of Parc, and of Zola too."""
    fatou = person(parc, "Fatou", "Ndiaye")
    MembershipFactory(network=zola, user=fatou.user, first_name="Fatou", last_name="Ndiaye")
    return fatou


@pytest.fixture
def gaspard(parc: Network) -> Membership:
    """Left Parc."""
    return person(parc, "Gaspard", "Faure", status=Status.LEFT)


@pytest.fixture
def paul(parc: Network) -> Membership:
    """Asked to join Parc, and waits for an answer."""
    return person(parc, "Paul", "Petit", status=Status.PENDING)


@pytest.fixture
def emile(zola: Network) -> Membership:
    """Coordinates Zola."""
    return person(zola, "Émile", "Esteve", coordinator=True)


@pytest.fixture
def sami(db: None) -> User:
    """Has an account, and no network."""
    return UserFactory(email="sami@example.org")


@pytest.fixture
def yves(db: None) -> User:
    """Of the site's staff."""
    return UserFactory(email="yves@example.org", is_staff=True, is_superuser=True)


# -- Two whole networks ---------------------------------------------------------------------------


@dataclass
class Neighbourhood:
    """One network with everything in it: people and offers by what they are."""

    network: Network
    people: dict[str, Membership] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    exchanges: dict[str, Exchange] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    pledges: dict[str, Pledge] = field(default_factory=dict)
    slots: dict[str, VolunteerSlot] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    gatherings: dict[str, Gathering] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    memories: dict[str, Memory] = field(default_factory=dict)
    items: dict[str, BringItem] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    showing: AddressShowing = field(init=False)
    feed: CalendarFeed = field(init=False)
    invitation: Invitation = field(init=False)
    interest: Interest = field(init=False)
    notice: Notification = field(init=False)
    charter: Charter = field(init=False)
    point: DropPoint = field(init=False)

    def __getattr__(self, name: str) -> Membership:
        """`parc.author`, `parc.coordinator`: the people, by their part."""
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class World:
    parc: Neighbourhood
    zola: Neighbourhood
    stranger: User
    staff: User

    @property
    def roles(self) -> dict[str, Membership | User | None]:
        """Everybody who may ask for a page of Parc, by what they are to it."""
        return {
            "anonymous": None,
            "stranger": self.stranger,
            "staff": self.staff,
            "pending": self.parc.pending,
            "declined": self.parc.declined,
            "left": self.parc.left,
            "excluded": self.parc.excluded,
            "member of another network": self.zola.third,
            "coordinator of another network": self.zola.coordinator,
            "author": self.parc.author,
            "answerer": self.parc.answerer,
            "third": self.parc.third,
            "coordinator": self.parc.coordinator,
            "godparent": self.parc.godparent,
            "paused": self.parc.paused,
            "member of both": self.parc.both,
        }


OUTSIDERS = [
    "stranger",
    "staff",
    "pending",
    "declined",
    "left",
    "excluded",
    "member of another network",
    "coordinator of another network",
]
MEMBERS = [
    "author",
    "answerer",
    "third",
    "coordinator",
    "godparent",
    "paused",
    "member of both",
]
ROLES = ["anonymous", *OUTSIDERS, *MEMBERS]

PARC = {
    "coordinator": ("Denise", "Marchand"),
    "author": ("Alice", "Morel"),
    "answerer": ("Bachir", "Benali"),
    "third": ("Chloé", "Castel"),
    "godparent": ("Karim", "Haddad"),
    "paused": ("Léa", "Lopez"),
    "left": ("Gaspard", "Faure"),
    "pending": ("Paul", "Petit"),
    "declined": ("Rémi", "Roux"),
    "excluded": ("Hector", "Hamdi"),
}
ZOLA = {
    "coordinator": ("Émile", "Esteve"),
    "author": ("Zoé", "Zidane"),
    "answerer": ("Yacine", "Yildiz"),
    "third": ("Wanda", "Weber"),
    "godparent": ("Véra", "Vidal"),
    "paused": ("Ulysse", "Urbain"),
    "left": ("Théo", "Thomas"),
    "pending": ("Simone", "Simon"),
    "declined": ("Régis", "Renard"),
    "excluded": ("Quentin", "Quint"),
}
STATUSES = {
    "paused": Status.PAUSED,
    "left": Status.LEFT,
    "pending": Status.PENDING,
    "declined": Status.DECLINED,
    "excluded": Status.EXCLUDED,
}


def build_world() -> World:
    """Parc and Zola, alike in everything but names, and those who belong to neither."""
    parc = NetworkFactory(name="Résidence du Parc", slug="massy-residence-du-parc")
    zola = NetworkFactory(name="Quartier Émile-Zola", slug="massy-quartier-emile-zola")
    fatou = UserFactory(email="fatou@example.org")
    QuoteFactory()
    PageFactory()
    ContactMessageFactory()
    return World(
        parc=build_neighbourhood(parc, PARC, fatou),
        zola=build_neighbourhood(zola, ZOLA, fatou),
        stranger=UserFactory(email="sami@example.org"),
        staff=UserFactory(email="yves@example.org", is_staff=True, is_superuser=True),
    )


def build_neighbourhood(
    network: Network, cast: dict[str, tuple[str, str]], both: User
) -> Neighbourhood:
    place = Neighbourhood(network)
    network.commune = CommuneFactory()
    network.notice = "De retour lundi."
    network.save(update_fields=["notice", "commune"])
    place.interest = InterestFactory(commune=network.commune)
    place.charter = CharterFactory(network=network, version=1)
    with in_network(network):
        settle(place, cast, both)
        begin(place)
        write_offers(place)
        add_pictures(place)
        do_exchanges(place)
        gather(place)
        collect_things(place)
        report_things(place)
        place.invitation = InvitationFactory(sponsor=place.author, email="salome@example.org")
        InvitationFactory(sponsor=place.author, first_name="Abel").use(by=place.answerer)
        read_some_news(place)
    GestureFactory(network=network)
    return place


def settle(place: Neighbourhood, cast: dict[str, tuple[str, str]], both: User) -> None:
    """People of every status, with everything filled in that a person may say."""
    for part, (first_name, last_name) in cast.items():
        place.people[part] = person(
            place.network,
            first_name,
            last_name,
            status=STATUSES.get(part, Status.ACTIVE),
            coordinator=part == "coordinator",
            phone="06 39 98 48 73",
            entrance="2",
            floor="3e étage",
            about="J’ai vu planter les tilleuls de la cour.",
            request_text="J’habite au troisième.",
            sponsor=place.people.get("coordinator"),
            decided_by=place.people.get("coordinator"),
            decided_at=timezone.now(),
        )
    place.people["both"] = person(place.network, "Fatou", "Ndiaye", user=both)
    place.people["godchild"] = MembershipFactory(
        network=place.network,
        without_account=True,
        first_name="Odile",
        last_name="Dupuis",
        phone="01 69 00 00 01",
        godparent=place.godparent,
        consent_recorded_by=place.coordinator,
    )
    for member in place.people.values():
        member.accept_charter()


def begin(place: Neighbourhood) -> None:
    """The network was proposed once by its author, who proposes others since."""
    network, author = place.network, place.author.user
    for status in Proposal.Status.values:
        town = f"{network.name} ({status})"
        place.proposals[status] = ProposalFactory(proposer=author, place=town, status=status)
    network.proposal = place.proposals["accepted"]
    network.opened_at = timezone.now() - timedelta(days=100)
    network.save(update_fields=["proposal", "opened_at"])
    FirstWeekPutAway.put_away(by=place.coordinator)
    Exclusion.remember(network, ["gone@example.org"], timezone.now())


def write_offers(place: Neighbourhood) -> None:
    author = place.author
    said = {"availability": "le soir après 18 h", "text": "Passez me voir, on en parle."}
    for name, title in {"open": "Lit de bébé", "draft": "Tente", "closed": "Vélo"}.items():
        place.offers[name] = OfferFactory(author=author, title=title, status=name, **said)
    place.offers["hidden"] = OfferFactory(author=author, title="Médicaments", **said)
    place.offers["of the paused"] = OfferFactory(author=place.paused, title="Luge", **said)
    place.offers["of the godchild"] = OfferFactory(
        author=place.godchild, entered_by=place.godparent, title="Ampoule à changer", **said
    )


def add_pictures(place: Neighbourhood) -> None:
    """One for each offer, and one that waits for the form of the author."""
    for name, offer in place.offers.items():
        place.pictures[name] = OfferPictureFactory(offer=offer)
    place.pictures["waiting"] = OfferPictureFactory(by=place.author)


def do_exchanges(place: Neighbourhood) -> None:
    """Between author and answerer one exchange in each status, and one with the godchild.

    The author has said thanks, the answerer has not yet.
    """
    for status in Exchange.Status.values:
        offer = OfferFactory(author=place.author, title=f"Chaise ({status})")
        place.exchanges[status] = ExchangeFactory(
            offer=offer, answerer=place.answerer, status=status
        )
    place.exchanges["with the godchild"] = ExchangeFactory(
        offer=place.offers["of the godchild"], answerer=place.third
    )
    agreed, done = place.exchanges["agreed"], place.exchanges["done"]
    for neighbour in (place.author, place.answerer):
        Message.say(agreed, by=neighbour, text="Demain à dix heures ?")
        ContactShare.share(agreed, by=neighbour, what="phone")
    Thanks.thank(done, by=place.author, text="Merci d’être venu la chercher.")


def read_some_news(place: Neighbourhood) -> None:
    """Everybody was mailed; the author has opened the news of decisions, and no other."""
    notify(Kind.JOIN_REQUEST, to=place.coordinator, target=place.pending, by=place.pending)
    told = Notification.objects.all()
    told.update(mailed_at=timezone.now())
    told.filter(kind=Kind.DECISION).mark_read()
    place.notice = told.filter(to=place.author, kind=Kind.MESSAGE).get()
    NoticePreference.choose(place.author, Kind.DONE, at_once=False)
    delete_jobs()
