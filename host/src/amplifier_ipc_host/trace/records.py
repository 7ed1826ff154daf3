"""Reads trace.jsonl: a message or an event of the session a line, each with its moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from ..errors import SessionError
from ..recording import VERSION

Json = dict[str, Any]
HEADER = "trace"  # the type of the line with which each process begins


@dataclass(frozen=True, slots=True)
class Record:
    """`at`: milliseconds since the trace was opened, anew for each process that went on with the session."""

    at: float
    event: Json


@dataclass(frozen=True, slots=True)
class Trace:
    """The records in their order. `unread`: lines that are none, for example one that was torn by a kill."""

    records: list[Record]
    unread: int = 0

    @property
    def remarks(self) -> list[str]:
        """What a reader of it should know: a sentence each."""
        versions = [_version(record.event) for record in self.records if _opens(record)]
        older = bool(self.records) and not _opens(self.records[0])
        lost = sum(_lost(record.event) for record in self.records)
        remarks = {
            f"Lines that are torn or no records were left out: {self.unread}.": self.unread,
            "It, or its beginning, is of an older version: without what requests and answers carried.": older,
            "A later version wrote it: what this one does not know is shown as it stands.": max(
                versions, default=0
            )
            > VERSION,
            f"Messages that came faster than they could be recorded are missing: {lost}.": lost,
        }
        return [sentence for sentence, holds in remarks.items() if holds]


def read(path: Path) -> Trace:
    """The trace of a session that may be in use. Raises SessionError when there is none."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError as error:
        text = f"session {path.parent.name} was not traced"
        raise SessionError(text, "run a turn of it with --trace") from error
    except OSError as error:
        raise SessionError(
            f"{path} cannot be read: {error.strerror}", "mend its permissions"
        ) from error
    written = [line for line in lines if line.strip()]
    records = [record for record in map(_record, written) if record is not None]
    return Trace(records, len(written) - len(records))


def _record(line: bytes) -> Record | None:
    try:
        event = _DECODER.decode(line.decode())
        at = float(event.pop("at_ms"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Record(at, event) if isfinite(at) and isinstance(event.get("type"), str) else None


def _integer(text: str) -> int | float:
    """What a service sends may have more digits than Python reads."""
    return int(text) if len(text) < 4000 else float(text)


_DECODER = json.JSONDecoder(parse_int=_integer)


def _opens(record: Record) -> bool:
    return bool(record.event["type"] == HEADER)


def _version(event: Json) -> float:
    version = event.get("version")
    return version if isinstance(version, int | float) else 0


def _lost(event: Json) -> int:
    lost = event.get("lost")
    return lost if event["type"] == "message" and isinstance(lost, int) else 0
