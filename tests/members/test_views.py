"""What newcomers and members read on the way in, and out."""

import pytest

from members.models import Invitation, Membership, Network
from tests.factories import CharterFactory, InvitationFactory
from tests.personas import browser_of
from tests.reading import text_of
from tests.tenants import rows_of

NAMES = {"first_name": "Sami", "last_name": "Saïd", "charter": "on"}


@pytest.mark.parametrize(
    ("policy", "said", "board"),
    [("code", "Bienvenue", 200), ("code_and_yes", "Votre demande est partie", 404)],
)
def test_newcomer_reads_where_they_stand(parc, sami, policy, said, board):
    rows_of(Network, parc).update(join_policy=policy)
    client, form = browser_of(sami), NAMES | {"code": "parc-vert"}
    page = client.post(f"/reseaux/{parc.slug}/rejoindre/", form, follow=True)
    assert said in text_of(page)
    assert client.get(f"/reseaux/{parc.slug}/tableau/").status_code == board


def test_newcomer_accepts_the_charter_to_come_in(parc, sami):
    CharterFactory(network=parc, version=1)
    client, form = browser_of(sami), {"first_name": "Sami", "last_name": "Saïd", "code": "PARCVERT"}
    refused = client.post(f"/reseaux/{parc.slug}/rejoindre/", form)
    assert "il faut accepter la charte" in text_of(refused)
    assert client.post(f"/reseaux/{parc.slug}/rejoindre/", NAMES | form).status_code == 302


def test_newcomer_comes_in_by_the_link_of_a_neighbour(parc, alice, sami):
    invitation, client = InvitationFactory(sponsor=alice), browser_of(sami)
    page = text_of(client.get(f"/invitations/{invitation.secret}/", follow=True))
    assert ("Quelqu’un du réseau" in page, "Alice" in page) == (True, False)
    client.post(f"/reseaux/{parc.slug}/rejoindre/{invitation.secret}/", NAMES)
    joined = rows_of(Membership, parc).get(user=sami)
    assert (joined.status, joined.sponsor) == ("active", alice)
    assert rows_of(Invitation, parc).get().used_by == joined


def test_visitor_with_an_invitation_signs_in_first_and_comes_back(parc, alice):
    url = f"/invitations/{InvitationFactory(sponsor=alice).secret}/"
    assert browser_of(None).get(url)["Location"] == f"/compte/login/?next={url}"


def test_link_taken_back_opens_nothing(alice, sami):
    invitation, mine = InvitationFactory(sponsor=alice), browser_of(alice)
    mine.post(f"/reseaux/{alice.network.slug}/invitations/{invitation.pk}/revocation/")
    assert browser_of(sami).get(f"/invitations/{invitation.secret}/").status_code == 410


def test_front_door_counts_neighbours_and_names_none(parc, alice, bachir, odile):
    page = text_of(browser_of(None).get(f"/reseaux/{parc.slug}/"))
    people = (alice, bachir, odile, odile.godparent)
    assert "4 personnes dans le réseau" in page
    assert {person.first_name for person in people if person.first_name in page} == set()


def test_directory_shows_names_places_and_who_acts_for_whom(parc, alice, odile):
    page = text_of(browser_of(alice).get(f"/reseaux/{parc.slug}/voisins/"))
    said = ["Alice M.", "Odile D.", "Karim H. fait le lien", "bât. B"]
    assert [words for words in said if words in page] == said
    assert "Morel" not in page


def test_last_coordinator_reads_why_they_cannot_leave(denise):
    page = browser_of(denise).post(f"/reseaux/{denise.network.slug}/depart/")
    assert (page.status_code, "seule personne référente" in text_of(page)) == (422, True)


def test_profile_keeps_what_was_written(alice):
    client, url = browser_of(alice), f"/reseaux/{alice.network.slug}/profil/"
    form = {"first_name": "Alix", "last_name": "Morel", "phone": "06 39 98 00 01", "building": "C"}
    assert "C’est enregistré" in text_of(client.post(url, form, follow=True))
    stored = rows_of(Membership, alice.network).get(pk=alice.pk)
    assert (stored.display_name, stored.phone, stored.place) == (
        "Alix M.",
        "06 39 98 00 01",
        "bât. C",
    )
