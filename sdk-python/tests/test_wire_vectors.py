"""The shared vectors of framing and messages."""

import json

import pytest
from amplifier_ipc.wire import (
    Dropped,
    LineSplitter,
    Notification,
    Oversized,
    Refusal,
    Request,
    Response,
    decode,
    encode,
    scan_head,
)

DEFAULT_LIMIT = 64 * 1024 * 1024


def to_bytes(part):
    if isinstance(part, list):
        return b"".join(map(to_bytes, part))
    if "parts" in part:
        return to_bytes(part["parts"])
    if "repeat" in part:
        return part["repeat"].encode() * part["times"]
    return bytes.fromhex(part["hex"]) if "hex" in part else part["text"].encode()


def shown(record):
    """A record as the vectors write it."""
    if not isinstance(record, Oversized):
        return record
    head = scan_head(record.head)
    if head.refusable:
        return {"refuse": {"id": head.id}}
    return {"drop": {"id": head.id if head.answer else None}}


def splits(data):
    """Every way of feeding: whole, byte by byte, in two at each position (or at a sample)."""
    yield [data]
    step = max(1, len(data) // 300)
    if step == 1:
        yield [data[at : at + 1] for at in range(len(data))]
    for at in range(1, len(data), step):
        yield [data[:at], data[at:]]


@pytest.mark.vectors("framing.json")
def test_framing(case):
    data = to_bytes(case["input"])
    expected = [r["oversized"] if "oversized" in r else to_bytes(r) for r in case["records"]]
    for chunks in splits(data):
        splitter = LineSplitter(case.get("max_message_bytes", DEFAULT_LIMIT))
        records = [shown(record) for chunk in chunks for record in splitter.feed(chunk)]
        assert records == expected


def line_of(case):
    if "line_hex" in case:
        return bytes.fromhex(case["line_hex"])
    return to_bytes(case["line_parts"]) if "line_parts" in case else case["line"].encode()


def verdict_of(verdict):
    match verdict:
        case Request(id, method, params):
            return {"request": {"id": id, "method": method, "params": params}}
        case Notification(method, params):
            return {"notification": {"method": method, "params": params}}
        case Response(id, result, None):
            return {"response": {"id": id, "result": result}}
        case Response(id, _, error):
            return {"response": {"id": id, "error": error}}
        case Refusal(code, id, _):
            return {"refuse": {"code": code, "id": id}}
        case Dropped(id):
            return {"drop": {"id": id}}


@pytest.mark.vectors("messages.json")
def test_messages(case):
    ((kind, expected),) = case["verdict"].items()
    verdict = decode(line_of(case))
    ((seen_kind, seen),) = verdict_of(verdict).items()
    if "params" not in expected:
        seen.pop("params", None)  # some cases compare no params: they are too large to write down
    assert seen_kind == kind
    assert json.dumps(seen, sort_keys=True) == json.dumps(expected, sort_keys=True)
    if not isinstance(verdict, Refusal | Dropped):
        assert decode(encode(verdict).rstrip(b"\n")) == verdict


def test_routing_members_stand_before_the_payload():
    params = {"input": {"name": 1}, "name": "t", "_meta": {"depth": 1}, "call_id": "c"}
    assert encode(Request(1, "tool.execute", params)) == (
        b'{"jsonrpc":"2.0","id":1,"method":"tool.execute","params":'
        b'{"_meta":{"depth":1},"name":"t","input":{"name":1},"call_id":"c"}}\n'
    )


def test_what_no_receiver_takes_is_not_written():
    with pytest.raises(ValueError, match="128"):
        encode(Response(1, json.loads("[" * 128 + "]" * 128)))
    with pytest.raises(ValueError, match="JSON"):
        encode(Response(1, float("nan")))
    assert encode(Response(1, "\ud800")) == b'{"jsonrpc":"2.0","id":1,"result":"?"}\n'


def test_a_dropped_line_keeps_only_its_head():
    splitter = LineSplitter(10_000)
    assert splitter.feed(b"x" * 9_000) == []
    assert splitter.feed(b"y" * 9_000) == []
    assert splitter.pending == 4096
    assert splitter.feed(b"\n{}\n") == [Oversized(b"x" * 4096), b"{}"]
