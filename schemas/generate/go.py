"""Go: types with decoders that check as they read (``types_gen.go``), formatted by gofmt."""

# ruff: noqa: E501 - a template is as long as the line that it writes

from __future__ import annotations

import json

from . import bundle, go_tables
from .emitter import Emitter, formatted
from .ir import Either, Enum, Field, Model, Prim, Ref, Seq, Struct, Type, Union
from .names import go_name, pascal
from .source import HEADER

FOLDER = "sdk-go/protocol"
_PRIMS = {
    "str": "string",
    "int": "int64",
    "uint": "uint64",
    "num": "float64",
    "bool": "bool",
    "object": "json.RawMessage",
    "any": "json.RawMessage",
}
_DECODERS = {
    "str": "decodeString",
    "num": "decodeFloat",
    "bool": "decodeBool",
    "object": "decodeObject",
    "any": "decodeAny",
}


def files(model: Model) -> dict[str, str]:
    """Return the Go files, formatted."""
    texts = {
        f"{FOLDER}/types_gen.go": Types(model).text(),
        f"{FOLDER}/codec_gen.go": _codec(model),
        **{f"{FOLDER}/{name}_gen.go": text for name, text in go_tables.files(model).items()},
        "sdk-go/aliases_gen.go": go_tables.aliases(model),
        "sdk-go/ipctest/fixture_gen.go": _fixture(model),
    }
    return {path: gofmt(f"// {HEADER}\n\n{text}") for path, text in texts.items()}


def gofmt(text: str) -> str:
    """Return the text as gofmt lays it out."""
    return formatted(["gofmt"], text)


def _codec(model: Model) -> str:
    rows = "".join(f'\t"{decl.name}": anyOf(decode{decl.name}),\n' for decl in model.decls)
    return f"""package protocol

import "encoding/json"

// decoders holds the decoder of each type by the type's name.
var decoders = map[string]func(json.RawMessage) (any, error){{
{rows}}}
"""


def _fixture(model: Model) -> str:
    given, gives = (
        bundle.compact(bundle.alone(model, name)) for name in ("FixtureInput", "FixtureOutput")
    )
    return f"""package ipctest

// The schemas with which the conformance fixture is declared.
const (
\tfixtureInput  = `{given}`
\tfixtureOutput = `{gives}`
)
"""


def comment(name: str, doc: str, indent: str = "") -> str:
    """Return a doc comment that begins with the name, as godoc wants it."""
    return f"{indent}// {name}: {doc[:1].lower() + doc[1:] if doc[1:2].islower() else doc}\n"


