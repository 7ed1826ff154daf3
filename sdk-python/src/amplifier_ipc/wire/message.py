"""The messages, and what else can come of a line."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeGuard

Id = str | int
"""The id of a request: a string or an integer, echoed exactly."""
Object = dict[str, Any]
"""A JSON object."""
ErrorObject = dict[str, Any]
"""``{code, message, data?}`` as it stands on the wire."""


class NegativeZero(int):
    """The id ``-0``: equal to 0, and echoed as it came (RPC-005)."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "-0"


class Request(NamedTuple):
    """A call that wants an answer."""

    id: Id
    method: str
    params: Object


class Notification(NamedTuple):
    """A call that wants none."""

    method: str
    params: Object


class Response(NamedTuple):
    """An answer: an error if there is one, else the result. Only an error may have the id null."""

    id: Id | None
    result: Any = None
    error: ErrorObject | None = None


class Refusal(NamedTuple):
    """A line that is to be answered with an error: it is no message (-32700, -32600)."""

    code: int
    id: Id | None
    reason: str


class Dropped(NamedTuple):
    """A line that is no message and must not be answered; ``id``: of an illegal response, if legal."""

    id: Id | None = None


Message = Request | Notification | Response
Verdict = Message | Refusal | Dropped


def is_id(value: object) -> TypeGuard[Id]:
    """Tell whether a JSON value can be an id."""
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
