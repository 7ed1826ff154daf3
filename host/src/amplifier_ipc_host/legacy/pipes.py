"""Ends of pipes on the event loop: lines in, lines out, nothing ever blocks."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

PIECE = 256 * 1024
HEAD = 4096


@dataclass(frozen=True, slots=True)
class Reading:
    """Who is told what. `oversized` gets the first bytes of a line over the limit."""

    line: Callable[[bytes], None]
    oversized: Callable[[bytes], None]
    end: Callable[[], None]


class Source:
    """Reads lines until the end; takes over the descriptor. `limit`: the longest line, bytes before the LF."""

    def __init__(self, fd: int, limit: int, told: Reading) -> None:
        self._fd, self._limit, self._told = fd, limit, told
        self._pieces: list[bytes] = []
        self._size = 0
        self._paused = False
        os.set_blocking(fd, False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(fd, self._read)

    def pause(self, *, on: bool) -> None:
        """Stop reading for a while, or go on."""
        if self._fd < 0 or on is self._paused:
            return
        self._paused = on
        if on:
            self._loop.remove_reader(self._fd)
        else:
            self._loop.add_reader(self._fd, self._read)

    def close(self) -> None:
        """Read no more."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _read(self) -> None:
        try:
            piece = os.read(self._fd, PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self.close()
            self._told.end()
            return
        first, *others = piece.split(b"\n")
        self._keep(first)
        for other in others:
            self._line()
            self._keep(other)

    def _keep(self, piece: bytes) -> None:
        """Of a line over the limit only the beginning is kept."""
        kept = self._size
        self._size += len(piece)
        if self._size <= self._limit:
            self._pieces.append(piece)
        elif kept <= self._limit:
            self._pieces = [b"".join([*self._pieces, piece])[:HEAD]]

    def _line(self) -> None:
        line, size = b"".join(self._pieces), self._size
        self._pieces, self._size = [], 0
        if size > self._limit:
            self._told.oversized(line)
        elif line.strip(b" \t\r"):
            self._told.line(line)


class Sink:
    """Writes in the background; takes over the descriptor. `drained` is called when all has been written."""

    def __init__(self, fd: int, drained: Callable[[], None]) -> None:
        self._fd, self._drained = fd, drained
        self._waiting: deque[memoryview] = deque()
        self._closing = False
        self.waiting = 0
        os.set_blocking(fd, False)
        self._loop = asyncio.get_running_loop()

    def write(self, data: bytes) -> None:
        """Write behind what waits already; what nobody can read any more is dropped."""
        if self._fd < 0 or self._closing:
            return
        self._waiting.append(memoryview(data))
        self.waiting += len(data)
        if len(self._waiting) == 1:
            self._flush()
            if self._waiting:
                self._loop.add_writer(self._fd, self._flush)

    def finish(self) -> None:
        """Close once everything has been written."""
        self._closing = True
        if not self._waiting:
            self.close()

    def close(self) -> None:
        """Close at once."""
        if self._fd >= 0:
            self._loop.remove_writer(self._fd)
            os.close(self._fd)
            self._fd = -1
        self._waiting.clear()
        self.waiting = 0

    def _flush(self) -> None:
        while self._waiting:
            try:
                written = os.write(self._fd, self._waiting[0])
            except BlockingIOError:
                return
            except OSError:
                self.close()
                return
            self.waiting -= written
            rest = self._waiting[0][written:]
            if rest:
                self._waiting[0] = rest
            else:
                self._waiting.popleft()
        self._loop.remove_writer(self._fd)
        if self._closing:
            self.close()
        self._drained()
