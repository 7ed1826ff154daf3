"""Where services over HTTP reach this host: `POST {callback}/{method}` (spec/13-http.md, The way back)."""

from __future__ import annotations

import contextlib
import hmac
import secrets
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote

import shapes
import web_lines
from failure import Failure, too_large
from mutations import broken
from values import DEEPEST, Json, dump, parse, too_deep
from web_lines import JSON, PROBLEM, STREAM
from wire import LIMIT

if TYPE_CHECKING:
    from web import Web

PIECE = 1 << 16
DRAINED = 1 << 28  # bytes of a refused body that are read and thrown away
STREAMED = ("request.provider_complete", "request.tool_execute")


class Refusal(Exception):  # noqa: N818 - of a request, not of this host
    """An answer other than by a status of the table."""

    def __init__(self, failure: Failure, status: int = 0, **headers: str) -> None:
        super().__init__(failure.message)
        self.failure, self.status, self.headers = failure, status, headers


class Reply:
    """What is told to a call back: its news, and its result or error at last."""

    def __init__(self, number: str) -> None:
        self.id = ""
        self.number = number  # its Amplifier-Request
        self.ended = False
        self._told: SimpleQueue[tuple[str, Any]] = SimpleQueue()

    def put(self, name: str, data: Any) -> None:
        """Add to it."""
        self.ended |= name in ("result", "error")
        self._told.put((name, data))

    def get(self) -> tuple[str, Any]:
        """The next of it, as soon as it is there; `closed` if nobody reads it any more."""
        return self._told.get()


class Gate:
    """A server for all services of a session."""

    def __init__(self) -> None:
        self._webs: dict[str, Web] = {}
        self._tokens: dict[str, str] = {}
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.gate = self
        Thread(target=self._server.serve_forever, daemon=True).start()

    def admit(self, web: Web) -> tuple[str, str]:
        """The address and the token of a service."""
        host, port = self._server.server_address[:2]
        path = f"/s/{quote(web.session_id, safe='')}/{quote(web.name, safe='')}"
        self._webs[path] = web
        self._tokens[path] = secrets.token_urlsafe(24)
        return f"http://{host!s}:{port}{path}", self._tokens[path]

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def find(self, path: str, token: str) -> tuple[Web, str]:
        """Who calls, and which method; HTP-062."""
        base = "/".join(path.split("/")[:4])
        web, right = self._webs.get(base), self._tokens.get(base, "")
        given = token.encode(errors="replace")
        good = web is not None and hmac.compare_digest(right.encode(), given)
        if broken("htp-062-any-token") and web is not None and token:
            good = True
        if broken("htp-062-no-token") and web is not None and not token:
            good = True
        if broken("htp-062-token-of-any-service") and token in self._tokens.values():
            good = web is not None
        if web is None or not good:
            why = Failure("permission_denied", "this is no token of this service and this session")
            raise Refusal(why, 401 if broken("htp-062-401") else 0)
        return web, unquote(path[len(base) + 1 :])

    def anywhere(self, number: str) -> tuple[Web, Reply] | None:
        """What HTP-066 does not mean: the call back of this number, whoever made it."""
        found = ((web, web.named(number)) for web in self._webs.values())
        return next(((web, reply) for web, reply in found if reply is not None), None)


class Server(ThreadingHTTPServer):
    """A thread a connection."""

    daemon_threads = True
    gate: Gate


