"""Content: the files of the folder `content` (chapter 10)."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

from errors import not_found
from parts import Part
from request import Json, Request

FOLDER = Path(__file__).resolve().parents[1] / "content"
MIME = {
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".png": "image/png",
    ".json": "application/json",
}


def paths() -> list[str]:
    """All paths, sorted by code point (CNT-012)."""
    found = []
    for folder, _, files in os.walk(FOLDER):
        found += [(Path(folder) / file).relative_to(FOLDER).as_posix() for file in files]
    return sorted(path for path in found if _refused(path) is None and _file(path) is not None)


def read(_: Any, request: Request) -> Json:
    """The content of a path (CNT-001 to CNT-006, CNT-010, CNT-011)."""
    path = request.params["path"]
    if why := _refused(path):
        raise not_found("content", path, [], f": {why}")
    file = _file(path)
    if file is None:
        raise not_found("content", path, paths())
    held = file.read_bytes()
    try:
        answer = {"content": held.decode(), "encoding": "utf-8"}
    except UnicodeDecodeError:
        answer = {"content": base64.b64encode(held).decode(), "encoding": "base64"}
    mime = MIME.get(file.suffix)
    return {**answer, "mime_type": mime} if mime else answer


def listing(_: Any, request: Request) -> Json:
    """The paths that begin with the prefix (CNT-012)."""
    prefix = request.params.get("prefix") or ""
    return {"paths": [path for path in paths() if path.startswith(prefix)]}


def _refused(path: str) -> str | None:
    """Why a path is refused before anything is looked up."""
    if "\0" in path or "\\" in path:
        return "a path has neither a NUL nor a backslash"
    parts = path.split("/")
    if "" in parts:
        return "a path has no empty part"
    if "." in parts or ".." in parts:
        return "a path stays inside the content"
    return None


def _file(path: str) -> Path | None:
    """The file of a path, unless a link leads out of the folder (CNT-005)."""
    try:
        real = Path(os.path.realpath(FOLDER / path))
        inside = real.is_relative_to(FOLDER) and real.is_file()
    except (OSError, ValueError):  # a name that is too long, or no name of a file
        return None
    return real if inside else None


def part() -> Part:
    """The content, which has no name of its own."""
    return Part("content", {}, paths)


HANDLERS = {"content.read": read, "content.list": listing}
