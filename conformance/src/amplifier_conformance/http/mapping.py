"""Params as a request of HTTP, answers as result or error (spec/13-http.md). Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .. import wire
from ..protocol import Json, codes, methods, misfits, statuses

JSON, PROBLEM, STREAM = "application/json", "application/problem+json", "text/event-stream"
SESSION, PARENT, TURN = "Amplifier-Session", "Amplifier-Parent-Session", "Amplifier-Turn"
DEADLINE, DEPTH = "Amplifier-Deadline-Ms", "Amplifier-Depth"
PROTOCOL, CALLBACK = "Amplifier-Protocol", "Amplifier-Callback"
TOKEN, REQUEST = "Amplifier-Token", "Amplifier-Request"
META = {  # header → member
    "traceparent": "traceparent",
    "tracestate": "tracestate",
    "baggage": "baggage",
    DEADLINE: "deadline_ms",
    SESSION: "session_id",
    PARENT: "parent_session_id",
    TURN: "turn_id",
    DEPTH: "depth",
}
NUMBERS = ("deadline_ms", "depth")
MEMBER = re.compile(r"\{(\w+)\}")
VALUE = re.compile(r"([!-~\x80-\xff]([\t -~\x80-\xff]*[!-~\x80-\xff])?)?")  # RFC 9110, 5.5
SHOWN = 200  # characters of a foreign answer that an error tells


class Unspeakable(ValueError):  # noqa: N818 - a verdict on the params
    """HTTP has no words for it; the message says for what."""


@dataclass(frozen=True)
class Request:
    """What is written: the body is a JSON value, None if there is none."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    stream: bool = False  # the answer is a stream

    def bytes(self) -> bytes | None:
        """The body as it is sent."""
        return None if self.body is None else wire.encode(self.body)


# ---- requests


def request(method: str, params: Json, *, stream: bool = False) -> Request:
    """The request for a call; `stream` asks for one where the caller has the choice.

    Raises Unspeakable for a method without an endpoint and for params that no path holds.
    """
    route = (methods().get(method) or {}).get("http")
    if not route:
        raise Unspeakable(f"{method} has no endpoint")
    left = {name: value for name, value in params.items() if name != "_meta"}
    meta = params.get("_meta")
    headers = meta_headers(meta if isinstance(meta, dict) else {})
    streams = route.get("stream") == "always" or (stream and route.get("stream") == "accept")
    if streams and route["stream"] == "accept":
        headers["Accept"] = STREAM
    template = route["path"]
    if "stream_path" in route and left.pop("stream", False):
        template, streams = route["stream_path"], True
    if method == "describe" and (versions := left.pop("protocol_versions", None)):
        headers[PROTOCOL] = _listed(versions)
    target = path(template, left)
    if route["method"] in ("GET", "DELETE"):
        query = "&".join(f"{_escaped(n)}={_escaped(_word(v))}" for n, v in left.items())
        return Request(route["method"], target + ("?" if query else "") + query, headers)
    return Request(route["method"], target, headers, left, streams)


def path(template: str, members: Json) -> str:
    """The path with the members that it names, which are taken out of them (HTP-002, HTP-003)."""

    def fill(found: re.Match[str]) -> str:
        value = members.pop(found[1], None)
        if not isinstance(value, str) or not value:
            raise Unspeakable(f"no path holds {value!r} as {found[1]}")
        return _escaped(value, safe="/" if found[1] == "path" else "")

    return MEMBER.sub(fill, template)


def meta_headers(meta: Json) -> dict[str, str]:
    """`_meta` as headers, without what is no value of one (HTP-020)."""
    found = {}
    for header, member in META.items():
        value = meta.get(member)
        if member in NUMBERS and isinstance(value, int) and not isinstance(value, bool):
            found[header] = str(value)
        elif isinstance(value, str) and VALUE.fullmatch(_latin(value)):
            found[header] = value
    return found


def read_meta(headers: dict[str, str]) -> Json:
    """`_meta` from headers, their names in lower case; what does not fit is absent (HTP-021)."""
    given: Json = {}
    for header, member in META.items():
        text = headers.get(header.lower())
        if text is None:
            continue
        if member not in NUMBERS:
            given[member] = text.encode("latin-1").decode("utf-8", "replace")
        elif re.fullmatch(r"-?[0-9]{1,16}", text):
            given[member] = int(text)
    return {n: v for n, v in given.items() if not misfits(META_SCHEMA, {n: v})}


META_SCHEMA = "common.schema.json#/$defs/Meta"


def _listed(versions: Any) -> str:
    if not isinstance(versions, list) or not all(isinstance(each, str) for each in versions):
        raise Unspeakable(f"no header lists {versions!r}")
    return ", ".join(versions)


def _latin(value: str) -> str:
    """The UTF-8 of a text, each byte as a character."""
    return value.encode("utf-8", "replace").decode("latin-1")


def _escaped(value: str, safe: str = "") -> str:
    return quote(value, safe=safe, encoding="utf-8")


def _word(value: Any) -> str:
    return value if isinstance(value, str) else wire.encode(value).decode()


# ---- answers


def answer(status: int, content_type: str | None, body: bytes) -> Json:
    """`{"result"}` or `{"error"}` of an answer that is no stream (HTP-008, HTP-030, HTP-032)."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    value = parsed(body)
    if status == 200 and kind == JSON and isinstance(value, dict | list):
        return {"result": value}
    if kind == PROBLEM and is_problem(value):
        return {"error": error_of(value)}
    return {"error": foreign(status, body)}


def ending(name: str, data: str) -> Json | None:
    """`{"result"}` or `{"error"}` of the event that ends a stream; None for any other event."""
    if name not in ("result", "error"):
        return None
    value = parsed(data.encode())
    if name == "result":
        return {"result": value}
    return {"error": error_of(value) if is_problem(value) else foreign(500, data.encode())}


def is_problem(value: Any) -> bool:
    """Whether a value is a Problem."""
    return isinstance(value, dict) and not misfits("error.schema.json#/$defs/Problem", value)


def error_of(problem: Json) -> Json:
    """The error that a Problem tells."""
    data = {"kind": problem["kind"], **problem.get("data", {})}
    return {"code": problem["code"], "message": problem["detail"], "data": data}


def foreign(status: int, body: bytes = b"") -> Json:
    """The error for an answer that is neither what was asked nor a Problem (HTP-032)."""
    kind = {403: "permission_denied", 504: "deadline_exceeded"}.get(status, "service_unavailable")
    told = body[:SHOWN].decode("utf-8", "replace")
    message = f"an answer with the status {status}: {told}".rstrip(": ")
    return {"code": codes()[kind], "message": message, "data": {"kind": kind}}


def problem_of(error: Json, status: int | None = None) -> Json:
    """The Problem that tells an error."""
    data = error.get("data") or {}
    kind = str(data.get("kind") or _kind_of(error["code"]))
    found = status or statuses().get(kind) or status_of(error["code"])
    told = {"status": found, "detail": error["message"], "kind": kind, "code": error["code"]}
    return {**told, "data": data} if data else told


def status_of(code: int) -> int:
    """The status of an error whose kind is unknown, by its code."""
    found = {codes()[kind]: status for kind, status in statuses().items()}
    return found.get(code, 500)


def _kind_of(code: int) -> str:
    return next((kind for kind, known in codes().items() if known == code), "internal_error")


def parsed(body: bytes) -> Any:
    """The JSON value of a body; None if it is none."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
