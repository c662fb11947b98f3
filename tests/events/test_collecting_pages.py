"""What organisers do with a collection, page by page: from its first words to what came of it."""

from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from events.models import (
    BilanPicture,
    Collection,
    CollectionPicture,
    DropPoint,
    Need,
    OpeningHours,
    Pledge,
    Shift,
    VolunteerSlot,
)
from members.models import Notification
from tests.factories import (
    CollectionFactory,
    DropPointFactory,
    NeedFactory,
    PledgeFactory,
    VolunteerSlotFactory,
    picture_file,
)
from tests.personas import browser_of
from tests.reading import text_of

TODAY = timezone.localdate()
FIVE = [
    ("Cahiers", "120", "piece"),
    ("Pommes", "2,5 kg", "kg"),
    ("Jus de fruits", "20", "litre"),
    ("Vêtements chauds", "12", "box"),
    ("Tri", "1h30", "hour"),
]


@pytest.fixture
def prepared(alice, in_parc):
    return CollectionFactory(created_by=alice, status="preparing", needs=0)


@pytest.fixture
def opened(alice, in_parc):
    return CollectionFactory(created_by=alice, title="Rentrée solidaire")


def sheet(**instead):
    return {
        "title": "Rentrée solidaire",
        "beneficiary": "trente familles de l’école",
        "opens_on": TODAY.isoformat(),
        "closes_on": (TODAY + timedelta(days=14)).isoformat(),
        "token": uuid4(),
    } | instead


def need(label="Cahiers", target="30", unit="piece", **instead):
    said = {"label": label, "target": target, "unit": unit, "priority": 2, "token": uuid4()}
    return said | instead


def new(member) -> str:
    return f"/reseaux/{member.network.slug}/collectes/nouvelle/"


def of_need(row, path="") -> str:
    return f"/reseaux/{row.network.slug}/besoins/{row.pk}/{path}"


def send(member, collection, path, **said):
    return browser_of(member).post(f"{collection.get_absolute_url()}{path}/", said)


# -- From the first words to what came of it ------------------------------------------------------


def test_collection_with_five_needs_is_prepared_opened_closed_and_told(alice, bachir, in_parc):
    client = browser_of(alice)
    answer = client.post(new(alice), sheet(money_url="www.helloasso.com/tilleuls"))
    made = Collection.objects.get()
    assert answer["Location"] == f"{made.get_absolute_url()}besoins/"
    assert (made.status, made.money_url) == ("preparing", "https://www.helloasso.com/tilleuls")
    for label, target, unit in FIVE:
        assert send(alice, made, "besoins", **need(label, target, unit)).status_code == 302
    targets = [row.target for row in made.needs.in_order()]
    assert targets == [120, Decimal("2.5"), 20, 12, Decimal("1.5")]
    assert browser_of(bachir).get(made.get_absolute_url()).status_code == 404
    send(alice, made, "ouverture")
    assert browser_of(bachir).get(made.get_absolute_url()).status_code == 200
    PledgeFactory(need=made.needs.first(), member=bachir, amount=Decimal(3), delivered=Decimal(3))
    send(alice, made, "cloture-collecte")
    assert "3 pièces sur 120 pièces" in text_of(client.get(f"{made.get_absolute_url()}bilan/"))
    send(alice, made, "bilan", text="Trente cartables sont partis.", token=uuid4())
    page = text_of(browser_of(bachir).get(made.get_absolute_url()))
    assert "Trente cartables sont partis." in page
    told = Notification.objects.filter(kind="bilan").values_list("to__first_name", flat=True)
    assert list(told) == ["Bachir"]


def test_same_form_sent_twice_makes_one_collection_with_its_picture(alice, in_parc):
    said = sheet(photo_0=picture_file(), alt_0="Un cartable")
    for _click in range(2):
        said["photo_0"].seek(0)
        assert browser_of(alice).post(new(alice), said).status_code == 302
    picture = CollectionPicture.objects.get()
    assert picture.collection == Collection.objects.get()
    assert browser_of(alice).get(picture.src).status_code == 200


@pytest.mark.parametrize(
    ("instead", "sentence"),
    [
        ({"title": ""}, "Dites en une phrase de quoi il s’agit."),
        ({"beneficiary": ""}, "Dites à qui cela servira."),
        ({"closes_on": "2020-01-01"}, "Le dernier jour vient après le premier."),
        ({"opens_on": "2020-01-01"}, "C’est bien loin"),
        ({"opens_on": "demain"}, "Écrivez la date ainsi : 24/12/2026."),
        ({"closes_on": (TODAY + timedelta(days=400)).isoformat()}, "Une collecte dure un an"),
        ({"money_url": "http://exemple.fr"}, "qui commence par https://"),
    ],
)
def test_collection_that_makes_no_sense_is_a_sentence_and_kept_as_typed(
    alice, in_parc, instead, sentence
):
    refused = browser_of(alice).post(new(alice), sheet(presentation="Pour eux.", **instead))
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert "Pour eux." in refused.content.decode()
    assert not Collection.objects.exists()


