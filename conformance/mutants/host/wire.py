"""Lines and messages: bytes to verdicts, values to bytes (spec chapters 1 and 2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.encoder import encode_basestring
from typing import Any, cast

Json = dict[str, Any]
Id = str | int
LIMIT = 64 * 1024 * 1024
HEAD = 4096
DEEPEST = 128
BLANK = re.compile(rb"[ \t\r]*")
SPACE = re.compile(r"[ \t\r\n]*")
LITERAL = re.compile(r'[^\s,\[\]{}":]+')
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# FRM-023: what decides the way of a message.
TOP = frozenset(("jsonrpc", "id", "method", "params", "result", "error"))
WAY = frozenset(("_meta", "name", "event", "path", "request_id", "hook", "provider"))


class Spelled(float):
    """A number that is passed on as it was spelled."""

    text: str

    def __new__(cls, text: str) -> Spelled:
        """Keep the digits."""
        number = super().__new__(cls, text)
        number.text = text
        return number


class Twice(dict[str, Any]):
    """An object in which some members stand twice; the last ones count (FRM-022)."""

    names: frozenset[str]


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

    def feed(self, data: bytes) -> Iterator[tuple[bool, bytes]]:
        """Yields (whole, bytes): lines without their end, or the heads of those that were too long."""
        at = 0
        while (end := data.find(b"\n", at)) >= 0:
            yield self._line(data[at:end])
            at = end + 1
        self._add(data[at:])

    def _line(self, rest: bytes) -> tuple[bool, bytes]:
        self._add(rest)
        line, whole = b"".join(self._parts), self._size <= self._limit
        self._parts, self._size = [], 0
        return whole, line.removesuffix(b"\r") if whole else line[:HEAD]

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        self._parts.append(part)
        if self._size > self._limit:
            self._parts = [b"".join(self._parts)[:HEAD]]


def is_blank(line: bytes) -> bool:
    """FRM-003."""
    return BLANK.fullmatch(line) is not None


def read(line: bytes) -> Message | Refused | Dropped:
    """What a whole line is."""
    try:
        text = line.decode()
        deep = too_deep(text)
        value, raw = (_deep(text), {}) if deep else _parse(text)
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
    at = _space(text, 0)
    if text[at : at + 1] != "{":
        return seen
    try:
        while True:
            at = _space(text, at + 1)
            if text[at] != '"':
                return seen
            name, at = scanstring(text, at + 1)
            at = _space(text, at)
            if text[at] != ":":
                return seen
            seen.method |= name == "method"
            seen.answer |= name in ("result", "error")
            params |= name == "params"
            start = _space(text, at + 1)
            at = _skip(text, start)
            if name == "id" and not params:
                seen.id = _id(text[start:at])
            at = _space(text, at)
            if text[at] != ",":
                return seen
    except (IndexError, ValueError):
        return seen


def dump(value: Any) -> str:
    """Compact JSON; numbers as they were spelled."""
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts)


def request(ident: Id, method: str, params: str) -> bytes:
    """A request; `id` stands before `params` (FRM-024)."""
    return _line(
        f'{{"jsonrpc":"2.0","id":{dump(ident)},"method":{dump(method)},"params":{params}}}'
    )


def notification(method: str, params: str) -> bytes:
    """A notification."""
    return _line(f'{{"jsonrpc":"2.0","method":{dump(method)},"params":{params}}}')


def response(ident: Id | None, member: str, raw: str) -> bytes:
    """A response: `member` is result or error."""
    return _line(f'{{"jsonrpc":"2.0","id":{dump(ident)},"{member}":{raw}}}')


def is_id(value: Any) -> bool:
    """RPC-004."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def too_deep(text: str) -> bool:
    """FRM-019: the message itself is 1."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for token in BRACKET.finditer(text):
        mark = token.group()
        depth += mark in "[{"
        depth -= mark in "]}"
        if depth > DEEPEST:
            return True
    return False


def _line(text: str) -> bytes:
    return text.encode() + b"\n"


def _parse(text: str) -> tuple[Any, dict[str, str]]:
    """The value of a line, and the JSON text of each member at its top."""
    raw: dict[str, str] = {}
    at = _space(text, 0)
    value = _top(text, at, raw) if text[at : at + 1] == "{" else _DECODER.decode(text)
    if SURROGATE.search(text):
        dump(value).encode()  # a UnicodeEncodeError is a ValueError
    return value, raw


def _top(text: str, at: int, raw: dict[str, str]) -> Any:
    """An object, member by member."""
    pairs: list[tuple[str, Any]] = []
    at = _space(text, at + 1)
    more = text[at : at + 1] != "}"
    while more:
        if text[at : at + 1] != '"':
            raise ValueError("a name is missing")
        name, at = scanstring(text, at + 1)
        at = _space(text, at)
        if text[at : at + 1] != ":":
            raise ValueError("a colon is missing")
        start = _space(text, at + 1)
        value, at = _DECODER.raw_decode(text, start)
        raw[name] = text[start:at]
        pairs.append((name, value))
        at = _space(text, at)
        more = text[at : at + 1] == ","
        if more:
            at = _space(text, at + 1)
    if text[at : at + 1] != "}" or _space(text, at + 1) != len(text):
        raise ValueError("the object does not end")
    return _object(pairs)


def _deep(text: str) -> Any:
    """A value that nests too deeply: its top is enough, if it is JSON at all."""
    try:
        value = json.loads(text, parse_constant=_constant)
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
    if seen.answer:
        return Dropped(seen.id)
    return Refused(-32700, seen.id, f"the line is not JSON: {why}")


def _illegal(line: bytes, value: Any, why: str) -> Refused | Dropped:
    """FRM-010: neither an answer nor a notification is answered."""
    if isinstance(value, dict):
        if "result" in value or "error" in value:
            ident = value.get("id")
            return Dropped(cast("Id", ident) if is_id(ident) else None)
        if "method" in value and "id" not in value:
            return Dropped(None)
    return Refused(-32600, glance(line.decode()).id, why)


def _read_twice(value: Json) -> str:
    """FRM-023."""
    params = value.get("params")
    if isinstance(value, Twice) and value.names & TOP:
        return f"{min(value.names & TOP)} stands twice"
    if isinstance(params, Twice) and params.names & WAY:
        return f"{min(params.names & WAY)} stands twice in params"
    return ""


def _fault(value: Json) -> str:
    """Why an object is no legal message (RPC-003 to RPC-008), or nothing."""
    if value.get("jsonrpc") != "2.0":
        return 'jsonrpc must be "2.0"'
    if "result" in value or "error" in value:
        return _response_fault(value)
    if not isinstance(value.get("method"), str):
        return "method must be a string"
    if "id" in value and not is_id(value["id"]):
        return "id must be a string or an integer"
    if not isinstance(value.get("params", {}), dict):
        return "params must be an object or absent"
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


def _id(text: str) -> Id | None:
    value = json.loads(text, parse_float=Spelled, parse_int=_integer)
    if isinstance(value, str):
        value.encode()
    return cast("Id", value) if is_id(value) else None


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


def _space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def _object(pairs: list[tuple[str, Any]]) -> Json:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    names = [name for name, _ in pairs]
    twice = Twice(value)
    twice.names = frozenset(name for name in names if names.count(name) > 1)
    return twice


def _integer(text: str) -> int | Spelled:
    return int(text) if len(text) <= 16 and text != "-0" else Spelled(text)


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def _write(value: Any, out: Any) -> None:
    if isinstance(value, str):
        out(encode_basestring(value))
    elif isinstance(value, Spelled):
        out(value.text)
    elif isinstance(value, dict):
        mark = "{"
        for name, member in value.items():
            out(f"{mark}{encode_basestring(name)}:")
            _write(member, out)
            mark = ","
        out("}" if value else "{}")
    elif isinstance(value, list):
        mark = "["
        for item in value:
            out(mark)
            _write(item, out)
            mark = ","
        out("]" if value else "[]")
    else:
        out(json.dumps(value))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=Spelled,
    parse_int=_integer,
    parse_constant=_constant,
)
