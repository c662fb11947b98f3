"""The site's own settings, in an environment that no developer's machine can change.

DATABASE_URL stays: `DATABASE_URL=postgresql://… make test` runs the tests on that server.
"""

import os
from pathlib import Path

OURS = ("COOPERE_MODE", "COOPERE_VAR", "COOPERE_DURABLE", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL")
ALSO = (
    "ACCESSIBILITY_STATUS",
    "COOPERE_MEDIA",
    "COOPERE_MEDIA_ACCEL",
    "PORT",
    "PROXY_COUNT",
    "DEFAULT_FROM_EMAIL",
    "LOG_LEVEL",
    "MAIL_TRANSPORT",
)
for name in [*os.environ]:
    if name in OURS + ALSO or name.startswith(("EMAIL_", "LEGAL_", "MEDIA_S3_")):
        del os.environ[name]
os.environ["COOPERE_MODE"] = "development"
# Files and database of the tests lie apart from those of `make run`, and need not last.
os.environ["COOPERE_VAR"] = str(Path(__file__).resolve().parent.parent / "var" / "test")
os.environ["COOPERE_DURABLE"] = "no"

from coopere.settings import *  # noqa: E402, F403 - the environment first
from coopere.settings import DATABASES, MIDDLEWARE, STORAGES, TEMPLATES  # noqa: E402
from tests.guards import UndefinedVariable  # noqa: E402

# Two runs at once do not share a database.
DATABASES["default"]["TEST"] = {"NAME": f"test_coopere_{os.getpid()}"}
# A password need not cost a tenth of a second to check, nor a style sheet be collected.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # from the finders, not from a folder that nobody filled
MIDDLEWARE = ["tests.guards.ReadOnlyGet", *MIDDLEWARE]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
