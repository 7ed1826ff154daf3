"""How a turn ends before its answer, and how that is said."""

from __future__ import annotations

from typing import Any

from amplifier_ipc import RpcError

_TOLD = ("llm_error", "provider", "model", "status_code", "retryable", "retry_after")


class DeniedError(Exception):
    """A hook refused the turn; the text is its reason."""


class StoppedError(Exception):
    """A graceful cancel: what ran is finished, nothing new is started."""


def details(error: RpcError) -> dict[str, Any]:
    """Return what programs may want to know of an error of a model, as its provider told it."""
    return {name: error.data[name] for name in _TOLD if error.data.get(name) is not None}


def sentence(error: RpcError, who: str | None, tries: int = 1) -> str:
    """Return one sentence for the user: who failed (`who` if the error does not tell), and why."""
    message = error.message.rstrip(".") or error.kind
    service = error.data.get("service")
    if service:
        return message if str(service) in message else f"service {service}: {message}"
    told = error.data.get("attempts")
    tries = max(tries, told if isinstance(told, int) else 1)
    tried = f" (tried {tries} times)" if tries > 1 else ""
    return f"{who}: {message}{tried}" if who else f"{message}{tried}"
