"""What a user's settings say instead of what stands in a definition's `service:` (the setting service_overrides)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .definition import Definition

Json = dict[str, Any]
Overrides = Mapping[str, Json]


def resolved(overrides: Overrides, base: Path) -> Overrides:
    """Overrides whose paths hold anywhere: those that begin with `./`, `../` or `~` are looked up from `base`."""
    return {name: _resolved(each, base) for name, each in overrides.items()}


def overridden(definition: Definition, overrides: Overrides) -> Definition:
    """The definition with what the settings say of its service.

    `source`: it is built from there, or runs there if that is an http:// address. `command` alone: that is run as it
    is, and nothing is built. `env`: variables that are set for it, beside the definition's own.
    """
    wanted = overrides.get(definition.ref)
    if not wanted:
        return definition
    service = _instead({**definition.body["service"]}, wanted)
    body = {**definition.body, "service": service}
    if "env" in wanted and isinstance(service.get("env"), list):
        body["env"] = [*body.get("env", []), *service["env"]]
        service["env"] = dict(wanted["env"])
    elif "env" in wanted:
        service["env"] = {**service.get("env", {}), **wanted["env"]}
    return replace(definition, body=body, overridden=str(wanted.get("source", "")))


def misspelt(overrides: Overrides, names: list[str]) -> list[str]:
    """What to say of overrides that look like those of a service of the agent, and are none."""
    found = []
    for name in overrides:
        near = [] if name in names else get_close_matches(name, names, n=1, cutoff=0.75)
        if near:
            found.append(
                f"Warning: service_overrides: the agent has no service '{name}'; did you mean '{near[0]}'?"
            )
    return found


def _instead(service: Json, wanted: Json) -> Json:
    source, command = wanted.get("source"), wanted.get("command")
    if source is not None and source.startswith("http://"):
        return {**_without(service, "command"), "stack": "http", "source": source}
    if command is not None:
        service["command"] = command
        if source is None:
            return {**_without(service, "source"), "stack": "command"}
    if source is not None:
        if service["stack"] == "command" and command is None:
            service["command"] = _moved(service["command"], source)
        service["source"] = source
    return service


def _moved(command: str | list[str], source: str) -> str | list[str]:
    """The words of a command that begin at its definition's folder, as if that was `source`."""

    def moved(word: str) -> str:
        return str(Path(source) / word) if word.startswith(("./", "../")) else word

    return moved(command) if isinstance(command, str) else [moved(word) for word in command]


def _without(service: Json, key: str) -> Json:
    return {name: value for name, value in service.items() if name != key}


def _resolved(override: Json, base: Path) -> Json:
    known = dict(override)
    if "source" in known:
        known["source"] = _path(known["source"], base)
    command = known.get("command")
    if isinstance(command, list):
        known["command"] = [_path(word, base) for word in command]
    elif command is not None:
        known["command"] = _path(command, base)
    return known


def _path(word: str, base: Path) -> str:
    if word.startswith("~"):
        return str(Path(word).expanduser())
    return str((base / word).absolute()) if word.startswith(("./", "../")) or word == "." else word
