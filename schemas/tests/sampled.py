"""Schemas and examples as the tests load them, and how an example is changed in one place."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
from generate import bundle, ir, source

SCHEMAS = Path(__file__).resolve().parents[1]
EXAMPLES = SCHEMAS / "examples"
MODEL = ir.build(source.load())
BUNDLE = bundle.build(MODEL)
BASE = "https://amplifier-ipc.github.io/schemas/1.0/"
FILES = {
    BASE + path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.schema.json")
}
_REGISTRY = jsonschema_rs.Registry(list(FILES.items()))
NAMES = list(MODEL.by_name)


def examples(name: str) -> dict[str, list[Any]]:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def of_source(name: str) -> jsonschema_rs.Validator:
    schema = {"$ref": f"{BASE}{MODEL.source.file_of[name]}.schema.json#/$defs/{name}"}
    return jsonschema_rs.Draft202012Validator(schema, registry=_REGISTRY)


def of_bundle(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": BUNDLE["$defs"]})


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in items:
        yield from places(item, (*path, key))


def put(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    if not path:
        return other
    result = copy.deepcopy(value)
    target = result
    for key in path[:-1]:
        target = target[key]
    if other is ...:
        del target[path[-1]]
    else:
        target[path[-1]] = other
    return result


def without_nulls(name: str, value: Any) -> Any:
    """Return the value as a reader sees it: nulls of optional members are dropped."""
    decl = MODEL.by_name[name]
    if isinstance(decl, ir.Union) and isinstance(value, dict):
        arms = dict(decl.arms)
        arm = arms.get(value.get(decl.prop)) if isinstance(value.get(decl.prop), str) else None
        arm = arm or decl.unknown
        return without_nulls(arm, value) if arm else value
    if isinstance(decl, ir.Either):
        lists = [type_ for _, type_ in decl.arms if isinstance(type_, ir.Seq)]
        refs = [type_ for _, type_ in decl.arms if isinstance(type_, ir.Ref)]
        for type_ in lists if isinstance(value, list) else refs if isinstance(value, dict) else []:
            return of_type(type_, value)
    if isinstance(decl, ir.Struct) and isinstance(value, dict):
        fields = {field.json: field for field in decl.fields}
        return {
            key: of_type(fields[key].type, item) if key in fields else item
            for key, item in value.items()
            if item is not None or key not in fields or fields[key].required
        }
    return value


def of_type(type_: ir.Type, value: Any) -> Any:
    if isinstance(type_, ir.Ref):
        return without_nulls(type_.name, value)
    if isinstance(type_, ir.Seq) and isinstance(value, list):
        return [of_type(type_.item, item) for item in value]
    return value
