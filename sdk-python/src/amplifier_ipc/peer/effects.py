"""What the machine wants done, and what it tells the layer above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..wire import ErrorObject, Id, Message, Object

CancelMode = Literal["immediate", "graceful"]
"""How a cancel is meant: stop now, or finish what runs and start nothing new."""


@dataclass(frozen=True, slots=True)
class Send:
    """Write this message."""

    message: Message


@dataclass(frozen=True, slots=True)
class Requested:
    """A request is to be answered, until ``deadline`` on the machine's clock (ms) if there is one."""

    id: Id
    method: str
    params: Object
    deadline: float | None


@dataclass(frozen=True, slots=True)
class Notified:
    """A notification about nothing that is under way here."""

    method: str
    params: Object


@dataclass(frozen=True, slots=True)
class Streamed:
    """A notification about an own call."""

    id: Id
    method: str
    params: Object


@dataclass(frozen=True, slots=True)
class Resulted:
    """An own call has its result."""

    id: Id
    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """An own call failed."""

    id: Id
    error: ErrorObject


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The caller no longer wants this request; it is still to be answered."""

    id: Id
    mode: CancelMode


@dataclass(frozen=True, slots=True)
class Expired:
    """The deadline of this request passed; it has been answered."""

    id: Id


@dataclass(frozen=True, slots=True)
class Stray:
    """A response to nothing that is under way, or a stream notification about nothing."""

    id: Id | None


Event = Requested | Notified | Streamed | Resulted | Failed | Cancelled | Expired | Stray
Effect = Send | Event


def error(code: int, kind: str, message: str, **data: Any) -> ErrorObject:
    """Return an error object with its kind."""
    return {"code": code, "message": message, "data": {"kind": kind, **data}}
