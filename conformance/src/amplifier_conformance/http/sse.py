"""Server-Sent Events as their reader sees them (HTML, 9.2.6). Pure."""

from __future__ import annotations

from typing import NamedTuple

BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """An event: its name (`message` if it has none) and its data."""

    name: str
    data: str


class Events:
    """Takes bytes in pieces of any size and gives the events that are complete."""

    def __init__(self) -> None:
        self.comments = 0  # that were read
        self._begin: bytes | None = b""  # None: the byte order mark is behind us
        self._rest = bytearray()
        self._after_cr = False  # an LF now belongs to the end of line that the CR was
        self._name, self._data = "", list[str]()

    @property
    def unfinished(self) -> bool:
        """Whether something is there that no blank line has ended."""
        return bool(self._begin or self._rest or self._data or self._name)

    def feed(self, data: bytes) -> list[Event]:
        """The events that these bytes complete."""
        if self._begin is not None:
            self._begin += data
            if len(self._begin) < len(BOM) and BOM.startswith(self._begin):
                return []  # too short to tell
            data, self._begin = self._begin.removeprefix(BOM), None
        found = (self._line(line) for line in self._lines(data))
        return [event for event in found if event is not None]

    def _lines(self, data: bytes) -> list[bytes]:
        """The lines that are over."""
        if not data:
            return []
        ends_in_cr = data.endswith(b"\r")
        data = data.removeprefix(b"\n") if self._after_cr else data
        self._after_cr = ends_in_cr
        first, *others = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest += first
        if not others:
            return []
        lines = [bytes(self._rest), *others[:-1]]
        self._rest = bytearray(others[-1])
        return lines

    def _line(self, line: bytes) -> Event | None:
        if not line:
            return self._dispatch()
        field, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if not field:
            self.comments += 1
        elif field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        return None

    def _dispatch(self) -> Event | None:
        name, data = self._name, self._data
        self._name, self._data = "", []
        return Event(name or "message", "\n".join(data)) if data else None


def write(event: Event) -> bytes:
    """The bytes of an event whose data are one line."""
    return f"event: {event.name}\ndata: {event.data}\n\n".encode()
