"""Hooks (chapter 5): who is asked for an event, in which order, and what the answers make together. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from .protocol import Json, events, misfits

RESULT = "hook.schema.json#/$defs/HookResult"
PRIORITY = 100  # of a HookSpec without one (HOK-034)
STRONGEST = ("deny", "ask_user", "inject_context", "modify", "continue")  # HOK-017
LEVELS = ("info", "warning", "error")  # HOK-018
INJECTORS = ("inject_context", "ask_user")  # HOK-014
WITH_INJECTION = ("context_injection_role", "ephemeral", "append_to_last_tool_result")
WITH_APPROVAL = ("approval_prompt", "approval_options", "approval_timeout", "approval_default")
Ask = Callable[[Json, Json], Json]  # a HookSpec and the data as it is → its answer


class HandlerFailed(Exception):  # noqa: N818 - what happened to a handler, no error of the suite
    """A handler failed, timed out or died; the message says how."""


def matches(pattern: str, event: str) -> bool:
    """Whether a pattern of a handler takes an event (HOK-002, HOK-003)."""
    if pattern in (event, "*"):
        return True
    return pattern.endswith(":*") and event.startswith(pattern[:-1])


def asked(hooks: Iterable[Json], event: str) -> list[Json]:
    """The handlers that are asked for an event, in their order (HOK-004); the given order is that of `describe`."""
    wanted = [hook for hook in hooks if any(matches(str(each), event) for each in hook["events"])]
    return sorted(wanted, key=lambda hook: hook.get("priority", PRIORITY))


def opened(event: str) -> Collection[str] | None:
    """The members that an event opens to patches; None is all of them (HOK-031)."""
    row = events().get(event)
    return row["modify"] if row else None


def patch(answer: Json, open_members: Collection[str] | None) -> Json:
    """What an answer changes in the data of the event (HOK-012, HOK-013)."""
    if action(answer) == "deny":
        return {}
    given = answer.get("data") or {}
    return {k: v for k, v in given.items() if open_members is None or k in open_members}


def action(answer: Json) -> str:
    """The action of an answer (HOK-030)."""
    return str(answer.get("action", "continue"))


def run(hooks: Iterable[Json], ask: Ask, data: Json, open_members: Collection[str] | None) -> Json:
    """Ask the handlers one after the other, each with the data as patched so far (HOK-006), and fold their answers."""
    answers: list[Json] = []
    for hook in hooks:
        answer = _answer(hook, ask, data)
        if answer is None:
            continue
        answers.append(answer)
        data = {**data, **patch(answer, open_members)}
        if action(answer) == "deny":
            break  # HOK-011
    return fold(answers, open_members)


def _answer(hook: Json, ask: Ask, data: Json) -> Json | None:
    """What a handler says; what its failure counts as (HOK-019, HOK-020, HOK-025)."""
    try:
        answer = ask(hook, data)
        found = misfits(RESULT, answer)
        why = str(found[0]) if found else ""
    except HandlerFailed as failure:
        why = str(failure) or "it failed"
    if not why:
        return answer
    return {"action": "deny", "reason": why} if hook.get("on_error") == "deny" else None


def fold(answers: list[Json], open_members: Collection[str] | None) -> Json:
    """One HookResult of several, from the first to the last handler that was asked (HOK-010 to HOK-032)."""
    strongest = min((action(each) for each in answers), key=STRONGEST.index, default="continue")
    members = {
        "data": _merged(answers, open_members),
        "reason": _first(answers, "reason", strongest),
        **(_injection(answers) if strongest != "deny" else {}),  # HOK-015
        **(_approval(answers) if strongest != "deny" else {}),
        **_messages(answers),
    }
    return {"action": strongest, **{k: v for k, v in members.items() if v is not None}}


def _merged(answers: list[Json], open_members: Collection[str] | None) -> Json | None:
    merged: Json = {}
    for answer in answers:
        merged |= patch(answer, open_members)
    return merged or None


def _first(answers: list[Json], member: str, wanted: str) -> Any:
    """The first one that an answer with this action gave."""
    given = (each[member] for each in answers if action(each) == wanted and member in each)
    return next(given, None)


def _injection(answers: list[Json]) -> Json:
    """HOK-014, HOK-023."""
    injecting = [e for e in answers if action(e) in INJECTORS and "context_injection" in e]
    if not injecting:
        return {}
    joined = "\n\n".join(each["context_injection"] for each in injecting)
    return {"context_injection": joined} | {name: injecting[0].get(name) for name in WITH_INJECTION}


def _approval(answers: list[Json]) -> Json:
    """HOK-016."""
    first = next((each for each in answers if action(each) == "ask_user"), {})
    return {name: first.get(name) for name in WITH_APPROVAL}


def _messages(answers: list[Json]) -> Json:
    """HOK-018, HOK-022: level and source count only with a message."""
    told = [each for each in answers if "user_message" in each]
    levels = [each["user_message_level"] for each in told if "user_message_level" in each]
    sources = [each["user_message_source"] for each in told if "user_message_source" in each]
    return {
        "suppress_output": any(each.get("suppress_output") for each in answers) or None,
        "user_message": "\n".join(each["user_message"] for each in told) if told else None,
        "user_message_level": max(levels, key=LEVELS.index, default=None),
        "user_message_source": sources[0] if sources else None,
    }
