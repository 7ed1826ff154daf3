"""One connection of a caller: requests in, answers out, and whether the caller is still there (HTP-050)."""

from __future__ import annotations

import posixpath
import select
import socket
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

import http_guard as guard
from errors import error
from http_exchange import JSON, SILENCE, Exchange
from http_message import HEAD_LIMIT, Chunks, Head, HeadError, answer_head, parse_head
from http_routes import RefusedError, Route, find, params
from mutations import broken

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
                exchange.answer(200, JSON, guard.DOCUMENT.read_bytes())
                return unread
            body = self._body(head)
            unread = False
            if body and route.endpoint.verb not in ("GET", "DELETE"):
                guard.demand_json(head)
            exchange.streams = guard.streams(route, head)
            given = params(route, body)
            if route.method == "describe":
                given = guard.offered(head)
            self.peer.accept(exchange, route, given, read_at)
        except (RefusedError, HeadError) as why:
            exchange.keeps = exchange.keeps and not unread
            exchange.refuse(why if isinstance(why, RefusedError) else guard.broken_head(why))
        return unread

    def _admitted(self, head: Head) -> Route | None:
        """What is asked, None for the OpenAPI document. Raises RefusedError."""
        guard.refuse_browsers(head)
        guard.demand_token(head, self.process.token)
        if guard.wants_document(head):
            return None
        if broken("htp-004-redirects") and "/../" in head.target:
            moved = error("invalid_request", "it is elsewhere")
            raise RefusedError(301, moved, Location=posixpath.normpath(head.target))
        return find(head, self.peer.served())

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
        most = guard.limit()
        if not head.chunked and head.length > most and not broken("htp-013-memory"):
            raise guard.too_long(most)
        if head.has("expect", "100-continue"):
            self.sock.sendall(answer_head(100, {}))
        if not head.chunked:
            while len(self.buffer) < head.length:
                self._more()
            body = bytes(self.buffer[: head.length])
            del self.buffer[: head.length]
            if len(body) > most:
                raise guard.too_long(most)
            return body
        return self._chunked(most)

    def _chunked(self, most: int) -> bytes:
        pieces, size, chunks = [], 0, Chunks()
        while True:
            for piece in chunks.take(self.buffer):
                size += len(piece)
                if size > most and not (broken("htp-013-chunked") or broken("htp-013-memory")):
                    raise guard.too_long(most)
                pieces.append(piece)
            if chunks.over and size > most and broken("htp-013-memory"):
                raise guard.too_long(most)
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
        try:
            sent = self.sock.send(data)
        except BlockingIOError:
            sent = 0
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
