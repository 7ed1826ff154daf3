"""The protocol as data: schemas, tables and requirements, read from the package or from the repository beside it."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs

Json = dict[str, Any]
VERSION = "1.0"
BASE = "https://amplifier-ipc.github.io/schemas/1.0/"
MAX_INTEGER = 2**53 - 1
DEFAULT_LIMIT = 67_108_864  # bytes of a line (FRM-014)
LEAST_LIMIT = 1_048_576  # FRM-015
DEFAULT_CONCURRENCY = 64  # RPC-058
MAX_DEPTH = 128  # FRM-019

_HERE = Path(__file__).resolve().parent
_PACKED = _HERE / "_protocol"
_SCHEMAS = _PACKED / "schemas" if _PACKED.is_dir() else _HERE.parents[2] / "schemas"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A sentence of the specification; `keyword` is MUST, MUST NOT, SHOULD, SHOULD NOT or MAY."""

    id: str
    keyword: str
    text: str

    @property
    def level(self) -> Literal["MUST", "SHOULD", "MAY"]:
        """MUST, SHOULD or MAY."""
        return "MUST" if "MUST" in self.keyword else "SHOULD" if "SHOULD" in self.keyword else "MAY"


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def requirements(version: str = VERSION) -> dict[str, Requirement]:
    """The frozen requirement set of a version, by id."""
    rows = _load(_HERE / "requirements" / f"{version}.json")["requirements"]
    return {row["id"]: Requirement(row["id"], row["level"], row["text"]) for row in rows}


@functools.cache
def registry() -> jsonschema_rs.Registry:
    """All schema files under their addresses."""
    files = _SCHEMAS.glob("*.schema.json")
    return jsonschema_rs.Registry([(BASE + file.name, _load(file)) for file in files])


@functools.cache
def methods() -> dict[str, Json]:
    """The table of methods, by name."""
    return {row["method"]: row for row in _load(_SCHEMAS / "methods.json")["methods"]}


@functools.cache
def events() -> dict[str, Json]:
    """The table of events, by name."""
    return {row["name"]: row for row in _load(_SCHEMAS / "events.json")["events"]}


@functools.cache
def codes() -> dict[str, int]:
    """The code of each error kind."""
    return {row["kind"]: row["code"] for row in _load(_SCHEMAS / "errors.json")["kinds"]}


@functools.cache
def statuses() -> dict[str, int]:
    """The status of HTTP of each error kind."""
    return {row["kind"]: row["http_status"] for row in _load(_SCHEMAS / "errors.json")["kinds"]}


@functools.cache
def llm_errors() -> dict[str, Json]:
    """The fifteen errors of providers, by name."""
    rows = _load(_SCHEMAS / "errors.json")["llm_errors"]
    return {row["name"]: row for row in rows}


@functools.cache
def definition(reference: str) -> Json:
    """The schema behind a reference such as `tool.schema.json#/$defs/ToolResult`."""
    file, _, name = reference.partition("#/$defs/")
    found: Json = _load(_SCHEMAS / file)["$defs"][name]
    return found


@functools.cache
def validator(reference: str) -> jsonschema_rs.Draft202012Validator:
    """The validator of such a reference."""
    return jsonschema_rs.Draft202012Validator({"$ref": BASE + reference}, registry=registry())


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where a value does not fit its schema."""

    path: str  # a JSON Pointer
    message: str
    value: Any

    def __str__(self) -> str:
        return f"{self.path or '(the whole)'}: {self.message}"


def misfits(reference: str, value: Any) -> list[Misfit]:
    """What of the value does not fit the schema that is named."""
    return misfits_of(validator(reference), value)


def misfits_of(schema: jsonschema_rs.Draft202012Validator, value: Any) -> list[Misfit]:
    """What of the value does not fit the schema."""
    return [
        Misfit(pointer(f.instance_path), f.message, f.instance) for f in schema.iter_errors(value)
    ]


def pointer(path: list[str | int]) -> str:
    """A JSON Pointer (RFC 6901) of its parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def key(message_id: Any) -> tuple[str, Any]:
    """An id as it is compared: the string `7` and the number 7 are two (RPC-005)."""
    return type(message_id).__name__, message_id
