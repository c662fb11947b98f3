"""The static files as a real site has them: collected, hashed, compressed, one sheet."""

from pathlib import Path
from typing import Any

from django.core.management import call_command

FOUND = "django.contrib.staticfiles.finders.FileSystemFinder"


def collect(settings: Any, folder: Path) -> Path:
    """Collect the project's own files into `folder`, and let the site serve them."""
    settings.STATIC_ROOT = folder
    settings.STATICFILES_FINDERS = [FOUND]  # the admin's would take longer than the test
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "coopere.lib.sheets.OneSheetStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return folder
