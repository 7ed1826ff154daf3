"""A session on disk: transcript.jsonl, state.json, metadata.json (host.md §3)."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from .errors import SessionError

Json = dict[str, Any]


def home() -> Path:
    """`$AMPLIFIER_HOME`, by default `~/.amplifier`."""
    return Path(os.environ.get("AMPLIFIER_HOME") or Path.home() / ".amplifier")


class SessionStore:
    """The files of one session, locked while they are open. Folders are 0700, files 0600."""

    def __init__(self, session_id: str, root: Path | None = None) -> None:
        if not session_id or session_id != Path(session_id).name or session_id.startswith("."):
            raise SessionError(f"'{session_id}' is no session id", "ids are names, without slashes")
        self.session_id = session_id
        self.folder = (root or home() / "sessions") / session_id
        self.resumed = (self.folder / "transcript.jsonl").exists()
        self.torn_bytes = 0
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = self._open("lock")
            self._take_lock()
            self.messages: list[Json] = self._read_transcript()
            self._transcript = self._open("transcript.jsonl")
        except OSError as error:
            raise SessionError(
                f"the session folder {self.folder} cannot be used: {error.strerror}",
                "set AMPLIFIER_HOME to a folder that you may write",
            ) from error
        self.state: Json = self._read_json("state.json")
        self.metadata: Json = self._read_json("metadata.json")

    def append(self, message: Json) -> None:
        """Add a message to the transcript; it is with the system when this returns. Raises OSError."""
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )
        self._transcript.write(line + b"\n")
        self._transcript.flush()
        self.messages.append(message)

    def set_state(self, key: str, value: Any) -> None:
        """Set one key, null deletes it; on disk when this returns. Raises OSError; then nothing has changed."""
        changed = {name: old for name, old in self.state.items() if name != key}
        if value is not None:
            changed[key] = value
        self._replace("state.json", changed)
        self.state = changed

    def set_metadata(self, **members: Any) -> None:
        """Merge members into the metadata, on disk when this returns. Raises OSError."""
        changed = {**self.metadata, **members}
        self._replace("metadata.json", changed)
        self.metadata = changed

    def close(self) -> None:
        """Release the session."""
        self._transcript.close()
        self._lock.close()

    def _take_lock(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise SessionError(
                f"session {self.session_id} is in use by another process",
                "end that one first, or start a new session",
            ) from error

    def _open(self, name: str) -> BinaryIO:
        fd = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        return os.fdopen(fd, "ab")

    def _read_transcript(self) -> list[Json]:
        """Reads all whole lines; a torn last one (power cut, kill -9) is cut off, and said so in `torn_bytes`."""
        path = self.folder / "transcript.jsonl"
        if not path.exists():
            return []
        data = path.read_bytes()
        end = data.rfind(b"\n") + 1
        self.torn_bytes = len(data) - end
        if self.torn_bytes:
            os.truncate(path, end)
        try:
            return [json.loads(line) for line in data[:end].splitlines() if line.strip()]
        except ValueError as error:
            raise SessionError(
                f"{path} holds a line that is not JSON: {error}", "mend or remove that line"
            ) from error

    def _read_json(self, name: str) -> Json:
        path = self.folder / name
        if not path.exists():
            return {}
        try:
            value = json.loads(path.read_bytes())
        except ValueError as error:
            raise SessionError(
                f"{path} is not JSON: {error}", "mend or remove that file"
            ) from error
        return value if isinstance(value, dict) else {}

    def _replace(self, name: str, value: Json) -> None:
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(
                    json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")
                    + b"\n"
                )
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.folder / name)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
