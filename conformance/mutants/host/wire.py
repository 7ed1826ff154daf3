"""Lines and messages: bytes to verdicts, and messages to lines (spec chapters 1 and 2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, cast

from mutations import broken
from values import (
    BRACKET,
    DEEPEST,
    Id,
    Json,
    Twice,
    constant,
    dump,
    is_id,
    parse,
    parse_id,
    space,
    too_deep,
)

LIMIT = 64 * 1024 * 1024
HEAD = 4096
BLANK = re.compile(rb"[ \t\r]*")
LITERAL = re.compile(r'[^\s,\[\]{}":]+')
# FRM-023: what decides the way of a message.
TOP = frozenset(("jsonrpc", "id", "method", "params", "result", "error"))
WAY = frozenset(("_meta", "name", "event", "path", "request_id", "hook", "provider"))


@dataclass(slots=True)
class Message:
    """A legal message; `raw` holds the JSON text of params, result or error as it came."""

    kind: str  # request, notification, result, error
    id: Id | None
    method: str
    body: Any  # params, result or error
    raw: str


@dataclass(slots=True)
class Refused:
    """A line to be answered with an error."""

    code: int
    id: Id | None
    why: str


@dataclass(slots=True)
class Dropped:
    """A line to be counted only; `id` is that of the call whose answer it was."""

    id: Id | None


@dataclass(slots=True)
class Glance:
    """What the top of an object shows, as far as it can be read."""

    id: Id | None = None
    method: bool = False
    answer: bool = False


class Lines:
    """Cuts bytes into lines, whatever the pieces; of one over the limit it keeps the head (FRM-017)."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self._kept = 16 * HEAD if broken("frm-037-looks-behind") else HEAD

    def feed(self, data: bytes) -> Iterator[tuple[bool, bytes]]:
        """Yields (whole, bytes): lines without their end, or the heads of those that were too long."""
        at = 0
        if broken("frm-026-cut-characters"):
            data = data.decode(errors="replace").encode()
        while (end := data.find(b"\n", at)) >= 0:
            yield self._line(data[at:end])
            at = end + 1
        self._add(data[at:])

    @property
    def rest(self) -> bytes:
        """What no LF has ended."""
        return b"".join(self._parts)

    def _line(self, rest: bytes) -> tuple[bool, bytes]:
        self._add(rest)
        line, whole = b"".join(self._parts), self._size <= self._limit
        if broken("frm-018-one-less") and self._size == self._limit:
            whole = False
        if broken("frm-002-cr-is-no-white-space"):
            line = line.replace(b"\r", b"\\r")
        self._parts, self._size = [], 0
        return whole, line.removesuffix(b"\r") if whole else line[: self._kept]

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        self._parts.append(part)
        if self._size > self._limit:
            self._parts = [b"".join(self._parts)[: self._kept]]


def is_blank(line: bytes) -> bool:
    """FRM-003."""
    if broken("frm-003-blank-lines"):
        return False
    return BLANK.fullmatch(line) is not None


def read(line: bytes) -> Message | Refused | Dropped:
    """What a whole line is."""
    try:
        text = _text(line)
        deep = too_deep(text)
        value, raw = (_deep(text), {}) if deep else parse(text)
    except ValueError as error:
        return _unreadable(line, str(error))
    if deep:
        return _illegal(line, value, f"nests deeper than {DEEPEST}")
    if not isinstance(value, dict):
        return Refused(-32600, None, "a message is one object")
    if why := _read_twice(value):
        return _illegal(line, value, why)
    if why := _fault(value):
        return _illegal(line, value, why)
    return _message(value, raw)


def glance(text: str) -> Glance:
    """Walk over the top of an object, which may be broken or cut off behind it."""
    seen, params = Glance(), False
    at = space(text, 0)
    if text[at : at + 1] != "{":
        return seen
    try:
        while True:
            at = space(text, at + 1)
            if text[at] != '"':
                return seen
            name, at = scanstring(text, at + 1)
            at = space(text, at)
            if text[at] != ":":
                return seen
            seen.method |= name == "method"
            seen.answer |= name in ("result", "error")
            params |= name == "params"
            start = space(text, at + 1)
            at = _skip(text, start)
            if name == "id" and not params:
                seen.id = parse_id(text[start:at])
            at = space(text, at)
            if text[at] != ",":
                return seen
    except (IndexError, ValueError):
        return seen


def request(ident: Id, method: str, params: str) -> bytes:
    """A request; `id` stands before `params` (FRM-024)."""
    name = dump(method)
    if broken("rpc-006-null-params") and params == "{}":
        params = "null"
    if broken("rpc-004-fraction") and method == "tool.execute":
        return _line(f'{{"jsonrpc":"2.0","id":7.5,"method":{name},"params":{params}}}')
    if broken("frm-024-id-behind-params"):
        return _line(f'{{"jsonrpc":"2.0","method":{name},"params":{params},"id":{dump(ident)}}}')
    if broken("frm-006-spaces"):
        return _line(
            f'{{"jsonrpc": "2.0","id": {dump(ident)},"method": {name},"params": {params}}}'
        )
    if broken("rpc-049-version-last"):
        return _line(f'{{"id":{dump(ident)},"method":{name},"params":{params},"jsonrpc":"2.0"}}')
    return _line(f'{{"jsonrpc":"2.0","id":{dump(ident)},"method":{name},"params":{params}}}')


