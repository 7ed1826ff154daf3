"""From a request line to a method with params, by the table of methods (HTP-001 to HTP-010). Pure."""

from __future__ import annotations

import functools
import json
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import schema
import wire
from errors import RpcError, error
from http_message import Head, fits_header
from mutations import broken
from writing import MAX_DEPTH

Json = dict[str, Any]
_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})?")
_INTEGER = re.compile(r"-?[0-9]{1,15}\Z")
META = {
    "traceparent": "traceparent",
    "tracestate": "tracestate",
    "baggage": "baggage",
    "deadline_ms": "Amplifier-Deadline-Ms",
    "depth": "Amplifier-Depth",
    "session_id": "Amplifier-Session",
    "parent_session_id": "Amplifier-Parent-Session",
    "turn_id": "Amplifier-Turn",
}
NUMBERS = ("deadline_ms", "depth")


class RefusedError(Exception):
    """The request is refused with this status, error and these headers, before anything is asked."""

    def __init__(self, status: int, why: RpcError, **headers: str) -> None:
        super().__init__(why.message)
        self.status = status
        self.why = why
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True)
class Endpoint:
    """One line of the table: `stream` is `always`, `accept` or `never`."""

    verb: str
    path: tuple[str, ...]
    method: str
    stream: str

    def named(self, parts: list[str]) -> Json | None:
        """The members that the path names; None if it is another path."""
        *fixed, last = self.path
        if last == "{path}" and len(parts) > len(self.path):
            parts = [*parts[: len(fixed)], "/".join(parts[len(fixed) :])]
        if len(parts) != len(self.path):
            return None
        found: Json = {}
        for ours, part in zip(self.path, parts, strict=True):
            if ours.startswith("{"):
                if not part and ours != "{path}":
                    return None
                found[ours[1:-1]] = part
            elif ours != part:
                return None
        return found


@dataclass(frozen=True)
class Route:
    """What is asked."""

    endpoint: Endpoint
    named: Json
    query: list[tuple[str, str]] = field(default_factory=list)

    @property
    def method(self) -> str:
        """The method of the protocol."""
        return self.endpoint.method


@functools.cache
def endpoints() -> list[Endpoint]:
    """All endpoints, in the order of the table."""
    found = []
    for row in schema.methods().values():
        http = row["http"]
        if http is None:
            continue
        if row["method"] == "content.list" and broken("htp-001-missing"):
            continue
        stream = http.get("stream", "never")
        found.append(_endpoint(http["method"], http["path"], row["method"], stream))
        if "stream_path" in http and not broken("htp-001-stream"):
            found.append(_endpoint(http["method"], http["stream_path"], row["method"], "always"))
    return found


def _endpoint(verb: str, path: str, method: str, stream: str) -> Endpoint:
    return Endpoint(verb, tuple(path.strip("/").split("/")), method, stream)


def find(head: Head, served: Iterable[str]) -> Route:
    """The endpoint of a request, one of the methods that are served. Raises RefusedError."""
    path, _, query = _origin_form(head.target).partition("?")
    fitting = _fitting(_parts(path), set(served))
    for endpoint, named in fitting:
        if head.method in _verbs(endpoint):
            return Route(endpoint, named, _pairs(query))
    if not fitting:
        kind = "not_found" if broken("htp-009-kind") else "method_not_found"
        raise RefusedError(404, error(kind, f"there is no endpoint {path[:200]}"))
    verbs = sorted({endpoint.verb for endpoint, _ in fitting})
    text = f"{path[:200]} is asked with {' or '.join(verbs)}, not {head.method}"
    allow = {} if broken("htp-010-allow") else {"Allow": ", ".join(verbs)}
    status = 404 if broken("htp-010-missing") else 405
    raise RefusedError(status, error("method_not_found", text), **allow)


def _fitting(parts: list[str] | None, methods: set[str]) -> list[tuple[Endpoint, Json]]:
    """The endpoints that have this path, each with what the path names."""
    found = []
    for endpoint in endpoints():
        named = None if parts is None else endpoint.named(parts)
        if named is None:
            continue
        if endpoint.method in methods:
            found.append((endpoint, named))
        elif broken("htp-009-contract"):
            raise RefusedError(404, error("not_found", "it declares no such contract"))
    return found


def _verbs(endpoint: Endpoint) -> tuple[str, ...]:
    both = broken("htp-010-any") and endpoint.verb == "POST"
    return ("GET", "POST") if both else (endpoint.verb,)


def _origin_form(target: str) -> str:
    """A target without the scheme and the host that one meant for a proxy has."""
    found = re.match(r"https?://[^/?]*(.*)", target, re.IGNORECASE | re.DOTALL)
    return target if found is None else found[1] or "/"


