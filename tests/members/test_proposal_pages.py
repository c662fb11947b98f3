"""What whoever proposes a network sees."""

from uuid import uuid4

import pytest

from members.models import Proposal
from tests.factories import CommuneFactory, NetworkFactory, ProposalFactory
from tests.personas import browser_of
from tests.reading import text_of

HERE = "/reseaux/proposer/"
WISH = {
    "town": "Massy",
    "place": "Les Graviers",
    "homes": 140,
    "why": "On se croise sans se parler.",
    "first_name": "Sami",
    "last_name": "Saïd",
}


@pytest.fixture
def massy(db):
    return CommuneFactory()


def sent(user, **changes):
    return browser_of(user).post(HERE, WISH | {"token": uuid4()} | changes, follow=True)


# -- Proposing ------------------------------------------------------------------------------------


def test_visitor_reads_what_it_is_and_comes_back_to_it_with_an_account(db):
    page = browser_of(None).get(HERE)
    assert "Il faut d’abord un compte" in text_of(page)
    for door in ("signup", "login"):
        assert f'href="/compte/{door}/?next={HERE}"' in page.content.decode()
    asked = browser_of(None).post(HERE, WISH)
    assert asked["Location"] == f"/compte/login/?next={HERE}"
    assert not Proposal.objects.exists()


def test_proposal_is_sent_and_says_where_it_stands(sami, massy):
    page = sent(sami, place="Massy, Les Graviers", town="massy", companions="Ma voisine")
    made = Proposal.objects.get()
    assert page.redirect_chain == [(made.get_absolute_url(), 302)]
    assert (made.proposer, made.commune, made.town) == (sami, massy, "Massy")
    assert made.place == "Les Graviers"
    shown = text_of(page)
    assert "Votre proposition est partie, merci" in shown
    assert "Par e-mail, à l’adresse sami@example.org." in shown
    assert "Ma voisine" in shown


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("homes", "4", "Écrivez un nombre entre 5 et"),
        ("homes", "beaucoup", "Écrivez un nombre entre 5 et"),
        ("homes", "99999999999999999999", "Écrivez un nombre entre 5 et"),
        ("place", " \u200b ", "Un point est à corriger"),
        ("town", "Nulle-Part-sur-Rien", "Nous ne trouvons pas cette commune."),
        ("town", "\0", "Un point est à corriger"),
        ("why", "", "Un point est à corriger"),
    ],
)
def test_answer_that_cannot_be_is_said_and_nothing_is_lost(sami, massy, field, typed, said):
    page = sent(sami, **{field: typed})
    assert page.status_code == 422
    assert said in text_of(page)
    for name in {"why", "last_name"} - {field}:
        assert WISH[name] in page.content.decode()
    assert not Proposal.objects.exists()


def test_town_is_chosen_where_several_are_meant(sami, massy):
    CommuneFactory(code="71288", postcodes=["71250"], population=800)
    first = sent(sami)
    assert first.status_code == 422
    assert "Massy (91300)" in text_of(first)
    assert "Massy (71250)" in text_of(first)
    assert sent(sami, commune="75056-75001").status_code == 422
    assert not Proposal.objects.exists()
    sent(sami, commune="71288-71250")
    made = Proposal.objects.get()
    assert (made.commune_id, made.town, made.postcode) == ("71288", "Massy", "71250")


@pytest.mark.parametrize("typed", ["Massy (91300)", "massy 91300", "91300", "MASSY"])
def test_town_that_can_only_be_one_is_not_asked_again(sami, massy, typed):
    CommuneFactory(code="91691", name="Yerres", postcodes=["91330"])
    sent(sami, town=typed)
    assert Proposal.objects.get().commune == massy


def test_postcode_is_chosen_in_a_town_of_several(sami, db):
    postcodes = ["42000", "42100", "42230"]
    CommuneFactory(code="42218", name="Saint-Étienne", postcodes=postcodes)
    first = sent(sami, town="st etienne")
    assert [key for key, _label in first.context["form"].fields["commune"].choices] == [
        f"42218-{code}" for code in postcodes
    ]
    sent(sami, town="Saint-Étienne 42100")
    assert Proposal.objects.get().postcode == "42100"


