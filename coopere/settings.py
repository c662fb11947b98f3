"""Settings, read from the environment.

Two modes. `development` is a machine of one's own: it answers to localhost only, makes its
secret by itself, and keeps mail in `var/mail`. `production` is everything else, and refuses
to start while something that it needs is missing. Without DATABASE_URL the mode is
development, on the embedded PostgreSQL; with it, production, unless COOPERE_MODE says otherwise.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("COOPERE_VAR", BASE_DIR / "var"))


def env(name: str, default: str | None = None) -> str:
    """The environment's `name`; without it `default`, or ImproperlyConfigured in words."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set: production needs it (see docs/deploy.md).")
    return value


def env_list(name: str, default: str | None = None) -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


DATABASE_URL = os.environ.get("DATABASE_URL", "").strip()
MODE = env("COOPERE_MODE", "production" if DATABASE_URL else "development")
if MODE not in {"development", "production"}:
    raise ImproperlyConfigured(f"COOPERE_MODE is {MODE!r}: say development or production.")
PRODUCTION = MODE == "production"


def required(name: str, in_development: str) -> str:
    """A variable that production must set; on a machine of one's own the default will do."""
    return env(name) if PRODUCTION else env(name, in_development)


def development_secret() -> str:
    """A secret of this machine's own, kept in `var/` so that sessions outlive a restart."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


DEBUG = False
SECRET_KEY = env("SECRET_KEY") if PRODUCTION else env("SECRET_KEY", development_secret())
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured("SECRET_KEY is weak: give it 50 random characters or more.")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", None if PRODUCTION else "localhost,127.0.0.1,[::1]")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts, not '*'.")
SITE_URL = required("SITE_URL", f"http://localhost:{env('PORT', '8000')}").rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# How many proxies of ours stand in front: only their part of X-Forwarded-For is believed.
PROXY_COUNT = int(env("PROXY_COUNT", "1" if PRODUCTION else "0"))

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
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "members.middleware.NetworkMiddleware",
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

if not DATABASE_URL:
    from coopere.embedded_postgres import database_url

    DATABASE_URL = database_url(
        VAR_DIR / "postgres", durable=env("COOPERE_DURABLE", "yes") == "yes"
    )


def database(url: str) -> dict[str, Any]:
    """Django's database settings for a PostgreSQL URL, as libpq itself reads it."""
    parts = conninfo_to_dict(url)
    names = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    settings = {name: str(parts.pop(key, "") or "") for name, key in names.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "OPTIONS": parts,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all workers, so that a limit on tries is one limit.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
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
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
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
    else env("MAIL_TRANSPORT", "coopere.lib.mail.TerminalAndFileBackend")
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = required("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "587" if PRODUCTION else "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = env("EMAIL_SECURITY", "starttls" if PRODUCTION else "none") == "ssl"
EMAIL_USE_TLS = env("EMAIL_SECURITY", "starttls" if PRODUCTION else "none") == "starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "Coopère <bonjour@localhost>")
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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- Security -------------------------------------------------------------------------------------

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
    "publisher": required("LEGAL_PUBLISHER", "Association de démonstration"),
    "address": required("LEGAL_ADDRESS", "1 place de l’Exemple, 91300 Massy"),
    "director": required("LEGAL_DIRECTOR", "Yves (démonstration)"),
    "email": required("LEGAL_EMAIL", "bonjour@example.org"),
    "host": required("LEGAL_HOST", "Cette machine, pour un essai"),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
