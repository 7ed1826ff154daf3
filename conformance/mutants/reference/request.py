"""A request under way, as its handler sees it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from errors import Fault, RpcError, error
from mutations import broken

if TYPE_CHECKING:
    from peer import Peer

Json = dict[str, Any]
_STRINGS = ("traceparent", "tracestate", "baggage", "session_id", "parent_session_id", "turn_id")


def clean_meta(value: Any) -> Json:
    """`_meta` without the members of the wrong type (RPC-060)."""
    if not isinstance(value, dict):
        return {}
    if broken("rpc-060-string") and isinstance(value.get("deadline_ms"), str):
        value = {**value, "deadline_ms": int(value["deadline_ms"] or 0)}
    meta = {k: v for k, v in value.items() if k not in _STRINGS or isinstance(v, str)}
    for name in ("deadline_ms", "depth"):
        if name in meta and not _integer(meta[name]):
            del meta[name]
    if meta.get("depth", 0) < 0:
        del meta["depth"]
    return meta


def ill_typed_meta(value: Any) -> list[Fault]:
    """What of `_meta` has the wrong type: nothing to complain of (RPC-060)."""
    if value is None or isinstance(value, dict):
        wrong = (value or {}).keys() - clean_meta(value).keys()
        return [(f"/_meta/{name}", "has the wrong type") for name in sorted(wrong)]
    return [("/_meta", "must be an object")]


def cancel_mode(value: Any) -> str:
    """What the handler is told: an absent or unknown mode is immediate (RPC-033)."""
    if value == "graceful":
        return "immediate" if broken("rpc-033-mode") else "graceful"
    if value is None and broken("rpc-033-absent"):
        return "graceful"
    unknown = value is not None and value != "immediate"
    return "graceful" if unknown and broken("rpc-033-unknown") else "immediate"


def heeded(before: str | None, mode: str) -> bool:
    """Whether a cancel counts: a second one only if it is harder (RPC-064)."""
    if before is None:
        return True
    return (before, mode) == ("graceful", "immediate") and not broken("rpc-064-once")


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(eq=False)
class Request:
    """One request of the other side; `mode` tells how it was cancelled, `expired` past its deadline."""

    peer: Peer
    id: str | int
    method: str
    params: Json
    meta: Json
    read_at: float
    mode: str | None = None
    reason: str | None = None
    answered: bool = False
    partial: Any = None
    calls: list[str | int] = field(default_factory=list)
    meta_as_sent: Any = None
    late: list[bytes] = field(default_factory=list)
    way: Any = None  # the exchange over HTTP that it came by

    @property
    def deadline(self) -> float | None:
        """When it has to be answered, on the clock of time.monotonic (RPC-025)."""
        ms = self.meta.get("deadline_ms")
        return None if ms is None else self.read_at + ms / 1000

    @property
    def stopped(self) -> bool:
        """Whether its handler should stop at once."""
        return self.answered or self.mode in ("immediate", "expired")

    def stopping(self) -> bool:
        """Whether it was cancelled in any way, so that nothing new begins (RPC-085)."""
        return self.mode is not None

    def onward_meta(self) -> Json:
        """What travels along with a call made for this request (RPC-022, RPC-023, RPC-028)."""
        depth = self.meta.get("depth", 0)
        meta = {**self.meta, "depth": depth if broken("rpc-023-same") else depth + 1}
        if broken("rpc-023-absent") and "depth" not in self.meta:
            del meta["depth"]
        if self.deadline is not None:
            left = max(0.0, (self.deadline - time.monotonic()) * 1000)
            meta["deadline_ms"] = left if broken("rpc-061-fraction") else int(left)
            if broken("rpc-028-same"):
                meta["deadline_ms"] = self.meta["deadline_ms"]
            if broken("rpc-028-none"):
                del meta["deadline_ms"]
        kept = {"depth", "deadline_ms"}
        if broken("rpc-022-unknown"):
            kept |= {*_STRINGS}
        narrow = broken("rpc-022-drops") or broken("rpc-022-unknown")
        return {k: v for k, v in meta.items() if k in kept or not narrow}

    def check(self) -> None:
        """Raise what ends the handler, if it should stop at once."""
        if self.mode == "expired" or self.answered:
            raise error("deadline_exceeded", f"{self.method} was not done at its deadline")
        if self.mode == "immediate":
            raise self.cancelled()

    def cancelled(self) -> RpcError:
        """-32800 with what there is of the result (RPC-063)."""
        text = f"cancelled: {self.reason}" if self.reason else "cancelled"
        more = {} if self.partial is None else {"partial": self.partial}
        return error("cancelled", text, **more)

    def wait(self, seconds: float | None) -> str | None:
        """Wait so long; a cancel ends it. The mode if it is graceful; an immediate one is raised."""
        until = None if seconds is None else time.monotonic() + seconds
        self.peer.wait_until(lambda: self.mode is not None or self.answered, until)
        self.check()
        return self.mode

    def call(self, method: str, params: Json, **options: Any) -> Any:
        """Ask the other side on behalf of this request; RpcError is what it answered."""
        return self.peer.call(method, params, parent=self, **options)

    @property
    def session(self) -> str | None:
        """What the state of a component belongs to; a connection of lines is one session."""
        return self.peer.session_of(self)

    def begin(self) -> None:
        """Say that the component runs from here on; what was refused before had no stream (HTP-046)."""
        self.peer.begin(self)

    def log(self, level: str, message: str) -> None:
        """Write a line into the log of the host (RPC-077)."""
        self.peer.notify("$/log", {"level": level, "message": message}, about=self)

    def notify(self, method: str, **params: Any) -> None:
        """Send a notification about this request; nothing after its answer (RPC-055, RPC-086)."""
        if method == "$/progress" and broken("rpc-066-moves"):
            self.peer.move_deadline(self)
        if broken("rpc-042-absent"):
            params.pop("index", None)
        self.peer.notify(method, {"request_id": self.id, **params}, about=self)
