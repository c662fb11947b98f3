"""The network's building at dusk, drawn as SVG: one window lit for each gesture of the month.

The same inputs give the same bytes, so drawings are cached. Every id starts with the inputs themselves:
two different façades on one page cannot share one, and two equal ones may be told apart by `mark`.
Colours are presentation attributes: the content security policy forbids inline styles.
"""

from functools import lru_cache
from random import Random
from typing import Literal, NamedTuple

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from .scenes import PERSON, SCENES

Size = Literal["full", "strip"]

BAY, FLOOR, PANE_X, PANE_Y = 46, 58, 10, 12
MARGIN, SIDE, SKY, STREET = 12, 58, 46, 10
STRIP_BAYS = 30


class Palette(NamedTuple):
    wall: str
    deep: str
    trim: str
    roof: str
    door: str


PALETTES = (
    Palette("#c67c54", "#94502f", "#eec49a", "#7a3d2b", "#2f5a52"),
    Palette("#d8a65f", "#a47334", "#f5ddac", "#8a4630", "#2c5a75"),
    Palette("#cf9087", "#9d5f58", "#f3d0c4", "#4d5579", "#5a2d4b"),
    Palette("#d6bd95", "#a1875d", "#f6e8cd", "#515b81", "#2f5870"),
    Palette("#a3b08c", "#717f62", "#dfe4c9", "#85452f", "#7a3628"),
    Palette("#93a3c2", "#65759a", "#d3dcea", "#434c74", "#9a4d2a"),
    Palette("#b4696c", "#81424a", "#ecc0b2", "#46406b", "#29485e"),
)
FLOWERS = (("#e0524d", "#ffd262"), ("#f08fae", "#fff1d6"), ("#b07ad0", "#ffd262"))


def facade_sentence(lit: int) -> str:
    """The façade in words: « 23 fenêtres allumées ce mois-ci »."""
    if not lit:
        return gettext(
            "Aucune fenêtre allumée pour l’instant : la première sera peut-être la vôtre"
        )
    return ngettext(
        "%(count)d fenêtre allumée ce mois-ci", "%(count)d fenêtres allumées ce mois-ci", lit
    ) % {"count": lit}


def facade(
    seed: int,
    lit: int,
    size: Size = "full",
    floors: int | None = None,
    bays: int | None = None,
    mark: str = "",
    label: str | None = None,
) -> SafeString:
    """The building of `seed` with `lit` windows alight; all of them when there are fewer.

    `strip` is its ground floor alone, as wide as the screen. `mark` tells equal drawings on one page apart.
    `label` replaces the sentence; an empty one says that the drawing is decoration only.
    """
    words = facade_sentence(lit) if label is None else label
    return _draw(int(seed) % 2**32, int(lit), size, floors, bays, str(mark), words)


@lru_cache(maxsize=2048)
def _draw(seed: int, lit: int, size: Size, floors: int | None, bays: int | None, mark: str, words: str) -> SafeString:
    kind = Strip if size == "strip" else Building
    role = f'role="img" aria-label="{conditional_escape(words)}"' if words else 'aria-hidden="true"'
    return mark_safe(kind(seed, lit, floors, bays, mark).svg(role))  # noqa: S308  every part is ours; `words` and `mark` are escaped


