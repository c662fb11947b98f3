"""Telling neighbours what happened: one function, called by the verbs.

`members/notice_mail.py` writes the mail, later, in the worker.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coopere.lib.mail import defer_notice, send_templated
from members.models.notices import Kind, Notification, network_of, reader_for

if TYPE_CHECKING:
    from members.models.memberships import Membership

# What happens again within these hours, before it was read, is not mailed again.
QUIET = timedelta(hours=3)


@transaction.atomic
def notify(kind: Kind, *, to: "Membership", target: Any, by: "Membership | None" = None) -> None:
    """Tell `to` that something happened to `target`, by the hand of `by` (None: the site).

    Writes the row, and the job of its mail, in the caller's transaction. A neighbour without a
    login is told through their godparent; nobody is told of what they did themselves. News of
    the same kind and target that was not read yet is brought up to date; past QUIET, it gives
    its place to a new one, which is mailed. Raises ValueError for a target of another network.
    """
    if network_of(target) != to.network_id or (by and by.network_id != to.network_id):
        raise ValueError("A notification never leaves its network.")
    reader = reader_for(to)
    if reader is None or (by and by.pk == reader.pk):
        return
    now = timezone.now()
    unread = Notification.objects.about(target).unread().filter(to=to, kind=kind)
    earlier = unread.select_for_update(of=("self",)).first()
    if earlier and earlier.created_at > now - QUIET:
        unread.update(happened_at=now, by=by)
        return
    if earlier:
        earlier.delete()
    try:
        with transaction.atomic():
            notice = Notification.objects.create(
                network_id=to.network_id, kind=kind, to=to, by=by, target=target
            )
    except IntegrityError:  # told by another connection, this very moment
        return
    defer_notice(notice.pk)


def call_staff(target: Any) -> None:
    """Write to the site's staff that something awaits them, in the caller's transaction."""
    write_to_staff("staff_called", {"network": target.network})


def write_to_staff(template: str, context: dict[str, Any]) -> None:
    """Send the mail `template` to each of the site's staff; `url` in it leads to their desk."""
    url = settings.SITE_URL + reverse("admin:index")
    for user in get_user_model().objects.filter(is_staff=True, is_active=True):
        send_templated(template, user.email, {**context, "url": url})


def mark_seen(target: Any, *, by: "Membership") -> None:
    """Whoever acts on a thing has seen what was new about it."""
    Notification.objects.about(target).read_by(by).mark_read()


def settle(kind: Kind, *, target: Any) -> None:
    """Nobody needs to act on it any more: it is news to none of those who were told."""
    Notification.objects.about(target).filter(kind=kind).mark_read()
