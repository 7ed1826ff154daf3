"""A call of a service over HTTP back to its host, and what the host answers."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import h11

from ..http.mapping import JSON, META, PROBLEM, REQUEST, STREAM, TOKEN
from ..http.sse import Events
from ..protocol import Json, codes, statuses
from ..verdicts import Failed
from ..wire import encode
from .http_routes import value

if TYPE_CHECKING:
    from .http_site import Site

READ = 1 << 18
NAMES = {member: name for name, member in META.items()}


class Back:
    """One request on a connection of its own. A thread writes it and reads the answer.

    `body` instead of params are bytes as they stand, or several pieces; `headers` of None leave out what would be sent.
    """

    def __init__(  # noqa: PLR0913 - all but the address by name
        self,
        site: Site,
        address: str,
        method: str,
        params: Any,
        *,
        token: str | None,
        verb: str = "POST",
        number: str | None = None,
        meta: Json | None = None,
        stream: bool = False,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> None:
        self.site, self.method, self.verb = site, method, verb
        self.number = number or f"s-{len(site.backs) + 1}"
        self.status: int | None = None
        self.headers: list[tuple[str, str]] = []
        self.body = bytearray()
        self.events: list[tuple[str, Any]] = []
        self.over = False  # the answer is complete, or the connection is
        self.lost = ""  # why there is no answer
        self._events = Events()
        self._whole = False
        given = encode(params or {}) if body is None else body
        fields: dict[str, str | None] = {
            "Content-Type": JSON,
            TOKEN: token,
            REQUEST: self.number,
            **({"Accept": STREAM} if stream else {}),
            **{NAMES[name]: str(told) for name, told in (meta or {}).items()},
            **(headers or {}),
        }
        if isinstance(given, bytes) and verb != "GET":
            fields.setdefault("Content-Length", str(len(given)))
        parts = urlsplit(address)
        self._address = (parts.hostname or "", parts.port or 80)
        self._request = h11.Request(
            method=verb,
            target=parts.path or "/",
            headers=[("Host", parts.netloc), *((n, v) for n, v in fields.items() if v is not None)],
        )
        self._pieces = [given] if isinstance(given, bytes) else given
        self._socket = socket.create_connection(self._address, timeout=30)
        self._socket.settimeout(None)
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
        self._state = threading.Lock()  # of h11
        shown = given[:300].decode(errors="replace") if isinstance(given, bytes) else "…"
        self._note("sent", f"{verb} {parts.path} {fields} {shown}")
        threading.Thread(target=self._write, name="back writes", daemon=True).start()
        threading.Thread(target=self._read, name="back reads", daemon=True).start()

    # ---- the answer

    def wait(self, what: str, found: Any) -> Any:
        """What `found` returns as soon as it is something."""
        return self.site.stage.wait(f"{what} of {self.verb} {self.method}", found)

    def done(self) -> None:
        """Wait until the answer is complete."""
        self.wait("the host's answer", lambda: self.over)
        if self.status is None:
            raise Failed(f"{self.method} was not answered", "an answer", self.lost)

    def answered(self, status: int) -> None:
        """Wait for the answer, which has this status."""
        self.done()
        if self.status != status:
            told = f"{self.status} {bytes(self.body)[:500].decode(errors='replace')}"
            raise Failed(f"{self.verb} {self.method} has another status", status, told)

    def header(self, name: str) -> str | None:
        """The value of a header of the answer."""
        return value(self.headers, name)

    @property
    def kind(self) -> str:
        """The content type of the answer, without its parameters."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The body; fails if it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Failed(
                f"the body of {self.method} is no JSON: {error}", "JSON", self.text
            ) from None

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    def result(self) -> Any:
        """The result; an error fails the check."""
        self.answered(200)
        if self.kind == STREAM:
            return self._last("result")
        if self.kind != JSON:
            raise Failed(f"the result of {self.method} has another type", JSON, self.kind)
        return self.json()

    def problem(self, status: int, kind: str) -> Json:
        """The Problem of this status and kind; anything else fails the check (HTP-030, HTP-031)."""
        self.answered(status)
        if self.kind != PROBLEM:
            raise Failed(f"the error of {self.method} has another type", PROBLEM, self.kind)
        return self._checked(self.json(), status, kind)

    def error(self, kind: str) -> Json:
        """The Problem of this kind with the status that the table has for it, alone or as the end of a stream."""
        self.done()
        status = statuses()[kind]
        if self.kind == STREAM:
            return self._checked(self._last("error"), status, kind)
        return self.problem(status, kind)

    def event(self, name: str, count: int = 1) -> Any:
        """The data of the so-manieth event of this name, as soon as it is there."""

        def there() -> Any:
            found = [data for each, data in self.events if each == name]
            return found[count - 1] if len(found) >= count else None

        return self.wait(f"the event {name}", there)

    def close(self) -> None:
        """Close the connection."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _last(self, name: str) -> Any:
        ends = [each for each, _ in self.events if each in ("result", "error")]
        if ends != [name] or self.events[-1][0] != name:
            names = [each for each, _ in self.events]
            raise Failed(f"the stream of {self.method} ends otherwise", f"one {name}, last", names)
        return self.events[-1][1]

    def _checked(self, problem: Any, status: int, kind: str) -> Json:
        data = problem.get("data") if isinstance(problem, dict) else None
        found = (problem.get("status"), problem.get("kind")) if isinstance(problem, dict) else None
        code = codes()[kind]
        if found != (status, kind) or problem.get("code") != code or not problem.get("detail"):
            right = {"status": status, "kind": kind, "code": code, "detail": "a sentence"}
            raise Failed(f"{self.method} failed in another way", right, problem)
        if data is not None and data.get("kind", kind) != kind:
            raise Failed("data.kind of the Problem is another", kind, problem)
        return problem  # type: ignore[no-any-return]

    # ---- the connection

    def _write(self) -> None:
        try:
            self._send(self._request)
            for piece in self._pieces:
                if self.over:
                    return
                if piece:
                    self._send(h11.Data(data=piece))
            self._send(h11.EndOfMessage())
        except (OSError, h11.LocalProtocolError) as error:
            self.lost = self.lost or f"it could not be sent: {error}"

    def _send(self, event: h11.Event) -> None:
        with self._state:
            data = self._h11.send(event)
        if data:
            self._socket.sendall(data)

    def _read(self) -> None:
        try:
            while not self.over:
                data = self._socket.recv(READ)
                with self._state:
                    self._h11.receive_data(data)
                    come = self._come()
                with self.site.stage.changed:
                    for event in come:
                        self._take(event)
                    self.site.stage.changed.notify_all()
                if not data:
                    break
        except (OSError, h11.RemoteProtocolError) as error:
            self.lost = self.lost or f"{type(error).__name__}: {error}"
        with self.site.stage.changed:
            self.over = True
            told = f"{self.method}: {self.status} {self.text[:500]} {self.lost}"
            self._note("received", told)
            self.site.stage.changed.notify_all()
        self.close()

    def _come(self) -> list[Any]:
        found = []
        while (event := self._h11.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
            found.append(event)
            if isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                break
        return found

    def _take(self, event: Any) -> None:
        if isinstance(event, h11.Response):
            self.status = event.status_code
            self.headers = [(n.decode(), v.decode("latin-1")) for n, v in event.headers]
        elif isinstance(event, h11.Data):
            self.body += event.data
            if self.kind == STREAM:
                for name, data in self._events.feed(bytes(event.data)):
                    self.events.append((name, json.loads(data)))
        elif isinstance(event, h11.EndOfMessage):
            self.over = True

    def _note(self, direction: Any, text: str) -> None:
        self.site.stage.note(direction, text, self.site.name)
