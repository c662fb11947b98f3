"""Somebody who does not come any more: written to after eleven months, gone after twelve.

Who coordinates alone, and the site's staff, are not ended: the staff is told once. A neighbour
without an account never comes by themselves: whoever acts for them answers for them, and the
coordinators are told when that person goes.
"""

from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import signing
from django.db import transaction
from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from coopere.lib.mail import send_now, write_templated
from coopere.rights.doors import people_everywhere
from coopere.rights.erasure import erase_account
from coopere.rights.goodbyes import call_staff_to
from coopere.rights.nights import each_by_itself
from members.models import Absence, Membership, Network, User, Visit

WARNED_AFTER = 11
ENDS_AFTER = 12
# Between the mail and the end there is a month, however late the mail went out.
TIME_TO_ANSWER = timedelta(days=30)
# A mail that was given up is written anew after so long.
TRIED_AGAIN = timedelta(days=30)
SALT = "coopere.rights.absence"
# Longer than any worker sleeps.
LATELY = timedelta(days=14)
TASK = "coopere.tasks.mail_absence"
VISIT = timedelta(seconds=settings.SESSION_COOKIE_AGE)


def note_visits(now: datetime) -> None:
    """Write down for each account the day of its last visit, from the sessions saved lately.

    A session is saved on the day of a visit, at least once a week, and lives ninety days from
    then: its end says when that was. Only those that are signed in count.
    """
    lately = Visit.objects.filter(expire_date__gt=now + VISIT - LATELY, user_id__isnull=False)
    last: dict[int, datetime] = {}
    for visit in lately.order_by("expire_date").iterator():
        # Whoever asks for a code by mail is on the way in, and may be anybody.
        if visit.user_id and SESSION_KEY in visit.get_decoded():
            last[visit.user_id] = visit.expire_date
    for pk, ends in last.items():
        day = timezone.localdate(ends - VISIT)
        earlier = Q(seen_on=None) | Q(seen_on__lt=day)
        User.objects.filter(earlier, pk=pk, erased_at=None).update(seen_on=day)


def seen(users: QuerySet[User]) -> Any:
    """With `seen`: the last moment at which somebody was here, by login, visit or inscription."""
    visit = Cast("seen_on", DateTimeField())
    login = Coalesce("last_login", "date_joined")
    return users.annotate(seen=Greatest(login, Coalesce(visit, F("date_joined"))))


def absent_since(moment: datetime) -> QuerySet[User]:
    """Accounts of which nobody has been here since that moment."""
    accounts: Any = seen(User.objects.filter(erased_at=None, is_active=True))
    found: QuerySet[User] = accounts.filter(seen__lt=moment)
    return found


def is_absent(user: User, moment: datetime) -> bool:
    return absent_since(moment).filter(pk=user.pk).exists()


def warn_absent(now: datetime) -> list[int]:
    """Notice who has not come for eleven months; the accounts whose mail is to be written.

    One row an account, whatever runs twice. Whoever came back is forgotten here.
    """
    since = now - relativedelta(months=WARNED_AFTER)
    Absence.objects.exclude(user__in=absent_since(since)).delete()
    for user in absent_since(since).filter(absence=None).order_by("pk").iterator():
        Absence.objects.get_or_create(user=user, defaults={"noticed_at": now})
    again = Q(noticed_at=now) | Q(noticed_at__lt=now - TRIED_AGAIN)
    waiting = Absence.objects.filter(again, warned_at=None)
    keys = list(waiting.values_list("user", flat=True))
    waiting.update(noticed_at=now)
    return keys


@transaction.atomic
def call_absent(now: datetime) -> None:
    """Notice those who do not come, and ask the worker to write to them: both, or neither."""
    for key in warn_absent(now):
        app.configure_task(TASK, queue="mail").defer(user=key)


def write_to_absent(key: int) -> None:
    """Send the mail, in the worker, if they have not come meanwhile nor been written to.

    Raises what the mail server raises. That it went out is written down after it did: a worker
    that dies between the two sends it once more, under the same Message-ID.
    """
    now = timezone.now()
    found = Absence.objects.filter(user=key, warned_at=None).first()
    user: Any = absent_since(now - relativedelta(months=WARNED_AFTER)).filter(pk=key).first()
    if found is None or user is None:
        return
    ends = max(user.seen + relativedelta(months=ENDS_AFTER), now + TIME_TO_ANSWER)
    context = {
        "stay_url": settings.SITE_URL + reverse("rights:staying", args=[ticket_for(user)]),
        "ends_on": timezone.localdate(ends),
        "networks": [person.network.full_name for person in _inside(user)],
    }
    local_id = f"absence.{found.pk}.{found.noticed_at:%Y%m%d}"
    send_now(write_templated("absence", user.email, context, local_id=local_id))
    Absence.objects.filter(pk=found.pk).update(warned_at=now)


def end_absent(now: datetime) -> None:
    """End the accounts of those who were written to a month ago and did not come."""
    long_ago = now - relativedelta(months=ENDS_AFTER)
    warned = Absence.objects.filter(warned_at__lte=now - TIME_TO_ANSWER)
    keys = list(warned.values_list("user", flat=True))
    users = absent_since(long_ago).filter(pk__in=keys).order_by("pk")
    each_by_itself(users, lambda user: _end(user, long_ago))


@transaction.atomic
def come_back(user: User) -> None:
    """Somebody says that they stay."""
    User.objects.filter(pk=user.pk, erased_at=None).update(seen_on=timezone.localdate())
    Absence.objects.filter(user=user).delete()


def ticket_for(user: User) -> str:
    """The signed end of the link by which somebody stays, without a login."""
    return signing.Signer(salt=SALT).sign(str(user.pk))


def user_of(ticket: str) -> User | None:
    """Whose link it is; None when it was not signed by this site, or the account is gone."""
    try:
        key = signing.Signer(salt=SALT).unsign(ticket)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key, erased_at=None).first()


@transaction.atomic
def _end(user: User, long_ago: datetime) -> None:
    held = User.objects.select_for_update().get(pk=user.pk)
    if not is_absent(held, long_ago):
        return
    alone = [person.network for person in _inside(held) if _is_alone(person)]
    if held.is_staff or alone:
        _leave_for_now(held, alone)
        return
    erase_account(held)


def _leave_for_now(user: User, alone: list[Network]) -> None:
    """They are written to afresh in a month: whoever ends one day was warned the month before."""
    now = timezone.now()
    absence = Absence.objects.filter(user=user)
    absence.update(warned_at=None, noticed_at=now)
    if alone and absence.filter(staff_told_at=None).update(staff_told_at=now):
        for network in alone:
            call_staff_to(network, template="coordination_silent")


def _inside(user: User) -> list[Membership]:
    return list(people_everywhere().inside().filter(user=user).order_by("pk"))


def _is_alone(person: Membership) -> bool:
    others = people_everywhere().coordinators().filter(network=person.network_id)
    return person.is_coordinator and not others.exclude(pk=person.pk).exists()
