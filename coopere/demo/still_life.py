"""Still lifes for the demonstration: simple things on a table, in the colours of the site."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

WIDE, HIGH = 800, 600
TWICE = 2  # drawn larger than kept, so that edges are smooth
TABLE = 430  # where the table begins
INK, PAPER, LAMP, BRICK = "#1d2745", "#fbf6ec", "#ffc94d", "#a63c1d"
GREEN, TEAL, BLUE, PLUM, BROWN, OCHRE = (
    *("#1a6545", "#0c5f6b", "#1c5799", "#7a2f6f", "#6b4226", "#c98a1b"),
)
WALLS = ("#f3ebdb", "#dfecfb", "#fde4d8", "#dcf1e6", "#d9eff1", "#fdeec7")
GLASS = "#dfeaf2"


class Table:
    """A sheet with a wall, a window's light and a table; shapes are in its own pixels."""

    def __init__(self, wall: str) -> None:
        self.sheet = Image.new("RGB", (WIDE * TWICE, HIGH * TWICE), wall)
        self.pen = ImageDraw.Draw(self.sheet)
        self.shape([(470, 0), (640, 0), (520, TABLE), (330, TABLE)], "#fff8e6")
        self.box(0, TABLE, WIDE, HIGH, "#d9b98c")
        self.box(0, TABLE, WIDE, TABLE + 8, "#c49f6c")

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: str, r: int = 0
    ) -> None:
        self.pen.rounded_rectangle(self._scaled(left, top, right, bottom), r * TWICE, fill)

    def oval(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        self.pen.ellipse(self._scaled(left, top, right, bottom), fill)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self.pen.polygon([(x * TWICE, y * TWICE) for x, y in points], fill)

    def line(self, *points: tuple[float, float], fill: str = INK, width: int = 12) -> None:
        scaled = [(x * TWICE, y * TWICE) for x, y in points]
        self.pen.line(scaled, fill, width * TWICE, joint="curve")

    def shadow(self, left: float, right: float, y: float) -> None:
        self.oval(left, y - 14, right, y + 14, "#b98f5c")

    def _scaled(self, *values: float) -> tuple[Any, ...]:
        return tuple(value * TWICE for value in values)


def jars(on: Table, colour: str) -> None:
    for x, high in ((190, 170), (330, 210), (480, 180)):
        on.shadow(x - 10, x + 140, 520)
        on.box(x, 520 - high, x + 120, 520, GLASS, 22)
        on.box(x + 8, 550 - high, x + 112, 512, colour, 18)
        on.box(x - 4, 498 - high, x + 124, 530 - high, INK, 8)
        on.box(x + 24, 450, x + 96, 490, PAPER, 6)


def books(on: Table, colour: str) -> None:
    on.shadow(190, 640, 520)
    tall = ((210, 250, colour), (270, 220, INK), (330, 265, LAMP), (385, 205, BRICK))
    for x, high, fill in tall:
        on.box(x, 520 - high, x + 52, 520, fill, 6)
        on.box(x, 550 - high, x + 52, 560 - high, PAPER)
    on.shape([(450, 520), (510, 290), (560, 303), (500, 520)], GREEN)
    on.box(520, 480, 640, 520, OCHRE, 6)


def plant(on: Table, colour: str) -> None:
    on.shadow(300, 500, 530)
    stems = ((400, 90), (300, 150), (500, 150), (260, 250), (540, 250), (350, 110), (450, 120))
    for x, y in stems:
        on.line((400, 410), ((400 + x) / 2, (380 + y) / 2), (x, y), fill=GREEN, width=9)
        on.oval(x - 46, y - 26, x + 46, y + 26, GREEN)
        on.oval(x - 34, y - 18, x + 20, y + 6, "#3b8a64")
    on.shape([(310, 390), (490, 390), (465, 530), (335, 530)], colour)
    on.box(300, 380, 500, 412, BRICK, 6)


def lamp(on: Table, colour: str) -> None:
    on.oval(120, 130, 520, 560, "#fff0c9")
    on.shadow(330, 580, 520)
    on.box(360, 496, 550, 520, INK, 10)
    on.line((455, 500), (520, 330), (370, 210), width=14)
    on.oval(505, 315, 535, 345, LAMP)
    on.shape([(395, 170), (430, 250), (270, 330), (240, 235)], colour)
    on.oval(290, 270, 350, 330, LAMP)


def pot(on: Table, colour: str) -> None:
    on.shadow(190, 610, 525)
    on.box(220, 310, 580, 525, colour, 40)
    on.box(205, 290, 595, 325, INK, 14)
    on.box(375, 255, 425, 292, INK, 12)
    on.box(150, 345, 225, 375, INK, 12)
    on.box(575, 345, 650, 375, INK, 12)
    for x in (320, 400, 480):
        on.line((x, 235), (x - 14, 195), (x + 12, 160), (x, 120), fill=PAPER, width=8)


def suitcase(on: Table, colour: str) -> None:
    on.shadow(160, 650, 525)
    on.line((340, 250), (340, 200), (470, 200), (470, 250), width=16)
    on.box(170, 245, 640, 520, colour, 30)
    on.box(230, 245, 262, 520, LAMP)
    on.box(548, 245, 580, 520, LAMP)
    on.box(375, 350, 435, 390, PAPER, 8)


def ladder(on: Table, colour: str) -> None:
    on.shadow(220, 620, 535)
    on.line((470, 90), (590, 535), fill=BROWN, width=16)
    on.line((330, 90), (230, 535), fill=colour, width=20)
    on.line((440, 90), (420, 535), fill=colour, width=20)
    for step in range(5):
        y = 160 + step * 80
        on.line((318 - step * 18, y), (438 - step * 3, y), fill=INK, width=14)
    on.box(310, 70, 490, 100, INK, 8)


def chair(on: Table, colour: str) -> None:
    on.shadow(240, 580, 545)
    for x, y in ((290, 540), (520, 540), (335, 500), (480, 500)):
        on.line((x, 370), (x, y), fill=BROWN, width=18)
    on.line((300, 360), (300, 110), fill=BROWN, width=18)
    on.line((510, 360), (510, 110), fill=BROWN, width=18)
    on.box(290, 110, 520, 220, colour, 24)
    on.box(265, 345, 545, 392, colour, 18)


def wool(on: Table, colour: str) -> None:
    balls = (
        (210, 380, colour),
        (370, 350, LAMP),
        (510, 395, PLUM),
        (300, 250, BRICK),
        (440, 245, TEAL),
    )
    on.shadow(190, 660, 535)
    for x, y, fill in balls:
        on.oval(x, y, x + 150, y + 150, fill)
        for bend in (30, 60, 90):
            on.line(
                (x + 14, y + bend + 14),
                (x + 75, y + bend - 12),
                (x + 136, y + bend + 10),
                fill=PAPER,
                width=3,
            )
    on.line((600, 300), (330, 200), fill=BROWN, width=9)


def cot(on: Table, colour: str) -> None:
    on.shadow(130, 670, 545)
    on.box(150, 390, 650, 450, PAPER, 14)
    on.box(180, 360, 320, 400, "#dfecfb", 18)
    for x in range(160, 650, 44):
        on.box(x, 240, x + 14, 500, colour, 6)
    on.box(140, 220, 664, 250, BROWN, 12)
    on.box(140, 480, 664, 512, BROWN, 12)
    for x in (140, 640):
        on.box(x, 180, x + 24, 545, BROWN, 8)


def drill(on: Table, colour: str) -> None:
    on.shadow(230, 560, 530)
    on.box(230, 240, 520, 345, colour, 34)
    on.shape([(300, 330), (400, 330), (375, 490), (285, 490)], INK)
    on.box(255, 480, 405, 530, INK, 12)
    on.box(520, 262, 575, 322, INK, 8)
    on.line((575, 292), (690, 292), fill="#8a90a5", width=14)
    on.oval(395, 345, 425, 385, LAMP)


def crate(on: Table, colour: str) -> None:
    things = (
        (250, 300, LAMP),
        (340, 250, BRICK),
        (440, 285, BLUE),
        (520, 310, GREEN),
        (300, 340, PLUM),
    )
    for x, y, fill in things:
        on.box(x, y, x + 90, y + 120, fill, 20)
    on.shadow(180, 640, 535)
    on.box(200, 375, 620, 530, colour, 10)
    for y in (410, 455, 500):
        on.box(200, y, 620, y + 7, BROWN)
    on.box(360, 420, 460, 450, INK, 14)


def racket(on: Table, colour: str) -> None:
    on.shadow(170, 640, 530)
    for x, fill in ((180, colour), (400, BRICK)):
        on.oval(x, 130, x + 210, 370, fill)
        on.oval(x + 22, 152, x + 188, 348, PAPER)
        for step in range(1, 6):
            on.line((x + 22 + step * 28, 165), (x + 22 + step * 28, 335), fill="#b9bcd6", width=3)
            on.line((x + 35, 152 + step * 33), (x + 175, 152 + step * 33), fill="#b9bcd6", width=3)
        on.line((x + 105, 365), (x + 105, 525), fill=BROWN, width=22)
    on.oval(590, 470, 640, 520, LAMP)


def cups(on: Table, colour: str) -> None:
    for x in (190, 420):
        on.shadow(x - 30, x + 170, 540)
        on.oval(x + 100, 420, x + 175, 495, colour)
        on.oval(x + 116, 436, x + 159, 479, PAPER)
        on.box(x, 400, x + 130, 535, colour, 34)
        on.oval(x + 8, 392, x + 122, 420, BROWN)
        for bend in (30, 66, 102):
            on.line((x + bend, 370), (x + bend - 10, 335), (x + bend, 300), fill=PAPER, width=6)
    on.oval(300, 520, 540, 575, PAPER)
    for x, y in ((350, 528), (400, 520), (445, 532)):
        on.oval(x, y, x + 50, y + 28, OCHRE)


def guitar(on: Table, colour: str) -> None:
    on.shadow(250, 560, 540)
    on.line((400, 60), (400, 300), fill=BROWN, width=30)
    on.box(380, 30, 420, 95, INK, 8)
    on.oval(320, 230, 480, 390, colour)
    on.oval(280, 330, 520, 545, colour)
    on.oval(355, 330, 445, 420, INK)
    on.box(340, 470, 460, 490, INK, 6)
    for x in (390, 400, 410):
        on.line((x, 90), (x, 478), fill=PAPER, width=2)


def piano(on: Table, colour: str) -> None:
    on.box(90, 300, 710, 430, colour, 16)
    on.box(110, 420, 690, 540, PAPER, 8)
    for x in range(110, 690, 58):
        on.line((x, 424), (x, 538), fill=INK, width=3)
    for number, x in enumerate(range(150, 680, 58)):
        if number % 7 not in (2, 6):
            on.box(x, 420, x + 32, 490, INK, 4)
    on.box(330, 200, 470, 310, PAPER, 6)
    on.line((350, 235), (450, 235), fill=INK, width=4)
    on.line((350, 265), (450, 265), fill=INK, width=4)


DRAWINGS: dict[str, Callable[[Table, str], None]] = {
    drawing.__name__: drawing
    for drawing in (
        *(jars, books, plant, lamp, pot, suitcase, ladder, chair, wool, cot, drill, crate, racket),
        *(cups, guitar, piano),
    )
}
COLOURS = {"brick": BRICK, "green": GREEN, "teal": TEAL, "blue": BLUE, "plum": PLUM, "ochre": OCHRE}


def still_life(drawing: str, colour: str) -> BytesIO:
    """A JPEG of one of DRAWINGS in one of COLOURS, as a neighbour would send it."""
    names = [*COLOURS]
    table = Table(WALLS[(names.index(colour) + 2) % len(WALLS)])
    DRAWINGS[drawing](table, COLOURS[colour])
    file = BytesIO()
    small = table.sheet.resize((WIDE, HIGH), Image.Resampling.LANCZOS)
    small.save(file, "JPEG", quality=92)
    file.seek(0)
    return file
