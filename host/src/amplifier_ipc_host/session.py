"""A session: the one public entry point of the host (host.md §2)."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .approvals import Approvals, Policy
from .errors import SessionError, exhausted
from .events import Event
from .feed import Feed
from .files import now
from .lineage import Lineage
from .nursery import Nursery
from .plan import Plan
from .processes import Keeper
from .prompt.workspace import root_of
from .remembered import Remembered
from .rules import Scope
from .spares import Spares
from .stage import Setting, Stage
from .store import SessionStore, copy_session, status_of
from .tally import Tally
from .turn import Mode, Turn

if TYPE_CHECKING:
    from amplifier_ipc._generated.session import SessionStatus

Json = dict[str, Any]


class Session:
    """A conversation with one agent. Its services are fresh every turn; what must last is on disk.

    `await session.mount()` starts the services (`execute` does it when needed), `async for event in
    session.execute(prompt)` runs a turn, `await session.close()` ends everything. Raises HostError with a sentence
    for the user. The services of a turn live until the next turn or close(), so that they hear `session:end`.
    `tap` reports each routed request as an event; `trace` writes all messages and what
    else happened to the session's trace.jsonl.
    `spares` starts the services of the next turn as soon as a turn has ended. A turn without them begins as soon as
    those services are ready that it begins with, where it is known what the others offer; `eager`: when all are.
    `parent` is for child sessions.
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
        spares: bool = False,
        eager: bool = False,
        parent: Lineage | None = None,
    ) -> None:
        self.plan = plan
        self.session_id = new_id() if session_id is None else session_id
        self.cwd = Path(cwd or Path.cwd()).resolve()
        if not self.cwd.is_dir():
            raise SessionError(
                f"the working directory {self.cwd} does not exist", "name one that exists"
            )
        self.parent = parent
        self._root = sessions
        self._tap, self._eager = tap or trace, eager
        self._trace = trace
        self._feed = Feed(above=parent.record if parent else None)
        shared = parent.approvals if parent else None
        self._approvals = shared or Approvals(approve, self._feed.emit)
        self._setting: Setting | None = None
        self._stage: Stage | None = None
        self._turn: Turn | None = None
        self._spares = Spares(self._feed, self._new_stage)
        self._keeps_spares = spares
        self._nursery = Nursery() if spares else None
        self._leaving: asyncio.Task[None] | None = None
        self._busy = asyncio.Event()  # the orchestrator of the turn works
        self._begun = False

    @property
    def folder(self) -> Path | None:
        """Where the session lies on disk; None before it is mounted."""
        return self._setting.store.folder if self._setting else None

    @property
    def running(self) -> bool:
        """Whether a turn is under way, which cancel() would stop."""
        return self._turn is not None and not self._turn.over

    @property
    def unasked(self) -> list[str]:
        """The tools that were denied because nobody was there to be asked, here and in child sessions."""
        return list(dict.fromkeys(self._approvals.unasked))

    @property
    def status(self) -> SessionStatus:
        """What is known of the session, as of the end of its last turn. Raises SessionError before it is mounted."""
        from amplifier_ipc._generated.session import SessionStatus  # slow to import

        if self._setting is None:
            raise SessionError(f"session {self.session_id} is not open", "mount it first")
        return SessionStatus.model_validate(status_of(self._setting.store.metadata))

    async def mount(self) -> None:
        """Start fresh services and mount them; raises MountError or SessionError."""
        if self._spares.started is None:
            await self._unmount()
        else:  # the new ones run beside the old ones anyway: nobody waits for the end of those
            await self._gone()
            closing = self._close(self._stage, self._busy)
            self._leaving = asyncio.get_running_loop().create_task(closing)
            self._stage = self._turn = None
        self._setting = self._setting or self._open()
        try:
            self._stage = await self._spares.take()
            if self._stage is None:
                self._stage = self._new_stage()
                await self._stage.start(early=not self._eager)
            await self._stage.restore()
        except BaseException as error:
            await self._unmount()
            if isinstance(error, OSError):
                raise exhausted(error) from error
            raise
        if not self._begun:
            self._begun = True
            await self._begin(self._stage)

    def prepare(self) -> None:
        """Start the services of the first turn ahead of it; raises SessionError."""
        self._setting = self._setting or self._open()
        if self.parent is not None:
            self._setting.store.set_metadata(**self.parent.to_metadata())
        self._spares.start()

    async def discard(self) -> None:
        """Close a session that was prepared and never used, and leave nothing of it on disk."""
        folder = self.folder
        await self.close()
        if folder is not None and not self._begun:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def execute(self, prompt: str, attachments: Sequence[Json] = ()) -> AsyncIterator[Event]:
        """Run one turn and yield its events; the last is Complete or Failed.

        `attachments`: content blocks that belong to the prompt, for example images.
        """
        if self._stage is None or self._turn is not None:
            await self.mount()
        assert self._stage is not None
        self._turn = Turn(self._stage, attachments, self._busy)
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
            if self._keeps_spares:
                self._spares.start()

    def cancel(self, mode: Mode = "graceful") -> None:
        """Ask the turn under way to stop, and its children's: graceful finishes what runs, immediate does not."""
        if self._turn is not None:
            self._turn.cancel(mode)

    def answer(  # noqa: PLR0913 - all but the id by name
        self,
        approval_id: str,
        *,
        approved: bool,
        option: str | None = None,
        reason: str | None = None,
        remember: Scope | None = None,
        pattern: str | None = None,
    ) -> bool:
        """Answer an ApprovalRequested event; False when the question is closed.

        `remember`: where like questions shall be answered so too: in this session, this project, or everywhere.
        `pattern`: which those are, by default the event's. Raises SessionError for one that allows a shell anything.
        """
        result = {"approved": approved, "option": option, "reason": reason}
        told = {key: value for key, value in result.items() if value is not None}
        return self._approvals.answer(approval_id, told, remember=remember, pattern=pattern)

    def events(self) -> list[Event]:
        """What was said outside of a turn, for example while mounting."""
        return self._feed.taken()

    async def fork(self, at: int | None = None, *, session_id: str | None = None) -> Session:
        """A new session with the history up to the end of turn `at` (from 1; None: all of it), and the state of now.

        This one stays as it is, and may be open or closed. Raises SessionError when there is no such turn.
        """
        own = session_id or new_id()
        copy_session(self._root, self.session_id, own, at)
        return Session(
            self.plan,
            session_id=own,
            cwd=self.cwd,
            approve=self._approvals.policy,
            sessions=self._root,
            tap=self._tap,
            trace=self._trace,
            spares=self._keeps_spares,
            eager=self._eager,
        )

    async def close(self) -> None:
        """End the session: `session:end`, all services, the keeper, the files. May be called again."""
        await self._spares.close()
        if self._nursery:
            await self._nursery.close()
        if self._stage is not None and self._begun:
            status = self._stage.store.metadata.get("status")
            turns = len(self._stage.store.metadata.get("turns", []))
            ended = {"status": status, "turn_count": turns} if status else {}
            await self._stage.tell("session:end", ended)
            self._stage.record(ended_at=now())
        await self._unmount()
        if self._setting is not None:
            await self._setting.keeper.close()
            self._setting.store.close()
            self._setting = None
        self._feed.close()

    def _new_stage(self, feed: Feed | None = None) -> Stage:
        assert self._setting is not None
        return Stage(self._setting, feed)

    def _open(self) -> Setting:
        """What outlives a turn: the files, and the keeper of all processes."""
        store = SessionStore(self.session_id, self._root)
        if self._trace:
            self._feed.trace(store.open_trace(), self.session_id)
        if self.parent is None:
            self._approvals.remembered = Remembered(root_of(self.cwd), store)
        if store.torn_bytes:
            text = f"the transcript ended in a torn line of {store.torn_bytes} bytes, which was cut off"
            self._feed.warn(text)
        return Setting(
            self.plan,
            self.cwd,
            _keeper(store),
            store,
            self._approvals,
            self._feed,
            Tally(store.metadata),
            lineage=self.parent or _lineage(store.metadata),
            tap=self._tap,
            trace=self._trace,
            nursery=self._nursery,
            eager=self._eager,
        )

    async def _begin(self, stage: Stage) -> None:
        """Once, before the first prompt: hooks hear of the session (SES-041, SES-042)."""
        store, agent = stage.store, self.plan.agent
        if stage.lineage is not None:
            await stage.tell("session:fork", {"parent": stage.lineage.parent_id, "agent": agent})
        if store.resumed and not _just_forked(store.metadata):
            about = {"agent": agent, "message_count": len(store.messages)}
            await stage.tell("session:resume", about)
            return
        about = {"session_id": self.session_id, "agent": agent, "cwd": str(self.cwd)}
        about |= {"definition": str(self.plan.origin), "status": "running", "started_at": now()}
        stage.record(**about, **(self.parent.to_metadata() if self.parent else {}))
        _set_up(stage)
        await stage.tell("session:start", {"agent": agent, "cwd": str(self.cwd)})

    async def _unmount(self) -> None:
        await self._gone()
        stage, self._stage, self._turn = self._stage, None, None
        await self._close(stage)

    async def _gone(self) -> None:
        """Return when the services of the turn before this one are gone."""
        leaving, self._leaving = self._leaving, None
        if leaving is not None:
            self._busy.set()
            await leaving
        self._busy.clear()

    @staticmethod
    async def _close(stage: Stage | None, when: asyncio.Event | None = None) -> None:
        """Their end takes processors too, which the next turn's beginning needs."""
        if when is not None:
            await when.wait()
        if stage is not None:
            await stage.close()


def _keeper(store: SessionStore) -> Keeper:
    """The keeper of a session; raises MountError, and then the session is released."""
    try:
        return Keeper()
    except OSError as error:
        store.close()
        raise exhausted(error) from error


def new_id() -> str:
    """The id of a new session."""
    return f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(5)}"


def _lineage(metadata: Json) -> Lineage | None:
    """Of a session that was a child or a fork when it began."""
    parent = metadata.get("parent_id")
    if not isinstance(parent, str):
        return None
    depth, self_depth = metadata.get("depth", 0), metadata.get("self_depth", 0)
    return Lineage(parent, depth, self_depth, spawned=metadata.get("spawned", {}))


def _just_forked(metadata: Json) -> bool:
    return "forked_at" in metadata and "started_at" not in metadata


def _set_up(stage: Stage) -> None:
    """What an agent's file says that hooks and orchestrators find in the state."""
    wished = {"session.model_role": stage.plan.model_role, "session.mode": stage.plan.mode}
    for key, value in wished.items():
        if value:
            stage.store.set_state(key, value)
