"""A page asks the database a fixed number of questions, however much there is to show.

The numbers are literal: whoever adds a query sees it here, and says why.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from coopere.models import Page
from events.models import (
    Address,
    Artist,
    BringItem,
    CalendarFeed,
    Collection,
    Memory,
    Need,
    Rhythm,
    Series,
    Shift,
)
from exchanges.models import Message
from members.models import Membership, Network
from members.scoping import in_network
from offers.models import Offer
from tests.factories import (
    BookingFactory,
    CharterFactory,
    CollectionFactory,
    CollectionPictureFactory,
    CommuneFactory,
    DropPointFactory,
    ExchangeFactory,
    GatheringFactory,
    GatheringPictureFactory,
    GestureFactory,
    InterestFactory,
    InvitationFactory,
    MembershipFactory,
    MemoryPictureFactory,
    NetworkFactory,
    OfferFactory,
    PageFactory,
    PledgeFactory,
    ProposalFactory,
    QuoteFactory,
    VolunteerSlotFactory,
)
from tests.factories.events import evening
from tests.personas import browser_of

# Of a collection there are ten at most.
POINTS = 10
NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)


def count_queries(member: Membership | None, url: str) -> int:
    """How many queries the page takes, once the process is warm."""
    client = browser_of(member)
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill_board(alice: Membership, count: int) -> None:
    """Offers in bulk: this many through the verbs would take longer than the test."""
    authors = MembershipFactory.create_batch(5, network=alice.network)
    with in_network(alice.network):
        Offer.objects.bulk_create(
            Offer(
                network=alice.network,
                author=authors[number % 5],
                kind=Offer.Kind.values[number % 4],
                direction=Offer.Direction.values[number % 2],
                title=f"Perceuse {number}",
                status="open",
                published_at=NOW + timedelta(minutes=number),
            )
            for number in range(count)
        )


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize(
    # The first page says what comes next in the agenda, a chosen one does not.
    ("query", "queries"),
    [("", 8), ("?genre=loan&sens=proposed", 7), ("?q=perceuse", 8)],
)
def test_board_takes_a_fixed_number_of_queries(alice, count, query, queries):
    fill_board(alice, count)
    url = f"/reseaux/{alice.network.slug}/tableau/{query}"
    assert count_queries(alice, url) == queries <= 8


def with_exchanges(alice: Membership, count: int) -> str:
    for status in ["proposed", "agreed", "done"] * (count // 3):
        ExchangeFactory(offer=OfferFactory(author=alice), status=status)
    return "echanges/"


def with_neighbours(alice: Membership, count: int) -> str:
    for person in MembershipFactory.create_batch(count, network=alice.network):
        MembershipFactory(network=alice.network, without_account=True, godparent=person)
    return "voisins/"


def with_offers_of_one(alice: Membership, count: int) -> str:
    neighbour = MembershipFactory(network=alice.network)
    OfferFactory.create_batch(count, author=neighbour)
    return f"voisins/{neighbour.pk}/"


def with_answers(alice: Membership, count: int) -> str:
    offer = OfferFactory(author=alice, quantity=40)
    ExchangeFactory.create_batch(count, offer=offer)
    return f"annonces/{offer.pk}/"


def with_messages(alice: Membership, count: int) -> str:
    exchange = ExchangeFactory(offer=OfferFactory(author=alice))
    with in_network(alice.network):
        for _number in range(count):
            Message.say(exchange, by=alice, text="Demain ?")
    return f"echanges/{exchange.pk}/"


def with_own_offers(alice: Membership, count: int) -> str:
    OfferFactory.create_batch(count, author=alice)
    return "mes-annonces/"


def with_invitations(alice: Membership, count: int) -> str:
    InvitationFactory.create_batch(count, sponsor=alice)
    return "invitations/"


def with_gestures(alice: Membership, count: int) -> str:
    GestureFactory.create_batch(count, network=alice.network)
    MembershipFactory.create_batch(count, network=alice.network)
    return ""


def with_news(alice: Membership, count: int) -> str:
    for _number in range(count):
        ExchangeFactory(offer=OfferFactory(author=alice))
    return "nouvelles/"


def with_gatherings(alice: Membership, count: int) -> str:
    """Half of them this month, with a picture and a guest who waits; half in the next ones."""
    host = MembershipFactory(network=alice.network)
    for number in range(count):
        days = 0 if number % 2 else 62
        held = GatheringFactory(host=host, starts_at=evening(days, 23))
        GatheringPictureFactory(gathering=held)
        BookingFactory(gathering=held, member=alice, status="waiting")
    return "agenda/"


def with_grid(alice: Membership, count: int) -> str:
    return with_gatherings(alice, count) + "?vue=grille"


def with_guests(alice: Membership, count: int) -> str:
    held = GatheringFactory(host=alice, concert=True)
    for status in ["confirmed", "waiting", "offered"] * (count // 3):
        BookingFactory(gathering=held, status=status)
    return f"evenements/{held.pk}/invites/"


def with_feed(alice: Membership, count: int) -> str:
    return "agenda/abonnement/"


def with_own_gatherings(alice: Membership, count: int) -> str:
    """Some that one invites to, one of them each week, and as many where one goes."""
    neighbour = MembershipFactory(network=alice.network)
    for _number in range(count // 3):
        BookingFactory(gathering=GatheringFactory(host=alice))
        BookingFactory(gathering=GatheringFactory(host=neighbour), member=alice)
    weekly = GatheringFactory(host=alice, status="draft")
    with in_network(alice.network):
        Series.plan(by=alice, first=weekly, rhythm=Rhythm.WEEKLY)
        weekly.propose(by=alice)
    return "mes-evenements/"


def with_concert_to_change(alice: Membership, count: int) -> str:
    concert = GatheringFactory(host=alice, concert=True)
    with in_network(alice.network):
        acts = [(f"Artiste {number}", "") for number in range(count)]
        Artist.bill(concert, by=alice, artists=acts)
    BookingFactory.create_batch(min(count, 9), gathering=concert)
    return f"evenements/{concert.pk}/modification/"


def with_a_seat(alice: Membership, count: int) -> str:
    """A café of somebody else to which Alice goes, with things to bring."""
    cafe = GatheringFactory(host=MembershipFactory(network=alice.network), seats=200)
    BookingFactory(gathering=cafe, member=alice)
    BookingFactory.create_batch(count, gathering=cafe)
    with in_network(alice.network):
        for number in range(count):
            item = BringItem.add(cafe, by=cafe.host, label=f"Tarte {number}")
            item.pledge(by=cafe.host, quantity=1)
    return f"evenements/{cafe.pk}/"


def with_memories(alice: Membership, count: int) -> str:
    """The same, a week later."""
    cafe = GatheringFactory(host=MembershipFactory(network=alice.network), over=True)
    guests = BookingFactory.create_batch(count, gathering=cafe)
    BookingFactory(gathering=cafe, member=alice)
    with in_network(alice.network):
        for guest in guests:
            memory = Memory.write(cafe, by=guest.member, text="Quel beau soir !")
            MemoryPictureFactory(memory=memory)
    return f"evenements/{cafe.pk}/"


def with_own_concert(alice: Membership, count: int) -> str:
    """A concert chez Alice, its address shown to all who come."""
    concert = GatheringFactory(host=alice, concert=True, seats=200)
    with in_network(alice.network):
        Address.keep(concert, by=alice, text="2 allée des Tilleuls")
        for booking in BookingFactory.create_batch(count, gathering=concert):
            Address.show(booking, by=booking.member)
    return f"evenements/{concert.pk}/"


def with_pledges(alice: Membership, count: int) -> Collection:
    """A collection of Alice's with givers, points, hours and volunteers."""
    drive = CollectionFactory(created_by=alice, needs=0, status="preparing")
    with in_network(alice.network):
        for number in range(count):
            need = Need.add(drive, by=alice, label=f"Livre {number}", unit="kg", target=Decimal(99))
        drive.open(by=alice)
        for _point in range(min(count, POINTS)):
            a_point(drive, alice)
        CollectionPictureFactory(collection=drive)
        PledgeFactory.create_batch(count, need=need, amount=Decimal(1))
    return drive


