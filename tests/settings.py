"""The site's own settings, in an environment that no developer's machine can change.

DATABASE_URL stays: `DATABASE_URL=postgresql://… make test` runs the tests on that server.
"""

import os
from pathlib import Path

KEPT = {"DATABASE_URL", "COOPERE_VAR"}
SETTINGS = ("COOPERE_", "EMAIL_", "LEGAL_", "MAIL_")
NAMES = {"ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL", "LOG_LEVEL", "PORT", "PROXY_COUNT", "SECRET_KEY"}

for name in [*os.environ]:
    if name not in KEPT and (name.startswith(SETTINGS) or name in NAMES | {"SITE_URL"}):
        del os.environ[name]
os.environ["COOPERE_MODE"] = "development"
# Files and database of the tests lie apart from those of `make run`.
os.environ.setdefault("COOPERE_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ["COOPERE_DURABLE"] = "no"

from coopere.settings import *  # noqa: E402, F403 - the environment first
from coopere.settings import MIDDLEWARE, STORAGES, TEMPLATES  # noqa: E402
from tests.guards import UndefinedVariable  # noqa: E402

# A password need not cost a tenth of a second to check, nor a style sheet be collected.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = ["tests.guards.ReadOnlyGet", *MIDDLEWARE]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
