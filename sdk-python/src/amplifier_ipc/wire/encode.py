"""Messages to bytes, members in the order that routers read fastest (protocol §3)."""

from __future__ import annotations

import enum
import json
from typing import Any

from .decode import is_deep
from .message import ErrorObject, Id, Message, NegativeZero, Notification, Object, Request

ROUTING_MEMBERS = ("_meta", "request_id", "name", "event", "hook", "path")
"""The members of params that decide a message's way; they stand before the payload."""


def encode(message: Message) -> bytes:
    """Return one line with its LF. Raises ValueError or TypeError for what is no JSON."""
    if isinstance(message, Request):
        return encode_call(message.id, message.method, message.params)
    if isinstance(message, Notification):
        return encode_call(None, message.method, message.params)
    if message.error is not None:
        return encode_error(message.id, message.error)
    return encode_result(message.id, message.result)


def encode_call(call_id: Id | None, method: str, params: Object) -> bytes:
    """Return a request, or without an id a notification."""
    call: Object = {"jsonrpc": "2.0"}
    if call_id is not None:
        call["id"] = call_id
    call["method"] = method
    call["params"] = _ordered(params)
    return _line(call)


def encode_result(request_id: Id | None, result: Any) -> bytes:
    """Return a response with a result."""
    return _line({"jsonrpc": "2.0", "id": request_id, "result": result})


def encode_error(request_id: Id | None, error: ErrorObject) -> bytes:
    """Return a response with an error."""
    return _line({"jsonrpc": "2.0", "id": request_id, "error": error})


def _line(message: Object) -> bytes:
    line = encode_value(message) + b"\n"
    if isinstance(message.get("id"), NegativeZero):
        line = line.replace(b'"id":0', b'"id":-0', 1)
    return line


def encode_value(value: Any) -> bytes:
    """Return a value as JSON on one line, without LF. Raises ValueError or TypeError for what is none."""
    # A lone surrogate in an author's text is no Unicode: a question mark takes its place.
    text = _ENCODER.encode(value).encode(errors="replace")
    if is_deep(value, text):
        raise ValueError("the message nests deeper than 128, which no receiver takes")
    return text


def plain(value: Any) -> Any:
    """Return what JSON carries for an object of Python's. Raises TypeError when there is nothing."""
    for method in ("to_wire", "isoformat", "__fspath__"):
        if hasattr(value, method):
            return getattr(value, method)()
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True)
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, set | frozenset):
        return list(value)
    if isinstance(value, enum.Enum):
        return value.value
    if type(value).__name__ in ("UUID", "Decimal"):  # importing their modules takes time
        return str(value)
    raise TypeError(f"JSON cannot carry a {type(value).__name__}")


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=plain
)


def _ordered(params: Object) -> Object:
    ordered = {name: params[name] for name in ROUTING_MEMBERS if name in params}
    if ordered:
        ordered.update(params)
        return ordered
    return params
