"""A request of a host over HTTP, and the suite's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h11

from ..http.mapping import JSON, PROBLEM, STREAM, problem_of
from ..protocol import Json, codes, methods
from ..wire import encode
from .calls import legal
from .http_routes import read, value

if TYPE_CHECKING:
    from .http_site import Line, Site


class Visit:
    """As a Heard of a puppet, with what HTTP shows of it."""

    def __init__(self, site: Site, line: Line, request: h11.Request, body: bytes) -> None:
        self.site, self.body = site, body
        self.verb = request.method.decode()
        self.target = request.target.decode("latin-1")  # as it stands in the request line
        self.headers = [(n.decode(), v.decode("latin-1")) for n, v in request.headers]
        self.at = site.stage.now()
        self.closed: float | None = None  # when the host closed the connection, unanswered
        self.over = False  # whether the answer is complete
        self.reading = read(self.verb, self.target, self.headers, body)
        self.begun = False
        self._line = line

    @property
    def method(self) -> str:
        """The method of the protocol; empty if no endpoint has it."""
        return self.reading.method

    @property
    def payload(self) -> Json:
        """The params but for `_meta`."""
        return self.reading.params

    @property
    def params(self) -> Json:
        """The params as they would be over stdio."""
        return {"_meta": self.meta, **self.payload} if self.meta else self.payload

    @property
    def meta(self) -> Json:
        """Its `_meta`, of the headers."""
        return self.reading.meta

    @property
    def shown(self) -> str:
        """As a trace shows it."""
        told = " ".join(f"{name}: {text};" for name, text in self.headers)
        return f"{self.verb} {self.target} [{told}] {self.body.decode(errors='replace')}"

    def header(self, name: str) -> str | None:
        """The value of a header."""
        return value(self.headers, name)

    # ---- answers

    def answer(self, result: Any) -> None:
        """Answer with a result, checked against its schema first."""
        row = methods().get(self.method)
        if row and row["result"]:
            legal(row["result"], result, f"the suite's answer to {self.method}")
        self.say({"result": result})

    def fail(self, kind: str, message: str = "so says the suite", **data: Any) -> None:
        """Answer with an error of this kind."""
        code = codes().get(kind, -32603)
        self.say({"error": {"code": code, "message": message, "data": {"kind": kind, **data}}})

    def say(self, body: Json) -> None:
        """Answer with a result or an error as it is, legal or not: alone, or as the end of its stream."""
        problem = problem_of(body["error"]) if "error" in body else None
        if problem is not None and not self.begun:
            self.reply(problem["status"], PROBLEM, problem)
        elif self.begun or self.reading.stream:
            self.begin()
            self.event("error" if problem else "result", problem or body.get("result"))
            self.end()
        elif not self.method or methods()[self.method]["kind"] == "notification":
            self.reply(204, None, b"")
        else:
            self.reply(200, JSON, body.get("result"))

    def reply(self, status: int, content_type: str | None, body: Any, **headers: str) -> None:
        """Answer with any status and body; what is not bytes is written as JSON."""
        data = body if isinstance(body, bytes) else encode(body)
        fields = {name.replace("_", "-"): text for name, text in headers.items()}
        fields |= {} if content_type is None else {"Content-Type": content_type}
        fields |= {} if status == 204 else {"Content-Length": str(len(data))}
        self._note(f"{status} {fields} {data[:500].decode(errors='replace')}")
        response = h11.Response(status_code=status, headers=list(fields.items()))
        self._line.send(response, *([h11.Data(data=data)] if data else []), h11.EndOfMessage())

    # ---- streams

    def begin(self) -> None:
        """Begin a stream, once."""
        if not self.begun:
            self.begun = True
            fields = [("Content-Type", STREAM), ("Cache-Control", "no-store")]
            self._note(f"200 {STREAM}")
            self._line.send(h11.Response(status_code=200, headers=fields))

    def event(self, name: str, data: Any) -> None:
        """Write an event of the stream."""
        self.piece(b"event: %s\ndata: %s\n\n" % (name.encode(), encode(data)))

    def piece(self, data: bytes) -> None:
        """Write bytes of the stream, whether they make an event or not."""
        self.begin()
        self._note(data[:500].decode(errors="replace"))
        self._line.send(h11.Data(data=data))

    def end(self) -> None:
        """End the stream as HTTP ends it."""
        self._line.send(h11.EndOfMessage())

    def cut(self) -> None:
        """Break the connection off."""
        self.over = True
        self._note("the connection is broken off")
        self._line.close()

    # ---- what becomes of it

    def closes(self, seconds: float | None = None) -> float:
        """When the host has closed the connection before the answer, as soon as it has."""
        what = f"the host to close the connection of {self.verb} {self.target}"
        return float(self.site.stage.wait(what, lambda: self.closed, seconds))

    def _note(self, text: str) -> None:
        self.site.stage.note("sent", text, self.site.name)
