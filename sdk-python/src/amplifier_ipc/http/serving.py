"""The server of a process that serves over HTTP, and its end (HTP-075, HTP-076)."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn

from ..logs import forward
from ..service.run import FLUSH_WITHIN, wind_down, within
from ..stopping import stopped_by
from .application import Application
from .exchange import current

KEEP_ALIVE = 75
"""Seconds that an idle connection stays open: longer than callers keep theirs, so that none meets its end."""


def run(application: Application, listening: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; ``announce`` is called when requests are taken."""
    asyncio.run(_serve(application, listening, announce))


class _Server(uvicorn.Server):
    """uvicorn without its signals, after which the exit code would not be 0."""

    def __init__(self, application: Application, announce: Callable[[], None]) -> None:
        config = uvicorn.Config(
            application,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE,
        )
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._announce()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


async def _serve(
    application: Application, listening: socket.socket, announce: Callable[[], None]
) -> None:
    stop = stopped_by(signal.SIGTERM, signal.SIGINT)
    outside = application.outside()
    forward(lambda: current.get(outside))
    server = _Server(application, announce)
    serving = asyncio.create_task(server.serve([listening]))
    ends: list[asyncio.Future[None]] = [serving, stop]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await wind_down(application.work, application.dispatcher, outside, they_read=True)
    server.force_exit = not await within(FLUSH_WITHIN, asyncio.shield(serving))
    await application.disconnect()
    await within(FLUSH_WITHIN, serving)