def test_past_collection_is_the_model_of_a_new_one(alice, bachir, in_parc):
    past = CollectionFactory(created_by=alice, status="reported", title="Noël", needs=3)
    client = browser_of(bachir)
    url = f"{new(bachir)}?modele={past.pk}"
    assert 'value="Noël"' in client.get(url).content.decode()
    client.post(url, sheet(title="Noël prochain"))
    made = Collection.objects.get(created_by=bachir)
    assert (made.title, made.model, made.status) == ("Noël prochain", past, "preparing")
    assert [n.label for n in made.needs.in_order()] == [n.label for n in past.needs.in_order()]
    for wrong in ("999999", "x", "9" * 30):
        assert client.get(f"{new(bachir)}?modele={wrong}").status_code == 404


def test_dates_that_leave_a_day_of_depositing_outside_are_refused(alice, opened):
    point = DropPointFactory(collection=opened)
    day = TODAY + timedelta(days=5)
    point.open_on(by=alice, day=day, opens="17:00", closes="19:00")
    soon = (TODAY + timedelta(days=2)).isoformat()
    refused = send(alice, opened, "modification", **sheet(closes_on=soon, title="Autre titre"))
    assert refused.status_code == 422
    assert "Un jour de dépôt tomberait hors de ces dates" in text_of(refused)
    assert "Autre titre" in refused.content.decode()
    assert send(alice, opened, "modification", **sheet(title="Autre titre")).status_code == 302
    assert Collection.objects.get().title == "Autre titre"


def test_collection_without_a_need_does_not_open(alice, prepared):
    url = f"{prepared.get_absolute_url()}ouverture/"
    page = text_of(browser_of(alice).post(url, follow=True))
    assert "Écrivez d’abord de quoi vous avez besoin." in page
    assert Collection.objects.get().status == "preparing"


def test_collection_is_called_off_with_a_word_that_givers_read(alice, bachir, denise, opened):
    PledgeFactory(need=opened.needs.get(), member=bachir)
    assert send(alice, opened, "annulation", word="").status_code == 422
    assert send(bachir, opened, "annulation", word="Non !").status_code == 403
    assert send(denise, opened, "annulation", word="La mairie s’en charge.").status_code == 302
    assert Collection.objects.get().cancel_word == "La mairie s’en charge."
    assert Pledge.objects.get().status == "withdrawn"
    assert send(alice, opened, "annulation", word="Encore.").status_code == 302
    assert Collection.objects.get().cancel_word == "La mairie s’en charge."


# -- Needs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "unit", "sentence"),
    [
        ("-3", "piece", "Indiquez une quantité plus grande que zéro."),
        ("0", "kg", "Indiquez une quantité plus grande que zéro."),
        ("999999999", "kg", "C’est beaucoup"),
        ("2,5", "piece", "Ici on compte en pièces, sans virgule."),
        ("3 litres", "kg", "Ici on compte en kg"),
        ("beaucoup", "box", "Écrivez un nombre"),
        ("", "box", "Indiquez une quantité"),
        ("3", "tonne", "Choisissez une unité de la liste."),
    ],
)
def test_amount_that_cannot_be_is_a_sentence_and_nothing_is_lost(
    alice, prepared, target, unit, sentence
):
    refused = send(alice, prepared, "besoins", **need("Pommes du jardin", target, unit))
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert "Pommes du jardin" in refused.content.decode()
    assert not Need.objects.exists()


def test_same_need_sent_twice_is_one(alice, prepared):
    said = need(note="Pas de cahier entamé.", surplus_welcome="on", priority=3)
    for _click in range(2):
        assert send(alice, prepared, "besoins", **said).status_code == 302
    made = Need.objects.get()
    assert (made.note, made.surplus_welcome, made.priority) == ("Pas de cahier entamé.", True, 3)


def test_needs_are_put_in_another_order(alice, prepared):
    for label in ("A", "B", "C"):
        send(alice, prepared, "besoins", **need(label))
    third = Need.objects.get(label="C")
    client = browser_of(alice)
    client.post(of_need(third, "ordre/"), {"direction": "up"})
    assert [row.label for row in Need.objects.in_order()] == ["A", "C", "B"]
    client.post(of_need(third, "ordre/"), {"direction": "down"})
    client.post(of_need(third, "ordre/"), {"direction": "down"})
    assert [row.label for row in Need.objects.in_order()] == ["A", "B", "C"]


