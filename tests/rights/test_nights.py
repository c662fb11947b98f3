"""The jobs of the night ask again before they erase, and one fault stops nobody else."""

from datetime import UTC, datetime

import pytest
from dateutil.relativedelta import relativedelta

from coopere.rights import absence, nights, purges
from members.models import Absence, Membership, User
from tests.factories import MembershipFactory

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
NIGHT = NOW + relativedelta(years=4)
YEAR = relativedelta(months=12)


@pytest.fixture
def two(parc) -> list[Membership]:
    """Two who left at NOW, and have not been seen since."""
    people = [
        MembershipFactory(network=parc, status="left", left_at=NOW, first_name=name)
        for name in ("Zoé", "Yves")
    ]
    keys = [person.user_id for person in people]
    User.objects.filter(pk__in=keys).update(date_joined=NOW, last_login=NOW)
    return people


def forget_absent(two: list[Membership]) -> None:
    for person in two:
        Absence.objects.create(user=person.user, warned_at=NOW)
    absence.end_absent(NIGHT)


def forget_left(two: list[Membership]) -> None:
    purges.forget_left(YEAR, NIGHT)


def forget_closed(two: list[Membership]) -> None:
    User.objects.filter(pk__in=[person.user_id for person in two]).update(is_active=False)
    purges.forget_closed(YEAR, NIGHT)


def is_erased(person: Membership) -> bool:
    return Membership._base_manager.get(pk=person.pk).erased_at is not None


def meanwhile(monkeypatch, act) -> None:
    """With the first one to be erased, something else happens."""
    for module in (absence, purges):
        for name in ("erase_account", "erase_membership"):
            real = getattr(module, name, None)
            if real:
                monkeypatch.setattr(module, name, lambda one, real=real: (act(one), real(one)))


JOBS = [forget_absent, forget_left, forget_closed]


@pytest.mark.parametrize("job", JOBS)
def test_one_whose_erasure_fails_keeps_no_other_from_it(two, monkeypatch, caplog, job):
    first, second = two

    def fail(one):
        if one in (first, first.user):
            raise PermissionError("a fault of ours")

    meanwhile(monkeypatch, fail)
    monkeypatch.setattr(nights.logger, "propagate", True)
    with pytest.raises(PermissionError, match="a fault of ours"):
        job(two)
    assert (is_erased(first), is_erased(second)) == (False, True)
    assert "failed." in caplog.text
    assert "Zoé" not in caplog.text


@pytest.mark.parametrize(
    ("job", "come_back"),
    [
        (
            forget_left,
            lambda one: Membership._base_manager.filter(pk=one.pk).update(status="pending"),
        ),
        (
            forget_closed,
            lambda one: User.objects.filter(pk=one.user_id).update(is_active=True),
        ),
    ],
)
def test_who_comes_back_in_the_night_is_not_erased(two, monkeypatch, job, come_back):
    first, second = two
    meanwhile(monkeypatch, lambda _one: come_back(second))
    job(two)
    assert (is_erased(first), is_erased(second)) == (True, False)
