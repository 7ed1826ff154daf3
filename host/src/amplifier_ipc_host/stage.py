"""What a turn runs on: the services that were started for it, and all that connects them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .activities import Activities
from .agents import Agent, by_name, mounted
from .approvals import Approvals
from .children import Children
from .configuring import misspelt
from .crew import Crew
from .describe import component_names
from .errors import MountError, RpcError
from .events import Log
from .feed import Feed
from .files import now
from .lineage import Lineage
from .nursery import Nursery
from .plan import Plan
from .plane import HOST, Listener, Plane
from .processes import Keeper
from .recording import PAYLOAD_BYTES, members
from .service import Surroundings
from .services import HostServices
from .store import SessionStore
from .tally import Tally

Json = dict[str, Any]
EVENT_TIMEOUT = 30.0
JUNK_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays the same over the turns of a session."""

    plan: Plan
    cwd: Path
    keeper: Keeper
    store: SessionStore
    approvals: Approvals
    feed: Feed
    tally: Tally
    lineage: Lineage | None = None
    tap: bool = True
    trace: bool = False
    nursery: Nursery | None = None
    eager: bool = False
    said: set[str] = field(default_factory=set)  # what is told once a session


class Stage:
    """One router and one crew of fresh services.

    `start()` mounts them, `restore()` gives them the history, `close()` ends them. `feed`: where their events go,
    if not to the session's.
    """

    def __init__(self, setting: Setting, feed: Feed | None = None) -> None:
        self.plan, self.store, self.feed = setting.plan, setting.store, feed or setting.feed
        self.tally, self.lineage = setting.tally, setting.lineage
        self.session_id = setting.store.session_id
        self.cwd, self._said = setting.cwd, setting.said
        listener = Listener(
            self._on_request, self._on_notification, self._on_closed, self._on_junk, self._on_tap
        )
        parent = {"parent_id": self.lineage.parent_id} if self.lineage else {}
        stamped = {"parent_session_id": parent["parent_id"]} if parent else {}
        self.plane = Plane({"session_id": self.session_id, **stamped}, listener)
        self._trace = setting.trace
        self.plane.router.set_tap(setting.tap, PAYLOAD_BYTES if setting.trace else 0)
        around = Surroundings(
            self.plane,
            setting.keeper,
            setting.cwd,
            {"id": self.session_id, "cwd": str(setting.cwd), "agent": self.plan.agent, **parent},
            {"name": "amplifier-ipc-host", "version": version("amplifier-ipc-host")},
            self._on_stderr,
            wide=tuple(setting.plan.wide),
            sandbox=setting.plan.sandbox,
        )
        self.crew = Crew(setting.plan, around, self.feed.emit)
        self.children = Children(self, setting)
        self._agents: asyncio.Task[dict[str, Agent]] | None = None
        self._activities = Activities(self.crew.name_of)
        self._meta = {"session_id": self.session_id, **stamped}
        self._host_services = HostServices(
            self.plane,
            self.crew,
            setting.store,
            setting.approvals,
            self.feed.emit,
            self.children,
            setting.tally,
        )

    @property
    def meta(self) -> Json:
        """`_meta` of a turn; a child's calls are traced with the request that spawned it."""
        return {**self._meta, **(self.lineage.trace if self.lineage else {})}

    async def start(self, *, early: bool = False) -> None:
        """Mount the services; raises MountError. `early`: not all of them need to be ready, see Crew.start."""
        await self.crew.start(early=early)
        there = [name for each in self.crew.services for name in component_names(each.describe)]
        for text in misspelt(self.plan.config, there):
            self.warn_once(text)

    async def agents(self) -> dict[str, Agent]:
        """The agents that can be spawned, by name; read when they are first asked for."""
        if self._agents is None:
            self._agents = asyncio.get_running_loop().create_task(self._read_agents())
        return await asyncio.shield(self._agents)

    async def _read_agents(self) -> dict[str, Agent]:
        agents, faults = await mounted(self.plan, self.crew, self.plane)
        for fault in faults:
            self.warn_once(fault)
        return by_name(agents)

    async def restore(self) -> None:
        """Give the context manager the history; raises MountError."""
        context, messages = self.crew.context, self.store.messages
        if context is None or not messages:
            return
        try:
            await self.plane.request(
                context.connection,
                "context.set_messages",
                {"messages": messages},
                timeout=EVENT_TIMEOUT,
            )
        except RpcError as error:  # a turn without it would answer as if nothing had been said
            why = self.crew.failed.get(context.name, error.message)
            raise MountError(
                f"service {context.name} did not take the history: {why}",
                "mend that service, or start a new session",
            ) from error

    async def tell(self, event: str, data: Json) -> None:
        """Let the hooks of an event of the host hear it; nothing that they answer stops the host."""
        params = {"event": event, "data": data}
        try:
            await self.plane.request(HOST, "request.hook_emit", params, timeout=EVENT_TIMEOUT)
        except RpcError as error:
            self.feed.warn(f"the event {event} was not heard: {error.message}")

    def once(self, key: str) -> bool:
        """True when something is first told in this session."""
        new = key not in self._said
        self._said.add(key)
        return new

    def warn_once(self, text: str) -> None:
        """Warn of something that each turn would find anew."""
        if self.once(text):
            self.feed.warn(text)

    def record(self, **members: Any) -> None:
        """Note something in the session's metadata; a disk that refuses is a warning."""
        try:
            self.store.set_metadata(**members)
        except OSError as error:
            self.warn_once(f"metadata.json could not be written: {error.strerror}")

    def account(self, status: str, error: str | None = None) -> None:
        """Note what the session has come to with a turn, and where in the transcript that turn ends."""
        counts = {"total_messages": len(self.store.messages), **self.tally.members()}
        turns = [*self.store.metadata.get("turns", []), self.store.transcript.size]
        why = {} if error is None else {"last_error": error}
        state = "completed" if status == "denied" else status
        self.record(status=state, last_activity=now(), turns=turns, **counts, **why)

    async def close(self) -> None:
        """End all services, and what connects them."""
        if self._agents is not None:
            self._agents.cancel()
        await self.crew.stop()
        await self._host_services.close()
        self.plane.close()

    # ---- what comes up from the data plane ----------------------------------------------------------------

    def _on_request(self, connection: int, request: Json) -> None:
        self._host_services.request(connection, request)

    def _on_notification(self, connection: int, notification: Json) -> None:
        self._host_services.notification(connection, notification)

    def _on_closed(self, connection: int, reason: str) -> None:
        self.crew.closed(connection, reason)

    def _on_junk(self, connection: int, line: bytes) -> None:
        name = self.crew.name_of(connection)
        shown = line[:JUNK_SHOWN].decode(errors="replace")
        text = f"service {name} wrote a line that is no message to its standard output: {shown!r}"
        self.feed.emit(Log(service=name, level="warning", message=text))

    def _on_stderr(self, service: str, line: str) -> None:
        self.feed.emit(Log(service=service, level="debug", message=line, logger="stderr"))

    def _on_tap(self, record: Json, payload: bytes) -> None:
        event = self._activities.take(record)
        if self._trace:
            moment = record["t_ns"]
            self.feed.record(moment, members(self.session_id, record, payload, self.crew.name_of))
        if event is not None:
            self.feed.emit(event)
