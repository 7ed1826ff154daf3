"""What a trace is shown as: turns of rows, each a message with its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
HOST, USER = "host", "user"
STARTS = ("describe", "configure")
NEVER = 1 << 62  # after the last record: what was not answered
CARRIED = ("params", "result", "error")


class Kind(StrEnum):
    """What a row stands for."""

    REQUEST = "request"
    NOTIFICATION = "notification"
    SERVICE = "service"  # its start, or its end
    SESSION = "session"  # a child session's turn
    TURN = "turn"  # how the turn ended


@dataclass(frozen=True, slots=True)
class Part:
    """Something to read of a message: its params, its result, … `note`: what should be known of the text."""

    title: str
    text: str
    note: str = ""


@dataclass(slots=True)
class Row:
    """A message. `begin`: ms since the turn's first; `ms`: until its answer, None while there is none.

    `first`, `last`: the numbers of the records that it began and ended with, whose order is the router's.
    `session`: the child session that it belongs to, empty for the session itself; `child`: the one that it stands for.
    `above`: the row of what caused it. `records`: its events, as they were traced.
    """

    kind: Kind
    source: str
    target: str
    method: str
    first: int
    begin: float
    name: str = ""
    last: int = NEVER
    ms: float | None = None
    error: str = ""
    session: str = ""
    child: str = ""
    records: list[Json] = field(default_factory=list)
    above: Row | None = None
    depth: int = 0
    number: int = 0

    @property
    def answered(self) -> bool:
        """False for a request whose answer the trace does not have."""
        return self.last != NEVER

    @property
    def wrong(self) -> bool:
        """Whether it failed, or was left without an answer."""
        return bool(self.error) or not self.answered

    @property
    def end(self) -> float:
        """ms since the turn's first message."""
        return self.begin + (self.ms or 0.0)

    def parts(self) -> list[Part]:
        """What it carried, as JSON for people; of tokens their text first, of other events all that was traced."""
        if self.kind is Kind.NOTIFICATION and len(self.records) > 1:
            return _of_a_stream(self.records)
        return [part for record in self.records for part in _parts(record)]

    def matches(self, text: str, service: str, *, wrong_only: bool) -> bool:
        """Whether a filter lets it through; an empty text or service is none. What it carries is searched too."""
        said = (
            f"{self.source} {self.target} {self.method} {self.name} {self.error} "
            f"{' '.join(part.text for part in self.parts())}"
        )
        return (
            text.casefold() in said.casefold()
            and service in ("", self.source, self.target)
            and (self.wrong or not wrong_only)
        )


@dataclass(frozen=True, slots=True)
class Service:
    """Who took part; `language` is empty when its start was not traced."""

    name: str
    language: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """The rows of a turn, who is called below who called, and all services known by then.

    `status`: completed, cancelled, denied, failed or unfinished.
    """

    number: int
    status: str
    rows: list[Row]
    services: list[Service]

    @property
    def ms(self) -> float:
        """From its first message to its last."""
        return max((row.end for row in self.rows), default=0.0)

    @property
    def errors(self) -> int:
        """Rows that failed or were left without an answer."""
        return sum(row.wrong for row in self.rows)


def _parts(record: Json) -> list[Part]:
    if record.get("type") != "message":
        told = {key: value for key, value in record.items() if key != "type"}
        return [Part(str(record.get("type")), _pretty(told))]
    note = (
        f"The beginning of a message of {record.get('bytes')} bytes." if record.get("cut") else ""
    )
    return [
        Part(name, _said(record[name], cut=bool(note)), note) for name in CARRIED if name in record
    ]


def _of_a_stream(records: list[Json]) -> list[Part]:
    """All that was streamed as one text, and each notification on a line of its own."""
    carried = [record.get("params", record.get("data", record)) for record in records]
    texts = [each.get("text") for each in carried if isinstance(each, dict)]
    text = "".join(each for each in texts if isinstance(each, str))
    listed = "\n".join(json.dumps(each, ensure_ascii=False) for each in carried)
    return [*([Part("text", text)] if text else []), Part("params", listed)]


def _said(value: Any, *, cut: bool) -> str:
    return value if cut and isinstance(value, str) else _pretty(value)


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
