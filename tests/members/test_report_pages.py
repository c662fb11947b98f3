"""What one reads who reports, who is reported, and who decides."""

from uuid import uuid4

import pytest

from exchanges.models import Exchange, Message, Thanks
from members.models import Report
from tests.factories import (
    ExchangeFactory,
    MembershipFactory,
    OfferFactory,
    OfferPictureFactory,
)
from tests.personas import browser_of

pytestmark = pytest.mark.usefixtures("in_parc")
HOME = "/reseaux/massy-residence-du-parc/"


def text_of(answer) -> str:
    return answer.content.decode()


def say(person, url: str, **answers):
    return browser_of(person).post(url, {"token": uuid4(), **answers}, follow=True)


def test_offer_is_reported_in_two_taps_and_a_sentence(alice, chloe, denise):
    offer = OfferFactory(author=alice)
    url = f"{HOME}signaler/annonce/{offer.pk}/"
    assert url in text_of(browser_of(chloe).get(offer.get_absolute_url()))
    assert url not in text_of(browser_of(alice).get(offer.get_absolute_url()))
    page = say(chloe, url, words="C’est une vente.")
    assert page.redirect_chain == [(Report.objects.get().get_absolute_url(), 302)]
    assert "la coordination va regarder" in text_of(page)
    assert "C’est une vente." in text_of(page)


def test_report_without_a_sentence_is_asked_again(alice, chloe):
    offer = OfferFactory(author=alice)
    answer = browser_of(chloe).post(f"{HOME}signaler/annonce/{offer.pk}/", {"words": "  "})
    assert answer.status_code == 422
    assert Report.objects.count() == 0


def test_form_sent_twice_is_one_voice(alice, chloe):
    url, token = f"{HOME}signaler/annonce/{OfferFactory(author=alice).pk}/", uuid4()
    for _time in range(2):
        browser_of(chloe).post(url, {"token": token, "words": "Une vente."})
    assert Report.objects.get().voices.count() == 1


@pytest.mark.parametrize("what", ["annonce", "photo", "message", "merci", "rien"])
def test_what_one_does_not_see_is_not_reported(alice, bachir, chloe, what):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    draft = OfferFactory(author=alice, status="draft")
    picture = OfferPictureFactory(offer=draft)
    keys = {"annonce": draft.pk, "photo": picture.pk, "message": exchange.messages.get().pk}
    url = f"{HOME}signaler/{what}/{keys.get(what, 1)}/"
    never = f"{HOME}signaler/{what}/999999/"
    client = browser_of(chloe)
    assert (client.get(url).status_code, text_of(client.get(url))) == (
        404,
        text_of(client.get(never)).replace("999999", str(keys.get(what, 1))),
    )
    assert client.post(url, {"words": "Non."}).status_code == 404


def test_author_learns_the_decision_and_never_who_reported(alice, chloe, denise):
    report, _new = Report.make(OfferFactory(author=alice), by=chloe, words="Une vente, à Alice.")
    url = report.get_absolute_url()
    assert browser_of(alice).get(url).status_code == 404  # nothing is decided yet
    report.uphold(by=denise, reason="On ne vend pas ici.")
    page = text_of(browser_of(alice).get(url))
    assert "On ne vend pas ici." in page
    assert "Contester la décision" in page
    assert "Chloé" not in page
    assert "Une vente, à Alice." not in page
    assert url in text_of(browser_of(alice).get(report.target.get_absolute_url()))


def test_appeal_is_kept_when_it_is_empty_and_sent_once(alice, chloe, denise):
    report = Report.take_up(OfferFactory(author=alice), by=denise, reason="On ne vend pas ici.")
    url = f"{report.get_absolute_url()}recours/"
    assert browser_of(alice).post(url, {"text": ""}).status_code == 422
    assert "une autre personne va regarder" in text_of(say(alice, url, text="C’est un don."))
    assert "ne peut pas, ou plus, être contestée" in text_of(say(alice, url, text="Encore."))
    report.refresh_from_db()
    assert report.appeal_text == "C’est un don."


