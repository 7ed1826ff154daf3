"""Hooks, asked by name and without one (chapter 5); areas/folds.py has what the fold consists of."""

from __future__ import annotations

from ..check import Bench, check, known
from ..fold import RESULT, asked
from ..occasions import HOST, VENDOR, Occasion, looking_alike, of_events, wanted
from ..protocol import Json, misfits
from ..service import Service
from ..verdicts import Failed, NotVerified

REFUSALS = (-32602, -32601, -32007)  # what an event that a hook wants never deserves
NOBODY = "no_such_hook_"
STRANGERS = ("vendor:suite", "vendor:suite:again", "suite", "tool:suite", "x:*", "é:ü")


def emit(service: Service, occasion: Occasion, **named: str) -> Json:
    """The response to `hook.emit`, result or error."""
    params = {"event": occasion.event, "data": occasion.data, **named}
    return service.send("hook.emit", params).message()


@check("HOK-001", title="Each hook declares the patterns of the events that it wants")
def patterns(bench: Bench) -> None:
    for hook in bench.declared("hooks"):
        events = hook.get("events")
        if not isinstance(events, list) or not events:
            raise Failed(f"the hook {hook.get('name')} wants no event", "at least one", events)
        if not all(isinstance(each, str) for each in events):
            raise Failed(f"a pattern of {hook.get('name')} is no string", "strings", events)


@check("HOK-029", title="A hook that it does not have is answered with not_found")
def unknown_hook(bench: Bench) -> None:
    hooks = bench.declared("hooks")
    for event in dict.fromkeys(("tool:pre", "vendor:suite", *wanted(hooks[0])[:1])):
        for occasion in of_events([event])[:1]:
            params = {"event": event, "hook": NOBODY, "data": occasion.data}
            error = bench.service.send("hook.emit", params).error("not_found", -32004)
            data = error.get("data") or {}
            if data.get("what") != "hook" or data.get("name") != NOBODY:
                right = {"what": "hook", "name": NOBODY}
                raise Failed("the data does not tell what was not found", right, data)


@check(
    "LIF-015",
    "RPC-088",
    "HOK-025",
    title="Each hook that is named answers each event that it wants with a HookResult",
)
def answers(bench: Bench) -> None:
    seen = 0
    for hook in bench.declared("hooks"):
        for occasion in of_events(wanted(hook)):
            answer = _judged(bench.service, occasion, str(hook["name"]))
            seen += answer is not None
    if not seen:
        raise NotVerified("its hooks fail at every event that was tried")


def _judged(service: Service, occasion: Occasion, name: str) -> Json | None:
    """The HookResult of a hook, None if it failed, which it may (HOK-019)."""
    message = emit(service, occasion, hook=name)
    if "error" in message:
        if _refused(message["error"]):
            raise Failed(
                f"the hook {name} refuses {occasion.event}, which it wants",
                "a HookResult",
                {"data": occasion.data, "error": message["error"]},
            )
        return None
    _demand(message["result"], f"the answer of {name} to {occasion.event}")
    result: Json = message["result"]
    return result


def _refused(error: Json) -> bool:
    """Whether the service would not ask the hook; what the hook itself did not find is its own affair."""
    what = (error.get("data") or {}).get("what")
    return error.get("code") in REFUSALS or (error.get("code") == -32004 and what == "hook")


def _demand(result: object, what: str) -> None:
    found = misfits(RESULT, result)
    if found:
        raise Failed(f"{what} is no HookResult: {found[0]}", "a HookResult", result)


@check("HOK-009", title="Events whose names it does not know are answered, not refused")
def unknown_events(bench: Bench) -> None:
    hooks = bench.declared("hooks")
    for occasion in (Occasion(event, data) for event in STRANGERS for data in (VENDOR, HOST)):
        message = emit(bench.service, occasion)
        if "error" in message:
            raise Failed(
                f"{occasion.event} is refused, an event that is not in the table",
                "a HookResult",
                message["error"],
            )
        _demand(message["result"], f"the answer to {occasion.event}")
        for hook in asked(hooks, occasion.event):
            _judged(bench.service, occasion, str(hook["name"]))


@check("HOK-010", title="An event that none of its hooks wants is answered with continue alone")
def nobody(bench: Bench) -> None:
    hooks = bench.declared("hooks")
    service, left = bench.service, hooks
    if _everything(hooks):
        left = [hook for hook in hooks if not _everything([hook])][:1]
        if not left:
            raise NotVerified("each of its hooks wants every event")
        service = bench.start(env={"AMPLIFIER_COMPONENTS": str(left[0]["name"])})
        served = (service.described.get("capabilities") or {}).get("hooks") or []
        if [each.get("name") for each in served] != [left[0]["name"]]:
            raise NotVerified(
                f"{known(_everything(hooks))} wants every event and cannot be left out"
            )
    given = [str(pattern) for hook in left for pattern in hook["events"]]
    events = ["tool:pre", "session:end", *STRANGERS, *looking_alike(given)]
    for occasion in of_events(event for event in events if not asked(left, event)):
        message = emit(service, occasion)
        if message.get("result") != {"action": "continue"}:
            raise Failed(
                f"none of its hooks wants {occasion.event}, by the patterns {', '.join(given)}",
                {"action": "continue"},
                message.get("result", message.get("error")),
            )


def _everything(hooks: list[Json]) -> list[str]:
    """Those that want every event."""
    return [str(hook["name"]) for hook in hooks if "*" in hook["events"]]
