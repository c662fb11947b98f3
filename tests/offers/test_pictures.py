"""Pictures of an offer: through the form, behind the wall, and gone when they should be."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from coopere.lib.images import SIZES
from members.models.pictures import path_of
from members.scoping import in_network
from members.upkeep import forget_pictures
from offers.models import Offer, OfferPicture
from tests.factories import OfferFactory, OfferPictureFactory, picture_file
from tests.hostile import REFUSED, exif, saved
from tests.lib.test_images import half_red
from tests.personas import browser_of

NEW = "/reseaux/massy-residence-du-parc/annonces/nouvelle/proposed/loan/"
HEADERS = {
    "Content-Type": "image/webp",
    "Content-Disposition": "inline",
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}


@pytest.fixture
def alice_browser(alice) -> Client:
    return browser_of(alice)


def send(browser: Client, url: str = NEW, **fields: Any) -> Any:
    return browser.post(url, {"title": "Perceuse", "quantity": 1, "token": uuid4(), **fields})


def pictures_of(offer: Offer | None = None) -> list[OfferPicture]:
    rows = OfferPicture._base_manager.select_related("network").order_by("position")
    return list(rows.filter(offer=offer) if offer else rows)


def stored(name: UUID) -> list[bool]:
    return [default_storage.exists(path_of(name, size)) for size in SIZES]


# -- The form -------------------------------------------------------------------------------------


def test_offer_is_published_with_its_pictures(alice_browser):
    sent = {"photo_0": picture_file(), "alt_0": "Une perceuse.", "photo_3": picture_file("PNG")}
    page = alice_browser.get(send(alice_browser, **sent)["Location"]).content.decode()
    first, last = pictures_of(Offer._base_manager.get())
    assert [(p.position, p.alt, p.form) for p in (first, last)] == [
        (0, "Une perceuse.", None),
        (3, "", None),
    ]
    assert 'alt="Une perceuse."' in page
    assert 'alt="Photo sans description"' in page
    assert first.src in page
    board = alice_browser.get("/reseaux/massy-residence-du-parc/tableau/").content.decode()
    assert (first.src in board, last.src in board) == (True, False)


def test_pictures_survive_what_is_wrong_with_the_rest(alice_browser):
    token = uuid4()
    bad = send(alice_browser, title="", token=token, photo_0=picture_file(), alt_0="Une perceuse.")
    [waiting] = pictures_of()
    assert bad.status_code == 422
    assert waiting.src in bad.content.decode()
    assert (waiting.offer, waiting.form) == (None, token)
    send(alice_browser, token=token, alt_0="La perceuse.")
    [attached] = pictures_of(Offer._base_manager.get())
    assert (attached.pk, attached.alt, attached.form) == (waiting.pk, "La perceuse.", None)


def test_form_sent_twice_makes_one_offer_with_one_picture(alice_browser):
    token = uuid4()
    for _click in range(2):
        send(alice_browser, token=token, photo_0=picture_file())
    assert len(pictures_of(Offer._base_manager.get())) == len(pictures_of()) == 1


def test_bad_form_sent_twice_keeps_one_picture_a_place(
    alice_browser, django_capture_on_commit_callbacks
):
    token = uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            send(alice_browser, title="", token=token, photo_0=picture_file())
    [kept] = pictures_of()
    assert stored(kept.name) == [True] * 3


@pytest.mark.parametrize("ticked", [True, False])
def test_waiting_picture_is_taken_out_by_its_box(alice_browser, ticked):
    token = uuid4()
    send(alice_browser, title="", token=token, photo_0=picture_file())
    send(alice_browser, token=token, **({"remove_0": "on"} if ticked else {}))
    assert len(pictures_of()) == (0 if ticked else 1)


def test_picture_of_an_offer_is_described_anew_replaced_and_removed(
    alice, alice_browser, django_capture_on_commit_callbacks
):
    offer = OfferFactory(author=alice)
    kept, gone, old = [OfferPictureFactory(offer=offer, position=n) for n in (0, 1, 2)]
    url = offer.get_absolute_url() + "modification/"
    assert kept.alt in alice_browser.get(url).content.decode()
    changes = {"alt_0": "Vu de près.", "remove_1": "on", "photo_2": picture_file(color="blue")}
    with django_capture_on_commit_callbacks(execute=True):
        assert send(alice_browser, url, **changes).status_code == 302
    first, second = pictures_of(offer)
    assert (first.pk, first.alt) == (kept.pk, "Vu de près.")
    assert (second.position, second.pk != old.pk) == (2, True)
    assert stored(gone.name) == stored(old.name) == [False] * 3


def test_bad_picture_is_refused_with_a_sentence_and_the_others_are_kept(alice_browser):
    page = send(alice_browser, photo_0=picture_file("GIF"), photo_1=picture_file())
    text = page.content.decode()
    assert page.status_code == 422
    assert "Ce fichier n’est pas une photo que le site sait lire" in text
    assert 'href="#id_photo_0"' in text
    assert [picture.position for picture in pictures_of()] == [1]
    assert not Offer._base_manager.exists()


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused_by_the_form_without_a_fault(alice_browser, name):
    file = BytesIO(REFUSED[name]())
    file.name = f"../../{name}"
    page = send(alice_browser, photo_0=file)
    assert (page.status_code, 'href="#id_photo_0"' in page.content.decode()) == (422, True)
    assert (pictures_of(), Offer._base_manager.exists()) == ([], False)


def test_portrait_stands_upright_on_the_page_and_in_its_files(alice_browser):
    held_sideways = BytesIO(saved("JPEG", half_red(), exif=exif(6)))
    held_sideways.name = "portrait.jpg"
    offer = send(alice_browser, photo_0=held_sideways)["Location"]
    [picture] = pictures_of()
    assert 'width="40" height="60"' in alice_browser.get(offer).content.decode()
    for size in SIZES:
        image = Image.open(BytesIO(b"".join(alice_browser.get(picture.url(size)))))
        with default_storage.open(path_of(picture.name, size)) as file:
            assert image.tobytes() == Image.open(file).tobytes()
        red, green, _blue = image.getpixel((20, 5))
        assert (image.size, red > 200, green < 80) == ((40, 60), True, True)


def test_hostile_name_and_empty_file_are_harmless(alice_browser):
    sneaky, empty = picture_file(), BytesIO()
    sneaky.name, empty.name = "../../x.jpg", "vide.jpg"
    page = send(alice_browser, photo_0=sneaky, photo_1=empty)
    assert "Ce fichier est vide." in page.content.decode()
    [kept] = pictures_of()
    assert stored(kept.name) == [True] * 3
    assert not default_storage.exists("x.jpg")


def test_token_of_somebody_else_gives_nothing_away(alice_browser, bachir):
    token = uuid4()
    send(alice_browser, title="", token=token, photo_0=picture_file())
    [hers] = pictures_of()
    page = send(browser_of(bachir), title="", token=token, photo_0=picture_file())
    assert str(hers.name) not in page.content.decode()
    send(browser_of(bachir), token=token)
    assert [p.offer for p in pictures_of() if p.uploaded_by_id == hers.uploaded_by_id] == [None]


def test_one_person_keeps_twenty_pictures_waiting_at_most(in_parc, alice):
    for _form in range(23):
        OfferPictureFactory(by=alice, form=uuid4())
    assert len(pictures_of()) == 20


@pytest.mark.parametrize("fields", [{"position": 4}, {"position": 0}, {"offer": None}])
def test_database_refuses_a_fifth_a_second_in_one_place_and_one_of_nobody(alice, fields):
    offer = OfferFactory(author=alice)
    for position in range(4):
        OfferPictureFactory(offer=offer, position=position)
    values = {"network": alice.network, "offer": offer, "width": 1, "height": 1, **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferPicture._base_manager.create(**{"position": 1, **values})


# -- The wall -------------------------------------------------------------------------------------


def test_picture_is_sent_for_one_browser_to_keep(alice, alice_browser):
    picture = OfferPictureFactory(offer=OfferFactory(author=alice))
    answer = alice_browser.get(picture.url(320))
    assert {name: answer[name] for name in HEADERS} == HEADERS
    image = Image.open(BytesIO(b"".join(answer)))
    assert (image.format, image.size) == ("WEBP", (60, 40))


def test_picture_is_left_to_a_proxy_that_can_send_it(alice, alice_browser, settings):
    settings.MEDIA_ACCEL = "/images-gardees"
    picture = OfferPictureFactory(offer=OfferFactory(author=alice))
    answer = alice_browser.get(picture.url(800))
    assert answer["X-Accel-Redirect"] == f"/images-gardees/{path_of(picture.name, 800)}"
    assert (answer["Content-Type"], answer.content) == ("image/webp", b"")


def test_size_that_is_not_made_is_not_found(alice, alice_browser):
    picture = OfferPictureFactory(offer=OfferFactory(author=alice))
    assert alice_browser.get(picture.url(999)).status_code == 404


def test_picture_is_gone_with_hiding_leaving_and_removal(alice, bachir, denise):
    picture = OfferPictureFactory(offer=OfferFactory(author=alice))
    client, url = browser_of(bachir), picture.url(320)
    never = answer(client, url_of_never(picture))
    assert client.get(url).status_code == 200
    with in_network(alice.network):
        picture.offer.hide(by=denise, reason="Pas cela.")
        assert answer(client, url) == never
        picture.offer.restore(by=denise)
        assert client.get(url).status_code == 200
        OfferPicture.objects.all().discard()
    assert answer(client, url) == never
    again = OfferPictureFactory(offer=picture.offer).url(320)
    with in_network(alice.network):
        bachir.leave()
    assert client.get(again).status_code == 404


def url_of_never(picture: OfferPicture, size: int = 320) -> str:
    return picture.url(size).replace(str(picture.name), str(UUID(int=0)))


def answer(client: Client, url: str) -> tuple[int, bytes]:
    response = client.get(url)
    assert response.status_code == 404
    return response.status_code, response.content.replace(url.encode(), b"")


# -- Files ----------------------------------------------------------------------------------------


def test_files_go_with_the_offer_once_it_is_sure(alice, django_capture_on_commit_callbacks):
    picture = OfferPictureFactory(offer=OfferFactory(author=alice))
    with django_capture_on_commit_callbacks() as callbacks, in_network(alice.network):
        picture.offer.delete()
        assert stored(picture.name) == [True] * 3
    for callback in callbacks:
        callback()
    assert stored(picture.name) == [False] * 3
    assert pictures_of() == []


def test_upkeep_forgets_what_nobody_came_back_for(alice, django_capture_on_commit_callbacks):
    kept = OfferPictureFactory(offer=OfferFactory(author=alice))
    waiting = OfferPictureFactory(by=alice)
    stray = uuid4()
    default_storage.save(path_of(stray, 320), ContentFile(b"lost"))
    with django_capture_on_commit_callbacks(execute=True):
        forget_pictures(timezone.now())
    assert [any(stored(name)) for name in (kept.name, waiting.name, stray)] == [True, True, True]
    with django_capture_on_commit_callbacks(execute=True):
        forget_pictures(timezone.now() + timedelta(days=2))
    assert [any(stored(name)) for name in (kept.name, waiting.name, stray)] == [True, False, False]
    assert pictures_of() == [kept]
