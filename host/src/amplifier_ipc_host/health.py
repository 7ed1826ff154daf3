"""What `doctor` looks at: each look gives findings, and says of what is wrong how to mend it. Nothing is changed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .definition import Definition, walk
from .environments.build import HINTS, program
from .environments.environment import Environment, notes
from .environments.stacks import recipe_tools
from .errors import HostError
from .keys import kept
from .overriding import Overrides, overridden, resolved
from .registry import KINDS, Entry, Registry, locate
from .sandbox.confine import INSTALL, sandbox
from .sessions import Known, known
from .settings_files import load

Area = Literal[
    "settings", "toolchain", "environment", "sandbox", "definition", "permission", "lock"
]
_BUILT = (
    "environments",
    "cache",
)  # what others wrote lies below; the folder itself keeps it private


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend`: what to do; empty where all is well."""

    area: Area
    what: str
    mend: str = ""


def examine(home: Path) -> list[Finding]:
    """All findings of a home folder, which need not exist."""
    registry = Registry(home)
    overrides, mode, told = _settings()
    try:
        registered = [(e, _read(e, registry)) for kind in KINDS for e in registry.entries(kind)]
    except HostError as error:  # agents.yaml itself
        return [
            *told,
            Finding("definition", error.message, error.hint),
            *_permissions(home),
            *_locks(home),
        ]
    trees = [definition for _, tree in registered if isinstance(tree, list) for definition in tree]
    services = {each.path: each for each in trees if "service" in each.body}
    started = [overridden(each, overrides) for each in services.values()]
    environments = [Environment.of(each, home) for each in started]
    return [
        *told,
        *_toolchains({each.stack for each in environments}),
        *_environments(environments, home),
        *_sandbox(started, mode),
        *(_definition(entry, tree) for entry, tree in registered),
        *_lost(registry, home),
        *_permissions(home),
        *_locks(home),
    ]


def _settings() -> tuple[Overrides, str, list[Finding]]:
    """The user's service_overrides, the setting sandbox, and what is wrong with settings and keys."""
    findings = []
    overrides: Overrides = {}
    mode = "off"
    try:
        found = load(Path.cwd())
        overrides = resolved(found.get("service_overrides", {}), Path.cwd())
        mode = found.get("sandbox", mode)
        findings = [Finding("settings", each, "mend that line") for each in found.warnings]
    except HostError as error:
        findings = [Finding("settings", error.message, error.hint)]
    try:
        kept()
    except HostError as error:
        findings.append(Finding("settings", error.message, error.hint))
    return overrides, mode, findings or [Finding("settings", "settings and keys can be read")]


def _read(entry: Entry, registry: Registry) -> list[Definition] | HostError:
    """The definitions of a registered one, or why there are none."""
    try:
        return walk(locate(entry.alias, entry.kind, registry), registry.accept).written
    except HostError as error:
        return error


def _toolchains(needed: set[str]) -> Iterator[Finding]:
    for stack, tools in recipe_tools().items():
        for tool in tools:
            where = program(tool)
            if where:
                yield Finding("toolchain", f"{tool}: {where}")
            elif stack in needed:
                what = f"{tool} is not installed, and a registered service is built by it"
                yield Finding("toolchain", what, HINTS[tool])
            else:
                yield Finding("toolchain", f"{tool} is not installed; nothing needs it")


def _environments(environments: list[Environment], home: Path) -> Iterator[Finding]:
    for each in environments:
        if each.built:
            yield _environment(each)
    for folder, note in notes(home):
        definition = str(note.get("definition", ""))
        if definition.startswith("/") and not Path(definition).exists():
            what = f"{folder} is of {definition}, which is not there any more"
            yield Finding("environment", what, f"rm -r {folder}")


def _environment(environment: Environment) -> Finding:
    name, mend = environment.name, f"amplifier-ipc install {environment.name}"
    try:
        state = environment.state()
        if state == "ready":
            environment.launch()
    except HostError as error:
        return Finding("environment", error.message, error.hint)
    if state == "missing":
        return Finding("environment", f"service {name} is not installed", mend)
    if state == "stale":
        return Finding("environment", f"service {name} has changed since it was installed", mend)
    return Finding("environment", f"service {name}: {environment.folder}")


def _sandbox(services: list[Definition], mode: str) -> Iterator[Finding]:
    """That of this machine, and the services that have permissions."""
    yield Finding("sandbox", f"{sandbox()}; the setting sandbox is {mode}")
    for each in services:
        permissions = each.body.get("permissions")
        if permissions is None or each.body["service"]["stack"] in ("http", "content"):
            continue
        lacks = "; ".join(sandbox().lacks(permissions))
        if not lacks:
            would = "would be" if mode == "off" else "is"
            yield Finding("sandbox", f"service {each.ref} {would} in it: {_told(permissions)}")
        else:
            what = f"service {each.ref} has permissions, but {lacks}"
            yield Finding("sandbox", what, "" if mode == "off" else INSTALL)


def _told(permissions: dict[str, Any]) -> str:
    words = [
        f"{kind} {' '.join(permissions[kind])}"
        for kind in ("read", "write")
        if permissions.get(kind)
    ]
    return ", ".join([*words, "network" if permissions.get("network") is True else "no network"])


def _definition(entry: Entry, tree: list[Definition] | HostError) -> Finding:
    what = f"{entry.kind} {entry.alias}: {entry.url}"
    if not isinstance(tree, HostError):
        return Finding("definition", what)
    if entry.url.startswith("/") and not Path(entry.url).exists():
        gone = f"{entry.kind} {entry.alias}: {entry.url} is not there any more"
        return Finding("definition", gone, f"amplifier-ipc unregister {entry.alias}")
    return Finding("definition", f"{entry.kind} {entry.alias}: {tree.message}", tree.hint)


def _lost(registry: Registry, home: Path) -> Iterator[Finding]:
    """Names whose copy in `definitions/` is gone: they are nobody's."""
    for kind in KINDS:
        for alias in registry.lost(kind):
            what = f"{kind} {alias}: its copy in {home / 'definitions'} is not there any more"
            yield Finding("definition", what, "register it anew: amplifier-ipc register FILE")


def _permissions(home: Path) -> Iterator[Finding]:
    wide = [path for path in _private(home) if path.lstat().st_mode & 0o077]
    for path in wide:
        what = f"{path} is open to other users ({path.lstat().st_mode & 0o777:04o})"
        yield Finding("permission", what, f"chmod go= {path}")
    if home.exists() and not wide:
        yield Finding("permission", f"{home} is yours alone")


def _private(home: Path) -> Iterator[Path]:
    """What must be private: all of the home, but what tools have made below a folder that is private."""
    if not home.is_dir():
        return
    yield home
    for folder, names, files in os.walk(home):
        inside = Path(folder)
        if inside == home:
            yield from (home / name for name in names if name in _BUILT)
            names[:] = [name for name in names if name not in _BUILT]
        links = (inside / name for name in (*names, *files))
        yield from (path for path in links if not path.is_symlink())


def _locks(home: Path) -> Iterator[Finding]:
    for session in known(home / "sessions"):
        if session.metadata.get("status") == "running" and not held(session):
            what = f"session {session.id} was broken off in a turn: no process holds its lock"
            go_on = f"go on with it: amplifier-ipc session resume {session.id}"
            yield Finding("lock", what, f"{go_on}, or: amplifier-ipc session delete {session.id}")


def held(session: Known) -> bool:
    """Whether a process has the session open. Looking does not take the lock for longer than the look."""
    try:
        fd = os.open(session.folder / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False
