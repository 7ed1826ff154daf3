"""What can go wrong in the host, each with one sentence what and one what to do."""

from __future__ import annotations

import errno
from typing import Any

from amplifier_ipc._generated.errors import KINDS

METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603


def sentence(text: str) -> str:
    """A text with the mark that ends a sentence."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def last_words(text: str) -> str:
    """The last line of what a process said to stderr, but for what Node puts below the sentence of an error."""
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and lines[-1].startswith("Node.js v"):
        said = [line for line in lines[:-1] if not line.startswith((" ", "}"))]
        lines = said or lines
    return lines[-1].strip() if lines else ""


class HostError(Exception):
    """Something that the user can mend: what is wrong, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class DefinitionError(HostError):
    """A definition that cannot be used."""


class MountError(HostError):
    """A session that cannot start, because something that it needs did not mount."""


def exhausted(error: OSError) -> MountError:
    """Of a system that refuses what processes are started with: descriptors, processes, memory."""
    hints = {
        errno.EMFILE: "raise the limit (ulimit -n), or take in fewer services",
        errno.EAGAIN: "raise the limit of processes (ulimit -u), or take in fewer services",
    }
    hint = hints.get(error.errno or 0, "end other programs, or take in fewer services")
    return MountError(f"the services could not be started: {error.strerror or error}", hint)


class SessionError(HostError):
    """A session that cannot be opened or used as asked."""


class RpcError(Exception):
    """An error response: code, message and data as they came (spec chapter 2, errors)."""

    def __init__(self, code: int, message: str, data: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data or {}

    @classmethod
    def of_kind(cls, kind: str, message: str, **data: Any) -> RpcError:
        """An error of one of the protocol's kinds; raises KeyError for any other."""
        return cls(KINDS[kind].code, message, {"kind": kind, **data})

    @classmethod
    def from_wire(cls, error: dict[str, Any]) -> RpcError:
        """The `error` member of a response; what is missing is filled in."""
        data = error.get("data")
        return cls(
            int(error.get("code", INTERNAL_ERROR)),
            str(error.get("message", "")),
            data if isinstance(data, dict) else {},
        )

    @property
    def kind(self) -> str:
        """The name that programs test; empty when the peer gave none."""
        return str(self.data.get("kind", ""))

    def to_wire(self) -> dict[str, Any]:
        """The `error` member of a response."""
        return {"code": self.code, "message": self.message, "data": self.data}
