"""A session on disk: transcript.jsonl, state.json, metadata.json (host.md §3)."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from .errors import SessionError
from .files import make_private, replace
from .tally import COUNTED
from .transcript import Transcript

Json = dict[str, Any]


def home() -> Path:
    """`$AMPLIFIER_HOME`, by default `~/.amplifier`."""
    named = os.environ.get("AMPLIFIER_HOME")
    return Path(named).expanduser().absolute() if named else Path.home() / ".amplifier"


def copy_session(root: Path | None, source: str, target: str, at: int | None) -> None:
    """Begin a session with another's history up to the end of its turn `at` (None: all), and its state.

    Raises SessionError. The other one may be in use: what it has acknowledged is whole.
    """
    folder, new = _folder(root, source), _folder(root, target)
    metadata = read_metadata(folder)
    if not (folder / "transcript.jsonl").exists():
        raise SessionError(f"there is no session {source}", "amplifier-ipc session list")
    if new.exists():
        raise SessionError(f"there is a session {target} already", "name another id")
    size = _end_of_turn(source, metadata, at)
    data = (folder / "transcript.jsonl").read_bytes()
    data = data[: data.rfind(b"\n") + 1] if size is None else data[:size]
    turns = metadata.get("turns", [])[:at]
    about: Json = {"parent_id": source, "forked_at": len(turns), "turns": turns}
    kept: Json = {key: metadata[key] for key in KEPT if key in metadata}
    try:
        make_private(new)
        replace(new / "transcript.jsonl", data)
        if (folder / "state.json").exists():
            replace(new / "state.json", (folder / "state.json").read_bytes())
        replace(new / "metadata.json", _as_text({**kept, **about}))
    except OSError as error:
        raise SessionError(
            f"{new} cannot be written: {error.strerror}",
            "set AMPLIFIER_HOME to a folder that you may write",
        ) from error


def _end_of_turn(session_id: str, metadata: Json, at: int | None) -> int | None:
    """Where in the transcript a turn ends, in bytes; None for all of it."""
    turns = metadata.get("turns", [])
    if at is None:
        return None
    if not 1 <= at <= len(turns):
        raise SessionError(
            f"session {session_id} has no turn {at}", f"its turns are 1 to {len(turns)}"
        )
    return int(turns[at - 1])


def read_metadata(folder: Path) -> Json:
    """metadata.json of a session that may be in use; nothing where there is none."""
    try:
        read = json.loads((folder / "metadata.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def status_of(metadata: Json) -> Json:
    """The members of SessionStatus that metadata.json has, and zeros for what was not counted yet."""
    counts = dict.fromkeys((*COUNTED, "total_messages"), 0)
    members = ("session_id", "started_at", "ended_at", "status", "estimated_cost")
    known = (*members, "last_activity", "last_error", *counts)
    return {**counts, **{key: metadata[key] for key in known if key in metadata}}


def _folder(root: Path | None, session_id: str) -> Path:
    if not session_id or session_id != Path(session_id).name or session_id.startswith("."):
        raise SessionError(f"'{session_id}' is no session id", "ids are names, without slashes")
    return (root or home() / "sessions") / session_id


def _as_text(value: Json) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "surrogatepass") + b"\n"


# What a fork keeps of the metadata; the rest is counted anew.
KEPT = ("name", "description", "agent", "definition", "cwd")


class SessionStore:
    """The files of one session, locked while they are open. Folders are 0700, files 0600."""

    def __init__(self, session_id: str, root: Path | None = None) -> None:
        self.session_id = session_id
        self.folder = _folder(root, session_id)
        self.resumed = (self.folder / "transcript.jsonl").exists()
        try:
            make_private(self.folder)
            self._lock = self._take_lock()
        except OSError as error:
            raise self._unusable(error) from error
        try:
            self._clear()
            self.transcript = Transcript(self.folder / "transcript.jsonl")
            self.state: Json = self._read_json("state.json")
            self.metadata: Json = self._read_json("metadata.json")
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise self._unusable(error) from error
            raise
        self.torn_bytes = self.transcript.torn_bytes

    @property
    def messages(self) -> list[Json]:
        """The history as it holds now."""
        return self.transcript.messages

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

    def open_trace(self) -> BinaryIO:
        """trace.jsonl, to append to. Raises SessionError."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        try:
            return os.fdopen(os.open(self.folder / "trace.jsonl", flags, 0o600), "ab")
        except OSError as error:
            self.close()
            raise self._unusable(error) from error

    def close(self) -> None:
        """Release the session."""
        if hasattr(self, "transcript"):  # not when the constructor failed
            self.transcript.close()
        self._lock.close()

    def _take_lock(self) -> BinaryIO:
        fd = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        lock = os.fdopen(fd, "wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise SessionError(
                f"session {self.session_id} is in use by another process",
                "end that one first, or start a new session",
            ) from error
        return lock

    def _clear(self) -> None:
        """Remove what a host that was killed had begun to write in the place of a file. Raises OSError."""
        for name in ("state.json", "metadata.json"):
            for begun in self.folder.glob(f".{name}.*"):
                begun.unlink(missing_ok=True)

    def _unusable(self, error: OSError) -> SessionError:
        file = Path(str(error.filename))
        inside = f"{file.name}: " if file.parent == self.folder else ""
        return SessionError(
            f"the session folder {self.folder} cannot be used: {inside}{error.strerror}",
            "set AMPLIFIER_HOME to a folder that you may write",
        )

    def _read_json(self, name: str) -> Json:
        path = self.folder / name
        if not path.exists():
            return {}
        try:
            value = json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise SessionError(
                f"{path} is not JSON: {error}", "mend or remove that file"
            ) from error
        if not isinstance(value, dict):
            raise SessionError(f"{path} holds no JSON object", "mend or remove that file")
        return value

    def _replace(self, name: str, value: Json) -> None:
        replace(self.folder / name, _as_text(value))
