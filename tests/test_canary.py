"""The wall between networks, layer 5: what is written in one is read nowhere else."""

import re

import pytest

from members.models import Membership
from members.scoping import in_network
from tests.canary import EXEMPT, found_in, plant, plant_secrets, text_fields, walk
from tests.factories import MembershipFactory, PledgeFactory
from tests.personas import World, browser_of
from tests.tenants import name_of

STARTS = ["/", "/reseaux/", "/mes-reseaux/", "/admin/"]
# What machines read; pages link to the rest of it.
STARTS += ["/robots.txt", "/.well-known/security.txt", "/sitemap.xml", "/sitemap-reseaux.xml"]
# What a network says of itself to everybody who passes.
FRONT_DOOR = {
    "members.Network.name",
    "members.Network.town",
    "members.Network.presentation",
    "members.Charter.text",
    # The latest report that a coordinator lets everybody read.
    "events.Collection.title",
    "events.Collection.report_text",
}


@pytest.fixture
def zola_sings(world: World) -> World:
    """Zola has its words in every field; Parc has none."""
    plant(world.zola)
    return world


def test_every_text_of_a_network_holds_its_word(world: World):
    named = {name_of(field) for field in text_fields()} | {"members.User.email"}
    assert plant(world.zola) == named - EXEMPT
    assert named >= EXEMPT


@pytest.mark.parametrize("role", ["anonymous", "stranger", "pending", "declined", "left"])
def test_outsider_reads_the_front_door_only(zola_sings: World, role: str):
    pages = walk(browser_of(zola_sings.roles[role]), *STARTS, front_door(zola_sings))
    assert {front_door(zola_sings), "/actualites.atom", "/manifest.webmanifest"} < set(pages)
    assert found_in(pages.values()) == FRONT_DOOR


@pytest.mark.parametrize("role", ["author", "third", "coordinator", "godparent"])
def test_member_of_another_network_reads_the_front_door_only(zola_sings: World, role: str):
    home = f"/reseaux/{zola_sings.parc.network.slug}/tableau/"
    pages = walk(browser_of(zola_sings.roles[role]), *STARTS, home)
    assert {home, front_door(zola_sings)} < set(pages)
    assert len(pages) > 25
    assert found_in(pages.values()) == FRONT_DOOR


def test_member_of_both_reads_nothing_of_the_one_in_the_other(zola_sings: World):
    home = f"/reseaux/{zola_sings.parc.network.slug}/"
    pages = walk(browser_of(zola_sings.parc.both), f"{home}tableau/")
    inside = [text for url, text in pages.items() if url.startswith(home)]
    assert len(inside) > 20
    assert found_in(inside) == set()


# What each of Zola's own people reads: the control that shows that the walks above could find it.
# The news says what was decided about; the page of the decision says all the rest.
TOLD = {"members.Report.subject"}
REPORTED = TOLD | {"members.Report.words"}
DECIDED = {"members.Report.decision_reason"}
JUDGED = REPORTED | DECIDED | {"offers.Offer.hidden_reason"}
GATHERED = {
    *(f"events.Gathering.{name}" for name in ("title", "text", "place", "access_notes", "chapeau")),
    "events.Artist.name",
    "events.Artist.url",
    "events.BringItem.label",
    "events.GatheringPicture.alt",
    "events.Memory.text",
    "events.MemoryPicture.alt",
}
COLLECTED = {
    *(f"events.Collection.{name}" for name in ("title", "beneficiary", "presentation")),
    *(f"events.Collection.{name}" for name in ("money_url", "report_text", "cancel_word")),
    "events.Need.label",
    "events.Need.note",
    "events.DropPoint.place",
    "events.DropPoint.note",
    "events.CollectionPicture.alt",
    "events.BilanPicture.alt",
}
# Who came by with something, for those who organise.
PASSER = {"events.Pledge.passer_name"}
CALLED_OFF = {"events.Gathering.cancel_word"}
SECRET = {"events.Address.text"}
COMING = {"events.Booking.companions"}
# What a host wrote for the neighbours next door, and was told by the coordination.
HOST = {f"events.Gathering.{name}" for name in ("note_phone", "declined_reason", "hidden_reason")}
FEED = {"events.CalendarFeed.secret"}
NEIGHBOURS = (
    FRONT_DOOR
    | GATHERED
    | COLLECTED
    | {
        "members.Membership.first_name",
        "members.Membership.about",
        "members.Membership.building",
        "offers.Offer.title",
        "offers.Offer.text",
        "offers.Offer.availability",
        "offers.OfferPicture.alt",
    }
)
OWN = {
    "members.Membership.last_name",
    "members.Membership.phone",
    "members.Membership.entrance",
    "members.Membership.floor",
    "members.User.email",
}
SAID = {"exchanges.Message.text"}
EXCHANGED = SAID | {"exchanges.Thanks.text", "exchanges.Exchange.ended_reason"}
INVITED = {f"members.Invitation.{name}" for name in ("first_name", "email", "secret")}
DESK = {
    "members.Membership.request_text",
    "members.Membership.decision_reason",
    "members.Network.entry_code",
    "members.Network.notice",
    "members.ReportVoice.words",
    "members.Report.appeal_text",
    "members.Report.settled_reason",
    *JUDGED,
    *SAID,  # the message that was reported, and those around it
    "exchanges.Thanks.text",  # the one that was hidden
}
CONTROL = {
    "third": NEIGHBOURS | OWN | SAID | TOLD | CALLED_OFF | {"events.Gathering.note_phone"},
    "paused": NEIGHBOURS | OWN | TOLD,
    "author": NEIGHBOURS
    | OWN
    | EXCHANGED
    | INVITED
    | JUDGED
    | HOST
    | SECRET
    | COMING
    | FEED
    | PASSER
    | {"events.Collection.hidden_reason"},
    "answerer": NEIGHBOURS | OWN | EXCHANGED | TOLD | SECRET | COMING | PASSER,
    "coordinator": NEIGHBOURS
    | OWN
    | DESK
    | CALLED_OFF
    | {"events.Gathering.hidden_reason", "events.Collection.hidden_reason"},
}


