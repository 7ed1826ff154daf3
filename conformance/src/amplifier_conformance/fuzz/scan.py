"""A walk over a line that may be no JSON: what its top shows, and how deep it nests. Pure, without recursion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto

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
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


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


@dataclass
class Scan:
    """What a line shows: `json` if all of it is JSON, `root` its first byte, `end` where the walk ended."""

    members: list[Member] = field(default_factory=list)
    json: bool = False
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

    def run(self) -> Scan:
        following: _Next | None = _Next.VALUE
        self.found.root = self._byte()
        while following is not None:
            byte = self._byte()
            if following is _Next.BEHIND and not self.open:
                self.found.json = self.at == len(self.line)
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
        self.open.append(byte)
        self.found.depth = max(self.found.depth, len(self.open))
        self.at += 1
        return _Next.NAME_OR_END if byte == b"{" else _Next.VALUE_OR_END

    def _leave(self) -> _Next:
        self.open.pop()
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
        return _Next.BEHIND

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


def behind(line: bytes, at: int) -> list[Member]:
    """What looks like a member behind this place, at the top or not."""
    return [Member(found[1], Seen.WHOLE, found[2]) for found in _PAIR.finditer(line, at)]


def nesting(line: bytes) -> int:
    """How deep the brackets of a line nest, those in strings aside, as far as strings end."""
    now = deepest = 0
    for bracket in _BRACKET.finditer(line):
        if bracket[0] == b'"':
            break
        now += (bracket[0] in (b"{", b"[")) - (bracket[0] in (b"}", b"]"))
        deepest = max(deepest, now)
    return deepest


def is_unicode(string: bytes) -> bool:
    """Whether a string of JSON is UTF-8 without a surrogate that lacks its pair (FRM-033)."""
    try:
        string.decode("utf-8")
    except UnicodeDecodeError:
        return False
    high_until = -1  # where its low half must begin
    for found in _ESCAPE.finditer(string):
        unit = int(found[1], 16) if found[1] else 0
        is_low = 0xDC00 <= unit <= 0xDFFF
        if is_low != (found.start() == high_until):
            return False
        high_until = found.end() if 0xD800 <= unit <= 0xDBFF else -1
    return high_until < 0
