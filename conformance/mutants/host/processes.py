"""Processes of services, started and ended by a keeper that outlives the host (LIF-077)."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Condition, Event, Lock, Thread
from typing import Any

Json = dict[str, Any]


class StartError(Exception):
    """A process that could not be started."""


class Process:
    """A service's process: the host's ends of its pipes, and its end."""

    def __init__(self, keeper: Keeper, pid: int, pipes: tuple[int, int, int]) -> None:
        self.pid = pid
        self.stdin, self.stdout, self.stderr = pipes
        self.exited = Event()
        self.end: Json = {}
        self._keeper = keeper

    def kill(self, number: signal.Signals, *, group: bool = True) -> None:
        """Signal its group, or it alone."""
        if not self.exited.is_set():
            self._keeper.send({"kill": self.pid, "signal": number, "group": group})

    def told(self) -> Json:
        """How it ended, as error data tells it (LIF-076)."""
        if "signal" in self.end:
            return {"signal": signal.Signals(self.end["signal"]).name}
        return {"exit_code": self.end["code"]} if "code" in self.end else {}


class Keeper:
    """The host's side of the keeper."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        script = str(Path(__file__).parent / "keeper.py")
        self._child = subprocess.Popen(
            [sys.executable, "-I", "-S", script, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self._processes: dict[int, Process] = {}
        self._early: dict[int, Json] = {}
        self._answers: list[Json] = []
        self._changed = Condition()
        self._one_at_a_time = Lock()
        Thread(target=self._listen, daemon=True).start()

    def spawn(self, argv: list[str], cwd: str, env: dict[str, str], **how: bool) -> Process:
        """Start a process; raises StartError."""
        theirs_in, ours_in = os.pipe2(os.O_CLOEXEC)
        ours_out, theirs_out = os.pipe2(os.O_CLOEXEC)
        ours_err, theirs_err = os.pipe2(os.O_CLOEXEC)
        order = json.dumps({"spawn": argv, "cwd": cwd, "env": env, **how}).encode()
        with self._one_at_a_time:
            socket.send_fds(self._socket, [order], [theirs_in, theirs_out, theirs_err])
            answer = self._answer()
        for fd in (theirs_in, theirs_out, theirs_err):
            os.close(fd)
        if "failed" in answer:
            for fd in (ours_in, ours_out, ours_err):
                os.close(fd)
            raise StartError(answer["failed"])
        process = Process(self, answer["spawned"], (ours_in, ours_out, ours_err))
        with self._changed:
            self._processes[process.pid] = process
            if process.pid in self._early:
                self._gone(self._early.pop(process.pid))
        return process

    def send(self, order: Json) -> None:
        """Send an order that has no answer."""
        self._socket.send(json.dumps(order).encode())

    def close(self) -> None:
        """End whatever is left, and the keeper."""
        with self._one_at_a_time:
            self.send({"sweep": True})
            self._answer()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._child.wait()
        self._socket.close()

    def _answer(self) -> Json:
        with self._changed:
            self._changed.wait_for(lambda: self._answers)
            return self._answers.pop()

    def _listen(self) -> None:
        while packet := self._socket.recv(1 << 16):
            message = json.loads(packet)
            with self._changed:
                if "exited" in message:
                    self._gone(message)
                else:
                    self._answers.append(message)
                self._changed.notify_all()

    def _gone(self, message: Json) -> None:
        process = self._processes.pop(message["exited"], None)
        if process is None:
            self._early[message["exited"]] = message
            return
        process.end = message
        process.exited.set()
