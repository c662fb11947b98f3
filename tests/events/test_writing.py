"""Inviting neighbours: what is written, announced, changed and called off."""

from uuid import uuid4

import pytest

from events.models import Address, Artist, GatheringPicture, Series
from members.models import Notification
from members.scoping import in_network
from tests.events.sheet import ADDRESS, TICKED, cafe, concert, in_days, new, written
from tests.factories import BookingFactory, CharterFactory, GatheringFactory, picture_file
from tests.factories.events import evening
from tests.personas import browser_of
from tests.reading import text_of
from tests.tenants import rows_of


def told(kind: str) -> set[str]:
    """Who has been told of that kind of news, by first name."""
    news = Notification._base_manager.filter(kind=kind).select_related("to")
    return {notice.to.first_name for notice in news}


def of(gathering, path: str) -> str:
    return f"/reseaux/{gathering.network.slug}/evenements/{gathering.pk}/{path}"


def mine(member) -> str:
    return f"/reseaux/{member.network.slug}/mes-evenements/"


# -- Announcing -----------------------------------------------------------------------------------


def test_cafe_is_in_the_agenda_as_soon_as_it_is_sent(alice):
    answer = browser_of(alice).post(new("cafe", alice), cafe())
    made = written(alice).get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.status, made.host, made.published_by) == ("published", alice, alice)
    assert (made.title, made.seats, made.place) == (
        "Le café du samedi",
        12,
        "salle commune du bâtiment A",
    )


def test_concert_waits_for_a_coordinator_with_everything_that_was_said(alice, denise):
    browser_of(alice).post(new("concert", alice), concert())
    made = written(alice).get()
    assert (made.status, bool(made.checklist_at)) == ("proposed", True)
    assert made.address_shown == "two_days_before"
    with in_network(alice.network):
        assert Address.of_host(made, alice) == ADDRESS
    artists = rows_of(Artist, alice.network).values_list("name", "url")
    assert list(artists) == [("Ana Lune", "https://example.org/ana")]
    assert told("gathering_asked") == {"Denise"}


def test_draft_of_a_concert_may_wait_for_address_and_checklist(alice, denise):
    answers = concert(address="", draft="1")
    del answers["noise"]
    browser_of(alice).post(new("concert", alice), answers)
    made = written(alice).get()
    assert (made.status, made.checklist_at) == ("draft", None)
    assert told("gathering_asked") == set()


@pytest.mark.parametrize("missing", ["noise", "insurance", "exits", "address"])
def test_concert_is_not_proposed_without_address_and_checklist(alice, missing):
    answer = browser_of(alice).post(new("concert", alice), concert(**{missing: ""}))
    assert (answer.status_code, written(alice).count()) == (422, 0)
    assert set(answer.context["form"].errors) == {missing}
    assert browser_of(alice).post(new("concert", alice), concert()).status_code == 302


def test_draft_is_proposed_once_it_is_complete(alice, denise):
    browser_of(alice).post(new("concert", alice), concert(address="", draft="1"))
    made = written(alice).get()
    answer = browser_of(alice).post(of(made, "proposition/"))
    assert answer["Location"] == of(made, "modification/")
    assert written(alice).get().status == "draft"
    browser_of(alice).post(of(made, "modification/"), concert())
    assert written(alice).get().status == "proposed"


def test_complete_draft_is_proposed_in_one_tap(alice, denise):
    browser_of(alice).post(new("concert", alice), concert(draft="1"))
    made = written(alice).get()
    browser_of(alice).post(of(made, "proposition/"))
    assert (written(alice).get().status, told("gathering_asked")) == ("proposed", {"Denise"})


def test_concert_that_came_back_says_why_above_the_form(alice, denise):
    browser_of(alice).post(new("concert", alice), concert())
    with in_network(alice.network):
        written(alice).get().send_back(by=denise, reason="Finissez avant 22 h, merci.")
    page = text_of(browser_of(alice).get(of(written(alice).get(), "modification/")))
    assert "Finissez avant 22 h, merci." in page


def test_form_sent_twice_makes_one(alice):
    token = str(uuid4())
    for _click in "12":
        answer = browser_of(alice).post(new("concert", alice), concert(token=token))
    assert (answer.status_code, written(alice).count()) == (302, 1)
    assert rows_of(Artist, alice.network).count() == 1


