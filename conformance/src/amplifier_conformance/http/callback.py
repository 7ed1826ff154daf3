"""The suite's host on the way back (spec/13-http.md): a server for the calls that a service makes for a request."""

from __future__ import annotations

import contextlib
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import h11

from .. import wire
from ..protocol import Json, methods
from . import mapping
from .sse import Event, write

READ = 1 << 16
MOST = 1 << 20  # bytes of headers that are read
FEW = 100  # tokens that are looked for in what a service says
Rule = Callable[[str, bool, str], Any]  # a requirement, whether it was met, the sentence if not
Hear = Callable[
    [Json, bytes, Any], None
]  # a message, the body, the id of the request that it is made for
Note = Callable[[str, str], None]


@dataclass
class Door:
    """Where a service reaches the suite for one request."""

    number: int
    of: Any  # the id of the request
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    under_way: dict[str, Held] = field(default_factory=dict)  # by Amplifier-Request

    @property
    def path(self) -> str:
        """The path of its address."""
        return f"/s/{self.number}"


class Refused(Exception):  # noqa: N818 - an answer
    """The call is refused with this error, and a status of its own where chapter 13 has one."""

    def __init__(self, code: int, kind: str, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, "data": {"kind": kind}}
        self.status = status


class Callbacks:
    """Takes calls on 127.0.0.1, each connection in a thread of its own; `hear` is called under no lock of its own."""

    def __init__(self, hear: Hear, rule: Rule, note: Note, host: str = "127.0.0.1") -> None:
        self.hear, self.rule, self.note = hear, rule, note
        self.lock = threading.RLock()
        self.held: dict[str, Held] = {}  # calls that are not answered yet, by their id at the judge
        self._host = host
        self._doors: dict[str, Door] = {}
        self._open: dict[socket.socket, threading.Thread] = {}
        self._listener = socket.create_server(("127.0.0.1" if host == "127.0.0.1" else "", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    # ---- what the transport does

    def door(self, of: Any) -> dict[str, str]:
        """The headers that tell a service where to call for this request (HTP-060)."""
        with self.lock:
            door = Door(len(self._doors) + 1, of)
            self._doors[door.path] = door
        url = f"http://{self._host}:{self.port}{door.path}"
        return {mapping.CALLBACK: url, mapping.TOKEN: door.token}

    def answer(self, message: Json) -> None:
        """Answer a call by a response; one that is gone hears nothing."""
        with self.lock:
            held = self.held.pop(str(message.get("id")), None)
        if held:
            held.answer(message)

    def event(self, about: Any, name: str, params: Json) -> None:
        """Tell something about a call in its stream; it is dropped where there is none."""
        with self.lock:
            held = self.held.get(str(about))
        if held and held.streams:
            held.event(Event(name, wire.encode(params).decode()))

    def tokens(self) -> list[str]:
        """The tokens that were given out last."""
        with self.lock:
            return [door.token for door in list(self._doors.values())[-FEW:]]

    def join(self, seconds: float) -> None:
        """Wait until its connections have ended."""
        until = time.monotonic() + seconds
        with self.lock:
            left = list(self._open.values())
        for thread in left:
            thread.join(max(0.0, until - time.monotonic()))

    def close(self) -> None:
        """End the server and its connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self.lock:
            left = list(self._open)
        for each in left:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    # ---- its threads

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self.lock:
                self._open[connection] = thread
                thread.start()  # within: one that has not started cannot be waited for

    def _serve(self, connection: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError, h11.RemoteProtocolError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                Visit(self, connection).run()
        finally:
            with self.lock:
                self._open.pop(connection)
            connection.close()

    def enter(self, target: str, headers: dict[str, str]) -> tuple[Door, str]:
        """The door of a call and its method. Raises Refused before anything else is looked at (HTP-062)."""
        parts = target.partition("?")[0].split("/")
        with self.lock:
            door = self._doors.get("/".join(parts[:3]))
        token = headers.get(mapping.TOKEN.lower(), "")
        right = door is not None and secrets.compare_digest(token.encode(), door.token.encode())
        shown = f"a call to {target} with the token {'of another request' if token else 'left out'}"
        self.rule("HTP-061", right, shown)
        if door is None or not right:
            raise Refused(-32003, "permission_denied", "the token is none of this address")
        return door, unquote("/".join(parts[3:]))


class Visit:
    """One connection of a service, with its calls one after the other."""

    def __init__(self, callbacks: Callbacks, connection: socket.socket) -> None:
        self.callbacks, self.socket = callbacks, connection
        self.lock = threading.RLock()
        self.wire = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST)

    def run(self) -> None:
        """Serve until the connection ends."""
        while (read := self._request()) is not None:
            request, body = read
            headers = {n.decode().lower(): v.decode("latin-1") for n, v in request.headers}
            held = Held(self, request.target.decode("latin-1"), headers)
            try:
                self._take(held, request.method.decode(), headers, body)
            except Refused as why:
                held.problem(why.error, why.status)
            if not self._wait(held):
                return

    def _request(self) -> tuple[h11.Request, bytes] | None:
        """The next request with its body; None at the end of the connection."""
        request, body = None, bytearray()
        while True:
            with self.lock:
                if self.wire.they_are_waiting_for_100_continue:
                    go = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
                    self.socket.sendall(self.wire.send(go))
                event = self.wire.next_event()
            if event is h11.NEED_DATA:
                self.wire.receive_data(self.socket.recv(READ))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage) and request:
                return request, bytes(body)
            else:
                return None

    def _wait(self, held: Held) -> bool:
        """Wait until the call is answered; False if the connection is at its end. One that is closed is a cancel."""
        while True:
            try:
                data = self.socket.recv(READ)
            except OSError:
                data = b""
            with self.lock:
                if data:
                    self.wire.receive_data(data)
                if self.wire.our_state is h11.DONE and self.wire.their_state is h11.DONE:
                    if data:
                        self.wire.start_next_cycle()
                    return bool(data)
            if not data:
                held.lost()
                return False

    def _take(self, held: Held, verb: str, headers: dict[str, str], body: bytes) -> None:
        """Hear a call. Raises Refused as a service does (HTP-063)."""
        callbacks = self.callbacks
        door, method = callbacks.enter(held.target, headers)
        held.door, held.method = door, method
        callbacks.note("received", f"{verb} {held.target} {body[:2000].decode(errors='replace')}")
        row = methods().get(method)
        if verb != "POST":
            raise Refused(-32601, "method_not_found", f"{verb} is not served here", 405)
        params = self._params(headers, body)
        callbacks.rule("HTP-061", "_meta" not in params, f"{method} has _meta in its body")
        meta = mapping.read_meta(headers)
        if meta:
            params = {"_meta": meta, **params}
        if method == "$/cancel":
            self._cancelled(door, params, body)
        elif row is not None and row["kind"] == "notification":
            callbacks.hear({"jsonrpc": "2.0", "method": method, "params": params}, body, door.of)
        else:
            self._call(held, headers, {"method": method, "params": params}, body)
            return
        held.done()

    def _params(self, headers: dict[str, str], body: bytes) -> Json:
        """The params in a body; empty if there is none (HTP-007, HTP-011, HTP-012)."""
        rule = self.callbacks.rule
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if not body.strip():
            return {}
        if not rule("HTP-061", kind == mapping.JSON, f"a call whose body is declared as {kind!r}"):
            raise Refused(-32600, "invalid_request", f"{kind} is not read here", 415)
        read = wire.read(body)
        if not rule("HTP-061", read.message is not None, f"a call with the body {body[:200]!r}"):
            raise Refused(-32700, "parse_error", "the body is no JSON object")
        assert read.message is not None
        return read.message

    def _call(self, held: Held, headers: dict[str, str], message: Json, body: bytes) -> None:
        door, rule = held.door, self.callbacks.rule
        assert door is not None
        name = headers.get(mapping.REQUEST.lower())
        with self.callbacks.lock:
            twin = name in door.under_way
            held.name = name if name and not twin else f"{name or ''}?{id(held):x}"
            held.id = f"{door.number}/{held.name}"
            door.under_way[held.name] = held
            self.callbacks.held[held.id] = held
        rule("HTP-064", bool(name), f"{held.method} came without {mapping.REQUEST}")
        rule("HTP-064", not twin, f"two calls under way are named {name!r}")
        self.callbacks.hear({"jsonrpc": "2.0", "id": held.id, **message}, body, door.of)
        held.waits()

    def _cancelled(self, door: Door, params: Json, body: bytes) -> None:
        """`$/cancel` of a call: its id is the name that the service gave it (HTP-066)."""
        about = params.get("id")
        with self.callbacks.lock:
            held = door.under_way.get(str(about))
        if held:
            held.cancelled.append(str(params.get("mode", "immediate")))
        told = {**params, "id": f"{door.number}/{about}"}
        self.callbacks.hear({"jsonrpc": "2.0", "method": "$/cancel", "params": told}, body, door.of)


class Held:
    """A call that came on a connection, until it is answered."""

    def __init__(self, visit: Visit, target: str, headers: dict[str, str]) -> None:
        self.visit, self.target = visit, target
        self.streams = mapping.STREAM in headers.get("accept", "")
        self.door: Door | None = None
        self.method = self.name = self.id = ""
        self.cancelled: list[str] = []  # the modes
        self._begun = False  # the stream
        self._over = False

    def answer(self, message: Json) -> None:
        """The result, or the error as a Problem, in a stream if one has begun or was asked for."""
        with self.visit.lock:
            if "error" in message and not self._begun:
                self.problem(message["error"])
            elif self.streams:
                failed = "error" in message
                told = mapping.problem_of(message["error"]) if failed else message["result"]
                self.event(Event("error" if failed else "result", wire.encode(told).decode()))
                self._finish()
            else:
                self._whole(200, mapping.JSON, wire.encode(message["result"]))

    def problem(self, error: Json, status: int | None = None) -> None:
        """An error as a Problem with its status."""
        told = mapping.problem_of(error, status)
        extra = [("Allow", "POST")] if status == 405 else []
        self._whole(told["status"], mapping.PROBLEM, wire.encode(told), extra)

    def done(self) -> None:
        """The answer to a notification."""
        self._whole(204, None, b"")

    def waits(self) -> None:
        """A call whose answer takes its time: the stream begins."""
        with self.visit.lock:
            if self.streams and not self._over:
                self._begin()

    def event(self, event: Event) -> None:
        """Write an event of the stream."""
        with self.visit.lock:
            if not self._over:
                self._begin()
                self.visit.callbacks.note("sent", f"{self.id}: {event.name} {event.data[:2000]}")
                self._send(h11.Data(data=write(event)))

    def lost(self) -> None:
        """The service closed the connection: a cancel, unless it was answered or cancelled at once."""
        with self.visit.lock:
            gone, self._over = not self._over, True
        self._leave()
        if gone and self.id and self.door and "immediate" not in self.cancelled:
            params = {"id": self.id, "mode": "immediate"}
            told = {"jsonrpc": "2.0", "method": "$/cancel", "params": params}
            self.visit.callbacks.note("received", f"connection closed: {self.target}")
            self.visit.callbacks.hear(told, b"", self.door.of)

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._send(_response(200, mapping.STREAM, [("Cache-Control", "no-store")]))

    def _whole(
        self, status: int, kind: str | None, body: bytes, extra: list[tuple[str, str]] | None = None
    ) -> None:
        with self.visit.lock:
            if self._over:
                return
            shown = body[:2000].decode(errors="replace")
            self.visit.callbacks.note("sent", f"{self.id or self.target}: {status} {shown}")
            length = [] if status == 204 else [("Content-Length", str(len(body)))]
            self._send(_response(status, kind, [*length, *(extra or [])]))
            if body:
                self._send(h11.Data(data=body))
            self._finish()

    def _finish(self) -> None:
        self._over = True
        self._leave()
        self._send(h11.EndOfMessage())
        if self.visit.wire.our_state is h11.MUST_CLOSE:
            with contextlib.suppress(OSError):
                self.visit.socket.shutdown(socket.SHUT_WR)

    def _leave(self) -> None:
        callbacks = self.visit.callbacks
        with callbacks.lock:
            callbacks.held.pop(self.id, None)
            if self.door:
                self.door.under_way.pop(self.name, None)

    def _send(self, event: Any) -> None:
        """Write; a service that is gone is found out by who reads the connection."""
        with contextlib.suppress(OSError, h11.LocalProtocolError):
            data = self.visit.wire.send(event)
            if data:
                self.visit.socket.sendall(data)


def _response(status: int, kind: str | None, extra: list[tuple[str, str]]) -> h11.Response:
    headers = [("Content-Type", kind)] if kind else []
    return h11.Response(status_code=status, headers=[*headers, *extra], reason=b"")