class Handler(BaseHTTPRequestHandler):
    """One call back; its connection serves no other."""

    protocol_version = "HTTP/1.1"
    wbufsize = 0

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called
        """Write nothing: standard error is for the user."""

    def serve(self) -> None:
        """Answer."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            try:
                self._serve()
            except Refusal as refusal:
                self._refuse(refusal)
            except Failure as failure:
                self._refuse(Refusal(failure))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = serve  # noqa: N815

    def _serve(self) -> None:
        path, gate = self.path.partition("?")[0], cast("Server", self.server).gate
        if broken("htp-062-looks-first"):
            self._method(unquote(path.split("/", 4)[-1]))
        web, method = gate.find(path, self.headers.get("Amplifier-Token", ""))
        self._method(method)
        body = self._object(self._body())
        meta = web_lines.meta({name.lower(): value for name, value in self.headers.items()})
        params = {**({"_meta": meta} if meta else {}), **body}
        if method == "$/cancel":
            self._cancel(web, body)
        elif shapes.methods()[method]["kind"] == "notification":
            web.asks(method, params, None)
            self._done()
        else:
            self._ask(web, method, params)

    def _method(self, method: str) -> None:
        """HTP-009, HTP-010."""
        entry = shapes.methods().get(method)
        if entry is None or entry["direction"] == "host_to_service":
            kind = "not_found" if broken("htp-063-no-method") else "method_not_found"
            raise Failure(kind, f"this host has no {method}")
        if self.command != "POST" and not broken("htp-063-any-verb"):
            allow = {} if broken("htp-063-no-allow") else {"Allow": "POST"}
            raise Refusal(Failure("method_not_found", "only POST is served"), 405, **allow)

    def _ask(self, web: Web, method: str, params: Json) -> None:
        reply = Reply(self.headers.get("Amplifier-Request", ""))
        web.asks(method, params, reply)
        Thread(target=self._watch, args=(reply,), daemon=True).start()
        wanted = self._accepts() and not broken("htp-065-never")
        streams = method in STREAMED and (wanted or broken("htp-065-always"))
        if streams and not reply.ended:
            self._begin()
            self._stream(web, reply)
            return
        while True:
            name, data = reply.get()
            if name in ("result", "error"):
                self._answer(name, data)
                return
            if name == "closed" and not broken("htp-066-goes-on"):
                web.withdraw(reply, {"mode": "immediate"})

    def _accepts(self) -> bool:
        ranges = self.headers.get("Accept", "").lower().split(",")
        if broken("htp-065-only-alone") and len(ranges) > 1:
            return False
        return any(each.partition(";")[0].strip() == STREAM for each in ranges)

    def _watch(self, reply: Reply) -> None:
        """HTP-066: see the connection end while the answer is owed."""
        with contextlib.suppress(OSError):
            while self.connection.recv(1):
                pass
        reply.put("closed", None)

    def _cancel(self, web: Web, params: Json) -> None:
        number = params.get("id")
        reply = web.named(str(number))
        if reply is None and broken("htp-066-of-any-service"):
            web, reply = cast("Server", self.server).gate.anywhere(str(number)) or (web, None)
        if reply is not None and not broken("htp-066-no-cancel"):
            web.withdraw(reply, {"mode": "immediate"} if broken("htp-066-no-mode") else params)
        self._done()

    # ---- what came

    def _body(self) -> bytes:
        """HTP-011, HTP-013."""
        chunked = "chunked" in self.headers.get("Transfer-Encoding", "").lower()
        size = int(self.headers.get("Content-Length") or 0)
        if size > LIMIT and not broken("htp-063-any-size"):
            raise too_large(LIMIT)
        data = self._chunks() if chunked else self.rfile.read(size)
        kind = self.headers.get_content_type() if "Content-Type" in self.headers else ""
        if data and kind != JSON and not broken("htp-063-any-type"):
            raise Refusal(Failure("invalid_request", f"the body is no {JSON}"), 415)
        return data

    def _chunks(self) -> bytes:
        parts, size = [], 0
        while length := int(self.rfile.readline(99).partition(b";")[0] or b"0", 16):
            size += length
            if size > LIMIT and not broken("htp-063-chunks-of-any-size"):
                raise too_large(LIMIT)
            parts.append(self.rfile.read(length))
            self.rfile.readline(99)
        while self.rfile.readline(999).strip():
            pass
        return b"".join(parts)

    def _object(self, data: bytes) -> Json:
        """HTP-007, HTP-012."""
        if not data and not broken("htp-063-body-needed"):
            return {}
        try:
            text = data.decode()
            value = {} if too_deep(text) else parse(text)[0]
        except (ValueError, RecursionError) as error:
            if broken("htp-063-no-json-is-empty"):
                return {}
            raise Failure("parse_error", f"the body is not JSON: {error}") from None
        if too_deep(text):
            raise Failure("invalid_request", f"the body nests deeper than {DEEPEST}")
        if not isinstance(value, dict):
            if broken("htp-063-lists-are-empty"):
                return {}
            raise Failure("invalid_request", "the body is no object")
        return value

    # ---- answers

    def _answer(self, name: str, data: Any) -> None:
        if name == "error":
            problem = web_lines.problem(data)
            self._write(problem["status"], PROBLEM, dump(problem))
        else:
            self._write(200, "text/plain" if broken("htp-063-plain-results") else JSON, dump(data))

    def _done(self) -> None:
        """A notification was taken (HTP-008)."""
        if broken("htp-063-notifications-have-a-body"):
            self._write(200, JSON, "{}")
            return
        self.send_response(204)
        self.send_header("Connection", "close")
        self.end_headers()

    def _refuse(self, refusal: Refusal) -> None:
        failure = {"code": refusal.failure.code, "message": refusal.failure.message}
        problem = web_lines.problem({**failure, "data": refusal.failure.data})
        problem["status"] = refusal.status or problem["status"]
        self._write(problem["status"], PROBLEM, dump(problem), **refusal.headers)
        self._drain()

    def _write(self, status: int, kind: str, text: str, **headers: str) -> None:
        data = text.encode()
        if broken("htp-063-no-problems") and kind == PROBLEM:
            kind = JSON
        self.send_response(status)
        told = {"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close"}
        for name, value in {**told, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _drain(self) -> None:
        """Read what the caller is still sending, so that it reads the answer."""
        self.connection.shutdown(socket.SHUT_WR)
        left = DRAINED
        while left > 0 and (data := self.connection.recv(PIECE)):
            left -= len(data)

    # ---- streams

    def _begin(self) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": STREAM, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()

    def _stream(self, web: Web, reply: Reply) -> None:
        held = b""
        while True:
            name, data = reply.get()
            if name == "closed":
                if not broken("htp-066-goes-on"):
                    web.withdraw(reply, {"mode": "immediate"})
                continue
            over = name in ("result", "error")
            text = dump(web_lines.problem(data) if name == "error" else data) if over else data
            piece = f"event: {name}\ndata: {text}\n\n".encode()
            if broken("htp-065-held-back") and not over:
                held += piece
                continue
            piece = held + piece
            with contextlib.suppress(OSError):
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            if over:
                self.wfile.write(b"0\r\n\r\n")
                return
