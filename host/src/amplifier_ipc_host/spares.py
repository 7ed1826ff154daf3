"""The services of the next turn, started while the user reads and types (host.md §2)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from .errors import HostError
from .feed import Feed, Held
from .stage import Stage


@dataclass(slots=True)
class _Spare:
    """A stage whose services are mounted, and which of them had failed by then."""

    stage: Stage
    held: Held
    failed: set[str]

    @property
    def whole(self) -> bool:
        """Whether nothing has died since it was mounted."""
        return set(self.stage.crew.failed) == self.failed


class Spares:
    """At most one stage in waiting. Nobody hears of it before it is used; history is given to it then."""

    def __init__(self, feed: Feed, make: Callable[[Feed], Stage]) -> None:
        self._feed = feed
        self._make = make
        self._starting: asyncio.Task[_Spare | None] | None = None

    @property
    def started(self) -> asyncio.Task[_Spare | None] | None:
        """The task that mounts the spare; None when there is none."""
        return self._starting

    def start(self) -> None:
        """Begin to mount one, if there is none."""
        if self._starting is None:
            self._starting = asyncio.get_running_loop().create_task(self._mounted())

    async def take(self) -> Stage | None:
        """The spare, mounted and alive; None where there is none, it did not mount, or something of it has died."""
        starting, self._starting = self._starting, None
        spare = await starting if starting is not None else None
        if spare is None:
            return None
        if not spare.whole:
            await spare.stage.close()
            self._feed.warn("services that were started ahead have ended; others are started")
            return None
        spare.held.release()
        return spare.stage

    async def close(self) -> None:
        """End the one that waits, if there is one."""
        starting, self._starting = self._starting, None
        if starting is None:
            return
        starting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            if spare := await starting:
                await spare.stage.close()

    async def _mounted(self) -> _Spare | None:
        held = Held(self._feed)
        stage = self._make(held)
        try:
            await stage.start()
        except HostError:  # the next turn's own start will say why
            await stage.close()
            return None
        except BaseException:
            await stage.close()
            raise
        return _Spare(stage, held, set(stage.crew.failed))
