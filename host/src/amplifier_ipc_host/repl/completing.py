"""Completion of /commands and @paths."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

MENTION = re.compile(r"(?:^|(?<=\s))@(?P<path>[^\s@\"]*)$")
SHOWN = 200


class ReplCompleter(Completer):
    """`names`: command → what it does; `arguments`: what may follow a command."""

    def __init__(
        self, names: dict[str, str], arguments: Callable[[str], Iterable[str]], cwd: Path
    ) -> None:
        self._names = names
        self._arguments = arguments
        self._cwd = cwd

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What may stand where the cursor is."""
        before = document.text_before_cursor
        mention = MENTION.search(before)
        if mention is not None:
            yield from self._paths(mention["path"])
        elif before.startswith("/") and "\n" not in before:
            yield from self._commands(before[1:])

    def _commands(self, typed: str) -> Iterable[Completion]:
        name, space, argument = typed.partition(" ")
        if space:
            for each in self._arguments(name):
                if each.startswith(argument):
                    yield Completion(each, -len(argument))
            return
        for each, what in self._names.items():
            if each.startswith(name):
                yield Completion(each, -len(name), display=f"/{each}", display_meta=what)

    def _paths(self, typed: str) -> Iterable[Completion]:
        head, _, begin = typed.rpartition("/")
        folder = self._cwd / os.path.expanduser(f"{head}/" if "/" in typed else ".")
        try:
            found = sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError:  # no such folder
            return
        fitting = [
            path
            for path in found
            if path.name.startswith(begin) and (begin or not path.name.startswith("."))
        ]
        for path in fitting[:SHOWN]:
            name = f"{path.name}/" if path.is_dir() else path.name
            yield Completion(name, -len(begin), display=name)
