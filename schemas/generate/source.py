"""Reads the schema files and the tables of ``schemas/`` (the only inputs of the generator)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parent.parent
ROOT = SCHEMAS.parent
HEADER = 'Code generated from schemas/ by "make generate"; DO NOT EDIT.'

# Formats of files that people write. They are no wire types, so they get no bindings.
DOCUMENTS = frozenset({"definition", "settings"})

Json = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What was read: the definitions by name, the file of each, and the three tables."""

    defs: dict[str, Json]
    file_of: dict[str, str]
    files: list[str]
    methods: list[Json]
    events: list[Json]
    kinds: list[Json]
    llm_errors: list[Json]


def stem(path: Path) -> str:
    """Return ``hook`` for ``hook.schema.json``."""
    return path.name.removesuffix(".schema.json")


def ref_name(ref: str) -> str:
    """Return the name of the type that a ``$ref`` points at."""
    return ref.rsplit("/", 1)[1]


def load_json(path: Path) -> Json:
    """Return the JSON object of a file."""
    value: Json = json.loads(path.read_text(encoding="utf-8"))
    return value


def load(schemas: Path = SCHEMAS) -> Source:
    """Read everything. Raises ValueError when a type is defined twice."""
    documents = {
        stem(path): load_json(path)
        for path in sorted(schemas.glob("*.schema.json"))
        if stem(path) not in DOCUMENTS
    }
    files = _order(documents)
    defs: dict[str, Json] = {}
    file_of: dict[str, str] = {}
    for file in files:
        for name, schema in documents[file]["$defs"].items():
            if name in defs:
                raise ValueError(f"{name} is defined in {file_of[name]} and in {file}")
            defs[name] = schema
            file_of[name] = file
    errors = load_json(schemas / "errors.json")
    return Source(
        defs=defs,
        file_of=file_of,
        files=files,
        methods=load_json(schemas / "methods.json")["methods"],
        events=load_json(schemas / "events.json")["events"],
        kinds=errors["kinds"],
        llm_errors=errors["llm_errors"],
    )


def file_refs(schema: Any) -> set[str]:
    """Return the stems of the other files that a schema refers to."""
    if isinstance(schema, dict):
        found = set().union(*(file_refs(value) for value in schema.values()), set())
        ref = schema.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            found.add(ref.split("#")[0].removesuffix(".schema.json"))
        return found
    if isinstance(schema, list):
        return set().union(*(file_refs(value) for value in schema), set())
    return set()


def _order(documents: dict[str, Json]) -> list[str]:
    """Return the files, each after those that it refers to. Raises ValueError on a cycle."""
    ordered: list[str] = []

    def visit(file: str, way: tuple[str, ...]) -> None:
        if file in ordered:
            return
        if file in way:
            raise ValueError(f"schema files refer to each other in a circle: {(*way, file)}")
        for other in sorted(file_refs(documents[file])):
            visit(other, (*way, file))
        ordered.append(file)

    for file in documents:
        visit(file, ())
    return ordered
