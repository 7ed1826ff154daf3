"""The last rows of the terminal, drawn anew while something is under way; above them lines stay for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from .look import Look, cells, plain, size_of

_HIDE, _SHOW = "\x1b[?25l", "\x1b[?25h"
# Row by row: tmux keeps in its history what is cleared from the corner of the screen on.
_CLEAR_ROW, _CLEAR_BELOW = "\r\x1b[K", "\x1b[1B\x1b[J\x1b[1A"


class Live:
    """Between two drawings the cursor stands at the first live row, and moves with it when the terminal is resized."""

    def __init__(self, out: TextIO, look: Look) -> None:
        self._out = out
        self._look = look
        self._rows: list[str] = []
        self._hidden = False

    def draw(self, lines: Sequence[str], rows: Sequence[str] = ()) -> None:
        """Write lines for good, and rows below them that the next drawing takes away."""
        width, height = size_of(self._out)
        shown = [self._fitting(row, width) for row in rows][-max(1, height - 1) :]
        shown = shown if self._look.moves else []
        if not lines and shown == self._rows:
            return
        text = _CLEAR_ROW if self._rows else ""
        text += _CLEAR_BELOW if len(self._rows) > 1 else ""
        text += "".join(f"{line}\n" for line in lines)
        self._rows = shown
        if shown:
            up = f"\x1b[{len(shown) - 1}A" if len(shown) > 1 else ""
            text += "" if self._hidden else _HIDE
            text += "\n".join(shown) + f"\r{up}"
            self._hidden = True
        elif self._hidden:
            text += _SHOW
            self._hidden = False
        if text:
            self._out.write(text)
            self._out.flush()

    def _fitting(self, row: str, width: int) -> str:
        return row if cells(row) < width else self._look.cut(plain(row), width - 1)