def test_need_that_somebody_promised_is_closed_but_not_struck_out(alice, bachir, in_parc):
    row = NeedFactory(collection__created_by=alice)
    PledgeFactory(need=row, member=bachir)
    client = browser_of(alice)
    page = text_of(client.post(of_need(row, "retrait/"), follow=True))
    assert "Quelqu’un en a promis : ce besoin ne s’efface plus." in page
    assert Pledge.objects.get().status == "promised"
    client.post(of_need(row, "cloture/"), {"verb": "close"})
    assert Need.objects.get().closed_at
    client.post(of_need(row, "cloture/"), {"verb": "reopen"})
    assert Need.objects.get().closed_at is None
    free = NeedFactory(collection__created_by=alice)
    client.post(of_need(free, "retrait/"))
    assert not Need.objects.filter(pk=free.pk).exists()


def test_target_is_lowered_below_what_is_promised_and_nobody_loses_anything(alice, bachir, in_parc):
    row = NeedFactory(collection__created_by=alice)
    PledgeFactory(need=row, member=bachir, amount=Decimal(20))
    client = browser_of(alice)
    assert client.post(of_need(row), need(target="5 pièces")).status_code == 302
    assert (Need.objects.get().target, Pledge.objects.get().amount) == (5, 20)
    refused = client.post(of_need(row), need("Pommes", "2,5", "kg"))
    assert refused.status_code == 422
    assert "l’unité ne change plus" in text_of(refused)
    assert "Pommes" in refused.content.decode()


def test_needs_of_a_collection_that_is_over_do_not_change(alice, opened):
    row = opened.needs.get()
    opened.close(by=alice)
    client = browser_of(alice)
    assert client.post(of_need(row), need("Autre"), follow=True).redirect_chain
    client.post(of_need(row, "retrait/"))
    refused = send(alice, opened, "besoins", **need("Stylos"))
    assert (refused.status_code, Need.objects.get().label) == (422, row.label)


# -- Where and when -------------------------------------------------------------------------------


def point(member, collection, verb, what="", row=None, **said):
    where = {"what": what, "row": row.pk} if row else {}
    return send(member, collection, "points", verb=verb, token=uuid4(), **where, **said)


def test_point_has_its_hours_and_asks_for_volunteers(alice, opened):
    point(alice, opened, "point", place="hall du bâtiment A", note="Sonnez.")
    hall = DropPoint.objects.get()
    when = {"day": (TODAY + timedelta(days=3)).isoformat(), "opens": "17h", "closes": "19h30"}
    point(alice, opened, "hours", "point", hall, **when)
    point(alice, opened, "slot", "point", hall, wanted=3, **when)
    slot = VolunteerSlot.objects.get()
    assert (OpeningHours.objects.get().closes.minute, slot.wanted) == (30, 3)
    point(alice, opened, "wanted", "slot", slot, wanted=5)
    point(alice, opened, "change", "point", hall, place="hall B", note="")
    page = text_of(browser_of(alice).get(f"{opened.get_absolute_url()}points/"))
    assert "hall B" in page
    assert "de 17 h à 19 h 30 0 sur 5" in page


@pytest.mark.parametrize(
    ("instead", "sentence"),
    [
        ({"day": "2020-01-01"}, "regardez l’année"),
        ({"day": "0001-01-01"}, "regardez l’année"),
        ({"closes": "16:00"}, "L’heure de fin vient après l’heure de début."),
        ({"opens": "tôt"}, "Écrivez l’heure ainsi : 17:30."),
        ({"day": (TODAY + timedelta(days=200)).isoformat()}, "entre le début et la fin"),
    ],
)
def test_hours_that_cannot_be_are_a_sentence_beside_what_was_typed(
    alice, opened, instead, sentence
):
    hall = DropPointFactory(collection=opened)
    when = {"day": (TODAY + timedelta(days=3)).isoformat(), "opens": "17:00", "closes": "19:42"}
    refused = point(alice, opened, "hours", "point", hall, **(when | instead))
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert (instead.get("closes") or "19:42") in refused.content.decode()
    assert not OpeningHours.objects.exists()


@pytest.mark.parametrize("wanted", ["0", "-1", "21", "plein", "9" * 30])
def test_number_of_volunteers_that_cannot_be_is_refused(alice, opened, wanted):
    slot = VolunteerSlotFactory(point__collection=opened)
    refused = point(alice, opened, "wanted", "slot", slot, wanted=wanted)
    assert refused.status_code == 422
    assert "Écrivez un nombre, de 1 à 20." in text_of(refused)
    assert VolunteerSlot.objects.get().wanted == 2


def test_point_that_somebody_holds_stays_and_an_empty_one_goes(alice, bachir, opened):
    slot = VolunteerSlotFactory(point__collection=opened)
    held = Shift.sign_up(slot, by=bachir)
    point(alice, opened, "remove", "point", slot.point)
    assert DropPoint.objects.exists()
    held.cancel(by=bachir)
    point(alice, opened, "remove", "point", slot.point)
    assert not DropPoint.objects.exists()


