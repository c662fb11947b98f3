from django.urls import reverse

from members.models import Membership, Network
from offers.models import Offer
from tests.personas import browser_of


def test_paused_network_gives_back_what_was_typed(parc: Network, alice: Membership) -> None:
    parc.state, parc.notice = Network.State.PAUSED, "Nous revenons en janvier."
    parc.save()
    address = reverse("offers:create", args=[parc.slug, "sought", "loan"])
    answer = browser_of(alice).post(address, {"title": "Une échelle", "text": "Pour dimanche."})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert {word in said for word in ("Une échelle", "Pour dimanche.", parc.notice)} == {True}
    assert Offer.objects.with_scopes_disabled().count() == 0


def test_paused_network_lets_its_members_leave(parc: Network, alice: Membership) -> None:
    parc.state = Network.State.PAUSED
    parc.save()
    browser_of(alice).post(reverse("members:leave", args=[parc.slug]))
    alice.refresh_from_db()
    assert alice.status == Membership.Status.LEFT
