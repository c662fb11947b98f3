"""Programs that start together and stop together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 12  # seconds: a job may take ten to end by itself
PR_SET_PDEATHSIG = 1  # of Linux's prctl(2)


class Died(Exception):
    """A program ended that should have gone on; its message is a sentence."""


def interrupt_on_signals() -> None:
    """Any request to stop raises KeyboardInterrupt, once: stopping is not interrupted again."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for name in STOPPING:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in STOPPING:
        signal.signal(name, interrupt)


class Processes:
    """Programs by name. Leaving the `with` block stops them all."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = {**os.environ, **environment}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str]) -> None:
        # In a group of its own, so that Ctrl-C reaches this process alone, which stops the others.
        self.running[name] = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def check(self) -> None:
        """Raise Died if a program has ended."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise Died(f"{name} stopped by itself ({_reason(process.returncode)}): see above.")

    def watch(self) -> None:
        """Wait for ever; raises Died when a program ends."""
        while True:
            self.check()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask every program to end, with the processes that it started; after PATIENCE, end it."""
        for process in self.running.values():
            _signal_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process.pid, signal.SIGKILL)
                process.wait()


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, number)


def _end_with_parent() -> None:
    """In the child: be told to end when the parent is killed, which it cannot say itself."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
