"""The arguments of bubblewrap (pure)."""

from __future__ import annotations

from .permits import Permits

# What bubblewrap makes itself; /proc is the machine's, since the host knows processes by their numbers.
_DEVICES = ("--dev", "/dev")


def arguments(permits: Permits, cwd: str) -> list[str]:
    """What stands between `bwrap` and the command.

    A namespace of users always: as root too, a service has no power over what is not bound. None of processes: the
    keeper watches and ends the service by its number.
    """
    made = ["--unshare-user", "--unshare-ipc", *([] if permits.network else ["--unshare-net"])]
    bound: list[tuple[str, str]] = [(path, "--ro-bind-try") for path in permits.read]
    bound += [(path, "--bind-try") for path in permits.write]
    # Those above first: what is bound later lies on top.
    for path, how in sorted(bound):
        made += [how, path, path]
    made += [*_DEVICES, "--dir", cwd, "--chdir", cwd, "--cap-drop", "ALL"]
    # What is not bound is a folder in memory, in which a file would be lost in silence.
    return made if "/" in permits.write else [*made, "--remount-ro", "/"]
