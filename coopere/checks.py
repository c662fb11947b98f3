"""What `check --deploy` asks beyond Django's own questions."""

from email.utils import parseaddr
from typing import Any

from csp.constants import NONCE, NONE, STRICT_DYNAMIC, UNSAFE_EVAL, UNSAFE_HASHES, UNSAFE_INLINE
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

CSP_MIDDLEWARE = "csp.middleware.CSPMiddleware"
# Each must be stated, or fall back on a default-src of 'none'; these three never fall back.
CSP_STATED = ("default-src", "base-uri", "form-action", "frame-ancestors")
CSP_UNSAFE = {UNSAFE_INLINE, UNSAFE_EVAL, UNSAFE_HASHES, STRICT_DYNAMIC, NONCE}
CSP_WIDE = {"*", "http:", "https:", "ws:", "wss:", "blob:"}
CSP_CODE = ("default-src", "script-src", "style-src", "script-src-elem", "style-src-elem")
LEGAL_FIELDS = ("publisher", "address", "director", "email", "host")
NOWHERE = (
    "localhost",
    "localhost.localdomain",
    "example.org",
    "example.com",
    "webmaster@localhost",
)


@register(Tags.security, deploy=True)
def check_content_security_policy(**kwargs: Any) -> list[CheckMessage]:
    """The policy is sent, closed by default, and lets no inline or foreign code run."""
    if CSP_MIDDLEWARE not in settings.MIDDLEWARE:
        return [Error(f"{CSP_MIDDLEWARE} is not in MIDDLEWARE.", id="coopere.E001")]
    directives = (getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}).get("DIRECTIVES", {})
    missing = [name for name in CSP_STATED if name not in directives]
    errors: list[CheckMessage] = [
        Error(f"The policy does not state {name}.", id="coopere.E002") for name in missing
    ]
    if list(directives.get("default-src", [])) != [NONE]:
        errors.append(Error("The policy's default-src is not 'none'.", id="coopere.E003"))
    for name, sources in directives.items():
        errors += [
            Error(f"The policy's {name} allows {source}.", id="coopere.E004")
            for source in as_list(sources)
            if is_unsafe(name, source)
        ]
    return errors


def as_list(sources: Any) -> list[str]:
    return list(sources) if isinstance(sources, list | tuple | set) else [sources]


def is_unsafe(directive: str, source: Any) -> bool:
    """Whether `source` opens `directive` to code of others, or to the whole Web."""
    value = str(source)
    if source in CSP_UNSAFE or value in CSP_WIDE or "*" in value:
        return True
    return directive in CSP_CODE and value == "data:"


@register(Tags.security, deploy=True)
def check_cookies(**kwargs: Any) -> list[CheckMessage]:
    """What Django's own checks leave out: scripts read no cookie, other sites send none."""
    errors: list[CheckMessage] = []
    for name in ("SESSION_COOKIE", "CSRF_COOKIE"):
        if not getattr(settings, f"{name}_SECURE"):
            errors.append(Error(f"{name}_SECURE is off.", id="coopere.E005"))
        if not getattr(settings, f"{name}_HTTPONLY"):
            errors.append(Error(f"{name}_HTTPONLY is off.", id="coopere.E006"))
        if getattr(settings, f"{name}_SAMESITE") not in {"Lax", "Strict"}:
            errors.append(Error(f"{name}_SAMESITE is neither Lax nor Strict.", id="coopere.E007"))
    return errors


@register("legal", deploy=True)
def check_legal(**kwargs: Any) -> list[CheckMessage]:
    """The law asks who publishes and who hosts the site."""
    return [
        Error(f"LEGAL has no {name}: set LEGAL_{name.upper()}.", id="coopere.E008")
        for name in LEGAL_FIELDS
        if not str(settings.LEGAL.get(name, "")).strip()
    ]


@register("mail", deploy=True)
def check_sender(**kwargs: Any) -> list[CheckMessage]:
    """Mail leaves from an address that can be answered."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2].lower()
    if not domain or domain in NOWHERE or domain.endswith(".localhost"):
        return [
            Error(
                f"DEFAULT_FROM_EMAIL is {settings.DEFAULT_FROM_EMAIL!r}: name a real address.",
                id="coopere.E009",
            )
        ]
    return []
