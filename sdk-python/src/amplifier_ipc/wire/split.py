"""Bytes in, lines out, in memory bounded by the limit (protocol §2)."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024
"""The longest line in bytes when nothing else was announced."""
HEAD_BYTES = 4096
"""How much of a line that is too long is kept, for the sake of its id."""


class Oversized(NamedTuple):
    """A line that was too long: its first bytes."""

    head: bytes


Record = bytes | Oversized


class LineSplitter:
    """Cuts a stream into lines, without LF and the CR before it; blank lines are skipped."""

    __slots__ = ("_buffer", "_dropping", "limit")

    def __init__(self, limit: int = DEFAULT_MAX_MESSAGE_BYTES) -> None:
        self.limit = limit
        self._buffer = bytearray()
        self._dropping = False

    @property
    def pending(self) -> int:
        """Bytes kept of the unfinished line."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Record]:
        """Take the next bytes; return the lines that they complete."""
        *ends, rest = data.split(b"\n")
        records: list[Record] = []
        for end in ends:
            if self._buffer or self._dropping:
                self._keep(end)
                record = self._finish()
            else:
                record = self._record(end)
            if record is not None:
                records.append(record)
        self._keep(rest)
        return records

    def _keep(self, data: bytes) -> None:
        if not self._dropping:
            if len(self._buffer) + len(data) <= self.limit:
                self._buffer += data
                return
            self._dropping = True
            self._buffer = self._buffer[:HEAD_BYTES]
        self._buffer += data[: HEAD_BYTES - len(self._buffer)]

    def _finish(self) -> Record | None:
        line, self._buffer = bytes(self._buffer), bytearray()
        if self._dropping:
            self._dropping = False
            return Oversized(line)
        return self._record(line)

    def _record(self, line: bytes) -> Record | None:
        if len(line) > self.limit:
            return Oversized(line[:HEAD_BYTES])
        line = line.removesuffix(b"\r")
        return line if line.strip(b" \t\r") else None
