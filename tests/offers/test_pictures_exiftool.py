"""A second witness: what ExifTool, which reads the notes of every camera, finds in our files."""

import json
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from coopere.lib.images import SIZES
from members.models.pictures import FOLDER
from tests.hostile import ACCEPTED, loaded
from tests.offers.test_pictures import pictures_of, send
from tests.personas import browser_of
from tests.programs import EXIFTOOL

# Of the file on its disk, of the reader, and what it takes to draw the picture.
ALLOWED = {"SourceFile", "ExifTool:ExifToolVersion"}
ALLOWED |= {f"File:{name}" for name in ("FileName", "Directory", "FileSize", "FilePermissions")}
ALLOWED |= {f"File:File{name}Date" for name in ("Modify", "Access", "InodeChange")}
ALLOWED |= {f"File:{name}" for name in ("FileType", "FileTypeExtension", "MIMEType")}
ALLOWED |= {f"RIFF:{name}" for name in ("VP8Version", "ImageWidth", "ImageHeight")}
ALLOWED |= {"RIFF:HorizontalScale", "RIFF:VerticalScale"}
GPS = {f"EXIF:GPS{name}" for name in ("Latitude", "LatitudeRef", "Longitude", "LongitudeRef")}
NOTES = {"EXIF:Make", "EXIF:UserComment", "XMP:Source", "ICC_Profile:ProfileDescription"}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where pictures are stored, as on a real site."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def facts_of(path: Path) -> list[dict[str, Any]]:
    """All that ExifTool says of a file, or of each below a folder; not what it works out itself."""
    program = EXIFTOOL.find()
    if not program:
        pytest.fail(EXIFTOOL.missing)
    command = [program, "-json", "-G", "-e", "-a", "-U", "-ext", "*", "-r", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return list(json.loads(told))


def file_of(name: str) -> BytesIO:
    file = BytesIO(ACCEPTED[name]())
    file.name = name
    return file


def test_stored_pictures_tell_nothing_but_how_to_draw_them(alice, folder):
    browser, names = browser_of(alice), [*ACCEPTED]
    for four in (names[at : at + 4] for at in range(0, len(names), 4)):
        files = {f"photo_{place}": file_of(name) for place, name in enumerate(four)}
        assert send(browser, **files).status_code == 302, four
    found = facts_of(folder / FOLDER)
    assert len(found) == len(SIZES) * len(ACCEPTED) == len(SIZES) * len(pictures_of())
    assert {fact for facts in found for fact in facts} == ALLOWED
    assert "secret" not in json.dumps(found)
    kept = {picture.name for picture in pictures_of()}
    assert {UUID(facts["File:FileName"].partition("-")[0]) for facts in found} == kept


@pytest.mark.parametrize(
    ("kind", "more"),
    [("JPEG", {"File:Comment"}), ("PNG", {"PNG:Comment", "PNG:ProfileName"}), ("WEBP", set())],
)
def test_witness_does_see_what_a_loaded_picture_tells(kind, more, tmp_path):
    """The control of the test above."""
    path = tmp_path / f"photo.{kind.lower()}"
    path.write_bytes(loaded(kind))
    [facts] = facts_of(path)
    assert {*facts} >= GPS | NOTES | more
    assert facts["EXIF:GPSLatitude"].startswith("48 deg 43' 51")
