"""The OpenAPI document says what the table of methods and chapter 13 say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from generate import source
from openapi_spec_validator import validate

SCHEMAS = Path(__file__).resolve().parents[1]
DOCUMENT: dict[str, Any] = json.loads((SCHEMAS / "openapi.json").read_text(encoding="utf-8"))
ROWS = {row["method"]: row for row in source.load().methods}
OPERATIONS = {
    (verb, path): operation
    for path, item in DOCUMENT["paths"].items()
    for verb, operation in item.items()
}


def references(value: Any) -> set[str]:
    """All references within a value."""
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(references(part) for part in value))
    return set()


def test_it_is_openapi() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    validate(DOCUMENT)


def test_each_reference_has_its_target() -> None:
    for reference in references(DOCUMENT):
        place: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_each_component_is_used() -> None:
    used = references(DOCUMENT)
    for sort in ("schemas", "parameters", "responses"):
        for name in DOCUMENT["components"][sort]:
            assert f"#/components/{sort}/{name}" in used


def test_each_endpoint_of_the_table_is_there_and_no_other() -> None:
    expected = {
        (r["http"]["method"].lower(), r["http"]["path"]) for r in ROWS.values() if r["http"]
    }
    expected.add(("post", "/providers/{provider}/stream"))
    assert set(OPERATIONS) == expected


@pytest.mark.parametrize(("verb", "path"), OPERATIONS)
def test_an_operation_takes_all_params_of_its_method(verb: str, path: str) -> None:
    operation = OPERATIONS[verb, path]
    method = operation["operationId"].removesuffix(".stream")
    params = source.load().defs[source.ref_name(ROWS[method]["params"])]["properties"]
    taken = {p["name"] for p in operation["parameters"] if p.get("in") in ("path", "query")}
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]["schema"]
        assert verb not in ("get", "delete")
        assert not taken & set(content["properties"])
        taken |= set(content["properties"])
    if method == "describe":  # its versions are in a header, the rest is not sent
        assert not taken
        return
    assert set(params) - taken - {"_meta"} <= {"id", "stream"}
    assert taken <= set(params)


@pytest.mark.parametrize(("verb", "path"), OPERATIONS)
def test_an_answer_is_the_result_a_stream_or_a_problem(verb: str, path: str) -> None:
    operation = OPERATIONS[verb, path]
    row = ROWS[operation["operationId"].removesuffix(".stream")]
    assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    if row["result"] is None:
        assert set(operation["responses"]) == {"204", "default"}
        return
    content = operation["responses"]["200"]["content"]
    streams = path.endswith("/stream") or path == "/orchestrator/execute"
    assert ("application/json" in content) is not streams
    assert ("text/event-stream" in content) is (streams or path == "/tools/{name}/execute")
    if not streams:
        result = content["application/json"]["schema"]["$ref"]
        assert source.ref_name(result) == source.ref_name(row["result"])


def test_a_stream_is_events() -> None:
    answer = OPERATIONS["post", "/orchestrator/execute"]["responses"]["200"]
    event = answer["content"]["text/event-stream"]["schema"]
    assert event["required"] == ["event", "data"]


def test_what_a_service_may_send_is_a_webhook() -> None:
    assert set(DOCUMENT["webhooks"]) == {
        name
        for name, row in ROWS.items()
        if row["direction"] == "service_to_host" and not name.startswith(("stream.", "$/"))
    }


def test_health_needs_no_token() -> None:
    assert OPERATIONS["get", "/healthz"]["security"] == []
