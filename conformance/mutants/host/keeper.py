"""The keeper: the parent of all services, which outlives the host just long enough to end them (LIF-077).

Run as `python -I -S keeper.py FD`. It is a subreaper: what a service leaves behind, even in a session of its own,
becomes its child. Packets of the socket are JSON objects:

- in: `{"spawn": argv, "cwd", "env", "group", "leak", "unswept", "unkept"}` with three descriptors;
  `{"kill": pid, "signal", "group"}`; `{"sweep": true}`
- out: `{"spawned": pid}` or `{"failed": why}`; `{"exited": pid, "code" or "signal"}`; `{"swept": true}`
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import sys
from typing import Any

PR_SET_CHILD_SUBREAPER = 36
NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGCHLD)


class Keeper:
    """The services that live, and the socket to the host."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.services: set[int] = set()
        self.unswept = self.unkept = False

    def run(self) -> None:
        """Serve until the host's end closes."""
        wake, ring = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            ready, _, _ = select.select([self.control.fileno(), wake], [], [])
            if wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake, 4096)
                self.reap()
            if self.control.fileno() in ready and not self.obey():
                break
        if not self.unswept and not self.unkept:
            self.sweep()

    def obey(self) -> bool:
        """Carry out one packet; False when the host is gone."""
        try:
            packet, fds, _, _ = socket.recv_fds(self.control, 1 << 20, 3)
        except ConnectionError:
            return False
        if not packet:
            return False
        for fd in fds:  # a service gets them as 0, 1 and 2, and under no other number
            os.set_inheritable(fd, False)
        order = json.loads(packet)
        if "spawn" in order:
            self.spawn(order, fds)
        elif "kill" in order and order["kill"] in self.services:
            kill(order["kill"], order["signal"], group=order.get("group", True))
        elif "sweep" in order:
            if not self.unswept:
                self.sweep()
            self.say({"swept": True})
        return True

    def spawn(self, order: dict[str, Any], fds: list[int]) -> None:
        """Start one service."""
        self.unswept |= order.get("unswept", False)
        self.unkept |= order.get("unkept", False)
        try:
            pid = start(order, fds)
            self.services.add(pid)
            self.say({"spawned": pid})
        except OSError as error:
            self.say({"failed": f"{order['spawn'][0]}: {error.strerror}"})
        finally:
            for fd in fds:
                os.close(fd)

    def reap(self) -> None:
        """Collect what ended; the rest of a service's group ends with it."""
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT | os.WNOHANG)
            except ChildProcessError:
                return
            if ended is None:
                return
            pid = ended.si_pid
            if pid in self.services and not self.unswept:
                kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            if pid in self.services:
                self.services.discard(pid)
                gone = os.WIFSIGNALED(status)
                how = {"signal": os.WTERMSIG(status)} if gone else {"code": os.WEXITSTATUS(status)}
                self.say({"exited": pid, **how})

    def sweep(self) -> None:
        """Kill whatever is below, until nothing is."""
        while children := self.children():
            for pid in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            self.reap()

    def children(self) -> list[int]:
        """The direct children; the orphans of one that ends become children, too."""
        found = []
        for entry in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open(f"/proc/{entry}/stat", "rb") as file:
                if int(file.read().rpartition(b")")[2].split()[1]) == os.getpid():
                    found.append(int(entry))
        return found

    def say(self, message: dict[str, Any]) -> None:
        """Tell the host."""
        with contextlib.suppress(OSError):
            self.control.send(json.dumps(message).encode())


def kill(pid: int, number: int, *, group: bool = True) -> None:
    """Signal a group, or one process."""
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if group else os.kill)(pid, number)


def start(order: dict[str, Any], fds: list[int]) -> int:
    """Fork and exec; raises the OSError of chdir or exec."""
    report, answer = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        try:
            become(order, fds)
        except OSError as error:
            os.write(answer, str(error.errno).encode())
        finally:
            os._exit(127)
    os.close(answer)
    failed = os.read(report, 16)
    os.close(report)
    if failed:
        os.waitpid(pid, 0)
        raise OSError(int(failed), os.strerror(int(failed)))
    return pid


def become(order: dict[str, Any], fds: list[int]) -> None:
    """Turn into the service."""
    if order.get("group", True):
        os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for number in NUMBERS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.chdir(order["cwd"])
    for place, fd in enumerate(fds):
        os.dup2(fd, place)
    if order.get("leak"):
        os.set_inheritable(os.dup(0), True)
    os.execvpe(order["spawn"][0], order["spawn"], order["env"])  # noqa: S606


def main() -> None:
    """Become a subreaper, and serve the socket whose number is in argv."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.setsid()
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("prctl(PR_SET_CHILD_SUBREAPER) failed")
    control = int(sys.argv[1])
    os.set_inheritable(control, False)
    Keeper(socket.socket(fileno=control)).run()


if __name__ == "__main__":
    main()
