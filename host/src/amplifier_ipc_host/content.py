"""The content of a definition without code (stack `content`): files in its folder, as spec chapter 10 serves them."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .errors import RpcError

Json = dict[str, Any]
# What is content; what else lies beside a definition is nobody's business, a whole repository may be.
FOLDERS = ("agents", "behaviors", "context", "modes", "recipes", "skills")
MAX_BYTES = 16 << 20  # of a file: in base64 it still fits into one message
_TYPES = {".md": "text/markdown", ".yaml": "application/yaml", ".yml": "application/yaml"}


class Content:
    """The files below some folders of a root. What is hidden, larger than 16 MiB, or leads elsewhere is not there."""

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))

    def paths(self, prefix: str = "") -> list[str]:
        """All paths that begin with a prefix, by code point (CNT-012)."""
        found = [path for folder in FOLDERS for path in self._below(folder)]
        return sorted(path for path in found if path.startswith(prefix) and self._file(path))

    def read(self, path: str) -> Json:
        """A ContentReadResult; raises RpcError not_found for what is refused, and where nothing is (CNT-006)."""
        file = self._file(path)
        data = _bytes(file) if file else None
        if data is None:
            raise self._missing(path)
        kind = _mime_type(path)
        typed = {"mime_type": kind} if kind else {}
        try:
            return {"content": data.decode(), "encoding": "utf-8", **typed}
        except UnicodeDecodeError:
            return {"content": base64.b64encode(data).decode(), "encoding": "base64", **typed}

    def _below(self, folder: str) -> Iterator[str]:
        for where, names, files in os.walk(self._root / folder):
            names[:] = [name for name in names if not name.startswith(".")]
            yield from (Path(where, name).relative_to(self._root).as_posix() for name in files)

    def _file(self, path: str) -> Path | None:
        """The file of a path; None for a path that is refused, and where no file is (CNT-001 to CNT-005)."""
        if not is_inside(path):
            return None
        real = Path(os.path.realpath(self._root / path))
        if not real.is_relative_to(self._root) or not _served(path):
            return None
        try:
            found = real.stat()
        except OSError:
            return None
        whole = stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES
        return real if whole and _served(real.relative_to(self._root).as_posix()) else None

    def _missing(self, path: str) -> RpcError:
        near = get_close_matches(path, self.paths(), n=1)
        meant = {"did_you_mean": near[0]} if near else {}
        hint = f'; did you mean "{near[0]}"?' if near else ""
        text = f'there is no content "{path}"{hint}'
        return RpcError.of_kind("not_found", text, what="content", name=path, **meant)


def is_inside(path: str) -> bool:
    """Whether a path is relative, leads nowhere else, and can be sent."""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or {"\0", "\\"} & set(path):
        return False
    return path.encode(errors="replace").decode() == path  # a file's name that is no UTF-8


def _served(path: str) -> bool:
    """Whether a path is below one of the folders, and nothing on its way is hidden."""
    first, *rest = path.split("/")
    return first in FOLDERS and bool(rest) and not any(part.startswith(".") for part in rest)


def _bytes(file: Path) -> bytes | None:
    """What a file holds; what cannot be read is not there, and what has become a link or a pipe is not waited for."""
    try:
        fd = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as opened:
            return opened.read(MAX_BYTES)
    except OSError:
        return None


def _mime_type(path: str) -> str | None:
    """The type that the ending shows (CNT-011), not that of what is packed within."""
    import mimetypes  # it reads the system's tables: not before it is needed

    ending = os.path.splitext(path)[1]
    found, packed = mimetypes.guess_type(f"file{ending}")
    return _TYPES.get(ending.lower()) or (None if packed else found)
