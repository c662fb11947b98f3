"""What ends by itself: one function for each rule of the table, in batches."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from coopere.models import ContactMessage
from coopere.rights.absence import seen
from coopere.rights.doors import people_everywhere, rows_everywhere
from coopere.rights.erasure import erase_account, erase_membership
from coopere.rights.nights import each_by_itself
from events.models import Booking, Pledge
from exchanges.models import ContactShare, Exchange, Message
from members.models import (
    EntryAttempt,
    Exclusion,
    Interest,
    InterestTry,
    Invitation,
    Membership,
    Notification,
    Proposal,
    Report,
    User,
    Visit,
)
from members.models.moderation import moderated_models
from members.models.notices import Kind

# Few enough for a lock to be short, enough for a night.
BATCH = 500
FAILED = ["failed", "cancelled", "aborted"]
# Decided, and not contested yet by those whom it went against.
CONTESTABLE = (Report.Status.UPHELD, Report.Status.DISMISSED)


def in_batches(rows: QuerySet[Any], act: Callable[[QuerySet[Any]], Any]) -> int:
    """Act on the rows, some at a time, each time in a transaction; how many there were.

    `act` leaves none of them among the rows.
    """
    done = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            act(rows.filter(pk__in=keys))
        done += len(keys)
    return done


def delete(rows: QuerySet[Any]) -> int:
    return in_batches(rows, lambda batch: batch.delete())


def forget_visits(now: datetime) -> None:
    delete(Visit.objects.filter(expire_date__lt=now))


def forget_failed_mail(kept: Any, now: datetime) -> None:
    """Procrastinate's own table: its models may only be read."""
    gone = 1
    while gone:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                DELETE FROM procrastinate_jobs WHERE id IN (
                    SELECT job.id FROM procrastinate_jobs job
                    WHERE job.status::text = ANY(%s) AND COALESCE(
                        (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id),
                        '-infinity'
                    ) < %s
                    LIMIT %s
                )
                """,
                [FAILED, now - kept, BATCH],
            )
            gone = cursor.rowcount


def forget_attempts(kept: Any, now: datetime) -> None:
    delete(EntryAttempt.objects.filter(at__lt=now - kept))


def forget_companions(kept: Any, now: datetime) -> None:
    old = rows_everywhere(Booking).filter(gathering__ends_at__lt=now - kept)
    in_batches(old.exclude(companions=""), lambda batch: batch.update(companions=""))


def forget_invitations(kept: Any, now: datetime) -> None:
    delete(rows_everywhere(Invitation).filter(expires_at__lt=now - kept))


def forget_unconfirmed(kept: Any, now: datetime) -> None:
    """Somebody who gave an address, perhaps not theirs, and never came back to say so."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    somebody = people_everywhere().filter(user=OuterRef("pk")).values("pk")
    strangers = User.objects.filter(date_joined__lt=now - kept, is_staff=False, erased_at=None)
    never = strangers.filter(~Exists(confirmed), ~Exists(somebody), last_login=None)
    in_batches(never, _delete_with_visits)


def forget_closed(kept: Any, now: datetime) -> None:
    """Whoever was shut out cannot come back by themselves, nor ask for it here."""
    closed = seen(User.objects.filter(is_active=False, erased_at=None))
    old = closed.filter(seen__lt=now - kept)
    each_by_itself(old.order_by("pk"), lambda user: _erase_if_among(old, user))


def forget_messages(kept: Any, now: datetime) -> None:
    """What was said in an exchange that is over, once nothing was said in it for as long.

    Neighbours may go on talking after it is done: a thread in which they do stays whole.
    """
    limit = now - kept
    over = Coalesce("exchange__ended_at", "exchange__done_at")
    said = rows_everywhere(Message).filter(exchange=OuterRef("exchange"), created_at__gte=limit)
    silent = Q(~Exists(said), over__lt=limit)
    delete(rows_everywhere(Message).alias(over=over).filter(silent, ~_looked_at(limit)))
    shares = rows_everywhere(ContactShare).alias(over=over)
    delete(shares.filter(silent, shared_at__lt=limit))
    ended = rows_everywhere(Exchange).filter(ended_at__lt=limit).exclude(ended_reason="")
    in_batches(ended, lambda batch: batch.update(ended_reason=""))


