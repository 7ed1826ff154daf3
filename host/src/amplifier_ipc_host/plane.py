"""The control plane's side of the data plane: requests of the host, and what comes up from services."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import _router
from .errors import RpcError

HOST = _router.HOST
MAX_DEPTH = 128  # FRM-038
Json = dict[str, Any]


@dataclass(slots=True)
class Listener:
    """Who is told what: each gets the connection's number first."""

    on_request: Callable[[int, Json], None]
    on_notification: Callable[[int, Json], None]
    on_closed: Callable[[int, str], None]
    on_junk: Callable[[int, bytes], None]
    on_tap: Callable[[Json, bytes], None]


class _Closed:
    """What is left of a router that was closed: nobody hears what it is told."""

    def connect(self, _name: str, *descriptors: int) -> int:
        """Nobody is connected."""
        for descriptor in descriptors:
            os.close(descriptor)
        return HOST

    def stats(self) -> None:
        """Nothing can be counted."""
        raise RuntimeError("the router is closed")

    def __getattr__(self, name: str) -> Any:
        return lambda *_given, **_named: None


class Plane:
    """One router and the host's own requests on it."""

    def __init__(self, session: Json, listener: Listener) -> None:
        self.router: _router.Router | _Closed = _router.Router(session=encode(session))
        self._listener = listener
        self._pending: dict[str, asyncio.Future[Any]] = {}
        self._number = 0
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self.router.fileno(), self._drain)

    def start_request(
        self, connection: int, method: str, params: Json | None, *, timeout: float | None = None
    ) -> Call:
        """Send a request at once; the returned call is awaited for its result. Raises RpcError if it cannot be written.

        `timeout` in seconds: the recipient is told of it as its deadline, and the call ends with it (RPC-035).
        Without params it is told nothing.
        """
        self._number += 1
        request_id = f"h-{self._number}"
        given = {} if params is None else {"params": params}
        if timeout is not None and params is not None:
            given = {"params": _with_deadline(params, max(1, int(timeout * 1000)))}
        try:
            self.router.send(connection, message(id=request_id, method=method, **given))
        except ValueError as error:
            raise _unwritable(f"{method} cannot be asked") from error
        future = self._pending[request_id] = self._loop.create_future()
        call = Call(self, connection, request_id, future)
        if timeout is not None:
            timer = self._loop.call_later(timeout, call.time_out, timeout)
            future.add_done_callback(lambda _: timer.cancel())
        return call

    async def request(
        self, connection: int, method: str, params: Json | None, *, timeout: float | None = None
    ) -> Any:
        """Send a request and wait for its result; raises RpcError. Cancelling the task cancels the request."""
        return await self.start_request(connection, method, params, timeout=timeout).result()

    def notify(self, connection: int, method: str, params: Json) -> None:
        """Send a notification."""
        self.router.send(connection, message(method=method, params=params))

    def answer(self, connection: int, request_id: Any, result: Any) -> None:
        """Answer a service's request; what cannot be written is an internal_error in its place (FRM-038, FRM-041)."""
        try:
            self.router.send(connection, message(id=request_id, result=result))
        except ValueError:
            self.refuse(connection, request_id, _unwritable("the result cannot be told"))

    def refuse(self, connection: int, request_id: Any, error: RpcError) -> None:
        """Answer a service's request with an error."""
        self.router.send(connection, message(id=request_id, error=error.to_wire()))

    async def settled(self) -> None:
        """Return when the data plane has carried out all that it was told: what it closed has got its last lines."""
        with contextlib.suppress(RuntimeError):  # one that is closed does nothing more
            await asyncio.to_thread(self.router.stats)

    def forget(self, request_id: str) -> None:
        """No longer wait for an answer."""
        self._pending.pop(request_id, None)

    def close(self) -> None:
        """Stop the thread; who still waits is told that the host is closing."""
        self._loop.remove_reader(self.router.fileno())
        self.router.close()
        self.router = _Closed()  # its descriptors are given back now, not when a cycle is collected
        for future in self._pending.values():
            if not future.done():
                future.set_exception(RpcError.of_kind("service_unavailable", "the host is closing"))
                future.exception()
        self._pending.clear()

    def _drain(self) -> None:
        for kind, connection, payload in self.router.drain():
            try:
                self._dispatch(kind, connection, payload)
            except Exception as error:  # one message that breaks something must not cost the others
                text = f"a message of connection {connection} could not be handled"
                self._loop.call_exception_handler({"message": text, "exception": error})

    def _dispatch(self, kind: int, connection: int, payload: bytes) -> None:
        if kind == _router.MESSAGE:
            self._take(connection, decode(payload))
        elif kind == _router.TAP:
            record, _, said = payload.partition(b"\n")
            self._listener.on_tap(json.loads(record), said)
        elif kind == _router.CLOSED:
            self._listener.on_closed(connection, str(json.loads(payload)["reason"]))
        elif kind == _router.JUNK:
            self._listener.on_junk(connection, payload)

    def _take(self, connection: int, received: Json) -> None:
        if "method" not in received:
            self._resolve(received)
        elif "id" in received:
            self._listener.on_request(connection, received)
        else:
            self._listener.on_notification(connection, received)

    def _resolve(self, response: Json) -> None:
        future = self._pending.pop(str(response.get("id")), None)
        if future is None or future.done():
            return
        if "error" in response:
            future.set_exception(RpcError.from_wire(response["error"]))
        else:
            future.set_result(response.get("result"))


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Why a task ends: given to its cancel(), it goes on with the calls that it waits for (RPC-032)."""

    mode: str = "immediate"
    reason: str = ""


@dataclass(slots=True)
class Call:
    """A request of the host that is under way."""

    plane: Plane
    connection: int
    request_id: str
    future: asyncio.Future[Any]

    async def result(self) -> Any:
        """The result; raises RpcError. Cancelling the waiting task cancels the request (`$/cancel`)."""
        try:
            return await self.future
        except asyncio.CancelledError as cancelled:
            told = cancelled.args[0] if cancelled.args else None
            why = told if isinstance(told, Withdrawn) else Withdrawn()
            self.cancel(why.mode, why.reason)
            self.plane.forget(self.request_id)
            raise

    def time_out(self, seconds: float) -> None:
        """Our own time-out is over: the answer is neither wanted nor waited for any longer (RPC-035)."""
        if self.future.done():
            return
        self.cancel("immediate", "timeout")
        self.plane.forget(self.request_id)
        late = RpcError.of_kind("deadline_exceeded", f"no answer came within {seconds:g} s")
        self.future.set_exception(late)

    def cancel(self, mode: str, reason: str = "") -> None:
        """Say that the answer is no longer wanted; it is still answered."""
        params = {"id": self.request_id, "mode": mode, **({"reason": reason} if reason else {})}
        self.plane.notify(self.connection, "$/cancel", params)


def fitting(kind: str, answer: Any, whose: str = "its") -> Any:
    """An answer of a service that fits its model of the protocol; raises RpcError for any other."""
    from amplifier_ipc._generated._validate import validate

    if faults := validate(kind, answer):
        why = f"{whose} answer does not fit: {faults[0].path or '/'}: {faults[0].message}"
        raise RpcError.of_kind("internal_error", why)
    return answer


def _with_deadline(params: Json, left: int) -> Json:
    """The params with the milliseconds that are left, fewer if they had fewer already (RPC-028)."""
    meta = params.get("_meta") or {}
    given = meta.get("deadline_ms")
    meta = {**meta, "deadline_ms": left if given is None else min(left, given)}
    return {"_meta": meta, **{key: value for key, value in params.items() if key != "_meta"}}


def _unwritable(what: str) -> RpcError:
    text = f"{what}: it would nest deeper than {MAX_DEPTH}, or hold half a character"
    return RpcError.of_kind("internal_error", text, exception="ValueError")


def nests_deeper(value: Any, levels: int) -> bool:
    """Whether objects and arrays stand in each other deeper than so many levels; scalars add none."""
    level = [value]
    for _ in range(levels):
        groups = (each.values() if isinstance(each, dict) else each for each in _nested(level))
        level = [inner for group in groups for inner in group]
    return bool(_nested(level))


def _nested(values: list[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, dict | list)]


def decode(line: bytes) -> Json:
    """One message; a number too large for Python loses precision, never the message (protocol.md §2)."""
    received: Json = _DECODER.decode(line.decode())
    return received


def _float(text: str) -> float:
    value = float(text)
    return math.copysign(sys.float_info.max, value) if math.isinf(value) else value


def _int(text: str) -> int | float:
    return int(text) if len(text) < sys.int_info.default_max_str_digits else _float(text)


_DECODER = json.JSONDecoder(parse_float=_float, parse_int=_int)


def encode(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def message(**members: Any) -> bytes:
    """One line without its LF: `jsonrpc` first, then the members in the order given (FRM, RPC: order of members)."""
    return encode({"jsonrpc": "2.0", **members})
