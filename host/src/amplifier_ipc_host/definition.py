"""Definitions: YAML files that describe an agent or a behavior (host.md §4), read and checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from .errors import DefinitionError

Json = dict[str, Any]
_FILE_NAMES = ("agent.yaml", "behavior.yaml")


@dataclass(frozen=True, slots=True)
class Definition:
    """One file: its kind (`agent` or `behavior`), its path, and its body as written."""

    kind: str
    path: Path
    body: Json

    @property
    def ref(self) -> str:
        """The name under which others refer to it."""
        return str(self.body.get("ref") or self.body["local_ref"])

    @property
    def behaviors(self) -> list[tuple[str, str]]:
        """The behaviors that it takes in, as (alias, path)."""
        return [pair for link in self.body.get("behaviors", []) for pair in link.items()]


def read(path: Path) -> Definition:
    """Reads one definition file (or the folder that holds one); raises DefinitionError with file and line."""
    path = _file(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(
            f"{path} cannot be read: {_reason(error)}", "name a definition file"
        ) from error
    try:
        body = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise DefinitionError(
            f"{path} is not YAML: {_yaml_fault(error)}", "mend that line"
        ) from error
    return _checked(path, body)


def walk(root: Definition) -> list[Definition]:
    """The definition and all behaviors below it, each file once, depth first; raises DefinitionError on a cycle."""
    found: dict[Path, Definition] = {}
    _walk(root, found, [root.path])
    return list(found.values())


def _walk(definition: Definition, found: dict[Path, Definition], way: list[Path]) -> None:
    found[definition.path] = definition
    for alias, link in definition.behaviors:
        path = _file((definition.path.parent / Path(link).expanduser()).resolve())
        if path in way:
            cycle = " → ".join(step.name for step in [*way[way.index(path) :], path])
            raise DefinitionError(
                f"{definition.path}: the behavior '{alias}' leads back to itself: {cycle}",
                "remove one of these links",
            )
        if path in found:
            continue
        if not path.exists():
            raise DefinitionError(
                f"{definition.path}: the behavior '{alias}' lies at {path}, which does not exist",
                "mend its path",
            )
        child = read(path)
        if child.kind != "behavior":
            raise DefinitionError(
                f"{definition.path}: '{alias}' ({path}) is an agent",
                "only behaviors can be taken in",
            )
        _walk(child, found, [*way, path])


class _Loader(yaml.SafeLoader):
    """A safe loader that refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, list | dict):
                continue
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key}' stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _file(path: Path) -> Path:
    if path.is_dir():
        for name in _FILE_NAMES:
            if (path / name).is_file():
                return (path / name).resolve()
        raise DefinitionError(
            f"{path} holds neither {_FILE_NAMES[0]} nor {_FILE_NAMES[1]}", "name the file itself"
        )
    return path.resolve()


def _checked(path: Path, body: Any) -> Definition:
    if not isinstance(body, dict):
        raise DefinitionError(
            f"{path} is no definition: it has neither 'agent:' nor 'behavior:'",
            "see examples/polyglot",
        )
    for error in _validator().iter_errors(body):
        where = "/".join(str(step) for step in error.instance_path) or "the top"
        raise DefinitionError(
            f"{path}: at {where}: {error.message}", "mend it as the definition schema says"
        )
    kind = "agent" if "agent" in body else "behavior"
    _refuse_unknown(path, kind, body)
    return Definition(kind, path, body[kind])


def _refuse_unknown(path: Path, kind: str, body: Json) -> None:
    """A misspelled key would be ignored in silence: name the nearest known one instead."""
    schema = _schema()["$defs"]
    levels: list[tuple[str, Json, list[str]]] = [
        ("", body, list(_schema()["properties"])),
        (f"{kind}.", body[kind], list(schema[kind.capitalize()]["properties"])),
        (f"{kind}.service.", body[kind].get("service", {}), list(schema["Service"]["properties"])),
    ]
    for prefix, members, known in levels:
        for key in members:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(known)}"
                raise DefinitionError(f"{path}: '{prefix}{key}' is unknown", hint)


@cache
def _schema() -> Json:
    text = (resources.files("amplifier_ipc") / "_generated" / "definition.schema.json").read_text(
        encoding="utf-8"
    )
    schema: Json = json.loads(text)
    return schema


@cache
def _validator() -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(_schema())


def _reason(error: Exception) -> str:
    return error.strerror or "unknown" if isinstance(error, OSError) else "it is not UTF-8 text"


def _yaml_fault(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else str(problem)
