"""Settings, read from the environment.

Two modes. `development` is a machine of one's own: it answers to localhost only, makes its
secret by itself, and keeps mail in `var/mail`. `production` is everything else, and refuses
to start while something that it needs is missing or weak. Without DATABASE_URL the mode is
development, on the embedded PostgreSQL; with it, production, unless COOPERE_MODE says otherwise.
"""

import os
import secrets
from contextlib import suppress
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

import psycopg
from csp.constants import NONE, SELF
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from coopere.environment import Environment

env = Environment(os.environ)
MODE = env.mode
PRODUCTION = env.production
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("COOPERE_VAR", str(BASE_DIR / "var"))).resolve()


def development_secret() -> str:
    """A secret of this machine's own, kept in `var/` so that sessions outlive a restart."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        # Whole and private before it has its name; of processes that start together one wins.
        with NamedTemporaryFile("w", dir=VAR_DIR) as draft, suppress(FileExistsError):
            draft.write(secrets.token_urlsafe(64))
            draft.flush()
            path.hardlink_to(draft.name)
    return path.read_text()


DEBUG = False
SECRET_KEY = env.required("SECRET_KEY", "" if PRODUCTION else development_secret())
env.demand(
    "SECRET_KEY",
    len(SECRET_KEY) >= 50 and len(set(SECRET_KEY)) >= 10 and "insecure" not in SECRET_KEY,
    "SECRET_KEY is weak: give it 50 random characters or more.",
)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
env.demand(
    "ALLOWED_HOSTS",
    not any("*" in host for host in ALLOWED_HOSTS),
    "ALLOWED_HOSTS must name the site's hosts, not '*'.",
)
SITE_URL = env.required("SITE_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
env.demand(
    "SITE_URL",
    urlsplit(SITE_URL).scheme == "https" and not urlsplit(SITE_URL).path,
    "SITE_URL must be https:// and the name of the site, no more.",
)
env.demand(
    "SITE_URL",
    validate_host(urlsplit(SITE_URL).hostname or "", ALLOWED_HOSTS or [".localhost"]),
    "SITE_URL is not at one of ALLOWED_HOSTS.",
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# How many proxies of ours stand in front: only their part of X-Forwarded-For is believed.
PROXY_COUNT = env.number("PROXY_COUNT", 1 if PRODUCTION else 0)

# -- Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "coopere",
    "exchanges",
    "events",
    "offers",
    "members",
    "coopere.apps.CoopereAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coopere.middleware.VisitMiddleware",
    "coopere.middleware.PrivatePagesMiddleware",
    "coopere.middleware.RobotsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "members.middleware.NetworkMiddleware",
    "coopere.middleware.AdminScopeMiddleware",
]

ROOT_URLCONF = "coopere.urls"
WSGI_APPLICATION = "coopere.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "coopere.lib.tags",
                "coopere.tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coopere.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- Database -------------------------------------------------------------------------------------


def database_url() -> str:
    """The server that is named, else the embedded one; production must name one."""
    url = env.text("DATABASE_URL")
    if url or PRODUCTION:
        return env.required("DATABASE_URL", "")
    from coopere import embedded_postgres

    durable = env.choice("COOPERE_DURABLE", ("yes", "no"), "yes") == "yes"
    return embedded_postgres.database_url(VAR_DIR / "postgres", durable=durable)


def database(url: str) -> dict[str, Any]:
    """Django's database settings for a PostgreSQL URL, as libpq itself reads it."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        env.faults.append("DATABASE_URL is not a PostgreSQL address: postgresql://user@host/name.")
        parts = {}
    names = ("dbname", "user", "password", "host", "port")
    name, user, password, host, port = (str(parts.pop(key, "") or "") for key in names)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "OPTIONS": parts,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASE_URL = database_url()
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all workers, so that a limit on tries is one limit.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Of 300 entries, Django's own limit, a stranger could push out the counts of tries.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# -- Accounts -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members:mine"
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    name: f"members.account_forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "request_login_code": "RequestLoginCodeForm",
        "confirm_login_code": "ConfirmLoginCodeForm",
        "confirm_email_verification_code": "ConfirmEmailVerificationCodeForm",
        "confirm_password_reset_code": "ConfirmPasswordResetCodeForm",
        "change_email": "ChangeEmailForm",
        "add_email": "AddEmailForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Changing the address on the page of the code stays off: allauth offers it to a new account only,
