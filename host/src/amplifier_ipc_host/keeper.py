"""The keeper: the parent of all services, which outlives the host just long enough to end them.

Run as ``python -I -S keeper.py FD`` with standard library only, single-threaded. It is a subreaper: what a service
leaves behind, even in a session of its own, becomes its child. When the host's end of the socket closes, however the
host died, it kills all that is left below it and ends (host.md §2; PDEATHSIG would miss grandchildren).

The socket is SOCK_SEQPACKET; each packet is one JSON object.

- in:  ``{"spawn": N, "argv": [...], "cwd": "...", "env": {...}}`` with three descriptors (stdin, stdout, stderr)
- in:  ``{"kill": PID, "signal": NUMBER, "group": true}``
- in:  ``{"sweep": true}``: kill everything below that is no living service
- in:  ``{"spare": [SID...], "free": [SID...]}``: leave what runs in these sessions (setsid), with all below it:
  the former in a sweep, the latter at the end too
- out: ``{"spawned": N, "pid": PID}`` or ``{"spawned": N, "error": "..."}``
- out: ``{"exited": PID, "code": N}`` or ``{"exited": PID, "signal": N}``
- out: ``{"swept": COUNT}``
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import select
import signal
import socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing takes longer to import than all the rest
    from typing import Any

PR_SET_CHILD_SUBREAPER = 36
PACKET = 1 << 20
# What Python or the keeper ignores; an exec would hand that on to the service.
CHANGED_SIGNALS = (
    signal.SIGCHLD,
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGPIPE,
    signal.SIGTERM,
    signal.SIGXFSZ,
)


class Keeper:
    """The services that live, and the socket to the host."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.services: set[int] = set()
        self.spared: set[int] = set()
        self.free: set[int] = set()

    def run(self) -> None:
        """Serve until the host's end closes; then end everything below."""
        wake_read, wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            ready, _, _ = select.select([self.control.fileno(), wake_read], [], [])
            if wake_read in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake_read, 4096)
                self.reap()
            if self.control.fileno() in ready and not self.obey():
                break
        self.services.clear()
        self.spared.clear()
        self.sweep()

    def obey(self) -> bool:
        """Carry out one packet; False when the host is gone."""
        try:
            packet, fds, _, _ = socket.recv_fds(self.control, PACKET, 3)
        except ConnectionError:
            return False
        if not packet:
            return False
        for fd in fds:  # a service gets them as 0, 1 and 2, and under no other number
            os.set_inheritable(fd, False)
        order = json.loads(packet)
        if "spawn" in order:
            self.spawn(order, fds)
        elif "kill" in order:
            self.kill(order)
        elif "sweep" in order:
            self.say({"swept": self.sweep()})
        elif "spare" in order:
            self.spared, self.free = set(order["spare"]), set(order["free"])
        return True

    def spawn(self, order: dict[str, Any], fds: list[int]) -> None:
        """Start one service in its own process group."""
        try:
            pid = start(order["argv"], order["cwd"], order["env"], fds)
        except OSError as error:
            self.say({"spawned": order["spawn"], "error": explain(error, order)})
        else:
            self.services.add(pid)
            self.say({"spawned": order["spawn"], "pid": pid})
        finally:
            for fd in fds:
                os.close(fd)

    def kill(self, order: dict[str, Any]) -> None:
        """Signal a service's group, or it alone; only services that were started here and are not reaped."""
        pid = order["kill"]
        if pid not in self.services:
            return
        with contextlib.suppress(ProcessLookupError):
            if order.get("group", True):
                os.killpg(pid, order["signal"])
            else:
                os.kill(pid, order["signal"])

    def reap(self) -> None:
        """Collect what ended; say so when it was a service."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self.services:
                self.services.discard(pid)
                how = (
                    {"signal": os.WTERMSIG(status)}
                    if os.WIFSIGNALED(status)
                    else {"code": os.WEXITSTATUS(status)}
                )
                self.say({"exited": pid, **how})

    def sweep(self) -> int:
        """Kill every stray, until none is left; how many they were."""
        killed: set[int] = set()
        while True:
            self.reap()
            strays = self.strays()
            if not strays:
                return len(killed)
            for pid in strays:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
            # The dead become waitable; the ones that they leave become children here, and the next round's.
            with contextlib.suppress(ChildProcessError):
                os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)

    def strays(self) -> list[int]:
        """The processes below that are no living service nor below one, and are not spared."""
        tree, sessions = process_tree()
        orphans = [child for child in tree.get(os.getpid(), []) if child not in self.services]
        found = [pid for orphan in orphans for pid in below(orphan, tree)]
        leaders = [pid for pid in found if sessions[pid] in self.spared | self.free]
        spared = {pid for leader in leaders for pid in below(leader, tree)}
        return [pid for pid in found if pid not in spared]

    def say(self, message: dict[str, Any]) -> None:
        """Tell the host; one that is gone is noticed by obey()."""
        with contextlib.suppress(OSError):
            self.control.send(json.dumps(message).encode())


def start(argv: list[str], cwd: str, env: dict[str, str], fds: list[int]) -> int:
    """Fork and exec; raises the OSError of chdir or exec. The pid is also the process group's."""
    report_read, report_write = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        try:
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            for number in CHANGED_SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            os.chdir(cwd)
            for place, fd in enumerate(fds):
                os.dup2(fd, place)
            os.execvpe(argv[0], argv, env)  # noqa: S606
        except OSError as error:
            os.write(report_write, str(error.errno).encode())
        finally:
            os._exit(127)
    os.close(report_write)
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)
    failed = os.read(report_read, 16)
    os.close(report_read)
    if failed:
        os.waitpid(pid, 0)
        raise OSError(int(failed), os.strerror(int(failed)))
    return pid


