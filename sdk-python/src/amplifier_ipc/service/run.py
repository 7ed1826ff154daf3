"""The life of a running service, and how the grace time of 5 s (protocol §4) is spent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from ..connection import Connection, Link
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
    dispatcher.connection = connection
    if connected is not None:
        connected(connection)
    ends: list[asyncio.Future[Any]] = [connection.ended, stop]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    dispatcher.closing = True
    they_read = not connection.ended.done() or connection.ended.result()
    if not they_read or not await _within(FINISH_WITHIN, connection.idle()):
        connection.cancel_all()
        await _within(CANCEL_WITHIN, connection.idle())
    await _within(CLEANUP_WITHIN, dispatcher.cleanup())
    await _within(FLUSH_WITHIN, connection.flushed())
    connection.close()


async def _within(seconds: float, work: Awaitable[None]) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(work, seconds)
        return True
    return False
