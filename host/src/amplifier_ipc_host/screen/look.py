"""What a terminal can show, and text cut and painted for it (pure, but for `look_of`)."""

from __future__ import annotations

import os
import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "36"
_SIGNS = {
    "ok": ("✓", "+"),
    "bad": ("✗", "x"),
    "to": ("⇢", ">"),
    "back": ("⇠", "<"),
    "result": ("└", "|"),
    "bar": ("┃", "|"),
    "cut": ("…", "..."),
    "dot": ("·", "-"),
    "done": ("☑", "[x]"),
    "open": ("☐", "[ ]"),
    "now": ("▶", "[>]"),
}
_SPINNER = ("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
# Written otherwise than they are read, or not to be seen at all: nothing that is to be approved may hide in them.
_HIDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Look:
    """`colour`: colours (bold and dim are there wherever the cursor `moves`); `unicode`: signs beyond ASCII."""

    colour: bool = True
    moves: bool = True
    unicode: bool = True

    def sign(self, name: str) -> str:
        """A sign, or what stands for it in ASCII."""
        return _SIGNS[name][not self.unicode]

    def spin(self, seconds: float) -> str:
        """What turns while something is under way."""
        signs = _SPINNER[not self.unicode]
        return signs[int(seconds * 10) % len(signs)]

    def paint(self, text: str, style: str) -> str:
        """The text in a style; NO_COLOR leaves bold and dim."""
        shown = self.moves and text and style and (self.colour or style in (BOLD, DIM))
        return f"\x1b[{style}m{text}\x1b[0m" if shown else text

    def cut(self, text: str, room: int, end: str = "") -> str:
        """One line of at most `room` columns, with an `end` that is never cut off."""
        text = " ".join(text.split()) if "\n" in text or "\t" in text else text
        room = max(1, room - cells(end))
        if cells(text) <= room:
            return text + end
        mark = self.sign("cut")
        return head(text, max(0, room - len(mark))) + mark + end


def look_of(out: TextIO, environ: Mapping[str, str]) -> Look:
    """What the terminal at `out` can show."""
    dumb = environ.get("TERM", "dumb") in ("dumb", "unknown", "")
    encoding = (getattr(out, "encoding", None) or "ascii").lower().replace("_", "-")
    tty = out.isatty()
    return Look(
        colour=tty and not dumb and not environ.get("NO_COLOR"),
        moves=tty and not dumb,
        unicode=encoding.startswith("utf"),
    )


def size_of(out: TextIO) -> tuple[int, int]:
    """Columns and rows; 80 × 24 where nobody knows."""
    try:
        size = os.get_terminal_size(out.fileno())
    except (OSError, ValueError):
        return 80, 24
    return size.columns or 80, size.lines or 24


def cells(text: str) -> int:
    """How many columns a line takes; wide characters take two, escape sequences none."""
    text = _ESCAPES.sub("", text)
    return len(text) if text.isascii() else sum(map(_width, text))


def head(text: str, room: int) -> str:
    """As much of the beginning as fits."""
    taken = 0
    for at, letter in enumerate(text):
        taken += _width(letter)
        if taken > room:
            return text[:at]
    return text


def folded(text: str, room: int) -> list[str]:
    """One line of text in pieces of at most `room` columns; nothing is left out."""
    pieces = []
    room = max(room, 2)
    while text:
        piece = head(text, room)
        pieces.append(piece)
        text = text[len(piece) :]
    return pieces or [""]


def paragraphs(text: str, room: int) -> list[str]:
    """Text broken between words; a word that is too long stays whole, so that it can be copied."""
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line,
            max(room, len(indent) + 8),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return lines


def plain(line: str) -> str:
    """A line without its colours."""
    return _ESCAPES.sub("", line)


def visible(text: str) -> str:
    """Text in which nothing hides: what steers a terminal, or cannot be seen, is written as an escape."""
    return _HIDING.sub(lambda found: ascii(found[0])[1:-1], text)


def _width(letter: str) -> int:
    if unicodedata.combining(letter) or letter in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
