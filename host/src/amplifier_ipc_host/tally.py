"""What a session counts of itself: the members of SessionStatus that add up over its turns (pure)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

Json = dict[str, Any]
COUNTED = (
    "tool_invocations",
    "tool_successes",
    "tool_failures",
    "total_input_tokens",
    "total_output_tokens",
)


class Tally:
    """Counts on from what metadata.json holds. Tools are counted by their results in the conversation."""

    def __init__(self, metadata: Json) -> None:
        known = {name: metadata.get(name) for name in COUNTED}
        self._counts = {name: n if isinstance(n, int) else 0 for name, n in known.items()}
        self._cost = _decimal(metadata.get("estimated_cost"))

    def message(self, message: Json) -> None:
        """A message that was added to the conversation."""
        for failed in _results(message):
            self._counts["tool_invocations"] += 1
            self._counts["tool_failures" if failed else "tool_successes"] += 1

    def usage(self, usage: Json | None) -> None:
        """What a turn took, as its orchestrator says."""
        given = usage or {}
        for name in ("input_tokens", "output_tokens"):
            count = given.get(name)
            self._counts[f"total_{name}"] += count if isinstance(count, int) else 0
        cost = _decimal(given.get("cost_usd"))
        if cost is not None:
            self._cost = (self._cost or Decimal(0)) + cost

    def members(self) -> Json:
        """The counts by their names in SessionStatus; the cost only where one is known."""
        cost = {} if self._cost is None else {"estimated_cost": f"{self._cost:f}"}
        return {**self._counts, **cost}


def _results(message: Json) -> list[bool]:
    """For each result of a tool in a message: whether the tool failed."""
    content, metadata = message.get("content"), message.get("metadata")
    blocks = [b for b in content if isinstance(b, dict)] if isinstance(content, list) else []
    results = [bool(b.get("is_error")) for b in blocks if b.get("type") == "tool_result"]
    if results or message.get("role") != "tool":
        return results
    return [bool(metadata.get("is_error")) if isinstance(metadata, dict) else False]


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