def test_network_that_is_there_already_is_shown_before_anything_is_sent(sami, massy):
    NetworkFactory(name="Résidence du Parc", slug="massy-parc")
    NetworkFactory(name="Les Gravières", slug="massy-gravieres")
    NetworkFactory(name="Les Graviers", slug="massy-ferme", state="closed")
    NetworkFactory(name="Les Graviers", town="Lyon", postcode="69003", slug="lyon-graviers")
    page = sent(sami)
    assert page.status_code == 422
    assert [network.slug for network in page.context["form"].near] == [
        "massy-gravieres",
        "massy-parc",
    ]
    assert "Des réseaux existent déjà près de chez vous" in text_of(page)
    assert not Proposal.objects.exists()
    sent(sami, another="on")
    assert Proposal.objects.count() == 1


def test_where_there_is_no_network_nothing_more_is_asked(sami, massy):
    assert "J’ai regardé" not in text_of(browser_of(sami).get(HERE))
    assert sent(sami).redirect_chain


def test_fourth_proposal_is_refused_in_a_sentence_and_kept_on_the_page(sami, massy):
    ProposalFactory.create_batch(3, proposer=sami)
    page = sent(sami)
    assert page.status_code == 422
    assert "Trois de vos propositions attendent déjà une réponse." in text_of(page)
    assert WISH["why"] in page.content.decode()


def test_name_is_filled_in_for_whoever_gave_it_before(alice, sami):
    assert 'value="Morel"' in browser_of(alice).get(HERE).content.decode()
    assert (
        "value=" not in browser_of(sami).get(HERE).content.decode().partition("last_name")[2][:99]
    )


def test_proposal_is_changed_then_taken_back(sami, massy):
    made = ProposalFactory(proposer=sami)
    NetworkFactory(name="Résidence du Parc", slug="massy-parc")
    client, page = browser_of(sami), made.get_absolute_url()
    assert "On se croise dans l’ascenseur" in text_of(client.get(f"{page}modification/"))
    bad = client.post(f"{page}modification/", WISH | {"homes": ""})
    assert bad.status_code == 422
    client.post(f"{page}modification/", WISH | {"homes": 77})
    assert Proposal.objects.get().homes == 77
    after = client.post(f"{page}retrait/", follow=True)
    assert "Vous avez retiré votre proposition" in text_of(after)


@pytest.mark.parametrize("path", ["modification/", "retrait/"])
def test_answer_that_came_meanwhile_is_said(sami, massy, path):
    made = ProposalFactory(proposer=sami, status="refused")
    page = browser_of(sami).post(f"{made.get_absolute_url()}{path}", WISH, follow=True)
    assert "Entre-temps, la situation a changé." in text_of(page)
    assert "Votre proposition n’a pas été retenue" in text_of(page)
    assert "Elle est trop grande." in text_of(page)


def test_yes_leads_into_the_network(sami, massy):
    made = ProposalFactory(proposer=sami)
    network = made.accept(word="Bonne route !")
    page = browser_of(sami).get(made.get_absolute_url())
    assert "Votre réseau est né" in text_of(page)
    assert "Bonne route !" in text_of(page)
    assert f'href="/reseaux/{network.slug}/"' in page.content.decode()
    assert browser_of(sami).get(f"/reseaux/{network.slug}/tableau/").status_code == 200


def test_my_networks_say_what_i_proposed(sami, alice):
    shown = [ProposalFactory(proposer=sami), ProposalFactory(proposer=sami, status="refused")]
    hidden = ProposalFactory(proposer=sami, status="withdrawn")
    page = browser_of(sami).get("/mes-reseaux/").content.decode()
    assert [made.get_absolute_url() in page for made in (*shown, hidden)] == [True, True, False]
    assert (
        "Les réseaux que je propose" not in browser_of(alice).get("/mes-reseaux/").content.decode()
    )
