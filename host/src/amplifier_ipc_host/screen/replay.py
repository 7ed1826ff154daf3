"""What was said last in a session that is gone on with (pure)."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def last_exchange(messages: list[Json]) -> tuple[str, str] | None:
    """What the user said last, and the answer to it; None when nothing was said."""
    for at in range(len(messages) - 1, -1, -1):
        if messages[at].get("role") == "user" and (asked := text_of(messages[at])):
            answers = [m for m in messages[at + 1 :] if m.get("role") == "assistant"]
            texts = [text for each in answers if (text := text_of(each))]
            return asked, texts[-1] if texts else ""
    return None


def text_of(message: Json) -> str:
    """The text of a message: its string, or its text blocks joined."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    blocks = [each for each in content or [] if isinstance(each, dict)]
    return "".join(str(each.get("text", "")) for each in blocks if each.get("type") == "text")
