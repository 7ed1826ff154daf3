"""TypeScript: interfaces, tables and the validators' bundle; this emitter does its own formatting."""

# ruff: noqa: E501 - a template is as long as the line that it writes

from __future__ import annotations

import json
from typing import Any

from . import bundle
from .ir import Decl, Either, Enum, Field, Model, Prim, Ref, Seq, Struct, Type, Union
from .names import upper
from .source import HEADER, Json, ref_name

FOLDER = "sdk-typescript/src/generated"
_PRIMS = {
    "str": "string",
    "int": "number",
    "uint": "number",
    "num": "number",
    "bool": "boolean",
    "object": "JsonObject",
    "any": "unknown",
    "null": "null",
}


def files(model: Model) -> dict[str, str]:
    """Return the TypeScript files."""
    texts = {
        "types": _types(model),
        "methods": _methods(model),
        "events": _events(model),
        "errors": _errors(model),
        "bundle": _bundle(model),
        "index": _index(),
    }
    return {f"{FOLDER}/{name}.ts": f"// {HEADER}\n\n{text}" for name, text in texts.items()}


def _index() -> str:
    lines = [
        'export * from "./errors.js";',
        'export * from "./events.js";',
        'export * from "./methods.js";',
    ]
    lines += ['export type * from "./types.js";', 'export * from "./validate.js";']
    return "\n".join(lines) + "\n"


def doc(text: str, indent: str = "") -> str:
    """Return a doc comment."""
    return f"{indent}/** {text} */\n"


def quote(value: Any) -> str:
    """Return a literal."""
    return json.dumps(value, ensure_ascii=False)


# -- types -----------------------------------------------------------------------------------------


def _types(model: Model) -> str:
    head = "/** A free JSON object. */\nexport type JsonObject = Record<string, unknown>;\n"
    tagged = [_decl(decl, model) for decl in model.decls]
    names = "".join(f"  {decl.name}: {decl.name};\n" for decl in model.decls)
    registry = f"/** Every type by its name. */\nexport interface Types {{\n{names}}}\n"
    return "\n".join([head, *tagged, registry])


def _type(type_: Type) -> str:
    match type_:
        case Ref(name):
            return name
        case Seq(item):
            return f"{_type(item)}[]"
        case Prim(kind):
            return _PRIMS[kind]


def _decl(decl: Decl, model: Model) -> str:
    match decl:
        case Struct():
            return _struct(decl, model)
        case Union():
            names = [name for _, name in decl.arms] + ([decl.unknown] if decl.unknown else [])
            return (
                doc(decl.doc)
                + f"export type {decl.name} ="
                + "".join(f"\n  | {name}" for name in names)
                + ";\n"
            )
        case Enum():
            values = " | ".join(quote(value) for value in decl.values)
            return (
                doc(decl.doc)
                + f"export type {decl.name} = {values}{' | (string & {})' if decl.open else ''};\n"
            )
        case Either():
            kinds = " | ".join(_type(type_) for _, type_ in decl.arms)
            return doc(decl.doc) + f"export type {decl.name} = {kinds};\n"


def _struct(decl: Struct, model: Model) -> str:
    if not decl.tag and not decl.fields:
        return doc(decl.doc) + f"export type {decl.name} = JsonObject;\n"
    out = doc(decl.doc) + f"export interface {decl.name} {{\n"
    if decl.tag:
        out += f"  {decl.tag[0]}: {quote(decl.tag[1])};\n"
    excluded = any(member.excluded for member in decl.fields)
    out += "".join(_member(member, model) for member in decl.fields)
    if excluded:
        out += doc("The members of the unknown type.", "  ") + "  [member: string]: unknown;\n"
    return out + "}\n"


def _member(member: Field, model: Model) -> str:
    default = model.default(member)
    note = f" Default: `{quote(default)}`." if default is not None else ""
    # A plain string would overlap with the known tags, and `switch (block.type)` would not narrow.
    type_ = "`?${string}`" if member.excluded else _type(member.type)
    note += (
        " Really any other string; typed so that a `switch` over the known ones narrows."
        if member.excluded
        else ""
    )
    return (
        doc(member.doc + note, "  ")
        + f"  {member.json}{'' if member.required else '?'}: {type_};\n"
    )


# -- tables ----------------------------------------------------------------------------------------

_METHODS_HEAD = """/** Who may send a method. */
export type Direction = "host_to_service" | "service_to_host" | "both";

/** What there is to know about a method. */
export interface MethodInfo {
  readonly direction: Direction;
  readonly kind: "request" | "notification";
  /** The types of its params and result; notifications have no result. */
  readonly params: keyof Types;
  readonly result: keyof Types | null;
  /** The grant that a service needs to send it; null = every service may. */
  readonly grant: string | null;
  /** The method under which the host passes it on. */
  readonly routesTo: string | null;
  /** The member of the params that decides who gets it. */
  readonly routingMember: string | null;
  /** Its endpoint in the HTTP binding; members of the params stand in braces. */
  readonly http: { readonly method: string; readonly path: string; readonly stream: "always" | "accept" | null; readonly streamPath: string | null } | null;
}
"""


