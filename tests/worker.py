"""The worker: its part played inside the test's own transaction, and the real one."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_waiting_jobs() -> int:
    """Do every job that is due, jobs that they defer included; return how many.

    The real worker has connections of its own, which cannot see what a test has not committed.
    """
    done = 0
    while job := due_jobs().first():
        app.tasks[job.task_name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
        done += 1
    return done


def due_jobs() -> QuerySet[ProcrastinateJob]:
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
    return ProcrastinateJob.objects.filter(due, status="todo").order_by("id")


def run_real_worker() -> None:
    """Let Procrastinate's worker send the mail that waits, then end; in a test that commits.

    Mail alone: what comes by the clock would ask the database from a thread that nobody closes.
    """
    # In a thread of its own: after a browser test Playwright's event loop runs in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_work).result()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'upkeep'")


def _work() -> None:
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(
                queues=["mail"], wait=False, install_signal_handlers=False, listen_notify=False
            )
    finally:
        connections.close_all()


def delete_jobs() -> None:
    """Take back what was deferred so far; unlike `forget_jobs`, inside a test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
