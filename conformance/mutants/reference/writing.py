"""Messages in, lines out. Pure (FRM-001, FRM-006, FRM-038 to FRM-041, RPC-049)."""

from __future__ import annotations

import json
from typing import Any

from mutations import broken

Json = dict[str, Any]
MAX_DEPTH = 128


def encode(message: Json) -> bytes:
    """The line of a message with its LF; ValueError if it holds what FRM-033 or FRM-038 excludes."""
    message = _ordered(message)
    wide = broken("frm-006-spaces")
    text = json.dumps(
        message,
        ensure_ascii=False,
        separators=(", ", ": ") if wide else (",", ":"),
        allow_nan=broken("frm-041-infinity"),
    )
    if _depth(message) > MAX_DEPTH and not broken("frm-038-deep"):
        raise ValueError(f"the message would nest deeper than {MAX_DEPTH}")
    return _line(message, text) + b"\n"


def _ordered(message: Json) -> Json:
    """The members in the order of RPC-049, exactly those of RPC-003 and RPC-008."""
    if broken("rpc-049-order"):
        message = dict(reversed(message.items()))
    if broken("rpc-003-jsonrpc") and "id" not in message:
        message = {k: v for k, v in message.items() if k != "jsonrpc"}
    if message.get("method") == "$/log" and broken("rpc-006-writes"):
        message = {**message, "params": list(message["params"].values())}
    if message.get("method") == "$/log" and broken("rpc-052-writes"):
        message = {**message, "method": 7}
    if "error" in message:
        if broken("rpc-003-version"):
            message = {**message, "jsonrpc": "1.0"}
        if broken("rpc-008-both"):
            message = {**message, "result": None}
        if broken("rpc-053-noid") and message["id"] is None:
            message = {k: v for k, v in message.items() if k != "id"}
    return message


def _line(message: Json, text: str) -> bytes:
    """The bytes: UTF-8, one line, no byte order mark (FRM-001)."""
    if broken("frm-001-latin"):
        return text.encode("latin-1", errors="ignore")
    line = text.encode()
    if "error" in message:
        if broken("frm-001-bom"):
            return b"\xef\xbb\xbf" + line
        if broken("frm-001-lines"):
            return json.dumps(message, indent=1).encode()
        if broken("rpc-001-batch"):
            return b"[" + line + b"]"
    if broken("frm-040-twice"):
        return b'{"jsonrpc":"2.0",' + line[1:]
    return line


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level := [v for v in level if isinstance(v, dict | list)]:
        deepest += 1
        level = [v for x in level for v in (x.values() if isinstance(x, dict) else x)]
    return deepest


def body(value: Any) -> bytes:
    """The bytes of a body or of the data of an event, one line; ValueError as encode has it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if _depth(value) > MAX_DEPTH:
        raise ValueError(f"the body would nest deeper than {MAX_DEPTH}")
    return text.encode()
