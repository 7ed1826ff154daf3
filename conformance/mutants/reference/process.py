"""The process: its descriptors, its threads, its end (FRM-032, LIF-004, LIF-071 to LIF-075)."""

from __future__ import annotations

import fcntl
import os
import queue
import signal
import sys
import threading
import time

from lines import Oversized, Splitter
from mutations import broken
from peer import Peer
from service import Service

FINISH = 3.5  # seconds that handlers under way get
CANCELLED = 0.7  # and to answer after they were cancelled then (LIF-074)
WRITE = 0.5  # and for the last lines to be read

_TAKEN = b""  # in place of a first line that was held back


class Process:
    """Reads lines from what was stdin, writes to what was stdout."""

    def __init__(self, service: Service) -> None:
        # Before any thread starts: only the one that waits for it gets the signal.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        self.source, self.target = _move_descriptors()
        self.over = threading.Event()
        self._lock = threading.Lock()
        self.lines: queue.Queue[bytes] = queue.Queue()
        self.service = service
        self.peer = Peer(self.put, service)
        self._held: list[bytes] = []
        self._first: bytes | Oversized | None = None
        service.peer, service.process = self.peer, self

    def run(self) -> None:
        """Serve until stdin ends or SIGTERM comes; never returns."""
        for work in (self._read, self._write, self.service.work, self._await_signal):
            threading.Thread(target=work, daemon=True).start()
        self.over.wait()
        self._end()

    def _await_signal(self) -> None:
        signal.sigwait({signal.SIGTERM})
        if broken("lif-072-code"):
            os._exit(143)
        if not broken("lif-072-stays"):
            self.over.set()

    def put(self, line: bytes) -> None:
        """Have a line written, at once and behind those before it (FRM-004, FRM-005)."""
        if broken("frm-005-held") and b'"id":' not in line:
            self._held.append(line)
            return
        for held in self._held:
            self.lines.put(held)
        self._held.clear()
        if broken("rpc-017-blocks"):
            with self._lock:
                self._write_out(line)
        else:
            self.lines.put(line)

    def _read(self) -> None:
        splitter = Splitter()
        while chunk := os.read(self.source, _read_size()):
            for line in splitter.feed(chunk):
                self._receive(line)
        if broken("frm-025-unended") and splitter.rest():
            self.peer.receive(splitter.rest())
        self.peer.lose()
        if broken("lif-071-code"):
            os._exit(1)
        if not broken("lif-071-stays"):
            self.over.set()

    def _receive(self, line: bytes | Oversized) -> None:
        """At once, the first line too (LIF-004)."""
        if broken("lif-004-waits") and self._first is None:
            self._first = line
            return
        if self._first is not None and self._first is not _TAKEN:
            self.peer.receive(self._first)
            self._first = _TAKEN
        self.peer.receive(line)

    def _write(self) -> None:
        while True:
            line = self.lines.get()
            if broken("frm-004-pieces") and self.lines.qsize():
                half, rest = line[: len(line) // 2], line[len(line) // 2 :]
                line = half + self.lines.get() + rest
                self.lines.task_done()
            self._write_out(line)
            self.lines.task_done()

    def _write_out(self, line: bytes) -> None:
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[os.write(self.target, rest) :]
        except OSError:  # nobody reads any more
            self.peer.lose()

    def _end(self) -> None:
        """Let what runs finish, and write what it answers (LIF-073, LIF-074)."""
        self.peer.ending = not broken("lif-075-serves")
        if not broken("lif-073-drops"):
            self._wait_for_handlers(0 if broken("lif-073-cancels") else FINISH)
        if not broken("lif-074-leaves"):
            for request in list(self.peer.under_way.values()):
                self.peer.cancel(request, "immediate", "the service ends")
            self._wait_for_handlers(CANCELLED)
        self.flush()
        sys.stderr.write(f"reference: {self.peer.dropped} lines were dropped\n")
        sys.stderr.flush()
        os._exit(0)

    def _wait_for_handlers(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.peer.wait_until(lambda: not self.peer.under_way, until)

    def flush(self) -> None:
        """Wait until all lines are written, but not for long."""
        until = time.monotonic() + WRITE
        with self.lines.all_tasks_done:
            while self.lines.unfinished_tasks and time.monotonic() < until:
                self.lines.all_tasks_done.wait(WRITE)


def _read_size() -> int:
    """Small pieces for the switches that mistake a piece for a whole (FRM-026)."""
    if broken("frm-026-characters"):
        return 7
    return 4096 if broken("frm-026-reads") else 65536


def _move_descriptors() -> tuple[int, int]:
    """The private ends of the protocol's pipes; a print ends up on stderr (FRM-029, FRM-032)."""
    if broken("frm-032-stays"):
        sys.stdout = sys.stderr
        return 0, 1
    source = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, 10)
    target = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, 10)
    if broken("frm-029-banner"):
        os.write(target, b"reference 1.0.0 is ready\n")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    if not broken("frm-029-print"):
        os.dup2(2, 1)
    os.close(null)
    return source, target