class Types(Emitter):
    """Emits ``types_gen.go``."""

    prims = _PRIMS
    list_of = "[]{}"

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.patterns: dict[str, str] = {}

    def text(self) -> str:
        """Return the whole file."""
        body = "\n".join(self._decl(decl) for decl in self.model.decls)
        patterns = "".join(
            f"\t{name} = regexp.MustCompile({_quote(pattern)})\n"
            for pattern, name in self.patterns.items()
        )
        return f"""package protocol

import (
	"encoding/json"
	"math"
	"regexp"
)

var (
{patterns})

{body}"""

    # -- types ---------------------------------------------------------------------------------

    def _is_pointer(self, member: Field) -> bool:
        """Whether an absent member needs a pointer (slices, raw JSON and interfaces have nil)."""
        if member.required or isinstance(member.type, Seq):
            return False
        if isinstance(member.type, Ref):
            return not isinstance(self.model.by_name[member.type.name], Union)
        return member.type.kind not in ("object", "any")

    def _decoder(self, member: Field) -> str:
        if member.pattern:
            return f"decodePattern({self._pattern(member.pattern)})"
        if member.excluded:
            return f"decodeExcept({', '.join(_quote(v) for v in member.excluded)})"
        if isinstance(member.type, Prim) and member.type.kind in ("int", "uint"):
            kind = "decodeUint" if member.type.kind == "uint" else "decodeInt"
            return f"{kind}({member.minimum}, {member.maximum})"
        if member.type == Prim("num") and member.minimum is not None:
            return f"decodeFloatFrom({member.minimum})"
        return self._plain_decoder(member.type)

    def _plain_decoder(self, type_: Type) -> str:
        match type_:
            case Ref(name):
                return f"decode{name}"
            case Seq(item):
                return f"decodeList({self._plain_decoder(item)})"
            case Prim("int"):
                return "decodeInt(math.MinInt64, math.MaxInt64)"
            case Prim(kind):
                return _DECODERS[kind]

    def _pattern(self, pattern: str) -> str:
        return self.patterns.setdefault(pattern, f"pattern{len(self.patterns) + 1}")

    # -- declarations --------------------------------------------------------------------------

    def _struct(self, decl: Struct) -> str:
        out = comment(decl.name, decl.doc) + f"type {decl.name} struct {{\n"
        for member in decl.fields:
            star = "*" if self._is_pointer(member) else ""
            omit = "" if member.required else ",omitzero"
            name = go_name(member.json)
            out += (
                comment(name, member.doc, "\t")
                + f'\t{name} {star}{self._type(member.type)} `json:"{member.json}{omit}"`\n'
            )
        out += "\t// Extra holds the members that this version does not know, kept as they came.\n"
        out += '\tExtra map[string]json.RawMessage `json:"-"`\n}\n\n'
        out += self._decode_struct(decl) + self._encode_struct(decl)
        return out + "".join(self._or_default(decl, member) for member in decl.fields)

    def _decode_struct(self, decl: Struct) -> str:
        lines = f"\to.constant({_quote(decl.tag[0])}, {_quote(decl.tag[1])})\n" if decl.tag else ""
        for member in decl.fields:
            reader = (
                "need" if member.required else "mayPointer" if self._is_pointer(member) else "may"
            )
            lines += f"\t{reader}(o, {_quote(member.json)}, &v.{go_name(member.json)}, {self._decoder(member)})\n"
        return f"""func decode{decl.name}(raw json.RawMessage) (v {decl.name}, err error) {{
	o, err := readObject(raw)
	if err != nil {{
		return v, err
	}}
{lines}	v.Extra = o.rest()
	return v, o.err()
}}

// UnmarshalJSON reads the object; the error is a [Faults] that lists every fault.
func (v *{decl.name}) UnmarshalJSON(raw []byte) (err error) {{
	*v, err = decode{decl.name}(raw)
	return err
}}

"""

    def _encode_struct(self, decl: Struct) -> str:
        lines = f"\te.put({_quote(decl.tag[0])}, {_quote(decl.tag[1])})\n" if decl.tag else ""
        for member in decl.fields:
            name = go_name(member.json)
            put = "putList(e, " if isinstance(member.type, Seq) else "e.put("
            line = f"\t{put}{_quote(member.json)}, v.{name})\n"
            if not member.required:
                value = "*v." if self._is_pointer(member) else "v."
                line = (
                    f"\tif v.{name} != nil {{\n\t{put}{_quote(member.json)}, {value}{name})\n\t}}\n"
                )
            elif member.type == Prim("object"):
                line = f"\te.putObject({_quote(member.json)}, v.{name})\n"
            lines += line
        return f"""// MarshalJSON writes the object with its unknown members last.
func (v {decl.name}) MarshalJSON() ([]byte, error) {{
	e := newEncoder()
{lines}	return e.finish(v.Extra)
}}

"""

    def _or_default(self, decl: Struct, member: Field) -> str:
        default = self.model.default(member)
        if default is None:
            return ""
        name, type_ = go_name(member.json), self._type(member.type)
        literal = json.dumps(default)
        return f"""// {name}OrDefault returns {member.json}, or {literal} when it is absent.
func (v *{decl.name}) {name}OrDefault() {type_} {{
	if v.{name} != nil {{
		return *v.{name}
	}}
	return {literal}
}}

"""

    def _union(self, decl: Union) -> str:
        every = [name for _, name in decl.arms] + ([decl.unknown] if decl.unknown else [])
        marker = f"is{decl.name}"
        out = (
            comment(decl.name, decl.doc)
            + f"//\n// It is one of {', '.join('*' + name for name in every)}.\n"
        )
        out += f"type {decl.name} interface{{ {marker}() }}\n\n"
        out += "".join(f"func (*{name}) {marker}() {{}}\n" for name in every)
        cases = "".join(
            f"\tcase {_quote(tag)}:\n\t\treturn armOf[{decl.name}](raw, decode{name})\n"
            for tag, name in decl.arms
        )
        if decl.unknown:
            other = f"\treturn armOf[{decl.name}](raw, decode{decl.unknown})\n"
        else:
            tags = ", ".join(_quote(tag) for tag, _ in decl.arms)
            other = f"\treturn nil, unknownTag(raw, {_quote(decl.prop)}, {tags})\n"
        return (
            out
            + f"""
func decode{decl.name}(raw json.RawMessage) ({decl.name}, error) {{
	tag, err := peekTag(raw, {_quote(decl.prop)})
	if err != nil {{
		return nil, err
	}}
	switch tag {{
{cases}	}}
{other}}}

// Decode{decl.name} reads one of the arms; the error is a [Faults] that lists every fault.
func Decode{decl.name}(raw json.RawMessage) (v {decl.name}, err error) {{
	if !json.Valid(raw) {{
		return v, fault("must be JSON")
	}}
	return decode{decl.name}(raw)
}}
"""
        )

    def _enum(self, decl: Enum) -> str:
        constants = "".join(
            f"\t// {decl.name}{pascal(value)} is `{value}`.\n\t{decl.name}{pascal(value)} {decl.name} = {_quote(value)}\n"
            for value in decl.values
        )
        allowed = (
            ""
            if decl.open
            else ", " + ", ".join(f"{decl.name}{pascal(value)}" for value in decl.values)
        )
        return f"""{comment(decl.name, decl.doc)}type {decl.name} string

// The values of {decl.name}{" that this version knows" if decl.open else ""}.
const (
{constants})

func decode{decl.name}(raw json.RawMessage) ({decl.name}, error) {{
	return decodeEnum[{decl.name}](raw{allowed})
}}
"""

    def _either(self, decl: Either) -> str:
        fields = cases = puts = ""
        kinds = []
        null = False
        for arm, type_ in decl.arms:
            if type_ == Prim("null"):
                null = True
                continue
            kind, words = _kind(type_)
            name = go_name(pascal(arm)) if not isinstance(type_, Ref) else arm
            kinds.append(words)
            star = "" if isinstance(type_, Seq) else "*"
            fields += f"\t{name} {star}{self._type(type_)}\n"
            target = f"v.{name}" if isinstance(type_, Seq) else "arm"
            decode = f"{'v.' + name + ', err' if isinstance(type_, Seq) else 'arm, err'} {'=' if isinstance(type_, Seq) else ':='} {self._plain_decoder(type_)}(raw)\n"
            assign = "" if isinstance(type_, Seq) else f"\t\tv.{name} = &{target}\n"
            cases += f"\tcase {kind}:\n\t\t{decode}{assign}\t\treturn v, err\n"
            call = f"listBytes(v.{name})" if isinstance(type_, Seq) else f"valueBytes(*v.{name})"
            puts += f"\tcase v.{name} != nil:\n\t\treturn {call}\n"
        if null:
            cases += "\tcase 'n':\n\t\treturn v, nil\n"
            kinds.append("null")
        rule = (
            "At most one field is set; none stands for null."
            if null
            else "Exactly one field is set."
        )
        last = (
            'return []byte("null"), nil' if null else f"return nil, errEmpty({_quote(decl.name)})"
        )
        return f"""{comment(decl.name, decl.doc)}// {rule}
type {decl.name} struct {{
{fields}}}

func decode{decl.name}(raw json.RawMessage) (v {decl.name}, err error) {{
	switch kindOf(raw) {{
{cases}	}}
	return v, wrongKind({_quote(" or ".join(kinds))}, raw)
}}

// UnmarshalJSON reads any of the kinds.
func (v *{decl.name}) UnmarshalJSON(raw []byte) (err error) {{
	*v, err = decode{decl.name}(raw)
	return err
}}

// MarshalJSON writes the field that is set.
func (v {decl.name}) MarshalJSON() ([]byte, error) {{
	switch {{
{puts}	}}
	{last}
}}
"""


def _kind(type_: Type) -> tuple[str, str]:
    """Return the first byte of the kind as a Go literal, and the kind in words."""
    if isinstance(type_, Seq):
        return "'['", "a list"
    if isinstance(type_, Ref):
        return "'{'", "an object"
    return {
        "str": ("'\"'", "a string"),
        "int": ("'0'", "an integer"),
        "bool": ("'t'", "a boolean"),
    }[type_.kind]


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
