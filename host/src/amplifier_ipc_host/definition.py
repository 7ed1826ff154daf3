"""Definitions: YAML files that describe an agent or a behavior (host.md §4), read and checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .errors import DefinitionError
from .sources import Fetched, SourceError, fetch

Json = dict[str, Any]
_FILE_NAMES = ("agent.yaml", "behavior.yaml")
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Definition:
    """One file: its kind (`agent` or `behavior`), its path, and its body as written."""

    kind: str
    path: Path
    body: Json
    text: str
    source: Fetched
    overridden: str = ""  # what it is built from instead, by a user's own settings

    def place(self, *steps: str | int) -> str:
        """The file and the line of a member of the body, for messages."""
        return _place(self.path, self.text, [self.kind, *steps])

    @property
    def ref(self) -> str:
        """The name under which others refer to it."""
        return str(self.body.get("ref") or self.body["local_ref"])

    @property
    def behaviors(self) -> list[tuple[str, str]]:
        """The behaviors that it takes in, as (alias, path)."""
        return [pair for link in self.body.get("behaviors", []) for pair in link.items()]


def read(where: Path | Fetched) -> Definition:
    """Reads one definition file (or the folder that holds one); raises DefinitionError with file and line."""
    source = where if isinstance(where, Fetched) else Fetched(where)
    path = _file(source.path)
    if source.root is not None and not path.is_relative_to(source.root.resolve()):
        raise DefinitionError(f"{source.path} leads out of {source.url}", "mend that link")
    source = replace(source, path=path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(
            f"{path} cannot be read: {_reason(error)}", "name a definition file"
        ) from error
    try:
        body = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
        json.dumps(body, allow_nan=False)  # what is no JSON could not be sent to a service
    except yaml.YAMLError as error:
        raise DefinitionError(
            f"{path} is not YAML: {_yaml_fault(error)}", "mend that line"
        ) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise DefinitionError(
            f"{path} holds a value that cannot be written as JSON: {error}", "mend that value"
        ) from error
    return _checked(source, text, body)


class Walk(NamedTuple):
    """All definitions of a tree, each once: as they are written, and as their config is merged."""

    written: list[Definition]
    weakest_first: list[Definition]


Accept = Callable[[Definition], None]
"""Looks at a definition before it is used; raises HostError for one that must not be."""


def walk(root: Definition, accept: Accept = lambda _: None) -> Walk:
    """The definition and all behaviors below it, depth first; raises DefinitionError on a cycle.

    A definition is stronger than the behaviors that it takes in, and of these a later one than an earlier.
    """
    found: dict[Path, Definition] = {}
    weakest_first: list[Definition] = []
    accept(root)
    _walk(root, found, weakest_first, [root.path], accept)
    return Walk(list(found.values()), weakest_first)


def _walk(
    definition: Definition,
    found: dict[Path, Definition],
    weakest_first: list[Definition],
    way: list[Path],
    accept: Accept,
) -> None:
    found[definition.path] = definition
    for number, (alias, link) in enumerate(definition.behaviors):
        source = linked(definition, number, alias, link)
        path = _file(source.path)
        if path in way:
            cycle = [*way[way.index(path) :], path]
            raise DefinitionError(
                f"{definition.place('behaviors', number, alias)}: the behavior '{alias}' leads back to "
                f"itself: {' → '.join(_told(step, definition.path.parent) for step in cycle)}",
                "remove one of these links",
            )
        if path in found:
            continue
        child = read(source)
        if child.kind != "behavior":
            raise DefinitionError(
                f"{definition.place('behaviors', number, alias)}: '{alias}' ({path}) is an agent",
                "only behaviors can be taken in",
            )
        accept(child)
        _walk(child, found, weakest_first, [*way, path], accept)
    weakest_first.append(definition)


def linked(definition: Definition, number: int, alias: str, link: str) -> Fetched:
    """Where a behavior that a definition takes in lies; raises DefinitionError with file and line."""
    try:
        return fetch(link, base=definition.source)
    except SourceError as error:
        raise DefinitionError(
            f"{definition.place('behaviors', number, alias)}: the behavior '{alias}': {error.message}",
            error.hint,
        ) from error


def _told(path: Path, folder: Path) -> str:
    """A path as short as it can be told beside the others."""
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


class _Loader(yaml.SafeLoader):
    """A safe loader that refuses a key that stands twice or is no text; dates stay text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping, its keys checked."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key_node.tag.endswith(":merge"):
                continue
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None,
                    None,
                    f"the key {key_node.value!r} is read as {type(key).__name__}, not as text: quote it",
                    key_node.start_mark,
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key}' stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _file(path: Path) -> Path:
    if path.is_dir():
        for name in _FILE_NAMES:
            if (path / name).is_file():
                return (path / name).resolve()
        raise DefinitionError(
            f"{path} holds neither {_FILE_NAMES[0]} nor {_FILE_NAMES[1]}", "name the file itself"
        )
    return path.resolve()


def _checked(source: Fetched, text: str, body: Any) -> Definition:
    path = source.path
    if not isinstance(body, dict) or not ("agent" in body or "behavior" in body):
        raise DefinitionError(
            f"{path} is no definition: it has neither 'agent:' nor 'behavior:'",
            "see examples/polyglot",
        )
    for error in _validator().iter_errors(body):
        where = list(error.instance_path)
        raise DefinitionError(
            f"{_place(path, text, where)}: at {'/'.join(map(str, where)) or 'the top'}: {_fault(error, body)}",
            "mend it as the definition schema says",
        )
    kind = "agent" if "agent" in body else "behavior"
    _refuse_unknown(path, text, kind, body)
    return Definition(kind, path, body[kind], text, source)


def _fault(error: Any, body: Json) -> str:
    """What is wrong, in one short sentence; of choices the validator says only that none fits."""
    value: Any = body
    for step in error.instance_path:
        value = value[step]
    schema_path = [str(step) for step in error.schema_path]
    if schema_path[-1] in ("oneOf", "anyOf"):
        if isinstance(value, dict):
            return "it has both 'agent' and 'behavior'" if value is body else "its 'ref' is missing"
        member = str(error.instance_path[-1])
        return f"{_shown(value)} is neither of what '{member}' can be: true, false, a text or a list of texts"
    return str(error.message).replace("\n", " ")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _place(path: Path, text: str, steps: Sequence[str | int]) -> str:
    """`path:line` of the member that the steps lead to, or of the last one on the way that is there."""
    node, line = yaml.compose(text, Loader=_Loader), 0
    for step in steps:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
    return f"{path}:{line + 1}"


def _refuse_unknown(path: Path, text: str, kind: str, body: Json) -> None:
    """A misspelled key would be ignored in silence: name the nearest known one instead."""
    schema = _schema()["$defs"]
    levels: list[tuple[list[str], Json, list[str]]] = [
        ([], body, list(_schema()["properties"])),
        ([kind], body[kind], list(schema[kind.capitalize()]["properties"])),
        (
            [kind, "service"],
            body[kind].get("service", {}),
            list(schema["Service"]["properties"]),
        ),
    ]
    for steps, members, known in levels:
        for key in members:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(known)}"
                name = ".".join([*steps, key])
                raise DefinitionError(
                    f"{_place(path, text, [*steps, key])}: '{name}' is unknown", hint
                )


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
