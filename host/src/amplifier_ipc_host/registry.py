"""Which agents and behaviors a user has registered: `agents.yaml`, `behaviors.yaml`, `definitions/` (host.md §3).

A definition stays where it is; the copy in `definitions/` says what was accepted, and its hash whether it has changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import yaml

from .definition import Definition, read
from .errors import DefinitionError, HostError
from .files import make_private, replace
from .sources import Fetched, fetch, is_remote

Kind = Literal["agent", "behavior"]
KINDS: tuple[Kind, ...] = ("agent", "behavior")
_UNSAFE = re.compile(r"[^\w.-]+")


class RegistryError(HostError):
    """Something that is not registered, or cannot be."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered definition. `url`: where it lies, a path or an address; `digest`: SHA-256 of what was accepted.

    `revision`: of what was fetched, the commit or the hash that was accepted; empty for paths.
    """

    kind: Kind
    alias: str
    id: str
    url: str
    digest: str
    revision: str = ""

    def source(self) -> Fetched:
        """Where it lies now; raises SourceError."""
        return fetch(self.url)


class Registry:
    """The registered definitions of a home folder. It reads the disk when asked, so that two processes agree."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / "definitions"

    def entries(self, kind: Kind) -> list[Entry]:
        """All of a kind, by alias."""
        found = [
            self._entry(kind, alias, id_) for alias, id_ in sorted(self._aliases(kind).items())
        ]
        return [entry for entry in found if entry is not None]

    def aliases(self, kind: Kind) -> list[str]:
        """The names of a kind; their definitions are not looked at."""
        return sorted(self._aliases(kind))

    def lost(self, kind: Kind) -> list[str]:
        """Aliases whose definition's copy is not there any more."""
        there = {entry.alias for entry in self.entries(kind)}
        return [alias for alias in sorted(self._aliases(kind)) if alias not in there]

    def find(self, kind: Kind, name: str) -> Entry:
        """The one of this alias, ref or id; raises RegistryError with the nearest names."""
        entries = self.entries(kind)
        for entry in entries:
            if name in (entry.alias, entry.id):
                return entry
        names = [entry.alias for entry in entries]
        near = get_close_matches(name, names, n=3, cutoff=0.4)
        raise RegistryError(
            f"no {kind} '{name}' is registered",
            f"did you mean {' or '.join(near)}?"
            if near
            else f"register one: amplifier-ipc register FILE (there is: {', '.join(names) or 'none'})",
        )

    def register(self, definition: Definition, alias: str | None = None) -> Entry:
        """Enter a definition under an alias (default: its ref); the older one of that alias is replaced."""
        kind: Kind = "agent" if definition.kind == "agent" else "behavior"
        data = definition.path.read_bytes()
        url = address(definition)
        uuid = str(definition.body.get("uuid") or hashlib.sha256(url.encode()).hexdigest()[:12])
        id_ = _UNSAFE.sub("-", f"{kind}_{definition.ref}_{uuid}")
        meta = {
            "source_url": url,
            "source_hash": hashlib.sha256(data).hexdigest(),
            "fetched_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        if definition.source.revision:
            meta["source_revision"] = definition.source.revision
        document = {kind: definition.body, "_meta": meta}
        name = alias or definition.ref
        try:
            make_private(self._folder)
            replace(self._folder / f"{id_}.yaml", _dumped(document))
            aliases = self._aliases(kind)
            older, aliases[name] = aliases.get(name), id_
            self._write(kind, aliases)
            self._forget(kind, older)
        except OSError as error:
            raise RegistryError(
                f"{self._folder} cannot be written: {error.strerror}",
                "set AMPLIFIER_HOME to a folder that you may write",
            ) from error
        return Entry(kind, name, id_, url, meta["source_hash"], definition.source.revision)

    def register_below(self, definition: Definition) -> Entry:
        """Enter what another definition takes in: under its ref where that is free, else under its id.

        What a user has registered under a name stays what they get by it.
        """
        kind: Kind = "agent" if definition.kind == "agent" else "behavior"
        url = address(definition)
        entries = self.entries(kind)
        again = next((entry.alias for entry in entries if entry.url == url), None)
        taken = definition.ref in self._aliases(kind)
        digest = hashlib.sha256(url.encode()).hexdigest()[:12]
        return self.register(
            definition, again or (f"{definition.ref}-{digest}" if taken else definition.ref)
        )

    def unregister(self, name: str) -> list[Entry]:
        """Forget the agent and the behavior of this name; raises RegistryError if there is none."""
        gone: list[Entry] = []
        for kind in KINDS:
            for entry in self.entries(kind):
                if name in (entry.alias, entry.id):
                    aliases = self._aliases(kind)
                    del aliases[entry.alias]
                    self._write(kind, aliases)
                    self._forget(kind, entry.id)
                    gone.append(entry)
        if not gone:
            raise self.nothing(name)
        return gone

    def nothing(self, name: str, others: Iterable[str] = ()) -> RegistryError:
        """That neither an agent nor a behavior is registered under a name; `others`: names that would do as well."""
        names = [entry.alias for kind in KINDS for entry in self.entries(kind)]
        near = get_close_matches(name, [*names, *others], n=3, cutoff=0.5)
        return RegistryError(
            f"nothing is registered as '{name}'",
            f"did you mean {' or '.join(near)}?"
            if near
            else f"register it: amplifier-ipc register FILE (there is: {', '.join(names) or 'none'})",
        )

    def accept(self, definition: Definition) -> None:
        """Look at a definition before it is used: one that was fetched must be as it was accepted.

        Of a repository, that is its commit: the programs beside the definition are run too.
        Raises RegistryError otherwise. A definition of this machine is its user's own.
        """
        url = definition.source.url
        if url is None:
            return
        digest = hashlib.sha256(definition.path.read_bytes()).hexdigest()
        known = {
            (entry.digest, entry.revision)
            for kind in KINDS
            for entry in self.entries(kind)
            if entry.url == address(definition)
        }
        if not known:
            raise RegistryError(
                f"{address(definition)} has not been accepted yet",
                f"look at what it installs and accept it: amplifier-ipc register {url}",
            )
        if (digest, definition.source.revision) not in known:
            raise RegistryError(
                f"{address(definition)} is not what was accepted",
                "look at it and accept it anew: amplifier-ipc update",
            )

    def _entry(self, kind: Kind, alias: str, id_: str) -> Entry | None:
        document = _loaded(self._folder / f"{id_}.yaml")
        meta = document.get("_meta")
        if not isinstance(meta, dict) or "source_url" not in meta:
            return None
        accepted = (str(meta.get(key, "")) for key in ("source_hash", "source_revision"))
        return Entry(kind, alias, id_, str(meta["source_url"]), *accepted)

    def _forget(self, kind: Kind, id_: str | None) -> None:
        """Remove the copy of a definition that no alias names any more."""
        if id_ is not None and id_ not in self._aliases(kind).values():
            (self._folder / f"{id_}.yaml").unlink(missing_ok=True)

    def _aliases(self, kind: Kind) -> dict[str, str]:
        return {str(k): str(v) for k, v in _loaded(self._home / f"{kind}s.yaml").items()}

    def _write(self, kind: Kind, aliases: dict[str, str]) -> None:
        make_private(self._home)
        replace(self._home / f"{kind}s.yaml", _dumped(dict(sorted(aliases.items()))))


def address(definition: Definition) -> str:
    """Where a definition lies: its path, or the address that it was fetched from with its path in there."""
    source = definition.source
    if source.url is None:
        return str(definition.path)
    if source.root is None or not source.url.startswith("git+"):
        return source.url
    inner = definition.path.relative_to(source.root.resolve()).as_posix()
    return f"{source.url.partition('#')[0]}#subdirectory={inner}"


def locate(name: str, kind: Kind, registry: Registry) -> Definition:
    """The definition of a path or of a registered name; raises HostError."""
    if is_remote(name):
        return read(fetch(name))
    path = Path(name).expanduser()
    if "/" in name or path.suffix in (".yaml", ".yml") or path.is_file():
        return read(path)
    try:
        return read(registry.find(kind, name).source())
    except RegistryError:
        if path.is_dir():
            return read(path)
        raise


def _loaded(path: Path) -> dict[str, Any]:
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DefinitionError(
            f"{path} cannot be read: {error}", "mend or remove that file"
        ) from error
    return value if isinstance(value, dict) else {}


def _dumped(value: dict[str, Any]) -> bytes:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True).encode()
