"""The context manager `memory`: a list, and a view of it that fits a budget (chapter 7)."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import Any

import schema
from errors import RpcError
from mutations import broken
from parts import Part
from request import Json, Request
from sessions import Sessions

from components.provider import KNOWN

MESSAGE = "message.schema.json#/$defs/Message"
PATIENCE = 2.0  # seconds for the answer to a hook; the queue waits meanwhile


@dataclass
class Memory:
    """What is kept of one session."""

    history: list[Json] = field(default_factory=list)
    late: list[Json] = field(default_factory=list)
    denied: bool = False  # whether compaction was denied the time before (CTX-020)


_memories = Sessions(Memory)


def add(_: Any, request: Request) -> Json:
    """Add one message."""
    message = _kept(request.params["message"])
    memory = _memories.of(request.session)
    if broken("ctx-001-front"):
        memory.history.insert(0, message)
    elif broken("ctx-002-late"):
        memory.late.append(message)
    else:
        memory.history.append(message)
    return {}


def keep(request: Request, message: Json) -> None:
    """Add one message without being asked by the host; only a switch does so (ORC-005)."""
    _memories.of(request.session).history.append(message)


def replace(_: Any, request: Request) -> Json:
    """Replace the whole history (CTX-003)."""
    history = _memories.of(request.session).history
    if not broken("ctx-003-appends"):
        history.clear()
    history.extend(_kept(message) for message in request.params["messages"])
    return {}


def clear(_: Any, request: Request) -> Json:
    """Forget the history (CTX-004)."""
    if not broken("ctx-004-keeps"):
        _memories.of(request.session).history.clear()
    return {}


def _kept(message: Json) -> Json:
    """The message with all of its members and blocks (CTX-005, PRV-005)."""
    message = dict(schema.settled(MESSAGE, message))
    if broken("ctx-005-unknown"):
        known = schema.definitions("message.schema.json")["Message"]["properties"]
        message = {name: value for name, value in message.items() if name in known}
    if broken("ctx-005-metadata"):
        message.pop("metadata", None)
    blocks = message["content"]
    if isinstance(blocks, list):
        if broken("prv-005-drops"):
            blocks = [block for block in blocks if block["type"] in KNOWN]
        if broken("prv-005-members"):
            blocks = [b if b["type"] in KNOWN else {"type": b["type"]} for b in blocks]
        message["content"] = blocks
    return message


def get(_: Any, request: Request) -> Json:
    """The history, or what of it fits (CTX-010 to CTX-014)."""
    budget = _budget(request.params)
    memory = _memories.of(request.session)
    messages = copy.deepcopy(memory.history)
    memory.history.extend(memory.late)
    memory.late.clear()
    size = sum(map(_size, messages))
    if budget is None or size <= budget or not _allowed(request, memory, size):
        return {"messages": messages}
    kept = _tail(messages, budget)
    _tell(request, memory, (budget, size), kept)
    if broken("ctx-012-forgets"):
        memory.history[:] = copy.deepcopy(kept)
    return {"messages": kept}


def _budget(params: Json) -> int | None:
    if broken("ctx-010-tail") and not params.get("provider_info"):
        return int(params.get("token_budget") or 8)
    if params.get("token_budget") is not None:
        return None if broken("ctx-011-all") else int(params["token_budget"])
    if broken("ctx-014-ignores"):
        return None
    info = params.get("provider_info") or {}
    window = info.get("context_window")
    return None if not isinstance(window, int) else window - (info.get("max_output_tokens") or 0)


def _tail(messages: list[Json], budget: int) -> list[Json]:
    """The last messages that fit, with the results of a call or without the call (CTX-013)."""
    kept: set[int] = set()
    left = budget
    for index in reversed(range(len(messages))):
        if index in kept:
            continue
        together = {index} if broken("ctx-013-splits") else _bound(messages, index)
        left -= sum(_size(messages[i]) for i in together)
        if left < 0:
            break
        kept |= together
    return [message for index, message in enumerate(messages) if index in kept]


def _bound(messages: list[Json], index: int) -> set[int]:
    """The messages that are left out or kept together with this one: calls and their results."""
    found, ids = {index}, _call_ids(messages[index])
    while more := {
        i for i, message in enumerate(messages) if i not in found and ids & _call_ids(message)
    }:
        found |= more
        ids = ids.union(*(_call_ids(messages[i]) for i in more))
    return found


def _call_ids(message: Json) -> set[str]:
    """The ids of the tool calls that a message makes or answers."""
    ids = {message.get("tool_call_id")} | {c["id"] for c in message.get("tool_calls") or []}
    if isinstance(message["content"], list):
        for block in message["content"]:
            if block["type"] in ("tool_call", "tool_result"):
                ids.add(block.get("id" if block["type"] == "tool_call" else "tool_call_id"))
    return {one for one in ids if one is not None}


def _size(message: Json) -> int:
    """A word is a token."""
    content = message["content"]
    text = content if isinstance(content, str) else json.dumps(content)
    return len(text.split())


def _allowed(request: Request, memory: Memory, size: int) -> bool:
    """Whether the hooks let it be compacted; they cannot forbid it twice in a row (CTX-020)."""
    data = {"message_count": len(memory.history), "token_count": size}
    if broken("ses-040-context"):
        data = {"messages": len(memory.history)}
    denied = _emit(request, "context:pre_compact", data) == "deny"
    if broken("ctx-020-compacts"):
        return True
    memory.denied = denied and not memory.denied
    return not memory.denied


def _tell(request: Request, memory: Memory, sizes: tuple[int, int], kept: list[Json]) -> None:
    budget, size = sizes
    after = sum(map(_size, kept))
    _emit(request, "context:post_compact", {"message_count": len(kept), "token_count": after})
    data = {
        "strategy_level": 1,
        "budget": max(budget, 0),
        "target_tokens": max(budget, 0),
        "before_tokens": size,
        "after_tokens": after,
        "before_messages": len(memory.history),
        "after_messages": len(kept),
        "messages_removed": len(memory.history) - len(kept),
        "messages_truncated": 0,
        "user_messages_stubbed": 0,
        "system_messages_preserved": 0,
        "protected_recent": 0,
        "protected_tool_results": 0,
    }
    _emit(request, "context:compaction", data)


def _emit(request: Request, event: str, data: Json) -> str:
    """The action of the hooks; a host that does not answer has nothing to say."""
    try:
        params = {"event": event, "data": data}
        answer = request.call("request.hook_emit", params, timeout=PATIENCE)
    except RpcError:
        request.check()
        return "continue"
    return str(answer.get("action")) if isinstance(answer, dict) else "continue"


def part() -> Part:
    """The context manager."""
    spec = {"name": "memory", "description": "Keeps messages in a list."}
    return Part("context_managers", spec, get)


HANDLERS = {
    "context.add_message": add,
    "context.get_messages": get,
    "context.set_messages": replace,
    "context.clear": clear,
}
