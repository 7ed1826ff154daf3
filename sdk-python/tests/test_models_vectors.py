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


def test_absent_members_are_not_written_and_a_required_null_is() -> None:
    result = types.ToolResult(output=None)
    assert result.error is None
    assert result.to_wire() == {"success": True, "output": None}


def test_defaults_are_filled_in_also_for_null() -> None:
    result = types.HookResult.model_validate({"approval_timeout": None, "reason": None})
    assert (result.action, result.approval_timeout, result.reason) == ("continue", 300, None)


def test_wire_names_that_python_cannot_use_have_others() -> None:
    form = types.JsonSchemaFormat(schema_={"type": "object"})
    assert form.to_wire() == {"type": "json_schema", "schema": {"type": "object"}}
    params = types.PingParams.model_validate({"_meta": {"depth": 1}})
    assert params.meta == types.Meta(depth=1)
    assert params.to_wire() == {"_meta": {"depth": 1}}


def test_unknown_blocks_are_objects_of_their_own() -> None:
    message = types.Message.model_validate({"role": "user", "content": [{"type": "later", "x": 1}]})
    assert isinstance(message.content, list)
    (block,) = message.content
    assert isinstance(block, types.UnknownBlock)
    assert block.model_extra == {"x": 1}