def test_point_of_another_collection_is_out_of_reach(alice, opened):
    other = DropPointFactory()
    with_key = {"verb": "remove", "what": "point", "row": other.pk}
    assert send(alice, opened, "points", **with_key).status_code == 302
    other.refresh_from_db()
    for wrong in (
        {"row": "x"},
        {"row": "9" * 30},
        {"what": "mairie"},
        {"verb": "vendre", "what": ""},
    ):
        assert send(alice, opened, "points", **(with_key | wrong)).status_code == 404


def test_point_struck_out_by_somebody_else_is_a_sentence(alice, bachir, opened):
    point = DropPointFactory(collection=opened)
    need = opened.needs.get()
    slot = VolunteerSlotFactory(point=DropPointFactory(collection=opened))
    DropPoint.objects.get(pk=point.pk).remove(by=alice)
    VolunteerSlot.objects.get(pk=slot.pk).remove(by=alice)
    hour = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
    day = {"day": TODAY, "opens": time(9), "closes": time(10)}
    for act in (
        lambda: point.edit(by=alice, place="Hall"),
        lambda: point.open_on(by=alice, **day),
        lambda: VolunteerSlot.plan(point, by=alice, wanted=1, **hour),
        lambda: slot.set_wanted(by=alice, wanted=2),
        lambda: Pledge.promise(need, by=bachir, amount=Decimal(1), point=point),
    ):
        with pytest.raises(TransitionRefused):
            act()


# -- Organisers -----------------------------------------------------------------------------------


def test_organisers_name_somebody_and_leave_it_to_them(alice, bachir, chloe, opened):
    assert send(bachir, opened, "equipe", who=chloe.pk).status_code == 403
    page = text_of(browser_of(alice).get(f"{opened.get_absolute_url()}equipe/"))
    assert "À deux, c’est plus léger." in page
    send(alice, opened, "equipe", verb="leave", who=alice.pk)
    assert opened.organisers.get().membership == alice
    send(alice, opened, "equipe", who=bachir.pk)
    assert Notification.objects.get(kind="organiser").to == bachir
    assert send(alice, opened, "equipe", verb="leave", who=bachir.pk).status_code == 403
    send(alice, opened, "equipe", verb="leave", who=alice.pk)
    assert opened.organisers.get().membership == bachir
    assert browser_of(alice).get(f"{opened.get_absolute_url()}besoins/").status_code == 403


def test_collection_without_anybody_is_handed_over_by_a_coordinator(
    alice, bachir, chloe, denise, opened
):
    alice.leave()
    page = text_of(browser_of(denise).get(opened.get_absolute_url()))
    assert "Personne ne l’organise en ce moment" in page
    assert ("Nommer quelqu’un" in page, "Annuler la collecte" in page) == (True, True)
    assert "Nommer" not in text_of(browser_of(chloe).get(opened.get_absolute_url()))
    send(denise, opened, "equipe", who=bachir.pk)
    assert "Qui prend la suite" not in text_of(browser_of(denise).get(opened.get_absolute_url()))
    assert opened.is_organised_by(bachir)


@pytest.mark.parametrize("who", ["", "x", "999999"])
def test_naming_nobody_is_a_sentence(alice, opened, who):
    refused = send(alice, opened, "equipe", who=who)
    assert refused.status_code == 422
    assert "Choisissez une personne de la liste." in text_of(refused)


# -- What came of it ------------------------------------------------------------------------------


def test_report_waits_until_the_collection_is_closed(alice, opened):
    assert send(alice, opened, "bilan", text="Merci !", token=uuid4()).status_code == 302
    assert Collection.objects.get().report_text == ""
    send(alice, opened, "cloture-collecte")
    refused = send(alice, opened, "bilan", text="", token=uuid4())
    assert (refused.status_code, Collection.objects.get().status) == (422, "closed")


def test_report_has_pictures_and_is_written_anew_without_another_mail(alice, bachir, in_parc):
    done = CollectionFactory(created_by=alice, status="preparing")
    done.open(by=alice)
    PledgeFactory(need=done.needs.get(), member=bachir)
    done.close(by=alice)
    said = {"text": "Merci !", "photo_0": picture_file(), "alt_0": "Une pile", "token": uuid4()}
    send(alice, done, "bilan", **said)
    picture = BilanPicture.objects.get()
    assert browser_of(bachir).get(picture.src).status_code == 200
    before = Notification.objects.filter(kind="bilan").count()
    send(alice, done, "bilan", text="Merci à tout le quartier !", token=uuid4())
    assert Collection.objects.get().report_text == "Merci à tout le quartier !"
    assert Notification.objects.filter(kind="bilan").count() == before == 1
