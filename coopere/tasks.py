"""What the worker does for the whole site: sends mail, and tidies up after itself."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from coopere.lib.mail import NOTICE_TASK, TASK, deliver
from coopere.rights import absence, retention
from events import collection_upkeep as collections
from events import upkeep as gatherings
from members.models.interests import TELL_TASK
from members.notice_mail import mail_notification
from members.upkeep import tell_interested

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
@app.task(queue="upkeep", queueing_lock="keep_to_rules")
def keep_to_rules(timestamp: int) -> None:
    """What was kept long enough goes, as the table of the privacy page says."""
    retention.keep_to_rules(timezone.now())


@app.periodic(cron="57 4 * * *")
@app.task(queue="upkeep", queueing_lock="call_absent")
def call_absent(timestamp: int) -> None:
    """Who was here is written down; who has not been for eleven months is written to."""
    absence.note_visits(timezone.now())
    absence.call_absent(timezone.now())


@app.task(name=absence.TASK, queue="mail", retry=UntilDelivered())
def mail_absence(*, user: int) -> None:
    """Ask somebody who does not come any more whether they stay."""
    absence.write_to_absent(user)


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
    """The gatherings of the next six months are written."""
    gatherings.extend_series(timezone.now())
