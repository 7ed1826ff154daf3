"""From a method and a path to an endpoint of the table of methods (HTP-004, HTP-009, HTP-010)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, NamedTuple
from urllib.parse import unquote_to_bytes

from .._generated.methods import METHODS
from ..errors import RpcError
from ..wire import Object
from .problems import RefusedError

Streams = Literal["never", "accept", "always"]
"""Whether an endpoint answers with a stream: where the caller's ``Accept`` asks for one, or always."""


class Route(NamedTuple):
    """Where a request goes: the method, and the members of its params that the path tells."""

    method: str
    members: Object
    streams: Streams


class _Endpoint(NamedTuple):
    http_method: str
    method: str
    parts: tuple[str, ...]
    streams: Streams
    told: Object
    """The members that the path tells without naming them."""


def find(http_method: str, raw_path: bytes, declared: Callable[[str], bool]) -> Route:
    """Return where a request goes, among the methods that are declared. Raises RefusedError."""
    allowed = []
    parts = _parts(raw_path)
    for endpoint in _ENDPOINTS:
        members = None if parts is None else _match(endpoint.parts, parts)
        if members is None or not declared(endpoint.method):
            continue
        if endpoint.http_method == http_method:
            return Route(endpoint.method, {**members, **endpoint.told}, endpoint.streams)
        allowed.append(endpoint.http_method)
    raise not_allowed(http_method, allowed) if allowed else _no_endpoint(raw_path)


def path_of(target: bytes, mounted_at: bytes = b"") -> bytes:
    """Return the path of a request target, which may be a whole URL (RFC 9112, 3.2.2)."""
    path = _ORIGIN.sub(b"", target.partition(b"?")[0])
    below = path.removeprefix(mounted_at.rstrip(b"/"))
    return below if below.startswith(b"/") else path


def not_allowed(http_method: str, allowed: list[str]) -> RefusedError:
    """405: the path is an endpoint, but not for this method (HTP-010)."""
    allow = ", ".join(sorted(allowed))
    message = f"this endpoint is not asked with {http_method}, but with {allow}"
    return RefusedError(RpcError("method_not_found", message), 405, {"Allow": allow})


def _no_endpoint(raw_path: bytes) -> RefusedError:
    path = raw_path.decode(errors="replace")
    return RefusedError(RpcError("method_not_found", f"this service has no endpoint {path}"))


def _match(template: tuple[str, ...], parts: list[str]) -> Object | None:
    """Return the members that the parts stand for; None where they do not fit."""
    if template[-1] == _CONTENT_PATH and len(parts) > len(template):
        rest = "/".join(parts[len(template) - 1 :])
        parts = [*parts[: len(template) - 1], rest]
    if len(parts) != len(template):
        return None
    members: Object = {}
    for wanted, part in zip(template, parts, strict=True):
        if wanted.startswith("{") and part:
            members[wanted[1:-1]] = part
        elif wanted != part:
            return None
    return members


def _parts(raw_path: bytes) -> list[str] | None:
    """Return the parts of a path, taken apart before they are decoded; None if one is no text."""
    parts = []
    for raw in raw_path.removeprefix(b"/").split(b"/"):
        if _NO_ESCAPE.search(raw):
            return None
        try:
            parts.append(unquote_to_bytes(raw).decode())
        except UnicodeDecodeError:
            return None
    return parts


def _endpoints() -> list[_Endpoint]:
    found = []
    for name, method in METHODS.items():
        http = method.http
        if http is None:
            continue
        streams: Streams = "never" if http.stream_path or not http.stream else _STREAMS[http.stream]
        found.append(_Endpoint(http.method, name, _template(http.path), streams, {}))
        if http.stream_path:
            parts = _template(http.stream_path)
            found.append(_Endpoint(http.method, name, parts, "always", {"stream": True}))
    return found


def _template(path: str) -> tuple[str, ...]:
    return tuple(path.removeprefix("/").split("/"))


_ORIGIN = re.compile(rb"^https?://[^/]*", re.IGNORECASE)
_NO_ESCAPE = re.compile(rb"%(?![0-9a-fA-F]{2})")
_CONTENT_PATH: Final = "{path}"
"""The one member that holds several parts: a content path keeps its ``/`` (HTP-003)."""
_STREAMS: Final[dict[str, Streams]] = {"accept": "accept", "always": "always"}
_ENDPOINTS: Final = _endpoints()
