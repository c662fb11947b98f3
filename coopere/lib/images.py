"""Pictures that people send: told by their content, repainted, and nothing else of them kept.

Pillow reads dozens of formats; only three of its decoders ever see the bytes of a stranger, and
what they give is painted on a fresh canvas, so that no comment, place or profile comes along.
"""

import os
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

# Before Pillow loads libjpeg: a progressive JPEG that would need more than this is refused.
os.environ.setdefault("JPEGMEM", "210M")

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from PIL import Image
from PIL.Image import Transpose

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
# Its decoder holds the whole picture four or five times.
MOST_PIXELS_OF_WEBP = 12_600_000
# A progressive JPEG has about ten; thousands of empty ones would keep a worker busy for minutes.
MOST_SCANS = 100
# The long side of what is kept, in pixels.
SIZES = (320, 800, 1600)
BAND = 16  # rows, of what is kept, that are painted at a time
PAPER = (255, 255, 255)  # what shines through transparent pictures
QUALITY = 80

ORIENTATION = 0x0112
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


DAMAGED = lazy("Cette photo est abîmée ou incomplète : nous n’arrivons pas à la lire.")
TOO_LARGE = lazy("Cette photo est trop grande : 50 millions de pixels au plus.")


class BadImage(Exception):
    """A file that is no picture for us; its text is a sentence for the person who chose it."""


@dataclass(frozen=True)
class Painting:
    """A picture painted anew: its size, and by the long side in SIZES the bytes of a WebP."""

    width: int
    height: int
    files: dict[int, bytes]


def repaint(file: BinaryIO) -> Painting:
    """Read a JPEG, PNG or WebP (its first frame), upright, without anything but its pixels.

    Raises BadImage for any other file, for one over 10 MB or 50 megapixels, and for one that
    ends too early. Takes 250 MB of memory at most.
    """
    bytes_ = file.read(MOST_BYTES + 1)
    kind = _kind(bytes_)
    try:
        canvas = _read(bytes_, kind)
    except BadImage:
        raise
    except Image.DecompressionBombError as fault:
        raise BadImage(TOO_LARGE) from fault
    except Exception as fault:
        # Pillow raises whatever the bytes lead it to.
        raise BadImage(DAMAGED) from fault
    return Painting(*canvas.size, _files(canvas))


def scaled(width: int, height: int, size: int) -> tuple[int, int]:
    """Width and height when the long side is at most `size`; never larger than they are."""
    ratio = min(1.0, size / max(width, height))
    return max(1, round(width * ratio)), max(1, round(height * ratio))


def _kind(bytes_: bytes) -> str:
    """The format that the first bytes tell, whatever the file is called."""
    if not bytes_:
        raise BadImage(_("Ce fichier est vide."))
    if len(bytes_) > MOST_BYTES:
        raise BadImage(_("Cette photo est trop lourde : 10 Mo au plus."))
    if bytes_.startswith(b"\xff\xd8\xff"):
        if bytes_.count(b"\xff\xda") > MOST_SCANS:
            raise BadImage(DAMAGED)
        return "JPEG"
    if bytes_.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if bytes_.startswith(b"RIFF") and bytes_[8:12] == b"WEBP":
        return "WEBP"
    raise BadImage(
        _("Ce fichier n’est pas une photo que le site sait lire : choisissez un JPEG, PNG ou WebP.")
    )


def _read(bytes_: bytes, kind: str) -> Image.Image:
    """The canvas; the picture itself is forgotten before anything else is made."""
    with warnings.catch_warnings():
        # What is odd about a file is no matter for the log of the site.
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(bytes_), formats=[kind]) as image:
            _check_size(image)
            return _paint(image)


def _check_size(image: Image.Image) -> None:
    """Refuse by the header alone: nothing is decoded yet."""
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise BadImage(TOO_LARGE)
    if image.format == "WEBP" and pixels > MOST_PIXELS_OF_WEBP:
        raise BadImage(
            _("Cette photo est trop grande pour un WebP : envoyez-la en JPEG, ou plus petite.")
        )


def _paint(image: Image.Image) -> Image.Image:
    """The first frame on a fresh canvas, upright, its long side at most that of the largest size.

    Band by band: a whole copy beside a whole picture is what memory is short of.
    """
    largest = SIZES[-1]
    # A JPEG is decoded at a half, a quarter or an eighth, if that is enough.
    image.draft("RGB", (largest, largest))
    image.load()
    step = max(1, max(image.size) // largest)
    small = Image.new("RGB", (-(-image.width // step), -(-image.height // step)), PAPER)
    for top in range(0, image.height, BAND * step):
        bottom = min(top + BAND * step, image.height)
        band = _coloured(image.crop((0, top, image.width, bottom))).reduce(step)
        small.paste(band, (0, top // step), band if band.mode == "RGBA" else None)
    small = small.resize(scaled(*small.size, largest), Image.Resampling.LANCZOS)
    turn = UPRIGHT.get(_orientation(image))
    return small if turn is None else small.transpose(turn)


def _coloured(band: Image.Image) -> Image.Image:
    """In red, green and blue, with an opacity where there is any."""
    if band.mode.startswith("I"):
        # Sixteen bits of grey: the high eight are what a screen shows.
        band = band.point(lambda value: value / 256).convert("L")
    return band.convert("RGBA" if band.has_transparency_data else "RGB")


def _orientation(image: Image.Image) -> int:
    """What the camera says of how it was held; a broken note says nothing."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def _files(canvas: Image.Image) -> dict[int, bytes]:
    """A WebP for each size; sizes that the picture does not reach share one."""
    made: dict[tuple[int, int], bytes] = {}
    for size in SIZES:
        wanted = scaled(*canvas.size, size)
        if wanted not in made:
            shrunk = canvas.resize(wanted, Image.Resampling.LANCZOS)
            file = BytesIO()
            shrunk.save(file, "WEBP", quality=QUALITY, method=4)
            made[wanted] = file.getvalue()
    return {size: made[scaled(*canvas.size, size)] for size in SIZES}