def explain(error: OSError, order: dict[str, Any]) -> str:
    """Why a command did not start, and what would be right."""
    command = order["argv"][0]
    if not os.path.isdir(order["cwd"]):
        return f"the working directory {order['cwd']} does not exist"
    if error.errno == errno.ENOENT and os.path.exists(os.path.join(order["cwd"], command)):
        named = interpreter(os.path.join(order["cwd"], command))
        return f"the command {command} cannot be run: its interpreter {named}does not exist"
    if error.errno == errno.ENOENT:
        return f"the command {command} does not exist"
    if error.errno == errno.ENOEXEC:
        return f"the command {command} is no program of this machine, and no script that begins with #!"
    if error.errno == errno.EACCES:
        return f"the command {command} may not be executed"
    return f"the command {command} could not be started: {error.strerror}"


def interpreter(path: str) -> str:
    """What the first line of a script names, for a message, with odd characters to be seen; empty of other programs."""
    try:
        with open(path, "rb") as file:
            line = file.read(256).split(b"\n")[0]
    except OSError:
        return ""
    return repr(line[2:].decode(errors="replace").strip(" \t")) + " " if line[:2] == b"#!" else ""


def below(pid: int, tree: dict[int, list[int]]) -> list[int]:
    """A process and everything below it."""
    found = [pid]
    for parent in found:
        found += tree.get(parent, [])
    return found


def process_tree() -> tuple[dict[int, list[int]], dict[int, int]]:
    """Of every process its direct children and its session, from /proc/PID/stat (behind the command in brackets)."""
    tree: dict[int, list[int]] = {}
    sessions: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        with (
            contextlib.suppress(FileNotFoundError, ProcessLookupError),
            open(f"/proc/{entry}/stat", "rb") as file,
        ):
            _, parent, _, session = file.read().rpartition(b")")[2].split()[:4]
            tree.setdefault(int(parent), []).append(int(entry))
            sessions[int(entry)] = int(session)
    return tree, sessions


def main() -> None:
    """Become a subreaper and serve the socket that was inherited under the number in argv."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.setsid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")
    control = int(sys.argv[1])
    os.set_inheritable(
        control, False
    )  # a service must neither command the keeper nor hold its socket open
    Keeper(socket.socket(fileno=control)).run()


if __name__ == "__main__":
    main()
