"""The shared vectors of the models: the generated types and the validator agree with them."""

import json
from pathlib import Path
from typing import Any

import amplifier_ipc._generated as types
import pytest
from amplifier_ipc._generated._validate import validate
from pydantic import TypeAdapter, ValidationError

VECTORS = json.loads(
    (Path(__file__).parents[2] / "conformance/vectors/models.json").read_text(encoding="utf-8")
)


def adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(types, name))


def cases(list_name: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in VECTORS[list_name]]


@pytest.mark.parametrize("case", cases("ok"))
def test_ok_survives_a_round_trip(case: dict[str, Any]) -> None:
    assert validate(case["type"], case["value"]) == []
    model = adapter(case["type"])
    again = model.dump_python(model.validate_python(case["value"]), mode="json")
    assert again in case.get("encoded", [case["value"]])


@pytest.mark.parametrize("case", cases("ok"))
def test_ok_survives_a_round_trip_as_text(case: dict[str, Any]) -> None:
    model = adapter(case["type"])
    again = json.loads(model.dump_json(model.validate_json(json.dumps(case["value"]))))
    assert again in case.get("encoded", [case["value"]])


@pytest.mark.parametrize("case", cases("bad"))
def test_bad_is_refused_with_all_faults(case: dict[str, Any]) -> None:
    paths = [fault.path for fault in validate(case["type"], case["value"])]
    assert sorted(paths) == sorted(case["faults"])
    with pytest.raises(ValidationError):
        adapter(case["type"]).validate_python(case["value"])
