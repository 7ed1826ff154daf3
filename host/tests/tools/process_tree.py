"""Processes below a process, and the end of processes."""

from __future__ import annotations

import contextlib
import select
from pathlib import Path

PATIENCE_MS = 30_000


def descendants(root: int) -> set[int]:
    """Every process below one, from the parents in /proc/PID/stat."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return set(found[1:])


def wait_for_ends(pidfds: list[int]) -> None:
    """Waits until every process is gone; fails when one stays."""
    poll = select.poll()
    for pidfd in pidfds:
        poll.register(pidfd, select.POLLIN)
    left = set(pidfds)
    while left:
        ended = poll.poll(PATIENCE_MS)
        assert ended, "a process stayed"
        for pidfd, _ in ended:
            poll.unregister(pidfd)
            left.discard(pidfd)
