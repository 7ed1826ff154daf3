"""Which part of a conversation goes to the model: a pure function; the history itself is never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .config import SimpleConfig

Json = dict[str, Any]
IMAGE_TOKENS = 1600
MESSAGE_TOKENS = 4
"""What a message costs beside its content."""


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
        blocks, tokens = [], len(content) // 4
    else:
        blocks, tokens = content, sum(_block_tokens(block) for block in content)
    if not any(block.get("type") == "tool_call" for block in blocks):
        tokens += sum(_characters(call) // 4 for call in message.get("tool_calls") or [])
    return tokens + MESSAGE_TOKENS


def view(messages: Sequence[Json], budget: int, config: SimpleConfig) -> list[Json]:
    """The messages to send, oldest first: all of them up to the threshold, above it fewer.

    One message after the other, until the target is met: cut the oldest half of the tool results; leave
    out old turns before the protected tail; cut all tool results but the last few; leave out what is old
    of the tail. A call and its results go together; system messages, the last user message and what
    stands last stay.
    """
    shown = _View(messages)
    if shown.tokens <= config.compact_threshold * budget:
        return list(messages)
    end, last_user = _last(messages)
    tail = len(messages) - max(1, int(len(messages) * config.protected_recent))
    tools = [i for i, message in enumerate(messages) if message.get("role") == "tool"]

    def cut(index: int) -> None:
        shown.cut(index, config.truncate_chars)

    def leave_out(index: int) -> None:
        if index not in (last_user, end):
            shown.leave_out(index)

    steps: list[tuple[Iterable[int], Callable[[int], None]]] = [
        (tools[: len(tools) // 2], cut),
        (range(tail), leave_out),
        (tools[: max(0, len(tools) - config.protected_tool_results)], cut),
        (range(len(messages)), leave_out),
    ]
    for indices, step in steps:
        for index in indices:
            if shown.tokens <= config.target_usage * budget:
                return shown.messages()
            step(index)
    return shown.messages()


class _View:
    """Messages of which some are cut or left out; `tokens` is what the rest is estimated at."""

    def __init__(self, messages: Sequence[Json]) -> None:
        self._kept: list[Json | None] = list(messages)
        self._sizes = [estimate(message) for message in messages]
        self.tokens = sum(self._sizes)

    def messages(self) -> list[Json]:
        return [message for message in self._kept if message is not None]

    def cut(self, index: int, limit: int) -> None:
        message = self._kept[index]
        content = message.get("content") if message else None
        if message is None or not isinstance(content, str) or len(content) <= limit:
            return
        note = f"[{len(content)} characters, cut to the first {limit}; call the tool again for the rest]\n"
        self._put(index, {**message, "content": note + content[:limit]})

    def leave_out(self, index: int) -> None:
        """Leave out a message; tool calls take their results along, and results never go alone."""
        message = self._kept[index]
        if message is None or message.get("role") in ("system", "developer", "tool"):
            return
        calls = call_ids(message)
        self._put(index, None)
        while calls and index + 1 < len(self._kept):
            index += 1
            later = self._kept[index]
            if later is None or later.get("role") != "tool":
                return
            if result_ids(later) & calls:
                self._put(index, None)

    def _put(self, index: int, message: Json | None) -> None:
        size = 0 if message is None else estimate(message)
        self.tokens += size - self._sizes[index]
        self._kept[index], self._sizes[index] = message, size


def call_ids(message: Json) -> set[str]:
    """The ids of its tool calls, in `tool_calls` and in its blocks (CTX-013)."""
    blocks = [block for block in _blocks(message) if block.get("type") == "tool_call"]
    return {
        str(call["id"]) for call in (*(message.get("tool_calls") or []), *blocks) if "id" in call
    }


def result_ids(message: Json) -> set[str]:
    """The ids of the calls that it is the result of."""
    blocks = [block for block in _blocks(message) if block.get("type") == "tool_result"]
    named = [message.get("tool_call_id"), *(block.get("tool_call_id") for block in blocks)]
    return {str(name) for name in named if name is not None}


def _blocks(message: Json) -> list[Json]:
    content = message.get("content")
    return (
        [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
    )


def _last(messages: Sequence[Json]) -> tuple[int, int]:
    """Where the last message that is no tool result stands, and the last one of the user; -1: nowhere."""
    roles = [message.get("role") for message in messages]
    end = max((i for i, role in enumerate(roles) if role != "tool"), default=-1)
    return end, max((i for i, role in enumerate(roles) if role == "user"), default=-1)


def _block_tokens(block: Json) -> int:
    if block.get("type") == "image":
        return IMAGE_TOKENS
    return sum(_characters(value) for key, value in block.items() if key != "type") // 4


def _characters(value: Any) -> int:
    """Characters of all texts in a value."""
    if isinstance(value, dict):
        return sum(len(key) + _characters(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(_characters(item) for item in value)
    return len(str(value))
