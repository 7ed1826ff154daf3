"""What a child session has of its parent, and what it is told of the parent's conversation (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import RpcError

if TYPE_CHECKING:
    from .approvals import Approvals

Json = dict[str, Any]
MAX_SELF = 3  # SES-013
MAX_DEPTH = 5
RECENT_TURNS = 5
TOOL_OUTPUT = 2000
DELEGATE = "delegate"


@dataclass(frozen=True, slots=True)
class Lineage:
    """The parent of a session. `depth` counts all sessions above it, `self_depth` those of spawns of `self` in a row.

    `approvals`: who is asked, the same for all sessions below one. `trace`: what its calls are traced as.
    `spawned`: what the spawn said, so that it can be resumed as what it was. `record`: the trace of the session above.
    """

    parent_id: str
    depth: int = 1
    self_depth: int = 0
    approvals: Approvals | None = None
    trace: Json = field(default_factory=dict)
    spawned: Json = field(default_factory=dict)
    record: Callable[[int, bytes], None] | None = None

    def to_metadata(self) -> Json:
        """What a child's metadata.json keeps of it."""
        return {
            "parent_id": self.parent_id,
            "depth": self.depth,
            "self_depth": self.self_depth,
            "spawned": self.spawned,
        }


def below(parent: Lineage | None, *, of_self: bool) -> tuple[int, int]:
    """(depth, self_depth) of a child; raises RpcError overloaded where it would nest too deep."""
    depth = (parent.depth if parent else 0) + 1
    self_depth = (parent.self_depth if parent else 0) + 1 if of_self else 0
    if self_depth > MAX_SELF:
        raise RpcError.of_kind("overloaded", f"self would nest more than {MAX_SELF} deep")
    if depth > MAX_DEPTH:
        raise RpcError.of_kind("overloaded", f"sessions would nest more than {MAX_DEPTH} deep")
    return depth, self_depth


def prompt_of(spawn: Json, messages: list[Json]) -> str:
    """The instruction of a child; what it is to know of the parent's conversation stands before it as one block."""
    instruction = str(spawn["instruction"])
    depth = spawn.get("context_depth") or "none"  # SES-017
    scope = spawn.get("context_scope") or "conversation"
    if depth == "none":
        return instruction
    if depth == "recent":
        turns = spawn.get("context_turns")
        messages = _recent(messages, RECENT_TURNS if turns is None else int(turns))
    lines = [line for message in messages for line in _lines(message, scope)]
    if not lines:
        return instruction
    told = "\n".join(lines)
    block = f'<parent_context depth="{depth}" scope="{scope}">\n{told}\n</parent_context>'
    return f"{block}\n\n{instruction}"


def _recent(messages: list[Json], turns: int) -> list[Json]:
    """The last turns; one begins with what the user said."""
    begins = [at for at, message in enumerate(messages) if _begins_turn(message)]
    if turns <= 0:
        return []
    return messages[begins[-turns] :] if len(begins) > turns else messages


def _begins_turn(message: Json) -> bool:
    """Results of tools may come with the role `user` too."""
    return message.get("role") == "user" and bool(_text(message))


def _lines(message: Json, scope: str) -> list[str]:
    role = str(message.get("role"))
    lines = []
    if role in ("user", "assistant") and (text := _text(message)):
        lines.append(f"{role}: {text}")
    if scope == "conversation":
        return lines
    for name, output in _results(message):
        if scope == "full" or name == DELEGATE:
            lines.append(f"{f'tool {name}'.strip()}: {_cut(output)}")
    return lines


def _text(message: Json) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content.strip()
    texts = [
        str(block.get("text", "")) for block in _blocks(message) if block.get("type") == "text"
    ]
    return "\n".join(texts).strip()


def _results(message: Json) -> list[tuple[str, str]]:
    """Results of tools in a message as (tool, output)."""
    name = str(message.get("name") or "")
    if message.get("role") in ("tool", "function"):
        return [(name, _text(message))]
    found = [block for block in _blocks(message) if block.get("type") == "tool_result"]
    return [(name, _as_text(block.get("output"))) for block in found]


def _blocks(message: Json) -> list[Json]:
    content = message.get("content")
    return [b for b in content if isinstance(b, dict)] if isinstance(content, list) else []


def _as_text(output: Any) -> str:
    return output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)


def _cut(text: str) -> str:
    return text if len(text) <= TOOL_OUTPUT else f"{text[:TOOL_OUTPUT]}…"


def child_id(parent_id: str, own: str, agent: str) -> str:
    """The id of a child (SES-010): a name that can stand in a path."""
    name = re.sub(r"[^\w.-]+", "-", agent)
    return f"{parent_id}-{own}_{name}"