@pytest.mark.parametrize("role", CONTROL)
def test_neighbour_at_home_does_find_the_words(zola_sings: World, role: str):
    home = f"/reseaux/{zola_sings.zola.network.slug}/tableau/"
    pages = walk(browser_of(zola_sings.zola.people[role]), *STARTS, home)
    assert found_in(pages.values()) == CONTROL[role]


# -- Inside one network: what a neighbour keeps to themselves -------------------------------------


@pytest.mark.parametrize("role", ["third", "coordinator", "godparent", "paused", "member of both"])
def test_neighbour_reads_nothing_that_alice_did_not_show(world: World, role: str):
    plant_secrets(world.parc.author)
    home = f"/reseaux/{world.parc.network.slug}/"
    pages = walk(browser_of(world.roles[role]), f"{home}tableau/")
    assert world.parc.author.get_absolute_url() in pages
    assert found_in(text for url, text in pages.items() if url.startswith(home)) == set()


@pytest.mark.parametrize(
    ("role", "read"),
    [
        # She shared her phone with him, and he has a seat at her concert.
        ("answerer", EXCHANGED | {"members.Membership.phone"} | SECRET | COMING | PASSER),
        (
            "author",
            EXCHANGED
            | INVITED
            | OWN
            | HOST
            | SECRET
            | COMING
            | FEED
            | PASSER
            | {"offers.Offer.hidden_reason", "events.Collection.hidden_reason"},
        ),
    ],
)
def test_neighbour_reads_what_alice_did_show(world: World, role: str, read: set[str]):
    plant_secrets(world.parc.author)
    pages = walk(browser_of(world.roles[role]), f"/reseaux/{world.parc.network.slug}/tableau/")
    assert found_in(pages.values()) == read


@pytest.mark.parametrize(
    ("role", "reads"),
    [("third", False), ("member of both", False), ("coordinator", False), ("author", True)],
)
def test_giver_without_a_name_is_named_to_the_organisers_only(world: World, role: str, reads: bool):
    """Their name is in the directory, and nowhere in a collection; a volunteer reads it neither."""
    place = world.parc
    giver = MembershipFactory(network=place.network, first_name="Zéphyrine")
    PledgeFactory(need=place.needs["notebooks"], member=giver, is_anonymous=True)
    home = f"/reseaux/{place.network.slug}/"
    pages = walk(browser_of(world.roles[role]), f"{home}agenda/")
    assert "Zéphyrine" in pages[giver.get_absolute_url()]
    collected = [text for url, text in pages.items() if re.search("/(collectes|besoins)/", url)]
    assert len(collected) > 3
    assert ("Zéphyrine" in "".join(collected)) is reads


def test_mail_of_one_network_says_nothing_of_the_other(zola_sings: World, mailbox):
    for place in (zola_sings.parc, zola_sings.zola):
        decide(place)
    here = [f"{mail.subject} {mail.body} {mail.html}" for mail in mailbox if is_of_parc(mail)]
    there = [f"{mail.subject} {mail.body} {mail.html}" for mail in mailbox if not is_of_parc(mail)]
    assert (len(here), len(there)) == (3, 3)
    assert found_in(here) == set()
    assert "members.Network.name" in found_in(there)


def decide(place) -> None:
    """A yes, an exclusion, an invitation: whatever a network writes to people."""
    with in_network(place.network):
        people = Membership.objects.in_bulk([place.pending.pk, place.third.pk, place.author.pk])
        people[place.pending.pk].accept(by=place.coordinator)
        people[place.third.pk].exclude(by=place.coordinator, reason="Au revoir.")
        people[place.author.pk].invitations.model.invite(
            by=people[place.author.pk], email=f"amie.{place.network.pk}@example.org"
        )


def is_of_parc(mail) -> bool:
    return "Résidence du Parc" in mail.body


def front_door(world: World) -> str:
    return f"/reseaux/{world.zola.network.slug}/"