class Building:
    """One drawing. What it looks like depends on the seed alone; which windows are lit, on the seed and `lit`."""

    ratio = "xMidYMax meet"
    kind = "full"

    def __init__(self, seed: int, lit: int, floors: int | None, bays: int | None, mark: str) -> None:
        dice = Random(seed)
        self.seed = seed
        self.palette = dice.choice(PALETTES)
        self.roof = dice.choice(("flat", "mansard", "tiled"))
        own_bays, own_floors = dice.randint(7, 9), dice.randint(4, 5)
        self.bays, self.floors = bays or own_bays, floors or own_floors
        self.shutters = dice.random() < 0.45
        self.flowers = dice.choice(FLOWERS)
        self.balcony = 1 if self.roof == "mansard" else dice.randint(1, 2)
        self.moon_left = dice.random() < 0.5
        self.doors = self._doors(dice)
        self.windows = [
            (row, bay)
            for row in range(self.floors)
            for bay in range(self.bays)
            if row < self.floors - 1 or bay not in self.doors
        ]
        self.lit = set(self._order()[: max(lit, 0)])
        self.scenes = self._scenes()
        given = f"-{floors or 0}-{bays or 0}" if floors or bays else ""
        self.id = f"f{_short((seed * 4096 + len(self.lit)) * 2 + (self.kind == 'strip'))}{given}{_safe(mark)}"

    def _doors(self, dice: Random) -> set[int]:
        return {dice.randint(self.bays // 3, 2 * self.bays // 3)}

    def _order(self) -> list[tuple[int, int]]:
        """The windows in the order in which they light up, the same every day."""
        order = list(self.windows)
        Random(f"order {self.seed}").shuffle(order)
        return order

    def _scenes(self) -> dict[tuple[int, int], int]:
        """A scene for each window, lit or not, so that no two near ones ever show the same."""
        dice, chosen = Random(f"scenes {self.seed}"), dict[tuple[int, int], int]()
        inhabitants = dice.sample(range(len(SCENES)), 10)
        for row, bay in self.windows:
            near = ((row, bay - 1), (row, bay - 2), (row - 1, bay - 1), (row - 1, bay), (row - 1, bay + 1), (row - 2, bay))
            taken = {chosen.get(place) for place in near}
            chosen[row, bay] = dice.choice([scene for scene in inhabitants if scene not in taken])
        return chosen

    @property
    def wall_width(self) -> int:
        return self.bays * BAY + 2 * MARGIN

    @property
    def left(self) -> int:
        return SIDE

    @property
    def width(self) -> int:
        return self.wall_width + 2 * self.left

    @property
    def top(self) -> int:
        """Where the uppermost floor begins."""
        return SKY + {"flat": 16, "mansard": 14, "tiled": 44}[self.roof]

    @property
    def _eaves(self) -> int:
        """Where the wall begins: under a mansard the first floor stands in the roof."""
        return self.top + FLOOR - 6 if self.roof == "mansard" else self.top

    @property
    def ground(self) -> int:
        return self.top + self.floors * FLOOR + 8

    @property
    def height(self) -> int:
        return self.ground + STREET

    def svg(self, role: str) -> str:
        parts = (self._defs(), self._sky(), self._wall(), self._roof(), self._dusk(), self._panes(), self._ironwork(), self._entrances(), self._street())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="facade facade--{self.kind}" viewBox="0 0 {self.width} {self.height}"'
            f' preserveAspectRatio="{self.ratio}" {role}>{"".join(parts)}</svg>'
        )

    def _defs(self) -> str:
        i, shown = self.id, sorted({self.scenes[place] for place in self.lit})
        scenes = "".join(
            f'<g id="{i}{_letter(scene)}"><use href="#{i}L"/>{self._scene(scene)}'
            f'<use href="#{i}S"/></g>'
            for scene in shown
        )
        return (
            f'<defs>{self._lights()}{self._window()}<g id="{i}P">{PERSON}</g>'
            f'{self._outside()}{scenes}</defs>'
        )

    def _outside(self) -> str:
        return self._tree() + self._chimney()

    def _scene(self, scene: int) -> str:
        drawing = SCENES[scene].replace("#P", f"#{self.id}P")
        return f'<svg width="26" height="36">{drawing}</svg>' if "#P" in SCENES[scene] else drawing

    def _lights(self) -> str:
        i = self.id
        return (
            f'<radialGradient id="{i}G"><stop stop-color="#ffc95c" stop-opacity=".75"/><stop offset=".5" stop-color="#ffb648" stop-opacity=".28"/>'
            f'<stop offset="1" stop-color="#ffb648" stop-opacity="0"/></radialGradient>'
            f'<radialGradient id="{i}W" cy=".4" r=".8"><stop stop-color="#fff2c2"/><stop offset=".55" stop-color="#ffd565"/><stop offset="1" stop-color="#f4a63c"/></radialGradient>'
            f'<linearGradient id="{i}N" x2="1" y2="1"><stop stop-color="#4a5288"/><stop offset=".5" stop-color="#2b2c56"/><stop offset="1" stop-color="#23224a"/></linearGradient>'
            f'<linearGradient id="{i}H"><stop stop-color="#fff" stop-opacity=".14"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#1b1440" stop-opacity=".34"/></linearGradient>'
        )

    def _window(self) -> str:
        i, trim, door = self.id, self.palette.trim, self.palette.door
        shutters = (
            f'<path fill="{door}" d="M-9-1h6v38h-6zM29-1h6v38h-6z"/><path stroke="#000" stroke-opacity=".25" stroke-width="4" stroke-dasharray="1.3 1.7" d="M-6 1v34M32 1v34"/>'
            if self.shutters
            else ""
        )
        frame = f'<path class="facade__line" fill="{trim}" d="M-3-3h32v40H-3z"/>'
        return (
            f'<g id="{i}S"><path stroke="{trim}" stroke-width="1.6" d="M0 11h26M13 0v11"/>'
            f'<path class="facade__line" fill="{trim}" d="M-5 36h36v3.5H-5z"/><path opacity=".22" d="M-4 39.5h34v2.5H-4z"/>{shutters}</g>'
            f'<g id="{i}L"><circle class="facade__glow" cx="13" cy="18" r="34" fill="url(#{i}G)"/>{frame}<path class="facade__lit" fill="url(#{i}W)" d="M0 0h26v36H0z"/></g>'
            f'<g id="{i}D">{frame}<path class="facade__dark" fill="url(#{i}N)" d="M0 0h26v36H0z"/><path fill="#fff" opacity=".09" d="m4 36 14-36h6L10 36z"/>'
            f'<path stroke="{trim}" stroke-width="1.3" d="M13 11v25"/><use href="#{i}S"/></g>'
            f'<g id="{i}B"><use href="#{i}D"/><path fill="{trim}" opacity=".82" d="M0 0h26v21H0z"/><path stroke="#000" stroke-opacity=".2" d="M0 4h26M0 8h26M0 12h26M0 16h26M0 20.5h26"/></g>'
            f'<g id="{i}F"><path fill="#6d3d25" d="M-4 31h34v6H-4z"/><path fill="#3b7d52" d="M-4 32c2-6 6-3 8-6 2 4 4-1 6 1 2-4 5 1 7-1 2 3 5-1 6 2 4-1 5 1 6 4z"/>'
            f'<path stroke="{self.flowers[0]}" stroke-width="4" stroke-linecap="round" d="M-1 29h0M12 28h0M25 29h0"/><path stroke="{self.flowers[1]}" stroke-width="3.6" stroke-linecap="round" d="M6 28h0M19 29h0"/></g>'
        )

    def _sky(self) -> str:
        dice = Random(f"sky {self.seed}")
        stars = "".join(f"M{dice.randint(4, self.width - 4)} {dice.randint(3, SKY + 20)}h0" for _ in range(16))
        moon_x = SIDE // 2 + 4 if self.moon_left else self.width - SIDE // 2 - 6
        return (
            f'<g class="facade__sky"><path stroke="#fff" stroke-opacity=".8" stroke-width="1.5" stroke-linecap="round" d="{stars}"/>'
            f'<path fill="#ffe7a8" d="M{moon_x} 14a13 13 0 1 0 11 19 11 11 0 0 1-11-19z"/>{self._skyline(dice)}</g>'
        )

    def _skyline(self, dice: Random) -> str:
        """The neighbours' roofs behind, left and right."""
        shapes, lights = "", ""
        for x in (4, 40, self.width - 84, self.width - 46):
            rise = dice.randint(70, 70 + (self.ground - SKY) // 2)
            shapes += f"M{x} {self.ground}v-{rise}l20-12 22 12v{rise}z"
            lights += f"M{x + dice.choice((12, 30))} {self.ground - rise + dice.randint(6, 30)}v6"
        return f'<path fill="#1a2350" opacity=".62" d="{shapes}"/><path stroke="#ffd262" stroke-opacity=".6" stroke-width="4" d="{lights}"/>'

    def _wall(self) -> str:
        x, w, p = self.left, self.wall_width, self.palette
        first = self._eaves
        base = self.ground - FLOOR - 8
        courses = "".join(f"M{x} {self._y(row) - 2.5}h{w}" for row in range(1, self.floors))
        return (
            f'<path class="facade__wall" fill="{p.wall}" d="M{x} {first}h{w}V{self.ground}h-{w}z"/>{self._quoins(first)}'
            f'<path fill="{p.deep}" opacity=".4" d="M{x} {base}h{w}v{FLOOR + 8}h-{w}z"/>'
            f'<path stroke="{p.deep}" stroke-opacity=".45" d="{"".join(f"M{x} {y}h{w}" for y in range(base + 11, self.ground - 8, 11))}"/>'
            f'<path stroke="{p.deep}" stroke-width="6" d="{courses}"/><path stroke="{p.trim}" stroke-width="2.5" d="{courses}" transform="translate(0-2)"/>'
            f'<path fill="{p.deep}" d="M{x - 2} {self.ground - 8}h{w + 4}v8h-{w + 4}z"/>'
        )

    def _quoins(self, first: int) -> str:
        ends = f"{first + 5}V{self.ground - FLOOR - 10}"
        left, right = self.left, self.left + self.wall_width
        return (
            f'<path stroke="{self.palette.trim}" stroke-opacity=".5" stroke-width="9" '
            f'stroke-dasharray="9 10" d="M{left + 4.5} {ends}M{right - 4.5} {ends}"/>'
        )

    def _roof(self) -> str:
        return {"flat": self._flat_roof, "mansard": self._mansard, "tiled": self._tiled_roof}[self.roof]()

    def _flat_roof(self) -> str:
        x, w, y, p = self.left, self.wall_width, self.top, self.palette
        return (
            f'<use href="#{self.id}C" x="{x + w - 70}" y="{y - 14}"/>'
            f'<path class="facade__line" fill="{p.deep}" d="M{x - 5} {y - 14}h{w + 10}v12H{x - 5}z"/><path fill="{p.trim}" d="M{x - 7} {y - 17}h{w + 14}v4H{x - 7}z"/>'
            f'<path opacity=".25" d="M{x} {y - 2}h{w}v5H{x}z"/>'
            f'<path fill="none" stroke="#2a2547" stroke-width="1.6" d="M{x + 42} {y - 17}v-24m-9 3h18m-15 5h12"/>'
            f'{self._roof_cat(x + w // 2, y - 17)}'
        )

    def _mansard(self) -> str:
        x, w, y, p = self.left, self.wall_width, self.top, self.palette
        low = y + FLOOR - 5
        dormers = "".join(f"M{self._x(bay) - 6} {y + PANE_Y - 3}q19-17 38 0z" for bay in range(self.bays))
        return (
            f'<use href="#{self.id}C" x="{x + 24}" y="{y - 8}"/><use href="#{self.id}C" x="{x + w - 56}" y="{y - 8}"/>'
            f'<path class="facade__line" fill="{p.roof}" d="M{x + 12} {y - 10}h{w - 24}L{x + w + 4} {low}H{x - 4}z"/>'
            f'<path stroke="#fff" stroke-opacity=".1" stroke-width="46" stroke-dasharray="1 8" d="M{x + 8} {y + 20}h{w - 16}"/>'
            f'<path fill="{p.deep}" d="M{x + 8} {y - 13}h{w - 16}v5H{x + 8}zM{x - 6} {low - 2}h{w + 12}v6H{x - 6}z"/>'
            f'<path class="facade__line" fill="{p.trim}" d="{dormers}"/>{self._roof_cat(x + w // 2, y - 13)}'
        )

    def _tiled_roof(self) -> str:
        x, w, y, p = self.left, self.wall_width, self.top, self.palette
        rows = "".join(f"M{x - 8 + 4 * n} {y - 3 - 8 * n}h{w + 16 - 8 * n}" for n in range(5))
        return (
            f'<use href="#{self.id}C" x="{x + w // 5}" y="{y - 40}"/>'
            f'<path class="facade__line" fill="{p.roof}" d="M{x - 12} {y}l24-42h{w - 24}l24 42z"/>'
            f'<path stroke="#000" stroke-opacity=".2" stroke-width="3" stroke-dasharray="7 3" d="{rows}"/>'
            f'<path fill="{p.deep}" d="M{x - 13} {y - 2}h{w + 26}v5H{x - 13}z"/><path opacity=".25" d="M{x} {y + 3}h{w}v5H{x}z"/>'
            f'{self._roof_cat(x + 3 * w // 5, y - 42)}'
        )

    def _chimney(self) -> str:
        p = self.palette
        return (
            f'<g id="{self.id}C"><path fill="{p.deep}" d="M0 6v-26h30V6z"/>'
            f'<path fill="{p.roof}" d="M-3-24h36v5H-3zM4-32h7v8H4zM19-32h7v8h-7z"/>'
            '<path class="facade__sky" fill="none" stroke="#fff" stroke-opacity=".3" stroke-width="4" '
            'stroke-linecap="round" d="M23-37c-5-6 5-8 1-15"/></g>'
        )

    def _roof_cat(self, x: int, y: int) -> str:
        return (
            f'<path fill="#1b1836" d="M{x} {y}c-1-7 2-9 3-12l-1-5 3 2h2l3-2-1 6c3 4 4 7 3 11z"/>'
            f'<path fill="none" stroke="#1b1836" stroke-width="2" stroke-linecap="round" d="M{x + 11} {y - 1}c6 0 8-3 7-8"/>'
        )

    def _dusk(self) -> str:
        """Night falls on stone, never on lit windows: they are drawn after this veil."""
        x, w, y = self.left, self.wall_width, SKY
        shape = f'd="M{x} {self._eaves}h{w}V{self.ground}h-{w}z"'
        return (
            f'<path fill="url(#{self.id}H)" class="facade__sky" {shape}/>'
            f'<path class="facade__dusk" fill="#0d1230" d="M{x - 14} {y - 6}h{w + 28}V{self.ground}h-{w + 28}z" opacity="0"/>'
        )

    def _panes(self) -> str:
        rows = ""
        for row in range(self.floors):
            uses = "".join(f'<use href="#{self.id}{self._shape(row, bay)}" x="{self._x(bay)}"/>' for r, bay in self.windows if r == row)
            rows += f'<g transform="translate(0 {self._y(row) + PANE_Y})">{uses}</g>'
        return rows

    def _shape(self, row: int, bay: int) -> str:
        if (row, bay) in self.lit:
            return _letter(self.scenes[row, bay])
        return "B" if (row * 5 + bay * 3 + self.seed) % 7 == 0 else "D"

    def _ironwork(self) -> str:
        """Flower boxes here and there; on one floor a balcony from wall to wall."""
        dice, y = Random(f"flowers {self.seed}"), self._y(self.balcony)
        boxes = "".join(
            f'<use href="#{self.id}F" x="{self._x(bay)}" y="{self._y(row) + PANE_Y + 3}"/>'
            for row, bay in self.windows
            if row != self.balcony and dice.random() < 0.24
        )
        x, w = self.left + 5, self.wall_width - 10
        return boxes + (
            f'<path stroke="#221c3d" stroke-width="14" stroke-dasharray="1.3 3.3" d="M{x} {y + 44}h{w}"/><path stroke="#221c3d" stroke-width="2" d="M{x - 1} {y + 37}h{w + 2}"/>'
            f'<path class="facade__line" fill="{self.palette.trim}" d="M{x - 3} {y + 50}h{w + 6}v4H{x - 3}z"/><path opacity=".25" d="M{x} {y + 54}h{w}v4H{x}z"/>'
        )

    def _entrances(self) -> str:
        return "".join(self._door(self._x(bay) + 13, self.ground) for bay in sorted(self.doors))

    def _door(self, x: int, y: int) -> str:
        p, i = self.palette, self.id
        return (
            f'<circle class="facade__glow" cx="{x}" cy="{y - 40}" r="38" fill="url(#{i}G)"/>'
            f'<g transform="translate({x} {y})"><path class="facade__line" fill="{p.trim}" d="M-20 0v-38a20 20 0 0 1 40 0V0z"/><path class="facade__wall" fill="{p.door}" d="M-16 0v-38h32V0z"/>'
            f'<path class="facade__lit" fill="url(#{i}W)" d="M-15-39a15 15 0 0 1 30 0z"/><path fill="none" stroke="{p.trim}" stroke-width="1.5" d="M-15-38.5h30M0-54v15m-11-10L0-39l11-10"/>'
            f'<path fill="none" stroke="#000" stroke-opacity=".3" stroke-width="1.5" d="M0-37V0M-12-33h8v14h-8zM4-33h8v14H4zM-12-14h8v9h-8zM4-14h8v9H4z"/>'
            f'<circle cx="4" cy="-17" r="1.6" fill="#ffd262"/><path class="facade__line" fill="{p.trim}" d="M-24-3h48v6h-48z"/></g>'
        )

    def _street(self) -> str:
        y, right = self.ground, self.left + self.wall_width
        return (
            f'<path class="facade__street" fill="#12183a" d="M-3000 {y}h7000v{STREET}h-7000z"/>'
            f'<use href="#{self.id}T" x="{SIDE // 2 - 6}" y="{y}"/>{self._lamp_post(right + 18, y)}{self._bicycle(self._x(self.bays - 2), y)}<use href="#{self.id}T" x="{right + SIDE - 10}" y="{y}"/>'
        )

    def _tree(self) -> str:
        return (
            f'<g id="{self.id}T" class="facade__tree"><path fill="#3d2a33" d="M-2 0v-40h4V0z"/>'
            '<path fill="#1e4f4d" d="M0-96c14 0 20 16 15 26 9 10 4 28-15 30-19-2-24-20-15-30-5-10 1-26 15-26z"/>'
            '<path fill="#2d6a5c" d="M-4-92c-8 4-9 14-5 20 4-2 5-12 5-20zM-8-66c-8 4-8 12-3 17 4-4 4-11 3-17z"/></g>'
        )

    def _lamp_post(self, x: int, y: int) -> str:
        return (
            f'<circle class="facade__glow" cx="{x}" cy="{y - 62}" r="34" fill="url(#{self.id}G)"/><path fill="#1b1836" d="M{x - 1.5} {y}v-56h3v56zM{x - 5} {y - 2}h10v3h-10zM{x - 6} {y - 70}l6-5 6 5z"/>'
            f'<path class="facade__lit" fill="#ffe7a8" d="M{x - 5} {y - 69}h10l-2 13h-6z"/>'
        )

    def _bicycle(self, x: int, y: int) -> str:
        return (
            f'<g fill="none" stroke="#1b1836" stroke-width="1.6" transform="translate({x} {y - 7})"><circle r="7"/><circle cx="24" r="7"/>'
            f'<path stroke="#e0524d" d="M0 0l7-11h12L11 0zM24 0 18-14m-11 3L11 0"/><path d="M4-13h6M16-15h5"/></g>'
        )

    def _x(self, bay: int) -> int:
        return self.left + MARGIN + bay * BAY + PANE_X

    def _y(self, row: int) -> int:
        return self.top + row * FLOOR


class Strip(Building):
    """The ground floor alone, wider than any screen; the picture keeps its middle."""

    ratio = "xMidYMax slice"
    kind = "strip"
    left = 0
    top = 9

    def __init__(self, seed: int, lit: int, floors: int | None, bays: int | None, mark: str) -> None:
        super().__init__(seed, lit, 1, bays or STRIP_BAYS, mark)
        self.roof = "flat"

    def _doors(self, dice: Random) -> set[int]:
        middle = self.bays // 2 + dice.choice((-2, -1, 1))
        return {bay for bay in range(middle % 9, self.bays, 9)}

    def _order(self) -> list[tuple[int, int]]:
        """From the middle outwards, with some chance: a telephone shows seven windows, and should show light."""
        dice, middle = Random(f"order {self.seed}"), self.bays / 2
        return sorted(self.windows, key=lambda place: abs(place[1] - middle) + dice.random() * 9)

    def _outside(self) -> str:
        return ""

    def _sky(self) -> str:
        return ""

    def _roof(self) -> str:
        p, w = self.palette, self.width
        return f'<path class="facade__line" fill="{p.trim}" d="M0 0h{w}v4H0z"/><path fill="{p.deep}" d="M0 4h{w}v4H0z"/><path opacity=".25" d="M0 8h{w}v4H0z"/>'

    def _ironwork(self) -> str:
        self.balcony = -1
        return super()._ironwork().partition("<path")[0]

    def _street(self) -> str:
        y = self.ground
        return (
            f'<path class="facade__street" fill="#12183a" d="M0 {y}h{self.width}v{STREET}H0z"/>'
            + "".join(self._bicycle(self._x(bay + 3), y) for bay in sorted(self.doors))
        )


def _letter(scene: int) -> str:
    return chr(ord("a") + scene)


def _short(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


def _safe(mark: str) -> str:
    """A mark as part of an id: nothing that could leave the attribute."""
    return "-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in mark) + "-" if mark else ""
