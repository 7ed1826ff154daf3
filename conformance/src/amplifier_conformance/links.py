"""The folder behind a service's content, if it is at hand, and the links in it that lead out. It is only looked at."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

DEEPEST = 3  # levels below a program, or a folder that it is given, at which content is looked for
FOLDERS = 2000  # that are looked at
LEFT_OUT = {"node_modules", ".git", ".venv", "target", "__pycache__"}


def folder(command: Sequence[str], contents: Mapping[str, bytes | None]) -> Path | None:
    """The folder near the program that holds just these files under these paths; None if several do."""
    for start in _starts(command):
        there = itertools.islice(_below(start), FOLDERS)
        found = [each for each in there if all(_same(each / p, c) for p, c in contents.items())]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def leading_out(root: Path) -> list[str]:
    """The paths of files below it that are reached only through a link that leads out."""
    return sorted(_out(root, root.resolve(), ""))


def _out(here: Path, root: Path, prefix: str) -> Iterator[str]:
    for each in os.scandir(here):
        path = f"{prefix}{each.name}"
        if each.is_symlink() and _outside(Path(each.path), root):
            yield from [path] if each.is_file() else _files(Path(each.path), path)
        elif each.is_dir(follow_symlinks=False):
            yield from _out(Path(each.path), root, f"{path}/")


def _outside(link: Path, root: Path) -> bool:
    """Whether a link leads to something that is there, and not below the root."""
    try:
        return not link.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # it leads nowhere, or in a circle
        return False


def _files(behind: Path, prefix: str) -> Iterator[str]:
    """The files right behind a link to a folder."""
    if behind.is_dir():
        yield from (f"{prefix}/{each.name}" for each in os.scandir(behind) if each.is_file())


def _starts(command: Sequence[str]) -> Iterator[Path]:
    """The folders of the program and of its arguments, the arguments first, and those above them."""
    places = [Path(word) for word in reversed(command) if os.path.exists(word)]
    begin = [(p if p.is_dir() else p.parent).absolute() for p in places]
    yield from dict.fromkeys([*begin, *(each.parent for each in begin)])


def _below(start: Path) -> Iterator[Path]:
    for found, below, _ in os.walk(start):
        deep = len(Path(found).relative_to(start).parts) >= DEEPEST
        below[:] = [] if deep else [name for name in below if name not in LEFT_OUT]
        yield Path(found)


def _same(file: Path, held: bytes | None) -> bool:
    try:
        return held is not None and file.is_file() and file.read_bytes() == held
    except (OSError, ValueError):
        return False
