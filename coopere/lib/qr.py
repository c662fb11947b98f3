"""Addresses on paper, for a phone's camera."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(address: str) -> SafeString:
    """The QR code of `address` as SVG, black, without a margin, of the class `qr`.

    For the eye of a phone only: the address itself must stand beside it, in words.
    """
    # A quarter of it may be torn or stained.
    code = segno.make(address, error="q", micro=False)
    drawn = code.svg_inline(border=0, svgclass="qr", lineclass=None, omitsize=True)
    # Squares and nothing else: no letter of the address is in it.
    return mark_safe(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308
