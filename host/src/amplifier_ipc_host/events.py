"""What a session tells its caller while a turn runs: one event model for the command, `stream-json` and tests."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The base of all events; `type` is its name in `stream-json`."""

    type: ClassVar[str]

    def to_json(self) -> Json:
        """The event as one JSON object, `type` first, members that are None left out."""
        return {
            "type": self.type,
            **{key: value for key, value in asdict(self).items() if value is not None},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReady(Event):
    """A service was mounted. `started_ms`: from its spawn until it was described and configured.

    One that is served over HTTP has a `url` instead of a `pid`.
    """

    type = "service_ready"
    service: str
    version: str
    language: str | None
    pid: int | None
    started_ms: float
    components: list[str]
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFailed(Event):
    """A service did not mount, or ended on its own. `message` is one sentence that names it."""

    type = "service_failed"
    service: str
    message: str
    exit_code: int | None = None
    signal: str | None = None
    stderr_tail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream(Event):
    """A `stream.*` notification of the orchestrator: `name` without the prefix, `data` its params."""

    type = "stream"
    name: str
    data: Json

    @property
    def text(self) -> str:
        """The text of a token or a thought."""
        return str(self.data.get("text", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Event):
    """How far the turn is (`$/progress`)."""

    type = "progress"
    data: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Event):
    """A request between two services that was answered. `ms`: how long it took; `error`: its code, if it failed."""

    type = "activity"
    source: str
    target: str
    method: str
    name: str | None
    ms: float
    error: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityStarted(Event):
    """A request between two services was sent on."""

    type = "activity_started"
    source: str
    target: str
    method: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Log(Event):
    """A line for the log: `$/log` of a service, or a remark of the host (`service` is "host")."""

    type = "log"
    service: str
    level: str
    message: str
    logger: str | None = None
    data: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLog(Log):
    """A line that a service wrote with `$/log`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Display(Event):
    """Something that a service wants the user to see (`display.show`)."""

    type = "display"
    service: str
    level: str
    message: str
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested(Event):
    """The user must decide: answer with `session.answer(approval_id, …)` before `timeout` seconds are over.

    `session_id`: whose question it is, this session's or a child's. `pattern`: what an answer that is remembered would
    hold for, as session.answer() takes it.
    """

    type = "approval_request"
    approval_id: str
    request: Json
    timeout: float
    session_id: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildStarted(Event):
    """A child session begins a turn. `depth`: 1 for a child, 2 for a child's child."""

    type = "child_started"
    session_id: str
    parent_id: str
    agent: str
    depth: int
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEvent(Event):
    """Something that a child session, or one below it, tells: its own event is `inner`, never another ChildEvent."""

    type = "child"
    session_id: str
    depth: int
    inner: Event

    def to_json(self) -> Json:
        """As of any event, `inner` with its own type."""
        return {
            "type": self.type,
            "session_id": self.session_id,
            "depth": self.depth,
            "inner": self.inner.to_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnded(Event):
    """The turn of a child session is over. `status`: completed, cancelled, denied or failed."""

    type = "child_ended"
    session_id: str
    depth: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Event):
    """The turn is over. `status`: completed, cancelled or denied."""

    type = "complete"
    session_id: str
    response: str
    status: str
    usage: Json | None = None
    turn_count: int | None = None
    metadata: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """The turn failed: one sentence that names the service, and the error as it came."""

    type = "error"
    session_id: str
    message: str
    hint: str = ""
    code: int | None = None
    data: Json = field(default_factory=dict)
