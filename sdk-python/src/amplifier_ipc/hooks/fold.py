"""The answers of an event's handlers, folded into one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Literal, NamedTuple

_ACTIONS = ("continue", "modify", "inject_context", "ask_user", "deny")
_INJECT, _ASK, _DENY = 2, 3, 4
_TEXTS = ("reason", "context_injection", "approval_prompt", "user_message")
_LEVELS = ("info", "warning", "error")
_INJECTION_STYLE = ("context_injection_role", "ephemeral", "append_to_last_tool_result")
_APPROVAL = ("approval_prompt", "approval_options", "approval_timeout", "approval_default")

_Object = dict[str, Any]
OnError = Literal["continue", "deny"]


class Failure(NamedTuple):
    """A handler that failed, timed out or died, and why."""

    why: str


Answer = _Object | Failure
"""What a handler said: a HookResult as it stands on the wire, or why there is none."""


class Fold:
    """The fold of one event, fed one answer after the other."""

    def __init__(self, data: _Object, open_members: Collection[str] | None = None) -> None:
        """Begin with the event's data; ``open_members``: what a handler may touch (None: all)."""
        self.data = dict(data)
        self._open = open_members
        self._strongest = 0
        self._patch: _Object = {}
        self._reason: str | None = None
        self._injected: list[str] = []
        self._style: _Object = {}
        self._approval: _Object | None = None
        self._suppress = False
        self._messages: list[str] = []
        self._level = -1
        self._source: str | None = None

    def take(self, answer: Answer, on_error: OnError = "continue") -> bool:
        """Take the next handler's answer; tell whether the chain goes on, with ``data``."""
        misfit = None if isinstance(answer, Failure) else _misfit(answer)
        if misfit:
            answer = Failure(f"its answer does not fit HookResult: {misfit}")
        if isinstance(answer, Failure):
            if on_error == "continue":
                return True
            answer = {"action": "deny", "reason": answer.why}
        return self._merge(answer)

    def result(self) -> _Object:
        """Return the folded HookResult; members that nobody set are absent, so that folds compose."""
        result: _Object = {"action": _ACTIONS[self._strongest]}
        if self._patch:
            result["data"] = self._patch
        if self._reason is not None:
            result["reason"] = self._reason
        if self._strongest != _DENY:
            if self._injected:
                result["context_injection"] = "\n\n".join(self._injected)
                result.update(self._style)
            result.update(self._approval or {})
        if self._suppress:
            result["suppress_output"] = True
        if self._messages:
            result["user_message"] = "\n".join(self._messages)
            if self._level >= 0:
                result["user_message_level"] = _LEVELS[self._level]
            if self._source is not None:
                result["user_message_source"] = self._source
        return result

    def _merge(self, answer: _Object) -> bool:
        rank = _rank(answer)
        if rank > self._strongest:
            self._strongest, self._reason = rank, None
        if rank == self._strongest and self._reason is None:
            self._reason = _text(answer, "reason")
        self._note(answer)
        if rank == _DENY:
            return False
        self._apply(answer.get("data"))
        # An ask_user that is itself a fold may carry the injection of a weaker handler.
        self._inject(answer, rank)
        if rank == _ASK and self._approval is None:
            self._approval = _pick(answer, _APPROVAL)
        return True

    def _apply(self, patch: Any) -> None:
        if not isinstance(patch, dict):
            return
        opened = {k: v for k, v in patch.items() if self._open is None or k in self._open}
        self.data.update(opened)
        self._patch.update(opened)

    def _inject(self, answer: _Object, rank: int) -> None:
        injected = _text(answer, "context_injection")
        if injected is None or rank < _INJECT:
            return
        if not self._injected:
            self._style = _pick(answer, _INJECTION_STYLE)
        self._injected.append(injected)

    def _note(self, answer: _Object) -> None:
        self._suppress |= answer.get("suppress_output") is True
        message = _text(answer, "user_message")
        if message is None:
            return
        self._messages.append(message)
        level = answer.get("user_message_level")
        if level in _LEVELS:
            self._level = max(self._level, _LEVELS.index(level))
        if self._source is None:
            self._source = _text(answer, "user_message_source")


def fold(
    data: _Object,
    open_members: Collection[str] | None,
    answers: Iterable[tuple[Answer, OnError]],
) -> _Object:
    """Fold answers that are all there already; those after a deny are not looked at."""
    folding = Fold(data, open_members)
    for answer, on_error in answers:
        if not folding.take(answer, on_error):
            break
    return folding.result()


def _misfit(answer: _Object) -> str | None:
    """Return the first member of the wrong type, None when all fit; null is absent (HOK-025).

    A result that does not fit is no answer: a gate must not open because its words cannot be read.
    """
    action = answer.get("action")
    if action is not None and not (isinstance(action, str) and action.lower() in _ACTIONS):
        return "action"
    if not isinstance(answer.get("data"), dict | None):
        return "data"
    return next((name for name in _TEXTS if not isinstance(answer.get(name), str | None)), None)


def _rank(answer: _Object) -> int:
    """Return the action's rank; older services write it in upper case, unknown is ``continue``."""
    action = _text(answer, "action") or ""
    return _ACTIONS.index(action.lower()) if action.lower() in _ACTIONS else 0


def _text(answer: _Object, member: str) -> str | None:
    value = answer.get(member)
    return value if isinstance(value, str) else None


def _pick(answer: _Object, members: tuple[str, ...]) -> _Object:
    return {name: answer[name] for name in members if answer.get(name) is not None}
