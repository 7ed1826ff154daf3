"""Follows mentions from text to text: each text once, three deep (pure but for the reader that it is given)."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from .mentions import Mention, find

MAX_DEPTH = 3
Source = Literal["file", "mention"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from, so that what it mentions can be found.

    `folder`: what its relative paths start at. `root`: what no path may leave. `service`: the service whose content
    both are paths of; None for files.
    """

    folder: str
    root: str = ""
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A text that is included. `path` is what the model and the user see."""

    path: str
    text: str
    origin: Origin
    source: Source = "file"

    @property
    def digest(self) -> str:
        """SHA-256 of the text, by which equal ones are found."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


Reader = Callable[[Mention, Origin], Awaitable[Part | str]]
"""Reads what a mention names; what cannot be read is a sentence that says why."""


@dataclass(slots=True)
class Includes:
    """The parts so far, in the order of their first mention, and what could not be read."""

    read: Reader
    parts: list[Part] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _asked: set[tuple[str, Origin]] = field(default_factory=set)

    async def add(self, part: Part) -> None:
        """Take in a text and what it mentions; one of equal content is taken once."""
        await self._add(part, 0)

    async def follow(self, text: str, origin: Origin) -> None:
        """Take in what a text mentions, but not the text."""
        await self._follow(text, origin, 0)

    async def _add(self, part: Part, depth: int) -> None:
        if part.digest in self._seen:
            return
        self._seen.add(part.digest)
        self.parts.append(part)
        await self._follow(part.text, part.origin, depth)

    async def _follow(self, text: str, origin: Origin, depth: int) -> None:
        if depth >= MAX_DEPTH:
            return
        for mention in find(text):
            asked = (mention.text, origin)
            if asked in self._asked:
                continue
            self._asked.add(asked)
            found = await self.read(mention, origin)
            if isinstance(found, str):
                self.warnings.append(found)
            else:
                await self._add(found, depth + 1)


def as_text(parts: list[Part]) -> str:
    """The parts as the model reads them."""
    return "\n\n".join(
        f'<context_file path="{_quoted(part.path)}">\n{part.text.rstrip()}\n</context_file>'
        for part in parts
    )


def _quoted(path: str) -> str:
    return path.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
