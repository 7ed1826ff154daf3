"""A session: the one public entry point of the host (host.md §2)."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from .approvals import Approvals, Policy
from .errors import SessionError
from .events import Event
from .feed import Feed
from .plan import Plan
from .processes import Keeper
from .stage import Setting, Stage
from .store import SessionStore
from .turn import Mode, Turn


class Session:
    """A conversation with one agent. Its services are fresh every turn; what must last is on disk.

    `await session.mount()` starts the services (`execute` does it when needed), `async for event in
    session.execute(prompt)` runs a turn, `await session.close()` ends everything. Raises HostError with a sentence
    for the user. The services of a turn live until the next turn or close(), so that they hear `session:end`.
    `tap` reports each routed request as an event; `trace` writes all events to the session's trace.jsonl.
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
        trace: bool = False,
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
        self._tap = tap or trace
        self._trace = trace
        self._feed = Feed()
        self._approvals = Approvals(approve, self._feed.emit)
        self._setting: Setting | None = None
        self._stage: Stage | None = None
        self._turn: Turn | None = None
        self._begun = False

    @property
    def folder(self) -> Path | None:
        """Where the session lies on disk; None before it is mounted."""
        return self._setting.store.folder if self._setting else None

    async def mount(self) -> None:
        """Start fresh services and mount them; raises MountError or SessionError."""
        await self._unmount()
        setting = self._setting = self._setting or self._open()
        self._stage = Stage(setting, tap=self._tap)
        try:
            await self._stage.start()
        except BaseException:
            await self._unmount()
            raise
        if not self._begun:
            self._begun = True
            await self._begin(self._stage)

    async def execute(self, prompt: str) -> AsyncIterator[Event]:
        """Run one turn and yield its events; the last is Complete or Failed."""
        if self._stage is None or self._turn is not None:
            await self.mount()
        assert self._stage is not None
        self._turn = Turn(self._stage)
        running = asyncio.get_running_loop().create_task(self._turn.run(prompt))
        try:
            while (event := await self._feed.next()) is not None:
                yield event
            await running
        finally:
            if not running.done():  # the caller has seen enough
                running.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await running
                self._feed.taken()

    def cancel(self, mode: Mode = "graceful") -> None:
        """Ask the turn under way to stop: graceful finishes what runs, immediate does not."""
        if self._turn is not None:
            self._turn.cancel(mode)

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
        return self._approvals.answer(
            approval_id, {key: value for key, value in result.items() if value is not None}
        )

    def events(self) -> list[Event]:
        """What was said outside of a turn, for example while mounting."""
        return self._feed.taken()

    async def close(self) -> None:
        """End the session: `session:end`, all services, the keeper, the files. May be called again."""
        if self._stage is not None and self._begun:
            status = self._stage.store.metadata.get("status")
            await self._stage.tell("session:end", {"status": status} if status else {})
        await self._unmount()
        if self._setting is not None:
            await self._setting.keeper.close()
            self._setting.store.close()
            self._setting = None
        self._feed.close()

    def _open(self) -> Setting:
        """What outlives a turn: the files, and the keeper of all processes."""
        store = SessionStore(self.session_id, self._root)
        if self._trace:
            self._feed.trace(store.open_trace())
        if store.torn_bytes:
            text = f"the transcript ended in a torn line of {store.torn_bytes} bytes, which was cut off"
            self._feed.warn(text)
        return Setting(self.plan, self.cwd, Keeper(), store, self._approvals, self._feed)

    async def _begin(self, stage: Stage) -> None:
        """Once, before the first prompt: hooks hear of the session."""
        store, agent = stage.store, self.plan.agent
        if store.resumed:
            about = {"agent": agent, "message_count": len(store.messages)}
            await stage.tell("session:resume", about)
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        stage.record(session_id=self.session_id, agent=agent, cwd=str(self.cwd), started_at=now)
        await stage.tell("session:start", {"agent": agent, "cwd": str(self.cwd)})

    async def _unmount(self) -> None:
        stage, self._stage, self._turn = self._stage, None, None
        if stage is not None:
            await stage.close()
