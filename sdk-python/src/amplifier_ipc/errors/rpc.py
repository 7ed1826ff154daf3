"""An error of the protocol: a code, a sentence, and ``data.kind``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from .._generated.errors import KIND_OF_CODE, KINDS
from .suggest import nearest

if TYPE_CHECKING:
    from .._generated import ErrorKind


class Fault(NamedTuple):
    """One thing that is wrong: a JSON Pointer from the params, and what would be right."""

    path: str
    message: str


_INTERNAL = -32603


class RpcError(Exception):
    """An error as the wire carries it. Programs test ``kind``; people read the message.

    ``data`` has the members of the error object's data, ``kind`` among them. An unknown kind is
    treated as ``internal_error`` by its code.
    """

    def __init__(self, kind: ErrorKind, message: str, **data: Any) -> None:
        super().__init__(message)
        self.code = KINDS[kind].code if kind in KINDS else _INTERNAL
        self.message = message
        self.data: dict[str, Any] = {"kind": kind, **data}

    @property
    def kind(self) -> str:
        """The name that programs test; when the other side gave none, the kind of the code."""
        given = self.data.get("kind")
        return given if isinstance(given, str) else KIND_OF_CODE.get(self.code, "internal_error")

    def to_wire(self) -> dict[str, Any]:
        """Return the error object."""
        return {
            "code": self.code,
            "message": self.message,
            "data": {**self.data, "kind": self.kind},
        }

    @classmethod
    def invalid_params(cls, faults: Iterable[Fault]) -> RpcError:
        """-32602 with every fault, not only the first."""
        errors = [{"path": fault.path, "message": fault.message} for fault in faults]
        message = "; ".join(f"{error['path']}: {error['message']}" for error in errors)
        return RpcError("invalid_params", message, errors=errors)

    @classmethod
    def not_found(cls, what: str, name: str, known: Iterable[str] = ()) -> RpcError:
        """-32004, with the nearest of the names that exist."""
        near = nearest(name, known)
        hint = f"; did you mean '{near}'?" if near else ""
        error = RpcError(
            "not_found", f"there is no {what} '{name}' here{hint}", what=what, name=name
        )
        if near:
            error.data["did_you_mean"] = near
        return error

    @classmethod
    def method_not_found(cls, method: str) -> RpcError:
        """-32601."""
        return RpcError("method_not_found", f"this side does not serve the method '{method}'")

    @classmethod
    def internal(cls, exception: str, message: str) -> RpcError:
        """-32603: the handler broke; ``exception`` is a type's name, never a stack trace."""
        return RpcError("internal_error", message, exception=exception)

    @classmethod
    def cancelled(cls, partial: Any = None) -> RpcError:
        """-32800, with what there was until then."""
        error = RpcError("cancelled", "the request was cancelled")
        if partial is not None:
            error.data["partial"] = partial
        return error

    @classmethod
    def too_large(cls, limit: int) -> RpcError:
        """-32006: the other side reads no more than ``limit`` bytes."""
        message = f"the message is longer than {limit} bytes, the most that the other side reads"
        return RpcError("message_too_large", message, limit=limit)
