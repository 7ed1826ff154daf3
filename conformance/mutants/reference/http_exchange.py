"""One request over HTTP, and what is answered to it (HTP-008, HTP-030, HTP-040 to HTP-046)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import schema
from errors import RpcError
from http_message import Head, answer_head, chunk, phrase_of
from http_routes import RefusedError
from mutations import broken
from request import Request
from writing import body

Json = dict[str, Any]
JSON = "application/json"
PROBLEM = "application/problem+json"
EVENTS = "text/event-stream"
SILENCE = 15.0  # seconds after which a stream gets a comment (HTP-047)


@dataclass(eq=False)
class Exchange:
    """A request and its answer; `put` has bytes written, in their order."""

    head: Head
    put: Callable[[bytes], None]
    streams: bool = False  # whether it is to be answered with a stream
    keeps: bool = True  # whether the connection may be used again
    begun: bool = False  # whether the stream has begun
    over: bool = False  # whether the last bytes are known
    done: bool = False  # and handed to `put`
    request: Request | None = None
    held: deque[bytes] = field(default_factory=deque)  # events that a switch keeps back

    @property
    def callback(self) -> tuple[str, str] | None:
        """Where the host is reached for this request, and the token for it (HTP-061)."""
        url = self.head.headers.get("amplifier-callback")
        token = self.head.headers.get("amplifier-token", "")
        return None if url is None else (url, token)

    # ---- answers in one piece

    def answer(self, status: int, kind: str, data: bytes, **more: str) -> None:
        """Answer with this body, once."""
        if self.over:
            return
        if broken("htp-008-type") and kind == JSON and self.head.method == "POST":
            kind = "text/plain"
        headers = {"Content-Type": kind} if data else {}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        if status != 204:
            headers["Content-Length"] = str(len(data))
        self._finish(self._head(status, headers) + (b"" if self.head.method == "HEAD" else data))

    def refuse(self, why: RefusedError) -> None:
        """Answer with a Problem, instead of a stream too (HTP-030, HTP-046)."""
        if self.streams and broken("htp-046-streams"):
            self.event("error", body(problem(why.why, why.status)))
            self._end_stream()
            return
        data = body(problem(why.why, why.status))
        kind = JSON if broken("htp-030-type") else PROBLEM
        if broken("htp-009-page") and why.status == 404 and why.why.kind == "method_not_found":
            kind, data = "text/html", b"<h1>404</h1>"
        if broken("htp-009-accepts") and why.status == 404:
            self.answer(200, JSON, b"{}")
            return
        self.answer(why.status, kind, data, **why.headers)

    def result(self, data: bytes) -> None:
        """Answer with a result."""
        if not self.streams:
            post = self.head.method == "POST"
            self.answer(201 if post and broken("htp-008-status") else 200, JSON, data)
            return
        if not broken("htp-043-nothing"):
            self.event("result", data)
        if broken("htp-043-twice"):
            self.event("result", data)
        self._end_stream()

    def fail(self, why: RpcError) -> None:
        """Answer with an error, in the stream if it has begun."""
        status = status_of(why.kind)
        if self.begun:
            bare = broken("htp-043-problem")
            self.event("error", body(why.data if bare else problem(why, status)))
            self._end_stream()
        else:
            self.refuse(RefusedError(status, why))

    def nothing(self) -> None:
        """Answer a notification."""
        if broken("htp-008-notification"):
            self.answer(200, JSON, b"{}")
        else:
            self.answer(204, "", b"")

    # ---- streams

    def begin(self) -> None:
        """Send the head of the stream, so that the caller sees that its handler runs."""
        if not self.streams or self.begun or self.over:
            return
        self.begun = True
        headers = {"Content-Type": EVENTS, "Cache-Control": "no-store"}
        if self.head.version == "1.1":
            headers["Transfer-Encoding"] = "chunked"
        else:
            self.keeps = False
        self.put(self._head(200, headers))

    def event(self, name: str, data: bytes) -> None:
        """Send an event at once (HTP-042)."""
        if self.over:
            return
        self.begin()
        if broken("htp-041-named") and name not in ("result", "error"):
            name = "message"
        if broken("htp-041-lines"):
            data = data.replace(b"{", b"{\ndata: ", 1)
        event = b"event: %s\ndata: %s\n\n" % (name.encode(), data)
        if broken("htp-042-holds") or broken("htp-042-one"):
            self.held.append(event)
            event = self.held.popleft() if broken("htp-042-one") and len(self.held) > 1 else b""
        if event:
            self._put(event)

    def comment(self) -> None:
        """Show that the stream is still there."""
        if self.begun and not self.over and not broken("htp-047-silent"):
            self._put(b":\n\n")

    def _put(self, data: bytes) -> None:
        self.put(chunk(data) if self.head.version == "1.1" else data)

    def _end_stream(self) -> None:
        while self.held:
            self._put(self.held.popleft())
        if broken("htp-043-open"):
            return
        self._finish(chunk(b"") if self.head.version == "1.1" else b"")

    def _head(self, status: int, headers: dict[str, str]) -> bytes:
        """HTP-023: each answer tells the version."""
        told = {"Amplifier-Protocol": "1.0", **headers}
        describing = self.head.target == "/describe"
        if broken("htp-023-none") or (broken("htp-023-describe") and not describing):
            del told["Amplifier-Protocol"]
        if not self.keeps:
            told["Connection"] = "close"
        return answer_head(status, told)

    def cut(self) -> None:
        """Break the stream off, as if it were over (a switch of HTP-051)."""
        self._end_stream()

    def _finish(self, data: bytes) -> None:
        if not self.over:
            self.over = True
            self.put(data)
            self.done = True
            self.put(b"")  # so that the connection looks at `done`


def problem(why: RpcError, status: int) -> Json:
    """The error as RFC 9457 has it (HTP-030, HTP-031)."""
    told = why.wire()
    found = {
        "type": "about:blank",
        "title": phrase_of(status),
        "status": 500 if broken("htp-031-member") else status,
        "detail": told["message"],
        "kind": why.kind,
        "code": told["code"],
        "data": told["data"],
    }
    if broken("htp-030-bare"):
        del found["data"]
    if broken("htp-030-kind"):
        del found["kind"]
    return found


def status_of(kind: str) -> int:
    """The status that the table of errors has for a kind."""
    if broken("htp-031-failed"):
        return 500
    if broken("htp-031-params") and kind == "invalid_params":
        return 400
    if broken("htp-074-status") and kind == "overloaded":
        return 503
    return schema.statuses()[kind]
