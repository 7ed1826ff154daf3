"""The fold of hooks' answers (HOK-010 to HOK-034). Pure."""

from __future__ import annotations

import functools
import json
from typing import Any

import schema
from request import Json

STRENGTH = ["continue", "modify", "inject_context", "ask_user", "deny"]
LEVELS = ["info", "warning", "error"]
_INJECTION = ("context_injection_role", "ephemeral", "append_to_last_tool_result")
_APPROVAL = ("approval_prompt", "approval_options", "approval_timeout", "approval_default")


def matches(pattern: str, event: str) -> bool:
    """Whether the pattern wants the event (HOK-002, HOK-003)."""
    if pattern in ("*", event):
        return True
    return pattern.endswith(":*") and event.startswith(pattern[:-1])


@functools.cache
def _events() -> dict[str, Json]:
    path = schema.SCHEMAS / "events.json"
    return {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))["events"]}


def open_members(event: str) -> list[str] | None:
    """The members of the data that a patch may touch, None for all (HOK-013, HOK-031)."""
    row = _events().get(event)
    return None if row is None else row["modify"]


class Fold:
    """The answers so far, the data with their patches, and the result."""

    def __init__(self, event: str, data: Json) -> None:
        self.open = open_members(event)
        self.data = dict(data)
        self.patch: Json = {}
        self.answers: list[Json] = []

    def add(self, answer: Json) -> bool:
        """Take in an answer; True if the chain ends here (HOK-011)."""
        answer = {k: v for k, v in answer.items() if v is not None}
        self.answers.append(answer)
        if answer.get("action") == "deny":
            return True
        for name, value in answer.get("data", {}).items():
            if self.open is None or name in self.open:
                self.patch[name] = self.data[name] = value
        return False

    def result(self) -> Json:
        """One HookResult of all answers; what nobody gave is absent (HOK-010)."""
        actions = [_action(answer) for answer in self.answers]
        strongest = max(actions, key=STRENGTH.index, default="continue")
        folded: Json = {"action": strongest}
        reasons = [a["reason"] for a in self.answers if "reason" in a and _action(a) == strongest]
        if reasons:
            folded["reason"] = reasons[0]
        if self.patch:
            folded["data"] = self.patch
        if strongest != "deny":
            folded.update(self._injection())
            folded.update(self._approval())
        folded.update(self._messages())
        return folded

    def _injection(self) -> Json:
        """HOK-014, HOK-023."""
        injecting = [
            answer
            for answer in self.answers
            if _action(answer) in ("inject_context", "ask_user") and "context_injection" in answer
        ]
        if not injecting:
            return {}
        first = injecting[0]
        text = "\n\n".join(answer["context_injection"] for answer in injecting)
        return {"context_injection": text, **{k: first[k] for k in _INJECTION if k in first}}

    def _approval(self) -> Json:
        """HOK-016."""
        for answer in self.answers:
            if _action(answer) == "ask_user":
                return {k: answer[k] for k in _APPROVAL if k in answer}
        return {}

    def _messages(self) -> Json:
        """HOK-018, HOK-022."""
        folded: Json = {}
        if any(answer.get("suppress_output") for answer in self.answers):
            folded["suppress_output"] = True
        telling = [answer for answer in self.answers if "user_message" in answer]
        if telling:
            folded["user_message"] = "\n".join(answer["user_message"] for answer in telling)
        levels = [a["user_message_level"] for a in telling if "user_message_level" in a]
        if levels:
            folded["user_message_level"] = max(levels, key=LEVELS.index)
        sources = [a["user_message_source"] for a in telling if "user_message_source" in a]
        if sources:
            folded["user_message_source"] = sources[0]
        return folded


def _action(answer: Json) -> str:
    return str(answer.get("action", "continue"))


def fits(answer: Any) -> bool:
    """Whether it is a HookResult (HOK-025)."""
    return not schema.type_faults("hook.schema.json#/$defs/HookResult", answer)
