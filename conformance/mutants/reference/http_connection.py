"""One connection of a caller: requests in, answers out, and whether the caller is still there (HTP-050)."""

from __future__ import annotations

import hmac
import select
import socket
import threading
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from errors import error
from http_exchange import EVENTS, JSON, SILENCE, Exchange
from http_message import HEAD_LIMIT, Chunks, Head, HeadError, answer_head, parse_head
from http_peer import limit
from http_routes import RefusedError, Route, find, params
from schema import SCHEMAS

if TYPE_CHECKING:
    from http_process import HttpProcess

IDLE = 75.0  # seconds that a connection may be silent between requests
LINGER = 3.0  # seconds that are given to a caller who still sends what is refused
PIECE = 65536


class GoneError(Exception):
    """The caller has closed the connection."""


class Connection:
    """Serves one connection after `run` was started in a thread of its own."""

    def __init__(self, sock: socket.socket, process: HttpProcess) -> None:
        self.sock = sock
        self.process = process
        self.peer = process.peer
        self.buffer = bytearray()
        self.out: deque[bytes] = deque()
        self._bell, self._pull = socket.socketpair()
        self._bell.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(IDLE)

    def run(self) -> None:
        """Serve until one side closes."""
        try:
            while self._serve():
                pass
        except (GoneError, OSError):
            pass
        finally:
            self.process.connections.discard(self)
            for one in (self.sock, self._bell, self._pull):
                one.close()

    def put(self, data: bytes) -> None:
        """Have bytes written, at once and behind those before them; any thread may."""
        if data:
            self.out.append(data)
        try:
            self._bell.send(b"!")
        except OSError:
            return  # it rings already, or nobody is there any more

    def _serve(self) -> bool:
        """One request; whether another may follow."""
        try:
            head = self._head()
        except HeadError as why:
            kind = "invalid_request"
            exchange = Exchange(Head("GET", "/", "1.1", {}), self.put, keeps=False)
            exchange.refuse(RefusedError(why.status, error(kind, str(why))))
            self._flush(exchange)
            self._linger()
            return False
        read_at = time.monotonic()
        exchange = Exchange(head, self.put, keeps=head.keeps and not self.peer.ending)
        rest = self._take(exchange, read_at)
        self._flush(exchange)
        if not exchange.keeps:
            self._linger() if rest else self.sock.shutdown(socket.SHUT_WR)
        return exchange.keeps

    def _take(self, exchange: Exchange, read_at: float) -> bool:
        """Read the request and have it answered; whether a part of its body was left unread."""
        head = exchange.head
        unread = head.chunked or head.length > 0
        try:
            route = self._admitted(head)
            if route is None:
                self._openapi(exchange)
                return unread
            body = self._body(head)
            unread = False
            if body and route.endpoint.verb not in ("GET", "DELETE"):
                _demand_json(head)
            exchange.streams = _streams(route, head)
            given = params(route, body)
            if route.method == "describe":
                given = _offered(head)
            self.peer.accept(exchange, route, given, read_at)
        except (RefusedError, HeadError) as why:
            exchange.keeps = exchange.keeps and not unread
            exchange.refuse(why if isinstance(why, RefusedError) else _broken_head(why))
        return unread

    def _admitted(self, head: Head) -> Route | None:
        """What is asked, None for the OpenAPI document. Raises RefusedError."""
        if "origin" in head.headers:
            raise RefusedError(403, error("permission_denied", "no browser may ask this service"))
        token = self.process.token
        if token is not None and not _open(head) and not _bears(head, token):
            why = error("permission_denied", "a request needs Authorization: Bearer and the token")
            raise RefusedError(401, why, WWW_Authenticate="Bearer")
        if head.method == "GET" and head.target == "/openapi.json" and _openapi_file().exists():
            return None
        return find(head, self.peer.served())

    def _openapi(self, exchange: Exchange) -> None:
        exchange.answer(200, JSON, _openapi_file().read_bytes())

    # ---- reading

    def _more(self) -> None:
        try:
            data = self.sock.recv(PIECE)
        except TimeoutError:
            raise GoneError from None
        if not data:
            raise GoneError
        self.buffer += data

    def _head(self) -> Head:
        while True:
            while self.buffer[:2] in (b"\r\n",):
                del self.buffer[:2]
            found = self.buffer.find(b"\r\n\r\n")
            if found >= 0:
                data = bytes(self.buffer[:found])
                del self.buffer[: found + 4]
                return parse_head(data)
            if len(self.buffer) > HEAD_LIMIT:
                raise HeadError("the head of the request is too long", 431)
            self._more()

    def _body(self, head: Head) -> bytes:
        """The whole body. Raises RefusedError as soon as it is longer than allowed (HTP-013)."""
        most = limit()
        if not head.chunked and head.length > most:
            raise _too_long(most)
        if head.has("expect", "100-continue"):
            self.sock.sendall(answer_head(100, {}))
        if not head.chunked:
            while len(self.buffer) < head.length:
                self._more()
            body = bytes(self.buffer[: head.length])
            del self.buffer[: head.length]
            return body
        return self._chunked(most)

    def _chunked(self, most: int) -> bytes:
        pieces, size, chunks = [], 0, Chunks()
        while True:
            for piece in chunks.take(self.buffer):
                size += len(piece)
                if size > most:
                    raise _too_long(most)
                pieces.append(piece)
            if chunks.over:
                return b"".join(pieces)
            self._more()

    # ---- writing, and looking whether the caller is still there

    def _flush(self, exchange: Exchange) -> None:
        """Write until the answer is complete. Raises GoneError if the caller does not wait for it."""
        self.sock.setblocking(False)
        try:
            while not exchange.done or self.out:
                self._turn(exchange)
        except (GoneError, OSError):
            self.peer.gone(exchange)
            raise GoneError from None
        finally:
            self.sock.settimeout(IDLE)

    def _turn(self, exchange: Exchange) -> None:
        """Wait for what happens next, and see to it."""
        poll = select.poll()
        poll.register(self._pull, select.POLLIN)
        room = 0 if len(self.buffer) > HEAD_LIMIT else select.POLLIN
        poll.register(self.sock, room | (select.POLLOUT if self.out else 0))
        ready = dict(poll.poll(SILENCE * 1000))
        if not ready:
            exchange.comment()
        if self._pull.fileno() in ready:
            self._pull.recv(PIECE)
        happened = ready.get(self.sock.fileno(), 0)
        if happened & (select.POLLIN | select.POLLHUP | select.POLLERR):
            self._read_on()
        if happened & select.POLLOUT and self.out:
            self._write()

    def _read_on(self) -> None:
        """Keep what the caller sends ahead."""
        try:
            self._more()
        except BlockingIOError:
            return

    def _write(self) -> None:
        data = self.out.popleft()
        sent = self.sock.send(data)
        if sent < len(data):
            self.out.appendleft(data[sent:])

    def _linger(self) -> None:
        """Read what a caller still sends, so that it can read the answer (RFC 9112, 9.6)."""
        until = time.monotonic() + LINGER
        self.sock.shutdown(socket.SHUT_WR)
        while (left := until - time.monotonic()) > 0:
            self.sock.settimeout(left)
            if not self.sock.recv(PIECE):
                return