def forget_notices(kept: Any, now: datetime) -> None:
    delete(rows_everywhere(Notification).filter(happened_at__lt=now - kept))


def forget_passers(kept: Any, now: datetime) -> None:
    old = rows_everywhere(Pledge).filter(delivered_at__lt=now - kept).exclude(passer_name="")
    in_batches(old, lambda batch: batch.update(passer_name=""))


def forget_reports(kept: Any, now: datetime) -> None:
    """Those that are settled, but for those by which something is still out of sight."""
    final = Coalesce("settled_at", "decided_at")
    old = rows_everywhere(Report).alias(final=final).filter(final__lt=now - kept)
    hiding = rows_everywhere(Report).hiding()  # type: ignore[attr-defined]
    needed = hiding.filter(_still_hidden()).values("pk")
    settled = old.exclude(status__in=Report.LIVE).exclude(pk__in=needed)
    in_batches(settled, _delete_with_news)


def forget_declined(kept: Any, now: datetime) -> None:
    _erase(Q(status=Membership.Status.DECLINED, decided_at__lt=now - kept))


def forget_excluded(kept: Any, now: datetime) -> None:
    """And what is known of those who erased themselves meanwhile, last: each erasure adds to it."""
    old = Q(decided_at__lt=now - kept)
    try:
        _erase(old & Q(status=Membership.Status.EXCLUDED))
    finally:
        delete(rows_everywhere(Exclusion).filter(old))


def forget_left(kept: Any, now: datetime) -> None:
    _erase(Q(status=Membership.Status.LEFT, left_at__lt=now - kept))


def forget_journal(kept: Any, now: datetime) -> None:
    delete(LogEntry.objects.filter(action_time__lt=now - kept))


def forget_letters(kept: Any, now: datetime) -> None:
    delete(ContactMessage.objects.filter(answered_at__lt=now - kept))


def forget_proposals(kept: Any, now: datetime) -> None:
    """Their networks stay."""
    delete(Proposal.objects.filter(ended_at__lt=now - kept))


def forget_interests(kept: Any, now: datetime) -> None:
    delete(Interest.objects.filter(asked_at__lt=now - kept))


def forget_unconfirmed_interests(kept: Any, now: datetime) -> None:
    delete(Interest.objects.unconfirmed(now - kept))


def forget_interest_tries(kept: Any, now: datetime) -> None:
    delete(InterestTry.objects.filter(at__lt=now - kept))


def _looked_at(limit: datetime) -> Exists:
    """Messages that the coordination looks at, or may be asked to look at once more."""
    live = Q(status__in=Report.LIVE)
    contestable = Q(status__in=CONTESTABLE, decided_at__gte=limit)
    return Exists(
        rows_everywhere(Report).filter(
            live | contestable,
            content_type=ContentType.objects.get_for_model(Message),
            object_id=OuterRef("pk"),
        )
    )


def _still_hidden() -> Q:
    """Reports whose thing is there, and out of sight."""
    found = Q(pk__in=[])
    for model in moderated_models().values():
        hidden = rows_everywhere(model).filter(pk=OuterRef("object_id"), hidden_at__isnull=False)
        found |= Q(Exists(hidden), content_type=ContentType.objects.get_for_model(model))
    return found


def _erase(old: Q) -> None:
    """As if they had asked for it; one at a time, each in a transaction."""
    people = people_everywhere().filter(old, erased_at=None)
    each_by_itself(people.order_by("pk"), lambda person: _erase_if_among(people, person))


@transaction.atomic
def _erase_if_among(rows: QuerySet[Any], row: Any) -> None:
    """Ask again with the row in hand: meanwhile they may have come back, or been let in again."""
    held = rows.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if isinstance(held, User):
        erase_account(held)
    elif held:
        erase_membership(held)


def _delete_with_visits(users: Any) -> None:
    Visit.objects.filter(user_id__in=list(users.values_list("pk", flat=True))).delete()
    users.delete()


def _delete_with_news(reports: Any) -> None:
    told = (Kind.REPORTED, Kind.APPEALED, Kind.DECISION, Kind.REPORT_ANSWER)
    keys = list(reports.values_list("pk", flat=True))
    rows_everywhere(Notification).filter(kind__in=told, object_id__in=keys).delete()
    reports.delete()