def a_point(drive: Collection, alice: Membership) -> None:
    """Open tomorrow, and held by somebody next week."""
    point = DropPointFactory(collection=drive)
    point.open_on(by=alice, day=localdate() + timedelta(days=1), opens=time(9), closes=time(12))
    slot = VolunteerSlotFactory(point=point)
    Shift.sign_up(slot, by=MembershipFactory(network=alice.network))


def of_drive(page: str = "") -> Callable[[Membership, int], str]:
    return lambda alice, count: f"collectes/{with_pledges(alice, count).pk}/{page}"


def with_collections(alice: Membership, count: int) -> str:
    """Open ones, some in preparation, and some that are over."""
    for status in ("open", "preparing", "reported"):
        CollectionFactory.create_batch(count // 3, created_by=alice, needs=2, status=status)
    return "collectes/"


def of_need(alice: Membership, count: int) -> str:
    """To promise, where there are many points."""
    drive = with_pledges(alice, count)
    with in_network(alice.network):
        return f"besoins/{drive.needs.first().pk}/promesse/"


def with_needs(alice: Membership, count: int) -> str:
    """A collection that Alice prepares, which asks for many things."""
    made = CollectionFactory(created_by=alice, needs=0, status="preparing")
    with in_network(alice.network):
        for number in range(count):
            Need.add(made, by=alice, label=f"Cahier {number}", unit="piece", target=Decimal(9))
    return f"collectes/{made.pk}/besoins/"


def with_points(alice: Membership, count: int) -> str:
    """A collection with drop-off points, hours, and volunteers for each."""
    made = CollectionFactory(created_by=alice)
    for _number in range(min(count, 9)):
        point = DropPointFactory(collection=made)
        with in_network(alice.network):
            point.open_on(by=alice, day=made.closes_on, opens=time(17), closes=time(20))
            helper = MembershipFactory(network=alice.network)
            Shift.sign_up(VolunteerSlotFactory(point=point), by=helper)
    return f"collectes/{made.pk}/points/"


def with_report(alice: Membership, count: int) -> str:
    """A collection that is over, with what came for each need."""
    path = with_needs(alice, count)
    made = Collection._base_manager.get(pk=int(path.split("/")[1]))
    with in_network(alice.network):
        made.open(by=alice)
        made.close(by=alice)
    return f"collectes/{made.pk}/bilan/"


def with_organisers(alice: Membership, count: int) -> str:
    made = CollectionFactory(created_by=alice)
    with in_network(alice.network):
        for person in MembershipFactory.create_batch(count, network=alice.network):
            made.add_organiser(by=alice, who=person)
    return f"collectes/{made.pk}/equipe/"


# Each page of a member asks how many exchanges await them, and how much news is unread.
PAGES: dict[str, tuple[Callable[[Membership, int], str], int]] = {
    "exchanges": (with_exchanges, 7),
    "neighbours": (with_neighbours, 6),
    "neighbour": (with_offers_of_one, 8),
    "offer": (with_answers, 9),
    "exchange": (with_messages, 10),
    "own offers": (with_own_offers, 6),
    "invitations": (with_invitations, 6),
    "news": (with_news, 7),
    # The last two are for the next café, and the latest report that everybody may read.
    "front door": (with_gestures, 9),
    # Bookings, artists, pictures, things to bring, who brings them; then encounters and memories.
    "gathering": (with_a_seat, 12),
    "gathering that is over": (with_memories, 15),
    "own concert": (with_own_concert, 12),
    # The month, what comes after, what one booked of them, when things may be brought.
    "agenda": (with_gatherings, 9),
    "agenda as a grid": (with_grid, 7),
    # Needs, organisers, pictures; who gives, points and hours, slots and who holds them.
    "collection": (of_drive(), 14),
    # Those that go on, those in preparation and those that are over: each with needs and pictures.
    "collections": (with_collections, 15),
    # The need, its collection; whether there are points, and which.
    "promise": (of_need, 9),
    "day sheet": (of_drive("depot/"), 11),
    "day sheet on paper": (of_drive("depot/papier/"), 11),
    "guest list": (with_guests, 8),
    "link to calendars": (with_feed, 6),
    "own gatherings": (with_own_gatherings, 8),
    "concert to change": (with_concert_to_change, 13),
    # The collection, who organises it, then its needs with what is promised of each.
    "needs": (with_needs, 7),
    "drop-off points": (with_points, 10),
    "report to write": (with_report, 10),
    "organisers": (with_organisers, 8),
}


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize("name", PAGES)
def test_page_takes_a_fixed_number_of_queries(alice, count, name):
    CharterFactory(network=alice.network)
    fill, queries = PAGES[name]
    path = fill(alice, count)
    assert count_queries(alice, f"/reseaux/{alice.network.slug}/{path}") == queries


@pytest.mark.parametrize("count", [3, 60])
def test_feed_takes_a_fixed_number_of_queries(alice, count):
    """Each address that is shown there costs more: its one reader asks anew each time."""
    with_gatherings(alice, count)
    with in_network(alice.network):
        link = CalendarFeed.renew(by=alice)
    assert count_queries(None, f"/agenda/{link.secret}.ics") == 4


@pytest.mark.parametrize("count", [3, 30])
def test_my_networks_take_a_fixed_number_of_queries(alice, count):
    for network in NetworkFactory.create_batch(count):
        MembershipFactory(network=network, user=alice.user)
    ProposalFactory.create_batch(count, proposer=alice.user)
    assert count_queries(alice, "/mes-reseaux/") == 4


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize(
    ("path", "queries"),
    # The board of everybody, and how far the three first steps are: one query more.
    [("tableau/", 9), ("affiche/", 5)],
)
def test_young_network_takes_a_fixed_number_of_queries(denise, count, path, queries):
    Network._base_manager.update(state="preparing")
    denise.network.state = "preparing"
    OfferFactory.create_batch(min(count, 4), author=denise)
    InvitationFactory.create_batch(count, sponsor=denise)
    MembershipFactory.create_batch(count, network=denise.network)
    assert count_queries(denise, f"/reseaux/{denise.network.slug}/{path}") == queries


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize(("path", "queries"), [("", 3), ("{}/", 4), ("{}/modification/", 3)])
def test_proposals_take_a_fixed_number_of_queries(alice, count, path, queries):
    first = ProposalFactory.create_batch(count, proposer=alice.user)[0]
    NetworkFactory.create_batch(count)
    assert count_queries(alice, f"/reseaux/proposer/{path.format(first.pk)}") == queries


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/reseaux/", 1),
        # Networks of that name, towns of that name; then who is there, or how many in each town.
        ("/reseaux/?q=massy", 3),
        ("/reseaux/?q=mas", 3),
        # Nobody is called so; the town is, and has no network: there, the nearest.
        ("/reseaux/?q=antony", 4),
        # The town, who is there.
        ("/reseaux/?commune=91377", 2),
        ("/reseaux/?commune=92002", 3),
        # Misspelt: another look at the towns.
        ("/reseaux/?q=antoni", 4),
        ("/reseaux/communes/?q=mas", 3),
        ("/reseaux/communes/?q=mas&pour=commune", 1),
        ("/reseaux/interet/", 0),
        ("/reseaux/interet/?commune=92002", 1),
        ("/reseaux/interet/envoye/", 0),
    ],
)
def test_pages_that_find_a_network_take_a_fixed_number_of_queries(db, count, url, queries):
    for _town in range(count):
        massy = CommuneFactory(code=f"{91377 + _town}", name=f"Massy {_town}" if _town else "Massy")
        NetworkFactory(commune=massy)
    CommuneFactory(code="92002", name="Antony", postcodes=["92160"])
    assert count_queries(None, url) == queries


