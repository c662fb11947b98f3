"""A collection from its first words to its report, and those who organise it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from events.models import BilanPicture, Collection, CollectionPicture, OpeningHours, Pledge, Shift
from members.models import Membership, Notification, Report
from members.scoping import in_network
from tests.factories import (
    BilanPictureFactory,
    CollectionFactory,
    CollectionPictureFactory,
    DropPointFactory,
    PledgeFactory,
    VolunteerSlotFactory,
)

pytestmark = pytest.mark.usefixtures("in_parc")
Status = Collection.Status

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def collection(alice) -> Collection:
    """Alice's, open, for thirty notebooks."""
    return CollectionFactory(created_by=alice)


@pytest.fixture
def helped(collection, bachir, chloe, denise, karim, odile) -> Collection:
    """Bachir gave twice, Odile through Karim; Chloé holds a slot; Denise has withdrawn."""
    need = collection.needs.get()
    for giver in (bachir, bachir, denise):
        PledgeFactory(need=need, member=giver)
    Pledge.objects.get(member=denise).withdraw(by=denise)
    Pledge.promise(need, by=karim, for_=odile, amount=Decimal(1))
    Shift.sign_up(VolunteerSlotFactory(point__collection=collection), by=chloe)
    return collection


def told(kind: str) -> list[str]:
    return sorted(notice.to.first_name for notice in Notification.objects.filter(kind=kind))


def fresh(collection: Collection) -> Collection:
    return Collection.objects.with_people().get(pk=collection.pk)


# -- Its life -------------------------------------------------------------------------------------


def test_collection_is_prepared_opened_closed_and_reported(alice, bachir):
    collection = CollectionFactory(created_by=alice, status="preparing")
    assert not Collection.objects.visible_to(bachir).exists()
    assert Collection.objects.visible_to(alice).exists()
    collection.open(by=alice)
    assert set(Collection.objects.visible_to(bachir).going_on()) == {collection}
    collection.close(by=alice)
    collection.publish_report(by=alice, text="Trente cartables.")
    assert set(Collection.objects.visible_to(bachir).over()) == {collection}
    found = fresh(collection)
    assert (found.status, found.report_text) == (Status.REPORTED, "Trente cartables.")


def test_same_form_sent_twice_prepares_one(alice):
    token, day = uuid4(), timezone.localdate()
    said = {"title": "Noël", "beneficiary": "l’école", "opens_on": day, "closes_on": day}
    made = [Collection.write(by=alice, token=token, **said) for _number in range(2)]
    assert [is_new for _collection, is_new in made] == [True, False]
    assert Collection.objects.get().organisers.count() == 1


def test_each_step_has_its_moment(collection, alice):
    with pytest.raises(TransitionRefused, match="Terminez d’abord"):
        collection.publish_report(by=alice, text="Déjà ?")
    with pytest.raises(TransitionRefused, match="déjà ouverte"):
        collection.open(by=alice)
    collection.close(by=alice)
    with pytest.raises(TransitionRefused, match="pas ouverte"):
        collection.close(by=alice)
    with pytest.raises(TransitionRefused, match="déjà terminée"):
        collection.cancel(by=alice, word="Trop tard.")
    with pytest.raises(TransitionRefused, match="quelques mots"):
        collection.publish_report(by=alice, text="")


def test_it_opens_with_a_need_before_its_end_by_somebody_who_is_there(alice):
    collection = CollectionFactory(created_by=alice, needs=0, status="preparing")
    with pytest.raises(TransitionRefused, match="de quoi vous avez besoin"):
        collection.open(by=alice)
    past = CollectionFactory(
        created_by=alice, status="preparing", opens_on=date(2020, 1, 1), closes_on=date(2020, 2, 1)
    )
    with pytest.raises(TransitionRefused, match="date de fin à venir"):
        past.open(by=alice)
    alice.pause()
    with pytest.raises(TransitionRefused, match="en pause"):
        past.open(by=alice)


