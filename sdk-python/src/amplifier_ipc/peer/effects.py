"""What the machine wants done, and what it tells the layer above."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from ..wire import ErrorObject, Id, Message, Object

CancelMode = Literal["immediate", "graceful"]
"""How a cancel is meant: stop now, or finish what runs and start nothing new."""


class Send(NamedTuple):
    """Write this message."""

    message: Message


class Requested(NamedTuple):
    """A request is to be answered, until ``deadline`` on the machine's clock (ms) if there is one."""

    id: Id
    method: str
    params: Object
    deadline: float | None


class Notified(NamedTuple):
    """A notification about nothing that is under way here."""

    method: str
    params: Object


class Streamed(NamedTuple):
    """A notification about an own call."""

    id: Id
    method: str
    params: Object


class Resulted(NamedTuple):
    """An own call has its result."""

    id: Id
    result: Any


class Failed(NamedTuple):
    """An own call failed."""

    id: Id
    error: ErrorObject


class Cancelled(NamedTuple):
    """The caller no longer wants this request; it is still to be answered."""

    id: Id
    mode: CancelMode


class Expired(NamedTuple):
    """The deadline of this request passed; it has been answered."""

    id: Id


class Stray(NamedTuple):
    """A response to nothing that is under way, or a stream notification about nothing."""

    id: Id | None


Event = Requested | Notified | Streamed | Resulted | Failed | Cancelled | Expired | Stray
Effect = Send | Event


def error(code: int, kind: str, message: str, **data: Any) -> ErrorObject:
    """Return an error object with its kind."""
    return {"code": code, "message": message, "data": {"kind": kind, **data}}
