"""Content: files that a service brings along, in a folder or in memory.

Paths are relative and ``/``-separated. What would lead out of the folder (``..``, an absolute path,
NUL, a backslash, a link) is not there: -32004 (CNT-001 to CNT-006).
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ..errors import RpcError
from ..wire import Object
from .base import Component


class ContentComponent(Component):
    """The content of a service. Of several, each path is that of the first that has it."""

    kind = "content"
    listed_as = "content"

    def __init__(self, files: Mapping[str, str | bytes] | Path, name: str = "content") -> None:
        super().__init__(name)
        self._files = files

    def prepare(self) -> list[str]:
        """Find a folder that is not there, and paths that nobody could read."""
        if isinstance(self._files, Path):
            missing = not self._files.is_dir()
            return [f"the {self.label}: there is no folder {self._files}"] if missing else []
        wrong = [path for path in self._files if not is_inside(path)]
        return [f"the {self.label}: {path!r} is no relative path" for path in wrong]

    def paths(self) -> list[str]:
        """Return all paths, sorted."""
        if not isinstance(self._files, Path):
            return sorted(self._files)
        found = [path for path in self._files.rglob("*") if path.is_file()]
        names = (path.relative_to(self._files).as_posix() for path in found)
        return sorted(name for name in names if is_inside(name) and self._file(name) is not None)

    def read(self, path: str) -> bytes | None:
        """Return what stands at a path, None if there is nothing."""
        if not is_inside(path):
            return None
        if isinstance(self._files, Path):
            file = self._file(path)
            try:
                return None if file is None else file.read_bytes()
            except OSError:  # what cannot be read is not there; its message would tell where we are
                return None
        held = self._files.get(path)
        return held.encode() if isinstance(held, str) else held

    def _file(self, path: str) -> Path | None:
        root = os.path.realpath(self._files)  # type: ignore[arg-type] # it is a folder
        file = Path(os.path.realpath(Path(root, path)))
        try:
            return file if file.is_relative_to(root) and file.is_file() else None
        except OSError:  # a name longer than any file's
            return None


def is_inside(path: str) -> bool:
    """Tell whether a path is relative and leads nowhere else."""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or {"\0", "\\"} & set(path):
        return False
    return path.encode(errors="replace").decode() == path  # a file's name that is no UTF-8


def content(
    files: str | os.PathLike[str] | Mapping[str, str | bytes], *, name: str = "content"
) -> ContentComponent:
    """Declare the content of a service: a folder, or paths with their text or bytes.

    A relative folder is beside the file that declares it. Assign it to a name of the module, or
    give it to ``serve``.
    """
    if isinstance(files, Mapping):
        return ContentComponent(dict(files), name)
    declared_in = sys._getframe(1).f_globals.get("__file__")
    beside = Path(declared_in).resolve().parent if declared_in else Path.cwd()
    return ContentComponent(beside / files, name)


def list_content(contents: list[ContentComponent], prefix: str = "") -> list[str]:
    """Return the paths of all contents that begin with a prefix, sorted by code point (CNT-012)."""
    paths = {path for held in contents for path in held.paths()}
    return sorted(path for path in paths if path.startswith(prefix))


def read_content(contents: list[ContentComponent], path: str) -> Object:
    """Return a ContentReadResult: UTF-8 as it is, anything else in base64 (CNT-010). Raises not_found."""
    data = next((data for held in contents if (data := held.read(path)) is not None), None)
    if data is None:
        raise RpcError.not_found("content", path, list_content(contents))
    mime_type = _mime_type(path)
    typed = {} if mime_type is None else {"mime_type": mime_type}
    try:
        return {"content": data.decode(), "encoding": "utf-8", **typed}
    except UnicodeDecodeError:
        return {"content": base64.b64encode(data).decode(), "encoding": "base64", **typed}


def _mime_type(path: str) -> str | None:
    """Return the type that the ending shows (CNT-011); not that of what is packed within."""
    import mimetypes  # it reads the system's tables: not before it is needed

    named = {".md": "text/markdown", ".yaml": "application/yaml", ".yml": "application/yaml"}
    _, ending = os.path.splitext(path)
    found, packed = mimetypes.guess_type(f"file{ending}")
    return named.get(ending.lower()) or (None if packed else found)
