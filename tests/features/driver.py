"""Talks to a service, line by line and without any SDK: starts it, asks it, plays its host, and ends it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from features.judge import Json, Judge, key, methods, misfits

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds after which a thing that was waited for counts as never coming
GRACE = 5.0  # seconds within which a service ends (LIF-071)
SLACK = 5.0  # seconds that a busy machine may add to a promise


class Answer:
    """An error with which a scripted host answers."""

    def __init__(
        self, code: int, kind: str, message: str = "so says the host", **data: Any
    ) -> None:
        self.error = {"code": code, "message": message, "data": {"kind": kind, **data}}


@dataclass
class Call:
    """A request of the driver that is under way."""

    service: Service
    id: Any
    method: str

    def message(self, seconds: float = PATIENCE) -> Json:
        """The response, as a whole."""
        return self.service.wait(f"the answer to {self.method}", self._find, seconds)

    def result(self, seconds: float = PATIENCE) -> Any:
        message = self.message(seconds)
        assert "result" in message, f"{self.method} failed: {message['error']}"
        return message["result"]

    def error(self, seconds: float = PATIENCE) -> Json:
        message = self.message(seconds)
        assert "error" in message, f"{self.method} did not fail: {message['result']}"
        return message["error"]

    def notes(self) -> list[Json]:
        """The notifications about this request so far, in their order."""
        return [m for m in self.service.received if self._about(m)]

    def note(self, method: str) -> Json:
        """The first notification of this name about the request, as soon as it is there."""

        def found() -> Json | None:
            return next((m["params"] for m in self.notes() if m["method"] == method), None)

        return self.service.wait(f"{method} about {self.method}", found)

    def cancel(self, **params: Any) -> None:
        self.service.notify("$/cancel", {"id": self.id, **params})

    def _find(self) -> Json | None:
        mine = key(self.id)
        answers = (m for m in self.service.received if "method" not in m)
        return next((m for m in answers if key(m.get("id")) == mine), None)

    def _about(self, message: Json) -> bool:
        return "method" in message and message.get("params", {}).get("request_id", ...) == self.id


@dataclass
class Incoming:
    """A request or notification of the service."""

    service: Service
    id: Any
    method: str
    params: Json

    @property
    def payload(self) -> Json:
        """The params without `_meta`."""
        return {name: value for name, value in self.params.items() if name != "_meta"}

    @property
    def meta(self) -> Json:
        return self.params.get("_meta", {})

    def answer(self, reply: Any) -> None:
        """Answer with a result, or with the error that an Answer holds."""
        failed = isinstance(reply, Answer)
        body = {"error": reply.error} if failed else {"result": reply}
        self.service.judge.answers(self.id, None if failed else reply)
        self.service.write({"jsonrpc": "2.0", "id": self.id, **body})

    def notify(self, method: str, **params: Any) -> None:
        """A notification about this request, to the service."""
        self.service.notify(method, {"request_id": self.id, **params})


Script = Mapping[str, Any]  # method → a result, an Answer, HOLD, or a function of the Incoming
HOLD = object()  # not answered by the script


@dataclass
class Host:
    """A host that answers by script; it keeps what the service sent meanwhile."""

    service: Service
    script: dict[str, Any]
    calls: list[Incoming] = field(default_factory=list)

    @property
    def asked(self) -> list[tuple[str, Json]]:
        """Method and payload of everything that came but cancels and notes about requests."""
        return [(c.method, c.payload) for c in self.calls if "request_id" not in c.params]

    def call(self, method: str, number: int = 0) -> Incoming:
        """The call (or notification) of this name, as soon as it is there."""

        def found() -> Incoming | None:
            mine = [call for call in self.calls if call.method == method]
            return mine[number] if len(mine) > number else None

        return self.service.wait(f"{method} from the service", found)

    def take(self, incoming: Incoming) -> None:
        self.calls.append(incoming)
        if incoming.id is None:
            return
        reply = self.script.get(incoming.method, ...)
        if callable(reply):
            reply = reply(incoming)
        if reply is ...:
            self.service.judge.faults.append(f"the host was not to be asked {incoming.method}")
            reply = Answer(-32601, "method_not_found")
        if reply is not HOLD:
            incoming.answer(reply)


class Service:
    """A service under test. Waits have generous limits and say what they waited for."""

    def __init__(
        self, command: list[str], cwd: Path = ROOT, env: Mapping[str, str] | None = None
    ) -> None:
        self.command = command
        self.judge = Judge()
        self.received: list[Json] = []
        self.raw: list[bytes] = []
        self.stderr = ""
        self.described: Json = {}
        self._host: Host | None = None
        self._count = 0
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._over = False
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._readers = [
            threading.Thread(target=reader, daemon=True) for reader in (self._read, self._drain)
        ]
        for reader in self._readers:
            reader.start()

    # ---- asking

    def send(self, method: str, params: Json | None = None, **how: Any) -> Call:
        """Send a request; `id` and other members of the message may be given."""
        self._count += 1
        message = {"jsonrpc": "2.0", "id": f"h-{self._count}", "method": method, **how}
        if params is not None:
            message["params"] = params
        self.judge.asked(message["id"], method, params)
        call = Call(self, message["id"], method)
        self.write(message)
        return call

    def ask(self, method: str, params: Json | None = None) -> Any:
        return self.send(method, params).result()

    def refused(self, method: str, params: Json | None = None) -> Json:
        return self.send(method, params).error()

    def execute(self, tool: str, tool_input: Json | None = None, **params: Any) -> Call:
        return self.send("tool.execute", {**params, "name": tool, "input": tool_input or {}})

    def output(self, tool: str, tool_input: Json | None = None, **params: Any) -> Any:
        """What a tool returns that succeeds."""
        result = self.execute(tool, tool_input, **params).result()
        assert result.get("success", True), result
        return result["output"]

    def emit(self, event: str, data: Json, hook: str | None = None) -> Json:
        """The HookResult; one without an action says continue (HOK-030)."""
        named = {"hook": hook} if hook else {}
        result = self.ask("hook.emit", {"event": event, **named, "data": data})
        return {"action": "continue", **result}

    def notify(self, method: str, params: Json) -> None:
        row = methods().get(method)
        assert not row or not misfits(row["params"], params), misfits(row["params"], params)
        self.write({"jsonrpc": "2.0", "method": method, "params": params})

    def write(self, message: Json) -> None:
        self.write_line(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())

    def write_line(self, *pieces: bytes, owed: Any = None) -> None:
        """Write a line as it stands, in pieces; `owed` is the id that its answer will carry."""
        if owed is not None:
            self.judge.asked(owed, "ping")
        assert self.process.stdin
        with self._writing, contextlib.suppress(BrokenPipeError):  # a wait tells of its end
            for piece in (*pieces, b"\n"):
                self.process.stdin.write(piece)
            self.process.stdin.flush()

    def line_of(self, message: Json) -> bytes:
        """The line that this received message stood on."""
        return self.raw[self.received.index(message)]

    # ---- the host's side

    @contextlib.contextmanager
    def host(self, script: Script | None = None) -> Iterator[Host]:
        """Answer the service's calls by this script."""
        with self._changed:
            self._host = Host(self, dict(script or {}))
        try:
            yield self._host
        finally:
            with self._changed:
                self._host = None

    # ---- waiting

    def wait(self, what: str, found: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """What `found` returns as soon as it is something; it is tried anew whenever something came."""
        until = time.monotonic() + seconds
        with self._changed:
            while (value := found()) is None or value is False:
                left = until - time.monotonic()
                if left <= 0 or self._over:
                    state = "the service ended" if self._over else f"{seconds:.0f} s went by"
                    raise AssertionError(f"waited for {what}; {state}. {self.story()}")
                self._changed.wait(left)
        return value

    def wait_printed(self, text: str, times: int = 1) -> None:
        """Until standard error holds the text so often."""
        self.wait(f"{text!r} on stderr", lambda: self.stderr.count(text) >= times)

    def story(self) -> str:
        """What there is to tell about a service that did not do as it should."""
        last = b"\n".join(line[:300] for line in self.raw[-5:]).decode(errors="replace")
        return f"Faults: {self.judge.faults}\nlast lines:\n{last}\nstderr:\n{self.stderr[-2000:]}"

    # ---- the end

    def end(self, how: str = "eof", seconds: float = GRACE + SLACK) -> int:
        """End by closing its stdin (`eof`), by SIGTERM (`term`), or not at all (`wait`); its exit code."""
        if how == "eof":
            self.close_stdin()
        elif how == "term":
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise AssertionError(
                f"still there {seconds:.0f} s after its {how}. {self.story()}"
            ) from error
        for reader in self._readers:
            reader.join(PATIENCE)
        return code

    def close_stdin(self) -> None:
        assert self.process.stdin
        with self._writing, contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()

    def verdict(self) -> None:
        """Fail if any line so far was not as it should be."""
        faults, self.judge.faults = self.judge.faults, []
        assert not faults, "\n".join(faults)

    def kill(self) -> None:
        """Leave nothing of it behind, whatever happened."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.close_stdin()
        for reader in self._readers:
            reader.join(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe
            pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.kill()

    # ---- reading, in threads of their own

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._changed:
                self._take(line)
                self._changed.notify_all()
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def _take(self, line: bytes) -> None:
        if not line.endswith(b"\n"):
            self.judge.faults.append(f"the last line has no LF (FRM-001): {line[:200]!r}")
            return
        message = self.judge.line(line[:-1])
        if message is None:
            return
        self.received.append(message)
        self.raw.append(line)
        if "method" not in message:
            return
        incoming = Incoming(self, message.get("id"), message["method"], message.get("params", {}))
        if incoming.method == "ping":
            incoming.answer({})
        elif self._host:
            self._host.take(incoming)
        elif incoming.id is not None:
            incoming.answer(Answer(-32004, "not_found", what="host", name=incoming.method))

    def _drain(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._changed:
                self.stderr += line.decode(errors="replace")
                self._changed.notify_all()
