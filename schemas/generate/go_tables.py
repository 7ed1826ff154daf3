"""Go: the tables of methods, events and errors, and the aliases of package ipc."""

# ruff: noqa: E501 - a template is as long as the line that it writes

from __future__ import annotations

import json
from collections.abc import Sequence

from .ir import Enum, Model
from .names import go_name, pascal
from .source import Json, ref_name


def files(model: Model) -> dict[str, str]:
    """Return {file stem: text}."""
    return {"methods": _methods(model), "events": _events(model), "errors": _errors(model)}


def quote(value: str | None) -> str:
    """Return a string literal; nothing is the empty string."""
    return json.dumps(value or "")


def strings(values: Sequence[str]) -> str:
    """Return a slice literal."""
    return "[]string{" + ", ".join(quote(value) for value in values) + "}"


def constant(name: str) -> str:
    """Return the Go name of a method or an event: ``ToolExecute`` for ``tool.execute``."""
    return pascal(name)


def aliases(model: Model) -> str:
    """Return the file that makes the types of package protocol visible in package ipc."""
    types = "".join(
        f"\t// {decl.name} is [protocol.{decl.name}].\n\t{decl.name} = protocol.{decl.name}\n"
        for decl in model.decls
    )
    consts = ""
    for decl in model.decls:
        if isinstance(decl, Enum):
            for value in decl.values:
                name = f"{decl.name}{pascal(value)}"
                consts += f"\t// {name} is `{value}`.\n\t{name} = protocol.{name}\n"
    return f"""package ipc

import "github.com/amplifier-ipc/amplifier-ipc/sdk-go/protocol"

// The types of the protocol.
type (
{types})

// The values of its enumerations.
const (
{consts})
"""


_METHODS_HEAD = """package protocol

// Direction tells who may send a method.
type Direction string

// The directions.
const (
	HostToService Direction = "host_to_service"
	ServiceToHost Direction = "service_to_host"
	BothWays      Direction = "both"
)

// HTTP is the endpoint of a method in the HTTP binding; members of the params stand in braces.
type HTTP struct {
	Method, Path string
	// Stream is "always" if it answers with a stream of events, "accept" if it does so when Accept asks for one.
	Stream string
	// StreamPath is where it answers with a stream, if that is another path.
	StreamPath string
}

// Method is what there is to know about a method.
type Method struct {
	Name         string
	Direction    Direction
	Notification bool
	// Params and Result name the types; notifications have no result.
	Params, Result string
	// Grant is the right that a service needs to send it; empty = every service may.
	Grant string
	// RoutesTo is the method under which the host passes it on.
	RoutesTo string
	// RoutingMember is the member of the params that decides who gets it.
	RoutingMember string
	HTTP          *HTTP
}

// Call ties a request to the types of its params and result.
type Call[P, R any] struct{ Name string }
"""


def _methods(model: Model) -> str:
    rows = model.source.methods
    consts = "".join(
        f"\t// Method{constant(row['method'])}: {row['description']}\n\tMethod{constant(row['method'])} = {quote(row['method'])}\n"
        for row in rows
    )
    calls = "".join(_call(row) for row in rows if row["kind"] == "request")
    table = "".join(f"\tMethod{constant(row['method'])}: {_method_row(row)},\n" for row in rows)
    return f"""{_METHODS_HEAD}
// The names of the methods.
const (
{consts})

// The requests with their types.
var (
{calls})

// Methods is the table of the methods by their names.
var Methods = map[string]Method{{
{table}}}
"""


def _call(row: Json) -> str:
    name = f"Call{constant(row['method'])}"
    types = f"{ref_name(row['params'])}, {ref_name(row['result'])}"
    return f"\t// {name} is `{row['method']}`.\n\t{name} = Call[{types}]{{Method{constant(row['method'])}}}\n"


