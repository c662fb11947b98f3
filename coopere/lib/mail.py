"""Mail: written by templates, deferred with the data it speaks of, sent by the worker.

A message becomes a job in the caller's transaction: rolled back, it never existed; committed,
it is sent even if the mail server sleeps. `deliver` runs in the worker.
"""

import base64
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import make_msgid, parseaddr
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, loader
from procrastinate.contrib.django import app

TASK = "coopere.tasks.deliver_mail"
NOTICE_TASK = "coopere.tasks.mail_notice"
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def send_templated(template: str, to: str, context: dict[str, Any]) -> None:
    """Write `templates/emails/<template>{_subject.txt,.txt,.html}` to the address `to`."""
    write_templated(template, to, context).send()


def write_templated(
    template: str,
    to: str,
    context: dict[str, Any],
    *,
    headers: dict[str, str] | None = None,
    local_id: str = "",
) -> EmailMultiAlternatives:
    """The message, not sent; with `local_id`, its Message-ID is that one at our domain."""
    context = {"site_name": "Coopère", "site_url": settings.SITE_URL, **context}
    headers = dict(headers or {})
    if local_id:
        headers["Message-ID"] = f"<{local_id}@{_domain()}>"
    message = EmailMultiAlternatives(
        one_line(f"emails/{template}_subject.txt", context),
        plain_text(f"emails/{template}.txt", context),
        to=[to],
        headers=headers,
    )
    html = loader.render_to_string(f"emails/{template}.html", context)
    message.attach_alternative(html, "text/html")
    return message


def plain_text(name: str, context: dict[str, Any]) -> str:
    """A plain text template: nothing is escaped, and no more than one line is left empty."""
    template = cast(Any, loader.get_template(name)).template
    text = template.render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def one_line(name: str, context: dict[str, Any]) -> str:
    """A plain text template as one line: for a subject, or for a list."""
    return " ".join(plain_text(name, context).split("\n"))


def send_now(message: EmailMessage) -> None:
    """Hand a message to the mail server, from the worker. Raises what the transport raises."""
    _sign(message)
    get_connection(settings.MAIL_TRANSPORT).send_messages([message])


def defer_notice(notification: int) -> None:
    """Ask the worker to mail a notification; not where mail is off, as while the demo is told."""
    if settings.EMAIL_BACKEND != NO_MAIL:
        app.configure_task(NOTICE_TASK, queue="mail").defer(notification=notification)


class DeferredEmailBackend(BaseEmailBackend):
    """Defers each message as a job of its own, in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        addressed = [message for message in email_messages if message.recipients()]
        for message in addressed:
            _sign(message)
            mime = message.message().as_bytes()
            app.configure_task(TASK, queue="mail").defer(
                mime=base64.b64encode(mime).decode(),
                sender=message.from_email,
                recipients=[*message.recipients()],
            )
        return len(addressed)


def _sign(message: EmailMessage) -> None:
    """The identity of a message is given once, so that a second delivery is known as such."""
    headers = message.extra_headers
    headers.setdefault("Message-ID", make_msgid(domain=_domain()))
    # Holiday replies would land in a mailbox that nobody reads.
    headers.setdefault("Auto-Submitted", "auto-generated")


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def deliver(*, mime: str, sender: str, recipients: list[str]) -> None:
    """Send a deferred message by MAIL_TRANSPORT. Raises what the transport raises."""
    message = StoredMessage(base64.b64decode(mime), sender, recipients)
    get_connection(settings.MAIL_TRANSPORT).send_messages([message])


class StoredMime(Message):
    """A parsed message that is written out exactly as it was stored."""

    stored: bytes

    def as_bytes(self, *args: Any, linesep: str = "\r\n", **kwargs: Any) -> bytes:
        return b"".join(line + linesep.encode() for line in self.stored.splitlines())


class StoredMessage(EmailMessage):
    """A message as it was when it was deferred, in a form that any mail backend sends."""

    def __init__(self, mime: bytes, sender: str, recipients: list[str]) -> None:
        super().__init__(from_email=sender, to=recipients)
        self.mime = message_from_bytes(mime, _class=StoredMime)
        self.mime.stored = mime

    def message(self, **kwargs: Any) -> Any:
        return self.mime


class TerminalAndFileBackend(BaseEmailBackend):
    """For one's own machine: the text in the terminal, the whole as a file in `var/mail/`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            mime = cast(Message, message.message())
            path = _keep(mime, message.recipients())
            # In one go, so that the lines of two processes never mix.
            sys.stdout.write(_as_seen(mime, message.recipients(), path))
            sys.stdout.flush()
        return len(email_messages)


def _keep(mime: Message, recipients: list[str]) -> Path:
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    person = re.sub(r"[^a-z0-9]+", "-", parseaddr(recipients[0])[1].lower()).strip("-")
    path = folder / f"{datetime.now():%Y%m%d-%H%M%S}-{person}-{uuid4().hex[:6]}.eml"  # noqa: DTZ005 - a name for the person at this machine
    path.write_bytes(mime.as_bytes())
    return path


def _as_seen(mime: Message, recipients: list[str], path: Path) -> str:
    from email.header import decode_header, make_header

    rule = "─" * 72
    subject = make_header(decode_header(mime["Subject"] or ""))
    return (
        f"\n{rule}\nMail for {', '.join(recipients)}\nSubject: {subject}\n\n{_text(mime)}\n\n"
        f"{path}\n{rule}\n"
    )


def _text(mime: Message) -> str:
    """The plain text of a message, as its reader sees it."""
    parts = [part for part in mime.walk() if part.get_content_type() == "text/plain"]
    if not parts:
        return "(no text)"
    payload = cast(bytes, parts[0].get_payload(decode=True))
    return payload.decode(parts[0].get_content_charset("utf-8"), "replace").strip()
