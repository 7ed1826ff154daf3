"""From schemas to what a language needs to know about each type.

The schemas keep to a small subset of JSON Schema (decisions/0001); anything else is refused here,
because a generator must not ignore what it cannot express.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .source import Json, Source, ref_name

MEMBER_KEYS = {
    "type", "description", "items", "const", "default", "minimum", "maximum",
    "pattern", "additionalProperties", "title", "not",
}  # fmt: skip


@dataclass(frozen=True)
class Prim:
    """A JSON kind: str, int, uint, num, bool, object, any or null."""

    kind: str


@dataclass(frozen=True)
class Seq:
    """A list."""

    item: Type


@dataclass(frozen=True)
class Ref:
    """Another named type."""

    name: str


Type = Prim | Seq | Ref


@dataclass(frozen=True)
class Field:
    """A member of an object; ``default`` is what an absent one is read as."""

    json: str
    type: Type
    required: bool
    doc: str
    default: Any = None
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Struct:
    """An object with named members; ``tag`` is its constant member, if it is an arm of a union."""

    name: str
    doc: str
    fields: list[Field]
    tag: tuple[str, str] | None = None


@dataclass(frozen=True)
class Union:
    """One of several objects, told apart by the member ``prop``; ``unknown`` takes the rest."""

    name: str
    doc: str
    prop: str
    arms: list[tuple[str, str]]
    unknown: str | None


@dataclass(frozen=True)
class Enum:
    """One of several strings; an open one takes any other string too."""

    name: str
    doc: str
    values: list[str]
    open: bool
    default: str | None


@dataclass(frozen=True)
class Either:
    """One of several JSON kinds, as (arm name, type)."""

    name: str
    doc: str
    arms: list[tuple[str, Type]]


Decl = Struct | Union | Enum | Either


@dataclass(frozen=True)
class Model:
    """All types in the order of the files, and the tables as they were read."""

    source: Source
    decls: list[Decl]
    by_name: dict[str, Decl] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {decl.name: decl for decl in self.decls})

    def default(self, member: Field) -> Any:
        """Return the default of an optional member: its own, or that of its enum."""
        if member.required or member.default is not None:
            return None if member.required else member.default
        decl = self.by_name.get(member.type.name) if isinstance(member.type, Ref) else None
        return decl.default if isinstance(decl, Enum) else None


class UnsupportedError(ValueError):
    """The schema uses something that the generator cannot express."""


def build(source: Source) -> Model:
    """Return the model of all schemas. Raises UnsupportedError."""
    return Model(source, [_decl(name, schema, source) for name, schema in source.defs.items()])


def _decl(name: str, schema: Json, source: Source) -> Decl:
    doc = schema.get("description", "")
    if "discriminator" in schema:
        return _union(name, doc, schema, source)
    if schema.get("type") == "object":
        return _struct(name, doc, schema, source)
    if "anyOf" in schema:
        values = schema["anyOf"][0]["enum"]
        return Enum(name, doc, values, open=True, default=schema.get("default"))
    if "enum" in schema:
        return Enum(name, doc, schema["enum"], open=False, default=schema.get("default"))
    if "oneOf" in schema:
        arms = [
            (arm.get("title") or ref_name(arm["$ref"]), _type(arm, name)) for arm in schema["oneOf"]
        ]
        return Either(name, doc, arms)
    raise UnsupportedError(f"{name}: neither object, union, enum nor either")


def _union(name: str, doc: str, schema: Json, source: Source) -> Union:
    prop = schema["discriminator"]["propertyName"]
    arms, unknown = [], None
    for arm in schema["oneOf"]:
        target = ref_name(arm["$ref"])
        tag = source.defs[target]["properties"][prop]
        if "const" in tag:
            arms.append((tag["const"], target))
        else:
            unknown = target
    return Union(name, doc, prop, arms, unknown)


def _struct(name: str, doc: str, schema: Json, source: Source) -> Struct:
    required = set(schema.get("required", []))
    fields, tag = [], None
    for json_name, member in schema.get("properties", {}).items():
        if "const" in member:
            tag = (json_name, member["const"])
            continue
        fields.append(
            _field(f"{name}.{json_name}", json_name, member, json_name in required, source)
        )
    return Struct(name, doc, fields, tag)


def _field(where: str, json_name: str, member: Json, required: bool, source: Source) -> Field:
    if "$ref" in member:
        target = ref_name(member["$ref"])
        return Field(json_name, Ref(target), required, source.defs[target].get("description", ""))
    unknown = set(member) - MEMBER_KEYS
    if unknown:
        raise UnsupportedError(f"{where}: {sorted(unknown)}")
    return Field(
        json_name,
        _type(member, where),
        required,
        member.get("description", ""),
        member.get("default"),
        member.get("minimum"),
        member.get("maximum"),
        member.get("pattern"),
        tuple(member.get("not", {}).get("enum", ())),
    )


def _type(schema: Json, where: str) -> Type:
    if "$ref" in schema:
        return Ref(ref_name(schema["$ref"]))
    kind = schema.get("type")
    if kind == "array":
        return Seq(_type(schema["items"], where))
    if kind == "integer":
        return Prim("uint" if schema.get("minimum", -1) >= 0 else "int")
    if kind == "object" and "properties" in schema:
        raise UnsupportedError(f"{where}: an inline object; give it a name in $defs")
    kinds = {
        "string": "str",
        "number": "num",
        "boolean": "bool",
        "object": "object",
        "null": "null",
    }
    if kind is None:
        return Prim("any")
    if not isinstance(kind, str) or kind not in kinds:
        raise UnsupportedError(f"{where}: type {kind!r}")
    return Prim(kinds[kind])
