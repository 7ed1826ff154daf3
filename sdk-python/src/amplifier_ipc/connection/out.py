"""The seam between a request that is being answered and the binding over which it came."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any

from ..wire import DEFAULT_MAX_MESSAGE_BYTES, Id, Object

OnStream = Callable[[str, Object], None]
"""Takes a notification about an own call: method and params."""


class CallsOut(ABC):
    """The way out of a handler: calls of the host, and what is told meanwhile.

    It lives on the event loop that it was made on; `from_any_thread` is the only way in from elsewhere.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._running: set[asyncio.Task[None]] = set()
        self.their_limit = DEFAULT_MAX_MESSAGE_BYTES
        """The longest message that the other side reads (bytes), where it has said so."""

    @abstractmethod
    async def call(
        self,
        method: str,
        params: Object,
        *,
        parent: Id | None = None,
        timeout: float | None = None,  # silence that a stream renews: no asyncio.timeout can
        on_stream: OnStream | None = None,
    ) -> Any:
        """Call the host; cancelling the waiting task cancels the call.

        ``parent``: the request being answered. ``timeout``: seconds of silence after which the call
        is given up. Raises `RpcError`.
        """

    @abstractmethod
    def notify(self, method: str, params: Object) -> None:
        """Send a notification; one that the other side cannot read is left out."""

    @abstractmethod
    async def notify_with_room(self, method: str, params: Object) -> None:
        """Send a notification once there is room for it."""

    @abstractmethod
    def notify_if_room(self, method: str, params: Object) -> None:
        """Send a notification, or leave it out while the other side does not read: logs are no flood."""

    @abstractmethod
    async def flushed(self) -> None:
        """Wait until everything has been written."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that it lives on."""
        return self._loop

    def on_loop(self) -> bool:
        """Tell whether this is the thread of the event loop."""
        try:
            return asyncio.get_running_loop() is self._loop
        except RuntimeError:
            return False

    def from_any_thread(self, call: Callable[..., None], *args: Any) -> None:
        """Run a call on the event loop, at once if this is its thread."""
        if self.on_loop():
            call(*args)
        else:
            self._loop.call_soon_threadsafe(call, *args)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run what is no request, such as taking a notification; it must not raise."""
        task = self._loop.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task


def looked_at(reply: asyncio.Future[Any]) -> None:
    """Keep asyncio from complaining about an error whose waiter was cancelled meanwhile."""
    if not reply.cancelled():
        reply.exception()
