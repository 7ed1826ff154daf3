"""Lines in, verdicts out. Pure (chapters 1 and 2)."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from typing import Any, TypeGuard

from errors import error
from lines import LIMIT, Oversized
from mutations import broken
from scan import Top, survey
from writing import MAX_DEPTH

_MEMBERS = {"jsonrpc", "id", "method", "params", "result", "error"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


@dataclass(frozen=True)
class Message:
    """A legal message."""

    body: dict[str, Any]


@dataclass(frozen=True)
class Refuse:
    """Answer the line with this error, under this id (FRM-007 to FRM-009, FRM-036)."""

    kind: str
    why: str
    id: Any


@dataclass(frozen=True)
class Drop:
    """Say nothing and count (FRM-010, FRM-034); `id` is that of an illegal answer."""

    id: Any


Verdict = Message | Refuse | Drop


class NoJsonError(ValueError):
    """The text is not what FRM-033 calls JSON."""


def judge(line: bytes | Oversized) -> Verdict:
    """What a line without its LF is."""
    if isinstance(line, Oversized):
        return _judge_head(line.head)
    try:
        text = line.decode(errors="replace" if broken("frm-033-utf8") else "strict")
    except UnicodeDecodeError as why:
        top = survey(line.decode(errors="surrogateescape"))
        return _reject("parse_error", f"byte {why.start} of the line is not UTF-8", top)
    if broken("frm-033-bom"):
        text = text.removeprefix("\ufeff")
    try:
        if too_deep(text):
            why_deep = f"the message nests deeper than {MAX_DEPTH}"
            return _reject("invalid_request", why_deep, survey(text))
        value = read(text)
    except NoJsonError as why:
        return _reject("parse_error", f"the line is not JSON: {why}", survey(text))
    if why_not := _illegal(value):
        return _reject("invalid_request", why_not, survey(text))
    return Message(value)


def read(text: str) -> Any:
    """The value of a JSON text that does not nest too deep; NoJsonError tells why it is none."""
    try:
        value = json.loads(
            text,
            strict=not broken("frm-033-control"),
            parse_constant=_no_constant,
            parse_float=_float,
            parse_int=_int,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as why:
        raise NoJsonError(str(why)) from None
    pairs = not broken("frm-033-surrogate")
    if pairs and "\\ud" in text.lower() and _lone_surrogate(text):
        raise NoJsonError("a surrogate stands without its pair")
    return value


def read_loosely(text: str) -> Any:
    """What a careless model wrote; None if it cannot be read. It may hold what FRM-033 excludes."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def is_id(value: Any) -> TypeGuard[str | int]:
    """Whether it is the id of a request (RPC-004)."""
    if isinstance(value, str):
        return not any("\ud800" <= c <= "\udfff" for c in value)
    if broken("rpc-004-accepts") and isinstance(value, float):
        return True
    return isinstance(value, int) and not isinstance(value, bool)


