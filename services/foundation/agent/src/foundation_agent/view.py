"""Which part of a conversation goes to the model: a pure function; the history itself is never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .config import SimpleConfig

Json = dict[str, Any]
IMAGE_TOKENS = 1600


def budget_of(config: SimpleConfig, info: Json, token_budget: int | None) -> int:
    """Tokens that a request may hold: as told, or the model's window less its answer and a margin."""
    if token_budget is not None:
        return token_budget
    defaults = info.get("defaults") or {}
    window = info.get("context_window") or defaults.get("context_window") or config.max_tokens
    answer = info.get("max_output_tokens") or defaults.get("max_output_tokens") or 0
    return max(0, int(window - config.output_reserve_fraction * answer - config.safety_margin))


def estimate(message: Json) -> int:
    """Tokens of a message: characters of its content / 4, images by a fixed size."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return len(content) // 4 + 4
    return 4 + sum(_block_tokens(block) for block in content)


def view(messages: list[Json], budget: int, config: SimpleConfig) -> list[Json]:
    """The messages to send, oldest first. Above the threshold: tool results are cut, then old turns left out.

    Each step is taken for one message at a time, until the target is met: cut the oldest half of the tool results;
    leave out old messages before the protected tail; cut all tool results but the last few; leave out what is left
    before the last user message. A call and its results go together; system messages and the last user message stay.
    """
    shown = list(messages)
    if _total(shown) <= config.compact_threshold * budget:
        return shown
    target = config.target_usage * budget
    tools = [i for i, message in enumerate(shown) if message.get("role") == "tool"]
    tail = len(shown) - max(1, int(len(shown) * config.protected_recent))
    last_user = max(
        (i for i, message in enumerate(shown) if message.get("role") == "user"), default=len(shown)
    )
    steps: list[tuple[list[int], Callable[[list[Json | None], int], None]]] = [
        (tools[: len(tools) // 2], _cutter(config.truncate_chars)),
        (list(range(min(tail, last_user))), _leave_out),
        (tools[: -config.protected_tool_results or None], _cutter(config.truncate_chars)),
        (list(range(last_user)), _leave_out),
    ]
    kept: list[Json | None] = [*shown]
    for indices, step in steps:
        for index in indices:
            if _total(_present(kept)) <= target:
                return _present(kept)
            if kept[index] is not None:
                step(kept, index)
    return _present(kept)


def _cutter(limit: int) -> Callable[[list[Json | None], int], None]:
    def cut(kept: list[Json | None], index: int) -> None:
        message = kept[index]
        content = message.get("content") if message else None
        if message and isinstance(content, str) and len(content) > limit:
            note = f"[{len(content)} characters, cut to the first {limit}; call the tool again for the rest]\n"
            kept[index] = {**message, "content": note + content[:limit]}

    return cut


def _leave_out(kept: list[Json | None], index: int) -> None:
    """Leaves out a message; an assistant's tool calls take their results along, and results are never alone."""
    message = kept[index]
    if message is None or message.get("role") in ("system", "developer", "tool"):
        return
    kept[index] = None
    calls = {call["id"] for call in message.get("tool_calls") or []}
    for later in range(index + 1, len(kept)):
        candidate = kept[later]
        if candidate is not None and candidate.get("tool_call_id") in calls:
            kept[later] = None


def _block_tokens(block: Json) -> int:
    if block.get("type") == "image":
        return IMAGE_TOKENS
    return sum(len(str(value)) for key, value in block.items() if key != "type") // 4


def _present(kept: list[Json | None]) -> list[Json]:
    return [message for message in kept if message is not None]


def _total(messages: list[Json]) -> int:
    return sum(estimate(message) for message in messages)
