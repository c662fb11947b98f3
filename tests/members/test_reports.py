"""Reports: told to those who decide, decided once, contested once, heard by another."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from coopere.lib.state import TransitionRefused
from events.models import Memory
from exchanges.models import Exchange, Message, Thanks
from members.models import Membership, Notification, Report, ReportVoice
from members.models.moderation import moderated_models
from members.scoping import in_network
from tests.factories import (
    CollectionFactory,
    ExchangeFactory,
    GatheringFactory,
    MembershipFactory,
    OfferFactory,
    OfferPictureFactory,
)
from tests.racing import WON, racing
from tests.tenants import rows_of

pytestmark = pytest.mark.usefixtures("in_parc")
REASON = "Rien de cela ici."


@pytest.fixture
def offer(alice):
    return OfferFactory(author=alice, title="Aspirine")


@pytest.fixture
def eve(parc) -> Membership:
    """The other coordinator."""
    return MembershipFactory(network=parc, first_name="Ève", coordinator=True)


@pytest.fixture
def report(offer, chloe, denise) -> Report:
    return Report.make(offer, by=chloe, words="Des médicaments.")[0]


def told(person: Membership) -> list[str]:
    return list(
        Notification.objects.filter(to=person).order_by("pk").values_list("kind", flat=True)
    )


def is_shown(thing) -> bool:
    thing.refresh_from_db()
    return not thing.is_hidden


def test_report_rings_the_coordinators_and_says_nothing_to_the_author(report, offer, alice, denise):
    assert (told(denise), told(alice)) == (["reported"], [])
    assert is_shown(offer)


def test_report_upheld_hides_and_tells_author_and_reporter_why(report, offer, alice, chloe, denise):
    report.uphold(by=denise, reason=REASON)
    offer.refresh_from_db()
    assert (offer.hidden_by, offer.hidden_reason) == (denise, REASON)
    assert (told(alice), told(chloe)) == (["decision"], ["report_answer"])
    assert not Notification.objects.unread().filter(to=denise).exists()


def test_report_dismissed_hides_nothing_and_tells_both(report, offer, alice, chloe, denise):
    report.dismiss(by=denise, reason="C’est permis.")
    assert is_shown(offer)
    assert (told(alice), told(chloe)) == (["decision"], ["report_answer"])


def test_what_several_report_is_one_report(report, offer, bachir, chloe, denise):
    same, is_new = Report.make(offer, by=bachir, words="Dangereux.")
    again, is_new_again = Report.make(offer, by=chloe, words="J’insiste.")
    assert (same, is_new, again, is_new_again) == (report, True, report, False)
    report.uphold(by=denise, reason=REASON)
    assert told(bachir) == told(chloe) == ["report_answer"]
    assert list(report.voices.values_list("words", flat=True)) == ["Des médicaments.", "Dangereux."]


def test_decision_is_made_once(report, denise, eve):
    report.uphold(by=denise, reason=REASON)
    late = Report.objects.get(pk=report.pk)
    for verb in (late.uphold, late.dismiss):
        with pytest.raises(TransitionRefused):
            verb(by=eve, reason="Trop tard.")


def test_author_contests_and_another_coordinator_gives_back(report, offer, alice, denise, eve):
    report.uphold(by=denise, reason=REASON)
    report.appeal(by=alice, text="Ce sont des pansements.")
    assert (told(eve)[-1], "appealed" in told(denise)) == ("appealed", False)
    with pytest.raises(PermissionDenied):
        report.settle(by=denise, reason="Je maintiens.", overturn=False)
    report.settle(by=eve, reason="En effet.", overturn=True)
    assert is_shown(offer)
    assert told(alice) == ["decision", "decision"]


def test_reporter_contests_a_dismissal_and_another_coordinator_hides(
    report, offer, alice, chloe, denise, eve
):
    report.dismiss(by=denise, reason="C’est permis.")
    with pytest.raises(TransitionRefused):
        report.appeal(by=alice, text="Rien à dire.")
    report.appeal(by=chloe, text="Non, regardez bien.")
    report.settle(by=eve, reason=REASON, overturn=True)
    assert not is_shown(offer)
    assert report.is_hiding


def test_decision_is_contested_once(report, alice, denise, eve):
    report.uphold(by=denise, reason=REASON)
    report.appeal(by=alice, text="Ce sont des pansements.")
    report.settle(by=eve, reason="Non.", overturn=False)
    with pytest.raises(TransitionRefused):
        report.appeal(by=alice, text="Encore.")


def test_neighbour_who_has_no_part_in_it_contests_nothing(report, bachir, denise):
    report.uphold(by=denise, reason=REASON)
    with pytest.raises(PermissionDenied):
        report.appeal(by=bachir, text="Moi aussi.")


def test_coordinator_who_reported_does_not_hear_the_appeal(offer, denise, eve, alice):
    louis = MembershipFactory(network=alice.network, coordinator=True)
    report, _new = Report.make(offer, by=denise, words="Des médicaments.")
    report.dismiss(by=eve, reason="C’est permis.")
    report.appeal(by=denise, text="Non, regardez bien.")
    with pytest.raises(PermissionDenied):
        report.settle(by=denise, reason=REASON, overturn=True)
    assert [person for person in (eve, denise, alice, louis) if "appealed" in told(person)] == [
        louis
    ]
    report.settle(by=louis, reason=REASON, overturn=True)
    assert not is_shown(offer)


def test_decision_is_not_contested_while_the_thing_is_reported_again(report, offer, bachir, chloe):
    report.dismiss(by=None, reason="C’est permis.")
    again, _new = Report.make(offer, by=bachir, words="Dangereux.")
    with pytest.raises(TransitionRefused, match="attendez sa réponse"):
        report.appeal(by=chloe, text="Non, regardez bien.")
    again.dismiss(by=None, reason="C’est permis.")
    report.appeal(by=chloe, text="Non, regardez bien.")
    assert report.status == Report.Status.APPEALED


@pytest.mark.parametrize("verb", ["uphold", "dismiss"])
def test_only_a_coordinator_of_this_network_decides(report, verb, bachir, emile):
    for person in (bachir, emile):
        with pytest.raises(PermissionDenied):
            getattr(report, verb)(by=person, reason=REASON)
    getattr(report, verb)(by=None, reason=REASON)  # the site's staff


def test_nobody_judges_what_is_their_own(denise, eve, chloe, karim, odile):
    own, _new = Report.make(OfferFactory(author=denise), by=chloe, words="Non.")
    assert (told(denise), told(eve)) == ([], ["reported"])
    with pytest.raises(PermissionDenied):
        own.dismiss(by=denise, reason="Rien.")
    karim.appoint()
    godchilds, _new = Report.make(OfferFactory(author=odile), by=chloe, words="Non.")
    with pytest.raises(PermissionDenied):
        godchilds.dismiss(by=karim, reason="Rien.")


def test_coordinator_hides_without_a_report_and_the_author_may_contest(offer, alice, denise, eve):
    report = Report.take_up(offer, by=denise, reason=REASON)
    assert told(alice) == ["decision"]
    assert report.may_appeal(alice)
    assert Report.hiding(offer) is None  # as it was read before
    offer.refresh_from_db()
    found = Report.hiding(offer)
    assert found == report
    found.take_back(by=denise, reason="J’avais mal lu.")
    assert is_shown(offer)


def test_own_and_hidden_things_are_not_reported(offer, alice, karim, odile, chloe, denise):
    for thing, by in ((offer, alice), (OfferFactory(author=odile), karim)):
        with pytest.raises(TransitionRefused, match="à vous"):
            Report.make(thing, by=by, words="Non.")
    Report.take_up(offer, by=denise, reason=REASON)
    offer.refresh_from_db()
    with pytest.raises(TransitionRefused, match="déjà masqué"):
        Report.make(offer, by=chloe, words="Non.")


def test_what_was_hidden_since_one_saw_it_is_not_reported(offer, chloe, denise):
    Report.take_up(offer, by=denise, reason=REASON)
    assert not offer.is_hidden  # as it was read before
    with pytest.raises(TransitionRefused, match="déjà masqué"):
        Report.make(offer, by=chloe, words="Non.")
    assert Report.objects.count() == 1


def test_sentences_about_a_person_end_with_one_full_stop(alice, chloe, denise, mailbox):
    report, _new = Report.make(alice, by=chloe, words="Non.")
    bodies = [mailbox[0].body]
    report.dismiss(by=denise, reason="Rien à redire")
    bodies += [mail.body for mail in mailbox]
    assert ["Alice M." in body for body in bodies] == [True, True, True]
    assert not [body for body in bodies if "M.." in body]


def test_report_keeps_the_words_that_were_there(report, offer, alice, denise):
    offer.edit(by=alice, title="Pansements", text="")
    report.refresh_from_db()
    assert report.subject == "l’annonce «\u00a0Aspirine\u00a0»"
    assert report.words.startswith("Aspirine")


def test_what_is_gone_cannot_be_hidden_and_is_dismissed(report, offer, denise):
    offer.delete()
    report = Report.objects.get(pk=report.pk)
    with pytest.raises(TransitionRefused, match="n’existe plus"):
        report.uphold(by=denise, reason=REASON)
    report.dismiss(by=denise, reason="L’annonce est partie.")
    assert report.status == Report.Status.DISMISSED


def test_reported_message_shows_the_five_around_it_and_both_sides_are_told(alice, bachir, denise):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, text="0")
    for number in range(1, 10):
        Message.say(exchange, by=(bachir, alice)[number % 2], text=str(number))
    said = {message.text: message for message in Message.objects.with_people()}
    around = {n: "".join(m.text for m in said[n].surroundings()) for n in ("0", "1", "5", "8")}
    assert around == {"0": "012345", "1": "012345", "5": "234567", "8": "456789"}
    Report.make(said["5"], by=bachir, words="Ce mot me blesse.")
    assert told(alice)[-1] == told(bachir)[-1] == "thread_read"
    assert "reported" in told(denise)


def things(alice, bachir) -> list:
    """One of each kind that can be reported, all of Alice."""
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status="done")
    Message.say(exchange, by=alice, text="Voilà.")
    message = Message.objects.with_people().get(side=Exchange.Turn.OWNER)
    thanks = Thanks.thank(exchange, by=alice, text="Merci !")
    picture = OfferPictureFactory(offer=exchange.offer, alt="Un lit.")
    cafe = GatheringFactory(host=alice, over=True)
    memory = Memory.write(cafe, by=alice, text="Quel beau soir !")
    collection = CollectionFactory(created_by=alice)
    return [exchange.offer, picture, message, thanks, alice, cafe, memory, collection]


def test_everything_that_is_moderated_is_reported_hidden_and_given_back(alice, bachir, denise, eve):
    found = things(alice, bachir)
    assert {type(thing) for thing in found} == set(moderated_models().values())
    for thing in found:
        report, _new = Report.make(thing, by=bachir, words="Non.")
        report.uphold(by=denise, reason=REASON)
        assert not is_shown(thing)
        assert type(thing).objects.visible().filter(pk=thing.pk).count() == 0
        report.appeal(by=alice, text="Si.")
        report.settle(by=eve, reason="D’accord.", overturn=True)
        assert is_shown(thing)


def test_database_refuses_a_hiding_without_a_reason(alice, bachir, denise):
    for thing in things(alice, bachir):
        with pytest.raises(IntegrityError, match="hidden_has_a_reason"), transaction.atomic():
            thing.hide(by=denise, reason="")


def test_database_refuses_an_appeal_heard_by_who_decided(report, alice, denise):
    report.uphold(by=denise, reason=REASON)
    report.appeal(by=alice, text="Si.")
    with (
        pytest.raises(IntegrityError, match="report_appeal_is_heard_by_another"),
        transaction.atomic(),
    ):
        report._settle([report.Status.APPEALED], denise, "Non.", overturn=False)


def test_hidden_words_are_read_by_nobody_else(alice, bachir, denise):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    Message.say(exchange, by=alice, text="Un gros mot.")
    message = Message.objects.with_people().get(text="Un gros mot.")
    Report.take_up(message, by=denise, reason=REASON)
    words = exchange.notice_words(bachir, alice)
    assert words["said"]() is None


def test_older_message_does_not_pass_for_the_one_that_is_hidden(alice, bachir, denise):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, text="Bonjour.")
    said = exchange.notice_words(alice, bachir)["said"]
    assert said().text == "Bonjour."
    Message.say(exchange, by=bachir, text="Un gros mot.")
    Report.take_up(said(), by=denise, reason=REASON)
    assert said() is None


@pytest.mark.django_db(transaction=True)
def test_two_who_report_and_two_who_decide_at_once_make_one_report(
    parc, offer, bachir, chloe, denise, eve
):
    with racing(parc) as race:
        made = race(
            *[lambda by=by: Report.make(offer, by=by, words="Non.") for by in (bachir, chloe)]
        )
        assert made == [WON, WON]
        report = rows_of(Report, parc).get()
        assert rows_of(ReportVoice, parc).count() == 2
        ended = race(
            lambda: Report.objects.get(pk=report.pk).uphold(by=denise, reason="Oui."),
            lambda: Report.objects.get(pk=report.pk).dismiss(by=eve, reason="Non."),
        )
    assert sorted(ended) == ["TransitionRefused", WON]
    with in_network(parc):
        assert Report.objects.get().is_hiding == (not is_shown(offer))


def test_person_whose_presentation_is_hidden_may_be_reported_again(alice, bachir, chloe, denise):
    alice.about = "Un mot de trop."
    alice.save()
    Report.make(alice, by=bachir, words="Grossier.")[0].uphold(by=denise, reason=REASON)
    alice.refresh_from_db()
    again, is_new = Report.make(alice, by=chloe, words="Encore, dans le hall.")
    assert (is_new, again.words) == (True, "")
    again.uphold(by=denise, reason="Deux fois de trop.")
    assert not is_shown(alice)


def test_appeal_that_no_coordinator_may_hear_is_written_to_the_staff(
    report, alice, denise, yves, mailbox
):
    report.uphold(by=denise, reason=REASON)
    report.appeal(by=alice, text="Ce sont des pansements.")
    [mail] = mailbox.to(yves.email)
    assert "aucune personne référente ne peut prendre cette décision" in mail.body
    assert "Aspirine" not in mail.body + mail.subject


def test_report_that_a_coordinator_may_decide_calls_no_staff(report, yves, mailbox):
    assert mailbox.to(yves.email) == []
