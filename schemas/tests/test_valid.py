"""Every schema file is valid JSON Schema 2020-12, and everything that it refers to exists."""

import json
from pathlib import Path
from typing import Any

import pytest
from generate import source
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

SCHEMAS = Path(__file__).resolve().parents[1]
FILES = sorted(SCHEMAS.glob("*.schema.json"))


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        found = [ref for item in value.values() for ref in refs(item)]
        return [*found, value["$ref"]] if isinstance(value.get("$ref"), str) else found
    return [ref for item in value for ref in refs(item)] if isinstance(value, list) else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_is_valid_2020_12(path: Path) -> None:
    schema = load(path)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert validator_for(schema, default=None) is Draft202012Validator
    Draft202012Validator.check_schema(schema)
    for definition in schema.get("$defs", {}).values():
        Draft202012Validator.check_schema(definition)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_has_the_id_of_its_name(path: Path) -> None:
    assert load(path)["$id"] == f"https://amplifier-ipc.github.io/schemas/1.0/{path.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_reference_resolves(path: Path) -> None:
    for ref in refs(load(path)):
        file, _, pointer = ref.partition("#")
        target = load(SCHEMAS / file if file else path)
        kind, name = pointer.strip("/").split("/")
        assert kind == "$defs"
        assert name in target["$defs"], ref


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_is_laid_out_in_the_one_way(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


def test_names_are_unique_and_files_do_not_refer_in_circles() -> None:
    loaded = source.load()
    assert len(loaded.defs) > 150
    assert set(loaded.files) == {source.stem(path) for path in FILES} - source.DOCUMENTS


def test_bundle_is_valid() -> None:
    from generate import bundle, ir

    built = bundle.build(ir.build(source.load()))
    Draft202012Validator.check_schema(built)
    for definition in built["$defs"].values():
        Draft202012Validator.check_schema(definition)


def test_circles_and_twins_are_refused(tmp_path: Path) -> None:
    for table, text in (
        ("methods", '{"methods": []}'),
        ("events", '{"events": []}'),
        ("errors", '{"kinds": [], "llm_errors": []}'),
    ):
        (tmp_path / f"{table}.json").write_text(text, encoding="utf-8")
    (tmp_path / "a.schema.json").write_text(
        '{"$defs": {"A": {"$ref": "b.schema.json#/$defs/B"}}}', encoding="utf-8"
    )
    (tmp_path / "b.schema.json").write_text(
        '{"$defs": {"B": {"$ref": "a.schema.json#/$defs/A"}}}', encoding="utf-8"
    )
    with pytest.raises(ValueError, match="circle"):
        source.load(tmp_path)
    (tmp_path / "b.schema.json").write_text('{"$defs": {"A": {}}}', encoding="utf-8")
    (tmp_path / "a.schema.json").write_text('{"$defs": {"A": {}}}', encoding="utf-8")
    with pytest.raises(ValueError, match="defined in"):
        source.load(tmp_path)
