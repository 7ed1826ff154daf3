"""A JSON Schema as a person writes a signature: `word_count(text: string, unique?: boolean = false) -> integer`."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
# Objects within objects are spelled out down to here; below it they are just `object`.
DEPTH = 3


def signature(name: str, inputs: Any, outputs: Any = None) -> str:
    """A call as one line: required parameters first, then the optional ones with `?` and their default."""
    members = ", ".join(_members(inputs, inputs, 1))
    result = f" -> {type_text(outputs)}" if isinstance(outputs, dict) and outputs else ""
    return f"{name}({members}){result}"


def type_text(schema: Any) -> str:
    """A schema as a type: `string`, `"a" | "b"`, `integer 1…10`, `{path: string, lines?: integer[]}`."""
    return _type(schema, schema, 0)


def parameters(schema: Any) -> list[tuple[str, str, str]]:
    """(name, `name?: type = default`, description) of each parameter; the description may be empty."""
    described = []
    for text, (name, member) in zip(
        _members(schema, schema, 1), _ordered(_resolved(schema, schema)), strict=True
    ):
        found = member.get("description") if isinstance(member, dict) else None
        described.append((name, text, " ".join(str(found or "").split())))
    return described


def _ordered(schema: Json) -> list[tuple[str, Any]]:
    """The members of an object, the required ones first."""
    members, required = schema.get("properties"), schema.get("required")
    if not isinstance(members, dict):
        return []
    needed = required if isinstance(required, list) else []
    return sorted(members.items(), key=lambda member: member[0] not in needed)


def _members(schema: Any, root: Any, depth: int) -> list[str]:
    schema = _resolved(schema, root)
    needed = schema.get("required") or []
    return [_member(name, member, root, depth, name in needed) for name, member in _ordered(schema)]


def _member(name: str, schema: Any, root: Any, depth: int, required: bool) -> str:
    if required:
        return f"{name}: {_type(schema, root, depth)}"
    text = f"{name}?: {_type(schema, root, depth).removesuffix(' | null')}"
    default = schema.get("default") if isinstance(schema, dict) else None
    return text if default is None else f"{text} = {_json(default)}"


def _type(schema: Any, root: Any, depth: int) -> str:
    schema = _resolved(schema, root)
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list):
        return " | ".join(_json(value) for value in values)
    kinds = schema.get("type")
    either = schema.get("anyOf") or schema.get("oneOf")
    if isinstance(kinds, list):
        either = [{**schema, "type": kind} for kind in kinds]
    if isinstance(either, list):
        return " | ".join(dict.fromkeys(_type(one, root, depth) for one in either))
    if kinds == "array":
        return _array(schema, root, depth)
    if kinds == "object" or "properties" in schema:
        return _object(schema, root, depth)
    return f"{kinds or 'any'}{_range(schema) if kinds in ('integer', 'number') else ''}"


def _array(schema: Json, root: Any, depth: int) -> str:
    items = _type(schema.get("items"), root, depth)
    return f"({items})[]" if " " in items and not items.startswith("{") else f"{items}[]"


def _object(schema: Json, root: Any, depth: int) -> str:
    members = _members(schema, root, depth + 1) if depth < DEPTH else []
    if members:
        return "{" + ", ".join(members) + "}"
    values = schema.get("additionalProperties")
    if isinstance(values, dict) and values and depth < DEPTH:
        return "{[name]: " + _type(values, root, depth + 1) + "}"
    return "object"


def _range(schema: Json) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None and high is None:
        return ""
    if high is None:
        return f" ≥ {low}"
    return f" {low}…{high}" if low is not None else f" ≤ {high}"


def _resolved(schema: Any, root: Any) -> Json:
    """The schema behind `$ref: "#/…"`; a reference that leads nowhere, or in circles, is any value."""
    for _ in range(DEPTH):
        if not isinstance(schema, dict):
            return {}
        target = schema.get("$ref")
        if not isinstance(target, str):
            return schema
        schema = root if target.startswith("#") else None
        for part in target.removeprefix("#").split("/")[1:]:
            schema = schema.get(part) if isinstance(schema, dict) else None
    return {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
