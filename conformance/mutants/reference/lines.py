"""Bytes in, lines out (FRM-001 to FRM-003, FRM-017, FRM-025, FRM-026)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LIMIT = 1048576  # the longest line that this service reads, the least allowed (FRM-015)
HEAD = 4096  # the bytes of a longer line that are looked at (FRM-037)


@dataclass(frozen=True)
class Oversized:
    """A line that was longer than the limit: its first bytes."""

    head: bytes


class Splitter:
    """Cuts a stream of bytes into lines; what no LF ends is never given out."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self._head = b""  # of a line that is too long already
        self._long = False

    def feed(self, chunk: bytes) -> Iterator[bytes | Oversized]:
        """The lines that this chunk ends, without their LF and the CR before it."""
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            self._add(end)
            line = self._take()
            if line is not None:
                yield line
        self._add(rest)

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        if not self._long:
            self._pieces.append(piece)
            if self._size > LIMIT:
                self._long = True
                self._head = b"".join(self._pieces)[:HEAD]
                self._pieces.clear()

    def _take(self) -> bytes | Oversized | None:
        line = Oversized(self._head) if self._long else b"".join(self._pieces)
        self._pieces, self._size, self._head, self._long = [], 0, b"", False
        if isinstance(line, Oversized):
            return line
        if not line.strip(b" \t\r"):
            return None
        return line.removesuffix(b"\r")
