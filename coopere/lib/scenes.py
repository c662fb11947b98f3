"""What one sees in the lit windows of a façade: each scene fills a pane of 26 by 36, drawn in a few strokes."""

SKIN = ("#8d5536", "#e3a877", "#5b3524", "#c98a5e")


def _person(x: int, y: int, clothes: str, skin: str, hair: str = "#3a2346") -> str:
    """Head and shoulders, from the eyes' height (x, y) down to the sill."""
    return (
        f'<path fill="{clothes}" d="M{x - 6} 36c0-{33 - y} 1-{29 - y} 6-{29 - y}s6 0 6 {29 - y}z"/>'
        f'<circle cx="{x}" cy="{y}" r="4" fill="{skin}"/>'
        f'<path fill="{hair}" d="M{x - 4.4} {y}a4.4 4.6 0 0 1 8.8-.6c-3 .4-4-1.4-5-2.2-.8 1.6-2 2.6-3.8 2.8z"/>'
    )


PLANT = (
    '<path fill="#2f7d53" d="M12 29C11 21 6 20 4 15c6 0 8 5 8.5 8C12 17 14 10 19 7c1 7-4 11-4.5 17 1-4 4-6 8-6-1 5-6 6-8.5 11z"/>'
    '<path fill="#b5532f" d="M8 28h10l-1.5 8h-7z"/>'
)
CAT = (
    '<path fill="#35224a" d="M7 36c-1-7 3-9 3.5-13L10 15l3 2.5h2.5L18.5 15 18 23c2 4 3 8 2 13z"/>'
    '<path fill="none" stroke="#35224a" stroke-width="2.2" stroke-linecap="round" d="M19 34c5 0 5-5 3.5-8"/>'
    '<path stroke="#ffd262" stroke-width="1.3" stroke-linecap="round" d="M12.6 20.5h0M16 20.5h0"/>'
)
READER = (
    _person(13, 17, "#3f66a8", SKIN[1])
    + '<path fill="#fff6df" d="m6 28 7 2 7-2v7l-7 1-7-1z"/><path stroke="#b9a27a" d="M13 30v6"/>'
)
CELLO = (
    _person(10, 15, "#5b2f52", SKIN[0])
    + '<path fill="#a5481f" d="M18 21c3 0 4 3 3 5 3 3 2 9-3 10-5-1-6-7-3-10-1-2 0-5 3-5z"/>'
    '<path fill="none" stroke="#3a1d14" stroke-width="1.3" d="M18 10v20M9 30l14-5"/>'
)
LAMP = (
    '<path fill="#fff" opacity=".45" d="M7 15h12l5 21H2z"/>'
    '<path stroke="#5c3a2c" d="M13 0v9"/><path fill="#cf4f2b" d="m6 15 3.5-7h7L20 15z"/>'
    '<path fill="#7c4a30" d="M3 31h20v5H3z"/>'
)
CURTAINS = (
    '<path fill="#c9543b" d="M0 0h11C11 15 7 24 0 28zM26 0H15c0 15 4 24 11 28z"/>'
    '<path fill="none" stroke="#93331f" d="M4 0C4 12 3 20 1 25M22 0c0 12 1 20 3 25M8 0c0 9-1 15-3 20M18 0c0 9 1 15 3 20"/>'
    '<path fill="#3f66a8" d="M11 30h4l1 6h-6z"/><path stroke="#2f7d53" stroke-width="1.5" d="M13 30v-6m0 3-3-3m3 3 3-3"/>'
)
COOK = (
    _person(9, 15, "#f4f0e6", SKIN[2], "#fff")
    + '<path fill="#fff" d="M5 11c-2-3 0-5 2-4 1-2 4-2 5 0 2-1 4 1 1.5 4z"/>'
    '<path fill="#8a4f31" d="M0 31h26v5H0z"/><path fill="#4c5a78" d="M14 24h10v7H14z"/>'
    '<path fill="none" stroke="#fff" stroke-width="1.3" stroke-linecap="round" d="M17 21c-2-2 1-3 0-5m4 5c-2-2 1-3 0-5"/>'
)
BOOKS = (
    '<path fill="#b5432c" d="M2 4h3v8H2zM13 3h3v9h-3zM9 15h3v9H9zM21 15h3v9h-3z"/>'
    '<path fill="#2d5f8f" d="M6 2h3v10H6zM19 5h4v7h-4zM2 16h4v8H2z"/>'
    '<path fill="#2f7d53" d="M10 4h2v8h-2zM6.5 14h2v10h-2zM16 16h4v8h-4z"/>'
    '<path stroke="#6d3d25" stroke-width="2" d="M0 12.5h26M0 24.5h26"/>'
    '<path fill="#35224a" d="M5 36c0-6 3-8 6-8l1-3 3 2c3 0 5 4 5 9z"/>'
)
TABLE = (
    _person(6, 18, "#2f7d68", SKIN[3])
    + _person(20, 18, "#b1475a", SKIN[1], "#d9d4c8")
    + '<path fill="#fff6df" d="M5 31h16v2H5z"/><path fill="#7c4a30" d="M12 33h2v3h-2zM11.5 27h3v4h-3z"/>'
)
BALLOON = (
    _person(9, 23, "#e08a2e", SKIN[3])
    + '<path fill="none" stroke="#5c3a2c" d="M14 31c5-3 3-9 5-15"/><ellipse cx="19" cy="10" rx="4.5" ry="5.5" fill="#cf3f3a"/>'
)
TELESCOPE = (
    _person(7, 19, "#4b4a86", SKIN[1], "#b9b4c8")
    + '<path fill="#35406e" d="m9 20 12-9 3 4-13 8z"/><path stroke="#35224a" stroke-width="1.5" d="m16 19-4 17m4-17 5 17"/>'
)
PARTY = (
    '<path fill="none" stroke="#6d3d25" d="M0 4q13 10 26 0"/>'
    '<path fill="#cf3f3a" d="m3 6 4 2-3 3zM19 8l4-2-1 5z"/><path fill="#2d5f8f" d="m11 9h4l-2 4z"/>'
    + _person(13, 20, "#8a3f7d", SKIN[0])
    + '<path fill="none" stroke="#8a3f7d" stroke-width="3" stroke-linecap="round" d="m9 29-5-9m13 9 5-9"/>'
)
DOG = (
    '<path fill="#8a5a34" d="M6 36c0-7 1-10 3-13-3-2-3-8-1-9 2 0 3 1 4 2h3c1-1 2-2 4-2 2 1 2 7-1 9 2 3 3 6 3 13z"/>'
    '<path fill="#f3ddbb" d="M11 22h5l1 5-3.5 2L10 27z"/>'
    '<path stroke="#35224a" stroke-width="1.8" stroke-linecap="round" d="M11 20h0M16 20h0M13.5 24.5h0"/>'
)
WAVE = _person(11, 17, "#2d7f8f", SKIN[3]) + (
    '<path fill="none" stroke="#2d7f8f" stroke-width="3.2" stroke-linecap="round" d="m15 29 5-6v-5"/>'
    f'<circle cx="20" cy="15" r="2.3" fill="{SKIN[3]}"/>'
)
EASEL = _person(7, 17, "#46587c", SKIN[0], "#a83a2a") + (
    '<path stroke="#6d3d25" stroke-width="1.5" d="m16 13-3 23m7-23 3 23"/><path fill="#fff6df" d="M13 14h11v13H13z"/>'
    '<path fill="#3f8f6b" d="M14 23l4-5 5 6v2h-9z"/><circle cx="21" cy="17" r="1.5" fill="#e08a2e"/>'
)

SCENES = (
    PLANT,
    CAT,
    READER,
    CELLO,
    LAMP,
    CURTAINS,
    COOK,
    BOOKS,
    TABLE,
    BALLOON,
    TELESCOPE,
    PARTY,
    DOG,
    WAVE,
    EASEL,
)
