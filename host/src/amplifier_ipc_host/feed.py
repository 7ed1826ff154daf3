"""The events of a session on their way to its caller: in order, bounded, and traced where that is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import BinaryIO

from .events import (
    Activity,
    ActivityStarted,
    ChildEvent,
    Display,
    Event,
    Log,
    Progress,
    ServiceLog,
    Stream,
)
from .recording import VERSION, Json

# Events of which a caller that is slower than a flood may miss some; all others are always delivered.
SURPLUS = (Log, Display, Progress)
WAITING = 10_000
# What a trace tells as messages.
MESSAGES = (Activity, ActivityStarted, Stream, Progress, Display, ServiceLog)


class Feed:
    """A queue of events; `end()` marks the end of a turn. `above`: who records what is recorded here, too."""

    def __init__(self, above: Callable[[int, bytes], None] | None = None) -> None:
        self._above = above
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._left_out = 0
        self._trace: BinaryIO | None = None
        self._began = 0
        self._unwritten = False

    def trace(self, file: BinaryIO, session_id: str) -> None:
        """Write all that follows to this file too, one JSON object a line; `at_ms` counts from now."""
        self._trace, self._began = file, time.monotonic_ns()
        opened = {"type": "trace", "version": VERSION, "session": session_id}
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._write(self._began, _members({**opened, "time": moment}))

    def record(self, t_ns: int, members: bytes) -> None:
        """Write a message to the trace: the moment of the data plane's clock, and the members of its JSON object."""
        self._write(t_ns, members)
        if self._above is not None:
            self._above(t_ns, members)

    def emit(self, event: Event) -> None:
        """Add an event; of a flood that nobody takes, log lines are left out and counted."""
        if self._trace is not None and not isinstance(_inner(event), MESSAGES):
            self._write(time.monotonic_ns(), _members(event.to_json()))
        if isinstance(_inner(event), SURPLUS) and self._queue.qsize() >= WAITING:
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
        self._flush()

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
        self._flush()
        if self._trace is not None:
            self._trace.close()
            self._trace = None

    def _write(self, t_ns: int, members: bytes) -> None:
        if self._trace is not None:
            try:
                self._trace.write(b'{"at_ms":%.3f,%b}\n' % ((t_ns - self._began) / 1e6, members))
            except OSError as error:
                self._give_up(error)
            # Once for all that comes at a time; a host that is killed loses no more than that.
            if not self._unwritten:
                self._unwritten = True
                asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._unwritten = False
        if self._trace is not None:
            try:
                self._trace.flush()
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """A session goes on without its trace, and says so."""
        file, self._trace = self._trace, None
        with contextlib.suppress(OSError):
            if file is not None:
                file.close()
        self.warn(f"the trace ends here, it could not be written: {error.strerror}")


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

    def record(self, t_ns: int, members: bytes) -> None:
        """Messages are not held back: the trace has them as they were."""
        self._feed.record(t_ns, members)

    def end(self) -> None:
        """The end of a turn, which only who uses the stage can have."""
        self._feed.end()

    def release(self) -> None:
        """Tell what was kept back, and pass on all that follows."""
        self._released = True
        for event in self.taken():
            self._feed.emit(event)


def _inner(event: Event) -> Event:
    return event.inner if isinstance(event, ChildEvent) else event


def _members(value: Json) -> bytes:
    return json.dumps(value).encode()[1:-1]
