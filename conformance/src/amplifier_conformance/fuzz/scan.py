"""A walk over a line that may be no JSON: its value, what its top shows, how deep it nests. Pure, without recursion."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
from typing import Any

STRING = re.compile(rb'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"')
_LOOSE_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_WORD = re.compile(rb"true|false|null")
_BLANK = re.compile(rb"[ \t\r\n]*+")
_BRACKET = re.compile(_LOOSE_STRING.pattern + rb'|["\[\]{}]', re.DOTALL)
_TEXT = rb'"(?:[^"\\]|\\.)*+"|[^,}\]"]++'
_PAIR = re.compile(
    rb"(?=(" + _LOOSE_STRING.pattern + rb")[ \t\r]*:[ \t\r]*(" + _TEXT + rb")?)", re.DOTALL
)
_HALF = rb"\\u[dD][89abAB][0-9a-fA-F]{2}"
_ESCAPE = re.compile(  # a pair, a half of one, anything else
    _HALF + rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>\\u[dD][89a-fA-F])|\\.", re.DOTALL
)
HUGE = 1.7976931348623157e308


class Seen(IntEnum):
    """How much of a member at the top could be read."""

    NAME = 0  # the name, but no colon
    COLON = 1  # its value is broken, or not there
    RUN = 2  # a number or a word, directly followed by the end or by what may not follow it
    WHOLE = 3


@dataclass
class Member:
    """A member at the top; `text` is its value if that is no array and no object."""

    name: bytes
    seen: Seen = Seen.NAME
    text: bytes | None = None


class Twice(dict[str, Any]):
    """An object in whose text some members may stand twice; the last one counts (FRM-022)."""

    def __init__(self) -> None:
        super().__init__()
        self.twins: set[str] = set()

    def put(self, name: str, value: Any) -> None:
        """The next member in the text."""
        if name in self:
            self.twins.add(name)
        self[name] = value


@dataclass
class Scan:
    """What a line shows; `value` only if it `is_json`. `root` is its first byte, `end` where the walk ended."""

    members: list[Member] = field(default_factory=list)
    is_json: bool = False
    value: Any = None
    root: bytes = b""
    depth: int = 0
    end: int = 0


class _Next(Enum):
    VALUE = auto()
    VALUE_OR_END = auto()
    NAME = auto()
    NAME_OR_END = auto()
    BEHIND = auto()  # a comma, or the end of what is open


def scan(line: bytes) -> Scan:
    """Walk as far as the line is JSON."""
    return _Walk(line).run()


class _Walk:
    def __init__(self, line: bytes) -> None:
        self.line, self.at = line, 0
        self.found = Scan()
        self.open: list[bytes] = []
        self.inside: list[Twice | list[Any]] = []  # the values that are open
        self.names: list[str] = []  # of the members that are being read

    def run(self) -> Scan:
        following: _Next | None = _Next.VALUE
        self.found.root = self._byte()
        while following is not None:
            byte = self._byte()
            if following is _Next.BEHIND and not self.open:
                self.found.is_json = self.at == len(self.line)
                break
            following = self._step(following, byte)
        self.found.end = self.at
        return self.found

    def _step(self, following: _Next, byte: bytes) -> _Next | None:
        """What may come next; None if the walk ends here."""
        if following is _Next.BEHIND:
            return self._behind(byte)
        if following in (_Next.NAME, _Next.NAME_OR_END):
            if byte == b"}" and following is _Next.NAME_OR_END:
                return self._leave()
            return self._name()
        if byte == b"]" and following is _Next.VALUE_OR_END:
            return self._leave()
        if byte in (b"{", b"["):
            return self._enter(byte)
        return self._scalar(byte)

    def _behind(self, byte: bytes) -> _Next | None:
        inside = self.open[-1]
        if byte == b",":
            self.at += 1
            return _Next.NAME if inside == b"{" else _Next.VALUE
        return self._leave() if byte == (b"}" if inside == b"{" else b"]") else None

    def _enter(self, byte: bytes) -> _Next:
        value: Twice | list[Any] = Twice() if byte == b"{" else []
        self._put(value)
        self.inside.append(value)
        self.open.append(byte)
        self.found.depth = max(self.found.depth, len(self.open))
        self.at += 1
        return _Next.NAME_OR_END if byte == b"{" else _Next.VALUE_OR_END

    def _leave(self) -> _Next:
        self.open.pop()
        self.inside.pop()
        self.at += 1
        if self.open == [b"{"]:
            self.found.members[-1].seen = Seen.WHOLE
        return _Next.BEHIND

    def _name(self) -> _Next | None:
        text = self._string()
        if text is None:
            return None
        if len(self.open) == 1:
            self.found.members.append(Member(text))
        if self._byte() != b":":
            return None
        self.at += 1
        self.names.append(str(json.loads(text)))
        if len(self.open) == 1:
            self.found.members[-1].seen = Seen.COLON
        return _Next.VALUE

    def _scalar(self, byte: bytes) -> _Next | None:
        if byte == b'"':
            text, seen = self._string(), Seen.WHOLE
        else:
            found = _NUMBER.match(self.line, self.at) or _WORD.match(self.line, self.at)
            text = found[0] if found else None
            self.at += len(text or b"")
            behind = self.line[self.at : self.at + 1]
            seen = Seen.WHOLE if behind and behind in b",} \t\r" else Seen.RUN
        if text is None:
            return None
        if self.open == [b"{"]:
            self.found.members[-1].seen, self.found.members[-1].text = seen, text
        self._put(scalar(text))
        return _Next.BEHIND

    def _put(self, value: Any) -> None:
        if not self.inside:
            self.found.value = value
            return
        parent = self.inside[-1]
        if isinstance(parent, Twice):
            parent.put(self.names.pop(), value)
        else:
            parent.append(value)

    def _string(self) -> bytes | None:
        found = STRING.match(self.line, self.at)
        if found is None or not is_unicode(found[0]):
            return None
        self.at = found.end()
        return found[0]

    def _byte(self) -> bytes:
        """The next byte behind the white space; empty at the end."""
        found = _BLANK.match(self.line, self.at)
        self.at = found.end() if found else self.at
        return self.line[self.at : self.at + 1]


def scalar(text: bytes) -> Any:
    """The value of a string, number or word; a number beyond a double is the largest one (FRM-021)."""
    return json.loads(text, parse_float=_float, parse_int=_int)


def _float(text: str) -> float:
    return max(-HUGE, min(HUGE, float(text)))


def _int(text: str) -> int | float:
    return int(text) if len(text) <= 4000 else _float(text)


def behind(line: bytes, at: int) -> list[Member]:
    """What looks like a member behind this place, at the top or not."""
    found = []
    for pair in _PAIR.finditer(line, at):
        text = pair[2] or b""
        number = _NUMBER.match(text)
        found.append(Member(pair[1], Seen.RUN, number[0] if number else text))
    return found


def nesting(line: bytes) -> int:
    """How deep the brackets of a line nest, those in strings aside, as far as strings end."""
    now = deepest = 0
    for bracket in _BRACKET.finditer(line):
        if bracket[0] == b'"':
            break
        now += bracket[0] in (b"{", b"[")
        now = max(0, now - (bracket[0] in (b"}", b"]")))
        deepest = max(deepest, now)
    return deepest


def is_unicode(string: bytes) -> bool:
    """Whether a string of JSON is UTF-8 without a surrogate that lacks its pair (FRM-033)."""
    try:
        string.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(escape["lone"] for escape in _ESCAPE.finditer(string))
