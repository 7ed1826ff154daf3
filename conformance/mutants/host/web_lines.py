"""Messages as requests of HTTP, and answers as messages: the mapping of spec/13-http.md. Pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast
from urllib.parse import quote

import shapes
from failure import CODES, Failure
from mutations import broken
from values import Id, Json, dump, parse, too_deep

JSON, PROBLEM, STREAM = "application/json", "application/problem+json", "text/event-stream"
META = {
    "traceparent": "traceparent",
    "tracestate": "tracestate",
    "baggage": "baggage",
    "Amplifier-Session": "session_id",
    "Amplifier-Parent-Session": "parent_session_id",
    "Amplifier-Turn": "turn_id",
    "Amplifier-Deadline-Ms": "deadline_ms",
    "Amplifier-Depth": "depth",
}
NUMBERS = ("deadline_ms", "depth")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
MEMBER = re.compile(r"\{(\w+)\}")
END = re.compile(r"\r\n|\n|\r")
QUERIED = ("GET", "DELETE")
SHOWN = 200


@dataclass(slots=True)
class Request:
    """What is sent; `body` is None where there is none."""

    verb: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


@cache
def statuses() -> dict[str, int]:
    """The status of each kind (HTP-031)."""
    return {entry["kind"]: entry["http_status"] for entry in shapes.errors()}


def request(method: str, params: Json) -> Request:
    """The request of a call or a notification (HTP-002)."""
    http = shapes.methods()[method]["http"]
    headers = _meta_headers(params.get("_meta") or {})
    left = {name: value for name, value in params.items() if name != "_meta"}
    path = http["path"]
    if "stream_path" in http and left.pop("stream", False):
        path = http["stream_path"]
    if method in ("tool.execute", "orchestrator.execute") or path != http["path"]:
        headers["Accept"] = STREAM
    if method == "describe":
        versions = left.pop("protocol_versions")
        headers |= (
            {} if broken("htp-022-no-versions") else {"Amplifier-Protocol": ", ".join(versions)}
        )
    if method == "$/cancel":
        left.pop("id")
    target, named = _target(path, left)
    if not broken("htp-002-named-members-in-the-body"):
        left = {name: value for name, value in left.items() if name not in named}
    if broken("htp-002-meta-in-the-body") and "_meta" in params:
        left["_meta"] = params["_meta"]
    if http["method"] in QUERIED and broken("htp-002-queries-in-the-body") and left:
        return Request(http["method"], target, headers, dump(left))
    if http["method"] in QUERIED:
        query = "&".join(f"{_escaped(name)}={_escaped(_word(v))}" for name, v in left.items())
        return Request(http["method"], f"{target}?{query}" if query else target, headers)
    return Request(http["method"], target, headers, dump(left))


def _target(path: str, params: Json) -> tuple[str, list[str]]:
    """HTP-003."""
    named = MEMBER.findall(path)
    for name in named:
        if not isinstance(params.get(name), str):
            raise Failure("invalid_params", f"no path can hold {name}")
        text = _segment(name, params[name])
        path = path.replace(f"{{{name}}}", text)
    if broken("htp-002-dots-are-walked"):
        while "/../" in path:
            path = re.sub(r"/[^/]+/\.\./", "/", path, count=1)
    return path, named


def _segment(name: str, text: str) -> str:
    slash = "/" if name == "path" and not broken("htp-003-slashes-of-content") else ""
    if broken("htp-003-slashes-stay"):
        slash = "/"
    if broken("htp-003-reserved-stay"):
        slash += ":@!$&'()*+,;="
    if broken("htp-003-latin-1"):
        return quote(text, safe=slash, encoding="latin-1", errors="replace")
    return quote(text, safe=slash)


def _escaped(text: str) -> str:
    return quote(text, safe="")


def _word(value: Any) -> str:
    """HTP-006."""
    if isinstance(value, str):
        return dump(value) if broken("htp-006-strings-as-json") else value
    return str(value) if broken("htp-006-others-as-they-print") else dump(value)


def _meta_headers(meta: Json) -> dict[str, str]:
    """HTP-020."""
    found = {}
    for header, member in META.items():
        value = meta.get(member)
        if broken("htp-020-no-traces") and header[0] == "t":
            continue
        if broken("htp-020-no-numbers") and member in NUMBERS:
            continue
        if member in NUMBERS and isinstance(value, int):
            found[header] = str(value)
        elif isinstance(value, str) and broken("htp-020-controls-are-cut"):
            found[header] = CONTROL.sub("", value)
        elif isinstance(value, str) and not CONTROL.search(value) and value == value.strip(" \t"):
            found[header] = value
    return found


def meta(headers: Json) -> Json:
    """`_meta` of the headers of a call back, their names in lower case (HTP-021)."""
    found: Json = {}
    for header, member in META.items():
        text = headers.get(header.lower())
        if text is not None and member not in NUMBERS:
            found[member] = text
        elif text is not None and re.fullmatch(r"-?[0-9]{1,15}", text):
            found[member] = int(text)
    return found


# ---- answers


def answer(ident: Id, status: int, content_type: str, body: bytes) -> bytes:
    """The response to a call of ours (HTP-008, HTP-030, HTP-032)."""
    kind = content_type.partition(";")[0].strip().lower()
    value = _parsed(body)
    good = kind == JSON or broken("htp-032-any-type")
    if status == 200 and good and isinstance(value, dict | list):
        return line(ident, "result", dump(value))
    if broken("htp-032-any-type") and status == 200:
        return line(ident, "result", "{}")
    if kind == PROBLEM and _is_problem(value):
        return line(ident, "error", error(cast("Json", value)))
    return line(ident, "error", foreign(status, body).json())


def error(problem: Json) -> str:
    """The error that a Problem tells."""
    data = {"kind": problem["kind"], **(problem.get("data") or {})}
    return dump({"code": problem["code"], "message": problem["detail"], "data": data})


def foreign(status: int, body: bytes) -> Failure:
    """HTP-032."""
    kind = {403: "permission_denied", 504: "deadline_exceeded"}.get(status, "service_unavailable")
    if status == 403 and broken("htp-032-403-as-any-other"):
        kind = "service_unavailable"
    if status == 504 and broken("htp-032-504-as-any-other"):
        kind = "service_unavailable"
    if broken("htp-032-by-the-table"):
        kind = next((name for name, each in statuses().items() if each == status), kind)
    shown = body[:SHOWN].decode(errors="replace")
    return Failure(kind, f"the answer has the status {status}, and is none of a service: {shown}")


def problem(failure: Json) -> Json:
    """The Problem of an error (HTP-030)."""
    data = failure.get("data") or {}
    kind = data.get("kind", "internal_error")
    by_code = {CODES[name]: status for name, status in statuses().items() if name in CODES}
    status = statuses().get(kind) or by_code.get(failure["code"], 500)
    if broken("htp-063-always-500") and status not in (403, 415):
        status = 500
    told = {"type": "about:blank", "status": status, "detail": failure["message"]}
    return {**told, "kind": kind, "code": failure["code"], "data": data}


def line(ident: Id, member: str, raw: str) -> bytes:
    """A response as a service would write it."""
    return f'{{"jsonrpc":"2.0","id":{dump(ident)},"{member}":{raw}}}'.encode()


def _parsed(body: bytes) -> Any:
    try:
        text = body.decode()
        return None if too_deep(text) else parse(text)[0]
    except (ValueError, RecursionError):
        return None


def _is_problem(value: Any) -> bool:
    return isinstance(value, dict) and not shapes.faults("error.schema.json#/$defs/Problem", value)


# ---- streams


class Events:
    """Bytes of a stream to events, whatever the pieces (HTML, 9.2.6)."""

    def __init__(self) -> None:
        self._rest = ""
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._name, self._data = "", list[str]()

    def feed(self, data: bytes) -> Iterator[tuple[str, str]]:
        """The events that are complete, as name and data; no bytes are the end."""
        self._rest += self._decode(data, not data)
        while (end := END.search(self._rest)) is not None:
            if data and end.group() == "\r" and end.end() == len(self._rest):
                return  # an LF may follow
            text, self._rest = self._rest[: end.start()], self._rest[end.end() :]
            yield from self._line(text)

    def _line(self, text: str) -> Iterator[tuple[str, str]]:
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if broken("htp-045-comments-are-none") and text.startswith(":"):
            yield "error", ""
        if not text:
            if self._data:
                yield self._name or "message", "\n".join(self._data)
            self._name, self._data = "", []
        elif name == "event":
            self._name = value
        elif name == "data":
            self._data.append(value)
        elif name in ("id", "retry") and broken("htp-045-id-and-retry-end-it"):
            yield "error", ""
