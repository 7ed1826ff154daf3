"""Rust: the tables of methods, events and errors."""

# ruff: noqa: E501 - a template is as long as the line that it writes

from __future__ import annotations

from collections.abc import Sequence

from .ir import Model
from .names import coded, pascal, upper
from .source import Json, ref_name


def files(model: Model) -> dict[str, str]:
    """Return {module: text}."""
    return {"methods": _methods(model), "events": _events(model), "errors": _errors(model)}


def text_or_none(value: str | None) -> str:
    """Return an Option literal."""
    return "None" if value is None else f'Some("{value}")'


def strings(values: Sequence[str]) -> str:
    """Return a slice literal."""
    return "&[" + ", ".join(f'"{value}"' for value in values) + "]"


_METHODS_HEAD = """//! The methods of the protocol and what there is to know about each.

use serde::{Serialize, de::DeserializeOwned};

use super::types;

/// Who may send a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The host sends it to a service.
    HostToService,
    /// A service sends it to the host.
    ServiceToHost,
    /// Either side sends it.
    Both,
}

/// Whether a method is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It is answered.
    Request,
    /// It is not answered.
    Notification,
}

/// The endpoint of a method in the HTTP binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Http {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// The path; members of the params stand in braces.
    pub path: &'static str,
    /// `always` if it answers with a stream of events, `accept` if it does so when `Accept` asks for one.
    pub stream: Option<&'static str>,
    /// Where it answers with a stream, if that is another path.
    pub stream_path: Option<&'static str>,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Its name on the wire.
    pub name: &'static str,
    /// Who may send it.
    pub direction: Direction,
    /// Whether it is answered.
    pub kind: Kind,
    /// The type of its params.
    pub params: &'static str,
    /// The type of its result; `None` for notifications.
    pub result: Option<&'static str>,
    /// The grant that a service needs to send it; `None` = every service may.
    pub grant: Option<&'static str>,
    /// The method under which the host passes it on.
    pub routes_to: Option<&'static str>,
    /// The member of the params that decides who gets it.
    pub routing_member: Option<&'static str>,
    /// Its endpoint in the HTTP binding.
    pub http: Option<Http>,
}

/// A request with its types, so that a call can be typed by its method alone.
pub trait Call {
    /// Its name on the wire.
    const NAME: &'static str;
    /// The type of its params.
    type Params: Serialize + DeserializeOwned + Send;
    /// The type of its result.
    type Result: Serialize + DeserializeOwned + Send;
}

/// Returns what is known of a method.
pub fn method(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}
"""


def _methods(model: Model) -> str:
    out = [_METHODS_HEAD]
    rows = model.source.methods
    for row in rows:
        out.append(
            f'/// `{row["method"]}`: {coded(row["description"])}\npub const {upper(row["method"])}: &str = "{row["method"]}";\n'
        )
    out.append(
        "/// Every method.\npub static METHODS: &[Method] = &[\n"
        + "".join(_method_row(row) for row in rows)
        + "];\n"
    )
    for row in rows:
        if row["kind"] == "request":
            out.append(_call(row))
    return "\n".join(out)


def _method_row(row: Json) -> str:
    http = row["http"]
    endpoint = "None"
    if http:
        stream = f"stream: {text_or_none(http.get('stream'))}, stream_path: {text_or_none(http.get('stream_path'))}"
        endpoint = f'Some(Http {{ method: "{http["method"]}", path: "{http["path"]}", {stream} }})'
    result = ref_name(row["result"]) if row["result"] else None
    return f"""Method {{
        name: {upper(row["method"])}, direction: Direction::{pascal(row["direction"])}, kind: Kind::{pascal(row["kind"])},
        params: "{ref_name(row["params"])}", result: {text_or_none(result)}, grant: {text_or_none(row["grant"])},
        routes_to: {text_or_none(row.get("routes_to"))}, routing_member: {text_or_none(row.get("routing_member"))}, http: {endpoint},
    }},
"""


def _call(row: Json) -> str:
    name = pascal(row["method"])
    return f"""/// `{row["method"]}`: {coded(row["description"])}
#[derive(Clone, Copy, Debug)]
pub enum {name} {{}}

impl Call for {name} {{
    const NAME: &'static str = {upper(row["method"])};
    type Params = types::{ref_name(row["params"])};
    type Result = types::{ref_name(row["result"])};
}}
"""


