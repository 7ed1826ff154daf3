"""A service under test: asks it, plays its host, and judges every line that it writes."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from . import wire
from .http import mapping
from .http.client import Url
from .http.link import SERVE, Link
from .http.talk import Own
from .judge import Judge
from .process import Process
from .protocol import DEFAULT_LIMIT, VERSION, Json, key, methods, misfits
from .verdicts import Failed, HarnessError
from .world import World

_numbers = itertools.count(1)
HOST = {"name": "amplifier-conformance", "version": VERSION}


@dataclass
class Call:
    """A request of the suite that is under way."""

    service: Service
    id: Any
    method: str

    def message(self, seconds: float | None = None) -> Json:
        """The response as a whole, as soon as it is there."""
        what = f"the answer to {self.method} (id {self.id!r})"
        return self.service.wait(what, self.found, seconds)  # type: ignore[no-any-return]

    def result(self) -> Any:
        """The result; an error fails the check."""
        message = self.message()
        if "result" not in message:
            raise Failed(f"{self.method} failed", "a result", message["error"])
        return message["result"]

    def error(self, kind: str = "", code: int | None = None) -> Json:
        """The error, of this kind and code; anything else fails the check."""
        message = self.message()
        if "error" not in message:
            raise Failed(
                f"{self.method} should have failed", f"an error {kind}".strip(), message["result"]
            )
        error: Json = message["error"]
        data = error.get("data") if isinstance(error.get("data"), dict) else {}
        if kind and (data or {}).get("kind", kind) != kind:
            raise Failed(f"{self.method} failed in another way", f"the kind {kind}", error)
        if code is not None and error.get("code") != code:
            raise Failed(f"{self.method} failed in another way", f"the code {code}", error)
        return error

    def found(self) -> Json | None:
        """The response if it is there."""
        mine = key(self.id)
        return next(
            (m for m in self.service.received if "method" not in m and key(m.get("id")) == mine),
            None,
        )

    def notes(self, method: str = "") -> list[Json]:
        """The params of the notifications about this request so far."""
        return [
            m["params"]
            for m in self.service.received
            if "method" in m
            and "id" not in m
            and (not method or m["method"] == method)
            and key(m.get("params", {}).get("request_id")) == key(self.id)
        ]

    def note(self, method: str, count: int = 1) -> Json:
        """The params of the so-manieth notification of this name about it, as soon as it is there."""

        def there() -> Json | None:
            notes = self.notes(method)
            return notes[count - 1] if len(notes) >= count else None

        return self.service.wait(f"{method} about {self.method} (id {self.id!r})", there)  # type: ignore[no-any-return]

    def cancel(self, **params: Any) -> None:
        """Tell the service that nobody wants the answer any more."""
        self.service.notify("$/cancel", {"id": self.id, **params})


@dataclass
class Incoming:
    """A request or notification of the service."""

    service: Service
    id: Any  # None for a notification
    method: str
    params: Json
    cancelled: list[Json] = field(default_factory=list)  # the cancels of it that came

    @property
    def payload(self) -> Json:
        """The params without `_meta`."""
        return {name: value for name, value in self.params.items() if name != "_meta"}

    @property
    def meta(self) -> Json:
        """Its `_meta`, empty if it has none."""
        meta = self.params.get("_meta")
        return meta if isinstance(meta, dict) else {}

    def answer(self, result: Any) -> None:
        """Answer with a result, checked against its schema first."""
        row = methods().get(self.method)
        if row and row["result"]:
            _legal(row["result"], result, f"the suite's answer to {self.method}")
        self.say({"result": result})

    def fail(
        self, code: int, kind: str, message: str = "so says the suite's host", **data: Any
    ) -> None:
        """Answer with an error."""
        self.say({"error": {"code": code, "message": message, "data": {"kind": kind, **data}}})

    def say(self, body: Json) -> None:
        """Answer with a body as it is, legal or not."""
        self.service.judge.reply(self.id)
        self.service.write({"jsonrpc": "2.0", "id": self.id, **body})


class Service:
    """A service, over lines or over HTTP. A wait ends with its cause, or says what it waited for."""

    def __init__(  # noqa: PLR0913 - one a circumstance
        self,
        command: Sequence[str],
        *,
        patience: float,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        limit: int = DEFAULT_LIMIT,
        legacy: bool = False,
        http: bool = False,
        url: str = "",
        token: str = "",
    ) -> None:
        self.patience = patience
        self.judge = Judge(limit)
        self.judge.legacy = legacy
        self.received: list[Json] = []
        self.raw: list[bytes] = []
        self.incoming: list[Incoming] = []
        self.described: Json = {}
        self.world = World()
        self.limit = limit
        self._count = 0
        self._worlds: dict[tuple[str, Any], World] = {}  # of requests that the suite gave up
        self.link: Link | None = None
        merged = {**os.environ, **(SERVE if http else {}), **(env or {})}
        if not http:
            self.process: Process | Link = Process(command, self._hear, cwd=cwd, env=merged)
            return
        self.judge.lines = False
        self.process = self.link = Link(
            Url.of(url) if url else command,
            self._heard,
            self.judge.tally.rule,
            patience=patience,
            session=f"suite-{os.getpid()}-{next(_numbers)}",
            token=token,
            cwd=cwd,
            env=merged,
        )

    # ---- asking

    def describe(self, **params: Any) -> Json:
        """The first describe, as a host sends it."""
        told: Json = {"protocol_versions": [VERSION], "host": HOST, **params}
        if self.judge.legacy:
            told = {}
        elif self.limit != DEFAULT_LIMIT:
            told["limits"] = {"max_message_bytes": self.limit}
        self.described = self.send("describe", told or None).result()
        return self.described

    def send(
        self, method: str, params: Json | None = None, *, broken: bool = False, **members: Any
    ) -> Call:
        """Send a request, checked against its schema first unless it is broken on purpose."""
        self._count += 1
        message = {"jsonrpc": "2.0", "id": f"h-{self._count}", "method": method, **members}
        if params is not None:
            message["params"] = params
        if not broken:
            row = methods().get(method)
            if row is None:
                raise HarnessError(f"the suite would send {method}, which is no method")
            _legal(row["params"], params or {}, f"the suite's params of {method}")
        self.owe(message["id"], method, params)
        self.write(message)
        return Call(self, message["id"], method)

    def owe(self, message_id: Any, method: str, params: Json | None = None) -> Call:
        """Note that a line about to be written asks for an answer with this id."""
        with self.process.changed:
            self.judge.request(message_id, method, params if isinstance(params, dict) else {})
        return Call(self, message_id, method)

    def ask(self, method: str, params: Json | None = None) -> Any:
        """The result of a request."""
        return self.send(method, params).result()

    def execute(self, tool: str, tool_input: Any = None, **params: Any) -> Call:
        """Call a tool; `params` are further members, such as `_meta`."""
        given = {} if tool_input is None else tool_input
        return self.send("tool.execute", {**params, "name": tool, "input": given})

    def notify(self, method: str, params: Json | None = None, *, broken: bool = False) -> None:
        """Send a notification, checked against its schema first unless it is broken on purpose."""
        row = methods().get(method)
        if row and not broken:
            _legal(row["params"], params or {}, f"the suite's params of {method}")
        message: Json = {"jsonrpc": "2.0", "method": method}
        self.write(message if params is None else {**message, "params": params})

    def write(self, message: Json) -> None:
        """Write a message as a line."""
        self.process.write(wire.encode(message) + b"\n")

    def line(self, *pieces: bytes, shown: str | None = None) -> None:
        """Write a line as it stands, legal or not."""
        self.process.write(*pieces, b"\n", shown=shown)

    def ping(self, times: int = 1) -> None:
        """Ask for a sign of life; whatever was sent before has been read when it comes (RPC-054)."""
        for _ in range(times):
            self.send("ping", {}).result()

    def can_say(self, method: str, params: Json) -> bool:
        """Whether its binding has words for this; over HTTP a path must hold what it names."""
        if self.link is None:
            return True
        try:
            mapping.request(method, params)
        except mapping.Unspeakable:
            return False
        return True

    # ---- waiting

    def wait(self, what: str, found: Callable[[], Any], seconds: float | None = None) -> Any:
        """What `found` returns as soon as it is something; it is tried anew whenever something came."""
        limit = self.patience if seconds is None else seconds
        until = time.monotonic() + limit
        with self.process.changed:
            while (value := found()) is None or value is False or value == []:
                left = until - time.monotonic()
                if left <= 0 or self.process.over:
                    ended = f"the service ended (exit code {self.process.wait(1)})"
                    why = ended if self.process.over else f"nothing came for {limit:.0f} s"
                    raise Failed(f"waited for {what}: {why}", what, self._last())
                self.process.changed.wait(left)
        return value

    def call(self, method: str, number: int = 0) -> Incoming:
        """The so-manieth request or notification of this name of the service, as soon as it is there."""

        def there() -> Incoming | None:
            mine = [call for call in self.incoming if call.method == method]
            return mine[number] if len(mine) > number else None

        return self.wait(f"{method} from the service", there)  # type: ignore[no-any-return]

    def _last(self) -> str:
        return self.raw[-1][:300].decode(errors="replace") if self.raw else "nothing at all"

    # ---- the end

    def end(self, how: str = "eof", seconds: float = 5.0) -> int:
        """End by closing its stdin (`eof`) or by SIGTERM (`term`); its exit code. All that it wrote is read."""
        if how == "eof":
            self.process.close_stdin()
        else:
            self.process.signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        if code is None:
            told = "its stdin ended" if how == "eof" else "SIGTERM"
            raise Failed(f"it is still there {seconds:.0f} s after {told}", "it ends", "it runs")
        self.process.join(self.patience)
        return code

    def kill(self) -> None:
        """Leave nothing of it behind."""
        self.process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.kill()

    @contextlib.contextmanager
    def hosted(self, world: World) -> Iterator[World]:
        """Answer the service's calls by this world."""
        with self.process.changed:
            before, self.world = self.world, world
        try:
            yield world
        finally:
            with self.process.changed:
                self.world = before

    # ---- reading, in the process's thread

    def _hear(self, line: bytes, ended: bool) -> None:
        message = self.judge.line(line, ended=ended)
        if message is not None:
            self._take(message, line)

    def _heard(self, message: Json, raw: bytes, of: Any) -> None:
        """A message that came over HTTP; `of` is the request that a call is made for."""
        if isinstance(message, Own):
            self.judge.give_up(message["id"])
            self._worlds[key(message["id"])] = self.world
        elif self.judge.message(message, raw) is None:
            return
        self._take(message, raw, self._worlds.get(key(of)))

    def _take(self, message: Json, raw: bytes, world: World | None = None) -> None:
        self.received.append(message)
        self.raw.append(raw)
        if "method" not in message:
            return
        params = message.get("params", {})
        call = Incoming(self, message.get("id"), message["method"], params)
        if call.method == "$/cancel":
            for other in self.incoming:
                if other.id is not None and key(other.id) == key(params.get("id")):
                    other.cancelled.append(params)
        self.incoming.append(call)
        (world or self.world).take(call)


def _legal(reference: str, value: Any, what: str) -> None:
    found = misfits(reference, value)
    if found:
        raise HarnessError(f"{what} would not fit: {'; '.join(map(str, found[:3]))}")
