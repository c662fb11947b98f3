"""Files that people, or worse, could send as a picture.

`python -m tests.hostile` reads each as the site does, and prints time and memory.
"""

import resource
import struct
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

PLAIN = Image.radial_gradient("L").resize((90, 60)).convert("RGB")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9"/></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 60\n%%EOF\n"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="secret"/></rdf:RDF></x:xmpmeta>'
)
FITS = b"SIMPLE  =                    T".ljust(80) + b"BITPIX  =                    8".ljust(80)


def saved(kind: str, image: Image.Image = PLAIN, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png(side: int, colour: int, bits: int = 8, *, extra: bytes = b"") -> bytes:
    """A square PNG of nothing, of any size, that takes no memory to make."""
    channels = {0: 1, 2: 3, 3: 1, 6: 4}[colour]
    row = bytes(1 + side * channels * bits // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _row in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, bits, colour, 0, 0, 0)
    palette = chunk(b"PLTE", bytes(6)) if colour == 3 else b""
    parts = (chunk(b"IHDR", header), palette, extra, chunk(b"IDAT", packed), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg_that_says(side: int, *, progressive: bool = False) -> bytes:
    """A small JPEG whose header promises a huge picture."""
    found = bytearray(saved("JPEG", progressive=progressive, subsampling=0))
    at = found.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    found[at : at + 4] = struct.pack(">HH", side, side)
    return bytes(found)


def webp_that_says(side: int) -> bytes:
    found = bytearray(saved("WEBP", PLAIN.convert("RGBA"), exif=b"Exif\0\0x"))
    at = found.index(b"VP8X") + 12
    found[at : at + 6] = (side - 1).to_bytes(3, "little") * 2
    return bytes(found)


def frames(kind: str, count: int) -> bytes:
    made = [PLAIN.point(lambda value, n=n: (value + n * 4) % 256) for n in range(count)]
    return saved(kind, made[0], save_all=True, append_images=made[1:])


def scans(count: int) -> bytes:
    """A progressive JPEG that repeats its last scan, to keep the reader busy."""
    found = saved("JPEG", progressive=True)
    last = found.rindex(b"\xff\xda")
    return found[:last] + found[last:-2] * count + found[-2:]


def text_bomb() -> bytes:
    content = b"Comment\0\0" + zlib.compress(bytes(40_000_000), 9)
    return png(60, 2, extra=chunk(b"zTXt", content))


def with_notes() -> bytes:
    """A PNG with all that may stand beside its pixels."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "secret")
    notes.add_itxt("XML:com.adobe.xmp", "<x>secret</x>")
    return saved("PNG", pnginfo=notes, exif=exif(1), icc_profile=b"secret" * 30)


def exif(orientation: int) -> bytes:
    notes = Image.Exif()
    notes[0x0112], notes[0x010F], notes[0x9286] = orientation, "secret", "secret"
    place = {1: "N", 2: (48.0, 43.0, 51.0), 3: "E", 4: (2.0, 16.0, 31.0)}
    notes.get_ifd(0x8825).update(place)
    return notes.tobytes()


def loaded(kind: str) -> bytes:
    """A picture with all that cameras and programs write beside the pixels, as they write it."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "secret")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    beside = {"JPEG": {"comment": "secret", "xmp": XMP}, "WEBP": {"xmp": XMP}}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = beside.get(kind, {"pnginfo": texts})
    return saved(kind, exif=exif(6), icc_profile=profile, **options)


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing.jpg": lambda: b"",
    "two-bytes.jpg": lambda: b"\xff\xd8",
    "header-only.jpg": lambda: saved("JPEG")[:40],
    "truncated.jpg": lambda: saved("JPEG", PLAIN.resize((900, 600)))[:4000],
    "truncated.png": lambda: saved("PNG", PLAIN.resize((900, 600)))[:4000],
    "truncated.webp": lambda: saved("WEBP", PLAIN.resize((900, 600)))[:1500],
    "too-heavy.jpg": lambda: saved("JPEG") + bytes(10 * 1024 * 1024),
    "bomb-13000.png": lambda: png(13_000, 0, 1),
    "bomb-20000.png": lambda: png(20_000, 0, 1),
    "bomb-13000.jpg": lambda: jpeg_that_says(13_000),
    "bomb-20000.jpg": lambda: jpeg_that_says(20_000),
    "bomb-16383.webp": lambda: webp_that_says(16_383),
    "bomb-millions.webp": lambda: webp_that_says(65_000),
    "text-bomb.png": text_bomb,
    "broken-chunk.png": lambda: saved("PNG").replace(b"IDAT", b"IDAS"),
    "scans.jpg": lambda: scans(2000),
    "progressive-49.jpg": lambda: jpeg_that_says(7000, progressive=True),
    "animated.gif.jpg": lambda: frames("GIF", 60),
    "icon.jpg": lambda: saved("ICO"),
    "tiff.jpg": lambda: saved("TIFF"),
    "bmp.jpg": lambda: saved("BMP"),
    "ppm.jpg": lambda: saved("PPM"),
    "tga.jpg": lambda: saved("TGA"),
    "pcx.jpg": lambda: saved("PCX"),
    "jpeg2000.jpg": lambda: saved("JPEG2000"),
    "dds.jpg": lambda: saved("DDS"),
    "eps.jpg": lambda: EPS,
    "fits.jpg": lambda: FITS.ljust(2880) + bytes(2880),
    "pdf.jpg": lambda: saved("PDF"),
    "svg.jpg": lambda: SVG,
    "svg.png": lambda: b'<?xml version="1.0"?>' + SVG,
    "html.jpg": lambda: HTML,
    "zip.jpg": lambda: b"PK\x03\x04" + bytes(60),
    "mp4.jpg": lambda: b"\0\0\0\x18ftypheic" + bytes(60),
    "wav.webp": lambda: b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(30),
    "magic-then-gif.jpg": lambda: b"\xff\xd8\xff" + frames("GIF", 2),
}
# What is a picture after all: its pixels come through, and nothing else.
ACCEPTED: dict[str, Callable[[], bytes]] = {
    "html-in-comment.jpg": lambda: saved("JPEG", comment=HTML),
    "html-after-the-end.jpg": lambda: saved("JPEG") + HTML,
    "zip-after-the-end.png": lambda: saved("PNG") + b"PK\x03\x04secret",
    "notes.png": with_notes,
    "notes.jpg": lambda: saved("JPEG", exif=exif(6), comment="secret", icc_profile=b"secret" * 30),
    "notes.webp": lambda: saved("WEBP", exif=exif(3), xmp=b"<x>secret</x>", icc_profile=b"secret"),
    "loaded.jpg": lambda: loaded("JPEG"),
    "loaded.png": lambda: loaded("PNG"),
    "loaded.webp": lambda: loaded("WEBP"),
    "animated.webp": lambda: frames("WEBP", 60),
    "animated.png": lambda: frames("PNG", 10),
    "mpo.jpg": lambda: frames("MPO", 3),
    "cmyk.jpg": lambda: saved("JPEG", PLAIN.convert("CMYK")),
    "grey.jpg": lambda: saved("JPEG", PLAIN.convert("L")),
    "sixteen-bits.png": lambda: saved("PNG", Image.new("I;16", (90, 60), 40_000)),
    "palette.png": lambda: saved("PNG", PLAIN.convert("P"), transparency=3),
    "clear.png": lambda: saved("PNG", Image.new("RGBA", (90, 60), (255, 0, 0, 0))),
    "clear-grey.png": lambda: saved("PNG", Image.new("LA", (90, 60), (0, 0))),
    "one-bit.png": lambda: saved("PNG", PLAIN.convert("1")),
    "one-pixel.png": lambda: saved("PNG", Image.new("RGB", (1, 1))),
    "ribbon.png": lambda: saved("PNG", Image.new("RGB", (4000, 1))),
    "large.png": lambda: png(7000, 6),
    "large-palette.png": lambda: png(7000, 3),
    "large-progressive.jpg": lambda: saved(
        "JPEG", Image.new("L", (7000, 7000)).convert("RGB"), progressive=True, subsampling=2
    ),
}


def memory() -> int:
    """The most that this process has held so far, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says there begins with what the parent held
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) // 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 // (1024 if sys.platform == "darwin" else 1)


def read(paths: list[Path]) -> None:
    """Print for each file: its name, the seconds and the megabytes more that it took."""
    from django.conf import settings

    settings.configure(USE_I18N=False)
    from coopere.lib.images import BadImage, repaint

    repaint(BytesIO(saved("WEBP")))
    start = memory()
    for path in paths:
        began = time.process_time()
        try:
            with path.open("rb") as file:
                painting = repaint(file)
            said = f"{painting.width}×{painting.height}"
        except BadImage as refusal:
            said = str(refusal)
        print(f"{path.name}\t{time.process_time() - began:.2f}\t{memory() - start}\t{said}")


def write(folder: Path) -> list[Path]:
    """Every file, in a folder."""
    paths = []
    for name, make in {**REFUSED, **ACCEPTED}.items():
        paths.append(folder / name)
        paths[-1].write_bytes(make())
    return paths


if __name__ == "__main__":
    if sys.argv[1:]:
        read([Path(name) for name in sys.argv[1:]])
    else:
        import subprocess

        with TemporaryDirectory() as folder:
            names = [str(path) for path in write(Path(folder))]
            subprocess.run([sys.executable, "-m", "tests.hostile", *names], check=True)
