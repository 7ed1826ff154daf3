"""Requests of the other side."""

from __future__ import annotations

from typing import Any

from ..wire import Id, Object
from .effects import CancelMode

_EXACT = 2**53 - 1


class Incoming:
    """A request that is being answered; its ``meta`` is passed on to what its handler calls."""

    __slots__ = ("cancelled", "counted", "deadline", "meta")

    def __init__(self, meta: Object, deadline: float | None, counted: bool) -> None:
        self.meta = meta
        self.deadline = deadline
        self.counted = counted
        self.cancelled: CancelMode | None = None

    @classmethod
    def of(cls, now: float, meta: Object, counted: bool) -> Incoming:
        """Return the request whose line was read ``now`` (ms)."""
        left = _integer(meta.get("deadline_ms"))
        return cls(meta, None if left is None else now + left, counted)

    @property
    def depth(self) -> int:
        """How many calls lie above this one."""
        return max(0, _integer(self.meta.get("depth")) or 0)

    def heed(self, mode: CancelMode) -> bool:
        """Tell whether a cancel is news; a second one counts only when it is the harder one."""
        if self.cancelled in (mode, "immediate"):
            return False
        self.cancelled = mode
        return True

    def pass_on(self, now: float, params: Object) -> Object:
        """Return the params of a call with the meta of this request: one deeper, the time left."""
        meta = {**self.meta, "depth": self.depth + 1}
        if self.deadline is not None:
            meta["deadline_ms"] = max(0, int(self.deadline - now))
        own = params.get("_meta")
        if isinstance(own, dict):
            meta.update(own)
        return {**params, "_meta": meta}


def _integer(value: Any) -> int | None:
    """Return an integer within the exact range of the protocol, None for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return max(-_EXACT, min(value, _EXACT))


class Intake:
    """The requests of the other side that are under way."""

    def __init__(self) -> None:
        self._requests: dict[Id, Incoming] = {}
        self.counted = 0

    def __len__(self) -> int:
        return len(self._requests)

    def __contains__(self, request: Id) -> bool:
        return request in self._requests

    def add(self, request: Id, incoming: Incoming) -> None:
        """Take in a request."""
        self._requests[request] = incoming
        self.counted += incoming.counted

    def pop(self, request: Id) -> Incoming | None:
        """Take a request out, if it is there."""
        incoming = self._requests.pop(request, None)
        if incoming is not None:
            self.counted -= incoming.counted
        return incoming

    def cancel(self, request: Id, mode: CancelMode) -> bool:
        """Tell whether the cancel is news to a request that is under way."""
        incoming = self._requests.get(request)
        return incoming is not None and incoming.heed(mode)

    def expire(self, now: float) -> list[Id]:
        """Return the requests whose deadline has passed, the earliest deadline first."""
        due = [
            (incoming.deadline, order, request)
            for order, (request, incoming) in enumerate(self._requests.items())
            if incoming.deadline is not None and incoming.deadline <= now
        ]
        return [request for _, _, request in sorted(due, key=lambda entry: entry[:2])]

    def next_due(self) -> float | None:
        """Return the earliest deadline (ms)."""
        return min(
            (r.deadline for r in self._requests.values() if r.deadline is not None), default=None
        )

    def pass_on(self, now: float, parent: Id | None, params: Object) -> Object:
        """Return params with the meta of the request being answered: one deeper, the time left."""
        incoming = self._requests.get(parent) if parent is not None else None
        return params if incoming is None else incoming.pass_on(now, params)


_TEXTS = ("traceparent", "tracestate", "baggage", "session_id", "parent_session_id", "turn_id")
_NUMBERS = ("deadline_ms", "depth")


def with_legal_meta(params: Object) -> Object:
    """Return params whose ``_meta`` has no member of the wrong type: such are absent (RPC-060)."""
    if "_meta" not in params:
        return params
    meta = params["_meta"]
    if not isinstance(meta, dict):
        return {name: value for name, value in params.items() if name != "_meta"}
    legal = {name: value for name, value in meta.items() if _is_legal(name, value)}
    return params if len(legal) == len(meta) else {**params, "_meta": legal}


def _is_legal(name: str, value: object) -> bool:
    if name in _TEXTS:
        return isinstance(value, str)
    if name in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return value == int(value) and (name != "depth" or value >= 0)
    return True
