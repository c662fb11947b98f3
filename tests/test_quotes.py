"""The quote of the day: the same for everybody, another one tomorrow, whatever staff do."""

import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError
from django.template import engines
from django.urls import reverse
from django.utils import timezone

from coopere.models import Quote
from coopere.shipped import bring_quotes, shipped_quotes
from tests.factories import QuoteFactory
from tests.personas import browser_of

START = date(2026, 3, 1)
DAYS = 400
A_DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


@pytest.fixture
def no_quotes(db) -> None:
    Quote.objects.all().delete()


@pytest.fixture
def fifty(no_quotes) -> list[Quote]:
    return QuoteFactory.create_batch(50)


def shown_in_a_row(days: int = DAYS) -> list[Quote | None]:
    return [Quote.of_the_day(START + number * A_DAY) for number in range(days)]


def assert_never_twice_running(shown: list[Quote | None]) -> None:
    assert not [one for one, other in pairwise(shown) if one and one == other]


# -- Which one ------------------------------------------------------------------------------------


def test_quote_is_another_one_each_day_for_more_than_a_year(fifty):
    shown = shown_in_a_row()
    assert_never_twice_running(shown)
    assert Counter(shown) == Counter(dict.fromkeys(fifty, DAYS // 50))


def test_quote_comes_back_only_when_all_others_had_their_turn(fifty):
    shown = shown_in_a_row()
    assert all(len(set(shown[day : day + 50])) == 50 for day in range(DAYS - 50))


def test_check_of_the_days_sees_one_that_comes_twice(fifty):
    """The control of all that follows."""
    with pytest.raises(AssertionError):
        assert_never_twice_running([fifty[0], fifty[1], fifty[1]])


def test_pinned_day_wins_and_its_quote_keeps_away_from_the_days_around(fifty):
    chance = random.Random(1)
    pins = {}
    days = chance.sample(range(1, DAYS), 60)
    for day, quote in zip(days, chance.sample(fifty, 50), strict=False):
        quote.pinned_on = pins[day] = START + day * A_DAY
        quote.save()
        pins[day] = quote
    shown = shown_in_a_row()
    assert {day: shown[day] for day in pins} == pins
    assert_never_twice_running(shown)
    assert None not in shown


@pytest.mark.parametrize("offset", [-1, 1])
def test_quote_whose_turn_it_is_steps_aside_for_its_pinned_day(fifty, offset):
    own = Quote.of_the_day(START)
    own.pinned_on = START + offset * A_DAY
    own.save()
    assert Quote.of_the_day(START + offset * A_DAY) == own
    assert Quote.of_the_day(START) not in {None, own}


def test_withdrawn_quote_loses_even_its_pinned_day(fifty):
    own = Quote.of_the_day(START)
    own.pinned_on, own.is_active = START, False
    own.save()
    assert Quote.of_the_day(START) not in {None, own}


def test_without_a_quote_there_is_none(no_quotes):
    assert Quote.of_the_day(START) is None


def test_only_quote_of_all_is_shown_every_other_day(no_quotes):
    only = QuoteFactory(side=0)
    assert shown_in_a_row(10) in ([only, None] * 5, [None, only] * 5)


def test_two_quotes_take_turns(no_quotes):
    with time_machine.travel(noon(START - A_DAY)):
        pair = [Quote.add(text=text, author="Proverbe", work="Proverbe") for text in ("Un", "Deux")]
    shown = shown_in_a_row(10)
    assert_never_twice_running(shown)
    assert set(shown) == set(pair)


# -- Whatever staff do ----------------------------------------------------------------------------


class Staff:
    """Somebody who adds, withdraws, brings back, pins and unpins, as it comes."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.added = 0

    def act(self, day: date) -> None:
        act = self.chance.choice([self.add, self.switch, self.pin, self.unpin, self.correct])
        act(day)

    def any(self) -> Quote:
        return self.chance.choice(list(Quote.objects.order_by("pk")))

    def add(self, day: date) -> None:
        self.added += 1
        Quote.add(text=f"Nouvelle {self.added}", author="Proverbe", work="Proverbe")

    def switch(self, day: date) -> None:
        quote = self.any()
        quote.change(is_active=not quote.is_active)

    def pin(self, day: date) -> None:
        quote, target = self.any(), day + self.chance.randint(1, 3) * A_DAY
        if not quote.why_not_on(target) and not Quote.objects.filter(pinned_on=target).exists():
            quote.change(pinned_on=target)

    def unpin(self, day: date) -> None:
        pinned = list(Quote.objects.exclude(pinned_on=None).order_by("pk"))
        if pinned:
            self.chance.choice(pinned).change(pinned_on=None)

    def correct(self, day: date) -> None:
        self.any().change(work="Œuvres complètes")


@pytest.mark.parametrize("seed", range(5))
def test_no_two_days_are_alike_while_staff_work_all_day(no_quotes, seed):
    """What was shown last on a day is not what is shown first on the next, nor at any hour."""
    QuoteFactory.create_batch(8)
    staff, yesterday = Staff(seed), set()
    seen = 0
    for number in range(DAYS):
        day = START + number * A_DAY
        with time_machine.travel(noon(day), tick=False):
            today = {Quote.of_the_day(day)}
            for _act in range(3):
                staff.act(day)
                today.add(Quote.of_the_day(day))
        today.discard(None)
        assert not today & yesterday, day
        yesterday = today
        seen += len(today)
    assert seen > DAYS / 2


@pytest.mark.parametrize("seed", range(5))
def test_quote_of_today_stays_until_midnight_unless_it_is_itself_taken_away(no_quotes, seed):
    QuoteFactory.create_batch(8)
    staff = Staff(seed)
    for number in range(DAYS):
        day = START + number * A_DAY
        with time_machine.travel(noon(day), tick=False):
            before = Quote.of_the_day(day)
            staff.act(day)
            after = Quote.of_the_day(day)
            kept = {"is_active": True, "pinned_on": before and before.pinned_on}
            taken = before and not Quote.objects.filter(pk=before.pk, **kept).exists()
            assert after == before or taken or before is None, day


def test_new_quote_waits_for_tomorrow(fifty):
    with time_machine.travel(noon(START), tick=False):
        before = Quote.of_the_day(START)
        made = Quote.add(text="Toute neuve", author="Proverbe", work="Proverbe")
        assert Quote.of_the_day(START) == before
    assert made in [Quote.of_the_day(START + number * A_DAY) for number in range(60)]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "à partir de demain"), (0, "à partir de demain"), (1, "elle ne peut pas"), (2, "")],
)
def test_quote_of_today_is_pinned_to_the_day_after_tomorrow_at_the_earliest(fifty, days, sentence):
    with time_machine.travel(noon(START), tick=False):
        reason = Quote.of_the_day(START).why_not_on(START + days * A_DAY)
    assert sentence in reason
    assert bool(reason) == bool(sentence)


def test_two_quotes_share_no_pinned_day_and_no_words(fifty):
    QuoteFactory(pinned_on=START)
    with pytest.raises(IntegrityError):
        QuoteFactory(pinned_on=START)


# -- Those that come with the site ----------------------------------------------------------------


def test_shipped_quotes_each_have_author_work_and_a_name_of_their_own():
    rows = shipped_quotes()
    assert len(rows) >= 50
    assert len({row["slug"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    assert all(row["author"] and row["work"] for row in rows)


def test_authors_of_shipped_quotes_died_seventy_years_ago():
    """In the public domain in France: of whom it is not said, it is a proverb or scripture."""
    spans = [re.findall(r"\d{3,4}", row.get("years", "")) for row in shipped_quotes()]
    assert max(int(span[-1]) for span in spans if span) < 1956


def test_author_of_shipped_quotes_is_another_one_each_day(no_quotes):
    bring_quotes(Quote.objects)
    authors = [quote.author for quote in shown_in_a_row(Quote.objects.count())]
    assert [one for one, other in pairwise(authors) if one == other] == []


def test_shipped_quotes_are_brought_once_and_staff_have_the_last_word(no_quotes):
    count = bring_quotes(Quote.objects)
    assert count == len(shipped_quotes()) == Quote.objects.count()
    own = Quote.objects.first()
    own.change(text="Corrigée par l’équipe.", is_active=False)
    assert bring_quotes(Quote.objects) == 0
    own.refresh_from_db()
    assert (own.text, own.is_active) == ("Corrigée par l’équipe.", False)


def test_shipped_quotes_are_there_from_the_first_day(no_quotes):
    bring_quotes(Quote.objects)
    assert Quote.of_the_day(timezone.localdate()) is not None
    assert Quote.of_the_day(timezone.localdate() + A_DAY) is not None


# -- Where it is shown ----------------------------------------------------------------------------


def test_tag_shows_todays_quote_and_the_way_to_the_others(no_quotes):
    tag = engines["django"].from_string("{% quote_of_the_day %}")
    assert tag.render() == ""
    quote = QuoteFactory(text="<Aidons-nous>", side=timezone.localdate().toordinal() % 2)
    shown = tag.render()
    assert "&lt;Aidons-nous&gt;" in shown
    assert quote.author in shown
    assert f'<a href="{reverse("quotes")}">Citation du jour</a>' in shown


def test_page_of_quotes_shows_todays_first_and_never_one_that_is_withdrawn(client, no_quotes):
    day = timezone.localdate()
    first = QuoteFactory(text="Celle du jour.", side=day.toordinal() % 2, author="Voltaire")
    QuoteFactory(text="Une autre.", side=first.side)
    QuoteFactory(text="Retirée.", is_active=False)
    page = client.get(reverse("quotes")).content.decode()
    assert page.count("Celle du jour.") == page.count("Une autre.") == 1
    assert page.index("Celle du jour.") < page.index("Une autre.")
    assert "Retirée." not in page


def test_page_without_quotes_says_so(client, no_quotes):
    assert "Pas encore de citation" in client.get(reverse("quotes")).content.decode()


def test_page_of_quotes_is_not_sent_again_to_whoever_has_it(client, fifty):
    first = client.get(reverse("quotes"))
    again = client.get(reverse("quotes"), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


# -- At the desk ----------------------------------------------------------------------------------

REASON = "Une faute de frappe."
TAKEN = "2999-01-01"


def answers(**changes) -> dict[str, object]:
    fields = {"text": "Aidons-nous.", "author": "Florian", "work": "Fables", "is_active": "on"}
    return {**fields, "reason": REASON, **changes}


def desk(page: str, *args) -> str:
    return reverse(f"admin:coopere_quote_{page}", args=args)


def test_staff_add_a_quote_and_the_log_keeps_it(yves, no_quotes):
    response = browser_of(yves).post(desk("add"), answers(), follow=True)
    made = Quote.objects.get()
    assert "C’est enregistré." in response.content.decode()
    assert (made.text, made.added_on) == ("Aidons-nous.", timezone.localdate())
    assert LogEntry.objects.get().get_change_message() == f"Création. Motif : {REASON}"


def test_staff_correct_a_quote_and_pin_it(yves, fifty):
    quote, day = fifty[0], timezone.localdate() + 5 * A_DAY
    page = desk("change", quote.pk)
    browser_of(yves).post(page, answers(text="Corrigée.", pinned_on=day.isoformat()))
    quote.refresh_from_db()
    assert (quote.text, quote.pinned_on) == ("Corrigée.", day)
    assert Quote.of_the_day(day) == quote


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pinned_on": "2020-01-01"}, "Choisissez un jour à venir"),
        ({"pinned_on": "demain"}, "date"),
        ({"text": "   "}, "obligatoire"),
        ({"work": ""}, "obligatoire"),
        ({"text": "Déjà là."}, "Cette citation est déjà là."),
        ({"pinned_on": TAKEN}, "Une autre citation est réservée à ce jour."),
    ],
)
def test_quote_that_is_not_right_is_refused_in_words_and_kept(yves, fifty, changes, sentence):
    QuoteFactory(text="Déjà là.", pinned_on=TAKEN)
    response = browser_of(yves).post(desk("add"), answers(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Florian" in page
    assert Quote.objects.count() == 51


def test_quote_keeps_the_pinned_day_that_is_over(yves, fifty):
    quote = QuoteFactory(pinned_on="2020-01-01")
    page = desk("change", quote.pk)
    browser_of(yves).post(page, answers(text="Corrigée.", pinned_on="2020-01-01"))
    quote.refresh_from_db()
    assert quote.text == "Corrigée."


def test_coordinator_has_no_page_of_quotes(denise, fifty):
    client = browser_of(denise)
    pages = [desk("changelist"), desk("add"), desk("change", fifty[0].pk)]
    assert [client.get(page).status_code for page in pages] == [404, 403, 404]
