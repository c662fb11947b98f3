"""One building: what the seed decides, where its windows are, which are lit, what one sees in them.

Colours are presentation attributes: the content security policy forbids inline styles.
"""

from random import Random

from .masonry import (
    FLOWERS,
    PALETTES,
    bicycle,
    chimney,
    door,
    flat_roof,
    lamp_post,
    lights,
    mansard,
    moon_and_cat,
    tiled_roof,
    tree,
    window,
)
from .scenes import PERSON, SCENES

BAY, FLOOR, PANE_X, PANE_Y = 46, 58, 10, 12
MARGIN, SIDE, SKY, STREET = 12, 58, 46, 10
STRIP_BAYS = 30


class Building:
    """One drawing: its look depends on the seed alone, its lit windows on the seed and `lit`."""

    ratio = "xMidYMax meet"
    kind = "full"

    def __init__(
        self, seed: int, lit: int, floors: int | None, bays: int | None, mark: str
    ) -> None:
        dice = _dice(seed)
        self.seed = seed
        self.palette = dice.choice(PALETTES)
        self.roof = dice.choice(("flat", "mansard", "tiled"))
        own_bays, own_floors = dice.randint(8, 10), dice.randint(5, 6)
        self.bays, self.floors = bays or own_bays, floors or own_floors
        self.shutters = dice.random() < 0.45
        self.flowers = dice.choice(FLOWERS)
        self.balcony = 1 if self.roof == "mansard" else dice.randint(1, 2)
        self.doors = self._doors(dice)
        self.windows = [
            (row, bay)
            for row in range(self.floors)
            for bay in range(self.bays)
            if row < self.floors - 1 or bay not in self.doors
        ]
        self.lit = set(self._order()[: max(lit, 0)])
        self.scenes = self._scenes()
        inputs = (seed * 4096 + len(self.lit)) * 2 + (self.kind == "strip")
        given = f"-{floors or 0}-{bays or 0}" if floors or bays else ""
        self.id = f"f{_short(inputs)}{given}{_safe(mark)}"

    def _doors(self, dice: Random) -> set[int]:
        return {dice.randint(self.bays // 3, 2 * self.bays // 3)}

    def _order(self) -> list[tuple[int, int]]:
        """The windows in the order in which they light up, the same every day."""
        order = list(self.windows)
        _dice(f"order {self.seed}").shuffle(order)
        return order

    def _scenes(self) -> dict[tuple[int, int], int]:
        """A scene for each window, lit or not, so that no two near ones ever show the same."""
        dice, chosen = _dice(f"scenes {self.seed}"), dict[tuple[int, int], int]()
        inhabitants = dice.sample(range(len(SCENES)), 10)
        for row, bay in self.windows:
            near = (
                (row, bay - 1),
                (row, bay - 2),
                (row - 1, bay - 1),
                (row - 1, bay),
                (row - 1, bay + 1),
                (row - 2, bay),
            )
            taken = {chosen.get(place) for place in near}
            chosen[row, bay] = dice.choice([scene for scene in inhabitants if scene not in taken])
        return chosen

    @property
    def shown(self) -> int:
        """How many windows are alight: no more than there are."""
        return len(self.lit)

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
        parts = (
            self._defs(),
            self._sky(),
            # Night falls on stone, never on lit windows: they stand in front of this group.
            f'<g class="facade__stone">{self._wall()}{self._roof()}{self._shade()}</g>',
            self._panes(),
            self._ironwork(),
            self._entrances(),
            self._street(),
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="facade facade--{self.kind}" '
            f'viewBox="0 0 {self.width} {self.height}"'
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
            f"<defs>{lights(i)}{window(i, self.palette, self.flowers, self.shutters)}"
            f'<g id="{i}P">{PERSON}</g>{self._outside()}{scenes}</defs>'
        )

    def _outside(self) -> str:
        return tree(self.id) + chimney(self.id, self.palette)

    def _scene(self, scene: int) -> str:
        drawing = SCENES[scene].replace("#P", f"#{self.id}P")
        return f'<svg width="26" height="36">{drawing}</svg>' if "#P" in SCENES[scene] else drawing

    def _sky(self) -> str:
        dice = _dice(f"sky {self.seed}")
        stars = "".join(
            f"M{dice.randint(4, self.width - 4)} {dice.randint(3, SKY + 20)}h0" for _ in range(16)
        )
        return (
            '<g class="facade__sky">'
            '<path stroke="#fff" stroke-opacity=".8" stroke-width="1.5" '
            f'stroke-linecap="round" d="{stars}"/>'
            f'<g class="facade__moon">{moon_and_cat(*self._ridge)[0]}</g>{self._skyline(dice)}</g>'
        )

    def _skyline(self, dice: Random) -> str:
        """The neighbours' roofs behind, left and right."""
        shapes, panes = "", ""
        for x in (4, 40, self.width - 84, self.width - 46):
            rise = dice.randint(70, 70 + (self.ground - SKY) // 2)
            shapes += f"M{x} {self.ground}v-{rise}l20-12 22 12v{rise}z"
            panes += f"M{x + dice.choice((12, 30))} {self.ground - rise + dice.randint(6, 30)}v6"
        return (
            f'<path fill="#1a2350" opacity=".62" d="{shapes}"/>'
            f'<path stroke="#ffd262" stroke-opacity=".6" stroke-width="4" d="{panes}"/>'
        )

    def _wall(self) -> str:
        x, w, p = self.left, self.wall_width, self.palette
        first = self._eaves
        base = self.ground - FLOOR - 8
        courses = "".join(f"M{x} {self._y(row) - 2.5}h{w}" for row in range(1, self.floors))
        return (
            f'<path class="facade__wall" fill="{p.wall}" d="M{x} '
            f'{first}h{w}V{self.ground}h-{w}z"/>{self._quoins(first)}'
            f'<path fill="{p.deep}" opacity=".4" d="M{x} {base}h{w}v{FLOOR + 8}h-{w}z"/>'
            f'<path stroke="{p.deep}" stroke-opacity=".45" '
            f'd="{"".join(f"M{x} {y}h{w}" for y in range(base + 11, self.ground - 8, 11))}"/>'
            f'<path stroke="{p.deep}" stroke-width="6" d="{courses}"/>'
            f'<path stroke="{p.trim}" stroke-width="2.5" d="{courses}" '
            'transform="translate(0-2)"/>'
            f'<path fill="{p.deep}" d="M{x - 2} {self.ground - 8}h{w + 4}v8h-{w + 4}z"/>'
        )

    def _quoins(self, first: int) -> str:
        ends = f"{first + 5}V{self.ground - FLOOR - 10}"
        left, right = self.left, self.left + self.wall_width
        return (
            f'<path stroke="{self.palette.trim}" stroke-opacity=".5" stroke-width="9" '
            f'stroke-dasharray="9 10" d="M{left + 4.5} {ends}M{right - 4.5} {ends}"/>'
        )

    @property
    def _ridge(self) -> tuple[int, int]:
        """Where the cat sits."""
        rise = {"flat": 17, "mansard": 13, "tiled": 42}[self.roof]
        return self.left + self.wall_width * 3 // 5, self.top - rise

    def _roof(self) -> str:
        place = self.id, self.palette, self.left, self.wall_width, self.top
        cat = moon_and_cat(*self._ridge)[1]
        if self.roof == "flat":
            return flat_roof(*place) + cat
        if self.roof == "tiled":
            return tiled_roof(*place) + cat
        y = self.top + PANE_Y - 3
        dormers = "".join(f"M{self._x(bay) - 6} {y}q19-17 38 0z" for bay in range(self.bays))
        return mansard(*place, self.top + FLOOR - 5, dormers) + cat

    def _shade(self) -> str:
        shape = f"M{self.left} {self._eaves}h{self.wall_width}V{self.ground}h-{self.wall_width}z"
        return f'<path fill="url(#{self.id}H)" d="{shape}"/>'

    def _panes(self) -> str:
        rows = ""
        for row in range(self.floors):
            uses = "".join(
                f'<use href="#{self.id}{self._shape(row, bay)}" x="{self._x(bay)}"/>'
                for r, bay in self.windows
                if r == row
            )
            rows += f'<g transform="translate(0 {self._y(row) + PANE_Y})">{uses}</g>'
        return rows

    def _shape(self, row: int, bay: int) -> str:
        if (row, bay) in self.lit:
            return _letter(self.scenes[row, bay])
        return "B" if (row * 5 + bay * 3 + self.seed) % 7 == 0 else "D"

    def _ironwork(self) -> str:
        """Flower boxes here and there; on one floor a balcony from wall to wall."""
        dice, y = _dice(f"flowers {self.seed}"), self._y(self.balcony)
        boxes = "".join(
            f'<use href="#{self.id}F" x="{self._x(bay)}" y="{self._y(row) + PANE_Y + 3}"/>'
            for row, bay in self.windows
            if row != self.balcony and dice.random() < 0.24
        )
        x, w = self.left + 5, self.wall_width - 10
        return boxes + (
            f'<path stroke="#221c3d" stroke-width="14" stroke-dasharray="1.3 3.3" d="M{x} '
            f'{y + 44}h{w}"/><path stroke="#221c3d" stroke-width="2" d="M{x - 1} '
            f'{y + 37}h{w + 2}"/>'
            f'<path class="facade__line" fill="{self.palette.trim}" d="M{x - 3} '
            f'{y + 50}h{w + 6}v4H{x - 3}z"/><path opacity=".25" d="M{x} {y + 54}h{w}v4H{x}z"/>'
        )

    def _entrances(self) -> str:
        return "".join(
            door(self.id, self.palette, self._x(bay) + 13, self.ground)
            for bay in sorted(self.doors)
        )

    def _street(self) -> str:
        y, right = self.ground, self.left + self.wall_width
        return (
            f'<path class="facade__street" fill="#12183a" d="M-3000 {y}h7000v{STREET}h-7000z"/>'
            f'<use href="#{self.id}T" x="{SIDE // 2 - 6}" y="{y}"/>'
            f'<use href="#{self.id}T" x="{right + SIDE - 10}" y="{y}"/>'
            f"{lamp_post(self.id, right + 18, y)}{bicycle(self._x(self.bays - 2), y)}"
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

    def __init__(
        self, seed: int, lit: int, floors: int | None, bays: int | None, mark: str
    ) -> None:
        super().__init__(seed, lit, 1, bays or STRIP_BAYS, mark)
        self.roof = "flat"

    def _doors(self, dice: Random) -> set[int]:
        middle = self.bays // 2 + dice.choice((-2, -1, 1))
        return set(range(middle % 9, self.bays, 9))

    def _order(self) -> list[tuple[int, int]]:
        """From the middle outwards, with some chance: a telephone shows seven windows only."""
        dice, middle = _dice(f"order {self.seed}"), self.bays / 2
        return sorted(self.windows, key=lambda place: abs(place[1] - middle) + dice.random() * 9)

    def _outside(self) -> str:
        return ""

    def _sky(self) -> str:
        return ""

    def _roof(self) -> str:
        p, w = self.palette, self.width
        return (
            f'<path class="facade__line" fill="{p.trim}" d="M0 0h{w}v4H0z"/>'
            f'<path fill="{p.deep}" d="M0 4h{w}v4H0z"/><path opacity=".25" d="M0 8h{w}v4H0z"/>'
        )

    def _ironwork(self) -> str:
        self.balcony = -1
        return super()._ironwork().partition("<path")[0]

    def _street(self) -> str:
        y = self.ground
        return (
            f'<path class="facade__street" fill="#12183a" d="M0 {y}h{self.width}v{STREET}H0z"/>'
            + "".join(bicycle(self._x(bay + 3), y) for bay in sorted(self.doors))
        )


def _dice(seed: int | str) -> Random:
    return Random(seed)  # noqa: S311  chance for a drawing, not for a secret


def _letter(scene: int) -> str:
    return chr(ord("a") + scene)


def _short(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


def _safe(mark: str) -> str:
    """A mark as the end of an id: nothing that could leave the attribute."""
    plain = (c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}" for c in mark)
    return f".{''.join(plain)}" if mark else ""
