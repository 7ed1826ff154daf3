"""Starts a command in bubblewrap: ``python -I -S bubble.py BWRAP ARGUMENTS... -- COMMAND...``.

bubblewrap stays as the parent of its command: a SIGTERM would end it alone, and it tells a signal as an exit code. So
it is ended as soon as the sandbox stands, and this process is the parent in its place: it hands signals on, and ends
as the command ended. Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36
HANDED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
TOLD, GO = 8, 9  # one digit: all that a plain shell can name
# Inside: tell the number of the process, wait until it has its new parent, and become the command.
INSIDE = 'echo $$ >&8; exec 8>&-; read -r _ <&9; exec 9<&-; exec "$@"'


def confined(argv: list[str]) -> list[str]:
    """The whole command line, with the shell that waits in front of the command."""
    here = argv.index("--")
    return [*argv[:here], "--", "/bin/sh", "-c", INSIDE, "sh", *argv[here + 1 :]]


def main() -> None:
    """Start it, take bubblewrap's place, and end as it ends."""
    # They wait until there is somebody to hand them to.
    signal.pthread_sigmask(signal.SIG_BLOCK, HANDED_ON)
    _subreaper(True)
    told_read, told_write = os.pipe()
    go_read, go_write = os.pipe()
    bwrap = os.fork()
    if bwrap == 0:
        _become_bwrap(told_write, go_read)
    os.close(told_write)
    os.close(go_read)
    for number in (0, 1):  # the command's end must be seen when it closes them
        os.close(number)
    told = os.read(told_read, 32)
    if not told:  # it has said why on stderr
        _, status = os.waitpid(bwrap, 0)
        os._exit(126 if status else 0)
    os.kill(bwrap, signal.SIGKILL)
    os.waitpid(bwrap, 0)
    os.write(go_write, b"\n")
    os.close(go_write)
    _subreaper(False)  # what the command leaves behind is the keeper's again
    _end_as(_follow(int(told)))


def _become_bwrap(told: int, go: int) -> None:
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDED_ON)
        for number in (*HANDED_ON, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(told, TOLD)
        os.dup2(go, GO)
        argv = confined(sys.argv[1:])
        os.execve(argv[0], argv, given())  # noqa: S606
    except OSError as error:
        os.write(2, f"{sys.argv[1]} cannot be run: {error.strerror}\n".encode())
    finally:
        os._exit(126)


def given() -> dict[bytes, bytes]:
    """The environment as it was given; Python adds to its own where there is no locale."""
    with open("/proc/self/environ", "rb") as file:
        pairs = [each.partition(b"=") for each in file.read().split(b"\0") if each]
    return {name: value for name, _, value in pairs}


def _follow(pid: int) -> int:
    """Hand signals on to the command until it has ended; its wait status."""
    watched = (*HANDED_ON, signal.SIGCHLD)
    signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        number = signal.sigwait(watched)
        if number != signal.SIGCHLD:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _end_as(status: int) -> None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(OSError, ValueError):  # SIGKILL has no handler
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))


def _subreaper(wanted: bool) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0)


if __name__ == "__main__":
    main()
