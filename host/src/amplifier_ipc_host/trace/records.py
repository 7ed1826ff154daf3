"""Reads trace.jsonl: one event of the session a line, each with the moment it was told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import SessionError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """`at`: milliseconds since the trace was opened, anew for each process that went on with the session."""

    at: float
    event: Json


@dataclass(frozen=True, slots=True)
class Trace:
    """The records in their order. `unread`: lines that are none, for example one that was torn by a kill."""

    records: list[Record]
    unread: int


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
        event = json.loads(line)
        at = float(event.pop("at_ms"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Record(at, event) if isinstance(event.get("type"), str) else None
