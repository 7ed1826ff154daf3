"""The stdio binding: the wire on private descriptors, 0 and 1 out of reach of a print."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import io
import os
import select
import signal
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple

from .connection import Link
from .logs import forward
from .service.run import run

if TYPE_CHECKING:
    from .service import Service

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


def serve_stdio(service: Service) -> None:
    """Serve until EOF or SIGTERM; the process ends with 0 within the grace time."""
    descriptors = take()
    asyncio.run(_serve(service, descriptors))


async def _serve(service: Service, descriptors: Descriptors) -> None:
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def stopping() -> None:
        if not stop.done():
            stop.set_result(None)

    def terminate(_signal: int, _frame: object) -> None:
        end_within_grace()
        loop.call_soon_threadsafe(stopping)

    # Not the loop's own signal handling: a handler that blocks the loop must not hold this one up.
    signal.signal(signal.SIGTERM, terminate)
    link = Link(descriptors.read, descriptors.write, shared_output=descriptors.shared)
    link.on_eof = end_within_grace
    threading.Thread(target=_watch, args=(descriptors.read,), daemon=True).start()
    await run(service, link, stop, lambda connection: forward(lambda: connection))


def _watch(fd: int) -> None:
    """Wait for the other end to hang up, also while a handler blocks the loop."""
    hang_up = select.poll()
    hang_up.register(fd, 0)
    if hang_up.poll()[0][1] & select.POLLHUP:
        end_within_grace()


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
