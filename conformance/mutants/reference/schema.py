"""A checker for the keywords of JSON Schema that this service and the protocol's schemas use."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

from errors import Fault
from mutations import broken

Json = dict[str, Any]
SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
_NAMES = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "null": "null",
}


@functools.cache
def _file(name: str) -> Json:
    loaded: Json = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return loaded


def definitions(name: str) -> dict[str, Json]:
    """The types of one file."""
    found: dict[str, Json] = _file(name)["$defs"]
    return found


@functools.cache
def methods() -> dict[str, Json]:
    """The table of methods, by name."""
    return {row["method"]: row for row in _file("methods.json")["methods"]}


def params_faults(method: str, params: Json) -> list[Fault]:
    """What does not fit the type of the method's params (RPC-089); null is absent (RPC-012)."""
    ref = str(methods()[method]["params"])
    if broken("rpc-010-params"):
        name, _, place = ref.partition("#/$defs/")
        known = definitions(name)[place]["properties"]
        if strangers := [name for name in params if name not in known]:
            return [(f"/{_escaped(name)}", "is unknown") for name in strangers]
    return type_faults(ref, params)


@functools.cache
def statuses() -> dict[str, int]:
    """The HTTP status of each kind of error."""
    return {row["kind"]: row["http_status"] for row in _file("errors.json")["kinds"]}


def members(method: str) -> Json:
    """The members that the type of a method's params names."""
    name, _, place = str(methods()[method]["params"]).partition("#/$defs/")
    found: Json = definitions(name)[place].get("properties", {})
    return found


def type_faults(ref: str, value: Any) -> list[Fault]:
    """What does not fit a type of the protocol, such as `hook.schema.json#/$defs/HookResult`."""
    return _Check("", nulls=not broken("rpc-012-refuses")).faults({"$ref": ref}, value, "")


def faults(schema: Json, value: Any, path: str) -> list[Fault]:
    """What does not fit the schema of an author, where null is a value (TOL-013)."""
    return _Check("", nulls=False).faults(schema, value, path)


def settled(ref: str, value: Any) -> Any:
    """A value of a type of the protocol without the nulls that say absent (RPC-011, RPC-012)."""
    return _settled({"$ref": ref}, "", value)


def _settled(schema: Json, home: str, value: Any) -> Any:
    if "$ref" in schema:
        name, _, place = schema["$ref"].partition("#/$defs/")
        name = name or home
        return _settled(definitions(name)[place], name, value)
    if isinstance(value, list):
        return [_settled(schema.get("items", {}), home, item) for item in value]
    if not isinstance(value, dict):
        return value
    for branch in schema.get("oneOf", []):
        if not _Check(home, nulls=True).faults(branch, value, ""):
            return _settled(branch, home, value)
    known = schema.get("properties", {})
    typed = {name for name, one in known.items() if {"type", "$ref", "oneOf", "anyOf"} & one.keys()}
    return {
        name: _settled(known.get(name, {}), home, item)
        for name, item in value.items()
        if item is not None or name not in typed
    }


def kind(value: Any) -> str:
    """The JSON type of a value, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an array" if isinstance(value, list) else "an object"


class _Check:
    def __init__(self, home: str, *, nulls: bool) -> None:
        self.home = home  # the file that `#/…` refers to
        self.nulls = nulls  # whether null is absent in optional members

    def faults(self, schema: Any, value: Any, path: str) -> list[Fault]:
        """All faults, each with a JSON Pointer."""
        if "$ref" in schema:
            name, _, place = schema["$ref"].partition("#/")
            name = name or self.home
            target: Any = _file(name)
            for part in place.split("/"):
                target = target[part]
            return _Check(name, nulls=self.nulls).faults(target, value, path)
        if "type" in schema and not _is(schema["type"], value):
            return [(path, f"must be {_NAMES[schema['type']]}, not {kind(value)}")]
        if "oneOf" in schema or "anyOf" in schema:
            return self._one_of(schema, value, path)
        found = _scalar_faults(schema, value, path)
        if isinstance(value, dict):
            found += self._object(schema, value, path)
        if isinstance(value, list):
            for i, item in enumerate(value):
                found += self.faults(schema.get("items", {}), item, f"{path}/{i}")
        return found

    def _object(self, schema: Json, value: Json, path: str) -> list[Fault]:
        found: list[Fault] = []
        known = schema.get("properties", {})
        required = schema.get("required", [])
        for name in required:
            if name not in value:
                found.append((f"{path}/{_escaped(name)}", "is required"))
        for name, item in value.items():
            here = f"{path}/{_escaped(name)}"
            if name in known:
                if not (self.nulls and item is None and name not in required):
                    found += self.faults(known[name], item, here)
            elif schema.get("additionalProperties") is False:
                found.append((here, f"is unknown; known are {', '.join(sorted(known))}"))
        return found

    def _one_of(self, schema: Json, value: Any, path: str) -> list[Fault]:
        branches = schema.get("oneOf") or schema["anyOf"]
        tries = [self.faults(branch, value, path) for branch in branches]
        if any(not found for found in tries):
            return []
        # A block of a known type with wrong members: the branch of its type tells what is wrong.
        tag = f"{path}/{schema.get('discriminator', {}).get('propertyName', '')}"
        told = [found for found in tries if all(p not in (tag, path) for p, _ in found)]
        return told[0] if told else [(path, f"does not fit, being {kind(value)}")]


def _is(name: str, value: Any) -> bool:
    if name in ("integer", "number"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return name == "number" or isinstance(value, int) or value.is_integer()
    types: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool}
    return value is None if name == "null" else isinstance(value, types[name])


def _scalar_faults(schema: Json, value: Any, path: str) -> list[Fault]:
    found: list[Fault] = []
    if "enum" in schema and value not in schema["enum"]:
        found.append((path, f"must be one of {', '.join(map(str, schema['enum']))}"))
    if "const" in schema and value != schema["const"]:
        found.append((path, f"must be {schema['const']!r}"))
    if "not" in schema and not _scalar_faults(schema["not"], value, path):
        found.append((path, "must be another value"))
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < schema.get("minimum", value):
            found.append((path, f"must be at least {schema['minimum']}"))
        if value > schema.get("maximum", value):
            found.append((path, f"must be at most {schema['maximum']}"))
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            found.append((path, f"must have at least {schema['minLength']} characters"))
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append((path, f"must match {schema['pattern']}"))
    return found


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
