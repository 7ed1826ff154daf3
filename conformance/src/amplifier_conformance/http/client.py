"""One request of HTTP/1.1 over a socket of its own. What comes is read when it is asked for; a wait has an end."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import h11

from ..verdicts import Failed
from . import mapping
from .sse import Event, Events

READ = 1 << 16
MOST = 1 << 20  # bytes of headers that h11 takes
Headers = Mapping[str, str] | Iterable[tuple[str, str]]
Note = Callable[[str, str], None]  # "sent", "received" or "note", and what
Pair = tuple[str, str]


class Broken(Failed):
    """The connection cannot be made, was cut off, or what came is no HTTP."""


class Silent(Failed):
    """Nothing came within the patience."""


@dataclass(frozen=True, slots=True)
class Url:
    """Where a service listens."""

    scheme: str
    host: str
    port: int
    path: str = ""  # before every target, without a slash at its end

    @classmethod
    def of(cls, text: str) -> Url:
        """Read one. Raises ValueError unless it is an absolute URL of http or https."""
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError(f"{text!r} is no URL of a service, such as http://127.0.0.1:8080")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return cls(parts.scheme, parts.hostname, port, parts.path.rstrip("/"))

    @property
    def authority(self) -> str:
        """What the header `Host` says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of an answer; names in lower case, values of the same name joined by a comma."""

    status: int
    headers: dict[str, str]

    @property
    def content_type(self) -> str | None:
        """The media type without its parameters, in lower case."""
        found = self.headers.get("content-type")
        return None if found is None else found.partition(";")[0].strip().lower()

    @property
    def streams(self) -> bool:
        """Whether the body is a stream of events."""
        return self.content_type == mapping.STREAM


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    head: Head
    body: bytes

    @property
    def status(self) -> int:
        """The status."""
        return self.head.status

    @property
    def headers(self) -> dict[str, str]:
        """The headers; names in lower case."""
        return self.head.headers

    def json(self) -> Any:
        """The value in the body; fails the check if it is no JSON."""
        value = mapping.parsed(self.body)
        if value is None and self.body.strip() != b"null":
            raise Failed("the body is no JSON", "JSON", self.body[:300].decode(errors="replace"))
        return value


class Exchange:
    """A request and its answer. Every wait raises Silent after `patience` seconds, or Broken."""

    def __init__(self, url: Url | str, *, patience: float = 10.0, note: Note | None = None) -> None:
        self.url = Url.of(url) if isinstance(url, str) else url
        self.patience = patience
        self.shown = str(self.url)  # the request line, once it is there
        self.closed = False  # by the suite
        self.events_read = Events()
        self._note: Note = note or (lambda _direction, _text: None)
        self._head: Head | None = None
        self._wire = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST)
        self._ready: list[Event] = []
        self._over = False
        self._socket = self._connect()

    # ---- writing

    def send(
        self,
        method: str,
        target: str,
        headers: Headers = (),
        body: bytes | None = None,
        *,
        chunked: bool = False,
    ) -> Self:
        """Write a whole request. Host, Connection, Content-Type and the length are added where they are absent."""
        self.begin(method, target, headers, body=body, chunked=chunked)
        if body:
            self.more(body)
        self.finish()
        return self

    def begin(
        self,
        method: str,
        target: str,
        headers: Headers = (),
        *,
        body: bytes | None = None,
        chunked: bool = True,
    ) -> None:
        """Write the request line and the headers; `more` and `finish` write the body."""
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
        told = {name.lower() for name, _ in pairs}
        extra = [("Host", self.url.authority), ("Connection", "close")]
        if body is not None or chunked:
            extra.append(("Content-Type", mapping.JSON))
            length = ("Content-Length", str(len(body or b"")))
            extra.append(("Transfer-Encoding", "chunked") if chunked else length)
        pairs = [pair for pair in extra if pair[0].lower() not in told] + pairs
        self.shown = f"{method} {self.url.path}{target}"
        sent = [(name, value.encode("utf-8")) for name, value in pairs]
        self._tell_sent(self.shown, pairs, body)
        with self._legal():
            head = h11.Request(method=method, target=self.url.path + target, headers=sent)
            self._write(self._wire.send(head))

    def more(self, data: bytes) -> None:
        """Write a part of the body; a chunk if it is chunked."""
        with self._legal():
            self._write(self._wire.send(h11.Data(data=data)))

    def finish(self) -> None:
        """The end of the body."""
        with self._legal():
            self._write(self._wire.send(h11.EndOfMessage()))

    def raw(self, *pieces: bytes, shown: str = "") -> None:
        """Write bytes as they stand; the answer is read as that to a GET."""
        if self._wire.our_state is h11.IDLE:
            self._wire.send(h11.Request(method="GET", target="/", headers=[("Host", "raw")]))
            self._wire.send(h11.EndOfMessage())
            self.shown = shown or pieces[0][:80].split(b"\r\n")[0].decode(errors="replace")
        self._note("sent", shown or b"".join(pieces)[:2000].decode(errors="replace"))
        for piece in pieces:
            self._write(piece)

    # ---- reading

    def head(self, patience: float | None = None) -> Head:
        """Status and headers; of informational answers (1xx) nothing is told."""
        until = self._until(patience)
        while self._head is None:
            event = self._next(until, "the head of the answer")
            if isinstance(event, h11.Response):
                self._head = _head(event)
                self._note("received", f"{self._head.status} {_shown(self._head.headers)}")
        return self._head

    def piece(self, patience: float | None = None) -> bytes | None:
        """The next bytes of the body, as they come; None at its end."""
        until = self._until(patience)
        self.head(patience)
        while not self._over:
            event = self._next(until, "the body")
            if isinstance(event, h11.Data) and event.data:
                return bytes(event.data)
            self._over = isinstance(event, h11.EndOfMessage)
        return None

    def answer(self, patience: float | None = None) -> Answer:
        """The whole answer."""
        until = self._until(patience)
        head, body = self.head(patience), bytearray()
        while (data := self.piece(max(0.0, until - time.monotonic()))) is not None:
            body += data
        if body:
            self._note("received", body[:2000].decode(errors="replace"))
        return Answer(head, bytes(body))

    def event(self, patience: float | None = None) -> Event | None:
        """The next event of a stream as soon as it is there; None at the end of the stream."""
        until = self._until(patience)
        while not self._ready:
            data = self.piece(max(0.0, until - time.monotonic()))
            if data is None:
                return None
            self._ready += self.events_read.feed(data)
        found = self._ready.pop(0)
        self._note("received", f"event: {found.name} data: {found.data[:2000]}")
        return found

    def events(self, patience: float | None = None) -> Iterator[Event]:
        """The events until the end of the stream; the patience is for each."""
        while (event := self.event(patience)) is not None:
            yield event

    def ended(self, patience: float | None = None) -> bool:
        """Whether the other side closes the connection within the patience; what comes before is dropped."""
        until = self._until(patience)
        try:
            while self._receive(until, "the end of the connection"):
                pass
        except Silent:
            return False
        except Broken:
            return True
        return True

    # ---- the end

    def close(self) -> None:
        """Close the connection, also under a reader in another thread."""
        if not self.closed:
            self.closed = True
            if not self._over:
                self._note("note", f"connection closed: {self.shown}")
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    # ---- bytes

    def _connect(self) -> socket.socket:
        try:
            made = socket.create_connection((self.url.host, self.url.port), self.patience)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.url.scheme == "https":
                made = ssl.create_default_context().wrap_socket(made, server_hostname=self.url.host)
        except OSError as error:
            raise Broken(f"no connection to {self.url}: {error}", "a connection") from None
        return made

    def _write(self, data: bytes | None) -> None:
        """Write; a service that does not read on is found out by who waits for its answer."""
        if data:
            with contextlib.suppress(OSError):
                self._socket.settimeout(self.patience)
                self._socket.sendall(data)

    def _next(self, until: float, what: str) -> Any:
        """The next event of h11."""
        while True:
            try:
                event = self._wire.next_event()
            except h11.RemoteProtocolError as error:
                raise Broken(f"{self.shown}: {error}", what) from None
            if event is not h11.NEED_DATA:
                if isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
                    raise Broken(f"{self.shown}: the connection was closed", what)
                return event
            self._wire.receive_data(self._receive(until, what))

    def _receive(self, until: float, what: str) -> bytes:
        left = until - time.monotonic()
        try:
            self._socket.settimeout(max(left, 0.001))
            return self._socket.recv(READ)
        except TimeoutError:
            raise Silent(f"waited for {what} of {self.shown}: nothing came", what) from None
        except (OSError, ValueError) as error:
            raise Broken(f"{self.shown}: the connection broke: {error}", what) from None

    def _until(self, patience: float | None) -> float:
        return time.monotonic() + (self.patience if patience is None else patience)

    @contextlib.contextmanager
    def _legal(self) -> Iterator[None]:
        try:
            yield
        except h11.LocalProtocolError as error:
            raise ValueError(f"h11 does not write this; write it with raw(): {error}") from None

    def _tell_sent(self, line: str, pairs: list[Pair], body: bytes | None) -> None:
        own = [pair for pair in pairs if pair[0] not in ("Host", "Connection", "Content-Length")]
        text = f"{line} {_shown(dict(own))}"
        self._note("sent", f"{text} {(body or b'')[:2000].decode(errors='replace')}".rstrip())


def ask(url: Url | str, asked: mapping.Request, **options: Any) -> Exchange:
    """Send a request that the mapping has made; `options` are those of Exchange, and `headers` are more headers."""
    more: dict[str, str] = options.pop("headers", {})
    exchange = Exchange(url, **options)
    return exchange.send(asked.method, asked.target, {**asked.headers, **more}, asked.bytes())


def _head(event: h11.Response) -> Head:
    headers: dict[str, str] = {}
    for name, value in event.headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return Head(event.status_code, headers)


def _shown(headers: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in headers.items())
