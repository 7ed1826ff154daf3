"""The vectors are data that any language can read: they fit their schema, and cite requirements that exist."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "conformance" / "vectors"
_WORDS = ("id", "requirements", "note")
LINES = ("framing", "messages", "peer")
RULES = ("hook_fold", "event_matching", "content_paths", "errors")
NAMES = (*LINES, *RULES, "http_requests", "http_answers", "server_sent_events")
SCHEMA = json.loads((VECTORS / "vectors.schema.json").read_text())
REQUIREMENTS = {
    row["id"]
    for row in json.loads((ROOT / "spec" / "requirements.json").read_text())["requirements"]
}


def cases(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text())["cases"]
    return loaded


def test_every_file_has_its_schema():
    files = {path.stem for path in VECTORS.glob("*.json")} - {"vectors.schema", "models"}
    assert files == set(NAMES)


def test_the_schema_is_valid():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", NAMES)
def test_cases_fit_their_schema(name):
    validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})
    for case in cases(name):
        faults = [error.message for error in validator.iter_errors(case)]
        assert not faults, (case["id"], faults)


@pytest.mark.parametrize(
    ("name", "member", "wrong"),
    [
        ("framing", "records", [{"oversized": {}}]),
        ("messages", "verdict", {"refuse": {"code": -32603, "id": 1}}),
        ("messages", "verdict", {"response": {"id": 1}}),
        ("peer", "steps", [{"event": ["stray"]}]),
        ("peer", "steps", [{"send": {"jsonrpc": "2.0"}, "at": 1}]),
        ("hook_fold", "seen", [1]),
        ("event_matching", "event", 1),
        ("content_paths", "verdict", "maybe"),
        ("errors", "requirements", []),
        ("http_requests", "way", "up"),
        ("http_requests", "http", {"method": "GET"}),
        ("http_answers", "status", "200"),
        ("server_sent_events", "events", [["result"]]),
    ],
)
def test_the_schema_refuses_what_no_runner_could_run(name, member, wrong):
    validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})
    assert not validator.is_valid({**cases(name)[0], member: wrong})


@pytest.mark.parametrize("name", NAMES)
def test_no_case_is_there_twice(name):
    seen = {json.dumps({k: v for k, v in c.items() if k not in _WORDS}) for c in cases(name)}
    assert len(seen) == len(cases(name))


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique(name):
    ids = [case["id"] for case in cases(name)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_cited_requirements_exist(name):
    cited = {requirement for case in cases(name) for requirement in case["requirements"]}
    assert cited <= REQUIREMENTS, cited - REQUIREMENTS


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("framing", 25),
        ("messages", 60),
        ("peer", 35),
        ("hook_fold", 30),
        ("event_matching", 25),
        ("content_paths", 40),
    ],
)
def test_there_are_enough(name, least):
    assert len(cases(name)) >= least


@pytest.mark.parametrize("table", ["kinds", "llm_errors"])
def test_the_errors_are_those_of_the_schemas(table):
    """errors.json was written from the specification; schemas/errors.json must say the same."""
    rows = json.loads((ROOT / "schemas" / "errors.json").read_text())[table]
    written = cases("errors")
    if table == "kinds":
        said = {(row["kind"], row["code"], row["http_status"]) for row in rows}
        assert said == {(c["kind"], c["code"], c["http_status"]) for c in written if "kind" in c}
    else:
        said = {(row["name"], row["parent"], row["retryable"]) for row in rows}
        assert said == {
            (c["llm_error"], c["parent"], c["retryable"]) for c in written if "llm_error" in c
        }


def test_each_refusal_of_a_content_path_cites_the_sentence_that_says_so():
    """The sentences of spec/10-content.md, read once more as three tests of the string."""

    def sentence(path):
        parts = path.split("/")
        if set(path) & {"\0", "\\"}:
            return "CNT-003"
        if "" in parts:
            return "CNT-001"
        return "CNT-002" if {".", ".."} & set(parts) else "CNT-004"

    for case in cases("content_paths"):
        assert case["requirements"] == [sentence(case["path"])], case["id"]
        assert (case["verdict"] == "ok") == (case["requirements"] == ["CNT-004"]), case["id"]