# and so would tell anybody which addresses have one already.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # a phone, a mailbox, glasses: three minutes are short
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT

# -- Mail -----------------------------------------------------------------------------------------

EMAIL_BACKEND = "coopere.lib.mail.DeferredEmailBackend"
MAIL_TRANSPORT = (
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else env.text("MAIL_TRANSPORT", "coopere.lib.mail.TerminalAndFileBackend")
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.required("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587 if PRODUCTION else 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_SECURITY = env.choice(
    "EMAIL_SECURITY", ("starttls", "ssl", "none"), "starttls" if PRODUCTION else "none"
)
env.demand(
    "EMAIL_SECURITY",
    EMAIL_SECURITY != "none" or EMAIL_HOST in LOOPBACK,
    "EMAIL_SECURITY=none is for a mail server on this very machine: say starttls or ssl.",
)
EMAIL_USE_SSL = EMAIL_SECURITY == "ssl"
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.required("DEFAULT_FROM_EMAIL", "Coopère <bonjour@localhost>")
env.demand(
    "DEFAULT_FROM_EMAIL",
    "." in parseaddr(DEFAULT_FROM_EMAIL)[1].partition("@")[2],
    "DEFAULT_FROM_EMAIL must be an address of yours: Coopère <bonjour@example.org>.",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A job that is done goes at once: it may hold an address, or a code to log in.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful", "shutdown_graceful_timeout": 10}

# -- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# -- Files ----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Pictures of members: no address leads here, the site itself serves them, to those who may see.
MEDIA_ROOT = Path(env.text("COOPERE_MEDIA", str(VAR_DIR / "media"))).resolve()
FILE_UPLOAD_PERMISSIONS = 0o640
# Where a proxy that knows X-Accel-Redirect finds MEDIA_ROOT; without one, the site sends the files.
MEDIA_ACCEL = env.text("COOPERE_MEDIA_ACCEL").rstrip("/")


def media_storage() -> dict[str, Any]:
    """The S3-compatible store that is named, else the folder MEDIA_ROOT."""
    parts = ("ENDPOINT", "REGION", "BUCKET", "KEY", "SECRET")
    endpoint, region, bucket, key, secret = env.together(*(f"MEDIA_S3_{part}" for part in parts))
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if not find_spec("storages"):
        env.faults.append("MEDIA_S3_BUCKET needs the packages of requirements/s3.txt.")
    if MEDIA_ACCEL:
        env.faults.append("COOPERE_MEDIA_ACCEL is for a folder: leave it out with MEDIA_S3_BUCKET.")
    options = {"endpoint_url": endpoint, "region_name": region, "bucket_name": bucket}
    options |= {"access_key": key, "secret_key": secret}
    return {"BACKEND": "coopere.lib.bucket.BucketStorage", "OPTIONS": options}


env.demand(
    "MEDIA_S3_ENDPOINT",
    urlsplit(env.text("MEDIA_S3_ENDPOINT")).scheme == "https"
    or urlsplit(env.text("MEDIA_S3_ENDPOINT")).hostname in LOOPBACK,
    "MEDIA_S3_ENDPOINT must be https://, or a server on this very machine.",
)
STORAGES = {
    "default": media_storage(),
    "staticfiles": {"BACKEND": "coopere.lib.sheets.OneSheetStorage"},
}

# -- Security -------------------------------------------------------------------------------------

SESSION_ENGINE = "members.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# -- Who publishes the site (law no. 2004-575 of 21 June 2004, article 1-1) ---------------------

LEGAL = {
    "publisher": env.required("LEGAL_PUBLISHER", "Association de démonstration"),
    "address": env.required("LEGAL_ADDRESS", "1 place de l’Exemple, 91300 Massy"),
    "director": env.required("LEGAL_DIRECTOR", "Yves (démonstration)"),
    "email": env.required("LEGAL_EMAIL", "bonjour@example.org"),
    "host": env.required("LEGAL_HOST", "Cette machine, pour un essai"),
}
env.demand("LEGAL_EMAIL", "@" in LEGAL["email"], "LEGAL_EMAIL must be an address.")

# Without an audit that still holds, the law's word is "non conforme".
ACCESSIBILITY_STATUS = env.choice(
    "ACCESSIBILITY_STATUS", ("non", "partiellement", "totalement"), "non"
)

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # A visitor that names another host is answered 400; a traceback for each would be noise.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", LEVELS, "WARNING")},
}

env.check()
