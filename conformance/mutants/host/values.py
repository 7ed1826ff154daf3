"""JSON values: numbers as they were spelled, members that stand twice, depth (spec chapter 1)."""

from __future__ import annotations

import json
import re
import struct
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.encoder import encode_basestring
from typing import Any, cast

from mutations import broken

Json = dict[str, Any]
Id = str | int
DEEPEST = 128
SPACE = re.compile(r"[ \t\r\n]*")
BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


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


def dump(value: Any) -> str:
    """Compact JSON; numbers as they were spelled."""
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts)


def is_id(value: Any) -> bool:
    """RPC-004."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def too_deep(text: str) -> bool:
    """FRM-019: the message itself is 1."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    deepest = 500 if broken("frm-019-deeper") else DEEPEST
    depth = 0
    for token in BRACKET.finditer(text):
        mark = token.group()
        depth += mark in "[{"
        depth -= mark in "]}"
        if depth > deepest:
            return True
    return False


def parse(text: str) -> tuple[Any, dict[str, str]]:
    """The value of a line, and the JSON text of each member at its top."""
    raw: dict[str, str] = {}
    at = space(text, 0)
    value = _top(text, at, raw) if text[at : at + 1] == "{" else _DECODER.decode(text)
    if SURROGATE.search(text) and not broken("frm-033-surrogates"):
        dump(value).encode()  # a UnicodeEncodeError is a ValueError
    return value, raw


def parse_id(text: str) -> Id | None:
    """A legal id, or nothing."""
    value = json.loads(text, parse_float=Spelled, parse_int=_integer)
    if isinstance(value, str):
        value.encode()
    return cast("Id", value) if is_id(value) else None


def space(text: str, at: int) -> int:
    """The next place that holds no white space."""
    found = SPACE.match(text, at)
    return found.end() if found else at


def _top(text: str, at: int, raw: dict[str, str]) -> Any:
    """An object, member by member."""
    pairs: list[tuple[str, Any]] = []
    at = space(text, at + 1)
    more = text[at : at + 1] != "}"
    while more:
        if text[at : at + 1] != '"':
            raise ValueError("a name is missing")
        name, at = scanstring(text, at + 1)
        at = space(text, at)
        if text[at : at + 1] != ":":
            raise ValueError("a colon is missing")
        start = space(text, at + 1)
        value, at = _DECODER.raw_decode(text, start)
        raw[name] = text[start:at]
        pairs.append((name, value))
        at = space(text, at)
        more = text[at : at + 1] == ","
        if more:
            at = space(text, at + 1)
    if text[at : at + 1] != "}" or space(text, at + 1) != len(text):
        raise ValueError("the object does not end")
    return _object(pairs)


def _object(pairs: list[tuple[str, Any]]) -> Json:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    if not broken("frm-033-surrogates"):
        dump([member for _, member in pairs]).encode()  # those that do not count are JSON, too
    if broken("frm-022-first"):
        value = dict(reversed(pairs))
    names = [name for name, _ in pairs]
    twice = Twice(value)
    twice.names = frozenset(name for name in names if names.count(name) > 1)
    return twice


def _integer(text: str) -> int | float:
    if broken("frm-020-single-precision") and len(text) > 8:
        return int(struct.unpack("f", struct.pack("f", float(text)))[0])
    return int(text) if len(text.lstrip("-")) <= 16 and text != "-0" else _huge(text)


def _huge(text: str) -> float:
    if broken("frm-021-long-numbers") and len(text) > 20:
        raise ValueError("the number is too long")
    return Spelled(text)


def constant(text: str) -> Any:
    """`NaN` and its like are no JSON (FRM-033)."""
    if broken("frm-033-nan"):
        return Spelled(text)
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
    parse_float=_huge,
    parse_int=_integer,
    parse_constant=constant,
)
