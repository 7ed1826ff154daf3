"""The raw lines between a service and the data plane: two threads that pass them on and show each one."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from threading import Thread

PIECE = 64 * 1024
# (direction, milliseconds since the start, the line without its LF)
Show = Callable[[str, float, bytes], None]
TO_SERVICE, FROM_SERVICE = "→", "←"


class Relay:
    """Lies between a service's pipes and the data plane; every byte goes on unchanged."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._began = time.monotonic()

    def __call__(self, read_end: int, write_end: int) -> tuple[int, int]:
        """Take the two ends of a service; the two that the data plane takes instead."""
        lines_up, up = os.pipe()
        down, lines_down = os.pipe()
        for direction, source, target in (
            (FROM_SERVICE, read_end, up),
            (TO_SERVICE, down, write_end),
        ):
            Thread(target=self._pass_on, args=(direction, source, target), daemon=True).start()
        return lines_up, lines_down

    def _pass_on(self, direction: str, source: int, target: int) -> None:
        """Until either side ends; a line is shown before it is passed on, so that an answer follows its question."""
        rest = b""
        with contextlib.suppress(OSError):
            while piece := os.read(source, PIECE):
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    self._show(direction, (time.monotonic() - self._began) * 1000, line)
                view = memoryview(piece)
                while view:
                    view = view[os.write(target, view) :]
        if rest:
            self._show(direction, (time.monotonic() - self._began) * 1000, rest)
        os.close(target)
        os.close(source)
