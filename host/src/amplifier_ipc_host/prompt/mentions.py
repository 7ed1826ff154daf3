"""Finds mentions of files in a text: `@notes.md`, `@~/a.md`, `@"a b.md"`, `@service:path` (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A mention begins a word (so a mail address has none), and ends before what ends a sentence.
_MENTION = re.compile(
    r"""(?<![\w@/\\.`])@(?:"(?P<quoted>[^"\n]+)"|(?P<plain>[\w~./\\-][^\s"'`<>|*?,;()\[\]{}]*))"""
)
_FENCE = re.compile(
    r"^ {0,3}(?P<mark>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=mark)[`~]*[ \t]*$|\Z)", re.M | re.S
)
_CODE = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)", re.S)
_SERVICE = re.compile(r"(?P<service>[A-Za-z_][\w.-]*):(?P<path>[^:/].*|/.*)")
_TRAILING = ".!?:"


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention: where it stands, and what it names.

    `service` is None for a path, else the name of a service, `user` or `project`.
    """

    begin: int
    end: int
    path: str
    service: str | None = None

    @property
    def text(self) -> str:
        """As it may be shown."""
        return f"@{self.service}:{self.path}" if self.service else f"@{self.path}"


def find(text: str) -> list[Mention]:
    """All mentions outside of code, in their order."""
    hidden = _code(text)
    return [
        mention
        for match in _MENTION.finditer(text)
        if not any(begin <= match.start() < end for begin, end in hidden)
        and (mention := _mention(match)) is not None
    ]


def _mention(match: re.Match[str]) -> Mention | None:
    named = match["quoted"] or match["plain"].rstrip(_TRAILING)
    end = match.end() if match["quoted"] else match.start("plain") + len(named)
    if not named or named in {".", "..", "~", "/"}:
        return None
    of_service = _SERVICE.fullmatch(named)
    if of_service:
        return Mention(match.start(), end, of_service["path"], of_service["service"])
    return Mention(match.start(), end, named)


def _code(text: str) -> list[tuple[int, int]]:
    """Where code stands: fenced blocks, and inline code outside of these."""
    fences = [match.span() for match in _FENCE.finditer(text)]
    inline = [
        match.span()
        for match in _CODE.finditer(text)
        if not any(begin <= match.start() < end for begin, end in fences)
    ]
    return fences + inline
