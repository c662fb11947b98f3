"""Twelve words of one person, in all that they write, show, are sent: afterwards none is left."""

from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from events.models import Address, Memory
from exchanges.models import Message, Thanks
from members.models import Invitation, Report
from members.scoping import in_network
from tests.factories import (
    BookingFactory,
    ExchangeFactory,
    GatheringFactory,
    MembershipFactory,
    OfferFactory,
    UserFactory,
    picture_file,
)
from tests.personas import browser_of
from tests.rights.reauthenticated import sure_of
from tests.rights.scan import places_of

WORDS = [
    *("zéphyrette", "quetzalin", "wisigothe", "xylophane", "yakoutsk", "zibeline"),
    *("bergamotte", "clafoutine", "dromadine", "escarbille", "farandole", "guimbarde"),
]
(FIRST, LAST, EMAIL, ABOUT, TITLE, TEXT, MESSAGE, THANKS, ALT, ADDRESS, MEMORY, REPORT) = WORDS
# What the index of the search holds of a word.
STEMS = [word[:7] for word in WORDS]
# Where each of them is found before: the control.
SEEN = {
    FIRST: {"members_membership.first_name", "mail"},
    LAST: {"members_membership.last_name"},
    EMAIL: {"members_user.email", "account_emailaddress.email", "visits", "mail"},
    ABOUT: {"members_membership.about"},
    TITLE: {"offers_offer.title", "offers_offer.search", "members_report.subject"},
    TEXT: {"offers_offer.text", "offers_offer.search"},
    MESSAGE: {"exchanges_message.text"},
    THANKS: {"exchanges_thanks.text"},
    ALT: {"offers_offerpicture.alt"},
    ADDRESS: {"events_address.text"},
    MEMORY: {"events_memory.text"},
    REPORT: {"members_reportvoice.words"},
}


@pytest.fixture
def on_disk(settings, tmp_path):
    """Files in a folder, as they are kept."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }


@pytest.fixture
def singer(parc, bachir, denise, on_disk):
    """Somebody with a word in everything; the threads of Bachir with her."""
    her = MembershipFactory(
        network=parc,
        user=UserFactory(email=f"{EMAIL}@example.org"),
        first_name=FIRST.capitalize(),
        last_name=LAST.capitalize(),
        about=f"J’aime le {ABOUT}.",
    )
    publish(her)
    with in_network(parc):
        sing(her, bachir)
    return her


def publish(her) -> None:
    """An offer with a picture, by the form of the site."""
    photo = picture_file()
    photo.name = f"{ALT}.jpg"
    answer = browser_of(her).post(
        f"/reseaux/{her.network.slug}/annonces/nouvelle/proposed/loan/",
        {
            "title": f"Un {TITLE}",
            "text": f"Avec son {TEXT}.",
            "quantity": 1,
            "token": uuid4(),
            "photo_0": photo,
            "alt_0": f"Voici un {ALT}.",
        },
    )
    assert answer.status_code == 302


def sing(her, bachir) -> None:
    offer = her.offers.get()
    done = ExchangeFactory(offer=offer, answerer=bachir, status="done", text="Je passe demain.")
    Message.say(done, by=her, text=f"Apportez un {MESSAGE}.")
    Thanks.thank(done, by=her, text=f"Merci, {THANKS} !")
    live = ExchangeFactory(offer=OfferFactory(author=bachir), answerer=her)
    Message.say(live, by=bachir, text="Je vous attends.")
    concert = GatheringFactory(host=her, concert=True)
    Address.keep(concert, by=her, text=f"3 rue du {ADDRESS}")
    BookingFactory(gathering=concert, member=bachir)
    cafe = GatheringFactory(host=bachir, over=True)
    BookingFactory(gathering=cafe, member=her)
    Memory.write(cafe, by=her, text=f"Quelle {MEMORY}.")
    Report.make(OfferFactory(author=bachir), by=her, words=f"C’est une {REPORT}.")
    Report.make(offer, by=bachir, words="Je n’aime pas cette annonce.")
    Invitation.invite(by=her, email="amie@example.org")
    browser_of(None).post("/compte/password/reset/", {"email": her.user.email})
    answers = {"login": her.user.email, "password": "bonjour-voisins"}
    assert browser_of(None).post("/compte/login/", answers).status_code == 302


def test_each_word_is_found_before(singer):
    places = places_of(STEMS)
    assert {word for word, found in places.items() if not found} == set()
    unseen = {word: seen - places[word[:7]] for word, seen in SEEN.items()}
    assert {word: places for word, places in unseen.items() if places} == {}


def test_no_word_is_left_after(singer, bachir, django_capture_on_commit_callbacks):
    client = sure_of(singer)
    files = default_storage.listdir("pictures")[0]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/compte/suppression/", {"understood": "on"}).status_code == 302
    left = {word: found for word, found in places_of(STEMS).items() if found}
    assert left == {}
    assert files
    assert not any(default_storage.listdir(f"pictures/{folder}")[1] for folder in files)


def test_threads_of_the_other_still_open_and_read_well(singer, bachir):
    with in_network(bachir.network):
        threads = [exchange.get_absolute_url() for exchange in singer.exchanges_owned.all()]
        threads += [exchange.get_absolute_url() for exchange in singer.exchanges_answered.all()]
    sure_of(singer).post("/compte/suppression/", {"understood": "on"})
    pages = [browser_of(bachir).get(url) for url in threads]
    assert [page.status_code for page in pages] == [200, 200]
    words = "".join(page.content.decode() for page in pages)
    for said in ("Je passe demain.", "Je vous attends.", "Ancien membre"):
        assert said in words
    assert "Message effacé\u00a0: cette personne a supprimé son compte." in words
