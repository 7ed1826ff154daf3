"""Processes of services: started by the keeper, watched through it, their stderr drained for ever."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

TAIL = 8 * 1024
_PACKET = 1 << 20
# How many are started at once: each takes three more descriptors for that time, and the keeper starts one by one.
_AT_ONCE = 16


class SpawnError(Exception):
    """A command that could not be started, in one sentence."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended: its exit code, or the name of the signal (`SIGKILL`); neither of one that is elsewhere."""

    code: int | None = None
    signal: str | None = None

    def __str__(self) -> str:
        if self.signal is None and self.code is None:
            return "is no longer connected"
        return f"was ended by {self.signal}" if self.signal else f"ended with exit code {self.code}"


@dataclass(slots=True)
class Process:
    """One running service process and the ends of its pipes (stdin to write, stdout to read)."""

    pid: int
    stdin: int
    stdout: int
    stderr: StderrDrain
    exited: asyncio.Future[Exit]
    keeper: Keeper = field(repr=False)

    def signal(self, number: signal.Signals, *, group: bool = True) -> None:
        """Send a signal to the process group, or to the process alone; one that has ended is left alone."""
        self.keeper.kill(self.pid, number, group=group)


class StderrDrain:
    """Reads a stderr until its end, keeps the last 8 KiB and reports whole lines."""

    def __init__(self, fd: int, on_line: Callable[[str], None]) -> None:
        self._fd = fd
        self._on_line = on_line
        self._tail = b""
        self._rest = b""
        os.set_blocking(fd, False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(fd, self._read)

    def tail(self) -> str:
        """The last 8 KiB, as text."""
        return self._tail.decode(errors="replace")

    def read_rest(self) -> None:
        """Take what still stands in the pipe: the last words of a process that has ended."""
        if self._fd >= 0:
            self._read()

    def close(self) -> None:
        """Stop reading."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            piece = os.read(self._fd, 64 * 1024)
            if not piece:
                self.close()
                return
            self._tail = (self._tail + piece)[-TAIL:]
            *lines, self._rest = (self._rest + piece).split(b"\n")
            self._rest = self._rest[-TAIL:]
            for line in lines:
                self._on_line(line.decode(errors="replace").rstrip("\r"))


@dataclass(slots=True, eq=False)
class _Order:
    """A packet for the keeper, with the descriptors that go along, and who waits for a process."""

    packet: bytes
    fds: list[int] = field(default_factory=list)
    spawned: asyncio.Future[int] | None = None

    def fail(self, why: str) -> None:
        if self.spawned is not None and not self.spawned.done():
            self.spawned.set_exception(SpawnError(why))


class Keeper:
    """The host's side of the keeper process (keeper.py), which is the parent of every service.

    One that is killed takes its services with it; for the next service another one is started. Raises OSError.
    """

    def __init__(self) -> None:
        self._number = 0
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._spawning: dict[int, asyncio.Future[int]] = {}
        self._exits: dict[int, asyncio.Future[Exit]] = {}
        self._sweeps: list[asyncio.Future[int]] = []
        self._waiting: deque[_Order] = deque()
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._begin()

    def _begin(self) -> None:
        """Start the process, and listen to it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        script = Path(__file__).with_name("keeper.py")
        with contextlib.ExitStack() as failing, theirs:
            failing.enter_context(ours)
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(script), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
            failing.pop_all()
        ours.setblocking(False)
        self._socket, self._lost = ours, False
        self._loop.add_reader(ours.fileno(), self._hear)

    def _begin_again(self) -> None:
        """Another process in the place of one that has died."""
        self._socket.close()
        self._process.kill()
        self._process.wait()
        self._begin()

    @property
    def pid(self) -> int:
        """The keeper's own process id."""
        return self._process.pid

    async def spawn(
        self, argv: list[str], *, cwd: Path, env: dict[str, str], on_stderr: Callable[[str], None]
    ) -> Process:
        """Start a process in its own process group; raises SpawnError, and OSError without descriptors for it."""
        async with self._room:
            if self._lost and not self._closed:
                self._begin_again()
            return await self._spawn({"argv": argv, "cwd": str(cwd), "env": env}, on_stderr)

    async def _spawn(self, what: dict[str, object], on_stderr: Callable[[str], None]) -> Process:
        (stdin_theirs, stdin), (stdout, stdout_theirs), (stderr, stderr_theirs) = _pipes(3)
        theirs = [stdin_theirs, stdout_theirs, stderr_theirs]
        self._number += 1
        spawned = self._spawning[self._number] = self._loop.create_future()
        order = {"spawn": self._number, **what}
        entry = _Order(json.dumps(order).encode(), theirs, spawned)
        self._send(entry)
        try:
            pid = await spawned
        except BaseException:
            _close(stdin, stdout, stderr)
            raise
        finally:
            if entry in self._waiting:
                self._waiting.remove(entry)
            _close(*theirs)
        return Process(pid, stdin, stdout, StderrDrain(stderr, on_stderr), self._exits[pid], self)

    def kill(self, pid: int, number: signal.Signals, *, group: bool) -> None:
        """Signal a service of this keeper; one that has ended is left alone."""
        self._say({"kill": pid, "signal": int(number), "group": group})

    def spare(self, jobs: object) -> None:
        """Leave background jobs alone: `[{pid, detach?}]`, leaders of sessions. What detaches outlives the keeper."""
        listed = [job for job in jobs if isinstance(job, dict)] if isinstance(jobs, list) else []
        leaders = [job for job in listed if isinstance(job.get("pid"), int) and job["pid"] > 1]
        free = [job["pid"] for job in leaders if job.get("detach") is True]
        self._say({"spare": [job["pid"] for job in leaders], "free": free})

    async def sweep(self) -> int:
        """Kill what ended services left behind; the number of processes."""
        if self._lost:
            return 0
        swept = self._loop.create_future()
        self._sweeps.append(swept)
        self._say({"sweep": True})
        return int(await swept)

    async def close(self) -> None:
        """End everything that is left, and the keeper."""
        self._closed = True
        if not self._lost:
            self._forget_socket()
        self._socket.close()
        await asyncio.to_thread(self._process.wait)

    def _say(self, order: dict[str, object]) -> None:
        self._send(_Order(json.dumps(order).encode()))

    def _send(self, order: _Order) -> None:
        """Send one order, after those that wait, as soon as the socket takes it."""
        self._waiting.append(order)
        if len(self._waiting) == 1:
            self._flush()
        if self._waiting and not self._lost:
            self._loop.add_writer(self._socket.fileno(), self._flush)

    def _flush(self) -> None:
        """The keeper is slower than a burst of orders; what can never be sent fails alone."""
        while self._waiting:
            order = self._waiting[0]
            try:
                socket.send_fds(self._socket, [order.packet], order.fds)
            except BlockingIOError:
                return
            except OSError as error:
                order.fail(f"it could not be handed to the keeper: {error.strerror}")
            self._waiting.popleft()
        if not self._lost:
            self._loop.remove_writer(self._socket.fileno())

    def _hear(self) -> None:
        while True:
            try:
                packet = self._socket.recv(_PACKET)
            except BlockingIOError:
                return
            except OSError:
                packet = b""
            if not packet:
                self._lose()
                return
            self._take(json.loads(packet))

    def _take(self, message: dict[str, object]) -> None:
        if "spawned" in message:
            spawned = self._spawning.pop(int(str(message["spawned"])))
            if "pid" not in message:
                if not spawned.done():
                    spawned.set_exception(SpawnError(str(message["error"])))
                return
            pid = int(str(message["pid"]))
            # The number may have been that of one that ended long ago.
            self._exits[pid] = self._loop.create_future()
            if spawned.done():  # who asked for it has gone
                self.kill(pid, signal.SIGKILL, group=True)
            else:
                spawned.set_result(pid)
        elif "exited" in message:
            exited = self._exits[int(str(message["exited"]))]
            if not exited.done():
                exited.set_result(_exit(message))
        elif "swept" in message and not (swept := self._sweeps.pop(0)).done():
            swept.set_result(int(str(message["swept"])))

    def _forget_socket(self) -> None:
        self._lost = True
        self._waiting.clear()
        self._loop.remove_reader(self._socket.fileno())
        self._loop.remove_writer(self._socket.fileno())

    def _lose(self) -> None:
        """The keeper died: what it knew cannot be known any more, and its services are ended from here."""
        self._forget_socket()
        for spawned in self._spawning.values():
            if not spawned.done():
                spawned.set_exception(SpawnError("the keeper process has died"))
        self._spawning.clear()
        for pid, exited in self._exits.items():
            if not exited.done():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
                exited.set_result(Exit(signal="SIGKILL"))
        for swept in self._sweeps:
            if not swept.done():
                swept.set_result(0)
        self._sweeps.clear()


def _exit(message: dict[str, object]) -> Exit:
    if "signal" not in message:
        return Exit(code=int(str(message["code"])))
    number = int(str(message["signal"]))
    try:
        return Exit(signal=signal.Signals(number).name)
    except ValueError:
        return Exit(signal=f"SIG{number}")


def _pipes(number: int) -> list[tuple[int, int]]:
    """So many pipes, or none. Raises OSError."""
    pipes: list[tuple[int, int]] = []
    try:
        for _ in range(number):
            pipes.append(os.pipe())
    except OSError:
        _close(*(fd for pipe in pipes for fd in pipe))
        raise
    return pipes


def _close(*fds: int) -> None:
    for fd in fds:
        os.close(fd)
