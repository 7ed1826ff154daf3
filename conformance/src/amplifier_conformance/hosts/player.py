"""One service of a stage, played by the suite: it asks the host, answers it, and sees what becomes of its process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import wire
from ..outcome import Direction
from ..protocol import DEFAULT_LIMIT, Json, key, methods
from ..verdicts import HarnessError
from .calls import HOLD, Asked, Heard, legal
from .judge import HostJudge
from .link import Link

if TYPE_CHECKING:
    from .parts import Part
    from .stage import Stage


class Player:
    """A service process as the host sees it, with the suite behind it."""

    def __init__(self, stage: Stage, part: Part, hello: Json, link: Link) -> None:
        self.stage, self.part, self.link = stage, part, link
        self.name = str(hello["name"])
        self.pid, self.group, self.cwd = int(hello["pid"]), int(hello["group"]), str(hello["cwd"])
        self.environment: dict[str, str] = hello["environment"]
        self.descriptors: list[int] | None = hello["descriptors"]
        self.judge = HostJudge(int(part.limits.get("max_message_bytes", DEFAULT_LIMIT)))
        self.received: list[Json] = []
        self.raw: list[bytes] = []  # the lines of what was received
        self.heard: list[Heard] = []
        self.replies = part.all_replies()
        self.lines = 0  # of the host, so far
        self.began = link.began
        self.eof: float | None = None  # when its stdin ended, seconds since the stage began
        self.term: float | None = None  # when SIGTERM came
        self.gone: float | None = None  # when its process was over
        self.done: list[str] = []  # the kinds of the orders that were carried out
        self._rest = bytearray()
        self._count = 0

    # ---- asking

    def send(
        self,
        method: str,
        params: Json | None = None,
        *,
        meta: Json | None = None,
        broken: bool = False,
        **members: Any,
    ) -> Asked:
        """Send a request, checked against its schema first unless it is broken on purpose."""
        self._count += 1
        message = {"jsonrpc": "2.0", "id": f"s-{self._count}", "method": method, **members}
        if meta is not None:
            params = {"_meta": meta, **(params or {})}
        if params is not None:
            message["params"] = params
        if not broken:
            row = methods().get(method)
            if row is None:
                raise HarnessError(f"the suite would send {method}, which is no method")
            legal(row["params"], params or {}, f"the suite's params of {method}")
        asked = self.owe(message["id"], method, params)
        self.write(message)
        return asked

    def owe(self, message_id: Any, method: str, params: Json | None = None) -> Asked:
        """Note that a line about to be written asks for an answer with this id."""
        with self.stage.changed:
            self.judge.request(message_id, method, params if isinstance(params, dict) else {})
        return Asked(self, message_id, method)

    def ask(self, method: str, params: Json | None = None) -> Any:
        """The result of a request."""
        return self.send(method, params).result()

    def tool(self, name: str, tool_input: Json | None = None, **more: Any) -> Asked:
        """Ask for a tool of any service."""
        return self.send("request.tool_execute", {"name": name, "input": tool_input or {}}, **more)

    def emit(self, event: str, data: Json | None = None, **more: Any) -> Asked:
        """Make something happen that the hooks are asked about."""
        return self.send("request.hook_emit", {"event": event, "data": data or {}}, **more)

    def notify(self, method: str, params: Json | None = None, *, broken: bool = False) -> None:
        """Send a notification, checked against its schema first unless it is broken on purpose."""
        row = methods().get(method)
        if row and not broken:
            legal(row["params"], params or {}, f"the suite's params of {method}")
        message: Json = {"jsonrpc": "2.0", "method": method}
        self.write(message if params is None else {**message, "params": params})

    def write(self, message: Json) -> None:
        """Write a message, legal or not."""
        self.line(wire.encode(message))

    def line(self, *pieces: bytes, shown: str | None = None) -> None:
        """Write a line as it stands, legal or not."""
        self.out(b"".join(pieces) + b"\n", shown)

    def out(self, data: bytes, shown: str | None = None) -> None:
        """Write bytes to the pipe, whether they make a line or not."""
        self.note("sent", shown if shown is not None else _shown(data))
        self.link.order("O", data)

    def ping(self) -> None:
        """Ask for a sign of life; whatever was sent before has been read when it comes (RPC-054)."""
        self.send("ping", {}).result()

    # ---- the process

    def stderr(self, text: str) -> None:
        """Write to standard error."""
        self.order("S", text)

    def pause(self) -> None:
        """Read standard input no more, from now on."""
        self.order("P", wait=True)

    def resume(self) -> None:
        """Read standard input again."""
        self.order("G")

    def close_stdout(self) -> None:
        """Close standard output."""
        self.order("C", wait=True)

    def fork(self, name: str, *, session: bool = False, hold: bool = False) -> Player:
        """Have a child process; it ignores SIGTERM, and is a player of its own."""
        self.order("F", {"name": name, "session": session, "hold": hold})
        return self.stage.service(f"{self.name}.{name}")

    def exit(self, code: int = 0) -> None:
        """End with this exit code."""
        self.order("X", code)

    def kill(self, number: int) -> None:
        """End by this signal."""
        self.order("K", number)

    def order(self, kind: str, body: Any = b"", *, wait: bool = False) -> None:
        """Tell the process something; with `wait` until it has done so."""
        so_far = self.done.count(kind)
        self.note("note", f"ordered {kind} {body if body else ''}".rstrip())
        self.link.order(kind, body)
        if wait:
            self.wait(f"the process of {self.name}", lambda: self.done.count(kind) > so_far)

    # ---- waiting

    def wait(self, what: str, found: Callable[[], Any], seconds: float | None = None) -> Any:
        """What `found` returns as soon as it is something."""
        return self.stage.wait(what, found, seconds)

    def call(self, method: str, number: int = 0, seconds: float | None = None) -> Heard:
        """The so-manieth request or notification of this name of the host, as soon as it is there."""
        what = f"{method} to {self.name}" + (f" (number {number + 1})" if number else "")

        def there() -> Heard | None:
            mine = self.calls(method)
            return mine[number] if len(mine) > number else None

        return self.wait(what, there, seconds)  # type: ignore[no-any-return]

    def calls(self, method: str) -> list[Heard]:
        """The requests and notifications of this name so far."""
        return [heard for heard in self.heard if heard.method == method]

    def settle(self) -> None:
        """Have all that the host read of any player so far taken in: it has answered a ping of each."""
        self.ping()

    def ended(self, seconds: float | None = None) -> float:
        """When its process was over, as soon as it is."""
        what = f"the end of the process of {self.name}"
        return float(self.wait(what, lambda: self.gone, seconds))

    # ---- what comes in, in the link's thread

    def take(self, kind: str, body: bytes) -> None:
        """Take in what happened to the process."""
        with self.stage.changed:
            now = self.stage.now()
            if kind == "I":
                self._bytes(body)
            elif kind == "E":
                self.eof = now
                self.note("note", "its stdin ended")
            elif kind == "T":
                self.term = now
                self.note("note", "SIGTERM came")
            elif kind == "A":
                self.done.append(body.decode())
            elif not kind:
                self.gone = now
                self.note("note", "its process is over")
            if kind in ("E", "T") and not self.part.stubborn:
                self.link.order("X", 0)
            self.stage.changed.notify_all()

    def note(self, direction: Direction, text: str) -> None:
        """Add a line to the trace."""
        self.stage.note(direction, text, self.name)

    def _bytes(self, data: bytes) -> None:
        self._rest += data
        if b"\n" not in data:
            return
        *lines, rest = bytes(self._rest).split(b"\n")
        self._rest = bytearray(rest)
        for line in lines:
            self.note("received", _shown(line))
            self.lines += 1
            self._hear(line)

    def _hear(self, line: bytes) -> None:
        message = self.judge.line(line, ended=True)
        if message is None:
            return
        self.received.append(message)
        self.raw.append(line)
        if "method" not in message:
            return
        heard = Heard(
            self,
            message.get("id"),
            message["method"],
            message.get("params", {}),
            line,
            self.stage.now(),
        )
        if heard.method == "$/cancel":
            for other in self.heard:
                if other.id is not None and key(other.id) == key(heard.params.get("id")):
                    other.cancels.append(heard.params)
        self.heard.append(heard)
        self._reply(heard)

    def _reply(self, heard: Heard) -> None:
        if heard.id is None:
            return
        reply = self.replies.get(heard.method, HOLD)
        if callable(reply):
            reply = reply(heard)
        if reply is not HOLD and reply is not None:
            heard.answer(reply)


SHOWN = 2000  # bytes of a line that a trace keeps


def _shown(line: bytes) -> str:
    text = line[:SHOWN].decode(errors="replace").rstrip("\n")
    return text if len(line) <= SHOWN else f"{text} … ({len(line)} bytes)"
