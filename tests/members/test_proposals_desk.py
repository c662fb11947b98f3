"""What the site's staff do with a network that somebody proposes."""

from django.contrib.admin.models import LogEntry

from members.models import Network, Proposal
from tests.factories import NetworkFactory, ProposalFactory
from tests.personas import browser_of
from tests.reading import text_of
from tests.test_admin import url


def act(staff, made: Proposal, act_name: str, **answers):
    return browser_of(staff).post(url(Proposal, act_name, made.pk), answers, follow=True)


def log() -> list[str]:
    return [entry.get_change_message() for entry in LogEntry.objects.order_by("-pk")]


def test_staff_see_the_queue_and_whoever_coordinates_does_not(yves, denise):
    made = ProposalFactory()
    ProposalFactory(place="Ailleurs", status="refused")
    shown = text_of(browser_of(yves).get("/admin/"))
    assert "Réseaux proposés 1 Massy, Les Graviers" in shown.replace("Comptes ", "")
    assert "Ailleurs" not in shown
    assert "Graviers" not in text_of(browser_of(denise).get("/admin/"))
    page = url(Proposal, "change", made.pk)
    found = [browser_of(who).get(page).status_code for who in (yves, denise)]
    assert found == [200, 404]


def test_staff_see_what_is_near_before_they_decide(yves):
    made = ProposalFactory()
    ProposalFactory(place="Graviers, bâtiment B")
    ProposalFactory(place="Ailleurs", postcode="75011", town="Paris")
    NetworkFactory(name="Les Gravières", slug="massy-gravieres")
    NetworkFactory(name="Résidence du Parc", slug="massy-parc")
    for name in ("change", "acceptation", "refus"):
        shown = text_of(browser_of(yves).get(url(Proposal, name, made.pk)))
        assert "Massy, Les Gravières (nom très proche) Massy, Résidence du Parc" in shown
        assert "Massy, Graviers, bâtiment B" in shown
        assert "Ailleurs" not in shown


def test_staff_accept_under_a_better_name_and_the_log_says_why(yves, sami, mailbox):
    made = ProposalFactory(proposer=sami, place="les graviers")
    page = act(
        yves, made, "acceptation", name="Les Graviers", reason="Vos voisins ont de la chance."
    )
    assert "Le réseau est créé\u00a0: Massy, les graviers." in page.content.decode()
    network = Network._base_manager.get()
    assert (network.full_name, network.proposal) == ("Massy, Les Graviers", made)
    assert log() == ["Réseau accepté. Motif\u00a0: Vos voisins ont de la chance."]
    assert len(mailbox.to("sami@example.org")) == 1
    assert "Massy, Les Graviers" in text_of(browser_of(yves).get(url(Proposal, "change", made.pk)))


def test_proposal_rewritten_while_staff_read_it_is_read_again(yves, sami):
    made = ProposalFactory(proposer=sami, place="Les Graviers")
    for why in ("Avec le jardin.", "Sans le jardin."):
        page = browser_of(yves).get(url(Proposal, "acceptation", made.pk))
        read = {"name": "Les Graviers", "as_of": page.context["form"]["as_of"].value()}
        made.edit(by=sami, why=why)
        refused = act(yves, made, "acceptation", **read)
        assert refused.status_code == 422
        assert "vient d’être modifiée\u00a0: relisez-la d’abord" in refused.content.decode()
        assert why in text_of(refused)
    assert (Proposal.objects.get().is_waiting, Network._base_manager.count()) == (True, 0)
    again = refused.context["form"]["as_of"].value()
    act(yves, made, "acceptation", name="Les Graviers", as_of=again)
    assert Network._base_manager.get().proposal == made


def test_staff_refuse_with_a_reason_and_never_without(yves, sami, mailbox):
    made = ProposalFactory(proposer=sami)
    assert act(yves, made, "refus", reason="  ").status_code == 422
    assert Proposal.objects.get().is_waiting
    act(yves, made, "refus", reason="C’est trop grand.")
    assert log() == ["Réseau refusé. Motif\u00a0: C’est trop grand."]
    assert "C’est trop grand." in mailbox.to("sami@example.org")[0].body


def test_answer_given_twice_is_a_sentence(yves, sami, mailbox):
    made = ProposalFactory(proposer=sami)
    act(yves, made, "acceptation", name="Les Graviers")
    page = act(yves, made, "acceptation", name="Les Graviers")
    assert page.status_code == 422
    assert "Entre-temps, la situation a changé." in text_of(page)
    assert Network._base_manager.count() == len(log()) == 1


def test_coordinator_answers_no_proposal(denise):
    made = ProposalFactory()
    for name in ("acceptation", "refus"):
        assert act(denise, made, name, name="X", reason="Non.").status_code == 404
    assert Proposal.objects.get().is_waiting
