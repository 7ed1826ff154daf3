"""Validation by JSON Schema 2020-12, with every fault and its JSON Pointer; needs no other package.

It understands the keywords of the schemas that Python types have, and of those that people write
for tools. A schema that asks for more is refused where it is declared, not silently half obeyed.
Values are never quoted in faults: they may be secrets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sized
from functools import cache
from typing import Any

from ..errors import Fault

Schema = dict[str, Any] | bool
_Object = dict[str, Any]
_Rule = Callable[[Any, Any, "_At"], Iterator[Fault]]

_ANNOTATIONS = frozenset(
    (
        *("$schema", "$id", "$comment", "$anchor", "$defs", "definitions", "then", "else"),
        *("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"),
        *("format", "contentEncoding", "contentMediaType", "contentSchema", "discriminator"),
    )
)


class _At:
    """Where a check is: the root of the schema, the schema at hand, the pointer to the value."""

    __slots__ = ("path", "root", "schema")

    def __init__(self, root: Schema, schema: Schema, path: str) -> None:
        self.root = root
        self.schema = schema
        self.path = path

    def fault(self, message: str) -> Fault:
        return Fault(self.path, message)

    def down(self, schema: Schema, value: Any, *parts: str | int) -> Iterator[Fault]:
        path = self.path + "".join(f"/{_escape(str(part))}" for part in parts)
        return _check(_At(self.root, schema, path), value)

    def holds(self, schema: Schema, value: Any) -> bool:
        return next(self.down(schema, value), None) is None


def check(schema: Schema, value: Any, path: str = "") -> list[Fault]:
    """Return every fault of a JSON value; pointers begin with ``path``."""
    return list(_check(_At(schema, schema, path), value))


def faults_of_schema(schema: Any, path: str = "") -> list[str]:
    """Return what is wrong with a schema itself, keywords that `check` does not know included."""
    if isinstance(schema, bool):
        return []
    if not isinstance(schema, dict):
        return [f"{path or '/'}: a schema is an object or a boolean"]
    faults = []
    for word, value in schema.items():
        if word not in _RULES and word not in _ANNOTATIONS:
            faults.append(f"{path}/{word}: is not supported")
        for where, part in _parts(word, value):
            faults += faults_of_schema(part, f"{path}/{word}{where}")
        faults += [f"{path}/{word}: {wrong}" for wrong in _wrong_keyword(word, value)]
    return faults


def _parts(word: str, value: Any) -> list[tuple[str, Any]]:
    """Return the schemas within a keyword."""
    if word in ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"):
        return [(f"/{k}", part) for k, part in value.items()] if isinstance(value, dict) else []
    if word in ("allOf", "anyOf", "oneOf", "prefixItems"):
        return [(f"/{i}", part) for i, part in enumerate(value)] if isinstance(value, list) else []
    single = ("items", "additionalProperties", "not", "if", "then", "else", "propertyNames")
    return [("", value)] if word in single else []


def _wrong_keyword(word: str, value: Any) -> list[str]:
    if word in ("properties", "$defs", "definitions") and not isinstance(value, dict):
        return ["must be an object"]
    if word in ("allOf", "anyOf", "oneOf", "prefixItems", "required", "enum"):
        return [] if isinstance(value, list) else ["must be an array"]
    if word == "type":
        kinds = value if isinstance(value, list) else [value]
        return [f"there is no type {kind!r}" for kind in kinds if kind not in _KINDS]
    if word == "pattern":
        try:
            _regex(value)
        except (re.error, TypeError) as error:
            return [f"is no regular expression: {error}"]
    return []


def _check(at: _At, value: Any) -> Iterator[Fault]:
    schema = at.schema
    if isinstance(schema, bool):
        if not schema:
            yield at.fault("is not a known member")
        return
    kinds = schema.get("type")
    if kinds is not None and not _has_type(kinds, value):
        names = [kinds] if isinstance(kinds, str) else kinds
        yield at.fault(f"must be {' or '.join(names)}, is {_kind(value)}")
        return
    for word, rule in schema.items():
        checker = _RULES.get(word)
        if checker:
            yield from checker(rule, value, at)


def _ref(rule: str, value: Any, at: _At) -> Iterator[Fault]:
    target: Any = at.root
    for part in rule.removeprefix("#").split("/")[1:]:
        target = target[part.replace("~1", "/").replace("~0", "~")]
    yield from at.down(target, value)


def _required(rule: list[str], value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(value, dict):
        for name in rule:
            if name not in value:
                yield Fault(f"{at.path}/{_escape(name)}", "is required")


def _properties(rule: _Object, value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(value, dict):
        for name, part in rule.items():
            if name in value:
                yield from at.down(part, value[name], name)


def _additional(rule: Schema, value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(value, dict) and isinstance(at.schema, dict):
        named = at.schema.get("properties", {})
        patterns = at.schema.get("patternProperties", {})
        for name, item in value.items():
            if name not in named and not any(_regex(p).search(name) for p in patterns):
                yield from at.down(rule, item, name)


def _pattern_properties(rule: _Object, value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(value, dict):
        for pattern, part in rule.items():
            for name in filter(_regex(pattern).search, value):
                yield from at.down(part, value[name], name)


def _property_names(rule: Schema, value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(value, dict):
        for name in value:
            yield from at.down(rule, name, name)


def _items(rule: Schema, value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(value, list) and isinstance(at.schema, dict):
        first = len(at.schema.get("prefixItems", ()))
        for index, item in enumerate(value[first:], first):
            yield from at.down(rule, item, index)


def _prefix_items(rule: list[Schema], value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(value, list):
        for index, (part, item) in enumerate(zip(rule, value, strict=False)):
            yield from at.down(part, item, index)


def _all_of(rule: list[Schema], value: Any, at: _At) -> Iterator[Fault]:
    for part in rule:
        yield from at.down(part, value)


def _any_of(rule: list[Schema], value: Any, at: _At) -> Iterator[Fault]:
    tried = [list(at.down(part, value)) for part in rule]
    if all(tried):
        yield from _best(tried, at)


def _one_of(rule: list[Schema], value: Any, at: _At) -> Iterator[Fault]:
    tried = [list(at.down(part, value)) for part in rule]
    if all(tried):
        yield from _best(tried, at)
    elif tried.count([]) > 1:
        yield at.fault("fits more than one of the forms allowed, must fit exactly one")


def _best(tried: list[list[Fault]], at: _At) -> list[Fault]:
    """Return the faults of the one form that the value nearly has, else one fault for all."""
    near = [faults for faults in tried if all(fault.path != at.path for fault in faults)]
    if len(near) == 1:
        return near[0]
    messages = dict.fromkeys(f.message for faults in tried for f in faults if f.path == at.path)
    return [at.fault(" or ".join(messages) or "fits none of the forms allowed")]


def _not(rule: Schema, value: Any, at: _At) -> Iterator[Fault]:
    if at.holds(rule, value):
        yield at.fault("has a form that is not allowed")


def _if(rule: Schema, value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(at.schema, dict):
        branch = at.schema.get("then" if at.holds(rule, value) else "else", True)
        yield from at.down(branch, value)


def _enum(rule: list[Any], value: Any, at: _At) -> Iterator[Fault]:
    if not any(_same(value, item) for item in rule):
        yield at.fault(f"must be one of {', '.join(map(_json, rule))}")


def _const(rule: Any, value: Any, at: _At) -> Iterator[Fault]:
    if not _same(value, rule):
        yield at.fault(f"must be {_json(rule)}")


def _number_rule(holds: Callable[[Any, Any], bool], words: str) -> _Rule:
    def rule_of(rule: Any, value: Any, at: _At) -> Iterator[Fault]:
        if _has_type("number", value) and not holds(value, rule):
            yield at.fault(f"must be {words} {rule}")

    return rule_of


def _size_rule(kind: type[Sized], holds: Callable[[int, int], bool], words: str, of: str) -> _Rule:
    def rule_of(rule: int, value: Any, at: _At) -> Iterator[Fault]:
        if isinstance(value, kind) and not holds(len(value), rule):
            yield at.fault(f"must have {words} {rule} {of}, has {len(value)}")

    return rule_of


def _pattern(rule: str, value: Any, at: _At) -> Iterator[Fault]:
    if isinstance(value, str) and not _regex(rule).search(value):
        yield at.fault(f"must match {rule}")


def _unique(rule: bool, value: Any, at: _At) -> Iterator[Fault]:
    if rule and isinstance(value, list) and len(set(map(_json, value))) < len(value):
        yield at.fault("must not have equal items")


def _multiple(value: Any, rule: Any) -> bool:
    return math.isclose(value / rule, round(value / rule), rel_tol=1e-12)


_KINDS = ("null", "boolean", "integer", "number", "string", "array", "object")
_RULES: dict[str, _Rule] = {
    "type": lambda _rule, _value, _at: iter(()),  # looked at first, in _check
    "$ref": _ref,
    "required": _required,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "propertyNames": _property_names,
    "prefixItems": _prefix_items,
    "items": _items,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "uniqueItems": _unique,
    "minimum": _number_rule(lambda v, r: bool(v >= r), "at least"),
    "maximum": _number_rule(lambda v, r: bool(v <= r), "at most"),
    "exclusiveMinimum": _number_rule(lambda v, r: bool(v > r), "more than"),
    "exclusiveMaximum": _number_rule(lambda v, r: bool(v < r), "less than"),
    "multipleOf": _number_rule(_multiple, "a multiple of"),
    "minLength": _size_rule(str, lambda n, r: n >= r, "at least", "characters"),
    "maxLength": _size_rule(str, lambda n, r: n <= r, "at most", "characters"),
    "minItems": _size_rule(list, lambda n, r: n >= r, "at least", "items"),
    "maxItems": _size_rule(list, lambda n, r: n <= r, "at most", "items"),
    "minProperties": _size_rule(dict, lambda n, r: n >= r, "at least", "members"),
    "maxProperties": _size_rule(dict, lambda n, r: n <= r, "at most", "members"),
}


def _has_type(kinds: str | list[str], value: Any) -> bool:
    if not isinstance(kinds, str):
        return any(_has_type(kind, value) for kind in kinds)
    kind = _kind(value)
    if kind == "number" and kinds == "integer":
        return float(value).is_integer()
    return kind == kinds or (kind == "integer" and kinds == "number")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), type(value).__name__)


def _same(left: Any, right: Any) -> bool:
    """Compare as JSON does: true is not 1, 1.0 is 1."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _json(value: Any) -> str:
    import json

    return json.dumps(value, sort_keys=True, ensure_ascii=False)


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """Return the pattern as JSON Schema means it: ``$`` is the very end."""
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
