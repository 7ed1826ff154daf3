"""A walk over JSON text that may be broken: what its top shows, how deep it nests (FRM-009, FRM-010, FRM-019)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_STRING = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(
    rf"[ \t\n\r]*(?:(?P<string>{_STRING})|(?P<mark>[\[{{\]}},:])"
    rf"|(?P<number>{_NUMBER})|(?P<word>true|false|null))"
)
_BLANK = " \t\n\r"
UNREAD = object()  # the value of a member that could not be read, or is an array or object


@dataclass
class Top:
    """What a line shows at its top, in the order of the text; `valid` if all of it is JSON."""

    members: list[tuple[str, Any]] = field(default_factory=list)
    valid: bool = False
    depth: int = 0

    def shows(self, *names: str) -> bool:
        """Whether one of these members stands at the top."""
        return any(name in names for name, _ in self.members)

    def last_id(self, *, before_params: bool) -> Any:
        """The value of the last member `id`, UNREAD if there is none."""
        found = UNREAD
        for name, value in self.members:
            if name == "params" and before_params:
                break
            if name == "id":
                found = value
        return found


class _Walk:
    def __init__(self, text: str, cut: bool) -> None:
        self.text = text
        self.cut = cut  # more followed that is not in the text
        self.top = Top()
        self.stack: list[str] = []
        self.state = "value"

    def run(self) -> Top:
        place = 0
        while token := _TOKEN.match(self.text, place):
            place = token.end()
            if not self._step(token, place):
                return self.top
        self.top.valid = self.state == "end" and not self.text[place:].strip(_BLANK)
        return self.top

    def _step(self, token: re.Match[str], place: int) -> bool:
        """Take one token in; False if it may not stand here."""
        sort, text = str(token.lastgroup), token[str(token.lastgroup)]
        if sort == "number" and self.cut and place == len(self.text):
            return False  # more digits may follow
        if self.state == "colon":
            return self._colon(text)
        if self.state in ("name", "name or end") and sort == "string":
            return self._name(text)
        if self.state in ("value", "value or end") and (sort != "mark" or text in "[{"):
            return self._value(text)
        return self._close(text) if text in "]}" else self._comma(text)

    def _name(self, text: str) -> bool:
        self.state = "colon"
        if len(self.stack) == 1:
            self.name = json.loads(text)
        return True

    def _colon(self, text: str) -> bool:
        if text != ":":
            return False
        self.state = "value"
        if self.stack == ["{"]:
            self.top.members.append((self.name, UNREAD))
        return True

    def _value(self, text: str) -> bool:
        if text in ("[", "{"):
            self.stack.append(text)
            self.top.depth = max(self.top.depth, len(self.stack))
            self.state = "name or end" if text == "{" else "value or end"
            return True
        if self.stack == ["{"] and self.name == "id":
            self.top.members[-1] = ("id", _scalar(text))
        self.state = "comma or end" if self.stack else "end"
        return True

    def _comma(self, text: str) -> bool:
        if self.state != "comma or end" or text != ",":
            return False
        self.state = "name" if self.stack[-1] == "{" else "value"
        return True

    def _close(self, text: str) -> bool:
        if self.state not in ("comma or end", "name or end", "value or end"):
            return False
        if self.stack.pop() + text not in ("[]", "{}"):
            return False
        self.state = "comma or end" if self.stack else "end"
        return True


def survey(text: str, *, cut: bool = False) -> Top:
    """Walk over the text as far as it is JSON; never fails and never recurses."""
    return _Walk(text, cut).run()


def _scalar(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # an integer of more digits than Python reads
        return UNREAD
