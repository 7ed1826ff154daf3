"""In the place of a process with lines: turns the suite's lines into HTTP, and what comes back into messages.

A request is an exchange in a thread of its own; a stream's events become notifications about it; calls of the service
come by callback.py. `$/cancel` of mode immediate closes the connection, and the answer that the suite then reads is
the link's own (`Own`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from signal import Signals
from typing import Any

from ..outcome import Direction, TraceLine
from ..process import Process
from ..protocol import Json, key
from ..verdicts import NotApplicable
from . import findings, mapping, words
from .callback import Callbacks
from .client import Exchange, Head, Url
from .sse import Event
from .talk import NoAddress, Talk

GONE = 1.0  # seconds within which a process that dropped a connection is seen to have ended
SHOWN = 2000  # characters of a text that the trace keeps
UNASKED = ("describe", "ping")  # what is asked without a callback (HTP-060)
SERVE = {"AMPLIFIER_TRANSPORT": "http", "AMPLIFIER_HTTP_ADDRESS": "127.0.0.1:0"}
TOKEN = "AMPLIFIER_HTTP_TOKEN"  # noqa: S105 - the name of a variable
RUNNING = "it runs already, and its process is not the suite's"
SHARED = "it runs already, and its settings are those of all who use it"

Hear = Callable[
    [Json, bytes, Any], None
]  # a message, its JSON as it came, the request that it is made for
Rule = Callable[[str, bool, str], bool]


class Link:
    """Speaks with a service over HTTP: one that it starts by a command, or one that runs at a URL."""

    def __init__(  # noqa: PLR0913 - one a circumstance
        self,
        target: Sequence[str] | Url,
        hear: Hear,
        rule: Rule,
        *,
        patience: float,
        session: str,
        token: str = "",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.patience, self.session = patience, session
        self.token = token or (env or {}).get(TOKEN, "")
        self._hear, self._rule = hear, rule
        self._under_way: dict[tuple[str, Any], Talk] = {}
        self._sent: dict[tuple[str, Any], mapping.Request] = {}  # what asked, by its id
        self._threads: list[threading.Thread] = []
        self._url = target if isinstance(target, Url) else None
        self._lines = 0  # on its standard output
        self.process: Process | None = None
        self.ending = False  # it was told to end
        self._ended = threading.Event()
        if not isinstance(target, Url):
            self.process = Process(target, self._line, cwd=cwd, env=env)
        self.changed = self.process.changed if self.process else threading.Condition()
        self.trace: list[TraceLine] = self.process.trace if self.process else []
        self.started = self.process.started if self.process else time.monotonic()
        self.name = ""
        self._callbacks = Callbacks(self._heard, self._ruled, self.note)
        if self.process:
            threading.Thread(target=self._watch, daemon=True).start()

    # ---- what a Process has

    @property
    def over(self) -> bool:
        """Whether it has ended, and all that it said was heard."""
        return self._ended.is_set() and not self._under_way

    @property
    def stderr(self) -> str:
        """The end of what it wrote there."""
        return self.process.stderr if self.process else ""

    @property
    def pid(self) -> int:
        """The process id."""
        return self._own().pid

    @property
    def code(self) -> int | None:
        """The exit code once it has ended."""
        return self.process.code if self.process else None

    def write(self, *pieces: bytes, shown: str | None = None) -> None:
        """Say what a line says. Raises NotApplicable for what only a line can hold; `shown` is not needed here."""
        message = words.message(b"".join(pieces))
        if "method" not in message:
            self._callbacks.answer(message)
        elif "id" in message:
            self._ask(message)
        else:
            self._tell(message["method"], message.get("params") or {})

    def note(self, direction: str, text: str) -> None:
        """Add a line to the trace."""
        kind: Direction = (
            "sent" if direction == "sent" else "received" if direction == "received" else "note"
        )
        at = time.monotonic() - self.started
        self.trace.append(TraceLine(at, kind, text[:SHOWN], self.name))

    def close_stdin(self) -> None:
        """The end of its standard input, which means nothing over HTTP (HTP-076)."""
        self._own().close_stdin()

    def signal(self, number: Signals) -> None:
        """Send a signal to the process; what it drops from now on it may drop."""
        self._own().signal(number)
        self.ending = True

    def pause(self) -> None:
        """Lines alone can be left unread."""
        raise NotApplicable("over HTTP no line is left unread")

    def resume(self) -> None:
        """Read on."""

    def wait_taken(self, _seconds: float) -> bool:
        """Lines alone are taken by and by."""
        raise NotApplicable("over HTTP nothing tells what was read")

    def wait(self, seconds: float) -> int | None:
        """The exit code, None if it is still there after so many seconds."""
        return self.process.wait(seconds) if self.process else None

    def join(self, seconds: float) -> bool:
        """Wait until all that it said was heard."""
        until = time.monotonic() + seconds
        for thread in list(self._threads):
            thread.join(max(0.0, until - time.monotonic()))
        self._callbacks.join(max(0.0, until - time.monotonic()))
        return self.process.join(seconds) if self.process else True

    def kill(self) -> None:
        """Leave nothing of it behind."""
        with self.changed:
            left = list(self._under_way.values())
        for talk in left:
            talk.close()
        self._callbacks.close()
        if self.process:
            self.process.kill()
            findings.secret(
                self._ruled, "standard error", self._callbacks.tokens(), self.stderr.encode()
            )

    # ---- what checks of HTTP use

    @property
    def url(self) -> Url:
        """Where it listens, as soon as it has said so. Raises NoAddress."""
        if self._url is None:
            with self.changed:
                self.changed.wait_for(lambda: self._url or self._ended.is_set(), self.patience)
            if self._url is None:
                self._no_address()
        assert self._url is not None
        return self._url

    def exchange(self, patience: float | None = None) -> Exchange:
        """A connection of its own, with its lines in the trace."""
        return Exchange(self.url, patience=patience or self.patience, note=self.note)

    def headers(self) -> dict[str, str]:
        """What each request has: the session of the suite, and the token of the service if it has one."""
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {mapping.SESSION: self.session, **bearer}

    def door(self, of: Any) -> dict[str, str]:
        """Headers by which a service calls back; `of` is the id of the request at the judge."""
        return self._callbacks.door(of)

    def _no_address(self) -> None:
        ended = self.process is not None and self.process.code is not None
        why = (
            f"it ended (exit code {self.code})" if ended else f"none came for {self.patience:.0f} s"
        )
        raise NoAddress(f"waited for the line with its url: {why}", '{"url":"http://…"}')

    def _own(self) -> Process:
        if self.process is None:
            raise NotApplicable(RUNNING)
        return self.process

    # ---- its standard output

    def _line(self, line: bytes, ended: bool) -> None:
        """The first line has the address; there is no other (HTP-071). `changed` is held."""
        self._lines += 1
        value = mapping.parsed(line)
        url = value.get("url") if isinstance(value, dict) else None
        if self._lines > 1 or not ended or not isinstance(url, str):
            self._rule("HTP-071", False, f"line {self._lines} on standard output: {line[:200]!r}")
            return
        try:
            self._url = Url.of(url)
        except ValueError as error:
            self._rule("HTP-071", False, str(error))
        else:
            self._rule("HTP-071", True, "")

    def _watch(self) -> None:
        assert self.process is not None
        self.process.ended()
        with self.changed:
            self._ended.set()
            self.changed.notify_all()

    # ---- what the suite says

    def _ask(self, message: Json) -> None:
        at = key(message["id"])
        if at in self._under_way:
            raise NotApplicable("over HTTP requests have no ids")
        method, params = message["method"], message.get("params", {})
        if not isinstance(params, dict):
            raise NotApplicable("over HTTP params are always an object")
        if method == "configure" and self.process is None:
            raise NotApplicable(SHARED)
        asked = self._request(method, params, message["id"])
        talk = Talk(self, message["id"], method, asked)
        with self.changed:
            self._sent[at] = asked
            self._under_way[at] = talk
            self._threads = [t for t in self._threads if t.is_alive()]
        thread = threading.Thread(target=talk.run, daemon=True)
        thread.start()
        self._threads.append(thread)  # only now: one that has not started cannot be waited for
        talk.sent.wait(self.patience)

    def _request(self, method: str, params: Json, about: Any) -> mapping.Request:
        try:
            asked = mapping.request(method, params, stream=True)
        except mapping.Unspeakable as why:
            raise NotApplicable(f"over HTTP {why}") from None
        door = {} if method in UNASKED else self.door(about)
        asked.headers.update({n: v for n, v in self.headers().items() if n not in asked.headers})
        asked.headers.update(door)
        return asked

    def _tell(self, method: str, params: Json) -> None:
        """A notification: a cancel, news of a call of the service, or one that has an endpoint."""
        if method == "$/cancel":
            self._cancel(params)
        elif "request_id" in params:
            data = {name: value for name, value in params.items() if name != "request_id"}
            self._callbacks.event(params["request_id"], method, data)
        else:
            self._post(method, self._request(method, params, None))

    def _post(self, method: str, asked: mapping.Request) -> None:
        """Send a notification, and wait until it was taken."""
        with self.exchange() as exchange:
            exchange.send(asked.method, asked.target, asked.headers, asked.bytes())
            answer = exchange.answer()
        findings.head(self._ruled, method, answer.head)
        findings.nothing(self._ruled, method, answer.head, answer.body)

    def _cancel(self, params: Json) -> None:
        at = key(params.get("id"))
        with self.changed:
            talk = self._under_way.get(at)
        sent = self._sent.get(at)
        if sent is None:
            return  # it is about nothing that was asked
        if params.get("mode") != "graceful":
            if talk:
                talk.cancel()
        elif sent.target == mapping.request("orchestrator.execute", {}).target:
            told = mapping.request("$/cancel", {n: v for n, v in params.items() if n != "id"})
            headers = {n: v for n, v in sent.headers.items() if n not in ("Accept",)}
            self._post("$/cancel", mapping.Request(told.method, told.target, headers, told.body))
        else:
            raise NotApplicable("over HTTP only a turn is cancelled gracefully")

    # ---- what the service says

    def _heard(self, message: Json, raw: bytes, of: Any) -> None:
        with self.changed:
            self._hear(message, raw, of)
            self.changed.notify_all()

    def _ruled(self, requirement: str, met: bool, sentence: str) -> bool:
        with self.changed:
            return self._rule(requirement, met, sentence)

    def over_with(self, talk: Talk) -> None:
        """An exchange has ended."""
        with self.changed:
            self._under_way.pop(key(talk.id), None)
            self.changed.notify_all()

    def said(self, message: Json, raw: bytes) -> None:
        """A message about a request, or its response."""
        self._heard(message, raw, None)

    def look(self, what: str, head: Head, raw: bytes | None) -> None:
        """Hold the head of an answer against the rules; and the body, unless it is a stream."""
        findings.head(self._ruled, what, head)
        if raw is not None:
            findings.answer(self._ruled, what, head, raw)
            self.keep_secret(what, raw)

    def look_at(self, what: str, event: Event) -> None:
        """Hold an event against the rules."""
        findings.event(self._ruled, what, event)
        self.keep_secret(what, event.data.encode())

    def keep_secret(self, what: str, text: bytes) -> None:
        """No token is in what the service says."""
        findings.secret(self._ruled, what, self._callbacks.tokens(), text)

    def rule(self, requirement: str, met: bool, sentence: str) -> bool:
        """Count an observation."""
        return self._ruled(requirement, met, sentence)

    def gone(self) -> bool:
        """Whether the process has ended, or does so at once."""
        return self.process is not None and self.process.wait(GONE) is not None
