"""From a request to the params of its method (HTP-002 to HTP-012, HTP-022)."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_to_bytes

from .._generated._validate import schemas
from .._generated.methods import DESCRIBE, METHODS
from ..errors import RpcError
from ..wire import MalformedError, Object, parse, parse_object
from .headers import Headers, media_type, names_stream, one, read_meta
from .problems import JSON, RefusedError
from .routes import Route

_IN_THE_QUERY = ("GET", "DELETE")
_PARSE_ERROR = -32700


def has_body(route: Route) -> bool:
    """Tell whether the members that the path does not name come in a body, and not in the query."""
    http = METHODS[route.method].http
    return http is not None and http.method not in _IN_THE_QUERY


def read_params(route: Route, headers: Headers, query: bytes, body: Object) -> Object:
    """Return the params of a request, ``_meta`` from its headers. Raises RefusedError."""
    params: Object = {}
    if meta := read_meta(headers):
        params["_meta"] = meta
    others = body if has_body(route) else _read_query(route.method, query)
    params |= route.members
    params |= {name: value for name, value in others.items() if not _is_told(route, name)}
    versions = headers.get("amplifier-protocol")
    if route.method == DESCRIBE and versions:
        listed = (version.strip() for version in ",".join(versions).split(","))
        params["protocol_versions"] = [version for version in listed if version]
    return params


def streams(route: Route, headers: Headers) -> bool:
    """Tell whether the answer is a stream (HTP-040)."""
    return route.streams == "always" or (route.streams == "accept" and names_stream(headers))


def check_type(headers: Headers) -> None:
    """Refuse a body that is not declared as JSON (HTP-011)."""
    given = media_type(one(headers, "content-type"))
    packed = one(headers, "content-encoding") or "identity"
    if given == JSON and packed == "identity":
        return
    what = f"in {packed}" if given == JSON else (given or "undeclared")
    raise RefusedError(RpcError("invalid_request", f"a body is {JSON}, not {what}"), 415)


def read_body(body: bytes) -> Object:
    """Return the object of a body; an empty one is an empty object (HTP-007, HTP-012)."""
    if not body:
        return {}
    try:
        return parse_object(body)
    except MalformedError as fault:
        is_json = fault.code != _PARSE_ERROR
        error = RpcError("invalid_request" if is_json else "parse_error", f"body: {fault.reason}")
        raise RefusedError(error) from None


def _is_told(route: Route, member: str) -> bool:
    """Tell whether a member is told elsewhere: by the headers, or by the path (as is whether to stream)."""
    http = METHODS[route.method].http
    by_path = http is not None and http.stream_path is not None
    return member == "_meta" or member in route.members or (by_path and member == "stream")


def _read_query(method: str, query: bytes) -> Object:
    """Return the members of a query that the method knows."""
    known = schemas()[METHODS[method].params].get("properties", {})
    members: Object = {}
    for pair in query.split(b"&"):
        name, _, value = pair.partition(b"=")
        member = _text(name)
        if member in known and member != "_meta":
            members[member] = _value(known[member], _text(value))
    return members


def _value(schema: Any, text: str) -> Any:
    """Return a member as it stands if it is a string, and as JSON otherwise (HTP-006)."""
    if _is_text(schema):
        return text
    try:
        return parse(text.encode())
    except MalformedError:
        return text  # it does not fit: the schema tells what would


def _is_text(schema: Any) -> bool:
    schema = schema.get("else", schema)
    if "$ref" in schema:
        return _is_text(schemas()[schema["$ref"].rpartition("/")[2]])
    return bool(schema.get("type") == "string")


def _text(escaped: bytes) -> str:
    try:
        return unquote_to_bytes(escaped.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        message = "the query is no UTF-8"
        raise RefusedError(RpcError("invalid_request", message)) from None
