"""Who was excluded and erases themselves does not come straight back; for three years, no more."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from coopere.rights.erasure import erase_account, erase_membership
from coopere.rights.purges import forget_excluded
from members.models import Exclusion, Membership
from members.scoping import in_network
from tests.factories import MembershipFactory, UserFactory
from tests.personas import browser_of

EMAIL = "zoe@example.org"
NOTE = "Une personne avec cette adresse a été exclue le"
YEARS = relativedelta(years=3)


@pytest.fixture
def zoe(parc, denise) -> Membership:
    """Somebody who was excluded today."""
    person = MembershipFactory(network=parc, user=UserFactory(email=EMAIL), first_name="Zoé")
    with in_network(parc):
        person.exclude(by=denise, reason="Des insultes.")
    return person


def ask_again(network, email: str) -> Membership:
    """A new account asks to come in, with the right code."""
    with in_network(network):
        return Membership.ask_to_join(
            network, UserFactory(email=email), first_name="Zoé", last_name="Roux", with_code=True
        )


def remembered() -> int:
    return Exclusion._base_manager.count()


def test_code_alone_does_not_let_an_excluded_person_in_again(zoe, parc, zola, denise):
    erase_account(zoe.user)
    anew = ask_again(parc, EMAIL.upper())
    assert anew.status == "pending"
    page = browser_of(denise).get(f"/admin/members/membership/{anew.pk}/change/")
    assert NOTE in page.content.decode()
    assert ask_again(parc, "anne.zoe@example.org").status == "active"
    assert ask_again(zola, "zoe+zola@example.org").status == "active"


def test_other_networks_know_nothing_of_it(zoe, zola):
    erase_account(zoe.user)
    assert ask_again(zola, EMAIL).status == "active"


def test_coordinators_who_let_the_person_in_forget_it(zoe, parc, denise):
    erase_account(zoe.user)
    anew = ask_again(parc, EMAIL)
    with in_network(parc):
        anew.accept(by=denise)
    assert remembered() == 0
    page = browser_of(denise).get(f"/admin/members/membership/{anew.pk}/change/")
    assert NOTE not in page.content.decode()


def test_only_an_exclusion_is_remembered_and_without_the_address(zoe, alice):
    erase_account(alice.user)
    assert remembered() == 0
    erase_membership(zoe)
    [kept] = Exclusion._base_manager.values_list("digest", "decided_at")
    assert (len(kept[0]), kept[1]) == (64, zoe.decided_at)


@pytest.mark.parametrize("was_erased", [True, False])
def test_exclusion_is_forgotten_three_years_after_the_decision(zoe, was_erased):
    if was_erased:
        erase_account(zoe.user)
    ends = zoe.decided_at + YEARS
    forget_excluded(YEARS, ends - timedelta(seconds=1))
    assert remembered() == was_erased
    assert (Membership._base_manager.get(pk=zoe.pk).erased_at is not None) == was_erased
    forget_excluded(YEARS, ends + timedelta(days=1))
    assert remembered() == 0
    assert Membership._base_manager.get(pk=zoe.pk).erased_at <= timezone.now()
