"""Checks wire values by the schemas in ``bundle.json``; written by hand, needs no pydantic.

It understands exactly the keywords that the generator writes (decisions/0001) and lists every
fault with its JSON Pointer, as ``invalid_params`` asks for. Decoding with the model is ten times as
fast: decode first, and ask here for all faults when that fails.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from .methods import METHODS

Schema = dict[str, Any]


class Fault(NamedTuple):
    """One thing that is wrong: a JSON Pointer from the value's root, and what would be right."""

    path: str
    message: str


def validate(type_name: str, value: Any) -> list[Fault]:
    """Return every fault of a JSON value that should be of the named type.

    Raises KeyError when there is no such type.
    """
    return list(_check(schemas()[type_name], value, ""))


def validate_params(method: str, params: Any) -> list[Fault]:
    """Return every fault of the params of a method; unknown methods have none."""
    info = METHODS.get(method)
    return validate(info.params, params) if info else []


@cache
def schemas() -> dict[str, Schema]:
    """Return the schema of each type, by its name."""
    text = Path(__file__).with_name("bundle.json").read_text(encoding="utf-8")
    bundled: dict[str, Schema] = json.loads(text)["$defs"]
    return bundled


def _check(schema: Schema, value: Any, path: str) -> Iterator[Fault]:
    if "$ref" in schema:
        yield from _check(schemas()[schema["$ref"].removeprefix("#/$defs/")], value, path)
    wrong = _wrong(schema, value)
    if wrong:
        yield Fault(path, wrong)
        return
    if isinstance(value, dict):
        yield from _check_members(schema, value, path)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _check(schema["items"], item, f"{path}/{index}")
    for part in schema.get("allOf", ()):
        yield from _check(part, value, path)
    if "if" in schema:
        branch = "then" if _holds(schema["if"], value) else "else"
        yield from _check(schema.get(branch, {}), value, path)


def _check_members(schema: Schema, value: dict[str, Any], path: str) -> Iterator[Fault]:
    for name in schema.get("required", ()):
        if name not in value:
            yield Fault(f"{path}/{_escape(name)}", "is required")
    for name, member in schema.get("properties", {}).items():
        if name in value:
            yield from _check(member, value[name], f"{path}/{_escape(name)}")


def _wrong(schema: Schema, value: Any) -> str | None:
    """Say what is wrong with a value itself, its members and items aside."""
    kinds = schema.get("type")
    if kinds is not None:
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if not any(_is_kind(kind, value) for kind in kinds):
            return f"must be {' or '.join(kinds)}, is {_kind(value)}"
    if "const" in schema and value != schema["const"]:
        return f"must be {json.dumps(schema['const'])}"
    if "enum" in schema and value not in schema["enum"]:
        return f"must be one of {', '.join(schema['enum'])}, is {json.dumps(value)}"
    if "not" in schema and _holds(schema["not"], value):
        return f"must not be {json.dumps(value)} here"
    return _wrong_scalar(schema, value)


def _wrong_scalar(schema: Schema, value: Any) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
        if not low <= value <= high:
            return f"must be between {low} and {high}, is {value}"
    if (
        isinstance(value, str)
        and "pattern" in schema
        and not _regex(schema["pattern"]).search(value)
    ):
        return f"must match {schema['pattern']}, is {json.dumps(value)}"
    return None


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """Return the pattern as JSON Schema means it: ``$`` is the very end."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def _holds(schema: Schema, value: Any) -> bool:
    """Tell whether a condition holds: the kinds, constants and members of `if` and `not`."""
    if "type" in schema and not _is_kind(schema["type"], value):
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if not isinstance(value, dict):
        return True
    if any(name not in value for name in schema.get("required", ())):
        return False
    members = schema.get("properties", {})
    return all(_holds(members[name], value[name]) for name in members if name in value)


def _is_kind(kind: str, value: Any) -> bool:
    if kind == "number":
        return _kind(value) in ("integer", "number")
    if kind == "integer":
        return _kind(value) == "integer" or (isinstance(value, float) and value.is_integer())
    return _kind(value) == kind


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), type(value).__name__)


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
