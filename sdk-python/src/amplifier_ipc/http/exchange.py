"""A request over HTTP while it is being answered: its end, its cancel, its time, and its way out."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import itertools
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple

from ..connection import CallsOut, Control, Inbound, OnStream
from ..connection.connection import CANCEL_GRACE
from ..connection.out import looked_at
from ..errors import RpcError, from_exception
from ..logs import line_of
from ..peer import CancelMode
from ..peer.incoming import Incoming
from ..service.dispatch import Dispatcher
from ..wire import Id, Object
from .callback import WayBack
from .sink import Sink

_ids = itertools.count(1)
current: contextvars.ContextVar[CallsOut] = contextvars.ContextVar("amplifier_ipc_exchange")
"""The exchange that the running code belongs to, for what it writes with `logging`."""


class _Own(NamedTuple):
    """An own call under way."""

    reply: asyncio.Future[Any]
    task: asyncio.Task[None]


class Exchange(CallsOut):
    """One request. It ends once: with what its handler gave, at its deadline, or given up after a cancel.

    ``received`` is when its headers were read (s, on the loop's clock). Without a ``sink`` there is
    no stream: progress is dropped, a log goes to stderr. Without a ``way`` every call fails (HTP-067).
    """

    def __init__(
        self,
        method: str,
        params: Object,
        received: float,
        way: WayBack | None = None,
        sink: Sink | None = None,
    ) -> None:
        super().__init__()
        self.method, self.params = method, params
        meta: Object = params.get("_meta", {})
        self.session = meta.get("session_id")
        self._incoming = Incoming.of(received * 1000, meta, counted=False)
        due = self._incoming.deadline
        self._control = Control(None if due is None else due / 1000)
        self._way, self._sink = way, sink
        self._calls: dict[str, _Own] = {}
        self._timers: list[asyncio.TimerHandle] = []
        self.begun = asyncio.Event()
        """Set when the author's code begins."""
        self._control.on_begin = self.begun.set
        self.answer: asyncio.Future[Any] = self._loop.create_future()
        """Resolves with the result, or raises the error."""
        self.answer.add_done_callback(looked_at)

    @property
    def inbound(self) -> Inbound:
        """The request as the layer above takes it."""
        return Inbound(f"h-{next(_ids)}", self.method, self.params, self._control, self)

    def start(self, dispatcher: Dispatcher) -> None:
        """Begin to answer. Raises what is told without a handler."""
        due = self._control.deadline
        if due is not None:
            if due <= self._loop.time():
                message = "the deadline had passed on arrival"
                raise RpcError("deadline_exceeded", message)
            self._timers.append(self._loop.call_at(due, self._expire))
        answer = dispatcher.request(self.inbound)
        if inspect.iscoroutine(answer):
            self._control.task = self.spawn(self._run(answer))
        else:
            self._end(answer)

    async def begins(self) -> bool:
        """Wait until the author's code begins, which answers with a stream; tell whether it did (HTP-046)."""
        begun = asyncio.create_task(self.begun.wait())
        await asyncio.wait([begun, self.answer], return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        return self.begun.is_set()

    def cancel(self, mode: CancelMode, reason: str | None = None) -> None:
        """Take note of a cancel: own calls hear of it first, then the handler (RPC-032, HTP-052)."""
        if self.answer.done() or not self._incoming.heed(mode):
            return
        if self._control.cancelled is None:
            self._timers.append(self._loop.call_later(CANCEL_GRACE, self._give_up))
        if mode == "immediate":
            self._abort_calls()
        elif self._way is not None:
            for name in self._calls:
                self.spawn(self._way.cancel(name, mode, reason))
        self._control.cancel(mode)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something of this exchange: what it logs is about the request."""
        before = current.set(self)
        try:
            return super().spawn(work)
        finally:
            current.reset(before)

    async def spawned(self) -> None:
        """Wait for what a notification started; it goes on when nobody waits."""
        if self._running:
            await asyncio.wait(list(self._running))

    async def call(
        self,
        method: str,
        params: Object,
        *,
        parent: Id | None = None,  # an exchange calls for its own request only
        timeout: float | None = None,
        on_stream: OnStream | None = None,
    ) -> Any:
        """Call the host at the callback of this request (`CallsOut.call`)."""
        way = self._way_back(method)
        passed = self._incoming.pass_on(self._loop.time() * 1000, params)
        name = way.name()
        reply: asyncio.Future[Any] = self._loop.create_future()
        reply.add_done_callback(looked_at)
        task = self.spawn(
            _settle(reply, lambda: way.call(method, passed, name, timeout, on_stream))
        )
        self._calls[name] = _Own(reply, task)
        try:
            return await reply
        finally:
            del self._calls[name]
            if not task.cancelling():  # a second cancel would keep it from closing the connection
                task.cancel()

    def notify(self, method: str, params: Object) -> None:
        """Tell something about the request, or the host something."""
        if method == "$/log":
            self._log(params)
        elif "request_id" not in params:
            self.spawn(self._tell(method, params))
        elif self._sink is not None:
            about = {name: value for name, value in params.items() if name != "request_id"}
            self._sink.put(method, about)

    async def notify_with_room(self, method: str, params: Object) -> None:
        """Tell it once there is room for it; what is for the host has been taken by it then.

        Raises service_unavailable where there is no host.
        """
        if "request_id" not in params and method != "$/log":
            self._way_back(method)
            await self._tell(method, params)
            return
        if self._sink is not None:
            await self._sink.room()
        self.notify(method, params)

    def notify_if_room(self, method: str, params: Object) -> None:
        """Tell it, or leave it out while nobody reads."""
        if self._sink is None or not self._sink.crowded:
            self.notify(method, params)

    async def flushed(self) -> None:
        """Wait until what was told is sent."""
        if self._sink is not None:
            await self._sink.empty()

    def _way_back(self, method: str) -> WayBack:
        if self._way is None:
            message = f"there is no host for {method}: the request came without Amplifier-Callback"
            raise RpcError("service_unavailable", message)
        return self._way

    async def _tell(self, method: str, params: Object) -> None:
        """Send a notification; that it failed is told to nobody but the log, as on a pipe."""
        try:
            await self.call(method, params)
        except RpcError as error:
            _to_stderr({"level": "warning", "message": f"{method} was not taken: {error.message}"})

    def _log(self, params: Object) -> None:
        if self._sink is None or self.answer.done():
            _to_stderr(params)
        else:
            self._sink.put("$/log", params)

    async def _run(self, answer: Coroutine[Any, Any, Any]) -> None:
        try:
            result = await answer
        except asyncio.CancelledError:
            self._fail(RpcError.cancelled())
        except BaseException as exception:  # SystemExit too is that request's alone
            self._fail(from_exception(exception))
        else:
            self._end(result)

    def _end(self, result: Any) -> None:
        if not self.answer.done():
            self.answer.set_result(result)
            self._ended()

    def _fail(self, error: RpcError) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)
            self._ended()

    def _ended(self) -> None:
        for timer in self._timers:
            timer.cancel()
        if self._sink is not None:
            self._sink.close()

    def _expire(self) -> None:
        """Answer at the deadline, and leave the handler behind (RPC-027, RPC-062)."""
        self._abort_calls()
        self._fail(RpcError("deadline_exceeded", "the deadline passed before the answer was ready"))
        self._control.cancel("immediate")

    def _give_up(self) -> None:
        """Answer for a handler that does not after a cancel, and leave it behind (RPC-030)."""
        self._fail(RpcError.cancelled())
        self._control.cancel("immediate")

    def _abort_calls(self) -> None:
        """Close the connections of own calls: the host takes it for a cancel (HTP-066)."""
        for own in self._calls.values():
            own.task.cancel()
            if not own.reply.done():
                own.reply.set_exception(RpcError.cancelled())


async def _settle(reply: asyncio.Future[Any], work: Callable[[], Awaitable[Any]]) -> None:
    """Hand on how a call ended."""
    try:
        result = await work()
    except asyncio.CancelledError:
        reply.cancel()
    except Exception as error:
        if not reply.done():
            reply.set_exception(error)
    else:
        if not reply.done():
            reply.set_result(result)


def _to_stderr(params: Object) -> None:
    print(line_of(params), file=sys.stderr, flush=True)  # noqa: T201 # the log of a service over HTTP
