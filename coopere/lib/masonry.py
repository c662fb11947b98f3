"""The pieces façades are built of: light, windows, doors and what stands in the street, as SVG.

`i` is the façade's own prefix of ids. Everything is in presentation attributes; no inline style.
"""

from typing import NamedTuple


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


def lights(i: str) -> str:
    """The gradients: G glow, W warm pane, N night pane, H shade of the wall."""
    return (
        f'<radialGradient id="{i}G"><stop offset="0" stop-color="#ffc95c" stop-opacity=".75"/>'
        '<stop offset=".5" stop-color="#ffb648" stop-opacity=".28"/>'
        f'<stop offset="1" stop-color="#ffb648" stop-opacity="0"/></radialGradient>'
        f'<radialGradient id="{i}W" cy=".4" r=".8"><stop offset="0" stop-color="#fff2c2"/>'
        '<stop offset=".55" stop-color="#ffd565"/><stop offset="1" stop-color="#f4a63c"/>'
        "</radialGradient>"
        f'<linearGradient id="{i}N" x2="1" y2="1"><stop offset="0" stop-color="#4a5288"/>'
        '<stop offset=".5" stop-color="#2b2c56"/><stop offset="1" stop-color="#23224a"/>'
        "</linearGradient>"
        f'<linearGradient id="{i}H"><stop offset="0" stop-color="#fff" stop-opacity=".14"/>'
        '<stop offset=".5" stop-color="#fff" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#1b1440" stop-opacity=".34"/></linearGradient>'
    )


def window(i: str, palette: Palette, flowers: tuple[str, str], shuttered: bool) -> str:
    """The windows: S sill and bars, L lit, D dark, B with the blind down; F a flower box."""
    trim, door = palette.trim, palette.door
    shutters = (
        f'<path fill="{door}" d="M-9-1h6v38h-6zM29-1h6v38h-6z"/>'
        '<path stroke="#000" stroke-opacity=".25" stroke-width="4" stroke-dasharray="1.3 '
        '1.7" d="M-6 1v34M32 1v34"/>'
        if shuttered
        else ""
    )
    frame = f'<path class="facade__line" fill="{trim}" d="M-3-3h32v40H-3z"/>'
    return (
        f'<g id="{i}S"><path stroke="{trim}" stroke-width="1.6" d="M0 11h26M13 0v11"/>'
        f'<path class="facade__line" fill="{trim}" d="M-5 36h36v3.5H-5z"/>'
        f'<path opacity=".22" d="M-4 39.5h34v2.5H-4z"/>{shutters}</g>'
        f'<g id="{i}L"><circle class="facade__glow" cx="13" cy="18" r="34" '
        f'fill="url(#{i}G)"/>{frame}<path class="facade__lit" fill="url(#{i}W)" d="M0 '
        '0h26v36H0z"/></g>'
        f'<g id="{i}D">{frame}<path class="facade__dark" fill="url(#{i}N)" d="M0 '
        '0h26v36H0z"/><path fill="#fff" opacity=".09" d="m4 36 14-36h6L10 36z"/>'
        f'<path stroke="{trim}" stroke-width="1.3" d="M13 11v25"/><use href="#{i}S"/></g>'
        f'<g id="{i}B"><use href="#{i}D"/>'
        f'<path fill="{trim}" opacity=".82" d="M0 0h26v21H0z"/>'
        '<path stroke="#000" stroke-opacity=".2" d="M0 4h26M0 8h26M0 12h26M0 16h26M0 '
        '20.5h26"/></g>'
        f'<g id="{i}F"><path fill="#6d3d25" d="M-4 31h34v6H-4z"/>'
        '<path fill="#3b7d52" d="M-4 32c2-6 6-3 8-6 2 4 4-1 6 1 2-4 5 1 7-1 2 3 5-1 6 2 4-1 '
        '5 1 6 4z"/>'
        f'<path stroke="{flowers[0]}" stroke-width="4" stroke-linecap="round" d="M-1 29h0M12 '
        f'28h0M25 29h0"/><path stroke="{flowers[1]}" stroke-width="3.6" '
        'stroke-linecap="round" d="M6 28h0M19 29h0"/></g>'
    )


def door(i: str, p: Palette, x: int, y: int) -> str:
    """An arched door with light above it, its foot at (x, y)."""
    return (
        f'<circle class="facade__glow" cx="{x}" cy="{y - 40}" r="38" fill="url(#{i}G)"/>'
        f'<g transform="translate({x} {y})">'
        f'<path class="facade__line" fill="{p.trim}" d="M-20 0v-38a20 20 0 0 1 40 0V0z"/>'
        f'<path class="facade__wall" fill="{p.door}" d="M-16 0v-38h32V0z"/>'
        f'<path class="facade__lit" fill="url(#{i}W)" d="M-15-39a15 15 0 0 1 30 0z"/>'
        f'<path fill="none" stroke="{p.trim}" stroke-width="1.5" '
        'd="M-15-38.5h30M0-54v15m-11-10L0-39l11-10"/>'
        '<path fill="none" stroke="#000" stroke-opacity=".3" stroke-width="1.5" '
        'd="M0-37V0M-12-33h8v14h-8zM4-33h8v14H4zM-12-14h8v9h-8zM4-14h8v9H4z"/>'
        '<circle cx="4" cy="-17" r="1.6" fill="#ffd262"/>'
        f'<path class="facade__line" fill="{p.trim}" d="M-24-3h48v6h-48z"/></g>'
    )


