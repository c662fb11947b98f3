"""What a visitor reads who looks for their network, and who waits for one."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from members.models import Commune, Interest, Network
from tests.factories import CommuneFactory, InterestFactory, NetworkFactory
from tests.personas import browser_of
from tests.reading import text_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
ANA = "ana@example.org"


@pytest.fixture
def massy(db) -> Commune:
    return CommuneFactory()


@pytest.fixture
def antony(db) -> Commune:
    return CommuneFactory(code="92002", name="Antony", postcodes=["92160"], population=63_000)


@pytest.fixture
def roses(massy) -> Network:
    """A network in Massy."""
    return NetworkFactory(commune=massy, name="Villa des Roses", slug="massy-villa-des-roses")


def read(url: str, **query: str) -> str:
    response = browser_of(None).get(url, query)
    assert response.status_code == 200
    return text_of(response)


def path_of(url: str) -> str:
    return urlsplit(url).path


# -- Finding --------------------------------------------------------------------------------------


def test_town_that_has_a_network_shows_it(roses):
    for page in (read("/reseaux/", q="91300"), read("/reseaux/", commune="91377")):
        assert "1 réseau" in page
        assert "Villa des Roses" in page
        assert "Aucun réseau" not in page
    assert "1 réseau à Massy" in read("/reseaux/", commune="91377")


def test_town_that_has_none_offers_to_wait_and_shows_the_nearest(roses, antony):
    CommuneFactory(code="91312", name="Igny", postcodes=["91430"])
    page = read("/reseaux/", q="igny")
    assert "Aucun réseau à Igny pour l’instant" in page
    assert "Me prévenir quand un réseau ouvrira à Igny" in page
    assert "Les plus proches" in page
    assert "Villa des Roses" in page
    far = read("/reseaux/", commune=antony.pk)
    assert "Il n’y en a pas encore ailleurs dans le département (Hauts-de-Seine)" in far
    assert "Villa des Roses" not in far


def test_towns_of_one_name_are_told_apart(roses, massy):
    CommuneFactory(code="76416", postcodes=["76270"], population=300)
    page = read("/reseaux/", q="massy")
    assert "Villa des Roses" in page
    assert "Ou choisissez votre commune" in page
    links = re.findall(r'href="/reseaux/\?commune=(\w+)"', browser_page("/reseaux/?q=massy"))
    assert links == ["91377", "76416"]
    assert "Aucun réseau à Massy" in read("/reseaux/", commune="76416")


def browser_page(url: str) -> str:
    return browser_of(None).get(url).content.decode()


def test_misspelt_town_is_offered_to_choose(antony):
    assert "Quelle est votre commune" in read("/reseaux/", q="antoni")
    assert "Antony" in read("/reseaux/", q="antoni")


def test_network_found_by_its_name_brings_no_town_that_is_only_like_it(roses):
    CommuneFactory(code="44180", name="Les Rosiers", postcodes=["49350"])
    assert "commune=" not in browser_page("/reseaux/?q=roses")
    assert "Les Rosiers" in read("/reseaux/", q="roziers")


def test_search_that_finds_nothing_says_what_to_try(massy):
    assert "Rien ne répond à « qwxz »" in read("/reseaux/", q="qwxz")
    assert "Rien ne répond" not in read("/reseaux/", q="massy")


def test_page_names_where_the_list_of_towns_comes_from(db):
    assert "Licence Ouverte 2.0" in read("/reseaux/")


# -- As one types ---------------------------------------------------------------------------------


def test_suggestions_are_a_piece_of_a_page_with_networks_and_towns(roses):
    response = browser_of(None).get("/reseaux/communes/", {"q": "mas"})
    page = response.content.decode()
    assert "<html" not in page
    assert response["Cache-Control"] == "max-age=300"
    assert re.findall(r'data-url="([^"]+)"', page) == [
        "/reseaux/massy-villa-des-roses/",
        "/reseaux/?commune=91377",
    ]
    assert 'data-said="2 propositions"' in page
    assert "1 réseau" in page


def test_suggestions_for_a_form_are_towns_to_fill_in(roses):
    page = browser_page("/reseaux/communes/?q=mas&pour=commune")
    assert re.findall(r'data-value="([^"]+)"', page) == ["Massy (91300)"]
    assert "data-url" not in page
    assert str(Commune.objects.meant_by("Massy (91300)")) == "Massy (91300)"


@pytest.mark.parametrize("text", ["", "qwxz"])
def test_suggestions_for_nothing_are_none(massy, text):
    page = browser_page(f"/reseaux/communes/?q={text}")
    assert "option" not in page
    assert 'data-said="Aucune proposition"' in page


# -- Waiting --------------------------------------------------------------------------------------


def leave(email: str = ANA, commune: str = "91377", **fields: str):
    return browser_of(None).post(
        "/reseaux/interet/", {"email": email, "commune": commune, **fields}
    )


def test_visitor_leaves_an_address_and_confirms_it(massy, mailbox):
    sent = leave(street="Rue des Lilas")
    assert sent["Location"] == "/reseaux/interet/envoye/"
    waiting = Interest.objects.get()
    assert (waiting.email, waiting.street, waiting.confirmed_at) == (ANA, "Rue des Lilas", None)
    link = path_of(re.search(r"http\S+/interet/\S+", mailbox.to(ANA)[0].body)[0])
    assert "Oui, prévenez-moi" in read(link)
    assert not Interest.objects.confirmed().exists()
    done = browser_of(None).post(link, follow=True)
    assert "Nous vous écrirons une fois, le jour où un réseau ouvrira à Massy" in text_of(done)
    assert Interest.objects.waiting().get() == waiting


def test_page_is_the_same_whether_the_address_was_known_or_not(massy):
    answers = [leave() for _time in range(2)] + [leave("autre@example.org")]
    assert len({(a.status_code, a["Location"], a.content) for a in answers}) == 1
    assert Interest.objects.count() == 2


def test_form_keeps_what_was_typed_and_says_what_to_mend(massy):
    page = leave(email="ana@", street="Rue des Lilas")
    assert page.status_code == 422
    assert "prenom@exemple.fr" in text_of(page)
    assert 'value="Rue des Lilas"' in page.content.decode()
    lost = leave(commune="00000")
    assert lost.status_code == 422
    assert "choisissez-la dans la liste" in text_of(lost)
    assert Interest.objects.count() == 0


@pytest.mark.parametrize(
    "email",
    ['"ana"@example.org', '"ana\x01"@example.org', '"ana b"@example.org', "ana@exa\xadmple.org"],
)
def test_address_that_nobody_has_is_refused_though_the_standard_allows_it(massy, mailbox, email):
    page = leave(email)
    assert page.status_code == 422
    assert "prenom@exemple.fr" in text_of(page)
    assert (Interest.objects.count(), len(mailbox)) == (0, 0)
    assert leave("ana.b+c'd@exàmple.org").status_code == 302


def test_twenty_first_form_in_a_quarter_of_an_hour_is_refused(massy):
    answers = [leave(f"a{number}@example.org") for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "réessayez dans un quart d’heure" in text_of(answers[-1])
    assert Interest.objects.count() == 20


def test_signed_in_person_finds_their_address_in_the_form(massy, sami):
    page = browser_of(sami).get("/reseaux/interet/", {"commune": massy.pk}).content.decode()
    assert 'value="sami@example.org"' in page
    assert "sami@" not in browser_page("/reseaux/interet/?commune=91377")


def test_link_that_is_too_old_or_whose_row_is_gone_says_so(massy):
    waiting = InterestFactory(commune=massy)
    Interest.objects.update(asked_at="2020-01-01T00:00Z")
    for method in ("get", "post"):
        page = getattr(browser_of(None), method)(path_of(waiting.url))
        assert page.status_code == 410
        assert "plus de sept jours" in text_of(page)
    waiting.delete()
    waiting.pk = 1
    assert "est effacée" in text_of(browser_of(None).get(path_of(waiting.url)))


@pytest.mark.parametrize("secret", ["1", "1:faux", "jamais", "é:1"])
def test_link_that_this_site_did_not_sign_does_not_exist(massy, secret):
    InterestFactory(commune=massy)
    for path in (f"/reseaux/interet/{secret}/", f"/reseaux/interet/{secret}/retrait/"):
        assert browser_of(None).get(path).status_code == 404
        assert browser_of(None).post(path).status_code == 404
    assert Interest.objects.count() == 1


def test_link_of_one_does_not_open_the_row_of_another(massy):
    mine, other = InterestFactory(commune=massy), InterestFactory(commune=massy)
    forged = mine.ticket.replace(str(mine.pk), str(other.pk), 1)
    assert browser_of(None).post(f"/reseaux/interet/{forged}/").status_code == 404


@pytest.mark.parametrize("confirmed", [False, True])
def test_withdrawal_deletes_the_address_at_any_time(massy, confirmed):
    waiting = InterestFactory(commune=massy, confirmed=confirmed)
    link = path_of(waiting.withdrawal_url)
    assert "Effacer mon adresse" in read(link)
    assert Interest.objects.exists()
    done = browser_of(None).post(link, follow=True)
    assert "C’est effacé" in text_of(done)
    assert not Interest.objects.exists()


def test_mail_program_withdraws_in_one_click_without_a_token(massy):
    waiting = InterestFactory(commune=massy)
    strict = Client(enforce_csrf_checks=True)
    link = path_of(waiting.withdrawal_url)
    assert strict.post(path_of(waiting.url)).status_code == 403
    assert strict.post(link, ONE_CLICK).status_code == 200
    assert not Interest.objects.exists()


# -- The desk -------------------------------------------------------------------------------------

TOWNS = "/admin/members/commune/"


def test_staff_see_by_town_how_many_wait_and_where_and_no_address(yves, massy, antony):
    for street, confirmed in {
        "Lilas": True,
        "lilas ": True,
        "Roses": True,
        "Jamais": False,
    }.items():
        InterestFactory(commune=massy, street=street.strip().title(), confirmed=confirmed)
    InterestFactory(commune=antony, confirmed=True)
    staff = browser_of(yves)
    listed = text_of(staff.get(TOWNS))
    assert listed.index("3 personnes attendent") < listed.index("1 personne attend")
    page = text_of(staff.get(f"{TOWNS}91377/change/"))
    assert "Lilas (2), Roses (1)" in page
    assert "Jamais" not in page
    for seen in (listed, page):
        assert "attente" not in seen.replace("attentes", "")
        assert "example.org" not in seen.replace("yves@example.org", "")


def test_towns_where_nobody_waits_are_not_on_the_desk(yves, massy):
    assert "La liste est vide" in text_of(browser_of(yves).get(TOWNS))
    assert browser_of(yves).get(f"{TOWNS}91377/change/").status_code == 404


def test_desk_of_towns_is_for_the_staff_alone(denise, yves, massy):
    InterestFactory(commune=massy)
    for page in (TOWNS, f"{TOWNS}91377/change/"):
        assert browser_of(denise).get(page).status_code == 404
        assert browser_of(yves).get(page).status_code == 200


def change(person, network: Network, **fields: str):
    row = {"presentation": "Six bâtiments.", "join_policy": "code", "reason": "C’est prêt."}
    names = {"name": network.name, "town": network.town, "postcode": network.postcode}
    url = reverse("admin:members_network_change", args=[network.pk])
    return browser_of(person).post(url, row | names | {"slug": network.slug} | fields)


def test_network_that_opens_on_the_desk_is_told_to_those_who_wait(yves, massy, mailbox, run_jobs):
    InterestFactory(commune=massy, confirmed=True, email=ANA)
    network = NetworkFactory(state="preparing")
    assert change(yves, network, state="preparing").status_code == 302
    assert mailbox.to(ANA) == []
    assert change(yves, network, state="open", town="massy").status_code == 302
    run_jobs()
    assert Network._base_manager.get(pk=network.pk).commune == massy
    assert not Interest.objects.waiting().exists()
    assert LogEntry.objects.count() == 2


def test_network_made_open_on_the_desk_is_told_too(yves, massy, run_jobs):
    InterestFactory(commune=massy, confirmed=True, email=ANA)
    form = {
        "name": "Villa",
        "town": "Massy",
        "postcode": "91300",
        "join_policy": "code",
        "state": "open",
        "reason": "Nouveau.",
    }
    made = browser_of(yves).post(reverse("admin:members_network_add"), form)
    assert made.status_code == 302
    run_jobs()
    assert not Interest.objects.waiting().exists()
    assert Network._base_manager.get().opened_at


def test_doors_that_open_again_after_a_pause_are_told_to_nobody(yves, massy, run_jobs):
    InterestFactory(commune=massy, confirmed=True, email=ANA)
    network = NetworkFactory(commune=massy, state="open")
    for state in ("paused", "open", "closed", "open"):
        assert change(yves, network, state=state, notice="Travaux.").status_code == 302
        assert Network._base_manager.get().state == state
        run_jobs()
    assert Interest.objects.waiting().exists()


def test_town_corrected_on_the_desk_is_the_one_under_which_it_is_found(yves, massy, antony):
    network = NetworkFactory(name="Villa", commune=massy, town="Massi")
    assert "Villa" not in read("/reseaux/", q="villa antony")
    assert change(yves, network, town="Antony", state="open").status_code == 302
    assert "Villa" in read("/reseaux/", q="villa antony")


def test_address_of_a_page_is_refused_on_the_desk(yves, roses):
    page = change(yves, roses, slug="interet", state="open")
    assert page.status_code == 422
    assert "celle d’une page du site" in text_of(page)
    assert change(yves, roses, slug="massy-interet", state="open").status_code == 302
