"""What a turn of version 0 used: its orchestrator answers with a text alone, so that the host counts for it."""

from __future__ import annotations

from typing import Any

from .values import members

Json = dict[str, Any]
_COUNTED = ("input_tokens", "output_tokens", "total_tokens", "reasoning_tokens")


class Counting:
    """The responses of models to one request of the host."""

    def __init__(self) -> None:
        self._requests = 0
        self._usage: dict[str, int] = {}

    def take(self, response: Any) -> None:
        """A ChatResponse of version 1."""
        self._requests += 1
        usage = members(members(response).get("usage"))
        for name in _COUNTED:
            if isinstance(usage.get(name), int):
                self._usage[name] = self._usage.get(name, 0) + usage[name]

    def told(self) -> Json:
        """Members of an OrchestratorExecuteResult; none when no model was asked."""
        turns = {"turn_count": self._requests} if self._requests else {}
        least = dict.fromkeys(_COUNTED[:3], 0)
        return {**turns, "usage": {**least, **self._usage}} if self._usage else turns
