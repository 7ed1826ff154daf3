"""A process that the suite owns: its lines with their times, its stderr, and an end that leaves nothing."""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import signal
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .outcome import Direction, TraceLine

SHOWN = 2000  # characters of a line that a trace keeps
KEPT = 64 * 1024  # characters of stderr that are kept
READ = 1 << 16

Take = Callable[[bytes, bool], None]  # a line without its LF, and whether an LF ended it


class Process:
    """Runs a command with pipes. `take` gets each line of its stdout; `changed` is held meanwhile."""

    def __init__(
        self,
        command: Sequence[str],
        take: Take,
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        name: str = "",
    ) -> None:
        self.name = name
        self.changed = threading.Condition()
        self.trace: list[TraceLine] = []
        self.stderr = ""
        self.over = False  # its stdout has ended
        self._take = take
        self._writing = threading.Lock()
        self._flow = threading.Event()
        self._flow.set()
        self.started = time.monotonic()
        self._process = subprocess.Popen(
            list(command),
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self._threads = [
            threading.Thread(target=run, daemon=True) for run in (self._read, self._drain)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process id, which is that of its group too."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """The exit code once it has ended; below 0 is a signal."""
        return self._process.poll()

    # ---- writing

    def write(self, *pieces: bytes, shown: str | None = None) -> None:
        """Write these bytes; a process that does not read any more is found out by who waits for it."""
        self.note("sent", shown if shown is not None else _shown(b"".join(pieces)))
        assert self._process.stdin
        with self._writing, contextlib.suppress(BrokenPipeError, ValueError):
            for piece in pieces:
                view = memoryview(piece)
                while view:
                    view = view[self._process.stdin.write(view) :]

    def close_stdin(self) -> None:
        """The end of its input."""
        assert self._process.stdin
        self.note("note", "stdin closed")
        with self._writing, contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process alone."""
        self.note("note", number.name)
        self._process.send_signal(number)

    def note(self, direction: Direction, text: str) -> None:
        """Add a line to the trace."""
        at = time.monotonic() - self.started
        self.trace.append(TraceLine(at, direction, text, self.name))

    def wait_taken(self, seconds: float) -> bool:
        """Wait until the process has read all that was written to it; False if it does not."""
        assert self._process.stdin
        until = time.monotonic() + seconds
        left = array.array("i", [1])
        while time.monotonic() < until:
            fcntl.ioctl(self._process.stdin.fileno(), termios.FIONREAD, left)
            if left[0] == 0:
                return True
            time.sleep(0.0005)  # nothing tells when a pipe is empty; this asks again
        return False

    # ---- reading

    def pause(self) -> None:
        """Stop reading its stdout, so that its pipe fills up."""
        self._flow.clear()

    def resume(self) -> None:
        """Read on."""
        self._flow.set()

    def _read(self) -> None:
        assert self._process.stdout
        fd, rest = self._process.stdout.fileno(), bytearray()
        while True:
            self._flow.wait()
            data = os.read(fd, READ)
            if not data:
                break
            begin = max(0, len(rest))
            rest += data
            if rest.find(b"\n", begin) < 0:
                continue
            *lines, last = bytes(rest).split(b"\n")
            rest = bytearray(last)
            with self.changed:
                for line in lines:
                    self._hear(line, ended=True)
                self.changed.notify_all()
        with self.changed:
            if rest:
                self._hear(bytes(rest), ended=False)
            self.over = True
            self.changed.notify_all()

    def _hear(self, line: bytes, *, ended: bool) -> None:
        self.note("received", _shown(line))
        self._take(line, ended)

    def _drain(self) -> None:
        assert self._process.stderr
        while data := os.read(self._process.stderr.fileno(), READ):
            with self.changed:
                self.stderr = (self.stderr + data.decode(errors="replace"))[-KEPT:]
                self.changed.notify_all()

    # ---- the end

    def wait(self, seconds: float) -> int | None:
        """The exit code, None if it is still there after so many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def ended(self) -> int:
        """The exit code as soon as it has ended, however long that takes."""
        return self._process.wait()

    def join(self, seconds: float) -> bool:
        """Wait until all that it wrote was read."""
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)

    def kill(self) -> None:
        """Leave nothing of it behind."""
        self.resume()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        assert self._process.stdin
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self.join(5)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe and not any(thread.is_alive() for thread in self._threads):
                pipe.close()


def _shown(line: bytes) -> str:
    text = line[: SHOWN * 4].decode(errors="replace").rstrip("\n")
    if len(line) <= SHOWN:
        return text
    return f"{text[:SHOWN]} … ({len(line)} bytes)"
