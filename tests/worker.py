"""The worker's part, played inside the test's own transaction.

The real worker has connections of its own, which cannot see what a test has not committed.
`tests/test_mail.py` runs that one.
"""

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_waiting_jobs() -> int:
    """Do every job that is due, jobs that they defer included; return how many."""
    done = 0
    while job := due_jobs().first():
        app.tasks[job.task_name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
        done += 1
    return done


def due_jobs():
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
    return ProcrastinateJob.objects.filter(due, status="todo").order_by("id")