def _method_row(row: Json) -> str:
    direction = {
        "host_to_service": "HostToService",
        "service_to_host": "ServiceToHost",
        "both": "BothWays",
    }[row["direction"]]
    parts = [
        f"Name: {quote(row['method'])}",
        f"Direction: {direction}",
        f"Params: {quote(ref_name(row['params']))}",
    ]
    if row["kind"] == "notification":
        parts.append("Notification: true")
    if row["result"]:
        parts.append(f"Result: {quote(ref_name(row['result']))}")
    for key, name in (
        ("grant", "Grant"),
        ("routes_to", "RoutesTo"),
        ("routing_member", "RoutingMember"),
    ):
        if row.get(key):
            parts.append(f"{name}: {quote(row[key])}")
    if row["http"]:
        stream = f", Stream: {quote(row['http']['stream'])}" if row["http"].get("stream") else ""
        if row["http"].get("stream_path"):
            stream += f", StreamPath: {quote(row['http']['stream_path'])}"
        parts.append(
            f"HTTP: &HTTP{{Method: {quote(row['http']['method'])}, Path: {quote(row['http']['path'])}{stream}}}"
        )
    return "{" + ", ".join(parts) + "}"


def _events(model: Model) -> str:
    rows = model.source.events
    consts = "".join(
        f"\t// Event{constant(row['name'])}: {row['description']}\n\tEvent{constant(row['name'])} = {quote(row['name'])}\n"
        for row in rows
    )
    table = "".join(f"\tEvent{constant(row['name'])}: {_event_row(row)},\n" for row in rows)
    return f"""package protocol

// EventInfo is what there is to know about an event.
type EventInfo struct {{
	Name, Category, EmittedBy string
	// Data names the type of its data; empty = free.
	Data string
	// Modify lists the members of its data that a patch may touch, unless ModifyAll.
	Modify    []string
	ModifyAll bool
	// Actions lists the actions that have an effect on what the emitter does.
	Actions []HookAction
}}

// The names of the canonical events.
const (
{consts})

// Events is the table of the canonical events by their names; other events are legal too.
var Events = map[string]EventInfo{{
{table}}}
"""


def _event_row(row: Json) -> str:
    parts = [
        f"Name: {quote(row['name'])}",
        f"Category: {quote(row['category'])}",
        f"EmittedBy: {quote(row['emitted_by'])}",
    ]
    if row["data"]:
        parts.append(f"Data: {quote(ref_name(row['data']))}")
    parts.append(
        "ModifyAll: true" if row["modify"] is None else f"Modify: {strings(row['modify'])}"
    )
    if row["actions"]:
        parts.append(
            "Actions: []HookAction{"
            + ", ".join(f"HookAction{pascal(action)}" for action in row["actions"])
            + "}"
        )
    return "{" + ", ".join(parts) + "}"


def _errors(model: Model) -> str:
    codes = kinds = llm = ""
    for row in model.source.kinds:
        name = go_name(pascal(row["kind"]))
        codes += f"\t// Code{name}: {row['description']}\n\tCode{name} int64 = {row['code']}\n"
        kinds += f"\tErrorKind{pascal(row['kind'])}: {{Kind: ErrorKind{pascal(row['kind'])}, Code: Code{name}, HTTPStatus: {row['http_status']}}},\n"
    for row in model.source.llm_errors:
        retryable = ", Retryable: true" if row["retryable"] else ""
        parent = f", Parent: LlmErrorName{pascal(row['parent'])}" if row["parent"] else ""
        name = f"LlmErrorName{pascal(row['name'])}"
        llm += f"\t{name}: {{Name: {name}, Class: {quote(row['class'])}{parent}{retryable}}},\n"
    return f"""package protocol

// The codes of the error kinds.
const (
{codes})

// KindInfo is what there is to know about an error kind.
type KindInfo struct {{
	Kind       ErrorKind
	Code       int64
	HTTPStatus int
}}

// Kinds is the table of the error kinds by their names.
var Kinds = map[ErrorKind]KindInfo{{
{kinds}}}

// LlmErrorInfo is what there is to know about an error of a provider; an empty Parent is the base.
type LlmErrorInfo struct {{
	Name      LlmErrorName
	Class     string
	Parent    LlmErrorName
	Retryable bool
}}

// LlmErrors is the table of the errors of providers by their names.
var LlmErrors = map[LlmErrorName]LlmErrorInfo{{
{llm}}}
"""
