"""Pictures of strangers: what is read, what is refused, and that nothing else comes through."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from coopere.lib.images import SIZES, UPRIGHT, BadImage, Painting, repaint
from tests.hostile import ACCEPTED, REFUSED, exif, saved, write

MOST_MEMORY = 250  # megabytes


def painted(content: bytes) -> Painting:
    return repaint(BytesIO(content))


def opened(painting: Painting, size: int = SIZES[-1]) -> Image.Image:
    return Image.open(BytesIO(painting.files[size]))


def chunks(webp: bytes) -> list[bytes]:
    """The names of the parts of a WebP file, read without Pillow."""
    names, at = [], 12
    while at < len(webp):
        names.append(webp[at : at + 4])
        length = int.from_bytes(webp[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return names


@pytest.mark.parametrize("name", REFUSED)
def test_file_that_is_no_picture_for_us_is_refused_in_words(name):
    with pytest.raises(BadImage) as refusal:
        painted(REFUSED[name]())
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", ACCEPTED)
def test_picture_comes_through_without_anything_else(name):
    painting = painted(ACCEPTED[name]())
    for size in SIZES:
        content, image = painting.files[size], opened(painting, size)
        assert chunks(content) == [b"VP8 "]
        assert b"secret" not in content
        assert b"script" not in content
        assert (image.format, image.mode, image.n_frames) == ("WEBP", "RGB", 1)
        assert not {"exif", "icc_profile", "xmp", "comment"} & {*image.info}
        assert max(image.size) <= size


def test_chunk_reader_finds_notes_where_there_are_some():
    """The control of the test above."""
    notes = ACCEPTED["notes.webp"]()
    assert {b"EXIF", b"XMP ", b"ICCP"} <= {*chunks(notes)}
    assert b"secret" in notes


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("sixteen-bits.png", (156, 156, 156)),
        ("clear.png", (255, 255, 255)),
        ("clear-grey.png", (255, 255, 255)),
    ],
)
def test_odd_pixels_are_painted_as_a_screen_shows_them(name, colour):
    found = opened(painted(ACCEPTED[name]())).getpixel((45, 30))
    assert all(abs(a - b) <= 3 for a, b in zip(found, colour, strict=True))


def test_sizes_are_never_larger_than_the_picture():
    small, large = painted(saved("PNG")), painted(saved("PNG", Image.new("RGB", (3000, 2000))))
    assert {opened(small, size).size for size in SIZES} == {(90, 60)}
    assert [opened(large, size).size for size in SIZES] == [(320, 213), (800, 534), (1600, 1067)]
    assert (large.width, large.height) == (1600, 1067)


def half_red() -> Image.Image:
    """Sixty wide, forty high, red on the left."""
    image = Image.new("RGB", (60, 40), "white")
    image.paste("red", (0, 0, 30, 40))
    return image


# Where the left side of what the camera stored is, when the picture stands upright.
LEFT = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
SPOTS = {"left": (5, 20), "right": (55, 20), "top": (20, 5), "bottom": (20, 55)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, *UPRIGHT])
def test_picture_stands_upright(kind, orientation):
    painting = painted(saved(kind, half_red(), exif=exif(orientation)))
    assert (painting.width, painting.height) == ((60, 40) if orientation < 5 else (40, 60))
    red, green, _blue = opened(painting).getpixel(SPOTS[LEFT[orientation]])
    assert (red > 200, green < 80) == (True, True)


def test_note_that_cannot_be_read_says_nothing_of_how_it_was_held():
    assert painted(saved("JPEG", exif=b"Exif\0\0II*\0garbage")).width == 90


def test_hostile_files_take_little_memory(tmp_path: Path):
    paths = [str(path) for path in write(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "tests.hostile", *paths], capture_output=True, text=True, check=True
    )
    rises = {line.split("\t")[0]: int(line.split("\t")[2]) for line in run.stdout.splitlines()}
    assert len(rises) == len(paths) >= 40
    assert max(rises.values()) <= MOST_MEMORY
    # The control: a picture that is allowed does take memory, and it is seen.
    assert rises["large.png"] > 100
