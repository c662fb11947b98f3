"""Mail that waits for the worker, as its reader will see it."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import overload

from procrastinate.contrib.django.models import ProcrastinateJob

from coopere.lib.mail import NOTICE_TASK, TASK
from members.notice_mail import letter


@dataclass(frozen=True)
class Mail:
    """One message: addresses, subject, plain text, HTML, and the whole."""

    to: list[str]
    subject: str
    body: str
    html: str
    message: EmailMessage


class Mailbox(Sequence[Mail]):
    """Read anew from the jobs each time it is looked at."""

    @property
    def mails(self) -> list[Mail]:
        waiting = ProcrastinateJob.objects.filter(status="todo").order_by("id")
        jobs = waiting.filter(task_name__in=[TASK, NOTICE_TASK])
        return [mail for job in jobs if (mail := read(job))]

    def to(self, address: str) -> list[Mail]:
        """The messages for one person."""
        return [mail for mail in self.mails if address in mail.to]

    @overload
    def __getitem__(self, index: int) -> Mail: ...
    @overload
    def __getitem__(self, index: slice) -> list[Mail]: ...
    def __getitem__(self, index: int | slice) -> Mail | list[Mail]:
        return self.mails[index]

    def __len__(self) -> int:
        return len(self.mails)

    def __iter__(self) -> Iterator[Mail]:
        return iter(self.mails)


def read(job: ProcrastinateJob) -> Mail | None:
    """The message of a job; of a notification, what it would be now, if anything."""
    if job.task_name == TASK:
        return as_mail(base64.b64decode(job.args["mime"]), job.args["recipients"])
    written = letter(job.args["notification"])
    return as_mail(written.message().as_bytes(), written.recipients()) if written else None


def as_mail(mime: bytes, recipients: list[str]) -> Mail:
    message = message_from_bytes(mime, policy=policy.default)
    return Mail(
        to=recipients,
        subject=str(message["Subject"]).strip(),  # a long one is folded before its first word
        body=text_of(message, "plain"),
        html=text_of(message, "html"),
        message=message,
    )


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
