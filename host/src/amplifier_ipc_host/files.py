"""Files that only the user may read, and that are replaced whole or not at all (host.md §3)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from .errors import HostError


def now() -> str:
    """The time in UTC as in RFC 3339, as files tell it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around the writing of a file that the user has asked for: an OSError becomes a HostError."""
    try:
        yield
    except OSError as error:
        raise HostError(
            f"{path} cannot be written: {error.strerror}", "choose another place, or make room"
        ) from error


def make_private(folder: Path) -> None:
    """Make a folder and what is missing above it, for the user alone (0700). Raises OSError."""
    for missing in [*reversed(folder.parents), folder]:
        if not missing.exists():
            missing.mkdir(mode=0o700, exist_ok=True)


def replace(path: Path, data: bytes) -> None:
    """Replace a file's content at once, on disk when this returns (0600). Raises OSError; then nothing has changed."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
