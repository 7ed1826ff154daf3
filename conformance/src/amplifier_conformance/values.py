"""Values from JSON Schemas: a plain one that fits, and ones with known faults. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from .protocol import Json, misfits_of

PLAIN: Json = {"string": "x", "integer": 1, "number": 1, "boolean": False, "null": None}
OTHERS: tuple[Any, ...] = (7, "x", True, [], {}, None, 1.5)
MOST = 12  # wrong inputs of one schema


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that does not fit, and where the faults are."""

    value: Any
    paths: frozenset[str]  # JSON Pointers into the value
    why: str


def compiled(schema: Any) -> jsonschema_rs.Draft202012Validator | None:
    """The validator of a schema, None if it is no JSON Schema 2020-12."""
    try:
        return jsonschema_rs.Draft202012Validator(schema)
    except ValueError:
        return None


def plain(schema: Json) -> Any:
    """The plainest value that fits the schema, as far as its usual keywords tell."""
    return _plain(schema, schema, 0)


def wrong(schema: Json) -> list[Wrong]:
    """Values that the schema refuses, each with one thing wrong, then one with several."""
    validator = compiled(schema)
    right = plain(schema)
    if validator is None or misfits_of(validator, right):
        return []
    found = [w for value, why in _spoilt(schema, right) if (w := _judged(validator, value, why))]
    return found[:MOST]


def all_wrong(schema: Json) -> Wrong | None:
    """One value with as many faults as there are members; None if two cannot be had."""
    validator = compiled(schema)
    right = plain(schema)
    if validator is None or not isinstance(right, dict):
        return None
    value = dict(right)
    for name, part in (schema.get("properties") or {}).items():
        for other in OTHERS:
            alone = compiled(_within(schema, part))
            if alone and other is not None and misfits_of(alone, other):
                value[name] = other
                break
    judged = _judged(validator, value, "a value of the wrong type in each member")
    return judged if judged and len(judged.paths) > 1 else None


def _judged(validator: jsonschema_rs.Draft202012Validator, value: Any, why: str) -> Wrong | None:
    faults = misfits_of(validator, value)
    return Wrong(value, frozenset(fault.path for fault in faults), why) if faults else None


def _spoilt(schema: Json, right: Any) -> Iterator[tuple[Any, str]]:
    yield ([] if not isinstance(right, list) else {}), "the whole is of another type"
    if not isinstance(right, dict):
        return
    for name in schema.get("required") or []:
        yield {k: v for k, v in right.items() if k != name}, f"{name} is missing"
    for name, part in (schema.get("properties") or {}).items():
        alone = compiled(_within(schema, part))
        bad = next((o for o in OTHERS if alone and o is not None and misfits_of(alone, o)), ...)
        if bad is not ...:
            yield {**right, name: bad}, f"{name} is of another type"
        if isinstance(part, dict) and "maximum" in part:
            yield {**right, name: part["maximum"] + 1}, f"{name} is too large"
        if isinstance(part, dict) and "minimum" in part:
            yield {**right, name: part["minimum"] - 1}, f"{name} is too small"
    if schema.get("additionalProperties") is False:
        yield {**right, "no_such_member_": 1}, "a member that is not allowed"


def _within(schema: Json, part: Any) -> Any:
    """A part of a schema with the definitions of the whole, so that its references resolve."""
    if not isinstance(part, dict):
        return part
    return {**part, **{name: schema[name] for name in ("$defs", "definitions") if name in schema}}


def _plain(schema: Any, root: Json, level: int) -> Any:  # noqa: PLR0911 - one return a keyword
    if not isinstance(schema, dict) or level > 20:
        return {}
    for name in ("const", "default"):
        if name in schema:
            return schema[name]
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    if "$ref" in schema:
        return _plain(resolved(schema["$ref"], root), root, level + 1)
    for name in ("anyOf", "oneOf"):
        if schema.get(name):
            return _plain(schema[name][0], root, level + 1)
    if schema.get("allOf"):
        parts = [_plain(part, root, level + 1) for part in schema["allOf"]]
        merged: Json = {}
        for part in parts:
            merged |= part if isinstance(part, dict) else {}
        return merged or parts[0]
    return _of_type(schema, root, level)


def _of_type(schema: Json, root: Json, level: int) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        parts = schema.get("properties") or {}
        return {
            name: _plain(parts.get(name, {}), root, level + 1)
            for name in schema.get("required") or []
        }
    if kind == "array":
        return [_plain(schema.get("items", {}), root, level + 1)] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        return min(max(1, least), schema.get("maximum", max(1, least)))
    if kind == "string":
        return "x" * max(1, schema.get("minLength", 1))
    return PLAIN.get(kind)


def resolved(reference: str, root: Json) -> Any:
    """The part of a schema that a reference within it names; an empty schema if there is none."""
    found: Any = root
    if not reference.startswith("#"):
        return {}
    for part in reference.removeprefix("#").strip("/").split("/"):
        found = (
            found.get(part.replace("~1", "/").replace("~0", "~"), {})
            if isinstance(found, dict)
            else {}
        )
    return found
