"""A peer with a reader, a writer and a clock.

Architecture invariant: nothing here waits for a handler; a handler never waits for the reader.
Everything runs on one event loop; `Connection.from_any_thread` is the only way in from elsewhere.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol

from ..errors import RpcError, from_exception, from_wire
from ..peer import (
    Cancelled,
    CancelMode,
    Effect,
    Expired,
    Failed,
    Notified,
    Peer,
    Requested,
    Resulted,
    Send,
    Side,
    Streamed,
)
from ..wire import DEFAULT_MAX_MESSAGE_BYTES, Id, LineSplitter, Object, encode, encode_error
from ..wire.encode import encode_result
from .control import Control, Inbound
from .link import Link
from .out import CallsOut, OnStream, looked_at

CANCEL_GRACE = 4.5
"""Seconds that a cancelled handler has to answer before it is answered for (protocol §3.1: 5 s)."""


class Handler(Protocol):
    """What the layer above does with what comes in. Called by the reader: it returns at once."""

    def request(self, inbound: Inbound) -> Coroutine[Any, Any, Any] | Object:
        """Return the answer, or a coroutine that makes it. Raises what is to be told as an error."""

    def notification(self, inbound: Inbound) -> None:
        """Take a notification that is about no call."""


class _Waiter:
    """Who waits for the answer of an own call."""

    __slots__ = ("on_stream", "reply")

    def __init__(self, reply: asyncio.Future[Any], on_stream: OnStream | None) -> None:
        self.reply = reply
        self.on_stream = on_stream


class Connection(CallsOut):
    """One connection; it begins to read when it is made."""

    def __init__(
        self,
        side: Side,
        link: Link,
        handler: Handler,
        *,
        max_concurrency: int = 64,
        max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES,
    ) -> None:
        super().__init__()
        self._link, self._handler = link, handler
        self._peer = Peer(side, max_concurrency)
        self._splitter = LineSplitter(max_message_bytes)
        self._calls: dict[Id, _Waiter] = {}
        self._tasks: dict[Id, Control] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._idle: list[asyncio.Future[None]] = []
        self.ended: asyncio.Future[bool] = self._loop.create_future()
        """Resolves when nothing more will come; the value tells whether the other side still reads."""
        link.on_data, link.on_end = self._received, lambda: self._ended(True)
        link.on_broken = lambda: self._ended(False)
        link.start_reading()

    async def call(
        self,
        method: str,
        params: Object,
        *,
        parent: Id | None = None,
        timeout: float | None = None,  # silence that a stream renews: no asyncio.timeout can
        on_stream: OnStream | None = None,
    ) -> Any:
        """Call the other side (`CallsOut.call`)."""
        timeout_ms = None if timeout is None else timeout * 1000
        call, effects = self._peer.call(
            self._now(), method, params, parent=parent, timeout_ms=timeout_ms
        )
        reply: asyncio.Future[Any] = self._loop.create_future()
        reply.add_done_callback(looked_at)
        self._calls[call] = _Waiter(reply, on_stream)
        try:
            self._send_call(call, effects)
            if timeout is not None:
                self._arm()
            return await reply
        finally:
            if self._calls.pop(call, None) is not None:
                self._apply(self._peer.cancel(call, "immediate", "the caller gave up"))

    def notify(self, method: str, params: Object) -> None:
        """Send a notification; one that the other side cannot read is left out."""
        self._apply(self._peer.notify(method, params))

    async def notify_with_room(self, method: str, params: Object) -> None:
        """Send a notification once there is room for it."""
        await self._link.room()
        self.notify(method, params)

    def notify_if_room(self, method: str, params: Object) -> None:
        """Send a notification, or leave it out while the other side does not read: logs are no flood."""
        if not self._link.crowded:
            self.notify(method, params)

    async def idle(self) -> None:
        """Wait until every request has been answered."""
        while self._peer.unanswered:
            waiter = self._loop.create_future()
            self._idle.append(waiter)
            await waiter

    async def flushed(self) -> None:
        """Wait until everything has been written."""
        await self._link.flushed()

    def cancel_all(self, mode: CancelMode = "immediate") -> None:
        """Cancel whatever is being answered."""
        for control in list(self._tasks.values()):
            control.cancel(mode)

    def close(self) -> None:
        """Close the link; every own call fails."""
        if self._timer is not None:
            self._timer.cancel()
        self._link.close()
        self._apply(self._peer.lost())

    def answer(self, request: Id, result: Any = None, error: RpcError | None = None) -> None:
        """Answer a request, unless it has been answered; a line too long becomes -32006."""
        self._tasks.pop(request, None)
        if self._peer.finish(request):
            self._link.write(self._answer_line(request, result, error))
        self._wake_idle()

    def _answer_line(self, request: Id, result: Any, error: RpcError | None) -> bytes:
        try:
            line = (
                encode_result(request, result)
                if error is None
                else encode_error(request, error.to_wire())
            )
        except (TypeError, ValueError, RecursionError) as fault:
            broken = RpcError.internal(type(fault).__name__, f"the answer is no JSON: {fault}")
            line = encode_error(request, broken.to_wire())
        if len(line) - 1 > self.their_limit:
            return encode_error(request, RpcError.too_large(self.their_limit).to_wire())
        return line

    def _send_call(self, call: Id, effects: list[Effect]) -> None:
        for effect in effects:
            if not isinstance(effect, Send):
                self._apply([effect])
                continue
            try:
                line = encode(effect.message)
            except BaseException:
                self._peer.forget(call)
                raise
            if len(line) - 1 > self.their_limit:
                self._peer.forget(call)
                raise RpcError.too_large(self.their_limit)
            self._link.write(line)

    def _received(self, data: bytes) -> None:
        for record in self._splitter.feed(data):
            self._apply(self._peer.receive_record(self._now(), record, self._splitter.limit))

    def _ended(self, they_read: bool) -> None:
        self._apply(self._peer.lost())
        if not self.ended.done():
            self.ended.set_result(they_read)

    def _apply(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send(message):
                    line = encode(message)
                    if len(line) - 1 <= self.their_limit:
                        self._link.write(line)
                case Requested(request, method, params, deadline):
                    self._requested(request, method, params, deadline)
                case Notified(method, params):
                    self._handler.notification(Inbound("", method, params, Control(), self))
                case Streamed(call, method, params):
                    self._streamed(call, method, params)
                case Resulted(call, result):
                    self._settle(call, result, None)
                case Failed(call, error):
                    self._settle(call, None, from_wire(error))
                case Cancelled(request, mode):
                    self._cancelled(request, mode)
                case Expired(request):
                    self._expired(request)
                case _:
                    pass  # what belongs to nothing is ignored

    def _requested(self, request: Id, method: str, params: Object, deadline: float | None) -> None:
        control = Control(None if deadline is None else deadline / 1000)
        self._tasks[request] = control
        try:
            answer = self._handler.request(Inbound(request, method, params, control, self))
        except Exception as exception:
            self.answer(request, error=from_exception(exception))
            return
        if not inspect.iscoroutine(answer):
            self.answer(request, answer)
            return
        control.task = self.spawn(self._run(request, answer))
        if deadline is not None:
            self._arm()

    async def _run(self, request: Id, answer: Awaitable[Any]) -> None:
        try:
            result = await answer
        except asyncio.CancelledError:
            self.answer(request, error=RpcError.cancelled())
        except (
            BaseException
        ) as exception:  # SystemExit too is that request's alone (Ctrl-C is asyncio's)
            self.answer(request, error=from_exception(exception))
        else:
            self.answer(request, result)

    def _cancelled(self, request: Id, mode: CancelMode) -> None:
        control = self._tasks.get(request)
        if control is None:
            return
        if control.cancelled is None:
            self._loop.call_later(CANCEL_GRACE, self._give_up, request, control)
        control.cancel(mode)

    def _give_up(self, request: Id, control: Control) -> None:
        """Answer for a handler that does not, and leave it behind."""
        if self._tasks.get(request) is control:
            self.answer(request, error=RpcError.cancelled())
            control.cancel("immediate")

    def _expired(self, request: Id) -> None:
        control = self._tasks.pop(request, None)
        if control is not None:
            control.cancel("immediate")
        self._loop.call_soon(self._wake_idle)  # the answer is the next effect

    def _streamed(self, call: Id, method: str, params: Object) -> None:
        waiter = self._calls.get(call)
        if waiter is not None and waiter.on_stream is not None:
            waiter.on_stream(method, params)

    def _settle(self, call: Id, result: Any, error: RpcError | None) -> None:
        waiter = self._calls.pop(call, None)
        if waiter is None or waiter.reply.done():
            return
        if error is None:
            waiter.reply.set_result(result)
        else:
            waiter.reply.set_exception(error)

    def _wake_idle(self) -> None:
        if self._peer.unanswered == 0:
            waiters, self._idle = self._idle, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)

    def _now(self) -> float:
        return self._loop.time() * 1000

    def _arm(self) -> None:
        due = self._peer.next_tick()
        if self._timer is not None:
            if due is not None and self._timer.when() <= due / 1000:
                return
            self._timer.cancel()
        self._timer = None if due is None else self._loop.call_at(due / 1000, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._apply(self._peer.tick(self._now()))
        self._arm()
