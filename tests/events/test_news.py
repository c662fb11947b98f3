"""The news of gatherings: who is told what, in words that never say the address."""

from datetime import timedelta

import pytest
import time_machine

from coopere.lib.mail import one_line, write_templated
from coopere.lib.tags import moment
from events.models import Address, Booking, Encounter, Gathering, Memory
from events.upkeep import lapse_overdue, remind
from members.models import Membership, Notification
from tests.factories import GatheringFactory

HERE = "12 rue des Tilleuls"

pytestmark = pytest.mark.usefixtures("in_parc")


@pytest.fixture
def concert(alice, denise) -> Gathering:
    """Two seats at Alice's, whose address is kept."""
    concert = GatheringFactory(host=alice, concert=True, seats=2, title="Duo", status="proposed")
    Address.keep(concert, by=alice, text=HERE)
    return concert


def hold(concert: Gathering, alice, bachir, chloe, denise) -> None:
    """From the proposal to the day after, with all that happens in between."""
    concert.send_back(by=denise, reason="Finissez à 22 h.")
    concert.propose(by=alice)
    concert.publish(by=denise)
    first, second = (Booking.book(concert, by=who, size=2) for who in (bachir, chloe))
    first.cancel(by=bachir)
    Booking.objects.get(pk=second.pk).confirm(by=chloe)
    Address.keep(concert, by=alice, text=f"{HERE}, au fond")
    with time_machine.travel(concert.starts_at.replace(hour=10) - timedelta(days=1), tick=False):
        remind(concert.starts_at.replace(hour=10) - timedelta(days=1))
    with time_machine.travel(concert.ends_at, tick=False):
        Encounter.say(concert, by=chloe, other=alice)
        Memory.write(concert, by=chloe, text="Quel beau soir !")


def news_of(kind: str, to: Membership) -> Notification:
    return Notification.objects.filter(kind=kind, to=to).latest("pk")


def line(notice: Notification) -> str:
    return one_line(f"notices/{notice.kind}.txt", notice.words_for(notice.to))


def mail(notice: Notification) -> str:
    """Subject, text and HTML of the mail, its links aside."""
    links = dict.fromkeys(("url", "unsubscription_url", "settings_url"), "https://example.org/")
    context = {**notice.words_for(notice.to), "line": line(notice), **links}
    message = write_templated(f"notices/{notice.kind}", "personne@example.org", context)
    return f"{message.subject}\n{message.body}\n{message.alternatives[0].content}"


LINES = {
    ("gathering_asked", "denise"): "Alice M. propose un concert : « Duo »",
    ("gathering_back", "alice"): "Votre concert « Duo » vous revient, avec un mot",
    ("gathering_yes", "alice"): "Votre concert « Duo » est publié",
    ("booked", "alice"): "Chloé C. réserve pour « Duo »",
    ("unbooked", "alice"): "Bachir B. rend sa place pour « Duo »",
    ("seat_offered", "chloe"): "Une place s’est libérée pour « Duo »",
    ("gathering_moved", "chloe"): "« Duo » a changé d’heure ou de lieu : {when}",
    ("reminder", "alice"): "Rappel, {when} chez vous : « Duo »",
    ("reminder", "chloe"): "Rappel, {when} : « Duo »",
    ("met", "alice"): "Chloé C. dit que vous avez fait connaissance : « Duo »",
    ("remembered", "alice"): "Chloé C. laisse un mot après « Duo »",
}


def test_everybody_is_told_what_is_for_them_in_plain_words(concert, alice, bachir, chloe, denise):
    hold(concert, alice, bachir, chloe, denise)
    people = {"alice": alice, "chloe": chloe, "denise": denise}
    when = moment(concert.starts_at)
    for (kind, who), words in LINES.items():
        said = line(news_of(kind, people[who])).replace("\u00a0", " ")
        assert said == words.format(when=when).replace("\u00a0", " ")
    kinds = {(news.kind, news.to.first_name) for news in Notification.objects.all()}
    assert len(kinds) == len(LINES)


def test_no_news_says_the_address(concert, alice, bachir, chloe, denise):
    hold(concert, alice, bachir, chloe, denise)
    news = list(Notification.objects.all())
    assert len(news) >= len(LINES)
    for notice in news:
        said = line(notice) + mail(notice)
        assert "Duo" in said
        assert "Tilleuls" not in said
        assert "None" not in said


def test_seat_that_waits_says_until_when(concert, alice, bachir, chloe, denise):
    concert.publish(by=denise)
    first, second = (Booking.book(concert, by=who, size=2) for who in (bachir, chloe))
    first.cancel(by=bachir)
    offered = news_of("seat_offered", chloe)
    assert "à confirmer avant" in line(offered)
    assert "2 places se sont libérées" in mail(offered)
    concert.set_seats(by=alice, seats=1)
    assert "vous gardez votre rang" in line(news_of("seat_lapsed", chloe))
    concert.set_seats(by=alice, seats=2)
    lapse_overdue(Booking.objects.get(pk=second.pk).offered_until)
    lapsed = Notification.objects.unread().get(kind="seat_lapsed")
    assert "est partie" in line(lapsed)
    assert "ce n’est pas grave" in mail(lapsed)


def test_word_of_who_calls_it_off_is_in_the_mail(concert, alice, bachir, denise):
    concert.publish(by=denise)
    Booking.book(concert, by=bachir)
    concert.cancel(by=denise, word="La salle est en travaux.")
    guest, host = news_of("gathering_off", bachir), news_of("gathering_off", alice)
    assert line(guest).startswith("Annulé")
    assert line(host).startswith("Votre événement")
    for notice in (guest, host):
        assert mail(notice).count("La salle est en travaux.") == 2  # in text, and in HTML


def test_both_who_met_are_told_that_it_is_mutual(alice, bachir):
    cafe = GatheringFactory(host=alice, title="Café", seats=3)
    Booking.book(cafe, by=bachir)
    with time_machine.travel(cafe.starts_at, tick=False):
        Encounter.say(cafe, by=bachir, other=alice)
        Encounter.say(cafe, by=alice, other=bachir)
    assert "se souvient aussi de votre rencontre" in line(news_of("met", bachir))
