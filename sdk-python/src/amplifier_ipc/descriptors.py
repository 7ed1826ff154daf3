"""The standard descriptors out of reach of a print, and the end of a process that does not end."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import sys
import threading
from typing import NamedTuple

GRACE = 4.8
"""Seconds after EOF or SIGTERM at which the process ends whatever still runs (protocol §4: 5 s)."""


class Descriptors(NamedTuple):
    """Where the wire is now; ``shared``: the output is also stderr."""

    read: int
    write: int
    shared: bool


def take() -> Descriptors:
    """Move 0 and 1 to private, close-on-exec numbers; then 0 is /dev/null and 1 is stderr."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        sys.stdout.flush()
    read = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, 3)
    write = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, 3)
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    os.dup2(null, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # a process without a stderr prints into nothing
        os.dup2(null, 1)
    os.close(null)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    return Descriptors(read, write, _same_file(write, 1))


def end_within_grace() -> None:
    """Make sure that the process ends, even if threads or timers live on."""
    timer = threading.Timer(GRACE, _exit)
    timer.daemon = True
    timer.start()


def _exit() -> None:
    with contextlib.suppress(Exception):
        sys.stderr.flush()
    os._exit(0)


def _same_file(one: int, other: int) -> bool:
    a, b = os.fstat(one), os.fstat(other)
    return (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)
