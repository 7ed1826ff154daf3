"""A service over HTTP, which takes and gives messages as one with pipes does (spec/13-http.md)."""

from __future__ import annotations

import contextlib
import http.client
import socket
from itertools import count
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import web_lines
from calls import MAX_PARTIAL, TOKENS
from connection import Connection, Hub
from failure import Failure
from mutations import broken
from values import Id, Json, dump, parse
from web_lines import STREAM

if TYPE_CHECKING:
    from gate import Gate, Reply

PIECE = 1 << 16
BARE = ("describe", "ping")  # HTP-060
NEWS = ("$/progress", "$/log")


class Web(Connection):
    """Requests go out on connections of their own; what the service asks comes through the gate."""

    def __init__(self, name: str, url: str, session_id: str, hub: Hub, gate: Gate) -> None:
        super().__init__(name, hub)
        self.url = urlsplit(url)
        self.session_id = session_id
        self.callback, self.token = gate.admit(self)
        self._exchanges: dict[Id, Exchange] = {}
        self._replies: dict[Id, Reply] = {}
        self._back = count(1)
        self._lock = Lock()
        self._told: SimpleQueue[web_lines.Request | None] = SimpleQueue()
        Thread(target=self._tell, daemon=True).start()

    def write(self, line: bytes) -> None:
        """Send a message."""
        message = parse(line.decode())[0]
        method, params = message.get("method"), message.get("params", {})
        if method is None:
            self._answered(message)
        elif method == "$/cancel":
            self._cancel(params)
        elif "id" in message:
            self._ask(message["id"], method, params)
        elif (reply := self._replies.get(params.get("request_id", 0))) is not None:
            news = {name: value for name, value in params.items() if name != "request_id"}
            reply.put(method, dump(news))
        elif method not in NEWS:
            self._told.put(self.request(method, params))

    def close(self, grace: float) -> None:
        """Leave it to itself."""
        self.kill("is not used any more")

    def kill(self, why: str) -> None:
        """Close all that is under way."""
        self.stopping = True
        self.ended_because = why
        self._told.put(None)
        for exchange in list(self._exchanges.values()):
            exchange.close()
        Thread(target=self._hub.lost, args=(self,), daemon=True).start()

    # ---- ours

    def hear(self, line: bytes) -> None:
        """Hand on what would have been a line of it."""
        self._hub.take(self, line)

    def over(self, exchange: Exchange) -> None:
        """An answer is there."""
        self._exchanges.pop(exchange.id, None)

    def _ask(self, ident: Id, method: str, params: Json) -> None:
        exchange = Exchange(self, ident, method, params)
        self._exchanges[ident] = exchange
        Thread(target=exchange.run, daemon=True).start()

    def request(self, method: str, params: Json) -> web_lines.Request:
        """The request of a call, with its way back (HTP-060)."""
        request = web_lines.request(method, params)
        if method not in BARE:
            request.headers.setdefault("Amplifier-Session", self.session_id)
            request.headers |= self._way_back(method)
        return request

    def _way_back(self, method: str) -> dict[str, str]:
        callback, token = self.callback, self.token
        if broken("htp-060-with-a-query"):
            callback += "?session=" + self.session_id
        if broken("htp-060-relative"):
            callback = urlsplit(callback).path
        found = {"Amplifier-Callback": callback, "Amplifier-Token": token}
        if broken("htp-060-not-for-hooks") and method == "hook.emit":
            return {}
        if broken("htp-060-not-for-cancels") and method == "$/cancel":
            return {}
        if broken("htp-060-not-for-configure") and method == "configure":
            return {}
        if broken("htp-060-no-token-for-notifications") and method == "channel.message":
            del found["Amplifier-Token"]
        return found

    def _cancel(self, params: Json) -> None:
        """Graceful for an execution; else the connection is closed."""
        exchange = self._exchanges.get(params.get("id", 0))
        if exchange is None:
            return
        reason = params.get("reason")
        late = reason == "timeout" and broken("htp-053-stays-open")
        overdue = reason == "deadline exceeded" and broken("htp-053-stays-open-at-the-deadline")
        if params.get("mode") == "graceful":
            exchange.cancel_gently(params)
        elif not late and not overdue:
            exchange.close()

    def post(self, request: web_lines.Request) -> None:
        """Send a notification behind those before it (CHN-016)."""
        self._told.put(request)

    def _tell(self) -> None:
        while (request := self._told.get()) is not None:
            connection = self.connect()
            with contextlib.suppress(OSError, http.client.HTTPException):
                send(connection, self.url.path, request)
                connection.getresponse().read()
            connection.close()

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is not made yet."""
        return http.client.HTTPConnection(self.url.hostname or "", self.url.port)

    # ---- theirs

    def asks(self, method: str, params: Json, reply: Reply | None) -> None:
        """Take a call back; a notification has nobody who waits for a reply."""
        told = f'"method":{dump(method)},"params":{dump(params)}'
        if reply is None:
            self.hear(f'{{"jsonrpc":"2.0",{told}}}'.encode())
            return
        with self._lock:
            reply.id = f"s-{next(self._back)}"
            self._replies[reply.id] = reply
        self.hear(f'{{"jsonrpc":"2.0","id":"{reply.id}",{told}}}'.encode())

    def named(self, number: str) -> Reply | None:
        """The call back under way of this `Amplifier-Request`."""
        found = [reply for reply in list(self._replies.values()) if reply.number == number]
        return found[0] if found else None

    def withdraw(self, reply: Reply, params: Json) -> None:
        """HTP-066."""
        told = dump({**params, "id": reply.id})
        self.hear(f'{{"jsonrpc":"2.0","method":"$/cancel","params":{told}}}'.encode())

    def _answered(self, message: Json) -> None:
        reply = self._replies.pop(message["id"], None) if message.get("id") is not None else None
        if reply is not None:
            member = "error" if "error" in message else "result"
            reply.put(member, message[member])


class Exchange:
    """A call of ours, from its request to its answer."""

    def __init__(self, web: Web, ident: Id, method: str, params: Json) -> None:
        self._web, self.id, self.method, self._params = web, ident, method, params
        self._connection = web.connect()
        self._closed = False
        self._lock = Lock()
        self._partial: list[str] = []

    def run(self) -> None:
        """Ask, and hand on what comes."""
        try:
            line = self._asked()
        except Failure as failure:
            line = web_lines.line(self.id, "error", failure.json())
        except (OSError, http.client.HTTPException) as error:
            why = f"service {self._web.name} cannot be asked: {type(error).__name__}: {error}"
            line = self._broken_off(why)
        self._connection.close()
        self._web.over(self)
        self._web.hear(line)

    def close(self) -> None:
        """Close the connection, which is an immediate cancel (HTP-053)."""
        with self._lock:
            self._closed = True
            if self._connection.sock is not None:
                with contextlib.suppress(OSError):
                    self._connection.sock.shutdown(socket.SHUT_RDWR)

    def cancel_gently(self, params: Json) -> None:
        """What has no endpoint for it is left to end by itself."""
        if self.method == "orchestrator.execute":
            told = {"_meta": self._params.get("_meta", {}), **params}
            self._web.post(self._web.request("$/cancel", told))

    def _asked(self) -> bytes:
        request = self._web.request(self.method, self._params)
        self._connection.connect()
        with self._lock:
            if self._closed:
                return self._broken_off("closed before it was sent")
        send(self._connection, self._web.url.path, request)
        response = self._connection.getresponse()
        if broken("htp-032-follows-redirects") and response.status in (301, 302, 307, 308):
            response = self._followed(response)
        kind = response.getheader("Content-Type", "")
        if response.status == 200 and kind.partition(";")[0].strip().lower() == STREAM:
            return self._streamed(response)
        try:
            body = response.read()
        except http.client.HTTPException:
            return self._broken_off("the answer is cut off")
        return web_lines.answer(self.id, response.status, kind, body)

    def _followed(self, response: http.client.HTTPResponse) -> http.client.HTTPResponse:
        response.read()
        to = urlsplit(response.getheader("Location", "/"))
        self._connection.request("GET", to.path)
        return self._connection.getresponse()

    def _streamed(self, response: http.client.HTTPResponse) -> bytes:
        events = web_lines.Events()
        while data := self._piece(response):
            for name, text in events.feed(data):
                if (line := self._event(name, text)) is not None:
                    return line
        for name, text in events.feed(b""):
            if (line := self._event(name, text)) is not None:
                return line
        return self._broken_off("the stream ends without a result")

    def _piece(self, response: http.client.HTTPResponse) -> bytes:
        try:
            return response.read1(PIECE)
        except (OSError, http.client.HTTPException):
            return b""

    def _event(self, name: str, text: str) -> bytes | None:
        """The response, if this event is the last one."""
        try:
            data: Any = parse(text)[0]
        except ValueError:
            data = None
        if name == "result":
            return web_lines.line(self.id, "result", dump(data))
        if name == "error" and not broken("htp-044-errors-are-no-end"):
            return self._error(data)
        known = name in NEWS or name.startswith("stream.")
        if not known and broken("htp-045-unknown-events-end-it"):
            return self._broken_off(f"nobody knows the event {name}")
        if known and isinstance(data, dict):
            self._news(name, data)
        return None

    def _error(self, data: Any) -> bytes:
        try:
            return web_lines.line(self.id, "error", web_lines.error(data))
        except (KeyError, TypeError):
            return self._broken_off("the stream ends with an error that is none")

    def _news(self, name: str, data: Json) -> None:
        text = data.get("text")
        if name in TOKENS and isinstance(text, str) and len(self._partial) < MAX_PARTIAL:
            self._partial.append(text)
        told = data if name == "$/log" else {"request_id": self.id, **data}
        self._web.hear(f'{{"jsonrpc":"2.0","method":{dump(name)},"params":{dump(told)}}}'.encode())

    def _broken_off(self, why: str) -> bytes:
        """HTP-044, and what becomes of a call that we have withdrawn."""
        if self._closed:
            return web_lines.line(self.id, "error", Failure("cancelled", "cancelled").json())
        if broken("htp-044-a-result-all-the-same") and self._partial:
            text = {"type": "text", "text": "".join(self._partial)}
            told = {"content": [text], "response": text["text"], "status": "completed"}
            return web_lines.line(self.id, "result", dump(told))
        if broken("htp-032-broken-off-ends-the-service"):
            self._web.kill("broke off")
        partial = {"partial": "".join(self._partial)} if self._partial else {}
        if broken("htp-044-no-partial"):
            partial = {}
        kind = "internal_error" if broken("htp-044-another-error") else "service_unavailable"
        return web_lines.line(self.id, "error", Failure(kind, why, **partial).json())


def send(connection: http.client.HTTPConnection, base: str, request: web_lines.Request) -> None:
    """Send a request; values of headers are UTF-8."""
    connection.putrequest(request.verb, base + request.target, skip_accept_encoding=True)
    for name, value in request.headers.items():
        connection.putheader(name, value.encode())
    body = None if request.body is None else request.body.encode()
    if body is not None:
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
