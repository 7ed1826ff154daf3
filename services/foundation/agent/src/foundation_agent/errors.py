"""How a turn ends before its answer, and how that is said."""

from __future__ import annotations

from typing import Any

from amplifier_ipc import LLMError, RpcError


class DeniedError(Exception):
    """A hook refused the turn; the text is its reason."""


class StoppedError(Exception):
    """A graceful cancel: what ran is finished, nothing new is started."""


def sentence(error: RpcError, provider: str | None = None) -> str:
    """Return one sentence for the user: who failed, and why."""
    data: dict[str, Any] = error.data
    service = data.get("service")
    message = error.message.rstrip(".") or error.kind
    if service and str(service) not in message:
        return f"service {service}: {message}"
    if isinstance(error, LLMError) and provider and provider not in message:
        tries = data.get("attempts")
        tried = f" (after {tries} attempts)" if isinstance(tries, int) and tries > 1 else ""
        return f"provider {provider}: {message}{tried}"
    return message