def _parts(path: str) -> list[str] | None:
    """The decoded parts of a path (HTP-004); None if it cannot be decoded, or is none."""
    if not path.startswith("/"):
        return None
    if broken("htp-009-slash"):
        path = path.rstrip("/")
    if broken("htp-004-plus"):
        path = path.replace("+", " ")
    if broken("htp-004-dots"):
        path = posixpath.normpath(path)
    try:
        if broken("htp-004-decodes"):
            return _decoded(path[1:]).split("/")
        parts = path[1:].split("/")
        if broken("htp-004-raw"):
            return [parts[0], *map(_decoded, parts[1:])]
        return [_decoded(part) for part in parts]
    except ValueError:
        return None


def _decoded(text: str) -> str:
    """Percent-decoded UTF-8; ValueError if it is none."""

    def byte(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            raise ValueError("a percent sign without two digits")
        return bytes.fromhex(found[1].decode())

    return _ESCAPE.sub(byte, text.encode()).decode()


def _pairs(query: str) -> list[tuple[str, str]]:
    """The members of a query, where a plus is a space; what cannot be decoded is left out."""
    found = []
    for one in query.split("&"):
        name, _, value = one.replace("+", " ").partition("=")
        try:
            found.append((_decoded(name), _decoded(value)))
        except ValueError:
            continue
    return [pair for pair in found if pair[0]]


def params(route: Route, body: bytes) -> Json:
    """The params: from the path, then from the body or the query (HTP-002, HTP-005 to HTP-007)."""
    bodiless = route.endpoint.verb in ("GET", "DELETE")
    given = _of_query(route) if bodiless else _of_body(body)
    given.pop("_meta", None)
    if route.method == "provider.complete":
        given["stream"] = route.endpoint.stream == "always"
    if broken("htp-005-body"):
        return {**route.named, **given}
    return {**given, **route.named}


def _of_query(route: Route) -> Json:
    known = schema.members(route.method)
    return {name: _value(known.get(name, {}), text) for name, text in route.query}


def _value(spec: Json, text: str) -> Any:
    """As it stands for a string, else JSON (HTP-006)."""
    if spec.get("type") == "string":
        return text
    try:
        return wire.read(text)
    except wire.NoJsonError:
        return text


def _of_body(body: bytes) -> Json:
    """The object in a body (HTP-007, HTP-012)."""
    if not body and not broken("htp-007-refuses"):
        return {}
    value = read_body(body)
    if isinstance(value, list) and broken("htp-012-array"):
        return {}
    if not isinstance(value, dict):
        kind = "invalid_params" if broken("htp-012-object") else "invalid_request"
        raise RefusedError(400, error(kind, "the body must be an object"))
    return value


def read_body(body: bytes) -> Any:
    """The JSON value of a body, by the rules of chapter 1. Raises RefusedError."""
    try:
        text = body.decode(errors="replace" if broken("htp-012-utf8") else "strict")
        if wire.too_deep(text) and not broken("htp-012-deep"):
            why = f"the body nests deeper than {MAX_DEPTH}"
            raise RefusedError(400, error("invalid_request", why))
        if broken("htp-012-nan") and ("NaN" in text or "\\u" in text):
            return json.loads(text)
        return wire.read(text)
    except UnicodeDecodeError as why:
        raise _no_json(f"byte {why.start} of the body is not UTF-8") from None
    except wire.NoJsonError as why:
        raise _no_json(f"the body is not JSON: {why}") from None


def _no_json(text: str) -> RefusedError:
    kind = "invalid_request" if broken("htp-012-kind") else "parse_error"
    return RefusedError(422 if broken("htp-012-status") else 400, error(kind, text))


def meta(head: Head) -> Json:
    """`_meta` as the headers tell it; one that does not fit is absent (HTP-020, HTP-021)."""
    found: Json = {}
    for member, header in META.items():
        text = head.headers.get(header.lower())
        if text is None:
            continue
        if member not in NUMBERS:
            found[member] = text
        elif _INTEGER.match(text):
            found[member] = int(text)
        elif broken("htp-021-integer"):
            raise RefusedError(400, error("invalid_request", f"{header} is no integer"))
        elif broken("htp-021-zero"):
            found[member] = 0
    return found


def meta_headers(given: Json) -> dict[str, str]:
    """`_meta` as headers, without what no header can hold (HTP-020)."""
    found = {META[name]: str(value) for name, value in given.items() if name in META}
    return {name: value for name, value in found.items() if fits_header(value)}
