"""A service as the router sees it, and its pipes: a thread that reads, one that writes, one for its standard error."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator
from itertools import count
from threading import Condition, Thread
from typing import Protocol

from calls import Asked, Call
from failure import Failure
from mutations import broken
from processes import Process
from values import Id, Json
from wire import LIMIT, Lines, Message, is_blank

PIECE = 1 << 16
TAIL = 4096
ROOM_BYTES = 128 * 1024 * 1024
ROOM_REQUESTS = 10_000
EXIT_WAIT = 1.0
FLUSH_WAIT = 0.5


class Hub(Protocol):
    """Who takes what a connection reads; called from its threads."""

    def take(self, connection: Connection, line: bytes) -> None:
        """A line."""

    def take_long(self, connection: Connection, head: bytes) -> None:
        """The head of a line over the limit."""

    def lost(self, connection: Connection) -> None:
        """Nothing more will come."""


class Connection:
    """A service as the router sees it: what is under way both ways, its limits and its rights."""

    def __init__(self, name: str, hub: Hub) -> None:
        self.name = name
        self.limit = LIMIT
        self.max_concurrency = 64
        self.grants: frozenset[str] = frozenset()
        self.mounted = False
        self.stopping = False
        self.gone: Failure | None = None
        self.calls: dict[Id, Call] = {}
        self.queue: deque[Call] = deque()
        self.asked: dict[Id, Asked] = {}
        self.answered: dict[Id, Call] = {}  # kept for RPC-041 only when it is broken
        self.waiting: deque[Message] = deque()  # likewise for RPC-016
        self.deaf = False
        self.counted = 0
        self.dropped = 0
        self.refused_in_a_row = 0
        self.refused_shown = False
        self.ended_because = ""
        self._numbers = count(1)
        self._hub = hub

    def next_id(self) -> Id:
        """RPC-050."""
        number = next(self._numbers)
        if broken("rpc-051-large-ids"):
            return (1 << 53) + number
        if broken("rpc-009-own-ids-twice"):
            number //= 2
        return str(number) if broken("rpc-050-no-prefix") else f"h-{number}"

    def has_room(self, size: int) -> bool:
        """Whether a request of this size may wait (RPC-087)."""
        waiting = sum(len(call.line) for call in self.queue) + self.unwritten
        return waiting + size <= ROOM_BYTES and len(self.queue) < ROOM_REQUESTS

    @property
    def unwritten(self) -> int:
        """Bytes of lines that are handed in and not written yet."""
        return 0

    def write(self, line: bytes) -> None:
        """Send a message, now or when those before it are sent (FRM-004)."""
        raise NotImplementedError

    def tail(self) -> str:
        """The end of its standard error, if there is one (FRM-031)."""
        return ""

    def close(self, grace: float) -> None:
        """End it."""
        raise NotImplementedError

    def kill(self, why: str) -> None:
        """End it at once."""
        raise NotImplementedError

    def how_it_ended(self) -> Json:
        """The data of its end."""
        return {"service": self.name}


class Pipes(Connection):
    """A process that this host has started."""

    def __init__(self, name: str, process: Process, hub: Hub) -> None:
        super().__init__(name, hub)
        self.process = process
        self._tail = b""
        self._writer = Writer(process.stdin)
        self._stderr = Thread(target=self._drain, daemon=True)
        self._reader = Thread(target=self._read, daemon=True)
        if not broken("frm-030-not-read"):
            self._stderr.start()
        self._reader.start()
        Thread(target=self._watch, daemon=True).start()

    @property
    def unwritten(self) -> int:
        """Bytes of lines that are handed in and not written yet."""
        return self._writer.size

    def write(self, line: bytes) -> None:
        """Write a line, now or when those before it are written (FRM-004)."""
        self._writer.put(line)

    def tail(self) -> str:
        """The end of its standard error (FRM-031)."""
        return self._tail.decode(errors="replace")

    def close(self, grace: float) -> None:
        """LIF-070: close its input, SIGTERM, and SIGKILL to what is left after the grace time."""
        self.stopping = True
        if not broken("lif-070-input-stays-open"):
            self._writer.close()
            self._writer.finished(FLUSH_WAIT)
        if not broken("lif-070-no-sigterm"):
            self.process.kill(signal.SIGTERM, group=False)
        if not self.process.exited.wait(0 if broken("lif-070-no-grace") else grace):
            self.process.kill(signal.SIGKILL)
            self.process.exited.wait()

    def kill(self, why: str) -> None:
        """End it at once."""
        self.ended_because = why
        self.process.kill(signal.SIGKILL)

    def _read(self) -> None:
        lines = Lines(1 << 20 if broken("frm-014-lower-than-told") else LIMIT)
        for piece in _pieces(self.process.stdout):
            for whole, line in lines.feed(piece):
                if not whole:
                    self._hub.take_long(self, line)
                elif not is_blank(line):
                    self._hub.take(self, line)
        if broken("frm-025-unended-line") and lines.rest:
            self._hub.take(self, lines.rest)
        self._settle()

    def _settle(self) -> None:
        """The pipe has ended: see how the process ends, and say so."""
        if not self.stopping and not self.process.exited.wait(EXIT_WAIT):
            self.ended_because = self.ended_because or "closed its standard output and was ended"
            self.process.kill(signal.SIGKILL)
            self.process.exited.wait()
        if self._stderr.ident is not None:
            self._stderr.join(EXIT_WAIT)
        self._writer.close()
        self._hub.lost(self)

    def _watch(self) -> None:
        """A process that ended while something holds its pipe open would never be seen to end."""
        self.process.exited.wait()
        self._reader.join(EXIT_WAIT)
        if self._reader.is_alive():
            self._hub.lost(self)

    def _drain(self) -> None:
        for piece in _pieces(self.process.stderr):
            whole = self._tail + piece
            self._tail = whole[:1] if broken("frm-031-forgotten") else whole[-TAIL:]

    def how_it_ended(self) -> Json:
        """The data of LIF-076."""
        return {"service": self.name, **self.process.told(), "stderr_tail": self.tail()}


class Writer:
    """Writes whole lines in their order, whoever hands them in, without making them wait."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._lines: deque[bytes | None] = deque()
        self._changed = Condition()
        self.size = 0
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def put(self, line: bytes | None) -> None:
        """Hand in a line; None closes the pipe behind the others."""
        with self._changed:
            if self._thread.is_alive():  # else the pipe is closed (RPC-079)
                if broken("rpc-017-writes-block") and line is not None and not self._lines:
                    self.size += len(line)
                    self._write(line)
                    return
                self._lines.append(line)
                self.size += len(line or b"")
                self._changed.notify()

    def close(self) -> None:
        """Close the pipe when all is written."""
        self.put(None)

    def finished(self, seconds: float) -> None:
        """Wait until it is closed, but not longer."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while (line := self._next()) is not None and self._write(line):
            pass
        os.close(self._fd)

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(self._ready)
            line = self._lines.popleft()
            if broken("frm-004-mixed") and self._lines and line and self._lines[0]:
                half = len(line) // 2
                self._lines[0] = self._lines[0] + line[half:]
                line = line[:half]
            return line

    def _ready(self) -> bool:
        """FRM-005."""
        call = len(self._lines) == 1 and b'"method":"tool.execute"' in (self._lines[0] or b"")[:99]
        return bool(self._lines) and not (broken("frm-005-held-back") and call)

    def _write(self, line: bytes) -> bool:
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        except OSError:  # nobody reads any more; the reader sees the end
            return False
        with self._changed:
            self.size -= len(line)
        return True


def _pieces(fd: int) -> Iterator[bytes]:
    """What can be read, until the end."""
    with os.fdopen(fd, "rb", buffering=0) as pipe:
        while piece := pipe.read(PIECE):
            yield piece
