"""The suite's own HTTP: the vectors, the client, the transport that judges services over HTTP as over lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from amplifier_conformance.cases import pieces
from amplifier_conformance.http import mapping
from amplifier_conformance.http.sse import Events
from amplifier_conformance.protocol import methods

ROOT = Path(__file__).resolve().parents[2]
PIECES = 4000  # bytes above which a stream is not cut in two at every place


def cases(name: str) -> list[Any]:
    """The cases of a file of vectors, as parameters."""
    path = ROOT / "conformance" / "vectors" / f"{name}.json"
    return [pytest.param(case, id=case["id"]) for case in json.loads(path.read_text())["cases"]]


# ---- the vectors


@pytest.mark.parametrize(
    "case", [c for c in cases("http_requests") if c.values[0]["way"] != "read"]
)
def test_a_request_is_written(case):
    written = mapping.request(case["method"], case["params"], stream=case.get("stream", False))
    wanted = case["http"]
    assert (written.method, written.target) == (wanted["method"], wanted["target"])
    assert written.headers == wanted["headers"]
    assert written.body == wanted["body"]
    assert written.stream == case.get("stream", False)


@pytest.mark.parametrize(
    "case",
    [
        c
        for c in cases("http_requests")
        if "params" in c.values[0] and c.values[0]["http"]["headers"]
    ],
)
def test_headers_are_read(case):
    headers = {name.lower(): value for name, value in case["http"]["headers"].items()}
    meta = case["params"].get("_meta", {})
    assert mapping.read_meta(headers) == {
        name: value for name, value in meta.items() if case["way"] != "write" or name == "depth"
    }


@pytest.mark.parametrize("case", cases("http_answers"))
def test_an_answer_is_read(case):
    found = mapping.answer(case["status"], case["content_type"], case["body"].encode())
    if "result" in case:
        assert found == {"result": case["result"]}
        return
    wanted, error = case["error"], found["error"]
    assert error["code"] == wanted["code"]
    assert wanted["data"].items() <= error["data"].items()
    assert error["message"] == wanted.get("message", error["message"])


@pytest.mark.parametrize("case", cases("server_sent_events"))
def test_events_are_read_in_whatever_pieces_they_come(case):
    data = b"".join(pieces(case["input"]))
    wanted = [(name, _text(text)) for name, text in case["events"]]
    assert _read(data) == wanted
    assert _read(*(data[at : at + 1] for at in range(len(data)))) == wanted
    step = 1 if len(data) < PIECES else len(data) // 50
    for at in range(0, len(data), step):
        assert _read(data[:at], data[at:]) == wanted, at


def _read(*parts: bytes) -> list[tuple[str, str]]:
    events = Events()
    return [tuple(event) for part in parts for event in events.feed(part)]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return b"".join(pieces(value.get("parts", [value]))).decode()


def test_every_endpoint_can_be_written():
    wanting = {
        name: {"provider": "p", "name": "n", "event": "e", "path": "a", "channel": "c"}
        for name in methods()
    }
    for name, row in methods().items():
        if row["http"]:
            written = mapping.request(name, dict(wanting[name]))
            assert written.method == row["http"]["method"]
            assert "{" not in written.target


def test_what_no_path_holds_is_told():
    for params in ({}, {"name": 5}, {"name": ""}):
        with pytest.raises(mapping.Unspeakable, match="name"):
            mapping.request("tool.execute", dict(params))
    with pytest.raises(mapping.Unspeakable, match="no endpoint"):
        mapping.request("state.get", {"key": "a"})