def test_only_those_who_organise_change_it(collection, alice, bachir, denise):
    for nobody in (bachir, denise):
        for act in (
            lambda by=nobody: collection.edit(by=by, title="Autre"),
            lambda by=nobody: collection.close(by=by),
            lambda by=nobody: collection.publish_report(by=by, text="Rien."),
            lambda by=nobody: DropPointFactory._meta.model.add(collection, by=by, place="Ici"),
        ):
            with pytest.raises(PermissionDenied):
                act()
    with pytest.raises(PermissionDenied):
        collection.cancel(by=bachir, word="Non.")
    collection.edit(by=alice, title="Autre")
    assert fresh(collection).title == "Autre"


def test_later_end_asks_givers_again(collection, alice, bachir):
    pledge = PledgeFactory(need=collection.needs.get(), member=bachir)
    Pledge.objects.update(reminded_at=timezone.now())
    collection.edit(by=alice, title="Autre")
    pledge.refresh_from_db()
    assert pledge.reminded_at
    collection.edit(by=alice, closes_on=collection.closes_on + timedelta(days=7))
    pledge.refresh_from_db()
    assert pledge.reminded_at is None


def test_share_is_that_of_the_needs_still_open(alice, bachir):
    collection = CollectionFactory(created_by=alice, needs=3)
    half, closed, _empty = collection.needs.in_order()
    PledgeFactory(need=half, member=bachir, amount=Decimal(15))
    shown = Collection.objects.with_progress()
    assert shown.get().share == 16
    closed.close(by=alice)
    assert shown.get().share == 25


# -- Called off -----------------------------------------------------------------------------------


def test_called_off_tells_givers_volunteers_and_organisers_and_frees_them(
    helped, alice, bachir, chloe, denise
):
    slot = helped.slots.get()
    helped.cancel(by=denise, word="La mairie s’en charge.")
    assert told("collection_off") == ["Alice", "Bachir", "Chloé", "Odile"]
    assert not helped.pledges.live().exists()
    assert not helped.shifts.live().exists()
    assert Collection.objects.visible_to(bachir).get().cancel_word == "La mairie s’en charge."
    other = VolunteerSlotFactory(point__collection__created_by=alice, starts_at=slot.starts_at)
    assert Shift.sign_up(other, by=chloe).is_live


def test_what_came_before_it_was_called_off_stays_written(collection, alice, bachir):
    need = collection.needs.get()
    PledgeFactory(need=need, member=bachir, amount=Decimal(5), delivered=Decimal(2))
    collection.cancel(by=alice, word="Fini.")
    assert need.count() == 2
    pledge = Pledge.objects.get()
    assert (pledge.status, pledge.amount) == ("delivered", 2)


# -- The report -----------------------------------------------------------------------------------


def test_report_goes_once_to_everybody_who_took_part(helped, alice, denise):
    helped.close(by=alice)
    helped.publish_report(by=alice, text="Trente cartables.")
    assert told("bilan") == ["Bachir", "Chloé", "Odile"]
    assert told("bilan_asked") == ["Denise"]
    Notification.objects.all().mark_read()
    helped.publish_report(by=alice, text="Trente et un cartables.")
    assert (told("bilan"), told("bilan_asked")) == (["Bachir", "Chloé", "Odile"], ["Denise"])
    assert fresh(helped).report_text == "Trente et un cartables."


def test_report_stands_on_the_front_door_when_a_coordinator_says_so(alice, bachir, denise, emile):
    collection = CollectionFactory(created_by=alice, status="reported")
    for nobody in (alice, bachir, emile):
        with pytest.raises(PermissionDenied):
            collection.allow_public(by=nobody)
    assert not Collection.objects.public().exists()
    collection.allow_public(by=denise)
    assert set(Collection.objects.public()) == {collection}
    assert not Notification.objects.filter(kind="bilan_asked").unread().exists()
    collection.keep_private(by=denise)
    assert not Collection.objects.public().exists()


