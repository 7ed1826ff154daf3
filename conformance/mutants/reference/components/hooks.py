"""Hooks: one for each action, and the contract that asks them (chapter 5)."""

from __future__ import annotations

import sys
from typing import Any

import fold
from errors import error
from parts import Part
from request import Json, Request


def emit(service: Any, request: Request) -> Json:
    """Ask the one hook that is named, or all that want the event (HOK-028, HOK-029)."""
    params = request.params
    event, name = params["event"], params.get("hook")
    if name is not None:
        return _ask(service.find("hooks", name, "hook"), event, params["data"])
    folded = fold.Fold(event, params["data"])
    for part in _wanting(service.of("hooks"), event):
        if folded.add(_answer(part, event, folded.data)):
            break
    return folded.result()


def _wanting(hooks: list[Part], event: str) -> list[Part]:
    """Those that want the event, by priority, then in the order of describe (HOK-004)."""
    found = [p for p in hooks if any(fold.matches(pattern, event) for pattern in p.spec["events"])]
    return sorted(found, key=lambda part: part.spec.get("priority", 100))


def _ask(part: Part, event: str, data: Json) -> Json:
    answer: Json = part.run(event, data)
    if not fold.fits(answer):
        raise error("internal_error", f"{part.name} answered no HookResult", exception="TypeError")
    return {k: v for k, v in answer.items() if v is not None}


def _answer(part: Part, event: str, data: Json) -> Json:
    """The answer of one hook; a failure counts as its `on_error` says (HOK-019, HOK-020)."""
    try:
        return _ask(part, event, data)
    except Exception as why:
        sys.stderr.write(f"reference: the hook {part.name} failed: {why}\n")
        if part.spec.get("on_error") == "deny":
            return {"action": "deny", "reason": f"{part.name} failed: {type(why).__name__}"}
        return {}


def _gate(event: str, data: Json) -> Json:
    """Denies `rm -rf`, asks before a file is written; on_error is deny."""
    if event != "tool:pre":
        return {}
    tool, given = data["tool_name"], data["tool_input"]
    if tool == "bash" and "rm -rf" in given.get("command", ""):
        return {"action": "deny", "reason": "rm -rf is not allowed", "user_message": "stopped"}
    if tool == "write_file":
        return {
            "action": "ask_user",
            "reason": "files are written only with leave",
            "approval_prompt": f"Write {given.get('path', 'a file')}?",
            "approval_options": ["yes", "no"],
            "approval_timeout": 60,
            "approval_default": "deny",
        }
    return {"action": "perhaps"} if tool == "confuse_the_gate" else {}


def _shout(event: str, data: Json) -> Json:
    """Writes a prompt in capitals."""
    if event != "prompt:submit":
        return {}
    return {
        "action": "modify",
        "data": {"prompt": data["prompt"].upper()},
        "reason": "louder",
        "user_message": "made it louder",
        "user_message_level": "info",
        "user_message_source": "shout",
    }


def _brief(event: str, _: Json) -> Json:
    """Has the model told to be brief."""
    role = "user" if event == "prompt:submit" else "system"
    return {
        "action": "inject_context",
        "context_injection": "Be brief.",
        "context_injection_role": role,
        "ephemeral": True,
    }


def _watch(event: str, data: Json) -> Json:
    """Sees everything; patches what is open, adds to the context after the others."""
    answer: Json = {
        "action": "continue",
        "data": {"watched": True, "tool_name": "watched"},
        "context_injection": "ignored, for the action is continue",
        "user_message": f"saw {event}",
        "user_message_level": "warning",
        "user_message_source": "watch",
    }
    if event == "prompt:submit":
        answer |= {"action": "inject_context", "context_injection": "Be kind."}
    if event == "tool:pre":
        answer |= {"action": "modify", "data": {"tool_input": {**data["tool_input"], "seen": None}}}
        answer |= {"suppress_output": True}
    return answer


def parts() -> list[Part]:
    """The hooks in the order of describe, which is not that of their priorities."""
    watch: Json = {"name": "watch", "events": ["*"], "priority": 200, "timeout_ms": 2000}
    brief: Json = {"name": "brief", "events": ["prompt:submit", "provider:*"]}
    shout: Json = {"name": "shout", "events": ["prompt:*"], "priority": 50, "on_error": "continue"}
    gate: Json = {"name": "gate", "events": ["tool:pre"], "priority": 10, "on_error": "deny"}
    return [
        Part("hooks", watch, _watch),
        Part("hooks", brief, _brief),
        Part("hooks", shout, _shout),
        Part("hooks", gate, _gate),
    ]
