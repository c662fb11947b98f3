import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from coopere.lib.tags import day, hour, moment, since

NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)  # a Wednesday, 10:30 in Paris
NBSP = "\u00a0"


def at(month, on, hours=0, minutes=0, year=2026):
    return datetime(year, month, on, hours, minutes, tzinfo=UTC)


def plain(text):
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (at(3, 18, 9, 30), "à l’instant"),
        (at(3, 18, 9, 35), "à l’instant"),
        (at(3, 18, 9, 25), "il y a 5 min"),
        (at(3, 18, 8, 31), "il y a 59 min"),
        (at(3, 18, 7, 30), "il y a 2 h"),
        (at(3, 17, 23, 15), "il y a 10 h"),  # already today in Paris
        (at(3, 17, 22, 45), "hier"),
        (at(3, 17, 9, 30), "hier"),
        (at(3, 16, 12), "lundi"),
        (at(3, 12, 12), "jeudi"),
        (at(3, 11, 12), "11 mars"),
        (at(3, 1, 12), "1er mars"),
        (at(1, 2, 12), "2 janvier"),
        (at(3, 12, 12, year=2025), "12 mars 2025"),
    ],
)
def test_since(value, words):
    assert plain(since(value, NOW)) == words


def test_since_counts_minutes_over_midnight():
    assert plain(since(at(3, 17, 22, 50), at(3, 17, 23, 20))) == "il y a 30 min"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (at(3, 18, 7, 5), "aujourd’hui à 8 h 05"),
        (at(3, 17, 18, 40), "hier à 19 h 40"),
        (at(3, 19, 9), "demain à 10 h"),
        (at(3, 3, 9), "mardi 3 mars à 10 h"),
        (at(7, 1, 16, 30), "mercredi 1er juillet à 18 h 30"),
        (at(3, 3, 9, year=2025), "lundi 3 mars 2025 à 10 h"),
    ],
)
def test_moment(value, words):
    assert plain(moment(value, NOW)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 3, 17), "hier"),
        (date(2026, 3, 18), "aujourd’hui"),
        (date(2026, 3, 19), "demain"),
        (date(2026, 3, 20), "vendredi 20 mars"),
        (date(2027, 1, 1), "vendredi 1er janvier 2027"),
        (at(3, 17, 23, 30), "aujourd’hui"),
    ],
)
def test_day(value, words):
    assert plain(day(value, NOW)) == words


def test_hours_and_counts_never_break_over_a_line():
    assert " " not in hour(at(3, 18, 7, 5))
    assert f"{NBSP}5{NBSP}min" in since(at(3, 18, 9, 25), NOW)
    assert since(at(3, 11, 12), NOW) == f"11{NBSP}mars"


def test_filters_read_the_clock_by_themselves(time_machine):
    time_machine.move_to(NOW, tick=False)
    page = Template("{{ value|since }}, {{ value|moment }}, {{ value|day }}")
    words = page.render(Context({"value": at(3, 18, 7, 30)}))
    assert plain(words) == "il y a 2 h, aujourd’hui à 8 h 30, aujourd’hui"


def test_icon_is_decoration_from_the_sprite():
    html = Template("{% icon 'gift' %}").render(Context())
    assert re.fullmatch(
        r'<svg class="icon" width="24" height="24" aria-hidden="true">'
        r'<use href="/static/img/icons(\.\w+)?\.svg#gift"/></svg>',
        html,
    )


def test_facade_tag_draws_and_its_filter_speaks():
    html = Template("{% facade seed=4 lit=3 size='strip' bays=12 %}{{ 3|facade_sentence }}").render(
        Context()
    )
    assert html.startswith("<svg ")
    assert html.endswith("</svg>3 fenêtres allumées ce mois-ci")


def test_every_icon_named_in_a_template_is_in_the_sprite():
    root = Path(settings.BASE_DIR)
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (root / "static/img/icons.svg").read_text()))
    named = {
        name
        for page in (root / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', page.read_text())
    }
    assert named
    assert named <= drawn
