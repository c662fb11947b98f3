"""`make run`: the whole site on one's own machine, until Ctrl-C."""

import os
import sys
import time
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from coopere.management.ports import holder, is_free, next_free
from coopere.management.processes import Died, Processes, interrupt_on_signals

PATIENCE = 60  # seconds before a site that does not answer is given up


class Command(BaseCommand):
    help = "Prepare the database and the demo, then run web and worker together."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "This command is for a machine of your own: see docs/deploy.md for production. "
                "To use a database of yours here: COOPERE_MODE=development DATABASE_URL=… make run"
            )
        port = chosen_port()
        interrupt_on_signals()
        try:
            accounts = self.prepare()
            self.serve(port, accounts)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")
        except Died as death:
            raise CommandError(str(death)) from None

    def prepare(self) -> str:
        """Bring database, static files and demo up to date; return what the demo says."""
        self.stdout.write("Preparing the database, the pictures and the demo…")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("communes", stdout=StringIO())
        collect_static()
        said = StringIO()
        call_command("demo", stdout=said)
        return said.getvalue()

    def serve(self, port: int, accounts: str) -> None:
        """Run web and worker until one ends, or a signal asks them to."""
        environment = {
            "DATABASE_URL": settings.DATABASE_URL,
            "COOPERE_MODE": settings.MODE,
            "PYTHONUNBUFFERED": "1",
        }
        os.chdir(settings.BASE_DIR)
        with Processes(environment) as processes:
            processes.start("The worker", [sys.executable, "manage.py", "procrastinate", "worker"])
            processes.start("The web server", gunicorn(port))
            wait_for_answer(port, processes)
            self.stdout.write(
                f"\n{accounts.rstrip()}\n\nThe site is ready: {settings.SITE_URL}\nCtrl-C stops it."
            )
            self.stdout.flush()
            processes.watch()


def collect_static() -> None:
    """Collect and compress the static files, unless they are as they were last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = static_state()
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)


def static_state() -> str:
    """A digest of the names, sizes and times of all static files."""
    digest = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{storage.path(path)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def gunicorn(port: int) -> list[str]:
    options = {"bind": f"127.0.0.1:{port}", "workers": "2", "log-level": "warning"}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return [sys.executable, "-m", "gunicorn", "--no-control-socket", *words, "coopere.wsgi"]


def chosen_port() -> int:
    """The port of the environment, which must be free; CommandError in words otherwise."""
    text = os.environ.get("PORT", "").strip() or "8000"
    port = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= port <= 65535:
        raise CommandError(f"PORT is {text!r}: give a number from 1 to 65535.")
    if not is_free(port):
        who = holder(port)
        raise CommandError(
            f"Port {port} is taken{f' by {who}' if who else ''}. Stop that program, or choose "
            f"another port: PORT={next_free(port)} make run"
        )
    return port


def wait_for_answer(port: int, processes: Processes) -> None:
    """Return when the front page is served; raise Died when it will not be."""
    # Straight to this machine, whatever proxy the environment names.
    opener = build_opener(ProxyHandler({}))
    page = Request(f"http://127.0.0.1:{port}/")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        processes.check()
        try:
            opener.open(page, timeout=20).close()
        except HTTPError as error:
            raise Died(f"The front page answers with an error {error.code}: see above.") from None
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Died(f"The web server did not answer within {PATIENCE} s.")
