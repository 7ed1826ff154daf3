"""Hooks: which handlers an event has, and how their answers are folded (spec chapter 5)."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from mutations import broken

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
    if broken("hok-034-absent-priority-is-first") and priority is None:
        priority = 0
    return Handler(
        service=service,
        name=spec["name"],
        events=tuple(spec["events"]),
        priority=100 if priority is None else int(priority),
        timeout_ms=10_000 if timeout is None else int(timeout),
        on_error=spec.get("on_error") or ("deny" if broken("hok-034-fails-closed") else "continue"),
    )


def matches(pattern: str, event: str) -> bool:
    """HOK-003, HOK-002."""
    if broken("hok-002-any-wildcard"):
        return fnmatchcase(event, pattern)
    if pattern in ("*", event):
        return True
    if broken("hok-003-only-whole-names"):
        return False
    end = 2 if broken("hok-003-without-the-colon") else 1
    return pattern.endswith(":*") and event.startswith(pattern[:-end])


def chain(handlers: list[Handler], event: str) -> list[Handler]:
    """Who is asked, in which order; the list is that of definition and describe (HOK-004)."""
    wanted = [each for each in handlers if any(matches(p, event) for p in each.events)]
    if broken("hok-004-once-a-pattern"):
        wanted = [each for each in handlers for p in each.events if matches(p, event)]
    if broken("hok-004-no-priority"):
        return wanted
    if broken("hok-004-last-comes-first"):
        wanted.reverse()
    return sorted(wanted, key=lambda each: each.priority)


class Fold:
    """The answers so far."""

    def __init__(self, event: str, data: Json) -> None:
        self.data = data
        self._open = OPEN.get(event, () if broken("hok-031-nothing-is-open") else None)
        if broken("hok-013-all-is-open"):
            self._open = None
        self._answers: list[Json] = []
        self._patch: Json = {}

    def take(self, answer: Json) -> bool:
        """Take an answer; True when it ends the chain."""
        if not broken("rpc-012-nulls-of-answers"):
            answer = {name: value for name, value in answer.items() if value is not None}
        answer.setdefault("action", "modify" if broken("hok-030-absent-is-modify") else "continue")
        self._answers.append(answer)
        if answer["action"] == "deny" and not broken("hok-011-goes-on"):
            return True
        if answer["action"] != "modify" and broken("hok-012-only-of-modify"):
            return False
        for name, value in answer.get("data", {}).items():
            if self._open is None or name in self._open:
                before = self._patch.get(name)
                merged = broken("hok-012-merged") and isinstance(before, dict)
                self._patch[name] = {**(before or {}), **value} if merged else value
                if not broken("hok-006-data-as-it-came"):
                    self.data = {**self.data, name: self._patch[name]}
        return False

    def result(self) -> Json:
        """The fold: no member that nothing gave it (HOK-010)."""
        action = max((a["action"] for a in self._answers), key=STRENGTH.index, default="continue")
        if broken("hok-017-the-last-one") and self._answers:
            action = self._answers[-1]["action"]
        fold: Json = {"action": action}
        if self._patch or broken("hok-032-empty-patch"):
            fold["data"] = self._patch
        if broken("hok-032-whole-data"):
            fold["data"] = self.data
        reasons = [a["reason"] for a in self._answers if a["action"] == action and "reason" in a]
        if broken("hok-021-the-last-reason"):
            reasons = [a["reason"] for a in self._answers if "reason" in a][::-1]
        fold |= {"reason": reasons[0]} if reasons else {}
        if action != "deny" or broken("hok-015-also-with-deny"):
            fold |= self._injected() | self._approval()
        if broken("hok-015-only-its-own-action") and action != "ask_user":
            fold = {name: fold[name] for name in fold if not name.startswith("approval_")}
        if broken("hok-015-only-its-own-action") and action != "inject_context":
            fold.pop("context_injection", None)
        if broken("hok-010-all-members"):
            fold = {"user_message": "", "suppress_output": False, **fold}
        if broken("rpc-011-nulls"):
            fold.setdefault("reason", None)
        return fold | self._shown()

    def _injected(self) -> Json:
        """HOK-014."""
        given = [
            answer
            for answer in self._answers
            if "context_injection" in answer
            and (answer["action"] in ("inject_context", "ask_user") or broken("hok-023-any-action"))
        ]
        if not given:
            return {}
        blank = "\n" if broken("hok-014-no-blank-line") else "\n\n"
        text = blank.join(answer["context_injection"] for answer in given)
        if broken("hok-014-members-of-the-last"):
            given.reverse()
        rest = {name: given[0][name] for name in INJECTION if name in given[0]}
        return {"context_injection": text, **rest}

    def _approval(self) -> Json:
        """HOK-016."""
        for answer in self._answers[::-1] if broken("hok-016-the-last-one") else self._answers:
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
            shown["suppress_output"] = flags[-1] if broken("hok-018-the-last-flag") else any(flags)
        told = [answer for answer in self._answers if "user_message" in answer]
        if told:
            messages = [answer["user_message"] for answer in told]
            shown["user_message"] = "\n".join(
                messages[: 1 if broken("hok-018-one-message") else None]
            )
        levels = [a["user_message_level"] for a in told if "user_message_level" in a]
        if levels:
            highest = max(levels, key=LEVELS.index)
            shown["user_message_level"] = (
                levels[0] if broken("hok-018-the-first-level") else highest
            )
        sources = [a["user_message_source"] for a in told if "user_message_source" in a]
        if broken("hok-022-the-last-source"):
            sources.reverse()
        return shown | ({"user_message_source": sources[0]} if sources else {})