@pytest.mark.parametrize("confirmed", [False, True])
def test_links_of_a_mail_take_a_fixed_number_of_queries(db, confirmed):
    waiting = InterestFactory(confirmed=confirmed)
    NetworkFactory.create_batch(9, commune=waiting.commune)
    # The row; once confirmed, the networks that are there already.
    assert count_queries(None, f"/reseaux/interet/{waiting.ticket}/") == 1 + confirmed
    assert count_queries(None, f"/reseaux/interet/{waiting.ticket}/retrait/") == 1


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        # The networks of the day, the quote, and what was done this month, which is kept a while.
        ("/", 3),
        ("/sitemap-reseaux.xml", 2),
        # Networks, reports, cafés.
        ("/actualites.atom", 3),
    ],
)
def test_public_pages_take_a_fixed_number_of_queries(db, count, url, queries):
    NetworkFactory.create_batch(count)
    QuoteFactory()
    assert count_queries(None, url) == queries


@pytest.mark.parametrize("count", [3, 300])
def test_front_door_takes_a_visitor_a_fixed_number_of_queries(alice, count):
    """The network, what was done, how many live there, the next café, the latest report."""
    with_gestures(alice, count)
    GatheringFactory(host=alice)
    assert count_queries(None, f"/reseaux/{alice.network.slug}/") == 5


@pytest.mark.parametrize("count", [3, 60])
def test_page_of_quotes_takes_a_fixed_number_of_queries(db, count):
    """Today's, and the others."""
    QuoteFactory.create_batch(count)
    assert count_queries(None, "/citations/") == 2


@pytest.mark.parametrize("slug", Page.Slug.values)
def test_page_of_words_asks_for_its_words_only(db, slug):
    """However many versions there are."""
    page = PageFactory(slug=slug)
    for text in ("Un", "Deux", "Trois"):
        page.write(text, by=None, since=page.number)
    assert count_queries(None, f"/{slug}/") == 1
