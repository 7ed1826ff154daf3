"""Bytes in, lines out, in memory bounded by the limit (protocol §2)."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024
"""The longest line in bytes when nothing else was announced."""
HEAD_BYTES = 4096
"""How much of a line that is too long is kept, for the sake of its id."""


_MANY = 1024


class Oversized(NamedTuple):
    """A line that was too long: its first bytes."""

    head: bytes


Record = bytes | Oversized


class LineSplitter:
    """Cuts a stream into lines, without LF and the CR before it; blank lines are skipped."""

    __slots__ = ("_dropping", "_pieces", "_size", "limit")

    def __init__(self, limit: int = DEFAULT_MAX_MESSAGE_BYTES) -> None:
        self.limit = limit
        self._pieces: list[bytes] = []
        self._size = 0
        self._dropping = False

    @property
    def pending(self) -> int:
        """Bytes kept of the unfinished line."""
        return self._size

    def feed(self, data: bytes) -> list[Record]:
        """Take the next bytes; return the lines that they complete."""
        records: list[Record] = []
        start = 0
        while (end := data.find(b"\n", start)) >= 0:
            record = self._finish(data[start:end])
            if record is not None:
                records.append(record)
            start = end + 1
        if start < len(data):
            self._keep(data[start:])
        return records

    def _keep(self, piece: bytes) -> None:
        if not self._dropping and self._size + len(piece) > self.limit:
            self._dropping = True
            self._pieces = [b"".join(self._pieces)[:HEAD_BYTES]]
            self._size = len(self._pieces[0])
        if self._dropping:
            piece = piece[: HEAD_BYTES - self._size]
        if not piece:
            return
        if len(self._pieces) == _MANY:  # many tiny pieces would take more memory than the line
            self._pieces = [b"".join(self._pieces)]
        self._pieces.append(piece)
        self._size += len(piece)

    def _finish(self, piece: bytes) -> Record | None:
        if not self._pieces and not self._dropping:
            return self._record(piece)
        self._keep(piece)
        line, dropped = b"".join(self._pieces), self._dropping
        self._pieces, self._size, self._dropping = [], 0, False
        return Oversized(line) if dropped else self._record(line)

    def _record(self, line: bytes) -> Record | None:
        if len(line) > self.limit:
            return Oversized(line[:HEAD_BYTES])
        line = line.removesuffix(b"\r")
        return line if line.strip(b" \t\r") else None