_EVENTS_HEAD = """//! The canonical events.

use super::types::HookAction;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: &'static str,
    /// Its category.
    pub category: &'static str,
    /// Who emits it.
    pub emitted_by: &'static str,
    /// The type of its data, where there is one.
    pub data: Option<&'static str>,
    /// The members of its data that a patch may touch; `None` = all.
    pub modify: Option<&'static [&'static str]>,
    /// The actions that have an effect on what the emitter does.
    pub actions: &'static [HookAction],
}

/// Returns what is known of an event; events outside the table are legal.
pub fn event(name: &str) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.name == name)
}

/// Returns the members of an event's data that a patch may touch; `None` = all.
pub fn open_members(name: &str) -> Option<&'static [&'static str]> {
    event(name).and_then(|event| event.modify)
}
"""


def _events(model: Model) -> str:
    out = [_EVENTS_HEAD]
    rows = ""
    for row in model.source.events:
        out.append(
            f'/// {coded(row["description"])}\npub const {upper(row["name"])}: &str = "{row["name"]}";\n'
        )
        modify = "None" if row["modify"] is None else f"Some({strings(row['modify'])})"
        actions = ", ".join(f"HookAction::{pascal(action)}" for action in row["actions"])
        data = ref_name(row["data"]) if row["data"] else None
        rows += f'Event {{ name: {upper(row["name"])}, category: "{row["category"]}", emitted_by: "{row["emitted_by"]}", data: {text_or_none(data)}, modify: {modify}, actions: &[{actions}] }},\n'
    out.append(f"/// Every canonical event.\npub static EVENTS: &[Event] = &[\n{rows}];\n")
    return "\n".join(out)


_ERRORS_HEAD = """//! The error kinds of the protocol, and the errors of providers.

use super::types::ErrorKind;

/// One row of the table of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindInfo {
    /// The name that programs test (`error.data.kind`).
    pub kind: &'static str,
    /// The JSON-RPC code.
    pub code: i64,
    /// The status in the HTTP binding.
    pub http_status: u16,
}

/// One row of the table of provider errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LlmErrorInfo {
    /// The name on the wire (`error.data.llm_error`).
    pub name: &'static str,
    /// The name of its class in languages that have classes.
    pub class: &'static str,
    /// The error that it is a special case of.
    pub parent: Option<&'static str>,
    /// Whether another try may help.
    pub retryable: bool,
}

/// Returns what is known of a kind.
pub fn kind(name: &str) -> Option<&'static KindInfo> {
    KINDS.iter().find(|row| row.kind == name)
}

/// Returns the kind of a code.
pub fn kind_of_code(code: i64) -> Option<&'static KindInfo> {
    KINDS.iter().find(|row| row.code == code)
}

/// Returns what is known of a provider error.
pub fn llm_error(name: &str) -> Option<&'static LlmErrorInfo> {
    LLM_ERRORS.iter().find(|row| row.name == name)
}

impl ErrorKind {
    /// Its JSON-RPC code; `None` for kinds that this version does not know.
    pub fn code(&self) -> Option<i64> {
        kind(self.as_str()).map(|row| row.code)
    }
}
"""


def _errors(model: Model) -> str:
    kinds = codes = llm = ""
    for row in model.source.kinds:
        name = upper(row["kind"])
        codes += f"/// `{row['kind']}`: {coded(row['description'])}\npub const {name}: i64 = {_code(row['code'])};\n"
        kinds += f'KindInfo {{ kind: "{row["kind"]}", code: codes::{name}, http_status: {row["http_status"]} }},\n'
    for row in model.source.llm_errors:
        retryable = "true" if row["retryable"] else "false"
        llm += f'LlmErrorInfo {{ name: "{row["name"]}", class: "{row["class"]}", parent: {text_or_none(row["parent"])}, retryable: {retryable} }},\n'
    return (
        _ERRORS_HEAD
        + f"\n/// The code of each kind.\npub mod codes {{\n{codes}}}\n"
        + f"\n/// Every kind of the protocol.\npub static KINDS: &[KindInfo] = &[\n{kinds}];\n"
        + f"\n/// Every provider error.\npub static LLM_ERRORS: &[LlmErrorInfo] = &[\n{llm}];\n"
    )


def _code(code: int) -> str:
    return f"-{-code:_}"
