"""What the suite's host answers to a service: a small, friendly world that checks can change method by method."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .protocol import Json

if TYPE_CHECKING:
    from .service import Incoming

HOLD = object()  # not answered by the world
Reply = Any  # a result, HOLD, or a function of the Incoming that gives one of them or answers itself (None)

USAGE = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
ANSWER: Json = {
    "content": [{"type": "text", "text": "done"}],
    "finish_reason": "stop",
    "usage": USAGE,
}


class World:
    """Replies by method; what is not named gets the friendly default."""

    def __init__(self, **replies: Reply) -> None:
        self.replies: dict[str, Reply] = {
            name.replace("__", "."): reply for name, reply in replies.items()
        }
        self.state: dict[str, Any] = {}
        self.messages: list[Json] = []
        self.calls: list[
            Incoming
        ] = []  # requests and notifications that came while it was the world

    def asked(self, method: str) -> list[Incoming]:
        """The calls of this method so far."""
        return [call for call in self.calls if call.method == method]

    def take(self, call: Incoming) -> None:
        """Answer a request; keep everything that came."""
        self.calls.append(call)
        if call.id is None:
            return
        reply = self.replies.get(call.method, DEFAULTS.get(call.method))
        if reply is None:
            call.fail(-32601, "method_not_found", f"no method {call.method}")
            return
        if callable(reply):
            reply = reply(self, call) if reply in DEFAULTS.values() else reply(call)
        if reply is not HOLD and reply is not None:
            call.answer(reply)


def _set_state(world: World, call: Incoming) -> Json:
    world.state[call.params["key"]] = call.params["value"]
    return {}


def _get_state(world: World, call: Incoming) -> Json:
    return {"value": world.state.get(str(call.params.get("key")))}


def _add(world: World, call: Incoming) -> Json:
    world.messages.append(call.params["message"])
    return {}


def _replace(world: World, call: Incoming) -> Json:
    world.messages[:] = call.params["messages"]
    return {}


def _clear(world: World, _call: Incoming) -> Json:
    world.messages.clear()
    return {}


def _not_found(what: str, name: str) -> Callable[[World, Incoming], None]:
    def refuse(_world: World, call: Incoming) -> None:
        called = str(call.params.get(name, ""))
        call.fail(-32004, "not_found", f"no {what} {called}", what=what, name=called)

    return refuse


MODEL: Json = {
    "id": "suite-1",
    "display_name": "Suite 1",
    "context_window": 100_000,
    "max_output_tokens": 4096,
    "capabilities": ["tools", "streaming"],
    "defaults": {},
}
INFO: Json = {
    "id": "suite",
    "display_name": "The suite's model",
    "credential_env_vars": [],
    "capabilities": ["tools", "streaming"],
    "defaults": {"model": "suite-1"},
    "config_fields": [],
}

DEFAULTS: dict[str, Any] = {
    "ping": {},
    "state.get": _get_state,
    "state.set": _set_state,
    "request.state_get": _get_state,
    "request.state_set": _set_state,
    "capability.list": {"capabilities": []},
    "capability.get": _not_found("capability", "name"),
    "request.hook_emit": {"action": "continue"},
    "request.tool_execute": {"success": True, "output": "ok"},
    "request.provider_complete": ANSWER,
    "request.provider_info": INFO,
    "request.provider_list_models": {"models": [MODEL]},
    "request.context_add_message": _add,
    "request.context_get_messages": lambda world, _call: {"messages": list(world.messages)},
    "request.context_set_messages": _replace,
    "request.context_clear": _clear,
    "request.approval": {"approved": False, "reason": "nobody is here"},
    "request.session_spawn": _not_found("agent", "agent"),
    "request.session_resume": _not_found("session", "session_id"),
    "request.content_list": {"paths": []},
    "request.content_read": _not_found("content", "path"),
    "request.capability_call": _not_found("capability", "name"),
    "request.channel_collect": {"contributions": []},
}