def test_report_written_anew_waits_for_a_coordinator_again(alice, denise):
    collection = CollectionFactory(created_by=alice, status="reported")
    collection.allow_public(by=denise)
    collection.publish_report(by=alice, text="Avec le nom de Mme Petit.")
    assert not Collection.objects.public().exists()
    assert Notification.objects.filter(kind="bilan_asked", to=denise).unread().count() == 1


def test_hidden_collection_is_on_no_page_and_takes_nothing(collection, alice, bachir, denise):
    Report.take_up(collection, by=denise, reason="C’est une vente.")
    assert not Collection.objects.visible_to(bachir).exists()
    assert set(Collection.objects.visible_to(alice)) == {collection}
    with pytest.raises(TransitionRefused):
        Pledge.promise(collection.needs.get(), by=bachir, amount=Decimal(1))
    assert not fresh(collection).notice_visible_to(bachir)


def test_report_without_a_closing_is_not_made_public(collection, denise):
    with pytest.raises(TransitionRefused, match="pas encore publié"):
        collection.allow_public(by=denise)


# -- A past one is the model of a new one ---------------------------------------------------------


def test_past_collection_is_the_model_of_a_new_one(alice, bachir, chloe):
    past = CollectionFactory(created_by=alice, needs=3)
    first = past.needs.in_order().first()
    PledgeFactory(need=first, member=chloe)
    first.close(by=alice)
    past.close(by=alice)
    token = uuid4()
    for is_first in (True, False):
        copy, is_new = Collection.copy_as_new(past, by=bachir, token=token)
        assert is_new == is_first
    told = [(n.label, n.target, n.closed_at, n.count()) for n in copy.needs.in_order()]
    assert told == [(n.label, n.target, None, 0) for n in past.needs.in_order()]
    assert (copy.status, copy.title, copy.model) == (Status.PREPARING, past.title, past)
    assert copy.closes_on - copy.opens_on == past.closes_on - past.opens_on
    assert copy.is_organised_by(bachir)
    assert not copy.is_organised_by(alice)


def test_answers_go_before_the_words_of_the_model(alice, bachir):
    past = CollectionFactory(created_by=alice, status="reported")
    day = timezone.localdate()
    copy, _new = Collection.copy_as_new(past, by=bachir, title="Noël", closes_on=day)
    assert (copy.title, copy.beneficiary, copy.closes_on) == ("Noël", past.beneficiary, day)


def test_model_is_one_that_one_sees(alice, bachir):
    hers = CollectionFactory(created_by=alice, status="preparing")
    with pytest.raises(PermissionDenied):
        Collection.copy_as_new(hers, by=bachir)
    assert Collection.copy_as_new(hers, by=alice)[1]


# -- Those who organise ---------------------------------------------------------------------------


def test_collection_is_handed_over(collection, alice, bachir):
    with pytest.raises(TransitionRefused, match="seule personne"):
        collection.step_down(by=alice)
    for _number in range(2):
        collection.add_organiser(by=alice, who=bachir)
    assert told("organiser") == ["Bachir"]
    collection.step_down(by=alice)
    assert not collection.is_organised_by(alice)
    assert not fresh(collection).is_organised_by(alice)
    assert fresh(collection).is_organised_by(bachir)
    with pytest.raises(PermissionDenied):
        collection.step_down(by=alice)
    with pytest.raises(TransitionRefused, match="seule personne"):
        collection.step_down(by=bachir)


def test_who_is_gone_does_not_count_as_one_who_stays(collection, alice, bachir):
    collection.add_organiser(by=alice, who=bachir)
    bachir.leave()
    with pytest.raises(TransitionRefused, match="seule personne"):
        collection.step_down(by=alice)


def test_only_organisers_name_others_and_only_neighbours(collection, alice, chloe, paul, emile):
    with pytest.raises(PermissionDenied):
        collection.add_organiser(by=chloe, who=chloe)
    for nobody in (paul, emile):
        with pytest.raises(TransitionRefused, match="pas partie du réseau"):
            collection.add_organiser(by=alice, who=nobody)


