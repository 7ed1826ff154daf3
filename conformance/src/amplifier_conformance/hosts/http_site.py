"""A service over HTTP that the suite plays for a host: it shows what comes, and answers as it is told."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import h11

from ..verdicts import Failed
from .calls import HOLD
from .http_back import Back
from .http_visit import Visit

if TYPE_CHECKING:
    from .parts import Part
    from .stage import Stage

READ = 1 << 18
LONGEST_HEAD = 1 << 20  # bytes of a request line with its headers
SHOWN = 1500  # characters of a request that a trace keeps


class Site:
    """A server at an address of its own. A thread accepts, and each connection has one that reads."""

    def __init__(self, stage: Stage, part: Part) -> None:
        self.stage, self.part, self.name = stage, part, part.name
        self.replies = part.all_replies()
        self.heard: list[Visit] = []
        self.backs: list[Back] = []
        self._lines: list[Line] = []
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        host, port = self._door.getsockname()[:2]
        self.url = f"http://{host}:{port}"
        threading.Thread(target=self._admit, name=f"site {self.name}", daemon=True).start()

    # ---- what came

    def calls(self, method: str) -> list[Visit]:
        """The requests of this method so far."""
        return [visit for visit in self.heard if visit.method == method]

    def call(self, method: str, number: int = 0, seconds: float | None = None) -> Visit:
        """The so-manieth request of this method, as soon as it is there."""
        what = f"{method} to {self.name}" + (f" (number {number + 1})" if number else "")

        def there() -> Visit | None:
            mine = self.calls(method)
            return mine[number] if len(mine) > number else None

        return self.stage.wait(what, there, seconds)  # type: ignore[no-any-return]

    def take(self, visit: Visit) -> None:
        """Take in a request, and answer what answers itself."""
        with self.stage.changed:
            self.stage.note("received", visit.shown[:SHOWN], self.name)
            self.heard.append(visit)
            self.stage.changed.notify_all()
        if not visit.method:
            visit.fail("method_not_found", visit.reading.fault)
            return
        reply = self.replies.get(visit.method, HOLD)
        if callable(reply):
            reply = reply(visit)
        if reply is not HOLD and reply is not None:
            visit.answer(reply)

    # ---- the way back

    def back(self, visit: Visit, method: str, params: Any = None, **how: Any) -> Back:
        """Call the host back for a request of its own; see `Back` for how."""
        address = visit.header("amplifier-callback") or ""
        if not urlsplit(address).hostname:
            line = f"{visit.verb} {visit.target}"
            raise Failed(f"{line} came with no way back", "Amplifier-Callback: a URL", address)
        how.setdefault("token", visit.header("amplifier-token"))
        try:
            back = Back(self, f"{address.rstrip('/')}/{method}", method, params, **how)
        except OSError as error:
            raise Failed(f"nobody listens at the callback: {error}", address, error) from None
        self.backs.append(back)
        return back

    # ---- connections

    def _admit(self) -> None:
        while True:
            try:
                connection, _ = self._door.accept()
            except OSError:
                return
            line = Line(self, connection)
            self._lines.append(line)
            threading.Thread(target=line.run, name=f"site {self.name}", daemon=True).start()

    def close(self) -> None:
        """Serve no more."""
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for line in self._lines:
            line.close()
        for back in self.backs:
            back.close()


class Line:
    """One connection of the host."""

    def __init__(self, site: Site, connection: socket.socket) -> None:
        self.site = site
        self._socket = connection
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._writing = threading.RLock()  # guards the state of h11 as well
        self._request: h11.Request | None = None
        self._body = bytearray()
        self._visit: Visit | None = None

    def run(self) -> None:
        """Read until the host closes it, also while an answer is owed."""
        while True:
            try:
                data = self._socket.recv(READ)
            except OSError:
                data = b""
            with self._writing:
                come = self._feed(data)
            for visit in come:
                self.site.take(visit)
            if not data:
                self._gone()
                return

    def send(self, *events: h11.Event) -> None:
        """Write parts of an answer; what nobody reads any more is dropped."""
        come: list[Visit] = []
        with self._writing, contextlib.suppress(OSError, h11.LocalProtocolError):
            for event in events:
                data = self._h11.send(event)
                if data:
                    self._socket.sendall(data)
            if self._h11.our_state in (h11.DONE, h11.MUST_CLOSE):
                come = self._again()
        for visit in come:
            self.site.take(visit)

    def raw(self, data: bytes) -> None:
        """Write bytes as they stand."""
        with self._writing, contextlib.suppress(OSError):
            self._socket.sendall(data)

    def close(self) -> None:
        """Close it, whatever is under way."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _again(self) -> list[Visit]:
        """The answer is complete: the next request may come."""
        if self._visit is not None:
            self._visit.over = True
            self._visit = None
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()
            return self._pump()
        self.close()
        return []

    def _feed(self, data: bytes) -> list[Visit]:
        try:
            self._h11.receive_data(data)
            return self._pump()
        except h11.RemoteProtocolError as error:
            if data:
                self.site.stage.note("note", f"what came is no HTTP: {error}", self.site.name)
            return []

    def _pump(self) -> list[Visit]:
        come = []
        while (event := self._h11.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
            if isinstance(event, h11.Request):
                self._request = event
                self._body.clear()
            elif isinstance(event, h11.Data):
                self._body += event.data
            elif isinstance(event, h11.EndOfMessage) and self._request is not None:
                self._visit = Visit(self.site, self, self._request, bytes(self._body))
                come.append(self._visit)
            elif isinstance(event, h11.ConnectionClosed):
                break
        return come

    def _gone(self) -> None:
        visit = self._visit
        with self.site.stage.changed:
            if visit is not None and not visit.over:
                visit.closed = self.site.stage.now()
                self.site.stage.note("note", f"closed: {visit.verb} {visit.target}", self.site.name)
            self.site.stage.changed.notify_all()
        self._socket.close()
