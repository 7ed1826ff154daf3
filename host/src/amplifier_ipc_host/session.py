"""A session: the one public entry point of the host (host.md §2)."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from .approvals import Approvals, Policy
from .crew import Crew
from .errors import HostError, MountError, RpcError, SessionError
from .events import Activity, ActivityStarted, Complete, Event, Failed, Log
from .plan import Plan
from .plane import HOST, Call, Listener, Plane
from .processes import Keeper
from .service import Service, Surroundings
from .services import HostServices
from .store import SessionStore

Json = dict[str, Any]
EVENT_TIMEOUT = 30.0
# How long after an immediate cancel the orchestrator may still answer; then the turn ends without it.
CANCEL_GRACE = 5.0
JUNK_SHOWN = 120


class Session:
    """A conversation with one agent. Its services are fresh every turn; what must last is on disk.

    `await session.mount()` starts the services (`execute` does it when needed), `async for event in
    session.execute(prompt)` runs a turn, `await session.close()` ends everything. Raises HostError with a sentence
    for the user. The services of a turn live until the next turn or close(), so that they hear `session:end`.
    """

    def __init__(  # noqa: PLR0913 - all but the plan by name
        self,
        plan: Plan,
        *,
        session_id: str | None = None,
        cwd: str | Path | None = None,
        approve: Policy = "deny",
        sessions: Path | None = None,
        tap: bool = True,
    ) -> None:
        self.plan = plan
        own = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(5)}"
        self.session_id = own if session_id is None else session_id
        self.cwd = Path(cwd or Path.cwd()).resolve()
        if not self.cwd.is_dir():
            raise SessionError(
                f"the working directory {self.cwd} does not exist", "name one that exists"
            )
        self._root = sessions
        self._tap = tap
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self.approvals = Approvals(approve, self._emit)
        self.store: SessionStore | None = None
        self.crew: Crew | None = None
        self._keeper: Keeper | None = None
        self._plane: Plane | None = None
        self._host_services: HostServices | None = None
        self._turn: Call | None = None
        self._running = False
        self._cancelled: str | None = None
        self._cancel_heard: list[asyncio.Task[None]] = []
        self._used = False
        self._begun = False
        self._activities: dict[int, Json] = {}

    async def mount(self) -> None:
        """Start fresh services and mount them; raises MountError or SessionError."""
        await self._unmount()
        self._keeper = self._keeper or Keeper()
        self.store = self.store or SessionStore(self.session_id, self._root)
        listener = Listener(
            self._on_request, self._on_notification, self._on_closed, self._on_junk, self._on_tap
        )
        self._plane = Plane({"session_id": self.session_id}, listener)
        self._plane.router.set_tap(self._tap)
        around = Surroundings(
            self._plane,
            self._keeper,
            self.cwd,
            {"id": self.session_id, "cwd": str(self.cwd)},
            {"name": "amplifier-ipc-host", "version": version("amplifier-ipc-host")},
            self._on_stderr,
        )
        self.crew = Crew(self.plan, around, self._emit)
        self._host_services = HostServices(
            self._plane, self.crew, self.store, self.approvals, self._emit
        )
        try:
            await self.crew.start()
        except BaseException:
            await self._unmount()
            raise
        self._used = False
        await self._begin(self.store)

    async def execute(self, prompt: str) -> AsyncIterator[Event]:
        """Run one turn and yield its events; the last is Complete or Failed."""
        if self._plane is None or self._used:
            await self.mount()
        self._used, self._running, self._cancelled = True, True, None
        turn = asyncio.get_running_loop().create_task(self._run(prompt))
        try:
            while (event := await self._events.get()) is not None:
                yield event
            await turn
        finally:
            if not turn.done():
                self.cancel("immediate")
                turn.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await turn

    def cancel(self, mode: Literal["graceful", "immediate"] = "graceful") -> None:
        """Ask the turn under way to stop: graceful finishes what runs, immediate does not."""
        if not self._running:
            return
        loop = asyncio.get_running_loop()
        if self._cancelled != mode:
            data = {"mode": mode}
            self._cancel_heard.append(loop.create_task(self._emit_hook("cancel:requested", data)))
        self._cancelled = mode
        if self._turn is not None:
            self._turn.cancel(mode, "the user asked for it")
            if mode == "immediate":
                loop.call_later(CANCEL_GRACE, _give_up, self._turn)

    def answer(
        self,
        approval_id: str,
        *,
        approved: bool,
        option: str | None = None,
        reason: str | None = None,
    ) -> bool:
        """Answer an ApprovalRequested event; False when the question is closed."""
        result = {"approved": approved, "option": option, "reason": reason}
        return self.approvals.answer(
            approval_id, {key: value for key, value in result.items() if value is not None}
        )

    def events(self) -> list[Event]:
        """What was said outside of a turn, for example while mounting."""
        taken = []
        while not self._events.empty():
            event = self._events.get_nowait()
            if event is not None:
                taken.append(event)
        return taken

    async def close(self) -> None:
        """End the session: `session:end`, all services, the keeper, the files. May be called again."""
        if self._plane is not None and self._begun:
            status = self.store.metadata.get("status") if self.store else None
            await self._emit_hook("session:end", {"status": status} if status else {})
        await self._unmount()
        if self._keeper is not None:
            await self._keeper.close()
            self._keeper = None
        if self.store is not None:
            self.store.close()
            self.store = None

    # ---- a turn -------------------------------------------------------------------------------------------
    async def _begin(self, store: SessionStore) -> None:
        """What comes once after mounting: the context manager gets its history, and hooks hear of the session."""
        crew, plane = self._mounted()
        if store.torn_bytes:
            text = f"the transcript ended in a torn line of {store.torn_bytes} bytes, which was cut off"
            self._emit(Log(service="host", level="warning", message=text))
            store.torn_bytes = 0
        if store.messages and crew.context is not None:
            await self._restore(plane, crew.context, store.messages)
        if not self._begun:
            self._begun = True
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            if not store.resumed:
                self._record(
                    session_id=self.session_id,
                    agent=self.plan.agent,
                    cwd=str(self.cwd),
                    started_at=now,
                )
            about: Json = {"agent": self.plan.agent}
            if store.resumed:
                about["message_count"] = len(store.messages)
                await self._emit_hook("session:resume", about)
            else:
                await self._emit_hook("session:start", {**about, "cwd": str(self.cwd)})

    async def _restore(self, plane: Plane, context: Service, messages: list[Json]) -> None:
        """Give the context manager its history; without it a turn would answer as if nothing had been said."""
        try:
            history = {"messages": messages}
            await plane.request(
                context.connection, "context.set_messages", history, timeout=EVENT_TIMEOUT
            )
        except RpcError as error:
            raise MountError(
                f"service {context.name} did not take the history: {error.message}",
                "mend that service, or start a new session",
            ) from error

    async def _run(self, prompt: str) -> None:
        """The turn itself; its events end with None, whatever happens."""
        try:
            self._emit(await self._outcome(prompt))
        except HostError as error:
            self._emit(Failed(session_id=self.session_id, message=error.message, hint=error.hint))
        finally:
            self._turn, self._running = None, False
            self._events.put_nowait(None)

    async def _outcome(self, prompt: str) -> Event:
        crew, plane = self._mounted()
        assert crew.orchestrator is not None
        self._record(status="running")
        await self._emit_hook("execution:start", {"prompt": prompt})
        if self._cancelled:
            return await self._failed(RpcError.of_kind("cancelled", "cancelled before it began"))
        self._turn = plane.start_request(
            crew.orchestrator.connection, "orchestrator.execute", self._execute_params(prompt)
        )
        try:
            result: Json = await self._turn.result()
        except RpcError as error:
            return await self._failed(error)
        outcome = Complete(
            session_id=self.session_id,
            response=str(result.get("response", "")),
            status=str(result.get("status", "completed")),
            usage=result.get("usage"),
            turn_count=result.get("turn_count"),
            metadata=result.get("metadata"),
        )
        await self._end_turn(outcome.status, outcome.response)
        if outcome.status == "failed":
            metadata = result.get("metadata") or {}
            message = str(metadata.get("error") or outcome.response or "the turn failed")
            if metadata.get("kind") == "service_unavailable":
                message = self._cause(message)
            return Failed(session_id=self.session_id, message=message, data=metadata)
        return outcome

    def _cause(self, message: str) -> str:
        """Of a service that is not there the host knows more than its callers: how it ended."""
        crew, _ = self._mounted()
        named = [why for name, why in crew.failed.items() if f"service {name} " in f"{message} "]
        return named[0] if named else message

    async def _failed(self, error: RpcError) -> Event:
        crew, _ = self._mounted()
        status = "cancelled" if error.kind == "cancelled" else "failed"
        partial = error.data.get("partial")
        response = partial if isinstance(partial, str) else ""
        await self._end_turn(status, response)
        if status == "cancelled":
            return Complete(session_id=self.session_id, response=response, status=status)
        name = crew.orchestrator.name if crew.orchestrator else "the orchestrator"
        message = (
            crew.failed.get(name) or f"service {name} could not finish the turn: {error.message}"
        )
        return Failed(session_id=self.session_id, message=message, code=error.code, data=error.data)

    async def _end_turn(self, status: str, response: str) -> None:
        self._turn = None
        self._running = False
        await asyncio.gather(*self._cancel_heard)
        self._cancel_heard.clear()
        await self._emit_hook("execution:end", {"response": response, "status": status})
        if self._cancelled:
            await self._emit_hook("cancel:completed", {"mode": self._cancelled})
        self._record(
            status=status, last_activity=datetime.now(UTC).isoformat(timespec="milliseconds")
        )

    def _execute_params(self, prompt: str) -> Json:
        crew, _ = self._mounted()
        _, orchestrator = self.plan.orchestrator.rpartition(":")[1:]
        hooks = [
            {
                "name": hook["name"],
                "service": service.name,
                "events": hook["events"],
                "priority": hook.get("priority", 100),
            }
            for service, hook in crew.hooks()
        ]
        providers = [
            {"name": offer["name"], "service": service.name} for service, offer in crew.providers()
        ]
        providers.sort(key=lambda provider: provider["name"] != crew.provider)
        return {
            "_meta": {"session_id": self.session_id, "turn_id": secrets.token_hex(8), "depth": 0},
            "orchestrator": orchestrator,
            "prompt": prompt,
            "system_prompt": self.plan.base,
            "tools": crew.tools(),
            "hooks": hooks,
            "providers": providers,
            "agents": [],
            "config": self.plan.config.get(orchestrator, {}),
        }

    async def _emit_hook(self, event: str, data: Json) -> None:
        """Let the hooks of an event of the host hear it; nothing that they answer stops the host."""
        _, plane = self._mounted()
        try:
            await plane.request(
                HOST, "request.hook_emit", {"event": event, "data": data}, timeout=EVENT_TIMEOUT
            )
        except RpcError as error:
            text = f"the event {event} was not heard: {error.message}"
            self._emit(Log(service="host", level="warning", message=text))

    async def _unmount(self) -> None:
        if self.crew is not None:
            await self.crew.stop()
        if self._host_services is not None:
            await self._host_services.close()
        if self._plane is not None:
            self._plane.close()
        self._plane = self.crew = self._host_services = None
        self._activities.clear()

    def _record(self, **members: Any) -> None:
        try:
            if self.store is not None:
                self.store.set_metadata(**members)
        except OSError as error:
            text = f"metadata.json could not be written: {error.strerror}"
            self._emit(Log(service="host", level="warning", message=text))

    def _mounted(self) -> tuple[Crew, Plane]:
        if self.crew is None or self._plane is None:
            raise SessionError("the session is closed", "open it again")
        return self.crew, self._plane

    # ---- what comes up from the data plane ----------------------------------------------------------------
    def _emit(self, event: Event) -> None:
        self._events.put_nowait(event)

    def _on_request(self, connection: int, request: Json) -> None:
        if self._host_services is not None:
            self._host_services.request(connection, request)

    def _on_notification(self, connection: int, notification: Json) -> None:
        if self._host_services is not None:
            self._host_services.notification(connection, notification)

    def _on_closed(self, connection: int, reason: str) -> None:
        if self.crew is not None:
            self.crew.closed(connection, reason)

    def _on_junk(self, connection: int, line: bytes) -> None:
        name = self.crew.name_of(connection) if self.crew else "?"
        shown = line[:JUNK_SHOWN].decode(errors="replace")
        text = f"service {name} wrote a line that is no message to its standard output: {shown!r}"
        self._emit(Log(service=name, level="warning", message=text))

    def _on_stderr(self, service: str, line: str) -> None:
        self._emit(Log(service=service, level="debug", message=line, logger="stderr"))

    def _on_tap(self, record: Json) -> None:
        """Pairs start and end of a routed request into activities."""
        crew = self.crew
        if crew is None:
            return
        if record["phase"] == "start":
            self._activities[record["n"]] = record
            names = {"source": crew.name_of(record["from"]), "target": crew.name_of(record["to"])}
            self._emit(ActivityStarted(**names, method=record["method"], name=record.get("name")))
        elif (start := self._activities.pop(record["n"], None)) is not None:
            self._emit(
                Activity(
                    source=crew.name_of(start["from"]),
                    target=crew.name_of(start["to"]),
                    method=start["method"],
                    name=start.get("name"),
                    ms=(record["t_ns"] - start["t_ns"]) / 1e6,
                    error=record.get("code"),
                )
            )


def _give_up(call: Call) -> None:
    """End a call that an immediate cancel did not end."""
    if not call.future.done():
        call.plane.forget(call.request_id)
        call.future.set_exception(RpcError.of_kind("cancelled", "it did not stop when asked to"))
