"""The wire layer under anything that can come: properties, where the vectors are cases."""

import json
import tracemalloc

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
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

settings.register_profile(
    "wire", deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("wire")

SAFE = 2**53 - 1
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ids = texts | st.integers(-SAFE, SAFE)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-SAFE, SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
# Names that decide a message's way come up often enough to be found out of order.
names = st.sampled_from(["input", "name", "_meta", "event", "path"]) | texts
params = st.dictionaries(names, json_values, max_size=5)
errors = st.fixed_dictionaries(
    {"code": st.integers(-SAFE, SAFE), "message": texts}, optional={"data": json_values}
)
messages = st.one_of(
    st.builds(Request, ids, texts, params),
    st.builds(Notification, texts, params),
    st.builds(Response, ids, json_values, st.none()),
    st.builds(Response, ids | st.none(), st.none(), errors),
)
# Bytes that look like messages, so that more than the first check is reached.
PIECES = rb"""
{ } [ ] : , " \ \ud800 1e999 NaN -0 null "jsonrpc":"2.0" "id":1 "id":null "method":"m" "params":{}
"result":1 "error":{"code":1,"message":"m"}
""".split()
almost = st.lists(
    st.sampled_from([*PIECES, b"\xff", b"\xef\xbb\xbf", b"\r", b" "]), max_size=20
).map(b"".join)
lines = (almost | st.binary(max_size=60)).map(lambda line: line.replace(b"\n", b""))


@given(messages)
def test_what_is_written_is_read_again(message):
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    [record] = LineSplitter().feed(line)
    assert decode(record) == message


@given(messages)
def test_a_line_is_plain_json_with_its_members_in_order(message):
    written = json.loads(encode(message).decode("utf-8"))
    order = ["jsonrpc", "id", "method", "params", "result", "error"]
    assert list(written) == [name for name in order if name in written]
    routing = ["_meta", "request_id", "name", "event", "hook", "path"]
    present = list(written.get("params", {}))
    assert present[: len(set(routing) & set(present))] == [n for n in routing if n in present]


@given(st.lists(lines, max_size=6), st.lists(st.integers(0, 400), max_size=8), st.integers(1, 60))
def test_how_the_bytes_are_cut_changes_nothing(parts, cuts, limit):
    data = b"".join(part + b"\n" for part in parts)
    whole = LineSplitter(limit).feed(data)
    splitter, records, start = LineSplitter(limit), [], 0
    for cut in sorted({min(cut, len(data)) for cut in cuts} | {len(data)}):
        records += splitter.feed(data[start:cut])
        start = cut
    assert records == whole
    assert splitter.pending == 0
    seen = [line for line in parts if len(line) > limit or line.strip(b" \t\r")]
    assert len(records) == len(seen)
    for record, line in zip(records, seen, strict=True):
        if len(line) > limit:
            assert record == Oversized(line[:4096])
        else:
            assert record == line.removesuffix(b"\r")


@given(lines)
def test_any_line_gets_one_verdict_and_never_raises(line):
    verdict = decode(line)
    assert isinstance(verdict, Request | Notification | Response | Refusal | Dropped)
    if isinstance(verdict, Refusal):
        assert verdict.code in (-32700, -32600)
        assert verdict.id is None or isinstance(verdict.id, str | int)
        assert verdict.reason
    if isinstance(verdict, Request | Notification | Response):
        assert decode(encode(verdict).removesuffix(b"\n")) == verdict


@given(lines, messages)
def test_reading_goes_on_after_any_line(line, message):
    records = LineSplitter().feed(line + b"\n" + encode(message))
    assert decode(records[-1]) == message


@pytest.mark.parametrize("name", ["result", "error"])
@given(st.dictionaries(texts, json_values, max_size=3), json_values)
def test_what_looks_like_an_answer_is_never_refused(name, other, value):
    line = json.dumps({**other, name: value}).encode()
    assert not isinstance(decode(line), Refusal)


def test_a_line_that_streams_by_takes_constant_memory():
    splitter = LineSplitter(10_000)
    tracemalloc.start()
    for _ in range(50_000):
        assert splitter.feed(b"xy") == []
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert splitter.pending == 4096
    assert kept < 20_000
    assert splitter.feed(b"\n{}\n") == [Oversized(b"xy" * 2048), b"{}"]


def test_tiny_pieces_take_little_more_memory_than_the_line():
    splitter = LineSplitter(1 << 20)
    tracemalloc.start()
    for _ in range(200_000):
        splitter.feed(b"xy")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2 * 400_000
    assert splitter.feed(b"\n") == [b"xy" * 200_000]
