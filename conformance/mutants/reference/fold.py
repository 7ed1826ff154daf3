"""The fold of hooks' answers (HOK-010 to HOK-034). Pure."""

from __future__ import annotations

import fnmatch
import functools
import json
from typing import Any

import schema
from mutations import broken
from request import Json

STRENGTH = ["continue", "modify", "inject_context", "ask_user", "deny"]
LEVELS = ["info", "warning", "error"]
_INJECTION = ("context_injection_role", "ephemeral", "append_to_last_tool_result")
_APPROVAL = ("approval_prompt", "approval_options", "approval_timeout", "approval_default")


def matches(pattern: str, event: str) -> bool:
    """Whether the pattern wants the event (HOK-002, HOK-003)."""
    if pattern == "*" and broken("hok-003-star"):
        return False
    if pattern in ("*", event):
        return True
    if not pattern.endswith(":*"):
        return broken("hok-002-glob") and fnmatch.fnmatchcase(event, pattern)
    if broken("hok-003-bare") and event == pattern[:-2]:
        return True
    if broken("hok-003-deep") and ":" in event.removeprefix(pattern[:-1]):
        return False
    return event.startswith(pattern[:-2] if broken("hok-003-prefix") else pattern[:-1])


@functools.cache
def _events() -> dict[str, Json]:
    path = schema.SCHEMAS / "events.json"
    return {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))["events"]}


def open_members(event: str) -> list[str] | None:
    """The members of the data that a patch may touch, None for all (HOK-013, HOK-031)."""
    row = _events().get(event)
    if row is None:
        return [] if broken("hok-031-closed") else None
    return None if broken("hok-013-all") else row["modify"]


def unknown(event: str) -> bool:
    """Whether it is not in the table of events (HOK-009)."""
    return event not in _events()


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
        if _action(answer) == "deny":
            return not broken("hok-011-goes-on")
        if _action(answer) == "modify" or not broken("hok-012-modify"):
            self._apply(answer.get("data", {}))
        return broken("hok-016-stops") and _action(answer) == "ask_user"

    def _apply(self, patch: Json) -> None:
        """Each member as a whole, null included, if the event opens it (HOK-012, HOK-013)."""
        for name, value in patch.items():
            if self.open is not None and name not in self.open:
                continue
            if value is None and broken("hok-012-null"):
                continue
            before = self.data.get(name)
            merged = value
            if broken("hok-012-deep") and isinstance(before, dict) and isinstance(value, dict):
                merged = {**before, **value}
            self.patch[name] = self.data[name] = merged

    def result(self) -> Json:
        """One HookResult of all answers; what nobody gave is absent (HOK-010)."""
        strongest = self._action()
        folded: Json = {} if broken("hok-010-empty") and not self.patch else {"action": strongest}
        reasons = self._reasons(strongest)
        if reasons:
            folded["reason"] = reasons[-1] if broken("hok-021-last") else reasons[0]
        if self.patch or broken("hok-032-empty"):
            folded["data"] = self.data if broken("hok-032-whole") else self.patch
        if strongest != "deny" or broken("hok-015-deny"):
            if strongest != "ask_user" or not broken("hok-015-ask"):
                folded.update(self._injection())
            folded.update(self._approval())
        folded.update(self._messages())
        return folded

    def _action(self) -> str:
        """HOK-017."""
        actions = [_action(answer) for answer in self.answers]
        if broken("hok-017-last") and actions:
            return actions[-1]
        order = STRENGTH
        if broken("hok-017-modify"):
            order = ["continue", "inject_context", "modify", "ask_user", "deny"]
        return max(actions, key=order.index, default="continue")

    def _reasons(self, strongest: str) -> list[str]:
        """HOK-021."""
        given = [answer for answer in self.answers if "reason" in answer]
        return [a["reason"] for a in given if _action(a) == strongest or broken("hok-021-any")]

    def _injection(self) -> Json:
        """HOK-014, HOK-023."""
        injecting = [
            answer
            for answer in self.answers
            if _action(answer) in ("inject_context", "ask_user") or broken("hok-023-any")
        ]
        injecting = [answer for answer in injecting if "context_injection" in answer]
        if not injecting:
            return {}
        first = injecting[-1] if broken("hok-014-last") else injecting[0]
        joint = "\n" if broken("hok-014-newline") else "\n\n"
        text = joint.join(answer["context_injection"] for answer in injecting)
        return {"context_injection": text, **{k: first[k] for k in _INJECTION if k in first}}

    def _approval(self) -> Json:
        """HOK-016."""
        asking = [answer for answer in self.answers if _action(answer) == "ask_user"]
        if not asking:
            return {}
        first = asking[-1] if broken("hok-016-last") else asking[0]
        return {k: first[k] for k in _APPROVAL if k in first}

    def _messages(self) -> Json:
        """HOK-018, HOK-022."""
        folded: Json = {}
        suppress = [bool(answer.get("suppress_output")) for answer in self.answers]
        if any(suppress[-1:] if broken("hok-018-suppress") else suppress):
            folded["suppress_output"] = True
        telling = [answer for answer in self.answers if "user_message" in answer]
        if telling:
            joint = " " if broken("hok-018-message") else "\n"
            folded["user_message"] = joint.join(answer["user_message"] for answer in telling)
        levels = [a["user_message_level"] for a in telling if "user_message_level" in a]
        if levels:
            highest = max(levels, key=LEVELS.index)
            folded["user_message_level"] = levels[-1] if broken("hok-018-level") else highest
        sources = [a["user_message_source"] for a in telling if "user_message_source" in a]
        if sources:
            folded["user_message_source"] = sources[-1 if broken("hok-022-last") else 0]
        return folded


def _action(answer: Json) -> str:
    """An absent action is continue (HOK-030)."""
    return str(answer.get("action", "modify" if broken("hok-030-modify") else "continue"))


def fits(answer: Any) -> bool:
    """Whether it is a HookResult (HOK-025)."""
    return not schema.type_faults("hook.schema.json#/$defs/HookResult", answer)
