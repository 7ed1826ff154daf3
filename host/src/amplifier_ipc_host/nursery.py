"""Child sessions that are made ready before they are spawned, each like one that there was (host.md §2)."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .session import Session

Json = dict[str, Any]
PLACES = 2  # each is as many processes as a session has


class Nursery:
    """The children in waiting of a session: one for each way to spawn, and those that were used last."""

    def __init__(self) -> None:
        self._waiting: dict[str, Session] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> list[Session]:
        """Those that nobody has spawned yet, the oldest first."""
        return [*self._waiting.values()]

    def take(self, spawned: Json) -> Session | None:
        """The one that is like this, if there is one; it is the caller's from now on."""
        return self._waiting.pop(_kind(spawned), None)

    def put(self, spawned: Json, child: Session) -> None:
        """Let a child get ready; the oldest gives way. Raises HostError or OSError; then it is none of these."""
        try:
            child.prepare()
        except BaseException:
            self.put_away(child)
            raise
        self.put_away(self.take(spawned))
        self._waiting[_kind(spawned)] = child
        while len(self._waiting) > PLACES:
            self.put_away(self._waiting.pop(next(iter(self._waiting))))

    def has(self, spawned: Json) -> bool:
        """Whether there is one like this."""
        return _kind(spawned) in self._waiting

    def put_away(self, child: Session | None) -> None:
        """Discard a child that is not wanted after all."""
        if child is not None:
            task = asyncio.get_running_loop().create_task(child.discard())
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Send all away, and return when they are gone."""
        while self._waiting:
            self.put_away(self._waiting.popitem()[1])
        await asyncio.gather(*self._leaving)


def _kind(spawned: Json) -> str:
    return json.dumps(spawned, sort_keys=True)