def test_coordinator_finds_somebody_for_a_collection_that_nobody_holds(
    collection, alice, bachir, denise
):
    with pytest.raises(PermissionDenied):
        collection.add_organiser(by=denise, who=bachir)
    alice.leave()
    with pytest.raises(PermissionDenied):
        collection.add_organiser(by=bachir, who=bachir)
    collection.add_organiser(by=denise, who=bachir)
    assert fresh(collection).is_organised_by(bachir)


def test_godparent_organises_with_a_godchild(collection, alice, karim, odile):
    collection.add_organiser(by=alice, who=odile)
    assert collection.is_organised_by(karim)
    collection.edit(by=karim, title="Ensemble")
    collection.step_down(by=karim, who=odile)
    assert not collection.is_organised_by(karim)


# -- Places, hours, pictures ----------------------------------------------------------------------


def test_point_is_open_on_days_of_the_collection(collection, alice, bachir):
    point, day = DropPointFactory(collection=collection), collection.closes_on
    for _number in range(2):
        point.open_on(by=alice, day=day, opens=time(17), closes=time(20))
    for wrong in (
        {"day": day + timedelta(days=1), "opens": time(9), "closes": time(10)},
        {"day": day, "opens": time(10), "closes": time(9)},
        {"day": day, "opens": time(19), "closes": time(21)},
    ):
        with pytest.raises(TransitionRefused):
            point.open_on(by=alice, **wrong)
    hours = OpeningHours.objects.visible_to(bachir).to_come(timezone.localdate()).get()
    assert hours.ends_at - hours.starts_at == timedelta(hours=3)
    with pytest.raises(TransitionRefused, match="hors de ces dates"):
        collection.edit(by=alice, closes_on=day - timedelta(days=1))
    hours.remove(by=alice)
    collection.edit(by=alice, closes_on=day - timedelta(days=1))


def test_list_of_points_has_an_end(collection, alice):
    for number in range(10):
        DropPointFactory(collection=collection, place=f"Hall {number}")
    with pytest.raises(TransitionRefused, match="Dix points"):
        DropPointFactory(collection=collection)


def test_pictures_are_seen_by_those_who_see_the_collection(collection, alice, bachir, denise):
    cover, after = (
        CollectionPictureFactory(collection=collection),
        BilanPictureFactory(collection=collection),
    )
    waiting = CollectionPictureFactory(collection=None, by=alice)
    assert set(CollectionPicture.objects.visible_to(bachir)) == {cover}
    assert set(CollectionPicture.objects.visible_to(alice)) == {cover, waiting}
    assert set(BilanPicture.objects.visible_to(bachir)) == {after}
    collection.hide(by=denise, reason="C’est une vente.")
    assert not CollectionPicture.objects.visible_to(bachir).exists()
    assert not BilanPicture.objects.visible_to(bachir).exists()


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"closes_on": date(2020, 1, 1)}, "lasts_a_year"),
        ({"closes_on": timezone.localdate() + timedelta(days=400)}, "lasts_a_year"),
        ({"money_url": "http://example.org"}, "over_https"),
        ({"opened_at": None}, "open_has_a_date"),
        ({"status": "closed"}, "closed_has_a_date"),
        ({"report_text": "Trop tôt."}, "reported_has_a_text"),
        ({"report_public_at": NOW}, "reported_has_a_text"),
        ({"status": "cancelled"}, "cancelled_has_a_word"),
        ({"hidden_at": NOW}, "hidden_has_a_reason"),
    ],
    ids=str,
)
def test_database_refuses_a_collection_that_says_two_things(collection, wrong, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Collection.objects.filter(pk=collection.pk).update(**wrong)


def test_postgresql_refuses_a_promise_from_another_network(collection, zola, bachir, emile):
    """The worst code could try; all the other keys are tried in test_isolation."""
    pledge = PledgeFactory(need=collection.needs.get(), member=bachir)
    with pytest.raises(IntegrityError, match="same_network"):
        point_to(pledge, emile)
    with in_network(zola):
        assert not Collection.objects.exists()


def point_to(pledge: Pledge, member: Membership) -> None:
    with transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(member=member)
        connection.check_constraints()
