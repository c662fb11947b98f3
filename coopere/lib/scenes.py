"""What one sees in the lit windows of a façade: each scene fills a pane of 26 by 36, drawn in a few strokes."""

# Head and shoulders: clothes are the fill, skin the color, hair the stroke of whoever uses it.
PERSON = (
    '<path stroke="none" d="M-7 24C-7 9-6 5 0 5S7 9 7 24z"/><circle r="4" fill="currentColor" stroke="none"/>'
    '<path fill="none" stroke-width="3" d="M-3.6-.4a3.7 3.7 0 0 1 7.2-1"/>'
)
BROWN, TAN, DARK, GOLD = "#8d5536", "#e3a877", "#5b3524", "#c98a5e"


def _person(x: int, y: int, clothes: str, skin: str, hair: str = "#3a2346") -> str:
    return f'<use href="#P" x="{x}" y="{y}" fill="{clothes}" color="{skin}" stroke="{hair}"/>'


PLANT = (
    '<path fill="#2f7d53" d="M12 29C11 21 6 20 4 15c6 0 8 5 8 8 0-6 2-13 7-16 1 7-4 11-4 17 1-4 4-6 8-6-1 5-6 6-9 11z"/>'
    '<path fill="#b5532f" d="M8 28h10l-1 8H9z"/>'
)
CAT = (
    '<path fill="#35224a" d="M7 36c-1-7 3-9 3-13l-1-8 4 2h2l4-2-1 8c2 4 3 8 2 13z"/>'
    '<path fill="none" stroke="#35224a" stroke-width="2" d="M19 34c5 0 5-5 4-8"/>'
    '<path stroke="#ffd262" d="M12 20h2m2 0h2"/>'
)
READER = _person(13, 17, "#3f66a8", TAN) + '<path fill="#fff6df" d="m6 28 7 2 7-2v7l-7 1-7-1z"/>'
CELLO = (
    _person(10, 15, "#5b2f52", BROWN)
    + '<path fill="#a5481f" d="M18 21c3 0 4 3 3 5 3 3 2 9-3 10-5-1-6-7-3-10-1-2 0-5 3-5z"/>'
    '<path stroke="#3a1d14" d="M18 10v20M9 30l14-5"/>'
)
LAMP = (
    '<path fill="#fff" opacity=".4" d="M7 15h12l5 21H2z"/><path stroke="#5c3a2c" d="M13 0v9"/>'
    '<path fill="#cf4f2b" d="m6 15 4-7h6l4 7z"/><path fill="#7c4a30" d="M3 31h20v5H3z"/>'
)
CURTAINS = (
    '<path fill="#c9543b" d="M0 0h11Q11 22 0 28zM26 0H15q0 22 11 28z"/>'
    '<path fill="none" stroke="#93331f" d="M4 0q0 18-3 25M22 0q0 18 3 25"/>'
    '<path fill="#3f66a8" d="M11 30h4l1 6h-6z"/><path stroke="#2f7d53" stroke-width="1.5" d="M13 30v-6m0 3-3-3m3 3 3-3"/>'
)
COOK = (
    _person(8, 15, "#f4f0e6", DARK, "#fff")
    + '<path fill="#8a4f31" d="M0 31h26v5H0z"/><path fill="#4c5a78" d="M14 24h10v7H14z"/>'
    '<path fill="none" stroke="#fff" d="M17 21c-2-2 1-3 0-5m4 5c-2-2 1-3 0-5"/>'
)
BOOKS = (
    '<path fill="#b5432c" d="M2 4h3v8H2zM13 3h3v9h-3zM9 15h3v9H9zM21 15h3v9h-3z"/>'
    '<path fill="#2d5f8f" d="M6 2h3v10H6zM19 5h4v7h-4zM2 16h4v8H2z"/>'
    '<path fill="#2f7d53" d="M10 4h2v8h-2zM6 14h2v10H6zM16 16h4v8h-4z"/>'
    '<path stroke="#6d3d25" stroke-width="2" d="M0 12h26M0 24h26"/>'
)
TABLE = (
    _person(6, 18, "#2f7d68", GOLD)
    + _person(20, 18, "#b1475a", TAN, "#d9d4c8")
    + '<path fill="#fff6df" d="M5 31h16v2H5z"/><path fill="#7c4a30" d="M12 27h2v9h-2z"/>'
)
BALLOON = (
    _person(9, 23, "#e08a2e", GOLD)
    + '<path fill="none" stroke="#5c3a2c" d="M14 31c5-3 3-9 5-15"/><circle cx="19" cy="10" r="5" fill="#cf3f3a"/>'
)
TELESCOPE = (
    _person(7, 19, "#4b4a86", TAN, "#b9b4c8")
    + '<path fill="#35406e" d="m9 20 12-9 3 4-13 8z"/><path fill="none" stroke="#35224a" d="m12 36 4-17 5 17"/>'
)
PARTY = (
    '<path fill="none" stroke="#6d3d25" d="M0 4q13 10 26 0"/><path fill="#cf3f3a" d="m3 6 4 2-3 3zM19 8l4-2-1 5z"/>'
    + _person(13, 20, "#8a3f7d", BROWN)
    + '<path fill="none" stroke="#8a3f7d" stroke-width="3" d="m9 29-5-9m13 9 5-9"/>'
)
DOG = (
    '<path fill="#8a5a34" d="M6 36c0-7 1-10 3-13-3-2-3-8-1-9 2 0 3 1 4 2h3c1-1 2-2 4-2 2 1 2 7-1 9 2 3 3 6 3 13z"/>'
    '<path fill="#f3ddbb" d="M11 22h5l1 5-3 2-4-2z"/><path stroke="#35224a" stroke-width="2" d="M10 20h2m3 0h2m-5 4h2"/>'
)
WAVE = (
    _person(11, 17, "#2d7f8f", GOLD)
    + '<path fill="none" stroke="#2d7f8f" stroke-width="3" d="m15 29 5-6v-5"/>'
    f'<circle cx="20" cy="16" r="2" fill="{GOLD}"/>'
)
EASEL = (
    _person(7, 17, "#46587c", BROWN, "#a83a2a")
    + '<path stroke="#6d3d25" d="m16 13-3 23m7-23 3 23"/><path fill="#fff6df" d="M13 14h11v13H13z"/>'
    '<path fill="#3f8f6b" d="m14 23 4-5 5 6v2h-9z"/>'
)

SCENES = (
    PLANT, CAT, READER, CELLO, LAMP, CURTAINS, COOK, BOOKS,
    TABLE, BALLOON, TELESCOPE, PARTY, DOG, WAVE, EASEL,
)  # fmt: skip
