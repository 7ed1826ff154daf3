"""What a connection does with what comes in, and with time."""

from __future__ import annotations

from typing import Any, Literal

from ..wire import (
    Dropped,
    ErrorObject,
    Id,
    Notification,
    Object,
    Oversized,
    Record,
    Refusal,
    Request,
    Response,
    Verdict,
    decode,
    scan_head,
)
from ..wire.message import is_id
from .effects import (
    Cancelled,
    CancelMode,
    Effect,
    Expired,
    Failed,
    Notified,
    Requested,
    Resulted,
    Send,
    Stray,
    Streamed,
    error,
)
from .incoming import Incoming, Intake, with_legal_meta
from .outgoing import Calls

Side = Literal["host", "service"]
"""Which side this is; own ids are ``h-1``, ``h-2``, … or ``s-1``, ``s-2``, …."""
DEFAULT_MAX_CONCURRENCY = 64
"""How many requests are handled at once when nothing else was announced."""
MAX_CALL_DEPTH = 8
"""How deep calls may nest (``_meta.depth``)."""

_UNCOUNTED = ("ping", "describe", "hook.emit")
_KNOWN = ("$/log", "$/progress")
"""Other notifications of the protocol's own, unknown to this version, are ignored."""
_KINDS = {-32700: "parse_error", -32600: "invalid_request"}