def start(sock: socket.socket, process: HttpProcess) -> None:
    """Serve a new connection."""
    connection = Connection(sock, process)
    process.connections.add(connection)
    threading.Thread(target=connection.run, daemon=True).start()


def _openapi_file() -> Path:
    return SCHEMAS / "openapi.json"


def _open(head: Head) -> bool:
    """HTP-015, HTP-072: this needs no token."""
    return head.method == "GET" and head.target.partition("?")[0] == "/healthz"


def _bears(head: Head, token: str) -> bool:
    scheme, _, given = head.headers.get("authorization", "").partition(" ")
    fits = hmac.compare_digest(given.strip().encode(), token.encode())
    return scheme.lower() == "bearer" and fits


def _demand_json(head: Head) -> None:
    """HTP-011."""
    kind = head.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise RefusedError(415, error("invalid_request", f"a body is {JSON}, not {kind[:80]!r}"))


def _streams(route: Route, head: Head) -> bool:
    """HTP-040."""
    wanted = route.endpoint.stream
    kinds = [
        one.partition(";")[0].strip() for one in head.headers.get("accept", "").lower().split(",")
    ]
    return wanted == "always" or (wanted == "accept" and EVENTS in kinds)


def _offered(head: Head) -> dict[str, list[str]]:
    """The versions that the caller speaks (HTP-022)."""
    found = [one.strip() for one in head.headers.get("amplifier-protocol", "").split(",")]
    return {"protocol_versions": [one for one in found if one]}


def _too_long(most: int) -> RefusedError:
    why = f"the body is longer than {most} bytes, the most that this service reads"
    return RefusedError(413, error("message_too_large", why, limit=most))


def _broken_head(why: HeadError) -> RefusedError:
    return RefusedError(why.status, error("invalid_request", str(why)))
