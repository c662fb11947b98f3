"""What a coordinator does at the desk: each act calls its verb, and the log keeps the reason."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Charter, Membership, Network, User
from offers.models import Offer
from tests.personas import World, browser_of
from tests.tenants import rows_of
from tests.test_admin import text_of, url

REASON = "Nous en avons parlé de vive voix."


def fresh(row):
    """The row as the database has it, seen from above the wall."""
    return type(row)._base_manager.get(pk=row.pk)


def log() -> list[tuple[str, str]]:
    """Who did what, newest first."""
    entries = LogEntry.objects.order_by("-pk").select_related("user")
    return [(entry.user.email, entry.get_change_message()) for entry in entries]


def act(by, row, name: str, **answers):
    return browser_of(by).post(url(type(row), name, row.pk), answers, follow=True)


# -- Join requests --------------------------------------------------------------------------------


def test_request_is_accepted_from_the_queue_in_one_tap(world: World, mailbox):
    response = act(world.parc.coordinator, world.parc.pending, "acceptation")
    person = fresh(world.parc.pending)
    assert response.redirect_chain == [(reverse("admin:index"), 302)]
    assert "Paul P. est maintenant membre du réseau." in text_of(response)
    assert (person.status, person.decided_by) == ("active", world.parc.coordinator)
    assert [mail.to for mail in mailbox] == [["paul@example.org"]]
    assert log() == [("denise@example.org", "Demande acceptée.")]


def test_request_is_accepted_with_a_word(world: World, mailbox):
    act(world.parc.coordinator, world.parc.pending, "acceptation", reason="Bienvenue chez nous.")
    assert "Bienvenue chez nous." in mailbox[0].body
    assert log() == [("denise@example.org", "Demande acceptée. Motif : Bienvenue chez nous.")]


def test_request_is_declined_with_the_reason_that_the_person_reads(world: World, mailbox):
    response = act(world.parc.coordinator, world.parc.pending, "refus", reason=REASON)
    person = fresh(world.parc.pending)
    assert "La demande de Paul P. est refusée" in text_of(response)
    assert (person.status, person.decision_reason) == ("declined", REASON)
    assert REASON in mailbox.to("paul@example.org")[0].body
    assert log() == [("denise@example.org", f"Demande refusée. Motif : {REASON}")]


def test_request_answered_meanwhile_is_a_sentence(world: World, mailbox):
    act(world.parc.coordinator, world.parc.pending, "acceptation")
    response = act(world.parc.coordinator, world.parc.pending, "refus", reason=REASON)
    assert response.status_code == 422
    assert "Entre-temps, la situation a changé." in text_of(response)
    assert "Denise M., aujourd’hui" in text_of(response)
    assert fresh(world.parc.pending).status == "active"
    assert len(log()) == len(mailbox) == 1


def test_member_is_excluded_with_a_reason(world: World, mailbox):
    act(world.parc.coordinator, world.parc.third, "exclusion", reason=REASON)
    assert fresh(world.parc.third).status == "excluded"
    assert REASON in mailbox.to("chloe@example.org")[0].body
    assert log() == [("denise@example.org", f"Exclusion. Motif : {REASON}")]


def test_nobody_excludes_oneself(world: World):
    response = act(world.parc.coordinator, world.parc.coordinator, "exclusion", reason=REASON)
    assert response.status_code == 422
    assert fresh(world.parc.coordinator).status == "active"


@pytest.mark.parametrize(
    ("part", "name"), [("pending", "refus"), ("third", "exclusion")], ids=["decline", "exclude"]
)
@pytest.mark.parametrize("reason", ["", "   "])
def test_refusal_needs_a_reason(world: World, mailbox, part: str, name: str, reason: str):
    person = getattr(world.parc, part)
    response = act(world.parc.coordinator, person, name, reason=reason)
    assert response.status_code == 422
    assert "Un point est à corriger" in text_of(response)
    assert fresh(person).status == person.status
    assert len(log()) == len(mailbox) == 0


def test_asking_for_the_page_of_an_act_does_nothing(world: World):
    client = browser_of(world.parc.coordinator)
    client.get(url(Membership, "acceptation", world.parc.pending.pk))
    assert fresh(world.parc.pending).status == "pending"


def test_status_cannot_be_edited_by_hand(world: World):
    page = url(Membership, "change", world.parc.third.pk)
    response = browser_of(world.parc.coordinator).post(page, {"status": "left", "reason": REASON})
    assert response.status_code == 403
    assert fresh(world.parc.third).status == "active"


# -- Coordination ---------------------------------------------------------------------------------


def test_staff_name_a_coordinator_and_take_it_back(world: World):
    act(world.staff, world.parc.third, "nomination", reason=REASON)
    assert fresh(world.parc.third).is_coordinator
    assert browser_of(world.parc.third).get(reverse("admin:index")).status_code == 200
    act(world.staff, world.parc.third, "fin-de-mandat", reason=REASON)
    assert not fresh(world.parc.third).is_coordinator
    assert [message for _who, message in log()] == [
        f"Coordination retirée. Motif : {REASON}",
        f"Coordination confiée. Motif : {REASON}",
    ]


def test_coordinator_names_nobody(world: World):
    response = act(world.parc.coordinator, world.parc.third, "nomination", reason=REASON)
    assert response.status_code == 404
    assert not fresh(world.parc.third).is_coordinator


def test_staff_from_outside_decide_in_nobodys_name(world: World):
    act(world.staff, world.parc.pending, "acceptation")
    assert fresh(world.parc.pending).decided_by is None
    assert log() == [("yves@example.org", "Demande acceptée.")]


# -- Offers ---------------------------------------------------------------------------------------


def test_offer_is_hidden_and_restored_with_reasons(world: World):
    offer, denise = world.parc.offers["open"], world.parc.coordinator
    act(denise, offer, "masquage", reason=REASON)
    hidden = fresh(offer)
    assert (hidden.hidden_by, hidden.hidden_reason) == (denise, REASON)
    act(denise, offer, "retablissement", reason="Corrigée depuis.")
    assert fresh(offer).hidden_at is None
    assert [message for _who, message in log()] == [
        "Annonce rétablie. Motif : Corrigée depuis.",
        f"Annonce masquée. Motif : {REASON}",
    ]


@pytest.mark.parametrize(("which", "name"), [("open", "masquage"), ("hidden", "retablissement")])
def test_hiding_and_restoring_need_a_reason(world: World, which: str, name: str):
    offer = world.parc.offers[which]
    assert act(world.parc.coordinator, offer, name).status_code == 422
    assert fresh(offer).hidden_at == offer.hidden_at
    assert log() == []


def test_offer_that_is_hidden_already_says_so(world: World):
    response = act(world.parc.coordinator, world.parc.offers["hidden"], "masquage", reason=REASON)
    assert response.status_code == 422
    assert fresh(world.parc.offers["hidden"]).hidden_reason == "Rien de cela ici."


def test_offer_is_written_by_its_author_only(world: World):
    page = url(Offer, "change", world.parc.offers["open"].pk)
    response = browser_of(world.staff).post(page, {"title": "Autre", "reason": REASON})
    assert response.status_code == 403


# -- A neighbour without e-mail -------------------------------------------------------------------

ROSA = {
    "first_name": "Rosa",
    "last_name": "Alvarez",
    "building": "C",
    "consent_manner": "paper",
}


def rosas(world: World):
    return rows_of(Membership, world.parc.network).filter(first_name="Rosa")


def test_neighbour_without_email_comes_in_with_consent(world: World):
    godparent = {"godparent": world.parc.godparent.pk}
    act(world.parc.coordinator, world.parc.network, "sans-adresse", **ROSA, **godparent)
    rosa = rosas(world).get()
    assert (rosa.status, rosa.user, rosa.godparent) == ("active", None, world.parc.godparent)
    assert (rosa.consent_manner, rosa.consent_recorded_by) == ("paper", world.parc.coordinator)
    assert rosa.consent_at
    message = "Inscription sans adresse e-mail. Motif : accord donné sur papier"
    assert log() == [("denise@example.org", message)]


def test_form_sent_twice_enters_nobody_twice(world: World):
    for _time in range(2):
        response = act(world.parc.coordinator, world.parc.network, "sans-adresse", **ROSA)
    assert "Cette personne est déjà dans le réseau." in text_of(response)
    assert 'value="Alvarez"' in text_of(response)
    assert rosas(world).count() == 1


def test_godparents_are_neighbours_of_the_network(world: World):
    stranger = {"godparent": world.zola.godparent.pk}
    page = act(world.parc.coordinator, world.parc.network, "sans-adresse", **ROSA, **stranger)
    assert page.status_code == 422
    assert not rosas(world).exists()
    staff = act(world.staff, world.parc.network, "sans-adresse", **ROSA, **stranger)
    assert staff.status_code == 422


def test_coordinator_keeps_a_neighbour_without_account_up_to_date(world: World):
    odile = world.parc.godchild
    page = url(Membership, "change", odile.pk)
    answers = {"first_name": "Odile", "last_name": "Dupuis", "building": "D", "godparent": ""}
    browser_of(world.parc.coordinator).post(page, {**answers, "reason": "Elle a déménagé."})
    changed = fresh(odile)
    assert (changed.building, changed.godparent) == ("D", None)
    message = "Changement (Bâtiment, Parrain ou marraine). Motif : Elle a déménagé."
    assert log() == [("denise@example.org", message)]


# -- The network ----------------------------------------------------------------------------------


def settings_of(network: Network, **changes: str) -> dict[str, str]:
    names = ("presentation", "join_policy", "state", "notice")
    return {**{name: getattr(network, name) for name in names}, "reason": REASON, **changes}


def test_coordinator_pauses_the_network_and_says_why(world: World):
    client, page = (
        browser_of(world.parc.coordinator),
        url(Network, "change", world.parc.network.pk),
    )
    silent = client.post(page, settings_of(world.parc.network, state="paused", notice=""))
    assert silent.status_code == 422
    assert "Dites aux voisins pourquoi" in text_of(silent)
    client.post(page, settings_of(world.parc.network, state="paused", notice="Travaux."))
    assert (fresh(world.parc.network).state, fresh(world.parc.network).notice) == (
        "paused",
        "Travaux.",
    )
    message = f"Changement (État, Mot affiché pendant une pause). Motif : {REASON}"
    assert log() == [("denise@example.org", message)]


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Autre"), ("slug", "autre"), ("town", "Antony")]
)
def test_names_and_address_of_a_network_are_the_staffs(world: World, field: str, value: str):
    page = url(Network, "change", world.parc.network.pk)
    client = browser_of(world.parc.coordinator)
    assert f'name="{field}"' not in text_of(client.get(page))
    client.post(page, settings_of(world.parc.network, **{field: value}))
    assert getattr(fresh(world.parc.network), field) == getattr(world.parc.network, field)


def test_coordinator_does_not_close_the_network(world: World):
    page = url(Network, "change", world.parc.network.pk)
    client = browser_of(world.parc.coordinator)
    response = client.post(page, settings_of(world.parc.network, state="closed"))
    assert response.status_code == 422
    assert fresh(world.parc.network).state == "open"


@pytest.mark.parametrize(("role", "state"), [("coordinator", "closed"), ("staff", "open")])
def test_closed_network_is_opened_again_by_the_staff_alone(world: World, role: str, state: str):
    network = world.parc.network
    rows_of(Network, network).update(state="closed")
    names = {name: getattr(network, name) for name in ("name", "town", "postcode", "slug")}
    page = url(Network, "change", network.pk)
    answer = browser_of(world.roles[role]).post(page, settings_of(network, state="open", **names))
    assert answer.status_code == (422 if role == "coordinator" else 302)
    assert fresh(network).state == state


def sent_untouched(page) -> dict[str, str]:
    """What a browser sends of a form in which nobody changed anything."""
    inputs = re.findall(r'name="initial-(\w+)"(?: value="([^"]*)")?', text_of(page))
    shown = {name: unescape(value) for name, value in inputs}
    return {**shown, **{f"initial-{name}": value for name, value in shown.items()}}


def test_form_that_lay_open_meanwhile_writes_only_what_was_changed_in_it(world: World):
    network = world.parc.network
    rows_of(Network, network).update(state="preparing", opened_at=None)
    client, page = browser_of(world.staff), url(Network, "change", network.pk)
    read = sent_untouched(client.get(page))
    now = {"state": "open", "presentation": "Neuve.", "name": "Les Tilleuls", "notice": "Venez."}
    rows_of(Network, network).update(**now)
    assert client.post(page, {**read, "town": "Antony", "reason": REASON}).status_code == 302
    found = fresh(network)
    assert {name: getattr(found, name) for name in now} == now
    assert (found.town, found.search_key[:19]) == ("Antony", "les tilleuls antony")
    assert log() == [("yves@example.org", f"Changement (Commune). Motif\u00a0: {REASON}")]


def test_form_on_a_neighbour_that_lay_open_meanwhile_writes_only_what_was_changed(world: World):
    odile, client = world.parc.godchild, browser_of(world.parc.coordinator)
    page = url(Membership, "change", odile.pk)
    read = sent_untouched(client.get(page))
    rows_of(Membership, world.parc.network).filter(pk=odile.pk).update(
        godparent=world.parc.author, last_name="Dupont"
    )
    client.post(page, {**read, "building": "D", "reason": "Elle a déménagé."})
    found = fresh(odile)
    assert (found.building, found.last_name, found.godparent) == ("D", "Dupont", world.parc.author)


def test_staff_create_a_network_whose_address_comes_from_its_name(world: World):
    answers = {
        "name": "Villa Saint-Jean",
        "town": "Antony",
        "postcode": "92160",
        "join_policy": "code",
        "state": "preparing",
        "reason": "Demande de Nour.",
    }
    browser_of(world.staff).post(reverse("admin:members_network_add"), answers)
    made = Network._base_manager.get(name="Villa Saint-Jean")
    assert made.slug == "antony-villa-saint-jean"
    assert log() == [("yves@example.org", "Création. Motif : Demande de Nour.")]
    add = browser_of(world.parc.coordinator).post(reverse("admin:members_network_add"), answers)
    assert add.status_code == 403


def test_entry_code_is_shown_and_renewed(world: World):
    old = world.parc.network.entry_code
    page = url(Network, "change", world.parc.network.pk)
    assert old in text_of(browser_of(world.parc.coordinator).get(page))
    act(world.parc.coordinator, world.parc.network, "nouveau-code", reason="Affiche perdue.")
    assert fresh(world.parc.network).entry_code != old
    assert log() == [("denise@example.org", "Code d’entrée changé. Motif : Affiche perdue.")]


def test_charter_gets_a_new_version_and_keeps_the_old(world: World):
    before = text_of(
        browser_of(world.parc.coordinator).get(url(Network, "charte", world.parc.network.pk))
    )
    assert world.parc.charter.text in before
    act(
        world.parc.coordinator,
        world.parc.network,
        "charte",
        text="Nous sommes voisins avant tout.",
        reason=REASON,
    )
    versions = rows_of(Charter, world.parc.network).order_by("version")
    assert [charter.version for charter in versions] == [1, 2]
    assert versions[0].text == world.parc.charter.text
    assert log() == [("denise@example.org", f"Charte publiée. Motif : {REASON}")]


# -- Accounts -------------------------------------------------------------------------------------


def test_staff_close_and_reopen_an_account(world: World):
    user, client = world.parc.third.user, browser_of(world.parc.third)
    assert client.get(reverse("members:mine")).status_code == 200
    act(world.staff, user, "fermeture", reason=REASON)
    assert client.get(reverse("members:mine")).status_code == 302
    act(world.staff, user, "reouverture", reason=REASON)
    assert User.objects.get(pk=user.pk).is_active


def test_staff_do_not_close_each_other(world: World):
    assert act(world.staff, world.staff, "fermeture", reason=REASON).status_code == 422
    assert User.objects.get(pk=world.staff.pk).is_active


def test_page_of_a_network_writes_no_more_than_what_was_changed_on_it(world: World):
    page = url(Network, "change", world.parc.network.pk)
    typed = {"presentation": "Ici.", "join_policy": "code", "state": "open", "reason": REASON}
    with CaptureQueriesContext(connection) as asked:
        browser_of(world.parc.coordinator).post(page, typed)
    written = [q["sql"] for q in asked if q["sql"].startswith('UPDATE "members_network"')]
    columns = ("presentation", "join_policy", "entry_code")
    assert [[name in sql for name in columns] for sql in written] == [[True, False, False]]
    assert fresh(world.parc.network).presentation == "Ici."
