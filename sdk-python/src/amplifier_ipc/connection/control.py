"""A request of the other side while it is being answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from ..peer import CancelMode
from ..wire import Id, Object
from .out import CallsOut


class Control:
    """How a handler's task is told to stop; ``deadline`` is on the loop's clock (s)."""

    def __init__(self, deadline: float | None = None) -> None:
        self.deadline = deadline
        self.cancelled: CancelMode | None = None
        self.task: asyncio.Task[None] | None = None
        self.on_begin: Callable[[], None] = lambda: None
        """Called when the author's code begins: what refuses a request has done so by then."""
        self._waiters: list[asyncio.Future[CancelMode]] = []

    def cancel(self, mode: CancelMode) -> None:
        """Take note of a cancel; an immediate one also cancels the task."""
        self.cancelled = mode
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(mode)
        self._waiters.clear()
        if mode == "immediate" and self.task is not None:
            self.task.cancel()

    async def wait_cancelled(self) -> CancelMode:
        """Wait for a cancel."""
        if self.cancelled is not None:
            return self.cancelled
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        mode: CancelMode = await waiter
        return mode


class Inbound(NamedTuple):
    """A request to be answered, or a notification (whose id is empty), and the way out of its handler."""

    id: Id
    method: str
    params: Object
    control: Control
    out: CallsOut
