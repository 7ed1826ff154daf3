"""What a child session has of its parent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mutations import broken
from table import Filters

Json = dict[str, Any]
TALK = ("user", "assistant")


@dataclass(slots=True)
class Lineage:
    """The parent, and what the spawn said; empty for a session without a parent."""

    parent_id: str | None = None
    self_depth: int = 0
    tools: Filters = field(default_factory=Filters)
    hooks: Filters = field(default_factory=Filters)
    preferences: list[Json] = field(default_factory=list)
    meta: Json = field(default_factory=dict)
    messages: list[Json] = field(default_factory=list)
    about: Json = field(default_factory=dict)


def inherited(messages: list[Json], spawn: Json) -> list[Json]:
    """What a new child gets of its parent's conversation (SES-017)."""
    depth = spawn.get("context_depth") or ("all" if broken("ses-017-all") else "none")
    scope = spawn.get("context_scope") or ("full" if broken("ses-017-full") else "conversation")
    if depth == "none":
        return []
    if depth == "recent":
        messages = _recent(messages, int(spawn.get("context_turns") or 1))
    if scope == "conversation":
        return [message for message in messages if message.get("role") in TALK]
    return messages


def _recent(messages: list[Json], turns: int) -> list[Json]:
    """The last turns; one begins with what the user said."""
    begins = [at for at, message in enumerate(messages) if message.get("role") == "user"]
    return messages[begins[-turns] :] if len(begins) >= turns else messages
