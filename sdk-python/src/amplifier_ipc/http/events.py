"""Server-Sent Events: bytes to events and back (HTML, 9.2.6; HTP-041 to HTP-045)."""

from __future__ import annotations

import re
from typing import NamedTuple

COMMENT = b":\n\n"
"""What keeps a silent stream alive (HTP-047)."""
_END = re.compile(rb"[\r\n]")
_BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """One event: its name and its data."""

    name: str
    data: str


class TooLongError(Exception):
    """An event that is longer than the reader takes."""


def event_bytes(name: str, data: bytes) -> bytes:
    """Return an event whose data are one line."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), data)


class EventReader:
    """Cuts a stream into events, whatever pieces it comes in."""

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._line = bytearray()
        self._size = 0
        """Bytes of the event so far, without the unfinished line."""
        self._after_cr = False
        self._begun = False
        self._name = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> list[Event]:
        """Take the next bytes; return the events that they complete. Raises TooLongError."""
        events: list[Event] = []
        start = 0
        if self._after_cr and chunk:
            self._after_cr = False
            start = int(chunk.startswith(b"\n"))  # the LF of a CR that ended the piece before
        while end := _END.search(chunk, start):
            self._line += chunk[start : end.start()]
            start = end.end()
            if end.group() == b"\r":
                self._after_cr = start == len(chunk)
                start += chunk.startswith(b"\n", start)
            event = self._take_line()
            if event is not None:
                events.append(event)
        self._line += chunk[start:]
        if self._limit is not None and self._size + len(self._line) > self._limit:
            raise TooLongError
        return events

    def _take_line(self) -> Event | None:
        line, self._line = bytes(self._line), bytearray()
        if not self._begun:
            self._begun = True
            line = line.removeprefix(_BOM)
        self._size += len(line)
        if not line:
            return self._finish()
        field, _, value = line.partition(b":")
        text = value.removeprefix(b" ").decode(errors="replace")
        if field == b"event":
            self._name = text
        elif field == b"data":
            self._data.append(text)
        return None

    def _finish(self) -> Event | None:
        name, data = self._name or "message", self._data
        self._name, self._data, self._size = "", [], 0
        return Event(name, "\n".join(data)) if data else None
