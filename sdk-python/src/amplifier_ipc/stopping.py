"""Signals that end a service."""

from __future__ import annotations

import asyncio
import signal

from .descriptors import end_within_grace


def stopped_by(*signals: signal.Signals) -> asyncio.Future[None]:
    """Done when one of the signals has come; from then on the process ends within the grace time.

    Not the loop's own signal handling: a handler that blocks the loop must not hold this one up.
    """
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def stopping() -> None:
        if not stop.done():
            stop.set_result(None)

    def terminate(_signal: int, _frame: object) -> None:
        end_within_grace()
        loop.call_soon_threadsafe(stopping)

    for number in signals:
        signal.signal(number, terminate)
    return stop
