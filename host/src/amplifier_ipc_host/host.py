"""Many sessions in one process: opened by id, listed, closed together."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from .approvals import Policy
from .errors import SessionError
from .plan import Plan, load_agent
from .session import Session, new_id


class AmplifierHost:
    """Keeps sessions by their id; `async with AmplifierHost() as host:` closes all of them at its end.

    `approve`, `tap`, `spares` and `eager` are what its sessions get, as Session has them; `sessions`: the folder that
    they lie in, by default `$AMPLIFIER_HOME/sessions`.
    """

    def __init__(
        self,
        *,
        approve: Policy = "deny",
        sessions: Path | None = None,
        tap: bool = True,
        spares: bool = False,
        eager: bool = False,
    ) -> None:
        self._approve: Policy = approve
        self._root = sessions
        self._tap = tap
        self._spares = spares
        self._eager = eager
        self._open: dict[str, Session] = {}

    def open(
        self,
        agent: str | Path | Plan,
        *,
        session_id: str | None = None,
        cwd: str | Path | None = None,
    ) -> Session:
        """A session of an agent, by its definition's path, its alias or its plan; nothing is started before it is used.

        Without an id it is a new one; one that lies on disk goes on. Raises HostError, also for one that is open here.
        """
        own = session_id or new_id()
        if own in self._open:
            raise SessionError(f"session {own} is open already", "get() gives it")
        session = Session(
            agent if isinstance(agent, Plan) else load_agent(agent),
            session_id=own,
            cwd=cwd,
            approve=self._approve,
            sessions=self._root,
            tap=self._tap,
            spares=self._spares,
            eager=self._eager,
        )
        self._open[own] = session
        return session

    def get(self, session_id: str) -> Session:
        """An open session. Raises SessionError when there is none of this id."""
        if session_id not in self._open:
            raise SessionError(f"session {session_id} is not open", "open it first")
        return self._open[session_id]

    def list(self) -> list[Session]:
        """The open sessions, in the order in which they were opened."""
        return [*self._open.values()]

    async def fork(
        self, session_id: str, at: int | None = None, *, new_session_id: str | None = None
    ) -> Session:
        """A copy of an open session up to the end of turn `at`, open too; see Session.fork."""
        fork = await self.get(session_id).fork(at, session_id=new_session_id)
        self._open[fork.session_id] = fork
        return fork

    async def close(self, session_id: str) -> None:
        """Close one session. Raises SessionError when there is none of this id."""
        session = self.get(session_id)
        del self._open[session_id]
        await session.close()

    async def close_all(self) -> None:
        """Close all sessions, at once."""
        closing, self._open = [*self._open.values()], {}
        await asyncio.gather(*(session.close() for session in closing))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close_all()
