"""Requests under way: those that the host sends, and those that services send to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clock import Alarm
from mutations import broken
from values import Id, Json, dump
from wire import Message

if TYPE_CHECKING:
    from connection import Connection

TOKENS = ("stream.provider.token", "stream.token", "stream.tool.output")
MAX_PARTIAL = 1 << 20


@dataclass(slots=True)
class Outcome:
    """How a call ended: `member` is result or error, `raw` its JSON text."""

    member: str
    body: Any
    raw: str

    @property
    def kind(self) -> str:
        """The kind of an error; empty for a result."""
        data = self.body.get("data") if self.member == "error" else None
        return str((data or {}).get("kind", "")) if isinstance(data, dict) else ""


@dataclass(slots=True, eq=False)
class Call:
    """A request of ours."""

    to: Connection
    id: Id
    method: str
    line: bytes
    done: Callable[[Outcome], None]
    counted: bool
    asked: Asked | None = None  # the request that it is made for
    relays: bool = False  # whether its notifications go to whoever asked
    sent: bool = False
    cancelled: str = ""
    partial: list[str] = field(default_factory=list)
    heard: float = field(default_factory=time.monotonic)  # of its last notification
    since: float = field(default_factory=time.monotonic)

    def took(self, message: Message) -> None:
        """Keep streamed text for RPC-067."""
        text = message.body.get("text")
        room = MAX_PARTIAL - sum(map(len, self.partial))
        if message.method in TOKENS and isinstance(text, str) and len(text) <= room:
            self.partial.append(text)


@dataclass(slots=True, eq=False)
class Asked:
    """A request of a service that is not answered yet."""

    by: Connection
    id: Id
    method: str
    body: Json
    raw: str
    since: float = field(default_factory=time.monotonic)
    calls: list[Call] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    stopping: str = ""  # the mode of a cancel
    stopped: Callable[[str], None] | None = None  # told of a cancel
    over: bool = False
    held: list[bytes] = field(default_factory=list)  # what RPC-055 forbids to hold

    @property
    def meta(self) -> Json:
        """`_meta`, without members of the wrong type (RPC-060)."""
        given = self.body.get("_meta")
        if not isinstance(given, dict):
            return {}
        if broken("rpc-060-taken-as-it-is"):
            return dict(given)
        numbers = {"deadline_ms", "depth"}
        texts = {
            "traceparent",
            "tracestate",
            "baggage",
            "session_id",
            "parent_session_id",
            "turn_id",
        }
        return {
            name: value
            for name, value in given.items()
            if not (name in numbers and type(value) is not int)
            and not (name in texts and not isinstance(value, str))
        }

    @property
    def depth(self) -> int:
        """How deep it is nested."""
        return int(self.meta.get("depth", 0))

    @property
    def left_ms(self) -> int | None:
        """What is left of its deadline; may be negative."""
        given = self.meta.get("deadline_ms")
        passed = int((time.monotonic() - self.since) * 1000)
        return None if given is None else int(given) - passed

    def meta_of_calls(self) -> Json:
        """`_meta` of the calls that are made to answer it (RPC-022, RPC-023, RPC-028)."""
        meta = {} if broken("rpc-022-meta-is-lost") else dict(self.meta)
        meta["depth"] = self.depth + (0 if broken("rpc-023-same-depth") else 1)
        if self.left_ms is not None and not broken("rpc-028-the-whole-deadline"):
            meta["deadline_ms"] = max(self.left_ms, 0)
            if broken("rpc-028-no-deadline"):
                del meta["deadline_ms"]
                return meta
            if broken("rpc-061-fraction"):
                meta["deadline_ms"] += 0.5
        return meta


def with_members(body: Json, **members: Any) -> str:
    """Params with some members replaced, all others as they are."""
    return dump({**body, **members})
