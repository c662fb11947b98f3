"""The façade as a picture of 1200 by 630, for those who share the address of a page.

A drawing costs a third of a second of a processor. The same windows give the same bytes, which
are kept; of new ones each process draws a few a minute, whoever asks.
"""

import time
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

import resvg_py
from PIL import Image

from .building import Building

WIDTH, HEIGHT = 1200, 630
TALL = 600
# Raise it when the drawing changes: it is part of the picture's ETag.
VERSION = 1
SKY = (
    '<linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="#141b38"/>'
    '<stop offset=".55" stop-color="#33407a"/><stop offset=".88" stop-color="#6a5a92"/>'
    '<stop offset="1" stop-color="#a8718c"/></linearGradient>'
)
STARS = (
    '<path stroke="#fff" stroke-opacity=".75" stroke-width="3" stroke-linecap="round" '
    'd="M70 90h0M150 210h0M215 60h0M96 330h0M250 150h0M960 70h0M1030 190h0M1100 96h0M1150 250h0'
    'M985 300h0M30 190h0M1180 40h0"/>'
)


class TooManyDrawings(Exception):
    """New pictures were drawn often enough for this minute."""


class Budget:
    """`times` in `seconds`, and no more."""

    def __init__(
        self, times: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.times, self.seconds, self.clock = times, seconds, clock
        self.spent: deque[float] = deque()

    def spend(self) -> None:
        """Count one more; raises TooManyDrawings past the limit."""
        now = self.clock()
        while self.spent and self.spent[0] <= now - self.seconds:
            self.spent.popleft()
        if len(self.spent) >= self.times:
            raise TooManyDrawings
        self.spent.append(now)


BUDGET = Budget(times=20, seconds=60)


def postcard_tag(seed: int, lit: int) -> str:
    """What tells one picture from another: an ETag without its quotes."""
    return f"{VERSION}-{seed % 2**32}-{_building(seed, lit).shown}"


def postcard(seed: int, lit: int) -> bytes:
    """The PNG of the building of `seed` with `lit` windows alight. May raise TooManyDrawings."""
    return _draw(seed % 2**32, _building(seed, lit).shown)


def _building(seed: int, lit: int) -> Building:
    return Building(seed % 2**32, lit, None, None, "")


@lru_cache(maxsize=200)
def _draw(seed: int, lit: int) -> bytes:
    BUDGET.spend()
    drawn = bytes(resvg_py.svg_to_bytes(svg_string=_svg(seed, lit), skip_system_fonts=True))
    # A drawing has few colours: 256 of them are a quarter of the bytes.
    with Image.open(BytesIO(drawn)) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _svg(seed: int, lit: int) -> str:
    building = _building(seed, lit)
    wide = round(TALL * building.width / building.height)
    house = building.svg(
        f'x="{(WIDTH - wide) // 2}" y="{HEIGHT - TALL}" width="{wide}" height="{TALL}" '
        'overflow="visible"'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<defs>{SKY}</defs><path fill="url(#sky)" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
        f"{STARS}{house}</svg>"
    )
