"""The files of a workspace that speak to the model: AGENTS.md and its like (services.md §7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .includes import Origin, Part

AGENTS, CLAUDE = "AGENTS.md", "CLAUDE.md"
MAX_BYTES = 512 * 1000


def workspace_files(cwd: Path, home: Path) -> Iterator[Part]:
    """The user's file, those from the repository's root down to `cwd`, then those of `.amplifier`.

    What cannot be read, is too large or empty is left out.
    """
    root = root_of(cwd)
    yield from _read(home / AGENTS, Path.home())
    for folder in [each for each in (*reversed(cwd.parents), cwd) if each.is_relative_to(root)]:
        yield from list(_read(folder / AGENTS, root)) or _read(folder / CLAUDE, root)
    folder = cwd / ".amplifier"
    if folder.resolve() == home.resolve():
        return
    yield from _read(folder / AGENTS, root)
    for path in sorted(folder.glob("*.md")):
        if path.name != AGENTS:
            yield from _read(path, root)


def root_of(cwd: Path) -> Path:
    """The root of the repository that a folder lies in; the folder where there is none."""
    return next((each for each in (cwd, *cwd.parents) if (each / ".git").exists()), cwd)


def read_text(path: Path) -> str | None:
    """A file as text; None if it is none, too large, or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _read(path: Path, root: Path) -> Iterator[Part]:
    text = read_text(path)
    if text is not None and text.strip():
        yield Part(str(path), text, Origin(str(path.parent), str(root)))
