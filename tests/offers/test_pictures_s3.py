"""Pictures in an S3-compatible store: a real one, on this machine, asked over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from moto.server import ThreadedMotoServer

from coopere.lib.images import SIZES
from coopere.lib.storage import StorageAway
from members.models.pictures import path_of
from members.scoping import in_network
from members.upkeep import forget_pictures
from offers.models import Offer, OfferPicture
from tests.crawl import bytes_of
from tests.factories import OfferFactory, OfferPictureFactory, picture_file
from tests.offers.test_pictures import HEADERS, pictures_of, send, stored, url_of_never
from tests.personas import browser_of

KEYS = {"aws_access_key_id": "voisine", "aws_secret_access_key": "bonjour-voisins"}
BUCKET = "coopere-photos"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def storages_at(endpoint: str, settings: Any) -> dict[str, Any]:
    """The setting as `coopere/settings.py` writes it for a store."""
    options = {"endpoint_url": endpoint, "region_name": "eu-west-3", "bucket_name": BUCKET}
    options |= {"access_key": "voisine", "secret_key": "bonjour-voisins"}
    storage = {"BACKEND": "coopere.lib.bucket.BucketStorage", "OPTIONS": options}
    return {**settings.STORAGES, "default": storage}


@pytest.fixture
def bucket(endpoint: str, settings: Any) -> Iterator[Any]:
    """An empty bucket, to which the site's pictures go; seen with S3's own client."""
    settings.STORAGES = storages_at(endpoint, settings)
    client = boto3.resource("s3", endpoint_url=endpoint, region_name="eu-west-3", **KEYS)
    found = client.Bucket(BUCKET)
    found.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    yield found
    found.objects.delete()
    found.delete()
    client.meta.client.close()
    default_storage.connection.meta.client.close()


@pytest.fixture
def store_that_is_away(bucket: Any, settings: Any, free_port: int) -> str:
    """After the store was there, nobody answers any more."""
    settings.STORAGES = storages_at(f"http://127.0.0.1:{free_port}", settings)
    return settings.STORAGES["default"]["OPTIONS"]["endpoint_url"]


def keys_in(bucket: Any) -> set[str]:
    return {found.key for found in bucket.objects.all()}


def keys_of(picture: OfferPicture) -> set[str]:
    return {path_of(picture.name, size) for size in SIZES}


def headers_of(client: Client, picture: OfferPicture) -> dict[str, str]:
    answer = client.get(picture.url(800))
    assert b"".join(answer).startswith(b"RIFF")
    return dict(answer.headers)


def test_offer_is_published_with_a_picture_that_neighbours_see(alice, bachir, bucket):
    send(browser_of(alice), photo_0=picture_file(size=(2000, 1000)), alt_0="Une perceuse.")
    [picture] = pictures_of(Offer._base_manager.get())
    assert keys_in(bucket) == keys_of(picture)
    for size in SIZES:
        answer = browser_of(bachir).get(picture.url(size))
        assert {name: answer[name] for name in HEADERS} == HEADERS
        [kept] = bucket.objects.filter(Prefix=path_of(picture.name, size))
        assert b"".join(answer) == kept.get()["Body"].read()


def test_picture_of_a_store_comes_as_one_of_a_folder(alice, settings, tmp_path, request):
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    settings.MEDIA_ROOT = tmp_path
    client, picture = browser_of(alice), OfferPictureFactory(offer=OfferFactory(author=alice))
    from_folder = headers_of(client, picture)
    request.getfixturevalue("bucket")
    picture = OfferPictureFactory(offer=picture.offer, position=1)
    assert headers_of(client, picture) == from_folder
    assert int(from_folder["Content-Length"]) > 0


def test_picture_in_a_store_is_behind_the_wall(alice, emile, bucket):
    picture = OfferPictureFactory(offer=OfferFactory(author=alice))
    assert browser_of(alice).get(picture.url(320)).status_code == 200
    client, never = browser_of(emile), url_of_never(picture)
    told = [bytes_of(client.get(url), url) for url in (picture.url(320), never)]
    assert told[0] == told[1]
    assert told[0][0] == 404


def test_objects_go_with_the_picture_and_a_missing_one_is_not_found(
    alice, bucket, django_capture_on_commit_callbacks
):
    gone, kept = [OfferPictureFactory(offer=OfferFactory(author=alice)) for _n in range(2)]
    with django_capture_on_commit_callbacks(execute=True), in_network(alice.network):
        gone.offer.delete()
    assert keys_in(bucket) == keys_of(kept)
    bucket.objects.delete()
    assert browser_of(alice).get(kept.url(320)).status_code == 404


def test_upkeep_finds_lost_objects_once_they_are_old(alice, bucket):
    kept, stray = OfferPictureFactory(offer=OfferFactory(author=alice)), uuid4()
    forget_pictures(timezone.now())
    default_storage.save(path_of(stray, 320), ContentFile(b"lost"))
    bucket.put_object(Key="pictures/00/note.txt", Body=b"not ours")
    ours = keys_of(kept) | {"pictures/00/note.txt"}
    forget_pictures(timezone.now())
    assert keys_in(bucket) == ours | {path_of(stray, 320)}
    forget_pictures(timezone.now() + timedelta(days=2))
    assert keys_in(bucket) == ours


# -- While the store is away ----------------------------------------------------------------------


def test_form_says_that_pictures_must_wait_and_keeps_what_was_typed(alice, store_that_is_away):
    client, token = browser_of(alice), uuid4()
    page = send(client, token=token, title="Perceuse rouge", photo_0=picture_file())
    assert page.status_code == 422
    assert "Le site ne peut pas garder de photos pour l’instant." in page.content.decode()
    assert 'value="Perceuse rouge"' in page.content.decode()
    assert pictures_of() == []
    assert send(client, token=token, title="Perceuse rouge").status_code == 302
    assert Offer._base_manager.get().title == "Perceuse rouge"


def test_picture_that_cannot_be_fetched_is_answered_with_a_sentence(alice, bucket, request, caplog):
    picture = OfferPictureFactory(offer=OfferFactory(author=alice))
    request.getfixturevalue("store_that_is_away")
    client = browser_of(alice)
    client.raise_request_exception = False
    answer = client.get(picture.url(320))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "revenez tout à l’heure" in answer.content.decode()
    assert "StorageAway" in caplog.text
    assert client.get(picture.offer.get_absolute_url()).status_code == 200


def test_offer_goes_all_the_same_and_its_files_at_night(
    alice, bucket, settings, request, django_capture_on_commit_callbacks
):
    picture, at_home = OfferPictureFactory(offer=OfferFactory(author=alice)), settings.STORAGES
    request.getfixturevalue("store_that_is_away")
    with django_capture_on_commit_callbacks(execute=True), in_network(alice.network):
        picture.offer.delete()
    settings.STORAGES = at_home
    assert stored(picture.name) == [True] * 3
    forget_pictures(timezone.now() + timedelta(days=2))
    assert keys_in(bucket) == set()


def test_store_that_says_no_is_away_too(alice, bucket, settings):
    nowhere = storages_at(settings.STORAGES["default"]["OPTIONS"]["endpoint_url"], settings)
    nowhere["default"]["OPTIONS"]["bucket_name"] = "nulle-part"
    settings.STORAGES = nowhere
    for ask in (default_storage.open, default_storage.listdir):
        with pytest.raises(StorageAway):
            ask("pictures")
