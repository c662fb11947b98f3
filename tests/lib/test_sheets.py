"""Many small style sheets go out as one."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from coopere.lib.sheets import IMPORT
from tests.statics import collect

FOLDER = Path(settings.BASE_DIR) / "static" / "css"
NAMES = IMPORT.findall((FOLDER / "site.css").read_text())


@pytest.fixture
def collected(settings, tmp_path) -> Path:
    return collect(settings, tmp_path)


def sheet_of(folder: Path) -> str:
    return (folder / staticfiles_storage.stored_name("css/site.css")).read_text()


def without_addresses(text: str) -> str:
    return re.sub(r"url\([^)]*\)", "url()", text)


def test_sheet_of_the_site_has_every_other_in_its_order(collected: Path):
    sheet = without_addresses(sheet_of(collected))
    places = [sheet.find(without_addresses((FOLDER / name).read_text())) for name in NAMES]
    assert len(places) > 20
    assert places == sorted(set(places) - {-1})
    assert "@import" not in sheet


def test_collecting_again_gives_the_same_sheet(collected: Path):
    before = sheet_of(collected)
    font = staticfiles_storage.stored_name("fonts/bricolage-grotesque-latin-wght-normal.woff2")
    assert f'url("../{font}")' in before
    call_command("collectstatic", interactive=False, verbosity=0)
    assert sheet_of(collected) == before


def test_sheet_names_only_sheets_that_exist():
    assert {name for name in NAMES if not (FOLDER / name).exists()} == set()
