"""Style sheets: many small files to read, one file to send.

`static/css/site.css` only imports the others, as any browser understands. Sent like that, each of
them would be one more question that holds the page back.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SITE_SHEET = "css/site.css"
IMPORT = re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE)
Found = dict[str, tuple[Storage, str]]


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Collected files with a hash in their name, compressed; the site's sheet is whole."""

    def post_process(self, paths: Found, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Put the imported sheets in the place of their imports, then hash and compress."""
        if SITE_SHEET in paths and not dry_run:
            Path(self.path(SITE_SHEET)).write_text(_whole(paths), encoding="utf-8")
            paths[SITE_SHEET] = (self, SITE_SHEET)
        yield from super().post_process(paths, dry_run, **options)


def _whole(paths: Found) -> str:
    folder = SITE_SHEET.rpartition("/")[0]
    return IMPORT.sub(lambda found: _text(paths, f"{folder}/{found[1]}"), _text(paths, SITE_SHEET))


def _text(paths: Found, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as sheet:
        return bytes(sheet.read()).decode()