def notification(method: str, params: str) -> bytes:
    """A notification."""
    text = f'{{"jsonrpc":"2.0","method":{dump(method)},"params":{params}}}'
    return _line(f"[{text}]" if broken("rpc-001-batches") else text)


def response(ident: Id | None, member: str, raw: str) -> bytes:
    """A response: `member` is result or error."""
    if broken("frm-001-two-lines"):
        return _line(f'{{"jsonrpc":"2.0",\n"id":{dump(ident)},"{member}":{raw}}}')
    if broken("rpc-008-both") and member == "result":
        raw += ',"error":null'
    no_id = broken("rpc-053-errors-without-an-id") and member == "error"
    if no_id or (broken("rpc-053-no-id") and ident is None):
        return _line(f'{{"jsonrpc":"2.0","{member}":{raw}}}')
    if broken("rpc-003-no-version"):
        return _line(f'{{"id":{dump(ident)},"{member}":{raw}}}')
    return _line(f'{{"jsonrpc":"2.0","id":{dump(ident)},"{member}":{raw}}}')


def _text(line: bytes) -> str:
    if broken("frm-033-not-utf-8"):
        return line.decode(errors="replace")
    if broken("frm-033-byte-order-mark"):
        return line.decode("utf-8-sig")
    return line.decode()


def _line(text: str) -> bytes:
    return text.encode() + b"\n"


def _deep(text: str) -> Any:
    """A value that nests too deeply: its top is enough, if it is JSON at all."""
    try:
        value = json.loads(text, parse_constant=constant)
    except RecursionError:  # beyond what can be checked here, taken for JSON
        value = {}
    shown = glance(text)
    if not isinstance(value, dict) or not value:
        value = {"id": shown.id} if shown.id is not None else {}
        value |= {"method": ""} if shown.method else {}
        value |= {"result": None} if shown.answer else {}
    return value


def _unreadable(line: bytes, why: str) -> Refused | Dropped:
    seen = glance(line.decode(errors="surrogateescape"))
    if seen.answer and not broken("frm-010-answers-to-answers"):
        return Dropped(seen.id)
    return Refused(-32700, seen.id, f"the line is not JSON: {why}")


def _illegal(line: bytes, value: Any, why: str) -> Refused | Dropped:
    """FRM-010: neither an answer nor a notification is answered."""
    if isinstance(value, dict):
        if "result" in value or "error" in value:
            ident = value.get("id")
            if ident is None and broken("rpc-053-answers-to-answers"):
                return Refused(-32600, None, why)
            return Dropped(cast("Id", ident) if is_id(ident) else None)
        notification = "method" in value and "id" not in value
        if notification and not broken("frm-010-answers-to-notifications"):
            return Dropped(None)
    return Refused(-32600, glance(line.decode()).id, why)


def _read_twice(value: Json) -> str:
    """FRM-023."""
    params = value.get("params")
    if broken("frm-023-twice"):
        return ""
    if isinstance(value, Twice) and value.names & TOP:
        return f"{min(value.names & TOP)} stands twice"
    if isinstance(params, Twice) and params.names & WAY:
        return f"{min(params.names & WAY)} stands twice in params"
    return ""


def _fault(value: Json) -> str:
    """Why an object is no legal message (RPC-003 to RPC-008), or nothing."""
    if value.get("jsonrpc") != "2.0":
        return 'jsonrpc must be "2.0"'
    if broken("rpc-002-order") and next(iter(value)) != "jsonrpc":
        return "jsonrpc must come first"
    if broken("rpc-010-unknown-members") and value.keys() - TOP:
        return f"unknown members: {', '.join(value.keys() - TOP)}"
    if "result" in value or "error" in value:
        return _response_fault(value)
    return _call_fault(value)


def _call_fault(value: Json) -> str:
    if not isinstance(value.get("method"), str):
        return "method must be a string"
    if "id" in value and not is_id(value["id"]):
        return "id must be a string or an integer"
    if not isinstance(value.get("params", {}), dict):
        return "params must be an object or absent"
    if broken("rpc-007-params-needed") and "id" in value and "params" not in value:
        return "params must be an object"
    return ""


def _response_fault(value: Json) -> str:
    error = value.get("error")
    if "method" in value or ("result" in value and "error" in value):
        return "it is more than one of request, result and error"
    if "error" in value:
        legal = isinstance(error, dict) and isinstance(error.get("message"), str)
        if not legal or type(cast("Json", error).get("code")) is not int:
            return "error must have a code and a message"
        if value.get("id", 0) is None:
            return ""
    return "" if is_id(value.get("id")) else "id must be a string or an integer"


def _message(value: Json, raw: dict[str, str]) -> Message:
    ident = value.get("id")
    for kind in ("result", "error"):
        if kind in value:
            return Message(kind, ident, "", value[kind], raw[kind])
    kind = "request" if "id" in value else "notification"
    return Message(kind, ident, value["method"], value.get("params", {}), raw.get("params", "{}"))


def _skip(text: str, at: int) -> int:
    """The end of a value; raises when it cannot be seen."""
    if text[at] == '"':
        return int(scanstring(text, at + 1)[1])
    if text[at] not in "[{":
        literal = LITERAL.match(text, at)
        if literal is None or literal.end() == len(text):
            raise ValueError("no value")
        return literal.end()
    depth = 0
    for token in BRACKET.finditer(text, at):
        mark = token.group()
        depth += (mark in "[{") - (mark in "]}")
        if depth == 0 and mark in "]}":
            return token.end()
    raise ValueError("cut off")
