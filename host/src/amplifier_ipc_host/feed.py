"""The events of a session on their way to its caller: in order, bounded, and traced where that is asked for."""

from __future__ import annotations

import asyncio
import json
import time
from typing import BinaryIO

from .events import ChildEvent, Display, Event, Log, Progress

# Events of which a caller that is slower than a flood may miss some; all others are always delivered.
SURPLUS = (Log, Display, Progress)
WAITING = 10_000


class Feed:
    """A queue of events; `end()` marks the end of a turn."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._left_out = 0
        self._trace: BinaryIO | None = None
        self._began = 0.0

    def trace(self, file: BinaryIO) -> None:
        """Write all that follows to this file too, one JSON object a line; `at_ms` counts from now."""
        self._trace, self._began = file, time.monotonic()

    def emit(self, event: Event) -> None:
        """Add an event; of a flood that nobody takes, log lines are left out and counted."""
        if self._trace is not None:
            moment = {"at_ms": round((time.monotonic() - self._began) * 1000, 3)}
            self._trace.write(json.dumps({**moment, **event.to_json()}).encode() + b"\n")
        if _surplus(event) and self._queue.qsize() >= WAITING:
            self._left_out += 1
        else:
            self._queue.put_nowait(event)

    def warn(self, text: str) -> None:
        """A remark of the host."""
        self.emit(Log(service="host", level="warning", message=text))

    def end(self) -> None:
        """No more events in this turn."""
        if self._left_out:
            text = f"{self._left_out} log lines came faster than they were taken and were left out"
            self._left_out = 0
            self._queue.put_nowait(Log(service="host", level="warning", message=text))
        self._queue.put_nowait(None)
        if self._trace is not None:
            self._trace.flush()

    async def next(self) -> Event | None:
        """The next event; None at the end of a turn."""
        return await self._queue.get()

    def taken(self) -> list[Event]:
        """All events that wait; ends of turns are passed over."""
        events = []
        while not self._queue.empty():
            event = self._queue.get_nowait()
            if event is not None:
                events.append(event)
        return events

    def close(self) -> None:
        """End the trace."""
        if self._trace is not None:
            self._trace.close()
            self._trace = None


class Held(Feed):
    """What a stage says that nobody uses yet: kept back until it is released, then told in order."""

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self._feed = feed
        self._released = False

    def emit(self, event: Event) -> None:
        """Keep it back, or pass it on."""
        if self._released:
            self._feed.emit(event)
        else:
            super().emit(event)

    def end(self) -> None:
        """The end of a turn, which only who uses the stage can have."""
        self._feed.end()

    def release(self) -> None:
        """Tell what was kept back, and pass on all that follows."""
        self._released = True
        for event in self.taken():
            self._feed.emit(event)


def _surplus(event: Event) -> bool:
    return isinstance(event.inner if isinstance(event, ChildEvent) else event, SURPLUS)
