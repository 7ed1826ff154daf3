"""What a service may do inside its sandbox (pure): its definition's permissions, and what any program needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

Json = dict[str, Any]
# What programs are made of, and what they look up: programs, libraries, time zones, certificates, names of hosts.
SYSTEM = (
    "/bin",
    "/etc",
    "/gnu/store",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/opt",
    "/proc",
    "/run/current-system",
    "/run/systemd/resolve",
    "/sbin",
    "/usr",
)
DEVICES = (
    "/dev/full",
    "/dev/null",
    "/dev/ptmx",
    "/dev/pts",
    "/dev/random",
    "/dev/tty",
    "/dev/urandom",
    "/dev/zero",
)


@dataclass(frozen=True, slots=True)
class Permits:
    """Absolute paths that may be read (and run), those that may be written too, devices, and the network."""

    read: tuple[str, ...]
    write: tuple[str, ...]
    network: bool
    devices: tuple[str, ...] = DEVICES


@dataclass(frozen=True, slots=True)
class Roots:
    """Where the paths of permissions begin: `cwd`, and `home` for `~`; `temporary` may always be written."""

    cwd: str
    home: str
    temporary: str


def permits(permissions: Json, roots: Roots, needed: Iterable[str]) -> Permits:
    """What is not permitted is forbidden; `needed` is what the service itself is made of."""
    write = _least(_absolute([roots.temporary, *permissions.get("write", [])], roots))
    read = [*SYSTEM, *needed, *_absolute(permissions.get("read", []), roots)]
    return Permits(_beside(read, write), tuple(write), permissions.get("network") is True)


def straight(found: Permits, real: Callable[[str], str]) -> Permits:
    """The same with what links lead to (`real`), and without links in what is bound: nothing is bound over those."""
    bound = (*found.read, *found.write)

    def ways(path: str) -> list[str]:
        target = real(path)
        inside = any(path != other and within(path, other) for other in bound)
        return [target] if inside else [path, target]

    write = _least(way for path in found.write for way in ways(path))
    read = [way for path in found.read for way in ways(path)]
    return replace(found, read=_beside(read, write), write=tuple(write))


def _beside(read: Iterable[str], write: Sequence[str]) -> tuple[str, ...]:
    """What may be written may be read: what lies within it is not made narrower."""
    return tuple(each for each in _least(read) if not any(within(each, wide) for wide in write))


def of_its_own(folders: Iterable[str], kept_from: Iterable[str]) -> list[str]:
    """The folders but for those that hold what is nobody's service: a home folder, that of the host."""
    private = list(kept_from)
    return [each for each in folders if not any(within(place, each) for place in private)]


def within(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it; both absolute and without `..`."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _absolute(paths: Iterable[str], roots: Roots) -> list[str]:
    found = []
    for path in paths:
        from_home = path == "~" or path.startswith("~/")
        named = roots.home + path[1:] if from_home else path
        found.append(os.path.normpath(os.path.join(roots.cwd, named)))
    return found


def _least(paths: Iterable[str]) -> list[str]:
    """The paths without those that lie in another one, those above first."""
    found: list[str] = []
    for path in sorted({os.path.normpath(each) for each in paths}):
        if not any(within(path, above) for above in found):
            found.append(path)
    return found
