"""Reads what a mention names, and lets no path leave its room."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Awaitable, Callable
from pathlib import Path

from .includes import Origin, Part
from .mentions import Mention
from .workspace import MAX_BYTES, read_text

ContentReader = Callable[[str, str], Awaitable[str]]
"""Gives the text of a service's content by service and path; raises LookupError with a sentence."""


class Rooms:
    """The rooms that mentions may reach: the project, the user's own folder, the content of services."""

    def __init__(self, project: Path, home: Path, content: ContentReader) -> None:
        self._rooms = {"project": project / ".amplifier", "user": home}
        self._content = content

    async def read(self, mention: Mention, origin: Origin) -> Part | str:
        """The text that is named, or why it is not to be had."""
        if mention.service in self._rooms:
            return self._of_room(mention, self._rooms[mention.service])
        if mention.service is not None:
            return await self._of_service(mention, mention.service, mention.path)
        if origin.service is not None:
            path = posixpath.normpath(posixpath.join("/", origin.folder, mention.path))[1:]
            return await self._of_service(mention, origin.service, path)
        return _file(mention, Path(origin.folder), Path(origin.root))

    async def _of_service(self, mention: Mention, service: str, path: str) -> Part | str:
        try:
            text = await self._content(service, path)
        except LookupError as error:
            return f"{mention.text} is left out: {error.args[0]}"
        origin = Origin(path.rpartition("/")[0], service=service)
        return Part(f"@{service}:{path}", text, origin, "mention")

    def _of_room(self, mention: Mention, room: Path) -> Part | str:
        """A text of the user's or the project's `.amplifier`: sessions, keys and settings lie there too."""
        if Path(mention.path).suffix != ".md":
            return f"{mention.text} is left out: of that folder only .md files are read"
        return _file(mention, room, room)


def _file(mention: Mention, folder: Path, root: Path) -> Part | str:
    path = (folder / os.path.expanduser(mention.path)).resolve()
    if not path.is_relative_to(root.resolve()):
        return f"{mention.text} is left out: it lies outside of {root}"
    text = read_text(path)
    if text is None:
        return f"{mention.text} is left out: {why_not(path)}"
    return Part(str(path), text, Origin(str(path.parent), str(root)), "mention")


def why_not(path: Path) -> str:
    """Why a file gives no text."""
    if not path.exists():
        return f"{path} does not exist"
    if path.is_dir():
        return f"{path} is a folder"
    try:
        size = path.stat().st_size
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    if size > MAX_BYTES:
        return f"{path} has {size} bytes, more than {MAX_BYTES}"
    return f"{path} is no text, or may not be read"
