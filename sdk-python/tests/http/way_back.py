"""A small host on a real socket: it answers calls back as it is told to, and sees connections close."""

import json
import queue
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

PATIENCE = 30.0
"""Seconds: long enough for a loaded machine; a test that waits this long has failed."""
TOKEN = "7Qm0yq-the-token"


class Call(NamedTuple):
    """A call that came: its method, the headers in lower case, the body."""

    method: str
    headers: dict[str, str]
    params: Any


class Answer(NamedTuple):
    """An answer that is not simply a result."""

    status: int
    content_type: str | None
    body: bytes = b""


class Streamed(NamedTuple):
    """A stream: events as name and data; None breaks the connection off."""

    events: list[tuple[str, Any] | None]


class Held:
    """A call whose answer waits for `release`, or for its connection to be closed."""

    def __init__(self, *first: tuple[str, Any]) -> None:
        self.first = first
        self.answer: Any = {}
        self.released = threading.Event()
        self.closed = threading.Event()

    def release(self, answer: Any) -> None:
        self.answer = answer
        self.released.set()


Reply = dict[str, Any] | Answer | Streamed | Held | Callable[[Call], Any]


class WayBack:
    """The host. ``replies``: method → reply; `next` is the next call that came."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.calls: queue.Queue[Call] = queue.Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> "WayBack":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(PATIENCE)
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/s/5f2c/words"

    @property
    def headers(self) -> dict[str, str]:
        """What a host sends along with a request (HTP-060)."""
        return {"Amplifier_Callback": self.url, "Amplifier_Token": TOKEN}

    def next(self, method: str) -> Call:
        call = self.calls.get(timeout=PATIENCE)
        assert call.method == method
        return call


def _handler_of(host: WayBack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            prefix = "/s/5f2c/words/"
            assert self.path.startswith(prefix), self.path
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = Call(self.path.removeprefix(prefix), headers, body)
            host.calls.put(call)
            reply = host.replies.get(call.method, Answer(204, None))
            self.reply(reply(call) if callable(reply) else reply)

        def reply(self, reply: Any) -> None:
            match reply:
                case Answer(status, content_type, body):
                    self.plain(status, content_type, body)
                case Streamed(events):
                    self.begin_stream()
                    for event in events:
                        if event is None:
                            self.close_connection = True
                            self.connection.shutdown(2)
                            return
                        self.event(*event)
                    self.wfile.write(b"0\r\n\r\n")
                case Held():
                    self.hold(reply)
                case _:
                    self.plain(200, "application/json", json.dumps(reply).encode())

        def hold(self, held: Held) -> None:
            if held.first:
                self.begin_stream()
                for event in held.first:
                    self.event(*event)
            watching = threading.Thread(target=self.watch, args=(held,), daemon=True)
            watching.start()
            held.released.wait(PATIENCE)
            if not held.closed.is_set():
                self.connection.shutdown(0)  # ends the watching
                watching.join(PATIENCE)
                self.close_connection = True
                if held.first:
                    self.event("result", held.answer)
                    self.wfile.write(b"0\r\n\r\n")
                else:
                    self.plain(200, "application/json", json.dumps(held.answer).encode())

        def watch(self, held: Held) -> None:
            try:
                read = self.connection.recv(1)
            except ConnectionError:
                read = b""
            if read == b"" and not held.released.is_set():
                held.closed.set()
                held.released.set()

        def begin_stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()

        def event(self, name: str, data: Any) -> None:
            text = f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
            self.wfile.write(b"%x\r\n%b\r\n" % (len(text), text))

        def plain(self, status: int, content_type: str | None, body: bytes) -> None:
            self.send_response(status)
            if content_type is not None:
                self.send_header("Content-Type", content_type)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
