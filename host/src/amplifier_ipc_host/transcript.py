"""transcript.jsonl: the messages of a session, append-only, one a line (host.md §3)."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from .errors import SessionError

Json = dict[str, Any]
# A message with this member of its metadata says that the next N messages replace all before it.
REPLACES = "amplifier:replaces_history_with"


class Transcript:
    """An open transcript; `messages` is the history as it holds now.

    A torn end (power cut, kill -9) is cut off when it is opened; `torn_bytes` says how long it was. Raises OSError,
    and SessionError for a line in the middle that is no message.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            data = path.read_bytes()
            self.messages, end = _history(path, data)
            self.torn_bytes = len(data) - end
            if self.torn_bytes:
                os.ftruncate(self._fd, end)
        except BaseException:
            self.close()
            raise

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return os.fstat(self._fd).st_size

    def append(self, message: Json) -> None:
        """Add a message; it is with the system when this returns. Raises OSError; then nothing has changed."""
        self._write([message])
        self.messages.append(message)

    def replace(self, messages: list[Json]) -> None:
        """Begin the history anew with these messages; the older lines stay. Raises OSError as append() does."""
        mark = {"role": "system", "content": "", "metadata": {REPLACES: len(messages)}}
        self._write([mark, *messages])
        self.messages = list(messages)

    def close(self) -> None:
        """Close the file. May be called again."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _write(self, messages: list[Json]) -> None:
        """All lines or none: a disk that is full must not leave half a line in the middle."""
        before = os.fstat(self._fd).st_size
        rest = memoryview(b"".join(_line(message) for message in messages))
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, before)
            raise


def read_messages(path: Path) -> list[Json]:
    """The history of a transcript that may be in use. Raises SessionError."""
    try:
        return _history(path, path.read_bytes())[0]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SessionError(f"{path} cannot be read: {error.strerror}", "mend it") from error


def _line(message: Json) -> bytes:
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _history(path: Path, data: bytes) -> tuple[list[Json], int]:
    """The messages that hold, and where the last whole entry ends.

    A replacement that is not there in full was never acknowledged: it is torn as half a line is.
    """
    messages: list[Json] = []
    missing, before, begin = 0, messages, 0  # of the replacement that is being read
    end = 0
    for number, line in enumerate(data[: data.rfind(b"\n") + 1].splitlines(keepends=True), 1):
        if line.strip():
            message = _message(path, number, line)
            count = _replaces(message)
            if count is not None:
                missing, before, begin, messages = count, messages, end, []
            else:
                messages.append(message)
                missing = max(0, missing - 1)
        end += len(line)
    return (before, begin) if missing else (messages, end)


def _message(path: Path, number: int, line: bytes) -> Json:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SessionError(
            f"{path}:{number} is not JSON: {error}", "mend or remove that line"
        ) from error
    if not isinstance(message, dict):
        raise SessionError(f"{path}:{number} is no message", "mend or remove that line")
    return message


def _replaces(message: Json) -> int | None:
    metadata = message.get("metadata")
    count = metadata.get(REPLACES) if isinstance(metadata, dict) else None
    return count if isinstance(count, int) else None
