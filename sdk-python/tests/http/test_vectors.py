"""The shared vectors of the HTTP binding: requests read, answers read, streams read."""

import json

import pytest
from amplifier_ipc.errors import RpcError
from amplifier_ipc.http.events import EventReader
from amplifier_ipc.http.headers import headers_of, write_meta
from amplifier_ipc.http.problems import RefusedError, read_answer
from amplifier_ipc.http.requests import check_type, has_body, read_body, read_params, streams
from amplifier_ipc.http.routes import find


def everything(method):
    return True


def read(http):
    """Read a request as a service does that declares every contract: method, params, whether it streams."""
    raw = [(name.encode("latin-1"), value.encode()) for name, value in http["headers"].items()]
    path, _, query = http["target"].partition("?")
    route = find(http["method"], path.encode(), everything)
    body = {}
    if http["body"] is not None and has_body(route):
        headers = headers_of([*raw, (b"content-type", b"application/json")])
        check_type(headers)
        body = read_body(json.dumps(http["body"]).encode())
    headers = headers_of(raw)
    params = read_params(route, headers, query.encode(), body)
    return route.method, params, streams(route, headers)


def written(case):
    """The headers that a call back with this `_meta` has (HTP-061)."""
    return {n.decode(): v.decode() for n, v in write_meta(case["params"]["_meta"])}


@pytest.mark.vectors("http_requests.json")
def test_requests(case):
    if case["way"] == "write":
        assert written(case) == case["http"]["headers"]
        return
    if "refused" in case:
        with pytest.raises(RefusedError) as caught:
            read(case["http"])
        refused = case["refused"]
        assert (caught.value.status, caught.value.error.kind) == (
            refused["status"],
            refused["kind"],
        )
        allow = caught.value.headers.get("Allow")
        assert (allow.split(", ") if allow else None) == refused.get("allow")
        return
    method, params, stream = read(case["http"])
    wanted = dict(case["params"])
    assert method == case["method"]
    assert params == wanted
    assert stream is case.get("stream", False)
    if case["way"] == "both" and "_meta" in wanted:
        assert written(case) == case["http"]["headers"]


@pytest.mark.vectors("http_answers.json")
def test_answers(case):
    body = case["body"].encode()
    if "result" in case:
        assert read_answer(case["status"], case["content_type"], body) == case["result"]
        return
    with pytest.raises(RpcError) as caught:
        read_answer(case["status"], case["content_type"], body)
    error, wanted = caught.value.to_wire(), case["error"]
    assert error["code"] == wanted["code"]
    assert error["message"] == wanted.get("message", error["message"])
    assert error["data"].items() >= wanted["data"].items()


def to_text(part):
    if isinstance(part, str):
        return part
    if "parts" in part:
        return "".join(map(to_text, part["parts"]))
    return part["repeat"] * part["times"] if "repeat" in part else part["text"]


def to_bytes(part):
    return bytes.fromhex(part["hex"]) if "hex" in part else to_text(part).encode()


def splits(data):
    """Every way of feeding: whole, byte by byte, in two at each position (or at a sample)."""
    yield [data]
    yield [data[at : at + 1] for at in range(len(data))]
    for at in range(1, len(data), max(1, len(data) // 300)):
        yield [data[:at], data[at:]]


@pytest.mark.vectors("server_sent_events.json")
def test_server_sent_events(case):
    data = b"".join(map(to_bytes, case["input"]))
    expected = [(name, to_text(text)) for name, text in case["events"]]
    for chunks in splits(data):
        reader = EventReader()
        events = [tuple(event) for chunk in chunks for event in reader.feed(chunk)]
        assert events == expected
