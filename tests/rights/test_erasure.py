"""Somebody goes for good: what lives ends kindly, and the others go on."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.utils import timezone

from coopere.rights import erasure
from coopere.rights.erasure import erase_account, erase_membership
from events.models import Booking, Collection, Gathering, Pledge, Shift
from exchanges.models import Exchange
from members.models import Invitation, Membership, Notification, Report
from members.models.notices import Kind
from members.scoping import in_network
from offers.models import Offer
from tests.factories import (
    BookingFactory,
    CollectionFactory,
    ExchangeFactory,
    GatheringFactory,
    MembershipFactory,
    OfferFactory,
    PledgeFactory,
    VolunteerSlotFactory,
)
from tests.personas import browser_of
from tests.worker import delete_jobs

NAME = "Ancien membre"


def now_of(row):
    """The row as it is now, whatever the scope."""
    return type(row)._base_manager.filter(pk=row.pk).first()


def told(person: Membership) -> set[str]:
    with in_network(person.network):
        return set(Notification.objects.filter(to=person).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("status", "becomes", "kind"),
    [("proposed", "declined", Kind.DECLINED), ("agreed", "cancelled", Kind.CANCELLED)],
)
def test_other_side_is_told_that_an_exchange_ends(alice, bachir, status, becomes, kind):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status=status)
    erase_account(alice.user)
    assert now_of(exchange).status == becomes
    assert kind in told(bachir)


def test_answer_is_taken_back(alice, bachir):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    erase_account(bachir.user)
    assert now_of(exchange).status == Exchange.Status.WITHDRAWN
    assert Kind.WITHDRAWN in told(alice)


@pytest.mark.parametrize("status", Exchange.Status.values)
def test_thread_of_the_other_still_reads_well(alice, bachir, status):
    exchange = ExchangeFactory(
        offer=OfferFactory(author=alice, title="Perceuse"),
        answerer=bachir,
        status=status,
        text="Je passerai avec ma brouette.",
    )
    erase_account(alice.user)
    answer = browser_of(bachir).get(exchange.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert NAME in page
    assert "Annonce d’un ancien membre" in page
    assert "qui ne fait plus partie du réseau" in page
    assert "Je passerai avec ma brouette." in page
    assert "Alice" not in page
    assert "Perceuse" not in page


def test_what_the_person_said_gives_its_place_to_a_sentence(alice, bachir):
    exchange = ExchangeFactory(
        offer=OfferFactory(author=alice), answerer=bachir, text="Je passerai avec ma brouette."
    )
    erase_account(bachir.user)
    page = browser_of(alice).get(exchange.get_absolute_url()).content.decode()
    assert "brouette" not in page
    assert "cette personne a supprimé son compte" in page


def test_offers_that_nobody_answered_are_gone(alice, bachir):
    alone, met = OfferFactory(author=alice), OfferFactory(author=alice)
    ExchangeFactory(offer=met, answerer=bachir)
    erase_account(alice.user)
    assert now_of(alone) is None
    assert now_of(met).status == Offer.Status.CLOSED


def test_seat_goes_to_the_next_who_waits(alice, bachir, chloe):
    cafe = GatheringFactory(host=alice, seats=1)
    seat = BookingFactory(gathering=cafe, member=bachir)
    waiting = BookingFactory(gathering=cafe, member=chloe, status="waiting")
    erase_account(bachir.user)
    assert now_of(seat).status == Booking.Status.CANCELLED
    assert now_of(waiting).status == Booking.Status.OFFERED
    assert Kind.SEAT_OFFERED in told(chloe)


def test_guests_are_told_that_it_does_not_take_place(alice, bachir):
    cafe = GatheringFactory(host=alice)
    BookingFactory(gathering=cafe, member=bachir)
    erase_account(alice.user)
    assert now_of(cafe).status == Gathering.Status.CANCELLED
    assert Kind.GATHERING_OFF in told(bachir)
    answer = browser_of(bachir).get(cafe.get_absolute_url())
    assert "La personne qui invitait ne fait plus partie du réseau." in answer.content.decode()


def test_collection_goes_on_with_those_who_organise_it_too(alice, bachir):
    drive = CollectionFactory(created_by=alice, title="Cartables")
    with in_network(alice.network):
        drive.add_organiser(by=alice, who=bachir)
    erase_account(alice.user)
    after = now_of(drive)
    assert (after.created_by_id, after.title, after.status) == (bachir.pk, "Cartables", "open")


def test_collection_of_one_alone_goes_to_the_coordinators(alice, denise):
    drive = CollectionFactory(created_by=alice)
    erase_account(alice.user)
    after = now_of(drive)
    assert (after.created_by_id, after.status) == (denise.pk, Collection.Status.OPEN)
    assert Kind.ORGANISER in told(denise)


def test_collection_that_nobody_can_take_is_called_off(alice, bachir):
    drive = CollectionFactory(created_by=alice)
    PledgeFactory(
        need=drive.needs.model._base_manager.get(collection=drive, position=0), member=bachir
    )
    erase_account(alice.user)
    assert now_of(drive).status == Collection.Status.CANCELLED
    assert Kind.COLLECTION_OFF in told(bachir)


def test_promises_and_slots_are_free_again(alice, bachir):
    drive = CollectionFactory(created_by=alice)
    with in_network(alice.network):
        pledge = PledgeFactory(need=drive.needs.first(), member=bachir)
        shift = Shift.sign_up(VolunteerSlotFactory(point__collection=drive), by=bachir)
    erase_account(bachir.user)
    assert now_of(pledge).status == Pledge.Status.WITHDRAWN
    assert now_of(shift).cancelled_at is not None


def test_coordinators_hear_of_a_godchild_who_has_nobody(karim, odile, denise):
    erase_account(karim.user)
    assert now_of(odile).godparent_id is None
    assert told(denise) == {Kind.GODPARENT_GONE}


def test_last_coordinator_may_go_and_the_staff_takes_over(denise, alice, yves, mailbox):
    erase_account(denise.user)
    [mail] = mailbox.to("yves@example.org")
    assert "a supprimé son compte" in mail.body
    assert "Denise" not in mail.body
    assert now_of(denise).role == Membership.Role.MEMBER


def test_report_about_the_person_is_answered_and_says_nothing(alice, bachir, denise):
    offer = OfferFactory(author=alice, title="Perceuse")
    with in_network(alice.network):
        report, _new = Report.make(offer, by=bachir, words="C’est une vente.")
    erase_account(alice.user)
    after = now_of(report)
    assert (after.status, after.words) == (Report.Status.DISMISSED, "")
    assert "Perceuse" not in after.subject
    assert Kind.REPORT_ANSWER in told(bachir)


def test_report_by_the_person_is_still_looked_at(alice, bachir, denise):
    with in_network(alice.network):
        report, _new = Report.make(OfferFactory(author=alice), by=bachir, words="C’est une vente.")
    erase_account(bachir.user)
    assert now_of(report).status == Report.Status.OPEN
    page = browser_of(denise).get(f"/admin/members/report/{report.pk}/change/").content.decode()
    assert "C’est une vente." not in page
    assert "Cette personne a supprimé son compte" in page


def test_sessions_end_on_every_screen(alice, bachir):
    screens = [browser_of(alice) for _screen in range(3)]
    other = browser_of(bachir)
    assert Session.objects.count() == 4
    erase_account(alice.user)
    assert Session.objects.count() == 1
    assert [screen.get("/mes-reseaux/").status_code for screen in screens] == [302] * 3
    assert other.get("/mes-reseaux/").status_code == 200


def test_session_on_the_way_in_ends_too(alice, client):
    client.post("/compte/login/code/", {"email": alice.user.email})
    assert Session.objects.count() == 1
    erase_account(alice.user)
    assert Session.objects.count() == 0


def test_mail_that_waits_for_the_person_is_not_sent(alice, bachir, mailbox):
    delete_jobs()
    with in_network(alice.network):
        Invitation.invite(by=alice, email="amie@example.org")
        Invitation.invite(by=bachir, email="ami@example.org")
    browser_of(None).post("/compte/password/reset/", {"email": alice.user.email})
    assert [mail.to for mail in mailbox] == [
        ["amie@example.org"],
        ["ami@example.org"],
        [alice.user.email],
    ]
    erase_account(alice.user)
    assert [mail.to for mail in mailbox] == [["ami@example.org"]]


def test_failed_mail_goes_too(alice, mailbox):
    browser_of(None).post("/compte/password/reset/", {"email": alice.user.email})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        erase_account(alice.user)
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%deliver%'")
        assert cursor.fetchone() == (0,)


def test_journal_keeps_the_act_and_forgets_about_whom(alice, denise):
    kind = ContentType.objects.get_for_model(Membership)
    entry = LogEntry.objects.create(
        user=denise.user,
        content_type=kind,
        object_id=str(alice.pk),
        object_repr="Alice M.",
        action_flag=2,
        change_message="Exclusion. Motif : Alice a crié.",
    )
    erase_account(alice.user)
    entry.refresh_from_db()
    assert (entry.object_repr, entry.change_message, entry.user) == (NAME, "", denise.user)


def test_address_is_free_for_a_new_account(alice):
    email = alice.user.email
    erase_account(alice.user)
    assert not EmailAddress.objects.filter(email=email).exists()


def test_person_goes_from_every_network(fatou, zola):
    erase_account(fatou.user)
    people = Membership._base_manager.filter(first_name="Fatou")
    assert not people.exists()
    assert Membership._base_manager.filter(first_name=NAME).count() == 2


@pytest.mark.parametrize("status", ["left", "declined", "excluded", "pending"])
def test_somebody_outside_goes_as_well(parc, status):
    person = MembershipFactory(network=parc, first_name="Zoé", status=status, request_text="Moi !")
    erase_account(person.user)
    after = now_of(person)
    assert (after.first_name, after.status, after.request_text, after.decision_reason) == (
        NAME,
        "left",
        "",
        "",
    )


def test_neighbour_without_an_account_goes_and_the_other_is_told(odile, alice):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=odile)
    left = erase_membership(odile)
    assert (str(left), left.consent_manner, left.godparent_id) == (NAME, "", None)
    assert now_of(exchange).status == Exchange.Status.WITHDRAWN
    assert Kind.WITHDRAWN in told(alice)
    assert str(erase_membership(odile)) == NAME, "twice is once"


def test_what_was_half_done_is_undone_by_a_fault(alice, bachir, monkeypatch):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice, title="Perceuse"), answerer=bachir)

    def fail(_traces):
        raise SuspiciousOperation("the power goes")

    monkeypatch.setattr(erasure, "forget_mail", fail)
    with pytest.raises(SuspiciousOperation):
        erase_account(alice.user)
    assert (now_of(alice).first_name, now_of(exchange).status) == ("Alice", "proposed")
    assert now_of(exchange.offer).title == "Perceuse"


def test_past_evening_stays_in_the_memory_of_guests(alice, bachir):
    cafe = GatheringFactory(host=alice, over=True, title="Le café d’Alice")
    BookingFactory(gathering=cafe, member=bachir)
    erase_account(alice.user)
    assert now_of(cafe).title == "Rendez-vous d’un ancien membre"
    assert now_of(cafe).starts_at < timezone.now() - timedelta(hours=1)


def test_what_others_typed_of_the_person_goes_too(alice, bachir):
    with in_network(alice.network):
        Invitation.invite(by=bachir, email=alice.user.email.upper(), first_name="Alice")
    erase_account(alice.user)
    invitation = Invitation._base_manager.get()
    assert (invitation.email, invitation.first_name) == ("", "")


def test_erased_account_is_never_opened_again(alice, yves):
    erase_account(alice.user)
    url = f"/admin/members/user/{alice.user_id}/reouverture/"
    assert browser_of(yves).post(url, {"reason": "Pour voir."}).status_code == 422
    assert not now_of(alice.user).is_active
