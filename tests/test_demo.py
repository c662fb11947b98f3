"""The demonstration: made by the verbs, believable, and made once."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django_scopes import scopes_disabled
from procrastinate.contrib.django.models import ProcrastinateJob

from coopere.first_week import FirstWeek
from events.models import Booking, Collection, Gathering, Need, Pledge, Shift
from exchanges.models import Exchange, Thanks
from members.models import (
    Gesture,
    Interest,
    Membership,
    Network,
    Notification,
    Proposal,
    Report,
    User,
)
from offers.models import Offer


@pytest.fixture(scope="module")
def _demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Made once for all of these, and never committed, as `world` is."""
    with django_db_blocker.unblock(), transaction.atomic():
        for _run in range(2):
            output = StringIO()
            call_command("demo", stdout=output)
        yield output.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def said(_demo: str, db: None) -> str:
    """What the command says on the second run, when all is there already."""
    return _demo


def test_demo_run_twice_fills_three_networks_with_exchanges_in_every_state(said: str) -> None:
    assert "bonjour-voisins" in said
    with scopes_disabled():
        offers = dict(Network.objects.annotate(n=Count("offer_set")).values_list("slug", "n"))
        done = Exchange.objects.filter(status="done").count()
        assert set(Exchange.objects.values_list("status", flat=True)) == set(Exchange.Status.values)
        assert set(Membership.objects.values_list("status", flat=True)) >= {
            *("active", "pending", "paused", "left", "declined")
        }
        seats = Booking.objects.filter(status="confirmed").count()
        brought = Pledge.objects.filter(delivered__gt=0).count()
        assert Gesture.objects.count() == done + seats + brought
        assert done > 24 < Thanks.objects.count()
        assert set(Gathering.objects.values_list("status", flat=True)) == set(Gathering.Status)
        assert set(Booking.objects.values_list("status", flat=True)) >= {"offered", "waiting"}
        assert set(Report.objects.values_list("status", flat=True)) == set(Report.Status)
        assert not {g.pk for g in Gathering.objects.with_seats() if g.taken > g.seats}
        assert Notification.objects.unread().exists()
        assert not Notification.objects.filter(mailed_at=None).exists()
        assert not ProcrastinateJob.objects.exists()
        assert Offer.objects.exclude(published_at=None).dates("published_at", "day").count() > 30
    assert offers["massy-residence-du-parc"] >= 200
    assert set(offers) == {
        "massy-residence-du-parc",
        "massy-quartier-emile-zola",
        "antony-villa-saint-jean",
    }


def test_demo_networks_lie_in_their_towns_and_some_wait_elsewhere(said: str) -> None:
    with scopes_disabled():
        towns = set(Network.objects.values_list("commune__name", "commune__department"))
    assert towns == {("Massy", "91"), ("Antony", "92")}
    assert Interest.objects.waiting().count() == 8
    assert Interest.objects.count() == 9


def test_demo_collects_for_somebody_and_tells_what_came_of_it(said: str) -> None:
    with scopes_disabled():
        going_on = Collection.objects.get(status="open")
        assert going_on.needs.count() == 6
        assert 20 < going_on.share < 80
        pledges = Pledge.objects.filter(need__collection=going_on, member__isnull=False)
        assert pledges.count() == 20
        assert pledges.filter(is_anonymous=True).exists()
        assert set(pledges.values_list("status", flat=True)) == {"promised", "delivered"}
        assert going_on.points.count() == 2
        assert Shift.objects.live().count() == 4
        over = Collection.objects.get(status="reported")
        assert over.bilan_pictures.count() == 2
        for need in Need.objects.with_progress().filter(surplus_welcome=False):
            assert 0 < need.counted <= need.target


def test_demo_account_named_on_the_screen_can_sign_in(said: str) -> None:
    named = {word for word in said.split() if "@" in word}
    assert len(named) == 9
    for email in named:
        assert User.objects.get(email=email).check_password("bonjour-voisins")


def test_demo_code_named_on_the_screen_opens_its_network(said: str) -> None:
    codes = {line.split()[0] for line in said.splitlines()[-3:]}
    with scopes_disabled():
        assert codes == set(Network.objects.values_list("entry_code", flat=True))


def test_demo_has_a_network_that_waits_one_refused_and_one_that_begins(said: str) -> None:
    asked = {str(one): one.status for one in Proposal.objects.all()}
    assert asked == {
        "Massy, Les Graviers": "waiting",
        "Palaiseau, Tout le centre-ville": "refused",
    }
    assert not Proposal.objects.filter(commune=None).exists()
    with scopes_disabled():
        helene = Membership.objects.get(user__email="helene.vidal@example.org")
        assert helene.network.is_beginning
        assert [goal.is_reached for goal in FirstWeek.of(helene).goals] == [True, False, False]
