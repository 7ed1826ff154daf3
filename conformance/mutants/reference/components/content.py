"""Content: the files of the folder `content` (chapter 10)."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from errors import RpcError, error, not_found
from mutations import broken
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
    for folder, _, files in os.walk(FOLDER, followlinks=broken("cnt-005-follows")):
        found += [(Path(folder) / file).relative_to(FOLDER).as_posix() for file in files]
    found = [path for path in found if _refused(path) is None and _file(path) is not None]
    if broken("cnt-014-unreadable"):
        found.append("gone.md")
    return sorted(found, key=str.casefold) if broken("cnt-012-order") else sorted(found)


def read(_: Any, request: Request) -> Json:
    """The content of a path (CNT-001 to CNT-006, CNT-010, CNT-011)."""
    path = _lenient(request.params["path"])
    if why := _refused(path):
        raise _missing(path, [], f": {why}")
    file = _file(path)
    if file is None:
        raise _missing(path, paths())
    held = file.read_bytes()
    lax = "replace" if broken("cnt-010-text") else "strict"
    try:
        answer = {"content": held.decode(errors=lax), "encoding": "utf-8"}
    except UnicodeDecodeError:
        answer = {}
    if not answer or broken("cnt-010-base64"):
        answer = {"content": base64.b64encode(held).decode(), "encoding": "base64"}
    mime = None if broken("cnt-011-silent") else MIME.get(file.suffix)
    return {**answer, "mime_type": mime} if mime else answer


def listing(_: Any, request: Request) -> Json:
    """The paths that begin with the prefix (CNT-012)."""
    prefix = request.params.get("prefix") or ""
    if broken("cnt-012-all"):
        prefix = ""
    if broken("cnt-012-parts") and prefix:
        prefix = prefix.rstrip("/") + "/"
    return {"paths": [path for path in paths() if path.startswith(prefix)]}


def _lenient(path: str) -> str:
    """A path is taken as it stands (CNT-001 to CNT-004)."""
    if broken("cnt-001-slashes"):
        path = re.sub("/+", "/", path).strip("/")
    if broken("cnt-002-dots"):
        path = os.path.normpath(path) if path else path
    if broken("cnt-003-backslash"):
        path = path.replace("\\", "/")
    if broken("cnt-003-nul"):
        path = path.partition("\0")[0]
    return unquote(path) if broken("cnt-004-percent") else path


def _missing(path: str, names: list[str], why: str = "") -> RpcError:
    """-32004 for what is refused, and for what is not there (CNT-006)."""
    if why and broken("cnt-006-refused"):
        return error("invalid_request", f"{path} is no path{why}")
    name = path.rpartition("/")[2] if broken("cnt-006-name") else path
    return not_found("file" if broken("cnt-006-what") else "content", name, names, why)


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
        inside = real.is_relative_to(FOLDER) or broken("cnt-005-follows")
    except (OSError, ValueError):  # a name that is too long, or no name of a file
        return None
    return real if inside and real.is_file() else None


def part() -> Part:
    """The content, which has no name of its own."""
    return Part("content", {}, paths)


HANDLERS = {"content.read": read, "content.list": listing}