def _illegal(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "a message must be an object; there are no batches"
    if value.get("jsonrpc") != "2.0" and not broken("rpc-003-accepts"):
        return 'jsonrpc must be "2.0"'
    if broken("rpc-002-order") and next(iter(value)) != "jsonrpc":
        return "jsonrpc must come first"
    if broken("rpc-010-envelope") and value.keys() - _MEMBERS:
        return "there are unknown members"
    if "method" in value:
        _loosen(value)
        return _illegal_request(value)
    return _illegal_response(value)


def _loosen(value: dict[str, Any]) -> None:
    if broken("rpc-052-number") and isinstance(value["method"], int):
        value["method"] = str(value["method"])
    params = value.get("params", {})
    array = broken("rpc-006-array") and isinstance(params, list)
    if array or (broken("rpc-006-null") and params is None):
        value["params"] = {}


def _illegal_request(value: dict[str, Any]) -> str | None:
    if "result" in value or "error" in value:
        return "a message is either a request or a response"
    if not isinstance(value["method"], str):
        return "method must be a string"
    if not isinstance(value.get("params", {}), dict):
        return "params must be an object or absent"
    if "id" in value and not is_id(value["id"]):
        return "id must be a string or an integer"
    return None


def _illegal_response(value: dict[str, Any]) -> str | None:
    if ("result" in value) == ("error" in value):
        return "a message has a method, or exactly one of result and error"
    if "id" not in value or not (is_id(value["id"]) or _null_id(value)):
        return "a response has an id"
    if "result" in value:
        return None
    found = value["error"]
    fits = isinstance(found, dict) and isinstance(found.get("message"), str)
    if fits and isinstance(found.get("code"), int) and not isinstance(found["code"], bool):
        return None
    return "an error has an integer code and a message"


def _null_id(value: dict[str, Any]) -> bool:
    return value["id"] is None and "error" in value


def _reject(kind: str, why: str, top: Top) -> Refuse | Drop:
    found = top.last_id(before_params=False)
    if top.shows("result", "error") and not broken("frm-010-answer"):
        return Drop(found if is_id(found) else None)
    if kind == "invalid_request" and top.shows("method") and not top.shows("id"):
        if not broken("frm-010-notification"):
            return Drop(None)  # what is not JSON is no notification
    elif (kind == "parse_error" and broken("frm-007-silent")) or (
        kind == "invalid_request" and broken("frm-008-silent")
    ):
        return Drop(None)
    if broken("frm-007-code") and kind == "parse_error":
        kind = "invalid_request"
    elif broken("frm-008-code") and kind == "invalid_request":
        kind = "parse_error"
    return Refuse(kind, why, _refused_id(top))


def _refused_id(top: Top) -> Any:
    """The last legal id before params (FRM-009)."""
    found = top.last_id(before_params=not broken("frm-009-behind"))
    if broken("frm-009-first"):
        found = next((value for name, value in top.members if name == "id"), None)
    if broken("frm-009-null"):
        return None
    return found if is_id(found) else None


def _judge_head(head: bytes) -> Refuse | Drop:
    """A line that was too long, by its first 4096 bytes (FRM-036, FRM-037)."""
    top = survey(head.decode(errors="surrogateescape"), cut=True)
    if top.shows("result", "error") and not broken("frm-036-answer"):
        found = top.last_id(before_params=False)
        return Drop(found if is_id(found) else None)
    found = top.last_id(before_params=True)
    if top.shows("method") and not is_id(found) and not broken("frm-036-notification"):
        return Drop(None)
    if broken("frm-036-silent"):
        return Drop(None)
    why = f"the message is longer than {LIMIT} bytes, the most that this side reads"
    return Refuse("message_too_large", why, found if is_id(found) else None)


def refusal(verdict: Refuse) -> dict[str, Any]:
    """The response to a line that was refused."""
    large = verdict.kind == "message_too_large" and not broken("frm-036-limit")
    more = {"limit": LIMIT} if large else {}
    body = error(verdict.kind, verdict.why, **more).wire()
    return {"jsonrpc": "2.0", "id": verdict.id, "error": body}


def too_deep(text: str) -> bool:
    """Whether a JSON text nests deeper than 128; NoJsonError if one that does is none (FRM-019)."""
    most = 100 if broken("frm-019-shallow") else MAX_DEPTH
    if text.count("[") + text.count("{") <= most or broken("frm-019-deep"):
        return False
    top = survey(text)
    if top.depth > most and not top.valid:
        raise NoJsonError("it ends or breaks off where it may not")
    return top.depth > most


def _lone_surrogate(text: str) -> bool:
    """Whether an escape stands for half a pair; raw ones cannot be in UTF-8."""
    high_until = -1  # where a low one must begin
    for found in _ESCAPE.finditer(text):
        unit = int(found[1], 16) if found[1] else 0
        low = 0xDC00 <= unit <= 0xDFFF
        if low != (found.start() == high_until):
            return True
        high_until = found.end() if 0xD800 <= unit <= 0xDBFF else -1
        if high_until >= 0 and text[high_until : high_until + 2] != "\\u":
            return True
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The last of several members of the same name counts (FRM-022)."""
    if broken("frm-022-first"):
        pairs = pairs[::-1]
    return dict(pairs)


def _no_constant(name: str) -> float:
    if broken("frm-033-nan") and name == "NaN":
        return 0.0
    if broken("frm-033-infinity") and name != "NaN":
        return 0.0
    raise ValueError(f"{name} is not JSON")


def _float(text: str) -> float:
    """Any number is accepted, though it may lose precision (FRM-021)."""
    most = sys.float_info.max
    if broken("frm-021-exponent") and abs(float(text)) > most:
        raise ValueError(f"{text[:20]} is too large a number")
    if broken("frm-041-infinity"):
        return float(text)
    return max(-most, min(most, float(text)))


def _int(text: str) -> int | float:
    if len(text) >= 1000:
        return _float(text)
    if broken("frm-021-big") and abs(int(text)) >= 2**53:
        raise ValueError(f"{text[:20]} is too large an integer")
    if broken("frm-020-short"):  # FRM-020
        return max(-(2**31), min(2**31 - 1, int(text)))
    return int(text)