def chimney(i: str, p: Palette) -> str:
    """C, a smoking chimney."""
    return (
        f'<g id="{i}C"><path fill="{p.deep}" d="M0 6v-26h30V6z"/>'
        f'<path fill="{p.roof}" d="M-3-24h36v5H-3zM4-32h7v8H4zM19-32h7v8h-7z"/>'
        '<path class="facade__sky" fill="none" stroke="#fff" stroke-opacity=".3" stroke-width="4" '
        'stroke-linecap="round" d="M23-37c-5-6 5-8 1-15"/></g>'
    )


def moon_and_cat(x: int, y: int) -> tuple[str, str]:
    """The moon rises behind the roof's ridge at (x, y); every roof has its cat, seen against it."""
    moon = (
        f'<circle cx="{x + 8}" cy="{y - 17}" r="21" fill="#ffe7a8"/>'
        f'<path stroke="#f3cf84" stroke-width="5" stroke-linecap="round" opacity=".7" '
        f'd="M{x} {y - 27}h0M{x + 17} {y - 29}h3M{x + 21} {y - 15}h0"/>'
    )
    cat = (
        f'<path fill="#1b1836" d="M{x} {y}c-1-7 2-9 3-12l-1-5 3 2h2l3-2-1 6c3 4 4 7 3 11z"/>'
        '<path fill="none" stroke="#1b1836" stroke-width="2" stroke-linecap="round" '
        f'd="M{x + 11} {y - 1}c6 0 8-3 7-8"/>'
    )
    return moon, cat


def tree(i: str) -> str:
    """T, a tree."""
    return (
        f'<g id="{i}T" class="facade__tree"><path fill="#3d2a33" d="M-2 0v-40h4V0z"/>'
        '<path fill="#1e4f4d" d="M0-96c14 0 20 16 15 26 9 10 4 28-15 30-19-2-24-20-15-30-5-10 '
        '1-26 15-26z"/>'
        '<path fill="#2d6a5c" d="M-4-92c-8 4-9 14-5 20 4-2 5-12 5-20zM-8-66c-8 4-8 12-3 17 '
        '4-4 4-11 3-17z"/></g>'
    )


def lamp_post(i: str, x: int, y: int) -> str:
    """A street lamp."""
    return (
        f'<circle class="facade__glow" cx="{x}" cy="{y - 62}" r="34" fill="url(#{i}G)"/>'
        f'<path fill="#1b1836" d="M{x - 1.5} {y}v-56h3v56zM{x - 5} {y - 2}h10v3h-10zM{x - 6} '
        f'{y - 70}l6-5 6 5z"/>'
        f'<path class="facade__lit" fill="#ffe7a8" d="M{x - 5} {y - 69}h10l-2 13h-6z"/>'
    )


def bicycle(x: int, y: int) -> str:
    """A bicycle against the wall."""
    return (
        f'<g fill="none" stroke="#1b1836" stroke-width="1.6" transform="translate({x} '
        f'{y - 7})"><circle r="7"/><circle cx="24" r="7"/>'
        '<path stroke="#e0524d" d="M0 0l7-11h12L11 0zM24 0 18-14m-11 3L11 0"/>'
        '<path d="M4-13h6M16-15h5"/></g>'
    )


def flat_roof(i: str, p: Palette, x: int, w: int, y: int) -> str:
    """A parapet and an aerial."""
    return (
        f'<use href="#{i}C" x="{x + w - 70}" y="{y - 14}"/>'
        f'<path class="facade__line" fill="{p.deep}" d="M{x - 5} '
        f'{y - 14}h{w + 10}v12H{x - 5}z"/>'
        f'<path fill="{p.trim}" d="M{x - 7} {y - 17}h{w + 14}v4H{x - 7}z"/>'
        f'<path opacity=".25" d="M{x} {y - 2}h{w}v5H{x}z"/>'
        f'<path fill="none" stroke="#2a2547" stroke-width="1.6" d="M{x + 42} '
        f'{y - 17}v-24m-9 3h18m-15 5h12"/>'
    )


def mansard(i: str, p: Palette, x: int, w: int, y: int, low: int, dormers: str) -> str:
    """Slates around the upper floor; `low` is its gutter, `dormers` the path of their heads."""
    return (
        f'<use href="#{i}C" x="{x + 24}" y="{y - 8}"/>'
        f'<use href="#{i}C" x="{x + w - 56}" y="{y - 8}"/>'
        f'<path class="facade__line" fill="{p.roof}" d="M{x + 12} '
        f'{y - 10}h{w - 24}L{x + w + 4} {low}H{x - 4}z"/>'
        '<path stroke="#fff" stroke-opacity=".1" stroke-width="46" stroke-dasharray="1 '
        f'8" d="M{x + 8} {y + 20}h{w - 16}"/>'
        f'<path fill="{p.deep}" d="M{x + 8} {y - 13}h{w - 16}v5H{x + 8}zM{x - 6} '
        f'{low - 2}h{w + 12}v6H{x - 6}z"/>'
        f'<path class="facade__line" fill="{p.trim}" '
        f'd="{dormers}"/>'
    )


def tiled_roof(i: str, p: Palette, x: int, w: int, y: int) -> str:
    """A tiled roof with its eaves."""
    rows = "".join(f"M{x - 8 + 4 * n} {y - 3 - 8 * n}h{w + 16 - 8 * n}" for n in range(5))
    return (
        f'<use href="#{i}C" x="{x + w // 5}" y="{y - 40}"/>'
        f'<path class="facade__line" fill="{p.roof}" d="M{x - 12} {y}l24-42h{w - 24}l24 42z"/>'
        '<path stroke="#000" stroke-opacity=".2" stroke-width="3" stroke-dasharray="7 3" '
        f'd="{rows}"/>'
        f'<path fill="{p.deep}" d="M{x - 13} {y - 2}h{w + 26}v5H{x - 13}z"/>'
        f'<path opacity=".25" d="M{x} {y + 3}h{w}v5H{x}z"/>'
    )
