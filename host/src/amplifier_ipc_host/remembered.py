"""Where remembered answers are kept: the session's metadata.json, `$AMPLIFIER_HOME/approvals.yaml`.

Neither is state.json, which every service may write: none may approve what it does itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .errors import SessionError
from .files import make_private, now, replace
from .rules import Rule, Scope, rule_of
from .store import SessionStore, home

Json = dict[str, Any]
MEMBER = "approvals"


class Remembered:
    """The rules that hold in a session: its own, its project's, and those for everywhere."""

    def __init__(self, project: Path | None = None, store: SessionStore | None = None) -> None:
        self._project = None if project is None else str(project)
        self._store = store
        self._path = home() / "approvals.yaml"

    def rules(self) -> list[Rule]:
        """Those that hold here. Raises SessionError when approvals.yaml cannot be read."""
        return self._own() + [
            rule for rule in self.kept() if rule.scope == "global" or rule.project == self._project
        ]

    def kept(self) -> list[Rule]:
        """All of approvals.yaml, whatever their project. Raises SessionError."""
        try:
            read = yaml.safe_load(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            why = str(error).partition("\n")[0]
            raise SessionError(f"{self._path} cannot be read: {why}", "mend that file") from error
        return (
            [rule for each in read or [] if (rule := rule_of(each))]
            if isinstance(read, list)
            else []
        )

    def add(self, tool: str, pattern: str, scope: Scope, *, approved: bool) -> Rule:
        """Remember an answer; on disk when this returns. Raises SessionError."""
        project = self._project if scope == "project" else None
        rule = Rule(secrets.token_hex(3), tool, pattern, approved, scope, now(), _user(), project)
        with self._written():
            if scope == "session":
                self._set_own([*self._own(), rule])
            else:
                self._set_kept([*self.kept(), rule])
        return rule

    def revoke(self, rule_id: str) -> bool:
        """Forget a rule; False when there is none of this id. Raises SessionError."""
        with self._written():
            own, kept = self._own(), self.kept()
            if any(rule.id == rule_id for rule in own):
                self._set_own([rule for rule in own if rule.id != rule_id])
                return True
            left = [rule for rule in kept if rule.id != rule_id]
            if len(left) < len(kept):
                self._set_kept(left)
            return len(left) < len(kept)

    def _own(self) -> list[Rule]:
        written = self._store.metadata.get(MEMBER) if self._store else None
        return [rule for each in written or [] if (rule := rule_of(each))]

    def _set_own(self, rules: list[Rule]) -> None:
        if self._store is None:
            raise SessionError("no session is open that could remember it", "name another scope")
        self._store.set_metadata(**{MEMBER: [rule.to_json() for rule in rules]})

    def _set_kept(self, rules: list[Rule]) -> None:
        text = yaml.safe_dump([rule.to_json() for rule in rules], sort_keys=False)
        replace(self._path, text.encode())

    @contextlib.contextmanager
    def _written(self) -> Iterator[None]:
        """One at a time, also of two processes. Raises SessionError when the disk refuses."""
        try:
            make_private(self._path.parent)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            with os.fdopen(os.open(f"{self._path}.lock", flags, 0o600)) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise SessionError(
                f"the answer could not be remembered: {error.strerror}",
                "set AMPLIFIER_HOME to a folder that you may write",
            ) from error


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return str(os.getuid())
