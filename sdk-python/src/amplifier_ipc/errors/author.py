"""What an author's code may raise, and what becomes of it on the wire."""

from __future__ import annotations

from typing import Any

from .rpc import RpcError


class ToolFailed(Exception):  # noqa: N818 # what authors raise reads as a sentence: raise ToolFailed("…")
    """A tool that ran and failed: the model sees the message, the turn goes on.

    ``kind`` is the name that programs test (``not_found``, …), ``details`` is more about it, and
    ``output`` what the tool had got so far.
    """

    def __init__(
        self, message: str, *, kind: str | None = None, details: Any = None, output: Any = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.details = details
        self.output = output

    def to_wire(self) -> dict[str, Any]:
        """Return the ToolResult."""
        error = {"message": self.message, "kind": self.kind, "details": self.details}
        given = {name: value for name, value in error.items() if value is not None}
        output = self.message if self.output is None else self.output
        return {"success": False, "output": output, "error": given}


class DeclarationError(TypeError):
    """A component that is declared wrong; the message lists every fault."""


def from_exception(exception: BaseException) -> RpcError:
    """Return the error of a request whose handler raised.

    An `RpcError` (also one that came back from the host) stays what it is; anything else is
    ``internal_error`` with the exception's type name (RPC-071, LIF-078).
    """
    if isinstance(exception, RpcError):
        return exception
    name = type(exception).__name__
    return RpcError.internal(name, str(exception) or f"the handler raised {name}")
