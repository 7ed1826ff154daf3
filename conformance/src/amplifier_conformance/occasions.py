"""Occasions to ask hooks: events with data that fits the table, and events that look like those wanted. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .fold import matches
from .protocol import Json, definition, events

HOST: Json = {"timestamp": "2026-01-31T12:00:00.000Z", "session_id": "suite"}  # HOK-007
VENDOR: Json = {
    "size": 7,
    "none": None,
    "list": [1, {"a": None}],
    **HOST,
}  # of an event of a vendor
DEEPEST = 4  # levels to which members that may be absent are filled in

# What hooks are likely to care about: data that is merged into the plain data of the event.
LIKELY: dict[str, list[Json]] = {
    "tool:pre": [
        {"tool_name": "bash", "tool_input": {"command": "ls"}},
        {"tool_name": "bash", "tool_input": {"command": "rm -rf /"}},
        {"tool_name": "bash", "tool_input": {}},
        {"tool_name": "write_file", "tool_input": {"path": "notes.md", "content": "hello"}},
    ],
    "prompt:submit": [{"prompt": "Please remove all of the files."}],
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event and its data."""

    event: str
    data: Json


def of_events(names: Iterable[str]) -> list[Occasion]:
    """Occasions of these events: with as little data as is legal, with as much as there is, and with what is likely."""
    return [Occasion(name, data) for name in names for data in _data(name)]


def wanted(hook: Json) -> list[str]:
    """The events of the table that a hook wants, and one for each of its patterns that takes none of these."""
    patterns = [str(each) for each in hook["events"]]
    found = [name for name in events() if any(matches(pattern, name) for pattern in patterns)]
    return found + [name for pattern in patterns for name in _unknown(pattern)]


def looking_alike(patterns: Iterable[str]) -> list[str]:
    """Events that are close to a pattern, on either side of HOK-002 and HOK-003; none is in the table."""
    found = [name for pattern in patterns for name in _close(pattern)]
    return [name for name in dict.fromkeys(found) if name and name not in events()]


def _unknown(pattern: str) -> list[str]:
    """An event beyond the table that a pattern takes."""
    if pattern == "*":
        return ["vendor:suite", "suite"]
    if pattern.endswith(":*"):
        return [f"{pattern[:-1]}suite"]
    return [] if pattern in events() else [pattern]


def _close(pattern: str) -> Iterator[str]:
    yield from _unknown(pattern)
    if pattern == "*":
        return
    if pattern.endswith(":*"):
        stem = pattern[:-2]
        yield from (stem, f"{stem}:suite:deep", f"{stem}s:suite", f"my{stem}:suite", f"{stem}suite")
        return
    yield from (f"{pattern}:suite", f"my{pattern}", pattern[:-1], pattern.replace("*", "suite"))


def _data(name: str) -> list[Json]:
    row = events().get(name)
    if row is None:
        return [dict(VENDOR)]
    little, much = ({**_sample(row["data"], full), **HOST} for full in (False, True))
    found = [little, much, *({**much, **likely} for likely in LIKELY.get(name, ()))]
    return [each for at, each in enumerate(found) if each not in found[:at]]


@functools.cache
def _sample(reference: str, full: bool) -> Json:
    """A value of a type of the protocol: what must be there, or all that may be."""
    value: Json = _value({"$ref": reference}, "", full, 0)
    return value


def _value(schema: Json, file: str, full: bool, level: int) -> Any:  # noqa: PLR0911 - one return a keyword
    if "$ref" in schema:
        target = schema["$ref"]
        target = file + target if target.startswith("#") else target
        return _value(definition(target), target.partition("#")[0], full, level)
    for name in ("const", "default"):
        if name in schema:
            return schema[name]
    if "enum" in schema:
        return schema["enum"][0]
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return _value(schema[name][0], file, full, level)
    if schema.get("type") == "object":
        return _object(schema, file, full, level)
    if schema.get("type") == "array":
        count = 1 if full and level < DEEPEST else schema.get("minItems", 0)
        return [_value(schema["items"], file, full, level + 1)] * count
    if schema.get("type") in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    if "pattern" in schema:
        return "1"  # the only pattern is that of an amount of money
    return False if schema.get("type") == "boolean" else "x"


def _object(schema: Json, file: str, full: bool, level: int) -> Json:
    parts = schema.get("properties", {})
    named = parts if full and level < DEEPEST else schema.get("required", ())
    return {
        name: _value(parts[name], file, full, level + 1) for name in named if name != "parent_id"
    }
