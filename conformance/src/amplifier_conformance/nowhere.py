"""A web proxy that leads nowhere: what a provider would send to its model's service ends here."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


class Nowhere:
    """Accepts connections; it holds them open, or with `drops` closes each at once. It never answers."""

    def __init__(self, *, drops: bool = False) -> None:
        self.drops = drops
        self.changed = threading.Condition()
        self._came = 0  # connections
        self._own: set[object] = set()  # the addresses of connections of our own
        self.open = 0  # that nobody has closed
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def env(self) -> dict[str, str]:
        """The variables by which clients find it, or a client that heeds them (most do)."""
        host, port = self._listener.getsockname()[:2]
        return {**dict.fromkeys(NAMES, f"http://{host}:{port}"), "NO_PROXY": "", "no_proxy": ""}

    @property
    def came(self) -> int:
        """How many connections there were so far.

        Who connects waits in a queue; when a connection of our own, last in it, was seen, all were.
        """
        with socket.socket() as last:
            last.bind(("127.0.0.1", 0))
            own = last.getsockname()
            self._own.add(own)
            last.connect(self._listener.getsockname())
            with self.changed:
                self.changed.wait_for(lambda: own not in self._own)
                return self._came

    def wait_open(self, seconds: float) -> bool:
        """Whether a connection is open, or becomes so within this time."""
        with self.changed:
            return self.changed.wait_for(lambda: self.open > 0, seconds)

    def wait_closed(self, seconds: float) -> bool:
        """Whether all connections were closed by their clients within this time."""
        with self.changed:
            return self.changed.wait_for(lambda: not self.open, seconds)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *failure: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._sockets:
            each.close()

    # ---- its threads

    def _accept(self) -> None:
        while True:
            try:
                connection, address = self._listener.accept()
            except OSError:
                return
            with self.changed:
                if address in self._own:
                    self._own.remove(address)
                    self.changed.notify_all()
                    connection.close()
                    continue
                self._came += 1
                self.open += not self.drops
                self._sockets.append(connection)
                self.changed.notify_all()
            if self.drops:
                connection.close()
            else:
                threading.Thread(target=self._drain, args=(connection,), daemon=True).start()

    def _drain(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while connection.recv(1 << 16):
                pass
        with self.changed:
            self.open -= 1
            self.changed.notify_all()