def test_host_in_pause_keeps_a_draft_and_reads_why(alice):
    alice.pause()
    client = browser_of(alice)
    assert client.post(new("cafe", alice), cafe()).status_code == 302
    assert written(alice).get().status == "draft"
    page = text_of(client.get(mine(alice)))
    assert "C’est gardé en brouillon. Vous êtes en pause" in page


def test_godparent_invites_for_a_godchild(karim, odile):
    browser_of(karim).post(new("cafe", karim), cafe(for_whom=odile.pk))
    made = written(karim).get()
    assert (made.host, made.entered_by, made.status) == (odile, karim, "published")


def test_nobody_invites_for_somebody_who_is_not_their_godchild(karim, odile, alice):
    answer = browser_of(karim).post(new("cafe", karim), cafe(for_whom=alice.pk))
    assert (answer.status_code, written(karim).count()) == (422, 0)


def test_new_charter_is_asked_before_inviting(alice):
    CharterFactory(network=alice.network, version=1)
    with in_network(alice.network):
        alice.accept_charter()
    CharterFactory(network=alice.network, version=2)
    client = browser_of(alice)
    refused = client.post(new("cafe", alice), cafe())
    assert "acceptez-la pour continuer" in text_of(refused)
    assert (refused.status_code, written(alice).count()) == (422, 0)
    assert client.post(new("cafe", alice), cafe(charter="on")).status_code == 302


# -- Coming again ---------------------------------------------------------------------------------


def test_cafe_comes_again_each_month_on_the_same_weekday(alice):
    client = browser_of(alice)
    answer = client.post(new("cafe", alice), cafe(repeat="monthly"))
    series, first = rows_of(Series, alice.network).get(), written(alice).first()
    assert answer["Location"] == first.get_absolute_url()
    weekdays = {each.starts_at.astimezone().weekday() for each in written(alice)}
    assert (len(weekdays), written(alice).count() >= 6) == (1, True)
    listed = client.get(mine(alice))
    assert f"puis {series.words}" in text_of(listed)
    assert listed.content.decode().count('class="leaf"') == 1


def test_draft_of_a_monthly_cafe_announces_one_and_all(alice):
    client = browser_of(alice)
    client.post(new("cafe", alice), cafe(repeat="monthly", draft="1"))
    assert written(alice).count() == 1
    client.post(of(written(alice).get(), "proposition/"))
    assert {each.status for each in written(alice)} == {"published"}
    assert written(alice).count() >= 6


def test_concert_never_comes_again(alice):
    browser_of(alice).post(new("concert", alice), concert(repeat="monthly"))
    assert rows_of(Series, alice.network).count() == 0


# -- Changing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "who"),
    [
        ({"text": "Il y aura des crêpes."}, set()),
        ({"seats": "30"}, set()),
        ({"on": in_days(11)}, {"Bachir"}),
        ({"ends": "18:00"}, {"Bachir"}),
        ({"place": "jardin partagé"}, {"Bachir"}),
    ],
)
def test_those_who_booked_are_told_when_date_or_place_changes(alice, bachir, change, who):
    browser_of(alice).post(new("cafe", alice), cafe())
    made = written(alice).get()
    BookingFactory(gathering=made, member=bachir)
    answer = browser_of(alice).post(of(made, "modification/"), cafe(**change))
    assert (answer.status_code, told("gathering_moved")) == (302, who)


def test_those_who_booked_are_told_when_the_address_changes_without_reading_it(
    alice, bachir, mailbox
):
    browser_of(alice).post(new("concert", alice), concert())
    made = written(alice).get()
    with in_network(alice.network):
        made.publish(by=None)
    BookingFactory(gathering=made, member=bachir)
    browser_of(alice).post(of(made, "modification/"), concert(address="12 rue des Lilas"))
    assert told("gathering_moved") == {"Bachir"}
    assert not any("rue des Lilas" in mail.body for mail in mailbox)


def test_form_of_a_published_one_says_when_people_are_told(alice, bachir):
    made = GatheringFactory(host=alice)
    BookingFactory(gathering=made, member=bachir)
    page = text_of(browser_of(alice).get(of(made, "modification/")))
    assert "n’est prévenue que si le jour, l’heure ou le lieu change" in page


def test_form_shows_again_all_that_was_written(alice):
    browser_of(alice).post(new("concert", alice), concert())
    form = browser_of(alice).get(of(written(alice).get(), "modification/")).context["form"]
    sent = concert()
    names = {*sent} - {"token", *TICKED}
    assert {name: str(form[name].value()) for name in names} == {
        **{name: sent[name] for name in names},
        "starts": "15:00:00",
        "ends": "17:30:00",
    }


