"""The contract that asks the hooks (chapter 5)."""

from __future__ import annotations

import sys
from typing import Any

import fold
from errors import RpcError, error, invalid_params
from mutations import broken
from parts import Part
from request import Json, Request


def emit(service: Any, request: Request) -> Json:
    """Ask the one hook that is named, or all that want the event (HOK-028, HOK-029)."""
    params = request.params
    event, name = params["event"], params.get("hook")
    if broken("hok-009-refuses") and fold.unknown(event):
        raise invalid_params("hook.emit", [("/event", "is no event of the table")])
    if name is not None:
        return _ask_one(service, name, event, params["data"])
    return asked_all(service, event, params["data"])


def asked_all(service: Any, event: str, data: Json) -> Json:
    """The fold of all hooks of this service that want the event."""
    wanting = _wanting(service.of("hooks"), event)
    if broken("hok-028-first"):
        wanting = wanting[:1]
    folded = fold.Fold(event, data)
    for part in wanting:
        seen = data if broken("hok-012-unseen") else folded.data
        if folded.add(_answer(part, event, dict(seen))):
            break
    return folded.result()


def _ask_one(service: Any, name: str, event: str, data: Json) -> Json:
    try:
        part = service.find("hooks", name, "hook")
    except RpcError as why:
        if broken("hok-029-continue"):
            return {"action": "continue"}
        if broken("hok-029-what"):
            why.data["what"] = "handler"
        raise
    return _ask(part, event, data)


def _wanting(hooks: list[Part], event: str) -> list[Part]:
    """Those that want the event, by priority, then in the order of describe (HOK-004, HOK-034)."""
    found = [p for p in hooks if any(fold.matches(pattern, event) for pattern in p.spec["events"])]
    if broken("hok-004-order"):
        return found
    absent = 0 if broken("hok-034-priority") else 100
    return sorted(found, key=lambda part: part.spec.get("priority", absent))


def _ask(part: Part, event: str, data: Json) -> Json:
    answer: Json = part.run(event, data)
    if not fold.fits(answer) and not broken("hok-025-takes"):
        raise error("internal_error", f"{part.name} answered no HookResult", exception="TypeError")
    return {k: v for k, v in answer.items() if v is not None}


def _answer(part: Part, event: str, data: Json) -> Json:
    """The answer of one hook; a failure counts as its `on_error` says (HOK-019, HOK-020)."""
    try:
        return _ask(part, event, data)
    except Exception as why:
        sys.stderr.write(f"reference: the hook {part.name} failed: {why}\n")
        on_error = part.spec.get("on_error", "deny" if broken("hok-034-on-error") else "continue")
        if on_error == "deny" and not broken("hok-020-skips"):
            return {"action": "deny", "reason": f"{part.name} failed: {type(why).__name__}"}
        if broken("hok-019-fails"):
            raise
        return {}
