"""Rust: serde types (``types.rs``), formatted by rustfmt."""

# ruff: noqa: E501 - a template is as long as the line that it writes

from __future__ import annotations

import json

from . import bundle, rust_tables
from .emitter import Emitter, formatted
from .ir import Either, Enum, Field, Model, Prim, Ref, Struct, Type, Union
from .names import coded, pascal, rust_name, snake
from .source import HEADER

FOLDER = "sdk-rust/src/generated"
_PRIMS = {
    "str": "String",
    "int": "i64",
    "uint": "u64",
    "num": "f64",
    "bool": "bool",
    "object": "JsonObject",
    "any": "Value",
}
_DERIVE = "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize"
_MOST_ARGUMENTS = 7  # clippy::too_many_arguments


def files(model: Model) -> dict[str, str]:
    """Return the Rust files, formatted."""
    texts = {
        "types": Types(model).text(),
        "codec": _codec(model),
        **rust_tables.files(model),
        "mod": _mod(),
    }
    result = {
        f"{FOLDER}/{name}.rs": rustfmt(f"// {HEADER}\n\n{text}") for name, text in texts.items()
    }
    result[f"{FOLDER}/bundle.json"] = bundle.text(model)
    return result


def rustfmt(text: str) -> str:
    """Return the text as rustfmt lays it out."""
    command = ["rustfmt", "--edition", "2024", "--emit", "stdout", "--quiet"]
    return formatted(command, text)


def _mod() -> str:
    return """//! Everything that comes out of `schemas/`: types, methods, events, error kinds.
//!
//! `validate.rs` is written by hand; the other files are generated.

pub mod codec;
pub mod errors;
pub mod events;
pub mod methods;
pub mod types;
#[cfg(feature = "service")]
pub mod validate;

pub use types::*;
"""


def _codec(model: Model) -> str:
    rows = "".join(f'    ("{decl.name}", again::<types::{decl.name}>),\n' for decl in model.decls)
    return f"""//! The types by their names, for tools and tests that meet a type only at run time.

use serde::{{Serialize, de::DeserializeOwned}};
use serde_json::{{Result, Value}};

use super::types;

type Again = fn(Value) -> Result<Value>;

/// Decodes a value as the type of this name and encodes it again; `None` for an unknown name.
pub fn reencode(name: &str, value: Value) -> Option<Result<Value>> {{
    let (_, again) = CODECS.iter().find(|(known, _)| *known == name)?;
    Some(again(value))
}}

fn again<T: Serialize + DeserializeOwned>(value: Value) -> Result<Value> {{
    serde_json::to_value(serde_json::from_value::<T>(value)?)
}}

static CODECS: &[(&str, Again)] = &[
{rows}];
"""


def doc(text: str, indent: str = "") -> str:
    """Return a doc comment; missing prose is an error of the schemas, not of the emitter."""
    return f"{indent}/// {coded(text)}\n"