@pytest.mark.parametrize("path", ["modification/", "annulation/"])
def test_gathering_that_is_over_does_not_change(alice, path):
    made = GatheringFactory(host=alice, over=True)
    assert browser_of(alice).get(of(made, path)).status_code == 302
    assert browser_of(alice).post(of(made, path), cafe(word="Pardon.")).status_code == 302
    assert written(alice).get().title == made.title


def test_draft_whose_date_has_passed_is_put_right_and_published(alice):
    made = GatheringFactory(host=alice, over=True, status="draft")
    page = browser_of(alice).post(of(made, "modification/"), cafe())
    assert (page.status_code, written(alice).get().status) == (302, "published")


# -- Calling off ----------------------------------------------------------------------------------


def test_cancelling_tells_those_who_booked_with_a_word(alice, bachir, mailbox):
    made = GatheringFactory(host=alice)
    BookingFactory(gathering=made, member=bachir)
    client = browser_of(alice)
    assert client.post(of(made, "annulation/"), {"word": " "}).status_code == 422
    client.post(of(made, "annulation/"), {"word": "Je suis malade, pardon."})
    assert (written(alice).get().status, "Bachir" in told("gathering_off")) == ("cancelled", True)


@pytest.mark.parametrize(("scope", "left"), [("one", "published"), ("following", "cancelled")])
def test_series_is_cancelled_for_one_day_or_from_there_on(alice, scope, left):
    client = browser_of(alice)
    client.post(new("cafe", alice), cafe(repeat="monthly"))
    first, second, third, *_rest = written(alice)
    client.post(of(second, "annulation/"), {"word": "Travaux dans la salle.", "scope": scope})
    found = [written(alice).get(pk=each.pk).status for each in (first, second, third)]
    assert found == ["published", "cancelled", left]


def test_draft_is_thrown_away_with_what_belongs_to_it(alice):
    client = browser_of(alice)
    client.post(new("concert", alice), concert(draft="1", photo_0=picture_file()))
    made = written(alice).get()
    assert GatheringPicture._base_manager.count() == 1
    assert "Jeter le brouillon" in text_of(client.get(of(made, "annulation/")))
    assert client.post(of(made, "annulation/"))["Location"] == mine(alice)
    assert (written(alice).count(), rows_of(Address, alice.network).count()) == (0, 0)
    assert GatheringPicture._base_manager.count() == 0


# -- My gatherings --------------------------------------------------------------------------------


def test_my_gatherings_stand_by_state_and_my_places_by_date(alice, bachir):
    for status in ("draft", "published", "cancelled"):
        GatheringFactory(host=alice, title=status, status=status)
    GatheringFactory(host=alice, title="asked", status="proposed", concert=True)
    GatheringFactory(host=alice, title="over", over=True)
    GatheringFactory(host=bachir, title="of another")
    for days, title in ((20, "later"), (5, "sooner")):
        made = GatheringFactory(host=bachir, title=title, starts_at=evening(days))
        BookingFactory(gathering=made, member=alice)
    context = browser_of(alice).get(mine(alice)).context
    groups = {group["state"]: {g.title for g in group["gatherings"]} for group in context["groups"]}
    assert groups == {
        "draft": {"draft"},
        "proposed": {"asked"},
        "published": {"published"},
        "over": {"over", "cancelled"},
    }
    assert [b.gathering.title for b in context["bookings"]] == ["sooner", "later"]


@pytest.mark.parametrize(
    ("size", "mine_says", "cancelling_says"),
    [
        (0, "Aucune place prise sur 20", "Personne n’a encore réservé."),
        (1, "Une place prise sur 20", "Une réservation : cette personne lira"),
        (3, "3 places prises sur 20", "Une réservation : cette personne lira"),
    ],
)
def test_numbers_are_said_as_neighbours_say_them(alice, bachir, size, mine_says, cancelling_says):
    made = GatheringFactory(host=alice)
    if size:
        BookingFactory(gathering=made, member=bachir, size=size)
    client = browser_of(alice)
    assert mine_says in text_of(client.get(mine(alice)))
    assert cancelling_says in text_of(client.get(of(made, "annulation/")))


def test_empty_list_says_what_to_do(alice):
    page = text_of(browser_of(alice).get(mine(alice)))
    assert "Inviter des voisins" in page
