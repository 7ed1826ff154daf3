"""What can be told of a line that is not read: the members at its top, found without a parse.

For lines that are too long, too deep or not JSON: the refusal carries the id when it stands before
``params``, and answers and notifications are never refused (protocol §2).
"""

from __future__ import annotations

import json
import re

from .message import Id, NegativeZero, is_id

_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^,}\]\"{\[ \t\r]++(?=[,}\] \t\r])")
_BRACKET = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|"|[\[\]{}]', re.DOTALL)
_INTEGER = re.compile(rb"-?(?:0|[1-9][0-9]{0,4000})")


class Head:
    """The members seen at the top of a line, or of its first bytes."""

    __slots__ = ("answer", "id", "method", "named")

    def __init__(self) -> None:
        self.id: Id | None = None
        self.named = False
        """Whether a member `id` was seen, legal or not, also behind `params`."""
        self.method = False
        self.answer = False

    @property
    def refusable(self) -> bool:
        """Whether the line may be answered: never what is, or may be, an answer or a notification."""
        return not self.answer and (not self.method or self.id is not None)


def scan_head(line: bytes) -> Head:
    """Scan as far as the bytes are well formed."""
    head = Head()
    at = _SPACE.match(line).end()  # type: ignore[union-attr] # it matches nothing, too
    if line[at : at + 1] != b"{":
        return head
    before_params = True
    while True:
        key = _STRING.match(line, _skip(line, at + 1))
        colon = _skip(line, key.end()) if key else 0
        if not key or line[colon : colon + 1] != b":":
            return head
        name = _text(key.group())
        head.named |= name == "id"
        head.method |= name == "method"
        head.answer |= name in ("result", "error")
        before_params &= name != "params"
        start = _skip(line, colon + 1)
        end = _value_end(line, start)
        if end is None:
            return head
        if name == "id" and before_params:
            head.id = _id(line[start:end])
        at = _skip(line, end)
        if line[at : at + 1] != b",":
            return head


def depth(line: bytes, limit: int) -> int:
    """Return how deep the brackets nest, strings aside; counting stops above the limit."""
    now = deepest = 0
    for match in _BRACKET.finditer(line):
        token = match.group()
        if token == b'"':
            break
        if token in b"[{":
            now += 1
        elif token in b"]}":
            now = max(0, now - 1)
        deepest = max(deepest, now)
        if deepest > limit:
            break
    return deepest


def _skip(line: bytes, at: int) -> int:
    match = _SPACE.match(line, at)
    return match.end() if match else at


def _value_end(line: bytes, start: int) -> int | None:
    first = line[start : start + 1]
    if first in (b"{", b"["):
        return _nested_end(line, start)
    match = (_STRING if first == b'"' else _SCALAR).match(line, start)
    return match.end() if match else None


def _nested_end(line: bytes, start: int) -> int | None:
    open_brackets = 0
    for match in _BRACKET.finditer(line, start):
        token = match.group()
        if token == b'"':
            return None
        if token in b"[{":
            open_brackets += 1
        elif token in b"]}":
            open_brackets -= 1
            if open_brackets == 0:
                return match.end()
    return None


def _text(quoted: bytes) -> str | None:
    try:
        text = json.loads(quoted)
        text.encode()
    except ValueError:
        return None
    return str(text)


def _id(raw: bytes) -> Id | None:
    if raw.startswith(b'"'):
        return _text(raw)
    if raw == b"-0":
        return NegativeZero()
    value = int(raw) if _INTEGER.fullmatch(raw) else None
    return value if is_id(value) else None
