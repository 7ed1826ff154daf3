"""A message as the trace keeps it: the data plane's record with names for numbers, and without secrets (pure).

Payloads pass as the bytes that they were on the wire; only those that hold a `config` are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
VERSION = 2  # of trace.jsonl; 1 had events only
PAYLOAD_BYTES = 64 << 10
MASK = "***"
_SECRET = re.compile(r"key|token|secret|password|passwd|credential|authorization", re.IGNORECASE)
_MAY_HOLD_SECRETS = re.compile(
    rb'"config".*(?:key|token|secret|passw|credential|authorization)', re.IGNORECASE | re.DOTALL
)
_KINDS = {"start": "request", "end": "response", "note": "notification", "lost": "lost"}


def members(session_id: str, record: Json, payload: bytes, name_of: Callable[[int], str]) -> bytes:
    """The members of its line: `type`, `session`, `kind`, `n`, `from`, `to`, `method`, …, and the payload last.

    `n` pairs a request, its response and its notifications; `bytes` is the length of the whole message; `cut` says that
    the payload is text, its first 64 KiB.
    """
    head: Json = {"type": "message", "session": session_id, "kind": _KINDS[record.pop("phase")]}
    part = str(record.pop("part", "params"))
    if head["kind"] != "lost":
        record |= {"from": name_of(record["from"]), "to": name_of(record["to"])}
    text = json.dumps({**head, **record}, ensure_ascii=False, separators=(",", ":"))[1:-1]
    line: bytes = text.encode("utf-8", "surrogatepass")
    if not payload:
        return line
    said = _as_text(payload) if record.get("cut") else _unmasked(payload)
    return line + b',"' + part.encode() + b'":' + said


def _as_text(payload: bytes) -> bytes:
    """The beginning of a payload, as a string; of one that may hold secrets nothing, since it cannot be read."""
    if _MAY_HOLD_SECRETS.search(payload):
        return b'"***"'
    return json.dumps(payload.decode("utf-8", "ignore"), ensure_ascii=False).encode()


def _unmasked(payload: bytes) -> bytes:
    if not _MAY_HOLD_SECRETS.search(payload):
        return payload
    try:
        read = json.loads(payload)
    except (ValueError, RecursionError):
        return b'"***"'
    return json.dumps(_without_secrets(read), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def _without_secrets(value: Any, *, config: bool = False, secret: bool = False) -> Any:
    """Masks strings below members of a `config` whose names say that they are secret."""
    if isinstance(value, dict):
        return {
            key: _without_secrets(
                inner,
                config=config or key == "config",
                secret=secret or (config and bool(_SECRET.search(key))),
            )
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(inner, config=config, secret=secret) for inner in value]
    return MASK if secret and isinstance(value, str) and value else value
