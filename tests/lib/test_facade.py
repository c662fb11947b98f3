from xml.etree import ElementTree

import pytest

from coopere.lib.facade import _draw, facade, facade_sentence

SEEDS = range(1, 25)
SVG = "{http://www.w3.org/2000/svg}"


def drawing(*args, **kwargs):
    return ElementTree.fromstring(facade(*args, **kwargs))  # noqa: S314  our own drawing


def scenes(svg):
    """What is seen in the lit windows: (row, x) → the scene's letter."""
    return {
        (row, int(use.get("x"))): use.get("href")[-1]
        for row, floor in enumerate(svg.findall(f"{SVG}g[@transform]"))
        for use in floor.findall(f"{SVG}use")
        if use.get("href")[-1].islower()
    }


def ids(svg):
    return {element.get("id") for element in svg.iter() if element.get("id")}


@pytest.mark.parametrize("size", ["full", "strip"])
@pytest.mark.parametrize("lit", [0, 1, 5, 12])
def test_facade_lights_one_window_for_each_gesture(size, lit):
    for seed in SEEDS:
        assert len(scenes(drawing(seed, lit, size))) == lit


@pytest.mark.parametrize("size", ["full", "strip"])
def test_facade_lights_no_more_windows_than_it_has(size):
    for seed in SEEDS:
        full_house = scenes(drawing(seed, 10_000, size))
        assert 20 < len(full_house) < 60
        assert scenes(drawing(seed, len(full_house), size)) == full_house


@pytest.mark.parametrize("size", ["full", "strip"])
def test_one_more_gesture_lights_one_more_window_and_moves_none(size):
    for seed in SEEDS:
        for lit in range(20):
            today, tomorrow = scenes(drawing(seed, lit, size)), scenes(drawing(seed, lit + 1, size))
            assert today.items() < tomorrow.items()


def test_near_windows_never_show_the_same_scene():
    for seed in SEEDS:
        seen = scenes(drawing(seed, 1000))
        columns = sorted({x for _, x in seen})
        for (row, x), scene in seen.items():
            around = columns[columns.index(x) + 1 :][:1]
            near = [(row, around[0])] if around else []
            near += [(row + 1, other) for other in [x, *around]]
            assert scene not in {seen.get(place) for place in near}


def test_facade_of_each_network_is_its_own():
    assert len({facade(seed, 3) for seed in SEEDS}) == len(SEEDS)


def test_facade_is_the_same_drawn_twice():
    drawn = facade(7, 12)
    _draw.cache_clear()
    assert facade(7, 12) == drawn


def test_ids_of_different_facades_never_meet():
    drawings = [
        drawing(seed, lit, size, bays=bays, mark=mark)
        for seed in (1, 2, 36, 37, 4096)
        for lit in (0, 1, 2, 11)
        for size in ("full", "strip")
        for bays in (None, 12)
        for mark in ("", "massy", "é", "è", "a-b", "a_b")
    ]
    assert sum(len(ids(svg)) for svg in drawings) == len(set().union(*map(ids, drawings)))


def test_every_reference_in_a_facade_is_answered():
    for seed in SEEDS:
        for size in ("full", "strip"):
            svg = drawing(seed, 30, size, mark="parc")
            asked = {use.get("href")[1:] for use in svg.iter(f"{SVG}use")}
            asked |= {
                e.get("fill")[5:-1] for e in svg.iter() if e.get("fill", "").startswith("url(")
            }
            assert asked <= ids(svg)


def test_facade_obeys_the_content_security_policy():
    for element in drawing(3, 30).iter():
        assert element.get("style") is None
        assert element.tag != f"{SVG}style"
        assert not [name for name in element.attrib if name.startswith("on")]


def test_facade_stays_light():
    assert max(len(facade(seed, 23).encode()) for seed in SEEDS) < 13_000
    assert max(len(facade(seed, 23, "strip").encode()) for seed in SEEDS) < 11_000


def test_facade_says_its_sentence_to_those_who_do_not_see_it():
    svg = drawing(3, 23)
    assert (svg.get("role"), svg.get("aria-label")) == (
        "img",
        "23 fenêtres allumées ce mois-ci",
    )


def test_facade_as_decoration_is_silent():
    svg = drawing(3, 0, label="")
    assert (svg.get("role"), svg.get("aria-hidden")) == (None, "true")


def test_facade_lets_nobody_out_of_an_attribute():
    svg = drawing(3, 2, label='"><script>', mark='"><script>')
    assert svg.get("aria-label") == '"><script>'
    assert not [element for element in svg.iter() if element.tag.endswith("script")]


@pytest.mark.parametrize(
    ("lit", "sentence"),
    [
        (0, "Aucune fenêtre allumée pour l’instant : à vous d’allumer la première"),
        (1, "1 fenêtre allumée ce mois-ci"),
        (2, "2 fenêtres allumées ce mois-ci"),
        (23, "23 fenêtres allumées ce mois-ci"),
    ],
)
def test_facade_sentence(lit, sentence):
    assert facade_sentence(lit) == sentence
