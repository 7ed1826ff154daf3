"""A JSON Schema as a person writes a signature: `word_count(text: string, unique?: boolean = false) -> integer`."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

Json = dict[str, Any]
# Types within types are spelled out down to here; below it an object is just `object`.
DEPTH = 5


class _Scope(NamedTuple):
    """The whole schema, to which references lead, and those references that are being spelled out."""

    root: Any
    open: frozenset[str]


def _scope(root: Any) -> _Scope:
    return _Scope(root, frozenset({"#"}))


def signature(name: str, inputs: Any, outputs: Any = None) -> str:
    """A call as one line: required parameters first, then the optional ones with `?` and their default."""
    members = ", ".join(_members(inputs, _scope(inputs), 1))
    result = f" -> {type_text(outputs)}" if isinstance(outputs, dict) and outputs else ""
    return f"{name}({members}){result}"


def type_text(schema: Any) -> str:
    """A schema as a type: `string`, `"a" | "b"`, `integer 1…10`, `{path: string, lines?: integer[]}`."""
    return _type(schema, _scope(schema), 0)


def parameters(schema: Any) -> list[tuple[str, str, str]]:
    """(name, `name?: type = default`, description) of each parameter; the description may be empty."""
    described = []
    for text, (name, member) in zip(
        _members(schema, _scope(schema), 1), _ordered(_resolved(schema, schema)), strict=True
    ):
        found = member.get("description") if isinstance(member, dict) else None
        described.append((name, text, " ".join(str(found or "").split())))
    return described


def _ordered(schema: Json) -> list[tuple[str, Any]]:
    """The members of an object, the required ones first."""
    members, needed = schema.get("properties"), _required(schema)
    if not isinstance(members, dict):
        return []
    return sorted(members.items(), key=lambda member: member[0] not in needed)


def _required(schema: Json) -> list[Any]:
    required = schema.get("required")
    return required if isinstance(required, list) else []


def _members(schema: Any, scope: _Scope, depth: int) -> list[str]:
    schema = _resolved(schema, scope.root)
    needed = _required(schema)
    return [
        _member(name, member, scope, depth, name in needed) for name, member in _ordered(schema)
    ]


def _member(name: str, schema: Any, scope: _Scope, depth: int, required: bool) -> str:
    if required:
        return f"{name}: {_type(schema, scope, depth)}"
    text = f"{name}?: {_type(schema, scope, depth).removesuffix(' | null')}"
    default = schema.get("default") if isinstance(schema, dict) else None
    return text if default is None else f"{text} = {_json(default)}"


def _type(schema: Any, scope: _Scope, depth: int) -> str:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    if isinstance(reference, str):
        if reference in scope.open:
            return reference.rpartition("/")[2].replace("#", "…")
        scope = scope._replace(open=scope.open | {reference})
    schema = _resolved(schema, scope.root) if depth <= DEPTH else {}
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list):
        return " | ".join(_json(value) for value in values)
    kinds = schema.get("type")
    either = schema.get("anyOf") or schema.get("oneOf")
    if isinstance(kinds, list):
        either = [{**schema, "type": kind} for kind in kinds]
    if isinstance(either, list):
        types = dict.fromkeys(_type(one, scope, depth + 1) for one in either)
        return " | ".join(sorted(types, key=lambda text: text == "null"))
    if kinds == "array":
        return _array(schema, scope, depth)
    if kinds == "object" or "properties" in schema:
        return _object(schema, scope, depth)
    return f"{kinds or 'any'}{_range(schema) if kinds in ('integer', 'number') else ''}"


def _array(schema: Json, scope: _Scope, depth: int) -> str:
    items = _type(schema.get("items"), scope, depth + 1)
    return f"({items})[]" if " " in items and not items.startswith("{") else f"{items}[]"


def _object(schema: Json, scope: _Scope, depth: int) -> str:
    members = _members(schema, scope, depth + 1) if depth < DEPTH else []
    if members:
        return "{" + ", ".join(members) + "}"
    values = schema.get("additionalProperties")
    if isinstance(values, dict) and values and depth < DEPTH:
        return "{[name]: " + _type(values, scope, depth + 1) + "}"
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
