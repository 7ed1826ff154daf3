"""The calls that this side makes (chapter 2)."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from errors import RpcError, error
from mutations import broken
from request import Json, Request
from wire import is_id
from writing import encode

if TYPE_CHECKING:
    from peer import Peer

Notice = Callable[[str, Json], None]
GONE = "the connection to the host is lost"


class TimedOutError(RpcError):
    """The time-out of this side has ended (RPC-035)."""


class NotStartedError(RpcError):
    """The call was new work, and the request for which it was to be made is cancelled (RPC-085)."""


@dataclass(eq=False)
class Call:
    """One call; `timeout` are seconds of silence (RPC-039), `notice` gets what is streamed about it.

    A `final` call is made for a request that was cancelled, to make its end known; a `fresh` one is
    new work, which a cancel forbids.
    """

    method: str
    params: Json
    parent: Request | None = None
    timeout: float | None = None
    notice: Notice | None = None
    final: bool = False
    fresh: bool = False
    id: str | int = ""
    until: float | None = None
    mode: str | None = None
    done: bool = False
    result: Any = None
    failure: RpcError | None = None
    kept: list[tuple[str, Json]] = field(default_factory=list)

    def message(self) -> Json:
        """The request; its `_meta` is that of the request that it is made for (RPC-022)."""
        params = self.params
        if self.parent is not None:
            params = {"_meta": self.parent.onward_meta(), **params}
        return {"jsonrpc": "2.0", "id": self.id, "method": self.method, "params": params}


class Calls:
    """The calls that are not answered, in the order in which they were made."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.open: dict[str | int, Call] = {}
        self._numbers = itertools.count(1)

    def make(self, call: Call) -> Any:
        """Send the call and wait for its result; RpcError is what came instead."""
        with self.peer.lock:
            self._send(call)
        self._wait(call)
        if call.failure is not None:
            raise call.failure
        return call.result

    def _permit(self, call: Call) -> None:
        """Raise why the call must not be made any more."""
        if call.parent is not None and not call.final:
            call.parent.check()
            if call.fresh and call.parent.stopping():
                why = call.parent.cancelled()
                raise NotStartedError(why.code, why.message, why.data)
        if self.peer.lost:
            raise error("service_unavailable", GONE)

    def _send(self, call: Call) -> None:
        self._permit(call)
        call.id = self._new_id()
        try:
            line = encode(call.message())
        except (ValueError, RecursionError) as why:
            text = f"{call.method} cannot be written: {why}"
            raise error("internal_error", text) from None
        limit = self.peer.their_limit
        if len(line) - 1 > limit and not broken("frm-035-sent"):
            text = f"{call.method} is longer than {limit} bytes, the most that the host reads"
            raise error("message_too_large", text, limit=limit)
        self.open[call.id] = call
        if call.parent is not None:
            call.parent.calls.append(call.id)
        self._renew(call)
        self.peer.put(line)

    def _new_id(self) -> str | int:
        """A string with the prefix of a service (RPC-004, RPC-050, RPC-051)."""
        number = next(self._numbers)
        if broken("rpc-004-fraction"):
            odd: Any = number + 0.5
            return odd  # type: ignore[no-any-return] # no id at all, which is the point
        if broken("rpc-009-reuses"):
            return "s-1"
        if broken("rpc-051-large"):
            return 2**53 + number
        return number if broken("rpc-050-numbers") else f"s-{number}"

    def _renew(self, call: Call) -> None:
        call.until = None if call.timeout is None else time.monotonic() + call.timeout

    def _wait(self, call: Call) -> None:
        parent = None if call.final else call.parent
        while True:
            self.peer.wait_until(
                lambda: call.done or (parent is not None and parent.stopped), call.until
            )
            with self.peer.lock:
                if call.done:
                    return
                if parent is not None:
                    parent.check()
                if call.until is not None and call.until <= time.monotonic():
                    self._time_out(call)

    def _time_out(self, call: Call) -> None:
        """RPC-035: nobody waits for the answer any more."""
        self.cancel(call.id, "immediate", "timeout")
        del self.open[call.id]
        text = f"{call.method} was not answered within {call.timeout} s"
        why = error("deadline_exceeded", text)
        self._end(call, failure=TimedOutError(why.code, text, why.data))

    def _end(self, call: Call, result: Any = None, failure: RpcError | None = None) -> None:
        call.result, call.failure, call.done = result, failure, True
        for method, params in reversed(call.kept):
            self._tell(call, method, params)
        if not self.open:
            self.peer.take_waiting()
        self.peer.changed.notify_all()

    def answered(self, body: Json) -> bool:
        """Take in a response; False if no call waits for it (RPC-015)."""
        rid = body["id"]
        if broken("rpc-018-order") and rid in self.open:
            rid = next(iter(self.open))
        call = self.open.pop(rid, None)
        if call is None:
            return False
        if "result" in body:
            self._end(call, result=body["result"])
        else:
            found = body["error"]
            data = found.get("data")
            data = data if isinstance(data, dict) else {}
            self._end(call, failure=RpcError(found["code"], found["message"], data))
        return True

    def broken_answer(self, rid: Any) -> bool:
        """An illegal response ends the call that it names (RPC-014)."""
        call = self.open.pop(rid, None) if is_id(rid) else None
        if call is None or broken("rpc-014-hangs"):
            return False
        text = f"the answer to {call.method} was no legal message"
        self._end(call, failure=error("internal_error", text))
        return True

    def notice(self, method: str, params: Json) -> bool:
        """A stream or progress; False if it is about no call that is open (RPC-041)."""
        rid = params.get("request_id")
        call = self.open.get(rid) if is_id(rid) else None
        if call is None:
            return False
        self._renew(call)
        if broken("rpc-066-moves") and call.parent is not None and method == "$/progress":
            self.peer.move_deadline(call.parent)
        if broken("rpc-054-reversed"):
            call.kept.append((method, params))
        else:
            self._tell(call, method, params)
        return True

    def _tell(self, call: Call, method: str, params: Json) -> None:
        if call.notice is not None:
            call.notice(method, params)

    def cancel(self, cid: str | int, mode: str, reason: str | None) -> None:
        """Send $/cancel, if the call is open and was not cancelled so before (RPC-065, RPC-080)."""
        call = self.open.get(cid)
        if call is None and not broken("rpc-065-late"):
            return
        if call is not None:
            if call.mode and (call.mode, mode) != ("graceful", "immediate"):
                return
            call.mode = mode
        params = {"id": cid, "mode": mode}
        if reason is not None:
            params["reason"] = reason
        self.peer.notify("$/cancel", params)
        if broken("rpc-080-again"):
            self.peer.notify("$/cancel", params)

    def lose(self) -> None:
        """Fail all calls (RPC-048)."""
        for cid in list(self.open):
            self._end(self.open.pop(cid), failure=error("service_unavailable", GONE))