def _methods(model: Model) -> str:
    rows = model.source.methods
    types = sorted(
        {ref_name(ref) for row in rows for ref in (row["params"], row["result"]) if ref} | {"Types"}
    )
    imports = (
        "import type {\n" + "".join(f"  {name},\n" for name in types) + '} from "./types.js";\n'
    )
    requests = [row for row in rows if row["kind"] == "request"]
    notifications = [row for row in rows if row["kind"] == "notification"]
    calls = "".join(
        f"  {_row_doc(row)}  {quote(row['method'])}: {{ params: {ref_name(row['params'])}; result: {ref_name(row['result'])} }};\n"
        for row in requests
    )
    notes = "".join(
        f"  {_row_doc(row)}  {quote(row['method'])}: {ref_name(row['params'])};\n"
        for row in notifications
    )
    consts = "".join(
        f"{doc(row['description'])}export const {upper(row['method'])} = {quote(row['method'])};\n"
        for row in rows
    )
    table = "".join(_method_row(row) for row in rows)
    return "\n".join(
        [
            imports,
            f"/** The requests with their types. */\nexport interface Requests {{\n{calls}}}\n",
            f"/** The notifications with the types of their params. */\nexport interface Notifications {{\n{notes}}}\n",
            _METHODS_HEAD,
            "/** The name of a method. */\nexport type MethodName = keyof Requests | keyof Notifications;\n",
            consts,
            f"/** The table of the methods. */\nexport const METHODS: Readonly<Record<MethodName, MethodInfo>> = {{\n{table}}};\n",
        ]
    )


def _row_doc(row: Json) -> str:
    return f"/** {row['description']} */\n"


def _method_row(row: Json) -> str:
    http = row["http"]
    endpoint = "null"
    if http:
        endpoint = f"{{ method: {quote(http['method'])}, path: {quote(http['path'])}, stream: {quote(http.get('stream'))}, streamPath: {quote(http.get('stream_path'))} }}"
    result = quote(ref_name(row["result"]) if row["result"] else None)
    return f"""  {quote(row["method"])}: {{
    direction: {quote(row["direction"])},
    kind: {quote(row["kind"])},
    params: {quote(ref_name(row["params"]))},
    result: {result},
    grant: {quote(row["grant"])},
    routesTo: {quote(row.get("routes_to"))},
    routingMember: {quote(row.get("routing_member"))},
    http: {endpoint},
  }},
"""


_EVENTS_HEAD = """/** What there is to know about an event. */
export interface EventInfo {
  readonly category: string;
  readonly emittedBy: string;
  /** The type of its data; null = free. */
  readonly data: keyof Types | null;
  /** The members of its data that a patch may touch; null = all. */
  readonly modify: readonly string[] | null;
  /** The actions that have an effect on what the emitter does. */
  readonly actions: readonly HookAction[];
}
"""


def _events(model: Model) -> str:
    rows = model.source.events
    types = sorted(
        {ref_name(row["data"]) for row in rows if row["data"]}
        | {"HookAction", "JsonObject", "Types"}
    )
    imports = (
        "import type {\n" + "".join(f"  {name},\n" for name in types) + '} from "./types.js";\n'
    )
    consts = "".join(
        f"{doc(row['description'])}export const {upper(row['name'])} = {quote(row['name'])};\n"
        for row in rows
    )
    data = "".join(
        f"  {quote(row['name'])}: {ref_name(row['data']) if row['data'] else 'JsonObject'};\n"
        for row in rows
    )
    table = "".join(_event_row(row) for row in rows)
    return "\n".join(
        [
            imports,
            f"/** The canonical events with the types of their data. */\nexport interface Events {{\n{data}}}\n",
            "/** The name of a canonical event. */\nexport type EventName = keyof Events;\n",
            _EVENTS_HEAD,
            consts,
            f"/** The table of the canonical events; other events are legal too. */\nexport const EVENTS: Readonly<Record<EventName, EventInfo>> = {{\n{table}}};\n",
        ]
    )


def _event_row(row: Json) -> str:
    data = quote(ref_name(row["data"]) if row["data"] else None)
    return f"""  {quote(row["name"])}: {{
    category: {quote(row["category"])},
    emittedBy: {quote(row["emitted_by"])},
    data: {data},
    modify: {quote(row["modify"])},
    actions: {quote(row["actions"])},
  }},
"""


def _errors(model: Model) -> str:
    kinds = "".join(
        f"  {row['kind']}: {{ code: {row['code']}, httpStatus: {row['http_status']} }},\n"
        for row in model.source.kinds
    )
    kind_names = "".join(f"\n  | {quote(row['kind'])}" for row in model.source.kinds)
    llm_names = "".join(f"\n  | {quote(row['name'])}" for row in model.source.llm_errors)
    codes = "".join(
        f"{doc(row['description'])}export const {upper(row['kind'])}: number = {row['code']};\n"
        for row in model.source.kinds
    )
    llm = "".join(
        f"  {row['name']}: {{ class: {quote(row['class'])}, parent: {quote(row['parent'])}, retryable: {quote(row['retryable'])} }},\n"
        for row in model.source.llm_errors
    )
    return f"""/** The error kinds that this version knows. */
export type KnownErrorKind ={kind_names};

/** The provider errors that this version knows. */
export type KnownLlmErrorName ={llm_names};

{codes}
/** The code and HTTP status of each kind. */
export const KINDS: Readonly<Record<KnownErrorKind, {{ readonly code: number; readonly httpStatus: number }}>> = {{
{kinds}}};

/** The provider errors; a parent of null is the base class. */
export const LLM_ERRORS: Readonly<
  Record<KnownLlmErrorName, {{ readonly class: string; readonly parent: KnownLlmErrorName | null; readonly retryable: boolean }}>
> = {{
{llm}}};
"""


def _bundle(model: Model) -> str:
    rows = "".join(
        f"  {name}: {bundle.compact(schema)},\n"
        for name, schema in bundle.build(model)["$defs"].items()
    )
    head = (
        'import type { Schema } from "./validate.js";\nimport type { Types } from "./types.js";\n\n'
    )
    return (
        head
        + f"/** The schema of each type, in the form that `validate` reads. */\nexport const SCHEMAS: Readonly<Record<keyof Types, Schema>> = {{\n{rows}}};\n"
    )
