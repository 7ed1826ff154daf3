"""What outlives a turn: the state, the transcript, and what a child session was begun with."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import spoil
from mutations import broken
from values import Spelled, dump

Json = dict[str, Any]


class Store:
    """The folder of one session."""

    def __init__(self, root: Path, session_id: str) -> None:
        self._folder = root / quote(session_id, safe="")
        self.is_new = not (self._folder / "session.json").exists()
        self.about: Json = {} if self.is_new else self._read("session.json")
        self.state: Json = {} if broken("ses-031-forgotten") else self._read("state.json")

    def begin(self, about: Json) -> None:
        """Make the folder, and keep what the session is."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.about = about
        self._write("session.json", dump(about))

    def set(self, key: str, value: Any) -> None:
        """LIF-061, LIF-062."""
        if value is not None:
            self.state[key] = value
        elif not broken("lif-061-stays"):
            self.state.pop(key, None)
        self._write("state.json", dump(self.state))

    def append(self, message: Any) -> None:
        """CTX-031."""
        if broken("prv-005-unknown-blocks") and isinstance(message["content"], list):
            known = [block for block in message["content"] if block["type"] in spoil.KNOWN]
            message = {**message, "content": known}
        with (self._folder / "transcript.jsonl").open("a", encoding="utf-8") as file:
            file.write(dump(message) + "\n")

    def replace(self, messages: list[Any]) -> None:
        """The history was replaced."""
        self._write("transcript.jsonl", "".join(dump(message) + "\n" for message in messages))

    def messages(self) -> list[Json]:
        """The history, oldest first."""
        path = self._folder / "transcript.jsonl"
        if not path.exists():
            return []
        return [_loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]

    def _read(self, name: str) -> Json:
        path = self._folder / name
        found: Json = _loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return found

    def _write(self, name: str, text: str) -> None:
        new = self._folder / f"{name}.new"
        new.write_text(text, encoding="utf-8")
        os.replace(new, self._folder / name)


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=Spelled)
