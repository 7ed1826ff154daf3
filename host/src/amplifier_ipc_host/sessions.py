"""The sessions on disk: which there are, which one is meant, and what belongs to it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .errors import SessionError
from .store import home, read_metadata
from .transcript import read_messages

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A session on disk, whether it is in use or not."""

    id: str
    folder: Path
    metadata: Json

    @property
    def parent(self) -> str | None:
        """The session that it is a child or a fork of."""
        return self.metadata.get("parent_id")

    @property
    def is_child(self) -> bool:
        """Whether another session spawned it."""
        return "spawned" in self.metadata

    @property
    def name(self) -> str:
        """What it is called; empty where nobody named it."""
        name = self.metadata.get("name")
        return name if isinstance(name, str) else ""

    @property
    def turns(self) -> int:
        """Turns that have ended."""
        return len(self.metadata.get("turns", []))

    @property
    def last(self) -> datetime:
        """When something last happened in it."""
        for key in ("last_activity", "started_at"):
            try:
                return datetime.fromisoformat(self.metadata[key])
            except (KeyError, ValueError, TypeError):
                continue
        return datetime.fromtimestamp(self.folder.stat().st_mtime, UTC)

    def messages(self) -> list[Json]:
        """Its history as it holds now. Raises SessionError for a transcript that cannot be read."""
        return read_messages(self.folder / "transcript.jsonl")


def known(root: Path | None = None) -> list[Known]:
    """All sessions, the last used first."""
    folder = root or home() / "sessions"
    there = [each for each in folder.iterdir() if each.is_dir()] if folder.is_dir() else []
    found = [
        Known(each.name, each, read_metadata(each))
        for each in there
        if not each.name.startswith(".")
    ]
    return sorted(found, key=lambda session: session.last, reverse=True)


def find(sessions: Iterable[Known], wanted: str) -> Known:
    """The session of this id, which may be shortened to what tells it from all others. Raises SessionError."""
    sessions = list(sessions)
    exact = [session for session in sessions if session.id == wanted]
    fitting = exact or [s for s in sessions if wanted and s.id.startswith(wanted)]
    # The date that ids begin with is the same for many; a child is named in full, or by its parent's id and more.
    fitting = fitting or [
        s for s in sessions if wanted and s.id.partition("-")[2].startswith(wanted)
    ]
    own = [session for session in fitting if not session.is_child] or fitting
    if len(own) == 1:
        return own[0]
    if not own:
        raise SessionError(f"there is no session {wanted}", "amplifier-ipc session list")
    shown = ", ".join(session.id for session in own[:3])
    raise SessionError(f"{len(own)} sessions begin with {wanted}: {shown}", "name more of the id")


def below(sessions: Iterable[Known], session_id: str) -> list[Known]:
    """The children and forks of a session."""
    return [session for session in sessions if session.parent == session_id]


def with_children(sessions: Iterable[Known], session: Known) -> list[Known]:
    """A session and all that were spawned below it; forks are sessions of their own."""
    sessions = list(sessions)
    found = [session]
    for each in found:
        found += [child for child in below(sessions, each.id) if child.is_child]
    return found


def superfluous(sessions: Iterable[Known]) -> list[Known]:
    """Sessions in which nothing was said, and children whose parent is gone."""
    sessions = list(sessions)
    there = {session.id for session in sessions}
    return [
        session
        for session in sessions
        if (session.is_child and session.parent not in there) or _empty(session)
    ]


def older(sessions: Iterable[Known], days: float) -> list[Known]:
    """Sessions in which nothing has happened for so many days."""
    limit = datetime.now(UTC) - timedelta(days=days)
    return [session for session in sessions if session.last < limit]


def remove(session: Known) -> None:
    """Delete a session's folder. Raises SessionError for one that is in use, or that the disk does not let go."""
    try:
        fd = os.open(session.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(session.folder)
    except BlockingIOError as error:
        raise SessionError(f"session {session.id} is in use", "end it first") from error
    except OSError as error:
        raise SessionError(
            f"{session.folder} cannot be removed: {error.strerror}", "mend its permissions"
        ) from error


def _empty(session: Known) -> bool:
    path = session.folder / "transcript.jsonl"
    return not path.exists() or path.stat().st_size == 0
