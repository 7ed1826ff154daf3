"""Finds the definitions below a folder, and says what one would bring along (pure but for reading files)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .definition import Definition, read
from .errors import DefinitionError
from .registry import address
from .sources import Fetched

_SKIPPED = {"node_modules", "target", "dist", "build", "__pycache__", "tests", "test"}
_BEGINNINGS = ("agent:", "behavior:", '{"agent"', '{"behavior"')


@dataclass(frozen=True, slots=True)
class Brought:
    """What a definition brings along: its service if it has one, and what that asks for."""

    ref: str
    kind: str
    address: str
    remote: bool
    stack: str = ""
    runs: str = ""
    source: str = ""
    grants: tuple[str, ...] = ()
    env: tuple[str, ...] = ()


def definitions_below(source: Fetched) -> tuple[list[Definition], list[DefinitionError]]:
    """All definitions in a folder and below (or the one of a file), by path, and those that are broken."""
    found: list[Definition] = []
    broken: list[DefinitionError] = []

    def closed(error: OSError) -> None:
        broken.append(DefinitionError(f"{error.filename} cannot be read: {error.strerror}"))

    for path in [source.path] if source.path.is_file() else sorted(_files(source.path, closed)):
        try:
            found.append(read(Fetched(path, source.url, source.root, source.revision)))
        except DefinitionError as error:
            broken.append(error)
    return found, broken


def brought(definition: Definition) -> Brought:
    """What a user should see before it is accepted."""
    body = definition.body
    service = body.get("service") or {}
    env = service.get("env", [])
    names = [*body.get("env", []), *(env if isinstance(env, list) else [])]
    command = service.get("command", "")
    return Brought(
        ref=definition.ref,
        kind=definition.kind,
        address=address(definition),
        remote=definition.source.url is not None,
        stack=str(service.get("stack", "")),
        runs=command if isinstance(command, str) else " ".join(command),
        source=str(service.get("source", "")),
        grants=tuple(body.get("grants", [])),
        env=tuple(names),
    )


def _files(folder: Path, closed: Callable[[OSError], None]) -> Iterator[Path]:
    """The files that look like definitions; links to folders are not followed."""
    for where, names, files in os.walk(folder, onerror=closed):
        names[:] = [name for name in names if name[0] != "." and name not in _SKIPPED]
        paths = (Path(where, name) for name in files if name[0] != ".")
        yield from (
            path
            for path in paths
            if path.suffix in (".yaml", ".yml") and path.is_file() and _looks_like_one(path)
        )


def _looks_like_one(path: Path) -> bool:
    """Whether a file begins as a definition: other YAML lies about too."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    lines = (line for line in text.splitlines() if line.strip() and line.lstrip()[0] not in "#-%")
    return (
        next(lines, "").replace(" ", "").startswith(tuple(b.replace(" ", "") for b in _BEGINNINGS))
    )
