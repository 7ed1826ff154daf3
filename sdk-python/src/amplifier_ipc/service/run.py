"""The life of a running service, and how the grace time of 5 s (protocol §4) is spent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from ..connection import CallsOut, Connection, Link
from .dispatch import Dispatcher
from .service import Service

FINISH_WITHIN = 3.3
"""Seconds that handlers under way have; then they are cancelled."""
CANCEL_WITHIN = 0.3
CLEANUP_WITHIN = 0.7
FLUSH_WITHIN = 0.3


async def run(
    service: Service,
    link: Link,
    stop: asyncio.Future[None],
    connected: Callable[[Connection], None] | None = None,
) -> None:
    """Serve until the input ends, the output breaks or ``stop`` resolves; ``connected`` gets the connection."""
    dispatcher = Dispatcher(service)
    connection = Connection(
        "service",
        link,
        dispatcher,
        max_concurrency=service.max_concurrency,
        max_message_bytes=service.max_message_bytes,
    )
    if connected is not None:
        connected(connection)
    ends: list[asyncio.Future[Any]] = [connection.ended, stop]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    they_read = not connection.ended.done() or connection.ended.result()
    await wind_down(connection, dispatcher, connection, they_read)
    await within(FLUSH_WITHIN, connection.flushed())
    connection.close()


class Work(Protocol):
    """The requests that are being answered."""

    async def idle(self) -> None:
        """Wait until there is none."""

    def cancel_all(self) -> None:
        """Cancel them."""


async def wind_down(work: Work, dispatcher: Dispatcher, out: CallsOut, they_read: bool) -> None:
    """Let what is under way finish while somebody reads the answers, cancel the rest, clean up."""
    dispatcher.closing = True
    if not they_read or not await within(FINISH_WITHIN, work.idle()):
        work.cancel_all()
        await within(CANCEL_WITHIN, work.idle())
    await within(CLEANUP_WITHIN, dispatcher.cleanup(out))


async def within(seconds: float, work: Awaitable[None]) -> bool:
    """Wait for something, but no longer than that; tell whether it ended."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(work, seconds)
        return True
    return False
