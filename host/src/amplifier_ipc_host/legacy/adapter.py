"""Carries out what the machine decides: between the pipes of a version 0 service and the data plane."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import Callable, Sequence
from typing import Any

from ..plane import MAX_DEPTH, decode, nests_deeper
from ..processes import Process
from .machine import Action, End, Handler, Machine, ToHost, ToService
from .pipes import Reading, Sink, Source
from .writing import encode

Json = dict[str, Any]
LIMIT = 64 * 1024 * 1024
# The data plane checks the length of its lines itself; this only bounds what is held of them.
HELD = 2 * LIMIT
# What may wait for one side before the other is read from no further, bytes.
HIGH = 8 * 1024 * 1024
# Between SIGTERM and SIGKILL for one that is to stop what it does, seconds.
GRACE = 5.0
_ID = re.compile(rb'"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)')


class Adapter:
    """One service. It takes over `ends` (to read from, to write to); `ends` of its own are for the data plane.

    `on_end` hears why it ends the process, and whether the user wanted that.
    """

    def __init__(
        self,
        machine: Machine,
        process: Process,
        ends: tuple[int, int],
        on_end: Callable[[str, bool], None],
    ) -> None:
        self._machine, self._process, self._on_end = machine, process, on_end
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._killer: asyncio.TimerHandle | None = None
        read_end, up = os.pipe()
        down, write_end = os.pipe()
        self.ends = (read_end, write_end)
        self._up, self._stdin = Sink(up, self._balance), Sink(ends[1], self._balance)
        self._stdout = Source(
            ends[0], LIMIT, Reading(self._from_service, self._oversized, self._up.finish)
        )
        self._down = Source(
            down, HELD, Reading(self._from_host, lambda _: None, self._stdin.finish)
        )

    def mount_hooks(self, handlers: Sequence[Handler]) -> None:
        """Say which of its hooks are mounted, in the order of describe."""
        self._machine.mount_hooks(handlers)

    def close(self) -> None:
        """Let go of everything; the process has ended."""
        for timer in (self._timer, self._killer):
            if timer is not None:
                timer.cancel()
        for each in (self._stdout, self._down, self._up, self._stdin):
            each.close()

    # ---- lines --------------------------------------------------------------------------------------------------

    def _from_service(self, line: bytes) -> None:
        message = _message(line)
        if message is None:
            self._up.write(line + b"\n")  # the data plane says what it thinks of it
            return
        self._do(self._machine.from_service(message, self._loop.time()))

    def _from_host(self, line: bytes) -> None:
        self._do(self._machine.from_host(decode(line), self._loop.time()))

    def _oversized(self, head: bytes) -> None:
        """A request shows its id; anything else can only be the answer, or a notification."""
        method, found = b'"method"' in head, _ID.search(head)
        if method and found is None:
            return
        request_id = decode(b'{"id":' + found[1] + b"}")["id"] if method and found else None
        self._do(self._machine.oversized(request_id, LIMIT, self._loop.time()))

    def _tick(self) -> None:
        self._timer = None
        self._do(self._machine.tick(self._loop.time()))

    # ---- actions ------------------------------------------------------------------------------------------------

    def _do(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, ToService):
                self._stdin.write((encode(action.message) or b"") + b"\n")
            elif isinstance(action, ToHost):
                self._tell(action.message)
            else:
                self._end(action)
        self._balance()
        self._set_alarm()

    def _tell(self, message: Json) -> None:
        line = None if nests_deeper(message, MAX_DEPTH) else encode(message)
        if line is None:
            self._do(self._machine.unwritable(message, self._loop.time()))
        else:
            self._up.write(line + b"\n")

    def _end(self, action: End) -> None:
        """It hears nothing but the end of its input and signals."""
        self._on_end(action.why, action.wanted)
        self._stdin.close()
        self._process.signal(signal.SIGTERM, group=False)
        if self._killer is None:
            self._killer = self._loop.call_later(GRACE, self._kill)

    def _kill(self) -> None:
        if not self._process.exited.done():
            self._process.signal(signal.SIGKILL)

    def _balance(self) -> None:
        """Nobody is read from faster than the other side takes it."""
        self._stdout.pause(on=self._up.waiting > HIGH)
        self._down.pause(on=self._stdin.waiting > HIGH)

    def _set_alarm(self) -> None:
        at = self._machine.alarm
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if at is None else self._loop.call_at(at, self._tick)


def _message(line: bytes) -> Json | None:
    """What a service wrote, if it is an object."""
    try:
        message: Any = decode(line)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
