"""What the hooks of the reference answer: every way to answer, on ordinary data, and always the same."""

from __future__ import annotations

from parts import Part
from request import Json


def _gate(event: str, data: Json) -> Json:
    """Asks before a tool runs, denies what it gave, fails and misbehaves elsewhere; on_error is deny."""
    if event == "provider:retry":
        raise RuntimeError("the gate is broken here")
    if event == "provider:throttle":
        return {"action": "perhaps"}  # no HookResult (HOK-025)
    if event == "tool:post":
        return {
            "action": "ask_user",
            "data": {"result": {"success": True, "output": "seen by the gate"}},
            "approval_prompt": "Show it?",
            "context_injection": "The gate has seen it.",
            "user_message": "seen",
        }
    given = data.get("tool_input") or {}
    if "rm -rf" in str(given.get("command", "")):
        return {"action": "deny", "reason": "rm -rf is not allowed", "user_message": "stopped"}
    return {
        "action": "ask_user",
        "reason": "the gate asks",
        "approval_prompt": f"Run {data.get('tool_name')}?",
        "approval_options": ["yes", "no"],
        "approval_timeout": 60,
        "context_injection": "It was asked for.",
        "context_injection_role": "user",
        "user_message": "asking",
        "user_message_level": "warning",
    }


def _shout(event: str, data: Json) -> Json:
    """Writes a prompt in capitals, asks a second time, denies what a tool gave, fails at provider:error."""
    if event == "provider:error":
        raise RuntimeError("the shout is hoarse")
    if event == "tool:pre":
        return {
            "action": "ask_user",
            "reason": "the shout asks, too",
            "approval_prompt": "Really?",
            "approval_default": "allow",
            "data": {"tool_input": {**(data.get("tool_input") or {}), "loud": None}},
            "suppress_output": True,
            "user_message": "loud",
            "user_message_source": "shout",
        }
    if event == "tool:post":
        reason = {"reason": "too loud", "data": {"result": {"output": "never"}}}
        return {"action": "deny", **reason, "user_message": "hush", "suppress_output": True}
    if event == "prompt:submit" and isinstance(data.get("prompt"), str):
        return {
            "action": "modify",
            "data": {"prompt": data["prompt"].upper(), "volume": 11},
            "reason": "louder",
            "user_message": "made it louder",
            "user_message_level": "error",
            "user_message_source": "shout",
        }
    return {"user_message": f"heard {event}"}


def _brief(event: str, _: Json) -> Json:
    """Has the model told to be brief."""
    answer: Json = {"action": "inject_context", "context_injection": "Be brief."}
    if event == "prompt:submit":
        answer |= {"reason": "brevity", "context_injection_role": "user", "ephemeral": True}
    if event == "tool:pre":
        answer |= {"append_to_last_tool_result": True}
    return answer


def _watch(event: str, data: Json) -> Json:
    """Sees everything; patches what is open, and comes after the others."""
    if event.startswith("cancel:"):
        return {}
    answer: Json = {
        "data": {"watched": True, "tool_name": None},
        "context_injection": "ignored, for the action is continue",
        "user_message": f"saw {event}",
        "user_message_level": "warning",
        "user_message_source": "watch",
    }
    if event == "prompt:submit":
        answer |= {"action": "inject_context", "context_injection": "Be kind."}
        answer |= {"context_injection_role": "assistant", "data": {"prompt": "hear, hear"}}
    if event == "tool:pre":
        saw = sorted(data.get("tool_input") or {})
        answer |= {"action": "modify", "data": {"tool_input": {"saw": saw}, "tool_name": "none"}}
    return answer


def parts() -> list[Part]:
    """The hooks in the order of describe, which is not that of their priorities (HOK-004)."""
    watch: Json = {"name": "watch", "events": ["*"], "priority": 200, "timeout_ms": 2000}
    brief_wants = ["prompt:submit", "tool:pre", "provider:request", "vendor:*:end"]
    brief: Json = {"name": "brief", "events": brief_wants}  # priority 100 (HOK-034)
    shout_wants = ["prompt:*", "tool:*", "provider:error"]
    shout: Json = {"name": "shout", "events": shout_wants, "priority": 50}
    gate_wants = ["tool:pre", "tool:post", "provider:retry", "provider:throttle"]
    gate: Json = {"name": "gate", "events": gate_wants, "priority": 10, "on_error": "deny"}
    return [
        Part("hooks", watch, _watch),
        Part("hooks", brief, _brief),
        Part("hooks", shout, _shout),
        Part("hooks", gate, _gate),
    ]
