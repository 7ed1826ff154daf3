"""The rules by which schemas are written (decisions/0001), so that four languages can express them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from generate import source

SOURCE = source.load()
DEFS = SOURCE.defs
# Members that would be keywords or shadow what pydantic offers. `schema` and `model_config` are in the
# protocol's text; the Python binding calls them `schema_` and `model_config_`.
RESERVED = {"from", "json", "copy", "validate", "construct", "dict", "fields", "model_fields"}
FORBIDDEN = {
    "allOf",
    "unevaluatedProperties",
    "dependentRequired",
    "patternProperties",
    "if",
    "then",
    "else",
    "prefixItems",
    "contains",
    "propertyNames",
}


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every subschema, but not the values of enum, const and default."""
    if isinstance(schema, list):
        for item in schema:
            yield from nodes(item)
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key == "properties":
                for member in value.values():
                    yield from nodes(member)
            elif key in ("items", "oneOf", "anyOf", "not", "additionalProperties"):
                yield from nodes(value)


def members() -> list[Any]:
    return [
        pytest.param(name, member, schema, id=f"{name}.{member}")
        for name, definition in DEFS.items()
        for member, schema in definition.get("properties", {}).items()
    ]


@pytest.mark.parametrize("name", DEFS)
def test_type(name: str) -> None:
    schema = DEFS[name]
    assert re.fullmatch(r"([A-Z][a-z0-9]+)+", name)
    assert schema["description"].endswith("."), "a description is a sentence"
    for node in nodes(schema):
        assert not FORBIDDEN & set(node)
        if "$ref" in node:
            assert set(node) == {"$ref"}, "a reference stands alone"
        assert not isinstance(node.get("type"), list), "no nullable types: absent means null"
        assert node.get("format") is None
    if "properties" in schema:
        assert set(schema.get("required", [])) <= set(schema["properties"])
        assert "additionalProperties" not in schema, "protocol objects are open"


@pytest.mark.parametrize(("name", "member", "schema"), members())
def test_member(name: str, member: str, schema: dict[str, Any]) -> None:
    assert member not in RESERVED
    if "$ref" in schema:
        return
    assert schema["description"].endswith(".")
    assert "enum" not in schema, "an enumeration has a name of its own"
    assert "properties" not in schema, "an object has a name of its own"
    required = member in DEFS[name].get("required", [])
    if "default" in schema:
        assert not required
        assert schema["type"] in {"string", "integer", "number", "boolean"}
    if "const" in schema:
        assert schema["type"] == "string"
        assert required
    if schema.get("type") == "object":
        assert schema["additionalProperties"] is True
    if schema.get("type") == "integer":
        assert abs(schema["minimum"]) < 2**53
        assert abs(schema["maximum"]) < 2**53


def test_unions() -> None:
    seen = 0
    for name, schema in DEFS.items():
        if "discriminator" not in schema:
            continue
        seen += 1
        tag = schema["discriminator"]["propertyName"]
        arms = [DEFS[source.ref_name(arm["$ref"])] for arm in schema["oneOf"]]
        consts = [arm["properties"][tag].get("const") for arm in arms]
        known = [const for const in consts if const is not None]
        assert all(tag in arm["required"] for arm in arms), name
        assert len(set(known)) == len(known) >= len(consts) - 1
        if None in consts:
            assert consts[-1] is None, "the unknown arm comes last"
            assert arms[-1]["properties"][tag]["not"] == {"enum": known}
    assert seen >= 2


def test_other_unions_are_between_different_kinds() -> None:
    for name, schema in DEFS.items():
        if "oneOf" in schema and "discriminator" not in schema:
            kinds = [
                arm.get("type") or DEFS[source.ref_name(arm["$ref"])]["type"]
                for arm in schema["oneOf"]
            ]
            assert len(set(kinds)) == len(kinds), name
            assert all("title" in arm or "$ref" in arm for arm in schema["oneOf"]), (
                "arms have names"
            )


def test_open_enumerations() -> None:
    for name, schema in DEFS.items():
        if "anyOf" in schema:
            known, any_other = schema["anyOf"]
            assert any_other == {"type": "string"}, name
            assert known["type"] == "string"
            assert len(set(known["enum"])) == len(known["enum"])
        if "default" in schema:
            assert schema["default"] in (schema.get("enum") or schema["anyOf"][0]["enum"])


def test_approval_params_hold_the_whole_request() -> None:
    request, params = DEFS["ApprovalRequest"], DEFS["ApprovalRequestParams"]
    assert request["properties"].items() <= params["properties"].items()
    assert params["required"] == request["required"]


def test_params_begin_with_meta_and_the_routing_member() -> None:
    for row in SOURCE.methods:
        properties = list(DEFS[source.ref_name(row["params"])]["properties"])
        assert properties[0] == "_meta", row["method"]
        if "routing_member" in row:
            assert properties[1] == row["routing_member"], row["method"]