def test_hidden_message_is_read_by_its_author_alone(alice, bachir, denise):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir)
    Message.say(exchange, by=alice, text="Un gros mot.")
    said = Message.objects.with_people().get(side=Exchange.Turn.OWNER)
    thread = exchange.get_absolute_url()
    report_url = f"{HOME}signaler/message/{said.pk}/"
    assert report_url in text_of(browser_of(bachir).get(thread))
    Report.take_up(said, by=denise, reason="Restons courtois.")
    page = text_of(browser_of(bachir).get(thread))
    assert "Un gros mot." not in page
    assert report_url not in page
    assert "La coordination a masqué ce message" in page
    assert "Un gros mot." in text_of(browser_of(alice).get(thread))


def test_hidden_picture_and_presentation_are_seen_by_their_owner_alone(alice, bachir, denise):
    picture = OfferPictureFactory(offer=OfferFactory(author=alice), alt="Un voisin de dos")
    alice.about = "Je vends de tout."
    alice.save()
    offer, person = picture.offer.get_absolute_url(), alice.get_absolute_url()
    assert "Un voisin de dos" in text_of(browser_of(bachir).get(offer))
    assert "Je vends de tout." in text_of(browser_of(bachir).get(person))
    for thing in (picture, alice):
        Report.take_up(thing, by=denise, reason="Pas ici.")
    assert "Un voisin de dos" not in text_of(browser_of(bachir).get(offer))
    assert "Je vends de tout." not in text_of(browser_of(bachir).get(person))
    statuses = [browser_of(who).get(picture.src).status_code for who in (alice, bachir)]
    assert statuses == [200, 404]
    board = text_of(browser_of(bachir).get(f"{HOME}tableau/"))
    assert str(picture.name) not in board


def test_coordinator_decides_at_the_desk_and_another_answers_the_appeal(
    alice, chloe, denise, bachir
):
    bachir.appoint()
    report, _new = Report.make(OfferFactory(author=alice), by=chloe, words="C’est une vente.")
    desk = f"/admin/members/report/{report.pk}/"
    assert "C’est une vente." in text_of(browser_of(denise).get("/admin/"))
    assert say(denise, f"{desk}retenue/", reason="On ne vend pas ici.").status_code == 200
    say(alice, f"{report.get_absolute_url()}recours/", text="C’est un don.")
    waiting = text_of(browser_of(denise).get(f"{desk}change/"))
    assert "C’est à une autre personne référente" in waiting
    assert "Changer la décision" not in waiting
    say(denise, f"{desk}changement/", reason="Je change d’avis.")
    report.refresh_from_db()
    assert report.status == Report.Status.APPEALED
    say(bachir, f"{desk}changement/", reason="C’est bien un don.")
    assert not Report.objects.get().target.is_hidden


def test_coordinator_sees_nothing_of_what_is_reported_of_themselves(denise, chloe):
    report, _new = Report.make(OfferFactory(author=denise), by=chloe, words="C’est une vente.")
    client = browser_of(denise)
    assert client.get(f"/admin/members/report/{report.pk}/change/").status_code == 404
    assert "C’est une vente." not in text_of(client.get("/admin/"))


def test_staff_who_live_there_see_nothing_of_what_is_reported_of_themselves(parc, chloe, yves):
    me = MembershipFactory(network=parc, user=yves)
    others, own = [
        Report.make(OfferFactory(author=author), by=chloe, words=words)[0]
        for author, words in ((MembershipFactory(network=parc), "Trop cher."), (me, "Une vente."))
    ]
    client, desk = browser_of(yves), text_of(browser_of(yves).get("/admin/"))
    assert ("Trop cher." in desk, "Une vente." in desk) == (True, False)
    statuses = [
        client.get(f"/admin/members/report/{report.pk}/change/").status_code
        for report in (others, own)
    ]
    assert statuses == [200, 404]


def test_desk_shows_the_five_messages_around_the_one_that_is_reported(alice, bachir, denise):
    exchange = ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, text="Mot 0.")
    for number in range(1, 9):
        Message.say(exchange, by=(bachir, alice)[number % 2], text=f"Mot {number}.")
    said = Message.objects.with_people().get(text="Mot 5.")
    report, _new = Report.make(said, by=bachir, words="Ce mot me blesse.")
    url = f"/admin/members/report/{report.pk}/change/"
    shown = text_of(browser_of(denise).get(url))
    assert [n for n in range(9) if f"Mot {n}." in shown] == [2, 3, 4, 5, 6, 7]
    report.dismiss(by=denise, reason="Rien de blessant.")
    shown = text_of(browser_of(denise).get(url))
    assert [n for n in range(9) if f"Mot {n}." in shown] == [5]


