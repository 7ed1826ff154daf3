"""A service process that thinks nothing: it carries bytes between its host and the suite, and obeys the suite.

Run as ``python -S -E puppet.py SOCKET NAME`` with the standard library only. On the socket each packet is a kind
(one byte), a length (four bytes, big endian) and a body.

- to the suite: ``H`` hello (JSON), ``I`` bytes from stdin, ``E`` stdin ended, ``T`` SIGTERM came, ``A`` order done
- from the suite: ``O`` bytes for stdout, ``S`` bytes for stderr, ``P`` read stdin no more, ``G`` read it again,
  ``C`` close stdout, ``F`` fork (JSON: name, session, hold), ``X`` exit with this code, ``K`` die by this signal

It ignores the end of stdin and SIGTERM unless it is told to end; when the suite goes, it goes.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys

READ = 1 << 18


def descriptors() -> list[int] | None:
    """The open descriptors; None where the system does not tell."""
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        return None
    found = []
    for fd in map(int, names):
        with contextlib.suppress(OSError):  # the one that the listing used
            os.fstat(fd)
            found.append(fd)
    return sorted(found)


def environment() -> dict[str, str]:
    """The environment as it was given; Python itself may add to os.environ."""
    try:
        with open("/proc/self/environ", "rb") as file:
            pairs = file.read().split(b"\0")
    except OSError:
        pairs = [name + b"=" + value for name, value in os.environb.items()]
    split = (pair.decode(errors="replace").partition("=") for pair in pairs if pair)
    return {name: value for name, _, value in split}


class Pipe:
    """Bytes on their way to a descriptor that may not take them at once."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.waiting = bytearray()
        self.closing = False
        with contextlib.suppress(OSError):
            os.set_blocking(fd, False)

    def add(self, data: bytes) -> None:
        """Write these bytes, or keep them until they can be written."""
        self.waiting += data
        self.flush()

    def flush(self) -> None:
        """Write what goes; what nobody reads any more is dropped."""
        while self.waiting and self.fd >= 0:
            try:
                del self.waiting[: os.write(self.fd, self.waiting[:READ])]
            except BlockingIOError:
                return
            except OSError:
                self.waiting.clear()
        if self.closing and self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def drain(self) -> None:
        """Write all of it before going on."""
        while self.waiting and self.fd >= 0:
            select.select([], [self.fd], [])
            self.flush()


class Puppet:
    """The loop between stdin, the suite's socket and the signals."""

    def __init__(self, path: str, name: str, fds: list[int] | None) -> None:
        self.path = path
        self.name = name
        self.reading = True
        self.listen()
        self.out, self.err = Pipe(1), Pipe(2)
        self.connect(fds)

    def listen(self) -> None:
        """Hear signals through a pipe."""
        self.wake, wake = os.pipe()
        for fd in (self.wake, wake):
            os.set_blocking(fd, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def connect(self, fds: list[int] | None) -> None:
        """Call the suite, and say who calls."""
        self.suite = socket.socket(socket.AF_UNIX)
        self.suite.connect(self.path)
        self.inbox = bytearray()
        self.up = Pipe(self.suite.fileno())
        self.tell(b"H", json.dumps(self.hello(fds)).encode())

    def hello(self, fds: list[int] | None) -> dict[str, object]:
        """What the suite is told of this process."""
        return {
            "name": self.name,
            "pid": os.getpid(),
            "group": os.getpgrp(),
            "session": os.getsid(0),
            "cwd": os.getcwd(),
            "environment": environment(),
            "descriptors": fds,
        }

    def tell(self, kind: bytes, body: bytes = b"") -> None:
        """Send the suite a packet."""
        self.up.add(kind + len(body).to_bytes(4, "big") + body)

    def run(self) -> None:
        """Serve until the end."""
        while True:
            sources = [self.suite.fileno(), self.wake, *([0] if self.reading else [])]
            pipes = [p for p in (self.up, self.out, self.err) if p.waiting and p.fd >= 0]
            ready, free, _ = select.select(sources, [p.fd for p in pipes], [])
            for pipe in pipes:
                if pipe.fd in free:
                    pipe.flush()
            if self.wake in ready:
                self.signals()
            if self.suite.fileno() in ready:
                self.orders()
            if 0 in ready and self.reading:
                self.relay()

    def signals(self) -> None:
        """Tell the suite of SIGTERM."""
        with contextlib.suppress(BlockingIOError):
            for number in os.read(self.wake, 64):
                if number == signal.SIGTERM:
                    self.tell(b"T")

    def relay(self) -> None:
        """Hand on what the host wrote."""
        try:
            data = os.read(0, READ)
        except OSError:
            data = b""
        self.reading = bool(data)
        self.tell(b"I" if data else b"E", data)

    def orders(self) -> None:
        """Take what the suite says; end when it is gone."""
        try:
            data = self.suite.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            os._exit(0)
        self.inbox += data
        while len(self.inbox) >= 5:
            size = 5 + int.from_bytes(self.inbox[1:5], "big")
            if len(self.inbox) < size:
                return
            kind, body = bytes(self.inbox[:1]), bytes(self.inbox[5:size])
            del self.inbox[:size]
            self.obey(kind, body)

    def obey(self, kind: bytes, body: bytes) -> None:
        """Carry out one order, and say so."""
        if kind == b"O":
            self.out.add(body)
            return
        if kind == b"S":
            self.err.add(body)
        elif kind in b"PG":
            self.reading = kind == b"G"
        elif kind == b"C":
            self.out.closing = True
            self.out.flush()
        elif kind == b"F" and self.fork(json.loads(body)):
            return
        elif kind in b"XK":
            self.end(kind, int(body))
        self.tell(b"A", kind)

    def end(self, kind: bytes, number: int) -> None:
        """End as told, after all that waits was written."""
        for pipe in (self.out, self.err, self.up):
            pipe.drain()
        if kind == b"X":
            os._exit(number)
        signal.signal(number, signal.SIG_DFL) if number != signal.SIGKILL else None
        os.kill(os.getpid(), number)

    def fork(self, told: dict[str, object]) -> bool:
        """Have a child that outlives its parent if nobody ends it; true in the child."""
        if os.fork():
            return False
        if told.get("session"):
            os.setsid()
        self.suite.close()
        self.name = f"{self.name}.{told['name']}"
        self.reading = False
        if not told.get("hold"):
            null = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(null, fd)
        self.listen()
        self.connect(None)
        return True


if __name__ == "__main__":
    opened = descriptors()
    Puppet(sys.argv[1], sys.argv[2], opened).run()
