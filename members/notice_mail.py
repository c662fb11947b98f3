"""The mail of a notification: written when it is sent, and the way to have no more of them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from coopere.lib.mail import one_line, send_now, write_templated
from members.doors import find_member, find_notification
from members.models import Membership, NoticePreference, Notification
from members.models.notices import Kind, fetch_targets
from members.scoping import in_network

SALT = "coopere.notices.unsubscription"


def mail_notification(pk: int) -> None:
    """Send the mail of one notification, unless it has lost its reason meanwhile.

    What the person may see and wants is asked now, not when the thing happened. Raises what
    the mail server raises.
    """
    message = letter(pk)
    if message is None:
        return
    send_now(message)
    notice = find_notification(pk)
    if notice:
        with in_network(notice.network):
            Notification.objects.filter(pk=pk).update(mailed_at=timezone.now())


def letter(pk: int) -> EmailMultiAlternatives | None:
    """The mail as it reads now; None when there is nothing to write, or nobody to write to."""
    notice = find_notification(pk)
    if notice is None or notice.mailed_at or notice.is_read:
        return None
    with in_network(notice.network):
        reader = notice.reader
        if reader is None or not _is_wanted(notice, reader):
            return None
        return _write(notice, reader)


def _is_wanted(notice: Notification, reader: Membership) -> bool:
    """Whether the reader is still inside, may see it, and wants it by mail."""
    if reader.user is None or not reader.user.is_active:
        return False
    if not (reader.is_inside and notice.to.is_inside):
        return False
    fetch_targets([notice])
    if not notice.is_visible_to(reader):
        return False
    return notice.kind not in NoticePreference.turned_off(reader)


def _write(notice: Notification, reader: Membership) -> EmailMultiAlternatives:
    unsubscription = unsubscription_url(reader, notice.kind)
    context = {
        **notice.words_for(reader),
        "line": line_of(notice, reader),
        "url": settings.SITE_URL + notice.url_for(reader),
        "unsubscription_url": unsubscription,
        "settings_url": settings.SITE_URL
        + reverse("members:notice_settings", args=[notice.network.slug]),
    }
    headers = {
        "List-Unsubscribe": f"<{unsubscription}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return write_templated(
        f"notices/{notice.kind}", reader.email, context, headers=headers, local_id=notice.message_id
    )


def line_of(notice: Notification, reader: Membership) -> str:
    """The notification in one line, for the list and for the mail's preview."""
    return one_line(f"notices/{notice.kind}.txt", notice.words_for(reader))


# -- No more of them ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unsubscription:
    """What a link at the foot of a mail would turn off, and for whom."""

    membership: Membership
    kind: Kind

    @property
    def is_done(self) -> bool:
        with in_network(self.membership.network):
            return self.kind in NoticePreference.turned_off(self.membership)

    def confirm(self) -> None:
        """Turn the mails of this kind off; what happens is still told in the site."""
        with in_network(self.membership.network):
            NoticePreference.choose(self.membership, self.kind, at_once=False)


def unsubscription_url(membership: Membership, kind: str) -> str:
    """A link that works without a login, and for ever, as mails are kept."""
    ticket = Signer(salt=SALT).sign(f"{membership.pk}-{kind}")
    return settings.SITE_URL + reverse("members:unsubscription", args=[ticket])


def read_unsubscription(ticket: str) -> Unsubscription | None:
    """What that link stands for; None when it was not signed by this site."""
    try:
        pk, _dash, kind = Signer(salt=SALT).unsign(ticket).partition("-")
    except BadSignature:
        return None
    membership: Any = find_member(int(pk))
    return Unsubscription(membership, Kind(kind)) if membership and kind in Kind else None