def test_hidden_words_are_not_read_on_the_page_where_one_reports(alice, bachir, denise):
    exchange = ExchangeFactory(
        offer=OfferFactory(author=alice), answerer=bachir, text="Bonjour.", status="done"
    )
    Message.say(exchange, by=alice, text="Un gros mot.")
    Thanks.thank(exchange, by=alice, text="Un gros mot.")
    alice.about = "Un gros mot."
    alice.save()
    things = {
        "message": Message.objects.with_people().get(side=Exchange.Turn.OWNER),
        "merci": Thanks.objects.with_people().get(),
        "voisin": alice,
    }
    for what, thing in things.items():
        url = f"{HOME}signaler/{what}/{thing.pk}/"
        assert "Un gros mot." in text_of(browser_of(bachir).get(url))
        Report.take_up(thing, by=denise, reason="Restons courtois.")
        answer = browser_of(bachir).get(url)
        wanted = 200 if thing == alice else 302  # how a person behaves may be said again
        assert (answer.status_code, "Un gros mot." in text_of(answer)) == (wanted, False)
    url = f"{HOME}signaler/merci/{things['merci'].pk}/"
    assert "l’a déjà masqué" in text_of(browser_of(bachir).get(url, follow=True))


def test_picture_that_waits_for_its_form_is_not_reported(alice):
    url = f"{HOME}signaler/photo/{OfferPictureFactory(by=alice).pk}/"
    assert browser_of(alice).get(url).status_code == 404


def test_reporter_reads_only_what_is_still_there_to_be_read(alice, bachir, chloe, denise):
    offer = OfferFactory(author=alice, text="Mon code est le 1234.")
    report, _new = Report.make(offer, by=chloe, words="Un code.")
    url = report.get_absolute_url()
    assert "1234" in text_of(browser_of(chloe).get(url))
    offer.edit(by=alice, text="Sonnez chez moi.")
    Report.make(offer, by=bachir, words="Et encore.")
    assert "1234" not in text_of(browser_of(bachir).get(url))
    report.uphold(by=denise, reason="On ne publie pas de code.")
    assert "1234" in text_of(browser_of(alice).get(url))
    assert "1234" not in text_of(browser_of(chloe).get(url))


def test_page_of_a_report_leads_nowhere_when_the_thing_is_out_of_sight(alice, chloe, denise):
    offer = OfferFactory(author=alice)
    report, _new = Report.make(offer, by=chloe, words="Une vente.")
    report.dismiss(by=denise, reason="C’est permis.")
    assert "Aller voir" in text_of(browser_of(chloe).get(report.get_absolute_url()))
    offer.close(by=alice, closed_as="fulfilled")
    assert "Aller voir" not in text_of(browser_of(chloe).get(report.get_absolute_url()))
    assert "Aller voir" in text_of(browser_of(alice).get(report.get_absolute_url()))


def test_author_is_told_of_no_report_where_there_was_none(alice, chloe, denise):
    offers = OfferFactory.create_batch(2, author=alice)
    Report.make(offers[0], by=chloe, words="Une vente.")
    pages = []
    for offer in offers:
        url = Report.take_up(offer, by=denise, reason="Non.").get_absolute_url()
        pages.append(text_of(browser_of(alice).get(url)))
    assert ["a retenu le signalement" in page for page in pages] == [True, False]
    news = text_of(browser_of(alice).get(f"{HOME}nouvelles/"))
    assert news.count("a retenu un signalement") == news.count("a pris une décision") == 1


def test_desk_offers_no_restoring_to_who_decided_while_another_must_answer(alice, denise, bachir):
    bachir.appoint()
    offer = OfferFactory(author=alice)
    report = Report.take_up(offer, by=denise, reason="On ne vend pas ici.")
    url = f"/admin/offers/offer/{offer.pk}/retablissement/"
    assert url in text_of(browser_of(denise).get(f"/admin/offers/offer/{offer.pk}/change/"))
    report.appeal(by=alice, text="C’est un don.")
    assert url not in text_of(browser_of(denise).get(f"/admin/offers/offer/{offer.pk}/change/"))
    assert url in text_of(browser_of(bachir).get(f"/admin/offers/offer/{offer.pk}/change/"))
