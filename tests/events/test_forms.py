"""What people type to invite: hours, numbers, an address out of place."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from events.form_parts import HourField, WhenForm, moment_of
from events.models import Gathering, GatheringPicture
from tests.events.sheet import ADDRESS, TICKED, cafe, concert, in_days, new, written
from tests.factories import picture_file
from tests.personas import browser_of
from tests.reading import text_of

PARIS = ZoneInfo("Europe/Paris")
TODAY = datetime(2026, 3, 14, 18, 30, tzinfo=PARIS)


class Sheet(WhenForm):
    """The hours alone."""

    gathering = None


def read(on: str, starts: str, ends: str) -> Sheet:
    with time_machine.travel(TODAY, tick=False):
        form = Sheet({"on": on, "starts": starts, "ends": ends})
        form.full_clean()
    return form


# -- Hours ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "starts", "ends", "hours"),
    [
        ("2026-04-18", "19:00", "22:30", 3.5),
        ("18/04/2026", "19h", "22 h 30", 3.5),
        ("2026-04-18", "20:00", "01:00", 5),
        ("2026-04-18", "18:00", "00:00", 6),
        ("2026-04-18", "10:00", "22:00", 12),
        # The night when clocks go forward is an hour shorter, the other one an hour longer.
        ("2026-03-28", "23:00", "04:00", 4),
        ("2026-10-24", "23:00", "04:00", 6),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall(on, starts, ends, hours):
    said = read(on, starts, ends).cleaned_data
    assert said["ends_at"] - said["starts_at"] == timedelta(hours=hours)
    assert said["starts_at"].astimezone(PARIS).time() == HourField().clean(starts)


@pytest.mark.parametrize(
    ("on", "starts", "ends", "field"),
    [
        ("2026-02-31", "19:00", "22:00", "on"),
        ("31/02/2026", "19:00", "22:00", "on"),
        ("0000-00-00", "19:00", "22:00", "on"),
        ("0001-01-01", "00:00", "01:00", "on"),
        ("9999-12-31", "23:00", "01:00", "on"),
        ("demain", "19:00", "22:00", "on"),
        ("", "19:00", "22:00", "on"),
        ("2026-03-14", "18:00", "22:00", "on"),
        ("2026-03-13", "19:00", "22:00", "on"),
        ("2026-04-18", "25:00", "22:00", "starts"),
        ("2026-04-18", "", "22:00", "starts"),
        ("2026-04-18", "midi", "22:00", "starts"),
        ("2026-04-18", "19:00", "24:61", "ends"),
        ("2026-04-18", "19:00", "19:00", "ends"),
        ("2026-04-18", "19:00", "18:00", "ends"),
        # An hour that the clocks jump over, and an end that is before it.
        ("2026-03-29", "02:30", "03:00", "ends"),
    ],
)
def test_hours_that_cannot_be_are_a_sentence_beside_their_field(on, starts, ends, field):
    form = read(on, starts, ends)
    assert set(form.errors) == {field}
    assert str(form.errors[field][0]).endswith(".")


def test_today_in_an_hour_is_not_past():
    assert read("2026-03-14", "19:00", "20:00").errors == {}


@given(st.dates(), st.times(), st.times())
def test_any_hours_are_read_without_a_fault(on: date, starts: time, ends: time):
    form = read(f"{on:%d/%m/%Y}", f"{starts:%H:%M}", f"{ends:%H:%M}")
    if not form.errors:
        said = form.cleaned_data
        assert timedelta(0) < said["ends_at"] - said["starts_at"] <= timedelta(hours=12)
        assert said["starts_at"] > moment_of(date(2026, 3, 14), time(18, 30))


@given(st.text(max_size=12))
def test_any_text_for_an_hour_is_read_without_a_fault(text: str):
    assert set(read("2026-04-18", text, "22:00").errors) <= {"starts", "ends"}


# -- Bad input ------------------------------------------------------------------------------------

BAD = {
    "seats": ["0", "-1", "999999", "abc", "½", "", "9" * 400],
    "party_limit": ["0", "5", "-1", "abc", ""],
    "on": ["2026-02-31", "31/02/2027", "hier", "\0", ""],
    "starts": ["25:00", "\0", ""],
    "ends": ["25:00", ""],
    "title": ["", "   ", "\u200b", "x" * 81],
    "text": ["é" * 2001],
    "address": ["", "x" * 301],
    "address_shown": ["licorne", ""],
    "chapeau": ["x" * 201],
    "access_notes": ["x" * 301],
    "artist_0": ["", "x" * 81],  # with a page beside it
    "page_0": ["http://example.org/", "javascript:alert(1)", "https://", "x" * 300],
}


@pytest.mark.parametrize(("field", "bad"), [(name, bad) for name in BAD for bad in BAD[name]])
def test_bad_input_is_a_sentence_beside_its_field_and_nothing_typed_is_lost(alice, field, bad):
    answer = browser_of(alice).post(new("concert", alice), concert(**{field: bad}))
    form = answer.context["form"]
    assert (answer.status_code, set(form.errors), written(alice).count()) == (422, {field}, 0)
    kept = concert() | dict.fromkeys(TICKED, True)
    names = {*kept} - {field, "token"}
    assert {name: form[name].value() for name in names} == {name: kept[name] for name in names}
    page = text_of(answer)
    assert str(form.errors[field][0]).replace("\u00a0", " ").replace("\u202f", " ") in page


@pytest.mark.parametrize("bad", ["licorne", ""])
def test_rhythm_that_is_none_is_a_sentence(alice, bad):
    answer = browser_of(alice).post(new("cafe", alice), cafe(repeat=bad))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"repeat"})


def test_ten_megabytes_of_text_are_too_much_and_a_page(alice):
    answer = browser_of(alice).post(new("cafe", alice), cafe(text="é" * 5_000_000))
    assert (answer.status_code, written(alice).count()) in {(422, 0), (400, 0), (413, 0)}


def test_text_with_what_cannot_be_seen_is_kept_without_it(alice):
    browser_of(alice).post(new("cafe", alice), cafe(title="Le \0café\x07", place="salle\n A"))
    made = written(alice).get()
    assert (made.title, made.place) == ("Le café", "salle  A")


def test_kind_that_does_not_exist_is_not_found(alice):
    assert browser_of(alice).get(new("licorne", alice)).status_code == 404
    assert browser_of(alice).get(new("cafe", alice)).status_code == 200


def test_cafe_never_asks_for_an_address(alice):
    form = browser_of(alice).get(new("cafe", alice)).context["form"]
    assert {"address", "artist_0", "noise", "chapeau"} & {*form.fields} == set()


def test_page_of_an_artist_may_be_typed_without_https(alice):
    browser_of(alice).post(new("concert", alice), concert(page_0="example.org/ana"))
    edit = f"{written(alice).get().get_absolute_url()}modification/"
    form = browser_of(alice).get(edit).context["form"]
    assert form["page_0"].value() == "https://example.org/ana"


# -- An address out of place ----------------------------------------------------------------------


@pytest.mark.parametrize("field", ["title", "text", "place", "access_notes", "chapeau", "alt_0"])
@pytest.mark.parametrize("said", ["12 rue des Lilas", "Bât. B, 3e étage, porte gauche"])
def test_address_typed_where_everybody_reads_is_noticed_once(alice, field, said):
    client = browser_of(alice)
    answer = client.post(new("concert", alice), concert(**{field: said}))
    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (422, {field})
    assert "On dirait une adresse" in text_of(answer)
    assert "Laisser le texte ainsi" in text_of(answer)
    again = client.post(new("concert", alice), concert(**{field: said, "as_is": "on"}))
    assert again.status_code == 302


def test_words_of_the_secret_address_itself_are_noticed(alice):
    said = {"address": "Chez Morel, la porte bleue", "text": "Venez chez Morel, la porte bleue !"}
    answer = browser_of(alice).post(new("concert", alice), concert(**said))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"text"})


def test_address_that_was_left_as_it_is_is_not_asked_again(alice):
    client = browser_of(alice)
    said = {"text": "Comme au 12 rue des Lilas, en mieux."}
    client.post(new("concert", alice), concert(**said, as_is="on"))
    edit = f"{written(alice).get().get_absolute_url()}modification/"
    assert client.post(edit, concert(**said, seats="9")).status_code == 302
    assert client.post(edit, concert(text="Au 14 rue des Lilas.")).status_code == 422


def test_tick_is_there_only_when_it_is_needed(alice):
    page = browser_of(alice).get(new("concert", alice))
    assert "Laisser le texte ainsi" not in text_of(page)


def test_address_of_a_cafe_is_no_secret(alice):
    answer = browser_of(alice).post(new("cafe", alice), cafe(place="12 rue des Lilas"))
    assert answer.status_code == 302


def test_address_is_in_no_field_but_its_own(alice):
    browser_of(alice).post(new("concert", alice), concert())
    row = written(alice).values().get()
    assert not any(ADDRESS in str(value) for value in row.values())


# -- Pictures -------------------------------------------------------------------------------------


def test_pictures_survive_what_is_wrong_with_the_rest(alice):
    client, token = browser_of(alice), str(uuid4())
    sent = {"token": token, "alt_0": "Une guitare.", "photo_0": picture_file()}
    assert client.post(new("concert", alice), concert(seats="0", **sent)).status_code == 422
    client.post(new("concert", alice), concert(token=token, alt_0="Une guitare."))
    picture = GatheringPicture._base_manager.get()
    assert (picture.gathering_id, picture.alt) == (written(alice).get().pk, "Une guitare.")


def test_past_day_is_refused_even_for_a_draft(alice):
    answer = browser_of(alice).post(new("cafe", alice), cafe(on=in_days(-1), draft="1"))
    assert (answer.status_code, Gathering._base_manager.count()) == (422, 0)