class Types(Emitter):
    """Emits ``types.rs``."""

    prims = _PRIMS
    list_of = "Vec<{}>"

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.defaultable = self._find_defaultable()

    def text(self) -> str:
        """Return the whole file."""
        head = """//! The models of the protocol and the params and results of its methods.
//!
//! Optional members are `Option`s; null and absent are the same. Members that this version does not
//! know are kept in `extra`.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A free JSON object.
pub type JsonObject = serde_json::Map<String, Value>;
"""
        return "\n".join([head, *(self._decl(decl) for decl in self.model.decls)])

    # -- types ---------------------------------------------------------------------------------

    def _find_defaultable(self) -> set[str]:
        """Names of the types that can derive Default without inventing a meaning."""
        found = {decl.name for decl in self.model.decls if isinstance(decl, Enum) and decl.default}

        def can(member: Field) -> bool:
            return (
                not member.required or not isinstance(member.type, Ref) or member.type.name in found
            )

        structs = [decl for decl in self.model.decls if isinstance(decl, Struct)]
        while True:
            more = {
                s.name for s in structs if s.name not in found and all(can(m) for m in s.fields)
            }
            if not more:
                return found
            found |= more

    # -- declarations --------------------------------------------------------------------------

    def _struct(self, decl: Struct) -> str:
        derive = _DERIVE + (", Default" if decl.name in self.defaultable else "") + ")]\n"
        out = doc(decl.doc) + derive + f"pub struct {decl.name} {{\n"
        if decl.tag:
            out += doc(f"Always `{decl.tag[1]}`.") + self._rename(decl.tag[0])
            out += f"pub {rust_name(decl.tag[0])}: {decl.name}Tag,\n"
        out += "".join(self._member(member) for member in decl.fields)
        out += "/// Members that this version does not know, kept as they came.\n#[serde(flatten)]\npub extra: JsonObject,\n}\n"
        if decl.tag:
            out += self._tag(decl.name, decl.tag[1])
        return out + self._impl(decl)

    def _rename(self, json_name: str, *attributes: str) -> str:
        all_ = list(attributes)
        if rust_name(json_name) != json_name:
            all_.insert(0, f'rename = "{json_name}"')
        return f"#[serde({', '.join(all_)})]\n" if all_ else ""

    def _member(self, member: Field) -> str:
        type_ = self._type(member.type)
        attributes: list[str] = []
        if not member.required:
            type_ = f"Option<{type_}>"
            attributes = ["default", 'skip_serializing_if = "Option::is_none"']
        return (
            doc(member.doc)
            + self._rename(member.json, *attributes)
            + f"pub {rust_name(member.json)}: {type_},\n"
        )

    def _tag(self, name: str, value: str) -> str:
        derive = "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]\n"
        return f'\n/// The tag of [`{name}`].\n{derive}pub enum {name}Tag {{\n/// `{value}`.\n#[default]\n#[serde(rename = "{value}")]\n{pascal(value) if value[0].isalpha() else "Value"},\n}}\n'

    def _impl(self, decl: Struct) -> str:
        items = [self._new(decl)] + [self._or_default(member) for member in decl.fields]
        body = "\n".join(item for item in items if item)
        return f"\nimpl {decl.name} {{\n{body}}}\n" if body else ""

    def _new(self, decl: Struct) -> str:
        required = [member for member in decl.fields if member.required]
        if not 0 < len(required) <= _MOST_ARGUMENTS:
            return ""
        arguments, values = [], []
        if decl.tag:
            values.append(f"{rust_name(decl.tag[0])}: {decl.name}Tag::default()")
        for member in decl.fields:
            name, type_ = rust_name(member.json), self._type(member.type)
            if not member.required:
                values.append(f"{name}: None")
            elif self._into(member.type):
                arguments.append(f"{name}: impl Into<{type_}>")
                values.append(f"{name}: {name}.into()")
            else:
                arguments.append(f"{name}: {type_}")
                values.append(name)
        values.append("extra: JsonObject::new()")
        return f"/// Makes one of the members that it must have.\npub fn new({', '.join(arguments)}) -> Self {{\nSelf {{ {', '.join(values)} }}\n}}\n"

    def _into(self, type_: Type) -> bool:
        if isinstance(type_, Prim):
            return type_.kind in ("str", "any")
        return isinstance(type_, Ref) and isinstance(self.model.by_name[type_.name], Either)

    def _or_default(self, member: Field) -> str:
        default = self.model.default(member)
        if default is None:
            return ""
        name, type_ = rust_name(member.json), self._type(member.type)
        if isinstance(member.type, Ref):
            value = (
                f"self.{name}.unwrap_or_default()"  # enums with a default are closed, hence Copy
            )
        elif type_ == "String":
            value = f"self.{name}.clone().unwrap_or_else(|| {json.dumps(default)}.into())"
        elif type_ == "f64":
            value = f"self.{name}.unwrap_or({float(default)!r})"
        else:
            value = f"self.{name}.unwrap_or({_number(json.dumps(default))})"
        return f"/// `{member.json}`, or `{json.dumps(default)}` when it is absent.\npub fn {snake(member.json)}_or_default(&self) -> {type_} {{\n{value}\n}}\n"

    def _union(self, decl: Union) -> str:
        arms = [(pascal(tag), name) for tag, name in decl.arms]
        every = arms + ([("Unknown", decl.unknown)] if decl.unknown else [])
        out = doc(decl.doc) + "#[derive(Clone, Debug, PartialEq, Serialize)]\n#[serde(untagged)]\n"
        out += f"pub enum {decl.name} {{\n"
        out += (
            "".join(doc(self.model.by_name[name].doc) + f"{arm}({name}),\n" for arm, name in every)
            + "}\n"
        )
        known = "".join(
            f'Some("{tag}") => serde_json::from_value(value).map(Self::{pascal(tag)}),\n'
            for tag, _ in decl.arms
        )
        if decl.unknown:
            other = "_ => serde_json::from_value(value).map(Self::Unknown),\n"
        else:
            tags = ", ".join(tag for tag, _ in decl.arms)
            other = f'_ => return Err(D::Error::custom("`{decl.prop}` must be one of {tags}")),\n'
        out += f"""
impl<'de> Deserialize<'de> for {decl.name} {{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {{
        use serde::de::Error;
        let value = Value::deserialize(deserializer)?;
        match value.get("{decl.prop}").and_then(Value::as_str) {{
            {known}{other}
        }}
        .map_err(D::Error::custom)
    }}
}}
"""
        for arm, name in every:
            out += f"\nimpl From<{name}> for {decl.name} {{\nfn from(value: {name}) -> Self {{\nSelf::{arm}(value)\n}}\n}}\n"
        return out

    def _enum(self, decl: Enum) -> str:
        copy = "" if decl.open else "Copy, "
        derive = f"#[derive(Clone, {copy}Debug, PartialEq, Eq, Hash, Serialize, Deserialize"
        out = (
            doc(decl.doc)
            + derive
            + (", Default" if decl.default else "")
            + f")]\npub enum {decl.name} {{\n"
        )
        for value in decl.values:
            mark = "#[default]\n" if value == decl.default else ""
            out += f'/// `{value}`.\n{mark}#[serde(rename = "{value}")]\n{pascal(value)},\n'
        if decl.open:
            out += (
                "/// A value that this version does not know.\n#[serde(untagged)]\nOther(String),\n"
            )
        arms = "".join(f'Self::{pascal(value)} => "{value}",\n' for value in decl.values)
        arms += "Self::Other(value) => value,\n" if decl.open else ""
        out += f"}}\n\nimpl {decl.name} {{\n/// The value as it stands on the wire.\npub fn as_str(&self) -> &str {{\nmatch self {{\n{arms}}}\n}}\n}}\n"
        out += f"\nimpl std::fmt::Display for {decl.name} {{\nfn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{\nf.write_str(self.as_str())\n}}\n}}\n"
        if decl.open:
            out += self._from_str(decl)
        return out

    def _from_str(self, decl: Enum) -> str:
        arms = "".join(f'"{value}" => Self::{pascal(value)},\n' for value in decl.values)
        return f"\nimpl From<&str> for {decl.name} {{\nfn from(value: &str) -> Self {{\nmatch value {{\n{arms}other => Self::Other(other.to_owned()),\n}}\n}}\n}}\n"

    def _either(self, decl: Either) -> str:
        out = doc(decl.doc) + _DERIVE + f")]\n#[serde(untagged)]\npub enum {decl.name} {{\n"
        for arm, type_ in decl.arms:
            if isinstance(type_, Prim) and type_.kind == "null":
                out += f"/// Null.\n{arm},\n"
            else:
                out += f"/// As `{self._type(type_)}`.\n{arm if not isinstance(type_, Ref) else pascal(arm)}({self._type(type_)}),\n"
        out += "}\n"
        for arm, type_ in decl.arms:
            if isinstance(type_, Prim) and type_.kind == "null":
                continue
            out += f"\nimpl From<{self._type(type_)}> for {decl.name} {{\nfn from(value: {self._type(type_)}) -> Self {{\nSelf::{arm}(value)\n}}\n}}\n"
            if type_ == Prim("str"):
                out += f"\nimpl From<&str> for {decl.name} {{\nfn from(value: &str) -> Self {{\nSelf::{arm}(value.to_owned())\n}}\n}}\n"
        return out


def _number(text: str) -> str:
    """Return a number with separators, as clippy wants long ones."""
    return f"{int(text):_}" if text.isdigit() and len(text) > 4 else text