class Peer:
    """The state of one connection."""

    def __init__(self, side: Side, max_concurrency: int = DEFAULT_MAX_CONCURRENCY) -> None:
        self._calls = Calls("h" if side == "host" else "s")
        self._intake = Intake()
        self._max_concurrency = max_concurrency

    @property
    def unanswered(self) -> int:
        """How many requests of the other side wait for their answer."""
        return len(self._intake)

    def receive_record(self, now: float, record: Record, limit: int) -> list[Effect]:
        """Take one record of the splitter; ``limit`` is the splitter's."""
        if isinstance(record, Oversized):
            return self._oversized(record.head, limit)
        return self.receive(now, decode(record))

    def receive(self, now: float, verdict: Verdict) -> list[Effect]:
        """Take one decoded line."""
        match verdict:
            case Request():
                return [self._request(now, verdict)]
            case Response():
                return [self._response(verdict)]
            case Notification():
                return self._notification(now, verdict)
            case Refusal(code, refused, reason):
                return [_refusal(refused, code, _KINDS[code], reason)]
            case Dropped(answered):
                return self._illegal_answer(answered)

    def call(
        self,
        now: float,
        method: str,
        params: Object,
        *,
        parent: Id | None = None,
        timeout_ms: float | None = None,
    ) -> tuple[Id, list[Effect]]:
        """Make a call; return its id and what is to be done.

        ``parent``: the request being answered, whose meta, deadline and cancel travel along.
        ``timeout_ms``: give up after so much silence; what is streamed about the call renews it.
        """
        params = self._intake.pass_on(now, parent, params)
        return self._calls.call(now, method, params, parent, timeout_ms)

    def forget(self, call: Id) -> None:
        """Take back a call that was not sent after all."""
        self._calls.close(call)

    def notify(self, method: str, params: Object) -> list[Effect]:
        """Send a notification."""
        return [] if self._calls.lost else [Send(Notification(method, params))]

    def cancel(
        self, call: Id, mode: CancelMode | None = None, reason: str | None = None
    ) -> list[Effect]:
        """Tell the other side that an own call is no longer wanted; it will still answer."""
        return self._calls.cancel(call, mode, reason)

    def finish(self, request: Id) -> bool:
        """Tell whether this request still waits for its answer; from now on it no longer does."""
        return self._intake.pop(request) is not None

    def answer(
        self, request: Id, result: Any = None, error: ErrorObject | None = None
    ) -> list[Effect]:
        """Answer a request; what has been answered already stays answered."""
        return [Send(Response(request, result, error))] if self.finish(request) else []

    def tick(self, now: float) -> list[Effect]:
        """Move the clock: what has expired is answered or given up."""
        effects: list[Effect] = []
        for expired in self._intake.expire(now):
            effects.append(Expired(expired))
            effects += self._calls.cancel_children(expired, "immediate", "deadline exceeded")
            late = error(
                -32001, "deadline_exceeded", "the deadline passed before the answer was ready"
            )
            effects += self.answer(expired, error=late)
        return effects + self._calls.expire(now)

    def next_tick(self) -> float | None:
        """Return when `tick` has something to do next (ms)."""
        due = [at for at in (self._intake.next_due(), self._calls.next_due()) if at is not None]
        return min(due, default=None)

    def lost(self) -> list[Effect]:
        """Take note that the other side is gone: own calls fail, in the order they were made."""
        return self._calls.lose()

    def _request(self, now: float, request: Request) -> Effect:
        if request.id in self._intake:
            reason = f"the id {request.id!r} is still under way"
            return _refusal(request.id, -32600, "invalid_request", reason)
        counted = request.method not in _UNCOUNTED
        if counted and self._intake.counted >= self._max_concurrency:
            reason = (
                f"{self._intake.counted} requests are under way, the most that this side handles"
            )
            return _refusal(request.id, -32005, "overloaded", reason)
        params = with_legal_meta(request.params)
        incoming = Incoming.of(now, params.get("_meta", {}), counted)
        if request.method.startswith("request.") and incoming.depth > MAX_CALL_DEPTH:
            reason = f"calls nest deeper than {MAX_CALL_DEPTH}"
            return _refusal(request.id, -32005, "overloaded", reason)
        if incoming.deadline is not None and incoming.deadline <= now:
            reason = "the deadline had passed on arrival"
            return _refusal(request.id, -32001, "deadline_exceeded", reason)
        self._intake.add(request.id, incoming)
        return Requested(request.id, request.method, params, incoming.deadline)

    def _response(self, response: Response) -> Effect:
        if response.id is None or not self._calls.close(response.id):
            return Stray(response.id)
        if response.error is not None:
            return Failed(response.id, response.error)
        return Resulted(response.id, response.result)

    def _notification(self, now: float, notification: Notification) -> list[Effect]:
        method, params = notification.method, notification.params
        if method == "$/cancel":
            return self._cancelled(params)
        about = params.get("request_id")
        if is_id(about) and self._calls.renew(now, about):
            return [Streamed(about, method, params)]
        streaming = method == "$/progress" or method.startswith("stream.")
        if streaming and "request_id" in params:
            return [Stray(about if is_id(about) else None)]
        if method.startswith("$/") and method not in _KNOWN:
            return []
        return [Notified(method, params)]

    def _cancelled(self, params: Object) -> list[Effect]:
        request = params.get("id")
        mode: CancelMode = "graceful" if params.get("mode") == "graceful" else "immediate"
        if not is_id(request) or not self._intake.cancel(request, mode):
            return []
        reason = params.get("reason")
        reason = reason if isinstance(reason, str) else None
        children = self._calls.cancel_children(request, mode, reason)
        return [*children, Cancelled(request, mode)]

    def _oversized(self, head_bytes: bytes, limit: int) -> list[Effect]:
        head = scan_head(head_bytes)
        if head.refusable:
            reason = f"the message is longer than {limit} bytes, the most that this side reads"
            return [_refusal(head.id, -32006, "message_too_large", reason, limit=limit)]
        return self._illegal_answer(head.id if head.answer else None)

    def _illegal_answer(self, call: Id | None) -> list[Effect]:
        """Fail an own call whose answer cannot be read: nobody will answer it again."""
        if call is None:
            return []
        if not self._calls.close(call):
            return [Stray(call)]
        return [Failed(call, error(-32603, "internal_error", "the answer is not a legal response"))]


def _refusal(refused: Id | None, code: int, kind: str, reason: str, **data: Any) -> Send:
    return Send(Response(refused, error=error(code, kind, reason, **data)))
