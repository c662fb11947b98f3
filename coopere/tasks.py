"""What the worker does for the whole site: sends mail, and tidies up after itself."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from coopere.lib.mail import NOTICE_TASK, TASK, deliver
from events import collection_upkeep as collections
from events import upkeep as gatherings
from members.models import Interest
from members.models.interests import TELL_TASK
from members.notice_mail import mail_notification
from members.upkeep import forget_pictures, tell_interested

# About twenty hours in all: a mail server that is down for a day is known by then.
WAITS = [
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
]


class UntilDelivered(BaseRetryStrategy):
    """Waits that grow, unless the server said that this message will never do."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if is_final(exception) or job.attempts >= len(WAITS):
            return None
        return RetryDecision(retry_at=timezone.now() + WAITS[job.attempts])


def is_final(exception: BaseException) -> bool:
    """Whether an answer of the mail server refuses the message for good (RFC 5321: 5yz)."""
    if isinstance(exception, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in exception.recipients.values())
    return isinstance(exception, SMTPDataError) and exception.smtp_code >= 500


@app.task(name=TASK, queue="mail", retry=UntilDelivered())
def deliver_mail(*, mime: str, sender: str, recipients: list[str]) -> None:
    """Hand a deferred message to the mail server."""
    deliver(mime=mime, sender=sender, recipients=recipients)


@app.task(name=NOTICE_TASK, queue="mail", retry=UntilDelivered())
def mail_notice(*, notification: int) -> None:
    """Write to the person about what happened, if they may still know and want to."""
    mail_notification(notification)


@app.task(name=TELL_TASK, queue="mail", retry=UntilDelivered())
def tell_of_network(*, network: int) -> None:
    """Write to those who waited for a network there."""
    tell_interested(network)


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="resume_lost_jobs", pass_context=True)
async def resume_lost_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died to another."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="17 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Failed mail holds addresses and codes: it is kept for a week, to be looked into."""
    options: dict[str, Any] = dict.fromkeys(
        ("remove_failed", "remove_cancelled", "remove_aborted"), True
    )
    await builtin_tasks.remove_old_jobs(context, max_hours=7 * 24, **options)


@app.periodic(cron="27 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_old_sessions")
def forget_old_sessions(timestamp: int) -> None:
    """Sessions that have ended leave the database."""
    call_command("clearsessions")


@app.periodic(cron="37 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_lost_pictures")
def forget_lost_pictures(timestamp: int) -> None:
    """Pictures whose form was never sent again, and files without a row, are deleted."""
    forget_pictures(timezone.now())


@app.periodic(cron="57 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_interests")
def forget_interests(timestamp: int) -> None:
    """Addresses that nobody confirmed, and those that are two years old, are deleted."""
    Interest.objects.forget(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="free_seats")
def free_seats(timestamp: int) -> None:
    """Seats that nobody confirmed go to the next; whoever is gone is not counted on."""
    gatherings.cancel_orphans(timezone.now())
    gatherings.lapse_overdue(timezone.now())
    collections.forget_gone(timezone.now())


# Each hour, because this clock knows of no summer time; once a day is all that it does.
@app.periodic(cron="0 * * * *")
@app.task(queue="upkeep", queueing_lock="remind_of_gatherings")
def remind_of_gatherings(timestamp: int) -> None:
    """The day before, those who come and those who invite are told."""
    gatherings.remind(timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queue="upkeep", queueing_lock="remind_of_collections")
def remind_of_collections(timestamp: int) -> None:
    """Those who promised are told before the end, volunteers the day before."""
    collections.remind(timezone.now())


@app.periodic(cron="47 4 * * *")
@app.task(queue="upkeep", queueing_lock="keep_series_going")
def keep_series_going(timestamp: int) -> None:
    """The gatherings of the next six months are written, old addresses forgotten."""
    gatherings.extend_series(timezone.now())
    gatherings.erase_addresses(timezone.now())
