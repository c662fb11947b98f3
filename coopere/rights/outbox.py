"""Mail that waits, or was given up: what is for the person, or speaks of them, is not kept."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from coopere.lib.mail import NOTICE_TASK, TASK
from coopere.rights.addresses import addresses_of, pattern_of
from coopere.rights.letters import links_to
from members.models import Invitation, Membership, Notification, User

# What a worker has in its hands this second is left to it; it goes by itself when it is done.
KEPT = ("doing",)


@dataclass
class Traces:
    """By what mail of a person is known: their addresses, links to what is theirs, their news."""

    addresses: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    notices: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, user: User) -> "Traces":
        """Those of an account."""
        addresses = addresses_of(user)
        return cls(addresses=addresses, links=links_to(user, addresses))

    def add(self, person: Membership) -> None:
        """Those of a membership, before they go. In the scope of its network."""
        sent = Invitation.objects.filter(sponsor=person)
        self.links |= set(sent.values_list("secret", flat=True))
        told = Notification.objects.filter(to=person)
        self.notices |= set(told.values_list("pk", flat=True))


def forget_mail(traces: Traces) -> None:
    """Delete the jobs of their mail, whether they wait or failed."""
    jobs = ProcrastinateJob.objects.exclude(status__in=KEPT)
    found = [
        job["id"]
        for job in jobs.filter(task_name__in=[TASK, NOTICE_TASK]).values("id", "args").iterator()
        if _is_theirs(job["args"], traces)
    ]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [found])


def _is_theirs(args: dict[str, Any], traces: Traces) -> bool:
    if "notification" in args:
        return args["notification"] in traces.notices
    if traces.addresses & {address.lower() for address in args["recipients"]}:
        return True
    address = pattern_of(traces.addresses)
    return any(
        address.search(text) or any(link in text for link in traces.links)
        for text in _texts(args["mime"])
    )


def _texts(mime: str) -> Iterator[str]:
    message = message_from_bytes(base64.b64decode(mime), policy=policy.default)
    yield str(message["Reply-To"] or "")
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield str(part.get_content())
