"""The describe answer of a version 0 service, told as version 1 would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]
VERSION = "0.0"
# The lists of components in a describe answer of either version.
KINDS = (
    "orchestrators",
    "context_managers",
    "providers",
    "tools",
    "hooks",
    "approval_providers",
    "exports",
    "channels",
)


def is_old(answer: Any) -> bool:
    """Whether a describe answer is one of version 0: an object that names no version, or one told by to_current()."""
    return isinstance(answer, dict) and answer.get("protocol_version") in (None, VERSION)


def to_current(answer: Json, name: str, grants: Iterable[str] = ()) -> Json:
    """A DescribeResult of version "0.0": one request at a time.

    `name` is the service's where it tells none. It knows no `requires`, so that `grants`, what its definition
    gives it, is what it asks for. What is of the wrong type stays, so that it can be said which member is wrong.
    """
    told = answer.get("capabilities")
    given = answer if told is None else told
    capabilities = given
    if isinstance(given, dict):
        capabilities = {kind: _entries(kind, given[kind]) for kind in KINDS if given.get(kind)}
        capabilities |= _content(given.get("content"))
    described = {
        "protocol_version": VERSION,
        "name": answer.get("name") or name,
        "version": str(answer.get("version") or "0"),
        "limits": {"max_concurrency": 1},
        "requires": list(grants),
        "capabilities": capabilities,
    }
    text = answer.get("description")
    return {**described, "description": text} if text else described


def only(answer: Json, kind: str) -> Json:
    """The answer with one kind of components alone."""
    return {**answer, "capabilities": {kind: answer["capabilities"][kind]}}


def without_orchestrators(answer: Json) -> Json | None:
    """The answer without its orchestrators; None when nothing else is offered."""
    rest = {
        kind: found for kind, found in answer["capabilities"].items() if kind != "orchestrators"
    }
    return {**answer, "capabilities": rest} if rest else None


def _entries(kind: str, given: Any) -> Any:
    return [_entry(kind, each) for each in given] if isinstance(given, list) else given


def _entry(kind: str, given: Any) -> Any:
    if isinstance(given, str):
        return _entry(kind, {"name": given})
    if not isinstance(given, dict):
        return given
    told = {key: value for key, value in given.items() if value is not None}
    if kind == "tools":
        return _tool(told)
    return _hook(told) if kind == "hooks" else told


def _tool(told: Json) -> Json:
    schema = told.get("input_schema") or told.get("parameters")
    rest = {key: value for key, value in told.items() if key != "parameters"}
    any_object = {"type": "object", "properties": {}}
    return {"description": "", **rest, "input_schema": schema or any_object}


def _hook(told: Json) -> Json:
    events = told.get("events", [])
    return {"priority": 0, **told, "events": [events] if isinstance(events, str) else events}


def _content(given: Any) -> Json:
    """Content is offered where there are paths."""
    paths = given.get("paths") if isinstance(given, dict) else given
    return {"content": {"paths": paths}} if paths else {}
