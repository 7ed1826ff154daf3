"""Errors as they stand on the wire (schemas/errors.json)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from mutations import broken
from values import dump

CODES = {
    "parse_error": -32700,
    "invalid_request": -32600,
    "method_not_found": -32601,
    "invalid_params": -32602,
    "internal_error": -32603,
    "cancelled": -32800,
    "deadline_exceeded": -32001,
    "service_unavailable": -32002,
    "permission_denied": -32003,
    "not_found": -32004,
    "overloaded": -32005,
    "message_too_large": -32006,
    "not_ready": -32007,
    "unsupported_version": -32008,
}


class Failure(Exception):  # noqa: N818 - that of a request, not of the host
    """An error to answer with."""

    def __init__(self, kind: str, message: str, **data: Any) -> None:
        super().__init__(message)
        self.kind = kind
        self.code = CODES[kind]
        self.message = "" if broken("rpc-069-no-words") else message
        self.data = data if broken("rpc-045-no-kind") else {"kind": kind, **data}
        if broken("rpc-072-stack-trace"):
            self.data["stack"] = 'Traceback (most recent call last):\n  File "router.py", line 1'
        if broken("rpc-047-another-code") and kind == "not_found":
            self.code = -32000

    def json(self) -> str:
        """The error object."""
        return dump({"code": self.code, "message": self.message, "data": self.data})


def not_found(what: str, name: str, known: Iterable[str] = ()) -> Failure:
    """RPC-073, RPC-074."""
    if broken("rpc-073-nothing-named"):
        return Failure("not_found", f"there is no {what} {name!r}")
    near = get_close_matches(name, list(known), n=1)
    hint = {"did_you_mean": near[0]} if near else {}
    ask = f"; did you mean {near[0]!r}?" if near else ""
    return Failure("not_found", f"there is no {what} {name!r}{ask}", what=what, name=name, **hint)


def invalid_params(method: str, faults: list[tuple[str, str]]) -> Failure:
    """RPC-070: all faults."""
    if broken("rpc-070-first-fault-only"):
        faults = faults[:1]
    errors = [{"path": path, "message": message} for path, message in faults]
    if broken("rpc-070-no-paths"):
        errors = [{"message": f"{path} {message}"} for path, message in faults]
    first = f"{faults[0][0]} {faults[0][1]}"
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return Failure("invalid_params", f"{method}: {first}{more}", errors=errors)


def too_large(limit: int) -> Failure:
    """FRM-027, FRM-035, FRM-036."""
    return Failure("message_too_large", f"the message is longer than {limit} bytes", limit=limit)
