"""Ports of this machine: which are free, and who holds the others."""

import socket

import psutil


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Connections that ended a moment ago do not hold a port, for gunicorn either.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def next_free(port: int) -> int:
    """The first free port above `port`, or below it at the end of the range."""
    return next(filter(is_free, (*range(port + 1, 65536), *range(8000, port))))


def holder(port: int) -> str:
    """Who listens on `port`: "python (process 12)", or nothing when this machine will not say."""
    try:
        found = [
            connection.pid
            for connection in psutil.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
            and connection.laddr
            and connection.laddr.port == port
        ]
        # The oldest of them started the others.
        number = min(filter(None, found))
        return f"{name_of(psutil.Process(number))} (process {number})"
    except (psutil.Error, ValueError):
        return ""


def name_of(process: psutil.Process) -> str:
    return "Coopère itself" if "coopere.wsgi" in process.cmdline() else process.name()
