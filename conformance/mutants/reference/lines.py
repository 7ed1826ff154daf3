"""Bytes in, lines out (FRM-001 to FRM-003, FRM-017, FRM-025, FRM-026)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mutations import broken

LIMIT = (
    2_097_152  # the longest line that this service reads; the least allowed is half of it (FRM-015)
)
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
        self._kept: list[bytes] = []
        self._skip = False

    def feed(self, chunk: bytes) -> Iterator[bytes | Oversized]:
        """The lines that this chunk ends, without their LF and the CR before it."""
        if broken("frm-026-characters"):
            chunk = chunk.decode(errors="replace").encode()
        if broken("frm-026-reads") and not chunk.endswith(b"\n"):
            chunk += b"\n"
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            self._add(end)
            line = self._take()
            if line is not None:
                yield line
        self._add(rest)

    def rest(self) -> bytes:
        """What no LF has ended."""
        return b"".join(self._pieces)

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        if broken("frm-017-memory"):
            self._kept.append(piece)
        if not self._long:
            self._pieces.append(piece)
            if self._size > _most():
                self._long = True
                head = LIMIT if broken("frm-037-behind") else HEAD
                self._head = b"".join(self._pieces)[:head]
                self._pieces.clear()

    def _take(self) -> bytes | Oversized | None:
        line = Oversized(self._head) if self._long else b"".join(self._pieces)
        self._pieces, self._size, self._head, self._long = [], 0, b"", False
        self._kept = []
        if broken("frm-017-skips"):
            skip, self._skip = self._skip, isinstance(line, Oversized)
            if skip:
                return None
        if isinstance(line, Oversized):
            return line
        return _line(line)


def _line(line: bytes) -> bytes | Oversized | None:
    """The line without the CR before its LF; None if it is blank (FRM-002, FRM-003)."""
    if not line.strip(b" \t\r") and not broken("frm-003-blank"):
        return None
    if broken("frm-002-cr"):
        return line.replace(b"\r", b"\1")
    if broken("frm-018-cr") and len(line) > LIMIT and not line.endswith(b"\r"):
        return Oversized(line[:HEAD])
    return line.removesuffix(b"\r")


def _most() -> int:
    """The bytes before the LF that a line may have, a CR among them (FRM-018)."""
    if broken("frm-018-exact"):
        return LIMIT - 1
    return LIMIT + 1 if broken("frm-018-cr") else LIMIT
