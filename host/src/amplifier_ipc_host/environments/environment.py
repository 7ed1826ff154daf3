"""One environment on disk: whether it is there, whether it is fresh, and how its service is started."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from ..definition import Definition
from ..errors import DefinitionError, HostError
from ..files import make_private, replace
from ..registry import address
from ..sources import fetch, is_remote
from .digest import digest
from .stacks import BUILT, Recipe, Site, command_words, recipe

State = Literal["missing", "stale", "ready"]
NOTE = "environment.json"
CONTENT = "content"
_MANIFESTS = {
    "uv": ("pyproject.toml", "setup.py"),
    "cargo": ("Cargo.toml",),
    "npm": ("package.json",),
}
_LOCKS = {"cargo": "Cargo.lock", "npm": "package-lock.json"}


class InstallError(HostError):
    """A service that is not installed, or cannot be."""


class NotInstalledError(InstallError):
    """Services of which nothing has been built; `named`: what the user installs them by."""

    def __init__(self, services: list[str], named: str) -> None:
        *others, last = services
        some = f"services {', '.join(others)} and {last} are" if others else f"service {last} is"
        super().__init__(f"{some} not installed", f"run amplifier-ipc install {named}")


@dataclass(frozen=True, slots=True)
class Launch:
    """How a service is started: its command, and what its environment has beside what was granted.

    `folder`: of content, where it lies; nothing is started for that.
    """

    command: list[str]
    env: dict[str, str]
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment of a definition's service. Stacks of which nothing is built are always ready."""

    definition: Definition
    folder: Path

    @classmethod
    def of(cls, definition: Definition, home: Path) -> Environment:
        """The environment of a definition in a home folder."""
        origin = address(definition) + definition.overridden
        where = sha256(origin.encode()).hexdigest()[:12]
        return cls(
            definition, home / "environments" / f"{definition.ref}-{where}".replace("/", "-")
        )

    @property
    def name(self) -> str:
        """The service's name."""
        return self.definition.ref

    @property
    def stack(self) -> str:
        """What makes it."""
        return str(self.definition.body["service"]["stack"])

    @property
    def built(self) -> bool:
        """Whether there is something to build at all, or of content to fetch."""
        return self.stack in BUILT or (self.stack == CONTENT and is_remote(self._named))

    @property
    def _named(self) -> str:
        """What the definition says of its source."""
        return str(self.definition.body["service"].get("source") or "")

    @property
    def origin(self) -> str:
        """Where it comes from, as its definition says it; nothing is fetched."""
        named = self._named
        if named and (is_remote(named) or self.stack not in (CONTENT, *BUILT)):
            return named
        return str((self.definition.path.parent / (named or ".")).resolve())

    def source(self) -> Path:
        """The folder of the source: that of the definition, or what `source` names. Raises HostError."""
        if not self._named or self.stack not in (CONTENT, *BUILT):
            return self.definition.path.parent
        path = fetch(self._named, base=self.definition.source).path
        return path if path.is_dir() else path.parent

    def recipe(self) -> Recipe:
        """How it is built. Raises HostError."""
        source = self.source()
        wanted = _MANIFESTS.get(self.stack, ())
        if wanted and not any((source / name).is_file() for name in wanted):
            raise InstallError(
                f"service {self.name}: {source} has no {' or '.join(wanted)}",
                f"let 'source' name the folder of its package ({self.definition.place('service')})",
            )
        lock = _LOCKS.get(self.stack)
        above = (source, *source.parents)
        locked = lock is not None and any((folder / lock).is_file() for folder in above)
        return recipe(self.stack, Site(source, self.folder, locked))

    def state(self) -> State:
        """Whether it is there, and as its source is now."""
        if not self.built:
            return "ready"
        note = self.note()
        if not note:
            return "missing"
        return "ready" if note.get("digest") == self.digest() else "stale"

    def digest(self) -> str:
        """The hash of what it is built from: its source and what its definition says of the service."""
        told = json.dumps(self.definition.body["service"], sort_keys=True)
        try:
            return sha256(f"{told}{digest(self.source())}".encode()).hexdigest()
        except OSError as error:
            raise InstallError(
                f"the source of service {self.name} cannot be read: {error.strerror}",
                "mend its path",
            ) from error

    def note(self) -> dict[str, Any]:
        """What was written when it was built; empty if it never was."""
        try:
            value = json.loads((self.folder / NOTE).read_bytes())
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def begin(self) -> None:
        """Forget what was built: while it is built anew, and when that fails, it is missing. Raises OSError."""
        make_private(self.folder)
        (self.folder / NOTE).unlink(missing_ok=True)

    def finish(self, built_from: str) -> None:
        """Write down that it is built, from a source of this hash. Raises OSError."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        note = {
            "service": self.name,
            "definition": address(self.definition),
            "stack": self.stack,
            "source": str(self.source()),
            "digest": built_from,
            "built_at": now,
        }
        make_private(self.folder)
        replace(self.folder / NOTE, json.dumps(note, indent=2).encode() + b"\n")

    def launch(self) -> Launch:
        """How its service is started; raises HostError when it is not installed, or its command is not there."""
        if self.built and not self.note():
            raise NotInstalledError([self.name], self.name)
        if self.stack == CONTENT:
            return Launch([], {}, self._content())
        made = self.recipe()
        words = command_words(self.definition.body["service"]) or self._default(made)
        scripts = self._scripts()
        if words[0] in scripts:  # npm links the programs of dependencies, but not the package's own
            words = ["node", str(scripts[words[0]]), *words[1:]]
        found = self._executable(words[0], made)
        return Launch([found, *(self._argument(word) for word in words[1:])], dict(made.env))

    def _content(self) -> Path:
        folder = self.source()
        named = self.definition.path.parent / self._named
        if self._named and not self.built and not named.is_dir():
            raise DefinitionError(
                f"{self.definition.place('service', 'source')}: {named} is no folder",
                "name the folder in which the content lies",
            )
        return folder

    def _scripts(self) -> dict[str, Path]:
        """The programs that an npm package declares as its own, by name."""
        if self.stack != "npm":
            return {}
        source = self.source()
        try:
            package = json.loads((source / "package.json").read_bytes())
        except (OSError, ValueError) as error:
            raise InstallError(
                f"{source / 'package.json'} cannot be read: {error}", "mend that file"
            ) from error
        own = package.get("bin", {}) if isinstance(package, dict) else {}
        if isinstance(own, str):
            own = {str(package.get("name", "")).rpartition("/")[2]: own}
        return {name: source / path for name, path in own.items()}

    def _default(self, made: Recipe) -> list[str]:
        """The one program that the build has made, for a definition that names none."""
        programs = list(self._scripts()) or [
            path.name
            for folder in made.finds
            if folder.is_dir() and self.stack in ("cargo", "go")
            for path in sorted(folder.iterdir())
            if path.is_file()
        ]
        if len(programs) == 1:
            return programs
        raise DefinitionError(
            f"{self.definition.place('service')}: the command of service {self.name} is missing",
            "add 'command: NAME' to its service",
        )

    def _executable(self, word: str, made: Recipe) -> str:
        """The program: one of the environment's, a path, or one of PATH."""
        word = self._argument(word)
        for folder in made.finds:
            if "/" not in word and (folder / word).is_file():
                return str(folder / word)
        found = shutil.which(word)
        if found is None:
            raise DefinitionError(
                f"service {self.name}: its command {word} does not exist or may not be executed",
                f"build or install it ({self.definition.place('service', 'command')} names it)",
            )
        return str(Path(found).absolute())

    def _argument(self, word: str) -> str:
        """A word that begins with `./` or `../` starts at the definition's folder; of what is built, at the source."""
        folder = self.source() if self.built else self.definition.path.parent
        return str((folder / word).absolute()) if word.startswith(("./", "../")) else word


def notes(home: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The folders of all environments of a home, and what was written when they were built."""
    found = []
    for path in sorted((home / "environments").glob(f"*/{NOTE}")):
        try:
            note = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(note, dict):
            found.append((path.parent, note))
    return found
