"""Errors of the protocol: one class, and a function for each kind that needs more than a text."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Iterable
from typing import Any

from mutations import broken

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
    "llm_error": -32010,
}

Fault = tuple[str, str]  # a JSON Pointer and what is wrong there


class RpcError(Exception):
    """An error that goes over the wire as it is."""

    def __init__(self, code: int, message: str, data: dict[str, Any]) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    @property
    def kind(self) -> str:
        """The kind, or that of the code where it is absent or unknown (RPC-046, RPC-068)."""
        kind = self.data.get("kind")
        if kind in CODES:
            return str(kind)
        return next((k for k, code in CODES.items() if code == self.code), "internal_error")

    def wire(self) -> dict[str, Any]:
        """The error object of a response."""
        code: float = _code(self.code, self.data.get("kind"))
        data = self.data
        if broken("rpc-045-none"):
            data = {name: value for name, value in data.items() if name != "kind"}
        return {
            "code": code,
            "message": "" if broken("rpc-069-empty") else self.message,
            "data": data,
        }


def _code(code: int, kind: Any) -> float:
    """The code of the kind, an integer (RPC-047)."""
    if broken("frm-039-fraction"):
        return float(code)
    other = (kind == "not_found" and broken("rpc-047-not-found")) or (
        kind == "cancelled" and broken("rpc-047-cancelled")
    )
    return -32000 if other else code


def error(kind: str, message: str, **data: Any) -> RpcError:
    """An error of this kind, with the code of the table (RPC-045, RPC-047)."""
    return RpcError(CODES[kind], message, {"kind": kind, **data})


def invalid_params(subject: str, faults: list[Fault]) -> RpcError:
    """-32602 with all faults (RPC-070)."""
    path, text = faults[0]
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    if broken("rpc-070-first"):
        faults = faults[:1]
    if broken("rpc-070-path"):
        faults = [(p.strip("/").replace("/", "."), m) for p, m in faults]
    listed = [{"path": p, "message": m} for p, m in faults]
    if broken("rpc-070-none"):
        return error("invalid_params", f"{subject}: {path} {text}{more}")
    return error("invalid_params", f"{subject}: {path or 'the params'} {text}{more}", errors=listed)


def not_found(what: str, name: str, names: Iterable[str], why: str = "") -> RpcError:
    """-32004 with what was looked for, and a name that is close (RPC-073, RPC-074)."""
    text = f'there is no {what.replace("_", " ")} "{name}"'
    data = {"what": what, "name": name}
    if broken("rpc-073-what"):
        del data["what"]
    if broken("rpc-073-name"):
        del data["name"]
    if close := near(name, names):
        data["did_you_mean"] = close
    hint = why or (f'; did you mean "{close}"?' if close else "")
    return error("not_found", text + hint, **data)


def crashed(method: str, why: BaseException) -> RpcError:
    """-32603 with the type of what was thrown, and no stack (RPC-071, RPC-072)."""
    name = type(why).__name__
    text = f"the handler of {method} broke: {name}"
    if broken("rpc-072-trace"):
        text = "".join(traceback.format_exception(why))
    return error(
        "internal_error", text, **({} if broken("rpc-071-unnamed") else {"exception": name})
    )


def near(name: str, names: Iterable[str]) -> str | None:
    """The one of the names that is closest, if any is close."""
    if broken("rpc-074-silent"):
        return None
    found = difflib.get_close_matches(name[:200], list(names), n=1)
    return found[0] if found else None
