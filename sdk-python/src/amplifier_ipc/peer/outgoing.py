"""Own requests."""

from __future__ import annotations

from ..wire import ErrorObject, Id, Notification, Object, Request
from .effects import CancelMode, Effect, Failed, Send, error


class _Call:
    """An own call without an answer yet; ``patience`` and ``expires`` are in ms."""

    __slots__ = ("cancelled", "expires", "parent", "patience")

    def __init__(self, parent: Id | None, patience: float | None, expires: float | None) -> None:
        self.parent = parent
        self.patience = patience
        self.expires = expires
        self.cancelled: CancelMode | None = None

    def cancel(self, mode: CancelMode) -> bool:
        """Tell whether this cancel says anything that has not been said."""
        if self.cancelled in (mode, "immediate"):
            return False
        self.cancelled = mode
        return True


class Calls:
    """The own calls that are under way, in the order in which they were made."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._made = 0
        self._calls: dict[Id, _Call] = {}
        self.lost = False

    def call(
        self,
        now: float,
        method: str,
        params: Object,
        parent: Id | None,
        timeout_ms: float | None,
    ) -> tuple[Id, list[Effect]]:
        """Number a call and send it."""
        self._made += 1
        call = f"{self._prefix}-{self._made}"
        if self.lost:
            return call, [Failed(call, _gone())]
        expires = None if timeout_ms is None else now + timeout_ms
        self._calls[call] = _Call(parent, timeout_ms, expires)
        return call, [Send(Request(call, method, params))]

    def close(self, call: Id) -> bool:
        """Tell whether this call was under way; from now on it is not."""
        return self._calls.pop(call, None) is not None

    def renew(self, now: float, call: Id) -> bool:
        """Take note that the other side spoke of this call; tell whether it is under way."""
        entry = self._calls.get(call)
        if entry is None:
            return False
        if entry.patience is not None:
            entry.expires = now + entry.patience
        return True

    def cancel(self, call: Id, mode: CancelMode | None, reason: str | None) -> list[Effect]:
        """Tell the other side, if that is news."""
        entry = self._calls.get(call)
        if entry is None or not entry.cancel(mode or "immediate"):
            return []
        return [_cancel(call, mode, reason)]

    def cancel_children(self, parent: Id, mode: CancelMode, reason: str | None) -> list[Effect]:
        """Cancel what was called to answer this request."""
        told = [
            c for c, entry in self._calls.items() if entry.parent == parent and entry.cancel(mode)
        ]
        return [_cancel(call, mode, reason) for call in told]

    def expire(self, now: float) -> list[Effect]:
        """Give up what has been silent for too long."""
        due = [c for c, e in self._calls.items() if e.expires is not None and e.expires <= now]
        effects: list[Effect] = []
        for call in due:
            del self._calls[call]
            effects.append(_cancel(call, "immediate", "timeout"))
            late = error(-32001, "deadline_exceeded", "no answer within the time given")
            effects.append(Failed(call, late))
        return effects

    def next_due(self) -> float | None:
        """Return when the first patience ends (ms)."""
        return min((e.expires for e in self._calls.values() if e.expires is not None), default=None)

    def lose(self) -> list[Effect]:
        """Fail every call: the other side is gone."""
        self.lost = True
        calls, self._calls = self._calls, {}
        return [Failed(call, _gone()) for call in calls]


def _cancel(call: Id, mode: CancelMode | None, reason: str | None) -> Send:
    params: Object = {"id": call}
    if mode is not None:
        params["mode"] = mode
    if reason is not None:
        params["reason"] = reason
    return Send(Notification("$/cancel", params))


def _gone() -> ErrorObject:
    return error(-32002, "service_unavailable", "the other side closed the connection")
