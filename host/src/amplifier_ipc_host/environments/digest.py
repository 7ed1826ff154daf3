"""Whether the source of a service has changed: one hash over the names, sizes and times of its files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

# What builds make; what is in there follows from the rest.
MADE = {
    ".git",
    ".venv",
    "venv",
    "node_modules",
    "target",
    "dist",
    "build",
    "__pycache__",
    ".ruff_cache",
}
MADE |= {".mypy_cache", ".pytest_cache"}


def digest(folder: Path) -> str:
    """SHA-256 over all files below a folder but those that builds make. Raises OSError."""
    total = hashlib.sha256()
    for path in _files(folder):
        found = path.lstat()
        total.update(f"{path.relative_to(folder)}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in MADE and not entry.name.endswith(".egg-info"):
                    yield from _files(Path(entry.path))
            else:
                yield Path(entry.path)
