"""What is sent to a version 0 service and to the data plane, and when: one request at a time (protocol, §9).

Decides, and does nothing: each call answers the actions to carry out, in order. Times are seconds of a clock that
the caller chooses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc._generated.errors import KINDS

from . import params as asking
from . import results as answering
from .counting import Counting
from .streams import Streams
from .values import members

Json = dict[str, Any]
# What a turn that was cancelled gracefully starts no more.
_STARTS = (
    "request.provider_complete",
    "request.tool_execute",
    "request.session_spawn",
    "request.session_resume",
)
# How long a cancelled orchestrator that waits for nothing may go on before it is ended, seconds.
QUIET = 1.0
MAX_PARTIAL = 64 * 1024
ORCHESTRATOR = "orchestrator.execute"


@dataclass(frozen=True, slots=True)
class ToService:
    """A line for the service."""

    message: Json


@dataclass(frozen=True, slots=True)
class ToHost:
    """A line for the data plane."""

    message: Json


@dataclass(frozen=True, slots=True)
class End:
    """End the process: there is no other way to stop what it does. `wanted`: by the user, who expects it."""

    why: str
    wanted: bool = False


Action = ToService | ToHost | End


@dataclass(frozen=True, slots=True)
class Handler:
    """A hook of the service that is mounted."""

    name: str
    events: Sequence[str]
    priority: int

    def hears(self, event: str) -> bool:
        """Whether it is asked about an event: exactly this one, `*`, or `prefix:*`."""
        return any(
            event.startswith(pattern[:-1]) if pattern.endswith("*") else event == pattern
            for pattern in self.events
        )


@dataclass(slots=True)
class _Asked:
    """A request of the host, waiting or under way."""

    id: Any
    method: str
    params: Json
    deadline: float | None
    streams: Streams
    counting: Counting = field(default_factory=Counting)
    graceful: bool = False
    partial: list[str] = field(default_factory=list)
    partial_bytes: int = 0

    @property
    def meta(self) -> Json:
        return members(self.params.get("_meta"))


class Machine:
    """One service. `described`: its describe answer as version 1 tells it."""

    def __init__(self, name: str, described: Json) -> None:
        self.name = name
        self.described = described
        self._handlers: list[Handler] = []
        self._queue: deque[_Asked] = deque()
        self._current: _Asked | None = None
        self._own: dict[Any, str] = {}  # its requests under way: id → method
        self._quiet_by: float | None = None
        self._configured = False
        self._ending = ""
        self._out: list[Action] = []

    def mount_hooks(self, handlers: Sequence[Handler]) -> None:
        """Say which of its hooks are mounted, in the order of describe."""
        self._handlers = sorted(handlers, key=lambda handler: handler.priority)

    # ---- what happens -------------------------------------------------------------------------------------------

    def from_host(self, message: Json, now: float) -> list[Action]:
        """A line of the data plane."""
        if "method" not in message:
            self._answered(message)
        elif "id" in message:
            self._asked(message, now)
        elif message["method"] == "$/cancel":
            self._cancelled(members(message.get("params")), now)
        return self._actions(now)

    def from_service(self, message: Json, now: float) -> list[Action]:
        """A line of the service."""
        if self._ending:
            pass  # nobody waits for what it still says
        elif "method" not in message:
            self._took(message)
        elif "id" in message:
            self._asks(message, now)
        else:
            self._tells(message)
        return self._actions(now)

    def oversized(self, request_id: Any, limit: int, now: float) -> list[Action]:
        """A line of the service was too long: its request of this id; without one, its answer."""
        text = f"a line of service {self.name} is longer than {limit} bytes"
        refusal = _error("message_too_large", text, limit=limit)
        if request_id is not None:
            self._out.append(ToService(_response(request_id, error=refusal)))
        elif self._current is not None:
            self._over(error=refusal)
        return self._actions(now)

    def unwritable(self, message: Json, now: float) -> list[Action]:
        """What the service said can be told nobody (NaN, half a character, too deep): its caller is told that."""
        if "method" in message:
            if "id" in message:
                self._own.pop(_key(message["id"]), None)
                refusal = _error("invalid_request", "the request cannot be passed on")
                self._out.append(ToService(_response(message["id"], error=refusal)))
        elif "result" in message or "error" in message:
            text = f"the answer of service {self.name} cannot be told"
            refusal = _error("internal_error", text, exception="ValueError")
            self._out.append(ToHost(_response(message["id"], error=refusal)))
        return self._actions(now)

    def tick(self, now: float) -> list[Action]:
        """The time of `alarm` has come."""
        for asked in [each for each in self._queue if _late(each, now)]:
            self._queue.remove(asked)
            self._refuse(asked, "deadline_exceeded", "its time was over before it could be sent")
        current = self._current
        if current is not None and _late(current, now):
            self._over(error=_error("deadline_exceeded", "it was not answered in time"))
            self._end(f"it did not answer {current.method} in time")
        elif self._quiet_by is not None and now >= self._quiet_by:
            self._give_up()
        return self._actions(now)

    @property
    def alarm(self) -> float | None:
        """When tick() is to be called next."""
        times = [each.deadline for each in (*self._queue, self._current) if each is not None]
        known = [time for time in (*times, self._quiet_by) if time is not None]
        return min(known, default=None)

    # ---- requests of the host -----------------------------------------------------------------------------------

    def _asked(self, message: Json, now: float) -> None:
        method, given = str(message["method"]), members(message.get("params"))
        left = members(given.get("_meta")).get("deadline_ms")
        deadline = now + left / 1000 if isinstance(left, int | float) else None
        asked = _Asked(message["id"], method, given, deadline, Streams(method, message["id"]))
        at_once = self._known(asked)
        if at_once is not None:
            self._out.append(ToHost(_response(asked.id, result=at_once)))
        elif self._ending:
            self._refuse(asked, "service_unavailable", f"service {self.name} {self._ending}")
        elif method == "hook.emit" and "request.hook_emit" in self._own.values():
            text = "it emits an event itself, and takes one request at a time"
            self._refuse(asked, "overloaded", f"service {self.name} cannot be asked: {text}")
        else:
            self._queue.append(asked)

    def _known(self, asked: _Asked) -> Any:
        """The answer that needs no asking; None where the service must be asked."""
        if asked.method == "ping":
            return {}
        if asked.method == "describe":
            return self.described
        if asked.method == "configure":
            known = self._configured or not asked.params.get("config")
            self._configured = self._configured or not known
            return {"status": "ok"} if known else None
        return {"action": "continue"} if self._was_heard(asked) else None

    def _was_heard(self, asked: _Asked) -> bool:
        """One emit runs all handlers of the service: the others of the same event have been heard with the first."""
        hook, event = asked.params.get("hook"), asked.params.get("event")
        if asked.method != "hook.emit" or hook is None or not isinstance(event, str):
            return False
        first = next((each for each in self._handlers if each.hears(event)), None)
        return first is not None and first.name != hook

    def _next(self, now: float) -> None:
        while self._current is None and self._queue and not self._ending:
            asked = self._queue.popleft()
            if _late(asked, now):
                self._refuse(asked, "deadline_exceeded", "its time was over before it was sent")
                continue
            self._current = asked
            given = asking.to_service(asked.method, asked.params)
            line = {"jsonrpc": "2.0", "id": asked.id, "method": asked.method, "params": given}
            self._out.append(ToService(line))

    def _cancelled(self, params: Json, now: float) -> None:
        wanted = params.get("id")
        for asked in [each for each in self._queue if each.id == wanted]:
            self._queue.remove(asked)
            self._refuse(asked, "cancelled", "cancelled before it was sent")
        current = self._current
        if current is None or current.id != wanted:
            return
        if params.get("mode") != "graceful":
            self._stop(current)
        elif current.method == ORCHESTRATOR and not current.graceful:
            current.graceful = True
            self._withdraw("graceful")
            self._listen(now)

    def _stop(self, current: _Asked) -> None:
        """It knows no cancel: it is ended."""
        partial = "".join(current.partial)
        data = {"partial": partial} if partial else {}
        self._over(error=_error("cancelled", "cancelled", **data))
        self._end(f"its {current.method} was cancelled", wanted=current.method == ORCHESTRATOR)

    def _give_up(self) -> None:
        """A turn that was cancelled gracefully starts nothing new: this is as far as it came."""
        current = self._current
        if current is not None:
            partial = {"response": "".join(current.partial), "status": "cancelled"}
            self._over(result={**current.counting.told(), **partial})
            self._end(f"its {current.method} was cancelled", wanted=True)

    def _listen(self, now: float) -> None:
        """A cancelled turn that waits for nothing has a moment to say what it does next."""
        waits = self._current is not None and self._current.graceful and not self._own
        self._quiet_by = now + QUIET if waits and not self._ending else None

    # ---- lines of the service -----------------------------------------------------------------------------------

    def _took(self, message: Json) -> None:
        """An answer; one that nobody waits for is dropped."""
        current = self._current
        if current is None or message.get("id") != current.id:
            return
        if message.get("error") is not None:
            self._over(error=answering.error(message["error"]))
            return
        self._tell(current.streams.rest())
        result = answering.from_service(current.method, message.get("result"))
        if current.method == ORCHESTRATOR:
            result = {**current.counting.told(), **result}
            result |= {"status": "cancelled"} if current.graceful else {}
        self._over(result=result)

    def _asks(self, message: Json, now: float) -> None:
        method, current = str(message["method"]), self._current
        if current is not None and current.graceful and method in _STARTS:
            if not self._own:
                self._give_up()
                return
            refusal = _error("cancelled", "the turn was cancelled; nothing new is started")
            self._out.append(ToService(_response(message["id"], error=refusal)))
            return
        given = asking.from_service(method, message.get("params"))
        if current is not None:
            given = {**_passed_on(current, now), **given}
            if method == "request.tool_execute":
                self._tell(current.streams.runs_tool(given))
        self._own[_key(message["id"])] = method
        line = {"jsonrpc": "2.0", "id": message["id"], "method": method, "params": given}
        self._out.append(ToHost(line))

    def _answered(self, message: Json) -> None:
        """An answer to a request of the service."""
        method = self._own.pop(_key(message.get("id")), None)
        if method is None or self._ending:
            return
        if "error" in message:
            line = _response(message["id"], error=message["error"])
        else:
            if method == "request.provider_complete" and self._current is not None:
                self._current.counting.take(message.get("result"))
            told = answering.to_service(method, message.get("result"))
            line = _response(message["id"], result=told)
        self._out.append(ToService(line))

    def _tells(self, message: Json) -> None:
        method = str(message["method"])
        streams = self._current.streams if self._current else Streams("", None)
        told = streams.take(method, message.get("params"))
        self._tell(
            told if self._current else [each for each in told if "request_id" not in each[1]]
        )

    def _tell(self, told: list[tuple[str, Json]]) -> None:
        for method, given in told:
            self._keep(method, given)
            self._out.append(ToHost({"jsonrpc": "2.0", "method": method, "params": given}))

    def _keep(self, method: str, given: Json) -> None:
        """The text so far, for a caller that cancels."""
        current = self._current
        if current is None or method not in ("stream.token", "stream.provider.token"):
            return
        current.partial_bytes += len(given["text"])
        if current.partial_bytes <= MAX_PARTIAL:
            current.partial.append(given["text"])

    # ---- ends ---------------------------------------------------------------------------------------------------

    def _over(self, **outcome: Any) -> None:
        assert self._current is not None
        self._out.append(ToHost(_response(self._current.id, **outcome)))
        self._current = None
        self._quiet_by = None

    def _refuse(self, asked: _Asked, kind: str, text: str) -> None:
        self._out.append(ToHost(_response(asked.id, error=_error(kind, text))))

    def _withdraw(self, mode: str) -> None:
        """A cancel travels along to whatever it has under way."""
        for own in self._own:
            told = {"id": own[1], "mode": mode, "reason": "the caller was cancelled"}
            self._out.append(ToHost({"jsonrpc": "2.0", "method": "$/cancel", "params": told}))

    def _end(self, why: str, *, wanted: bool = False) -> None:
        self._ending = f"was ended: {why}"
        self._withdraw("immediate")
        while self._queue:
            text = f"service {self.name} {self._ending}"
            self._refuse(self._queue.popleft(), "service_unavailable", text)
        self._out.append(End(self._ending, wanted))

    def _actions(self, now: float) -> list[Action]:
        self._next(now)
        if self._quiet_by is None or self._own:
            self._listen(now)
        actions, self._out = self._out, []
        return actions


def _late(asked: _Asked, now: float) -> bool:
    return asked.deadline is not None and now >= asked.deadline


def _key(given: Any) -> Any:
    """An id as a key: 1 and "1" and true are three."""
    return type(given).__name__, given if isinstance(given, str | int | float) else None


def _passed_on(current: _Asked, now: float) -> Json:
    """Version 0 knows no `_meta`: what it asks for belongs to what it was asked."""
    meta = current.meta
    if not meta:
        return {}
    depth = meta.get("depth")
    told = {**meta, "depth": (depth if isinstance(depth, int) else 0) + 1}
    if current.deadline is not None:
        told["deadline_ms"] = max(1, int((current.deadline - now) * 1000))
    return {"_meta": told}


def _response(request_id: Any, **outcome: Any) -> Json:
    return {"jsonrpc": "2.0", "id": request_id, **outcome}


def _error(kind: str, text: str, **data: Any) -> Json:
    return {"code": KINDS[kind].code, "message": text, "data": {"kind": kind, **data}}
