"""One line in, one verdict out (protocol §2 and §3)."""

from __future__ import annotations

import json
import math
import re
import sys
from typing import Any

from .head import depth, scan_head
from .message import (
    Dropped,
    Id,
    NegativeZero,
    Notification,
    Refusal,
    Request,
    Response,
    Verdict,
    is_id,
)

MAX_DEPTH = 128
"""How deep a message may nest; the root is depth 1, scalars add none."""

_CONTAINERS = (dict, list, tuple)
_SHORT = 4096
_PARSE_ERROR = -32700
_INVALID_REQUEST = -32600
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u(?P<lone>[dD][89a-fA-F]..)|\\.", re.DOTALL
)


class MalformedError(Exception):
    """What is not JSON as the protocol has it (-32700), nests too deep, or is no object (-32600)."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason


class _NotANumberError(ValueError):
    """NaN or Infinity, which Python would take for JSON."""


def decode(line: bytes) -> Verdict:
    """Read one line (without its LF)."""
    try:
        return _judge(line, parse_object(line))
    except MalformedError as fault:
        head = scan_head(line)
        # What is not JSON is no notification either: only what may be an answer is never refused (FRM-010).
        notification = fault.code != _PARSE_ERROR and head.method and not head.named
        if head.answer or notification:
            return Dropped(head.id if head.answer else None)
        return Refusal(fault.code, head.id, fault.reason)


def parse(line: bytes) -> Any:
    """Return a JSON value. Raises MalformedError for what is none (FRM-007, FRM-019, FRM-030)."""
    try:
        value = _load(line)
    except (ValueError, RecursionError) as error:
        if depth(line, MAX_DEPTH) > MAX_DEPTH:
            raise _too_deep() from error
        raise MalformedError(_PARSE_ERROR, f"not JSON: {error}") from error
    if is_deep(value, line):
        raise _too_deep()
    return value


def parse_object(line: bytes) -> dict[str, Any]:
    """Return a JSON object. Raises MalformedError for anything else."""
    value = parse(line)
    if not isinstance(value, dict):
        raise MalformedError(_INVALID_REQUEST, "a message is a JSON object")
    return value


def _load(line: bytes) -> Any:
    text = line.decode()
    try:
        value = _DECODER.decode(text)
    except (json.JSONDecodeError, _NotANumberError):
        raise
    except ValueError:
        # An integer of more digits than Python reads: it may lose precision, never the message.
        value = _TOLERANT.decode(text)
    # Told by the text: a later member of the same name hides the value.
    if _SURROGATE.search(line) and any(escape["lone"] for escape in _ESCAPE.finditer(line)):
        raise ValueError("a surrogate stands without its pair")
    return value


def is_deep(value: Any, line: bytes) -> bool:
    """Tell whether a value nests deeper than allowed; ``line`` is its text."""
    # In a short line brackets are counted sooner than containers are walked; in a long one it is the other way.
    if len(line) <= _SHORT and line.count(b"}") + line.count(b"]") <= MAX_DEPTH:
        return False
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, _CONTAINERS)
        ]
        if not level:
            return False
    return True


def _judge(line: bytes, message: dict[str, Any]) -> Verdict:
    if "result" in message or "error" in message:
        return _response(message)
    if "method" not in message:
        return _refuse(line, "a message has a method, a result or an error")
    method, params = message["method"], message.get("params", {})
    fault = _call_fault(message, method, params)
    if "id" not in message:
        return Dropped() if fault else Notification(method, params)
    if fault:
        return _refuse(line, fault)
    if not is_id(message["id"]):
        return _refuse(line, "id must be a string or an integer")
    return Request(message["id"] or _zero(message["id"], line), method, params)


def _zero(request_id: Id, line: bytes) -> Id:
    """Return an empty or zero id; of -0, which Python reads as 0, as one that is written as it came."""
    head = scan_head(line).id if request_id == 0 else None
    return head if isinstance(head, NegativeZero) else request_id


def _call_fault(message: dict[str, Any], method: Any, params: Any) -> str | None:
    if message.get("jsonrpc") != "2.0":
        return 'jsonrpc must be "2.0"'
    if not isinstance(method, str):
        return "method must be a string"
    if not isinstance(params, dict):
        return "params must be an object or absent"
    return None


def _refuse(line: bytes, reason: str) -> Refusal:
    return Refusal(_INVALID_REQUEST, scan_head(line).id, reason)


def _response(message: dict[str, Any]) -> Verdict:
    raw = message.get("id")
    request_id: Id | None = raw if is_id(raw) else None
    legal = message.get("jsonrpc") == "2.0" and "method" not in message
    if not legal or ("result" in message) == ("error" in message):
        return Dropped(request_id)
    if "result" in message:
        return Dropped() if request_id is None else Response(request_id, message["result"])
    # Only an error may have the id null: it answers what could not be read (RPC-053).
    error = message["error"]
    nameless = request_id is None and ("id" not in message or raw is not None)
    if nameless or not _is_error(error):
        return Dropped(request_id)
    return Response(request_id, error=error)


def _is_error(error: Any) -> bool:
    if not isinstance(error, dict):
        return False
    code = error.get("code")
    whole = isinstance(code, int) and not isinstance(code, bool)
    return whole and isinstance(error.get("message"), str)


def _too_deep() -> MalformedError:
    return MalformedError(_INVALID_REQUEST, f"nested deeper than {MAX_DEPTH}")


def _no_constant(name: str) -> Any:
    raise _NotANumberError(f"{name} is no JSON")


def _clamped_float(text: str) -> float:
    value = float(text)
    return math.copysign(sys.float_info.max, value) if math.isinf(value) else value


def _clamped_int(text: str) -> int | float:
    return int(text) if len(text) <= 4300 else _clamped_float(text)


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_clamped_float)
_TOLERANT = json.JSONDecoder(
    parse_constant=_no_constant, parse_float=_clamped_float, parse_int=_clamped_int
)
