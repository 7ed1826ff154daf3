"""Text that grows: which of its lines are finished, and which may still change (pure)."""

from __future__ import annotations

from collections.abc import Callable

# Source and width → lines; source → its blocks, of which only the last may still change.
Render = Callable[[str, int], list[str]]
Split = Callable[[str], list[str]]


class Growing:
    """Hands out each line once. `whole`: whether a block's first lines may change until it is finished."""

    def __init__(
        self, render: Render, split: Split, whole: Callable[[str], bool], gap: bool
    ) -> None:
        self._render = render
        self._split = split
        self._whole = whole
        self._gap = gap  # whether there is an empty line between blocks
        self._source = ""
        self._width = 0
        self._given = 0  # lines of the first block that were handed out
        self._begun = False

    def feed(self, text: str) -> None:
        """More of it."""
        self._source += text

    def lines(self, width: int, room: int) -> tuple[list[str], list[str]]:
        """The lines that are finished, and at most `room` that are not."""
        *done, last = self._split(self._source) or [""]
        finished = [line for block in done for line in self._rest(block, width, end=True)]
        self._source = last
        left = self._rest(last, width, end=False)
        over = len(left) - room
        if over <= 0:
            return finished, left
        if not self._whole(last):
            finished += left[:over]
            self._given += over
        return finished, left[over:]

    def end(self, width: int) -> list[str]:
        """All lines that were not handed out; no text comes any more."""
        finished, left = self.lines(width, 1_000_000)
        self._source, self._given, self._begun = "", 0, False
        return finished + left

    def _rest(self, block: str, width: int, *, end: bool) -> list[str]:
        # The lines of a block are counted, so that it keeps the width with which it began.
        self._width = self._width if self._given else width
        lines = self._render(block, self._width)
        if self._gap and self._begun and lines:
            lines = ["", *lines]
        rest = lines[self._given :]
        if end:
            self._given = 0
            self._begun = self._begun or bool(lines)
        return rest


def rows_of(source: str) -> list[str]:
    """The lines of a text with their ends; no sign but \\n ends one."""
    return [line + "\n" for line in source.split("\n")[:-1]] + source.split("\n")[-1:]
