"""Requests of a host over HTTP as the calls that they are: the reading side of the table of endpoints. Pure."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from ..http.mapping import STREAM, read_meta
from ..protocol import Json, definition, methods

Headers = Sequence[tuple[str, str]]  # names in lower case
STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")  # a percent sign that escapes nothing
QUERIED = ("GET", "DELETE")  # HTP-002


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint; `parts` of its path in braces are members of the params."""

    verb: str
    parts: tuple[str, ...]
    method: str
    stream: str  # always, accept or never


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request asks for; `method` is empty where no endpoint has it."""

    method: str
    params: Json
    stream: bool = False
    named: tuple[str, ...] = ()  # the members in the path
    fault: str = ""  # why its body or its query is none
    meta: Json = field(default_factory=dict)


@functools.cache
def routes() -> tuple[Route, ...]:
    """The endpoints of the table of methods."""

    def every() -> Iterator[Route]:
        for row in methods().values():
            http = row.get("http") or {}
            if http:
                stream = http.get("stream", "never")
                yield Route(http["method"], _parts(http["path"]), row["method"], stream)
            if "stream_path" in http:
                yield Route(http["method"], _parts(http["stream_path"]), row["method"], "always")

    return tuple(every())


def read(verb: str, target: str, headers: Headers, body: bytes) -> Reading:
    """A request line with its headers and body as a call."""
    path, _, query = target.partition("?")
    for route in routes():
        found = _matched(route, verb, _parts(path))
        if found is not None:
            break
    else:
        return Reading("", {}, fault=f"{verb} {target} is no endpoint")
    stream = route.stream == "always" or (route.stream == "accept" and accepts(headers))
    try:
        others = _queried(route.method, query) if verb in QUERIED else _object(body)
    except ValueError as error:
        return Reading(route.method, found, stream, tuple(found), str(error), meta(headers))
    if route.method == "provider.complete" and stream:
        others = {**others, "stream": True}
    if route.method == "describe":
        told = value(headers, "amplifier-protocol")
        versions = [each.strip() for each in (told or "").split(",") if each.strip()]
        others = {**others, **({"protocol_versions": versions} if versions else {})}
    params = {**others, **found}
    return Reading(route.method, params, stream, tuple(found), "", meta(headers))


def meta(headers: Headers) -> Json:
    """`_meta` of these headers; what does not fit is absent (HTP-021)."""
    return read_meta(dict(headers))


def value(headers: Headers, name: str) -> str | None:
    """The value of a header, if there is one."""
    return next((text for each, text in headers if each == name.lower()), None)


def accepts(headers: Headers) -> bool:
    """Whether a stream is asked for (HTP-040)."""
    ranges = (value(headers, "accept") or "").split(",")
    return any(each.partition(";")[0].strip().lower() == STREAM for each in ranges)


def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("/")[1:])


def _matched(route: Route, verb: str, parts: tuple[str, ...]) -> Json | None:
    """The members in the path, decoded part by part (HTP-004)."""
    if route.verb != verb:
        return None
    if route.parts[-1] == "{path}" and len(parts) >= len(route.parts):
        at = len(route.parts) - 1
        parts = (*parts[:at], "/".join(parts[at:]))
    if len(parts) != len(route.parts):
        return None
    found: Json = {}
    for wanted, part in zip(route.parts, map(_decoded, parts), strict=True):
        if wanted.startswith("{"):
            found[wanted[1:-1]] = part
        if part is None or not (wanted.startswith("{") or wanted == part):
            return None
    return found


def _decoded(part: str) -> str | None:
    """A part of a path; None for one that spells nothing."""
    try:
        return None if STRAY.search(part) else unquote(part, errors="strict")
    except UnicodeDecodeError:
        return None


def _queried(method: str, query: str) -> Json:
    """HTP-006: strings as they stand, all else as JSON."""
    types = definition(methods()[method]["params"]).get("properties", {})
    found: Json = {}
    for name, text in parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)):
        if name in types:  # RPC-010
            plain = types[name].get("type") == "string"
            found[name] = text if plain else json.loads(text)
    return found


def _object(body: bytes) -> Json:
    if not body:
        return {}
    given: Any = json.loads(body)
    if not isinstance(given, dict):
        raise ValueError("the body is no object")  # noqa: TRY004 - as the other faults of a body
    return given
