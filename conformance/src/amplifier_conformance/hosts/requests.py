"""A legal request for each method that a service may ask of its host."""

from __future__ import annotations

from ..protocol import Json, methods

QUESTION: Json = {"tool_name": "t", "action": "try it", "details": {}, "risk_level": "low"}
MESSAGE: Json = {"role": "user", "content": "What files are here?"}
CHAT: Json = {"request": {"messages": [MESSAGE]}}

LEGAL: dict[str, Json] = {
    "request.hook_emit": {"event": "suite:thing", "data": {}},
    "request.tool_execute": {"name": "t", "input": {}},
    "request.provider_complete": CHAT,
    "request.provider_info": {},
    "request.provider_list_models": {},
    "request.context_add_message": {"message": MESSAGE},
    "request.context_get_messages": {},
    "request.context_set_messages": {"messages": []},
    "request.context_clear": {},
    "request.approval": {**QUESTION, "timeout": 0.1},
    "request.session_spawn": {"agent": "no_such_agent", "instruction": "x"},
    "request.session_resume": {"session_id": "no-such-session", "instruction": "x"},
    "request.content_read": {"path": "no/such/path"},
    "request.content_list": {},
    "request.capability_call": {"name": "x", "input": None},
    "request.channel_collect": {"channel": "news"},
}


def granted() -> dict[str, str]:
    """The methods that need a grant, each with its grant."""
    return {name: row["grant"] for name, row in methods().items() if row["grant"]}
