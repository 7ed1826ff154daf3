"""Hooks: which handlers an event has, and how their answers are folded (spec chapter 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
# Of schemas/events.json: the events that do not open every member to patches.
OPEN: dict[str, tuple[str, ...]] = {
    "prompt:submit": ("prompt",),
    "provider:request": ("provider", "model", "model_config", "tool_names"),
    "tool:pre": ("tool_input",),
    "tool:post": ("result",),
}
STRENGTH = ("continue", "modify", "inject_context", "ask_user", "deny")
LEVELS = ("info", "warning", "error")
APPROVAL = ("approval_prompt", "approval_options", "approval_timeout", "approval_default")
INJECTION = ("context_injection_role", "ephemeral", "append_to_last_tool_result")


@dataclass(frozen=True, slots=True)
class Handler:
    """A mounted hook."""

    service: str
    name: str
    events: tuple[str, ...]
    priority: int
    timeout_ms: int
    on_error: str


def handler(service: str, spec: Json) -> Handler:
    """A hook as describe declares it (HOK-034)."""
    priority, timeout = spec.get("priority"), spec.get("timeout_ms")
    return Handler(
        service=service,
        name=spec["name"],
        events=tuple(spec["events"]),
        priority=100 if priority is None else int(priority),
        timeout_ms=10_000 if timeout is None else int(timeout),
        on_error=spec.get("on_error") or "continue",
    )


def matches(pattern: str, event: str) -> bool:
    """HOK-003, HOK-002."""
    if pattern in ("*", event):
        return True
    return pattern.endswith(":*") and event.startswith(pattern[:-1])


def chain(handlers: list[Handler], event: str) -> list[Handler]:
    """Who is asked, in which order; the list is that of definition and describe (HOK-004)."""
    wanted = [each for each in handlers if any(matches(p, event) for p in each.events)]
    return sorted(wanted, key=lambda each: each.priority)


class Fold:
    """The answers so far."""

    def __init__(self, event: str, data: Json) -> None:
        self.data = data
        self._open = OPEN.get(event)
        self._answers: list[Json] = []
        self._patch: Json = {}

    def take(self, answer: Json) -> bool:
        """Take an answer; True when it ends the chain."""
        answer = {name: value for name, value in answer.items() if value is not None}
        answer.setdefault("action", "continue")
        self._answers.append(answer)
        if answer["action"] == "deny":
            return True
        for name, value in answer.get("data", {}).items():
            if self._open is None or name in self._open:
                self._patch[name] = value
                self.data = {**self.data, name: value}
        return False

    def result(self) -> Json:
        """The fold: no member that nothing gave it (HOK-010)."""
        action = max((a["action"] for a in self._answers), key=STRENGTH.index, default="continue")
        fold: Json = {"action": action}
        if self._patch:
            fold["data"] = self._patch
        reasons = [a["reason"] for a in self._answers if a["action"] == action and "reason" in a]
        fold |= {"reason": reasons[0]} if reasons else {}
        if action != "deny":
            fold |= self._injected() | self._approval()
        return fold | self._shown()

    def _injected(self) -> Json:
        """HOK-014."""
        given = [
            answer
            for answer in self._answers
            if answer["action"] in ("inject_context", "ask_user") and "context_injection" in answer
        ]
        if not given:
            return {}
        text = "\n\n".join(answer["context_injection"] for answer in given)
        rest = {name: given[0][name] for name in INJECTION if name in given[0]}
        return {"context_injection": text, **rest}

    def _approval(self) -> Json:
        """HOK-016."""
        for answer in self._answers:
            if answer["action"] == "ask_user":
                return {name: answer[name] for name in APPROVAL if name in answer}
        return {}

    def _shown(self) -> Json:
        """HOK-018, HOK-022."""
        shown: Json = {}
        flags = [
            answer["suppress_output"] for answer in self._answers if "suppress_output" in answer
        ]
        if flags:
            shown["suppress_output"] = any(flags)
        told = [answer for answer in self._answers if "user_message" in answer]
        if told:
            shown["user_message"] = "\n".join(answer["user_message"] for answer in told)
        levels = [a["user_message_level"] for a in told if "user_message_level" in a]
        if levels:
            shown["user_message_level"] = max(levels, key=LEVELS.index)
        sources = [a["user_message_source"] for a in told if "user_message_source" in a]
        return shown | ({"user_message_source": sources[0]} if sources else {})
