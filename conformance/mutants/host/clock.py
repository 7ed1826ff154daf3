"""Things to do at a time, one after the other, under the session's lock."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from threading import Condition, RLock, Thread


class Alarm:
    """Something to do at a time, unless it is dropped before."""

    def __init__(self, do: Callable[[], None]) -> None:
        self.do: Callable[[], None] | None = do

    def drop(self) -> None:
        """Do not do it."""
        self.do = None


class Clock:
    """One thread for all alarms of a session."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._changed = Condition()
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._number = itertools.count()
        self._closed = False
        Thread(target=self._run, daemon=True).start()

    def after(self, seconds: float, do: Callable[[], None]) -> Alarm:
        """Set an alarm."""
        alarm = Alarm(do)
        with self._changed:
            at = time.monotonic() + seconds
            heapq.heappush(self._alarms, (at, next(self._number), alarm))
            self._changed.notify()
        return alarm

    def close(self) -> None:
        """No more alarms."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        while alarm := self._next():
            with self._lock:
                if alarm.do is not None:
                    alarm.do()

    def _next(self) -> Alarm | None:
        with self._changed:
            while not self._closed:
                wait = self._alarms[0][0] - time.monotonic() if self._alarms else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._alarms)[2]
                self._changed.wait(wait if wait is None else min(wait, 3600.0))
            return None
