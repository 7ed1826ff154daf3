"""Two descriptors as a stream of bytes each way; reading never waits for writing.

Pipes and sockets are watched by the event loop. Files and terminals cannot be, and an output that is
also stderr must stay blocking: threads wait for those.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

READ_BYTES = 256 << 10
HIGH_WATER = 4 << 20
"""Above this many unsent bytes, notifications wait; answers never do."""
_GATHERED = 256


class Link:
    """The descriptors of one connection; it owns them, and lives on one event loop."""

    def __init__(self, read_fd: int, write_fd: int, *, shared_output: bool = False) -> None:
        self._loop = asyncio.get_running_loop()
        self._read_fd, self._write_fd = read_fd, write_fd
        self._queue: deque[memoryview] = deque()
        self._queued = 0
        self._watching = False
        self._due = False
        self._closed = False
        self._waiters: list[tuple[int, asyncio.Future[None]]] = []
        self._reading = False
        self.on_data: Callable[[bytes], None] = lambda _data: None
        self.on_end: Callable[[], None] = lambda: None
        self.on_eof: Callable[[], None] = lambda: None
        """Called before ``on_end``, for who watches the process."""
        self.on_broken: Callable[[], None] = lambda: None
        self._writer: SimpleQueue[bytes] | None = None
        if _pollable(write_fd) and not shared_output:
            os.set_blocking(write_fd, False)
        else:
            self._writer = SimpleQueue()
            threading.Thread(target=self._write_thread, args=(self._writer,), daemon=True).start()

    def start_reading(self) -> None:
        """Begin to read; ``on_data`` and ``on_end`` are called on the event loop."""
        if _pollable(self._read_fd):
            os.set_blocking(self._read_fd, False)
            self._loop.add_reader(self._read_fd, self._readable)
            self._reading = True
        else:
            threading.Thread(target=self._read_thread, daemon=True).start()

    def write(self, line: bytes) -> None:
        """Write a line, or queue it: the first of a turn of the event loop goes at once, the others together.

        After a failed write, lines go nowhere.
        """
        if self._closed:
            return
        self._queued += len(line)
        if self._writer is not None:
            self._writer.put(line)
            return
        self._queue.append(memoryview(line))
        if not self._watching and not self._due:
            self._due = True
            self._loop.call_soon(self._flush)
            self._writable()

    @property
    def crowded(self) -> bool:
        """Whether too much is unsent."""
        return self._queued > HIGH_WATER

    async def room(self) -> None:
        """Wait while too much is unsent."""
        await self._below(HIGH_WATER)

    async def flushed(self) -> None:
        """Wait until everything is written."""
        await self._below(0)

    def close(self) -> None:
        """Stop and close the descriptors."""
        if self._read_fd < 0:
            return
        self._stop_reading()
        self._flush()
        self._break()
        for fd in {self._read_fd, self._write_fd}:
            with contextlib.suppress(OSError):
                os.close(fd)
        self._read_fd = self._write_fd = -1

    def _readable(self) -> None:
        try:
            data = os.read(self._read_fd, READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:  # it means the same as the end: nothing more will come
            data = b""
        if data:
            self.on_data(data)
        else:
            self._stop_reading()
            self._end(data)

    def _end(self, _data: bytes) -> None:
        self.on_eof()
        self.on_end()

    def _stop_reading(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._read_fd)

    def _flush(self) -> None:
        self._due = False
        if self._queue and not self._watching:
            self._writable()

    def _writable(self) -> None:
        """Write what the pipe takes; watch it while there is a rest."""
        try:
            while self._queue:
                self._wrote(os.writev(self._write_fd, list(self._queue)[:_GATHERED]))
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self._break()
        if bool(self._queue) != self._watching:
            self._watching = not self._watching
            if self._watching:
                self._loop.add_writer(self._write_fd, self._writable)
            else:
                self._loop.remove_writer(self._write_fd)

    def _wrote(self, count: int) -> None:
        self._queued -= count
        while count:
            first = self._queue.popleft()
            if count < len(first):
                self._queue.appendleft(first[count:])
                break
            count -= len(first)
        self._wake()

    def _break(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._queue.clear()
        self._queued = 0
        if self._watching:
            self._watching = False
            self._loop.remove_writer(self._write_fd)
        self._wake()
        self._loop.call_soon(self.on_broken)

    async def _below(self, limit: int) -> None:
        while self._queued > limit:
            waiter = self._loop.create_future()
            self._waiters.append((limit, waiter))
            await waiter

    def _wake(self) -> None:
        if not self._waiters:
            return
        for limit, waiter in self._waiters:
            if self._queued <= limit and not waiter.done():
                waiter.set_result(None)
        self._waiters = [entry for entry in self._waiters if not entry[1].done()]

    def _read_thread(self) -> None:
        while True:
            try:
                data = os.read(self._read_fd, READ_BYTES)
            except OSError:
                data = b""
            if not data:
                self._tell(self._end, data)
                return
            self._tell(self.on_data, data)

    def _write_thread(self, lines: SimpleQueue[bytes]) -> None:
        while True:
            line = lines.get()
            rest = memoryview(line)
            try:
                while rest:
                    rest = rest[os.write(self._write_fd, rest) :]
            except OSError:
                self._tell(lambda _line: self._break(), line)
                return
            self._tell(self._thread_wrote, line)

    def _thread_wrote(self, line: bytes) -> None:
        self._queued -= len(line)
        self._wake()

    def _tell(self, call: Callable[[bytes], None], data: bytes) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
            self._loop.call_soon_threadsafe(call, data)


def _pollable(fd: int) -> bool:
    mode = os.fstat(fd).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
