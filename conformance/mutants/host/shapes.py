"""The types of schemas/, checked: as much of JSON Schema as they use."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from mutations import broken

Json = dict[str, Any]
Fault = tuple[str, str]
SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: _is_integer(value),  # noqa: PLW0108 - it stands below
}
MANY = ("properties", "$defs", "patternProperties", "dependentSchemas")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
ONE = (
    "items",
    "not",
    "additionalProperties",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
)
COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


@cache
def methods() -> dict[str, Json]:
    """The table of methods by name."""
    listed = json.loads((SCHEMAS / "methods.json").read_text(encoding="utf-8"))["methods"]
    return {entry["method"]: entry for entry in listed}


@cache
def errors() -> list[Json]:
    """The table of errors."""
    found = json.loads((SCHEMAS / "errors.json").read_text(encoding="utf-8"))["kinds"]
    return list(found)


@cache
def events() -> set[str]:
    """The names of the canonical events."""
    listed = json.loads((SCHEMAS / "events.json").read_text(encoding="utf-8"))["events"]
    return {entry["name"] for entry in listed}


def faults(reference: str, value: Any) -> list[Fault]:
    """What is wrong with a value of the type `file.schema.json#/$defs/Name`, as (path, message)."""
    file, _, name = reference.partition("#/$defs/")
    return _check(value, _definition(file, name), file, "")


def params_faults(method: str, params: Json) -> list[Fault]:
    """What is wrong with the params of a method; an ill-typed `_meta` is no fault (RPC-060)."""
    checked = {name: value for name, value in params.items() if name != "_meta"}
    if broken("rpc-060-refused"):
        checked = params
    return faults(methods()[method]["params"], checked)


def members(reference: str) -> set[str]:
    """The names of the members of a type."""
    file, _, name = reference.partition("#/$defs/")
    return set(_definition(file, name)["properties"])


def schema_fault(schema: Any) -> str:
    """Why a value is no JSON Schema 2020-12, or nothing."""
    if isinstance(schema, bool):
        return ""
    if not isinstance(schema, dict):
        return "a schema is an object or a boolean"
    for name, value in schema.items():
        if why := _keyword_fault(name, value):
            return f"{name}: {why}"
    return ""


def _keyword_fault(name: str, value: Any) -> str:
    if name in MANY:
        inner = list(value.values()) if isinstance(value, dict) else None
        return _first(inner) if inner is not None else "must be an object"
    if name in LISTS:
        return _first(value) if isinstance(value, list) and value else "must be a list"
    if name in ONE:
        return schema_fault(value)
    if name == "type":
        names = value if isinstance(value, list) else [value]
        good = all(isinstance(each, str) and each in TYPES for each in names)
        return "" if good and names else "is no type"
    if name == "required":
        texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return "" if texts else "must be a list of strings"
    return _plain_fault(name, value)


def _plain_fault(name: str, value: Any) -> str:
    if name == "enum" and not isinstance(value, list):
        return "must be a list"
    if name in COUNTS and not (_is_integer(value) and value >= 0):
        return "must be a count"
    if name in BOUNDS and not TYPES["number"](value):
        return "must be a number"
    if name in ("pattern", "$ref", "$id", "title", "description") and not isinstance(value, str):
        return "must be a string"
    return ""


def _first(schemas: list[Any]) -> str:
    return next((why for why in map(schema_fault, schemas) if why), "")


@cache
def _file(file: str) -> Json:
    found: Json = json.loads((SCHEMAS / file).read_text(encoding="utf-8"))
    return found


def _definition(file: str, name: str) -> Json:
    found: Json = _file(file)["$defs"][name]
    return found


def _check(value: Any, schema: Json, file: str, path: str) -> list[Fault]:
    if reference := schema.get("$ref"):
        other, _, name = reference.partition("#/$defs/")
        other = other or file
        return _check(value, _definition(other, name), other, path)
    if why := _own_fault(value, schema):
        return [(path, why)]
    if "not" in schema and not _check(value, schema["not"], file, path):
        return [(path, "is taken")]
    found = _choice(value, schema, file, path)
    if isinstance(value, dict):
        found += _members(value, schema, file, path)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            found += _check(item, schema["items"], file, f"{path}/{number}")
    return found


def _own_fault(value: Any, schema: Json) -> str:  # noqa: PLR0911 - one a keyword
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(TYPES[each](value) for each in types):
        return f"must be {' or '.join(types)}"
    if "const" in schema and value != schema["const"]:
        return f"must be {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        return f"must be one of {', '.join(map(repr, schema['enum']))}"
    if isinstance(value, str):
        pattern = re.sub(r"\$$", r"\\Z", schema.get("pattern", ""))
        if not re.search(pattern, value):
            return f"must match {schema['pattern']}"
        return "must not be empty" if len(value) < schema.get("minLength", 0) else ""
    if isinstance(value, list) and len(value) < schema.get("minItems", 0):
        return f"must have {schema['minItems']} items"
    if TYPES["number"](value):
        if value < schema.get("minimum", -math.inf):
            return f"must be at least {schema['minimum']}"
        return "" if value <= schema.get("maximum", math.inf) else "is too large"
    return ""


def _choice(value: Any, schema: Json, file: str, path: str) -> list[Fault]:
    choices = schema.get("oneOf") or schema.get("anyOf") or []
    if not choices:
        return []
    if "discriminator" in schema:
        choices = _of_type(value, choices, file)
        if not choices:
            return [(f"{path}/type", "is unknown")]
    tried = [_check(value, choice, file, path) for choice in choices]
    return min(tried, key=lambda found: (any(each[0] == path for each in found), len(found)))


def _of_type(value: Any, choices: list[Json], file: str) -> list[Json]:
    """The choice of this `type`, or the one for types that nobody knows, if there is one."""
    others = []
    for choice in choices:
        name = choice["$ref"].partition("#/$defs/")[2]
        wanted = _definition(file, name)["properties"]["type"].get("const")
        if wanted is None:
            others = [choice]
        elif isinstance(value, dict) and value.get("type") == wanted:
            return [choice]
    return others


def _members(value: Json, schema: Json, file: str, path: str) -> list[Fault]:
    required = schema.get("required", [])
    found = [(f"{path}/{_pointer(name)}", "is required") for name in required if name not in value]
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name, member in value.items():
        optional = name in known and name not in required
        if member is None and optional and not broken("rpc-012-null-is-refused"):
            continue
        inner = known.get(name, others)
        if isinstance(inner, dict):
            found += _check(member, inner, file, f"{path}/{_pointer(name)}")
    return found


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _is_integer(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer() or math.isinf(value)
    return isinstance(value, int) and not isinstance(value, bool)
