"""The stdio binding: the wire on private descriptors, 0 and 1 out of reach of a print."""

from __future__ import annotations

import asyncio
import select
import signal
import threading
from typing import TYPE_CHECKING

from .connection import Link
from .descriptors import Descriptors, end_within_grace, take
from .logs import forward
from .service.run import run
from .stopping import stopped_by

if TYPE_CHECKING:
    from .service import Service


def serve_stdio(service: Service) -> None:
    """Serve until EOF or SIGTERM; the process ends with 0 within the grace time."""
    descriptors = take()
    asyncio.run(_serve(service, descriptors))


async def _serve(service: Service, descriptors: Descriptors) -> None:
    stop = stopped_by(signal.SIGTERM)
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
