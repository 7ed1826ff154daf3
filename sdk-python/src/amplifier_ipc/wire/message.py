"""The messages, and what else can come of a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeGuard

Id = str | int
"""The id of a request: a string or an integer, echoed exactly."""
Object = dict[str, Any]
"""A JSON object."""
ErrorObject = dict[str, Any]
"""``{code, message, data?}`` as it stands on the wire."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call that wants an answer."""

    id: Id
    method: str
    params: Object = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notification:
    """A call that wants none."""

    method: str
    params: Object = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: an error if there is one, else the result. Only an error may come without an id."""

    id: Id | None
    result: Any = None
    error: ErrorObject | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that is to be answered with an error: it is no message (-32700, -32600)."""

    code: int
    id: Id | None
    reason: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that is no message and must not be answered; ``id``: of an illegal response, if legal."""

    id: Id | None = None


Message = Request | Notification | Response
Verdict = Message | Refusal | Dropped


def is_id(value: object) -> TypeGuard[Id]:
    """Tell whether a JSON value can be an id."""
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
