"""The memory of a process and its children, as Linux tells it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from .verdicts import NotVerified


def peak(pid: int) -> int:
    """The largest memory so far of a process and its children, in bytes. Raises NotVerified."""
    return _sum(pid, "VmHWM:")


def resident(pid: int) -> int:
    """Their memory now, in bytes. Raises NotVerified."""
    return _sum(pid, "VmRSS:")


def _sum(pid: int, name: str) -> int:
    total = 0
    for process in (pid, *_children(pid)):
        try:
            status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
        except OSError as error:
            if process != pid:
                continue  # a child that has just ended
            raise NotVerified(f"the memory of the process cannot be read: {error}") from None
        lines = [line for line in status.splitlines() if line.startswith(name)]
        total += int(lines[0].split()[1]) * 1024 if lines else 0
    return total


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text(encoding="ascii").split():
                yield int(child)
                yield from _children(int(child))
