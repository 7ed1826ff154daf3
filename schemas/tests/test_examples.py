"""Every type has examples that its schema accepts and refuses; all validators agree on them."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import yaml
from amplifier_ipc._generated._validate import validate
from referencing import Registry, Resource
from sampled import (
    BASE,
    EXAMPLES,
    FILES,
    MODEL,
    NAMES,
    SCHEMAS,
    examples,
    of_bundle,
    of_source,
    places,
    put,
    without_nulls,
)


def test_every_type_has_examples_and_no_example_is_without_type() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {*NAMES, "definition", "settings"}


@pytest.mark.parametrize("row", MODEL.source.events, ids=lambda row: row["name"])
def test_every_event_has_data_whose_examples_validate(row: dict[str, Any]) -> None:
    data = row["data"].rpartition("/")[2]
    for value in examples(data)["valid"]:
        of_source(data).validate(value)
        assert validate(data, value) == []


@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str) -> None:
    both = examples(name)
    assert both["valid"]
    assert both["invalid"]
    schema = of_source(name)
    for value in both["valid"]:
        schema.validate(value)
        assert validate(name, value) == []
    for example in both["invalid"]:
        assert not schema.is_valid(example["value"]), example["why"]
        assert sorted(fault.path for fault in validate(name, example["value"])) == sorted(
            example["faults"]
        )


@pytest.mark.parametrize("name", NAMES)
def test_bundle_and_validator_say_the_same_as_the_schemas(name: str) -> None:
    by_source, by_bundle = of_source(name), of_bundle(name)
    for example in examples(name)["valid"]:
        for value in [example, *mutations(example)]:
            accepted = validate(name, value) == []
            assert by_bundle.is_valid(value) == accepted, value
            assert by_source.is_valid(without_nulls(name, value)) == accepted, value


@pytest.mark.parametrize("name", NAMES)
def test_bundle_finds_faults_at_the_same_places(name: str) -> None:
    by_bundle = of_bundle(name)
    for example in examples(name)["valid"]:
        for value in mutations(example):
            want = {pointer(error) for error in by_bundle.iter_errors(value)}
            assert {fault.path for fault in validate(name, value)} == want, value


@pytest.mark.parametrize("name", ["definition", "settings"])
def test_examples_of_documents(name: str) -> None:
    both = examples(name)
    validator = jsonschema_rs.Draft202012Validator(FILES[BASE + f"{name}.schema.json"])
    for value in both["valid"]:
        validator.validate(value)
    for example in both["invalid"]:
        assert not validator.is_valid(example["value"]), example["why"]


def test_referencing_knows_the_files() -> None:
    registry = Registry().with_resources(
        (uri, Resource.from_contents(schema)) for uri, schema in FILES.items()
    )
    assert (
        registry.resolver(BASE + "message.schema.json")
        .lookup("content.schema.json#/$defs/TextBlock")
        .contents["type"]
        == "object"
    )


def pointer(error: Any) -> str:
    """Return the fault's path; a missing member is named by its own path."""
    parts = [str(part) for part in error.instance_path]
    if type(error.kind).__name__ == "ValidationErrorKind_Required" or hasattr(
        error.kind, "property"
    ):
        parts.append(error.kind.property)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def mutations(value: Any) -> Iterator[Any]:
    """Yield the value with each of its members in turn replaced by other kinds, or removed."""
    for path in places(value):
        for other in (None, True, -1, 1.5, "x", [], {}):
            yield put(value, path, other)
        if path and isinstance(path[-1], str):
            yield put(value, path, ...)


def test_every_definition_of_the_repository_fits() -> None:
    validator = jsonschema_rs.Draft202012Validator(FILES[BASE + "definition.schema.json"])
    for folder in ("services", "examples", "tests"):
        for path in (SCHEMAS.parent / folder).rglob("*.yaml"):
            value = yaml.safe_load(path.read_text(encoding="utf-8"))
            if "node_modules" in path.parts or not isinstance(value, dict):
                continue
            if {"agent", "behavior"} & set(value):
                assert not list(validator.iter_errors(value)), path
