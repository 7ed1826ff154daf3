"""The flat schema that the validators of the languages embed.

It says the same as the schema files, in a form that every validator understands alike and that
yields precise faults:

- an optional member may be null (absent and null mean the same: the reader drops it);
- a tagged union is a chain of if/then on the tag, so a fault lies in the arm that was meant, and an
  unknown tag of an open union passes;
- a union of JSON kinds asks for the kind first; an open enum is any string; a closed one and a
  constant ask for no type, so that a value of another kind is one fault, not two;
- descriptions and defaults are left out (defaults stay where a reader must apply them).
"""

from __future__ import annotations

import json
from typing import Any

from .ir import Either, Enum, Field, Model, Prim, Ref, Seq, Struct, Type, Union
from .source import Json

BUNDLE_ID = "https://amplifier-ipc.github.io/schemas/1.0/bundle.json"
_KINDS = {
    "str": "string",
    "int": "integer",
    "uint": "integer",
    "num": "number",
    "bool": "boolean",
    "object": "object",
    "null": "null",
}


def build(model: Model) -> Json:
    """Return the bundle: ``{"$schema", "$id", "$defs": {name: schema}}``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": BUNDLE_ID,
        "$defs": {decl.name: _schema(decl, model) for decl in model.decls},
    }


def text(model: Model) -> str:
    """Return the bundle as JSON, one definition a line."""
    bundle = build(model)
    lines = [f"  {json.dumps(name)}: {compact(schema)}" for name, schema in bundle["$defs"].items()]
    head = f'{{\n"$schema": "{bundle["$schema"]}",\n"$id": "{bundle["$id"]}",\n"$defs": {{\n'
    return head + ",\n".join(lines) + "\n}\n}\n"


def alone(model: Model, name: str) -> Json:
    """Return the schema of a type as tools declare theirs: what it refers to lies within it."""
    definitions: Json = build(model)["$defs"]
    within: Json = {}
    return {**_plain(definitions[name], definitions, within), "$defs": within}


def _plain(schema: Any, definitions: Json, within: Json) -> Any:
    if isinstance(schema, list):
        return [_plain(part, definitions, within) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("if") == {"type": "null"}:  # in a tool's input null is a value (TOL-013)
        return _plain(schema["else"], definitions, within)
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    if name and name not in within:
        within[name] = None  # a type that refers to itself ends here
        within[name] = _plain(definitions[name], definitions, within)
    return {word: _plain(value, definitions, within) for word, value in schema.items()}


def compact(value: object) -> str:
    """Return JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _schema(decl: Struct | Union | Enum | Either, model: Model) -> Json:
    match decl:
        case Struct():
            return _struct(decl, model)
        case Union():
            return _union(decl)
        case Enum():
            return {"type": "string"} if decl.open else {"enum": decl.values}
        case Either():
            return _either(decl, model)


def _struct(decl: Struct, model: Model) -> Json:
    properties: Json = {}
    required = []
    if decl.tag:
        properties[decl.tag[0]] = {"const": decl.tag[1]}
        required.append(decl.tag[0])
    for member in decl.fields:
        schema = _member(member)
        if member.required:
            required.append(member.json)
        elif schema:
            schema = {"if": {"type": "null"}, "else": schema}
            default = model.default(member)
            if default is not None:
                schema["default"] = default
        properties[member.json] = schema
    result: Json = {"type": "object"}
    if properties:
        result["properties"] = properties
    if required:
        result["required"] = required
    return result


def _member(member: Field) -> Json:
    schema = _type(member.type)
    for key in ("minimum", "maximum", "pattern"):
        value = getattr(member, key)
        if value is not None:
            schema[key] = value
    if member.excluded:
        schema["not"] = {"enum": list(member.excluded)}
    return schema


def _type(type_: Type) -> Json:
    match type_:
        case Ref(name):
            return {"$ref": f"#/$defs/{name}"}
        case Seq(item):
            return {"type": "array", "items": _type(item)}
        case Prim("any"):
            return {}
        case Prim(kind):
            return {"type": _KINDS[kind]}


def _union(decl: Union) -> Json:
    arms = [
        {
            "if": {"properties": {decl.prop: {"const": tag}}, "required": [decl.prop]},
            "then": {"$ref": f"#/$defs/{name}"},
        }
        for tag, name in decl.arms
    ]
    tag: Json = {}
    if decl.unknown is None:
        tag = {"enum": [value for value, _ in decl.arms]}
    else:
        known = {"properties": {decl.prop: {"enum": [value for value, _ in decl.arms]}}}
        arms.append({"if": known, "else": {"$ref": f"#/$defs/{decl.unknown}"}})
    return {
        "type": "object",
        "properties": {decl.prop: tag},
        "required": [decl.prop],
        "allOf": arms,
    }


def _either(decl: Either, model: Model) -> Json:
    kinds, rules = [], []
    for _, arm in decl.arms:
        kind = (
            "object"
            if isinstance(arm, Ref)
            else "array"
            if isinstance(arm, Seq)
            else _KINDS[arm.kind]
        )
        kinds.append(kind)
        schema = _type(arm)
        if schema != {"type": kind}:
            rules.append({"if": {"type": kind}, "then": schema})
    result: Json = {"type": kinds}
    if rules:
        result["allOf"] = rules
    return result
