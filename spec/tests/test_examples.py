"""Every block of JSON in the text is tagged, and fits the schema that its tag or its method names."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

SPEC = Path(__file__).resolve().parents[1]
SCHEMAS = SPEC.parent / "schemas"
PAGES = sorted(SPEC.glob("*.md"))
FILES = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.schema.json")}
REGISTRY: Registry = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in FILES.values()
)
METHODS = {
    row["method"]: row for row in json.loads((SCHEMAS / "methods.json").read_text())["methods"]
}
KINDS = {
    row["kind"]: row["code"] for row in json.loads((SCHEMAS / "errors.json").read_text())["kinds"]
}
BLOCK = re.compile(r"^(<!-- ([^\n]+?) -->\n)?```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([a-z_]+\.schema\.json#/\$defs/[A-Za-z]+)`")


def blocks(page: Path) -> list[tuple[str | None, str]]:
    return [(match[2], match[3]) for match in BLOCK.finditer(page.read_text())]


EXAMPLES = [
    pytest.param(tag, text, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, (tag, text) in enumerate(blocks(page), 1)
]


def faults(reference: str, value: Any) -> list[str]:
    file, _, pointer = reference.partition("#")
    schema = {"$ref": f"{FILES[file]['$id']}#{pointer}"}
    found = Draft202012Validator(schema, registry=REGISTRY).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


def strict(text: str) -> Any:
    """Read JSON in which no member occurs twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(pairs) == len(dict(pairs)), f"a member occurs twice: {pairs}"
        return dict(pairs)

    return json.loads(text, object_pairs_hook=once)


def message_faults(lines: list[str]) -> list[str]:
    """Check messages by their methods; a response belongs to the last request with its id."""
    asked: dict[Any, str] = {}
    found = []
    for line in lines:
        message = strict(line)
        if "method" in message:
            shape = "RequestMessage" if "id" in message else "NotificationMessage"
            row = METHODS[message["method"]]
            found += faults(row["params"], message.get("params", {}))
            found += [] if (row["kind"] == "request") == ("id" in message) else [f"kind: {line}"]
            asked[message.get("id")] = message["method"]
        elif "result" in message:
            shape = "ResultMessage"
            found += faults(METHODS[asked[message["id"]]]["result"], message["result"])
        else:
            shape = "ErrorMessage"
            error = message["error"]
            found += [] if KINDS[error["data"]["kind"]] == error["code"] else [f"code: {line}"]
        found += faults(f"error.schema.json#/$defs/{shape}", message)
    return found


def legal_as(line: str) -> list[str]:
    """Return the kinds of message that a line is: one, or none if it is to be refused or dropped."""
    message = json.loads(line)
    shapes = ("RequestMessage", "NotificationMessage", "ResultMessage", "ErrorMessage")
    if isinstance(message, dict):
        members = message.keys()
        shapes = tuple(s for s in shapes if not (s == "NotificationMessage" and "id" in members))
        if {"result", "error"} <= members or (
            "method" in members and members & {"result", "error"}
        ):
            return []
    return [s for s in shapes if not faults(f"error.schema.json#/$defs/{s}", message)]


@pytest.mark.parametrize(("tag", "text"), EXAMPLES)
def test_an_example_fits(tag, text):
    assert tag, (
        "a block of JSON needs <!-- schema: … -->, <!-- messages --> or <!-- invalid messages --> on the line before it"
    )
    if tag == "messages":
        assert message_faults(text.splitlines()) == []
    elif tag == "invalid messages":
        assert {line: legal_as(line) for line in text.splitlines() if legal_as(line)} == {}
    else:
        kind, _, reference = tag.partition(": ")
        assert kind == "schema"
        assert faults(reference, strict(text)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_fence_is_found(page):
    assert page.read_text().count("```json") == len(blocks(page))


def test_every_chapter_has_examples():
    assert {page.name for page in PAGES if blocks(page)} >= {
        page.name for page in PAGES if page.name[0].isdigit()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_schemas_that_are_named_exist(page):
    for reference in NAMED.findall(page.read_text()):
        file, _, pointer = reference.partition("#/$defs/")
        assert pointer in FILES[file]["$defs"], reference


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page):
    text = page.read_text()
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", text):
        other = (page.parent / target).resolve() if target else page
        assert other.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", other.read_text(), re.MULTILINE)
            assert anchor in {title.lower().replace(" ", "-") for title in titles}, anchor


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (['{"jsonrpc":"2.0","id":1,"method":"tool.execute","params":{}}'], "name"),
        (['{"jsonrpc":"2.0","method":"ping"}'], "kind"),
        (['{"jsonrpc":"2.0","id":1.5,"method":"ping"}'], "$.id"),
        (
            [
                '{"jsonrpc":"2.0","id":1,"method":"tool.execute","params":{"name":"x","input":{}}}',
                '{"jsonrpc":"2.0","id":1,"result":7}',
            ],
            "object",
        ),
        (
            [
                '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"","data":{"kind":"cancelled"}}}'
            ],
            "code",
        ),
    ],
)
def test_a_wrong_message_is_found(lines, fault):
    assert any(fault in told for told in message_faults(lines)), message_faults(lines)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ('{"jsonrpc":"2.0","id":1,"method":"ping"}', ["RequestMessage"]),
        ('{"jsonrpc":"2.0","method":"$/log","params":{}}', ["NotificationMessage"]),
        ('{"jsonrpc":"2.0","id":1,"result":null}', ["ResultMessage"]),
        ('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":""}}', ["ErrorMessage"]),
        ("[]", []),
    ],
)
def test_a_legal_line_is_not_taken_for_an_invalid_one(line, kinds):
    assert legal_as(line) == kinds
