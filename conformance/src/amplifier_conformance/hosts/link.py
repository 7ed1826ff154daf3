"""The suite's end of a puppet's socket: what the host does to the process comes in, orders go out (see puppet.py)."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from ..protocol import Json

HEAD = 5  # bytes before the body of a packet
READ = 1 << 18
HEARD = 30.0  # seconds within which a process that connects says who it is

Take = Callable[
    [str, bytes], None
]  # a packet's kind and body; the kind "" is the end of the process


class Link:
    """One connection. After `start`, a thread hands each packet to `take`."""

    def __init__(self, connection: socket.socket) -> None:
        self.began = time.monotonic()
        self._socket = connection
        self._inbox = bytearray()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    def hello(self) -> Json:
        """Who calls; raises OSError or ValueError if it is no puppet."""
        self._socket.settimeout(HEARD)
        kind, body = self._packet()
        self._socket.settimeout(None)
        if kind != "H":
            raise ValueError(f"a connection began with {kind!r}")
        told: Json = json.loads(body)
        return told

    def start(self, take: Take, name: str) -> None:
        """Begin to read."""
        thread = threading.Thread(target=self._run, args=(take,), name=name, daemon=True)
        thread.start()
        self._thread = thread  # only now: one that has not started cannot be waited for

    def order(self, kind: str, body: bytes | str | int | Any = b"") -> None:
        """Tell the puppet something; one that is gone is found out by who waits for it."""
        if isinstance(body, dict):
            body = json.dumps(body)
        data = body if isinstance(body, bytes) else str(body).encode()
        with self._writing, contextlib.suppress(OSError):
            self._socket.sendall(kind.encode() + len(data).to_bytes(4, "big") + data)

    def close(self) -> None:
        """Let the process go; it ends by itself then."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(5)
        self._socket.close()

    def _run(self, take: Take) -> None:
        while True:
            try:
                kind, body = self._packet()
            except OSError:
                kind, body = "", b""
            take(kind, body)
            if not kind:
                return

    def _packet(self) -> tuple[str, bytes]:
        while len(self._inbox) < HEAD or len(self._inbox) < HEAD + self._size():
            data = self._socket.recv(READ)
            if not data:
                return "", b""
            self._inbox += data
        size = HEAD + self._size()
        kind, body = chr(self._inbox[0]), bytes(self._inbox[HEAD:size])
        del self._inbox[:size]
        return kind, body

    def _size(self) -> int:
        return int.from_bytes(self._inbox[1:HEAD], "big")
