"""What a trace keeps of messages: all payloads, in order, with true times, and no secret."""

from __future__ import annotations

import asyncio
import json
import os
import signal

import pytest
from amplifier_ipc_host.events import ActivityStarted, Log
from amplifier_ipc_host.feed import Feed, Held
from amplifier_ipc_host.recording import PAYLOAD_BYTES, members
from amplifier_ipc_host.trace.records import read

ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "ping ⚙"}}]
WRONG = ["request.tool_execute", {"name": "echo", "input": {}}]
UNKNOWN = ["request.tool_execute", {"name": "grap", "input": {}}]
TOKEN = ["notify:stream.token", {"request_id": "REQUEST_ID", "index": 0, "text": "so far"}]
SPAWN = ["request.session_spawn", {"agent": "self", "instruction": json.dumps([ECHO])}]


def written(record, payload=b"") -> dict:
    base = {"t_ns": 1, "seq": 1, "n": 4, "from": 0, "to": 2, "method": "configure", "bytes": 99}
    names = {0: "host", 2: "words"}
    line = members("s", {**base, **record}, payload, names.__getitem__)
    return json.loads(b"{" + line + b"}")


def test_a_record_has_names_for_numbers_and_its_payload_as_it_was():
    read = written({"phase": "start", "part": "params"}, b'{"a" : "\\u0041"}')
    assert (read["type"], read["kind"], read["n"], read["session"]) == (
        "message",
        "request",
        4,
        "s",
    )
    assert (read["from"], read["to"], read["params"]) == ("host", "words", {"a": "A"})
    line = members(
        "s",
        {"phase": "end", "part": "result", "from": 2, "to": 0, "method": "m", "bytes": 9},
        b"1e999",
        lambda _: "x",
    )
    assert line.endswith(b'"result":1e999'), "what only passes through is not read"


def test_a_payload_that_is_cut_is_text():
    read = written(
        {"phase": "end", "part": "result", "cut": True}, '{"output":"é'.encode() + b"\xc3"
    )
    assert (read["kind"], read["cut"], read["bytes"]) == ("response", True, 99)
    assert read["result"] == '{"output":"é'


SECRETS = {
    "api_key": "sk-1",
    "nested": [{"Password": "p", "user": "u"}],
    "tokens": {"a": "t", "n": 3},
    "max_tokens": 4096,
    "AWS_SECRET_ACCESS": "s",
    "model": "large",
    "empty_key": "",
}
MASKED = {
    "api_key": "***",
    "nested": [{"Password": "***", "user": "u"}],
    "tokens": {"a": "***", "n": 3},
    "max_tokens": 4096,
    "AWS_SECRET_ACCESS": "***",
    "model": "large",
    "empty_key": "",
}


@pytest.mark.parametrize(
    "around",
    [
        lambda config: {"config": config},
        lambda config: {"deep": [{"config": config, "api_key": 1}]},
    ],
)
def test_secrets_in_a_config_are_masked(around):
    read = written({"phase": "start", "part": "params"}, json.dumps(around(SECRETS)).encode())
    assert read["params"] == around(MASKED)


def test_a_config_that_is_cut_is_not_shown_if_it_may_hold_secrets():
    secret = b'{"config":{"api_key":"sk-1","x":"yyyyy'
    assert written({"phase": "start", "part": "params", "cut": True}, secret)["params"] == "***"
    outside = {"tool": {"api_key": "not a config"}}
    assert written({"phase": "start"}, json.dumps(outside).encode())["params"] == outside


# ---- real turns -----------------------------------------------------------------------------------------------


async def traced(house, run, *requests, **options) -> list[dict]:
    session = house.session(trace=True, **options)
    await run(session, *requests)
    path = session.folder / "trace.jsonl"
    await session.close()
    assert path.stat().st_mode & 0o777 == 0o600
    trace = read(path)
    assert (trace.unread, trace.remarks) == (0, [])
    return [{**record.event, "at": record.at} for record in trace.records]


def messages(records: list[dict], **wanted) -> list[dict]:
    return [each for each in records if wanted.items() <= each.items()]


async def test_the_trace_of_a_turn_has_what_requests_and_answers_carried(house, run):
    house.behaviors.clear()
    house.service("puppet", grants=["tool.execute"])
    house.service("parrot")
    records = await traced(house, run, ECHO, WRONG, TOKEN, UNKNOWN)
    call, wrong, unknown = messages(records, kind="request", **{"from": "puppet"})[:3]
    assert (call["to"], call["method"], call["name"]) == ("parrot", "tool.execute", "echo")
    assert call["params"]["input"] == {"text": "ping ⚙"}
    (answer,) = messages(records, kind="response", n=call["n"])
    assert answer["result"]["output"] == "ping ⚙"
    (refused,) = messages(records, kind="response", n=wrong["n"])
    assert refused["error"]["data"]["errors"][0]["path"] == "/input/text"
    (denied,) = messages(records, kind="response", n=unknown["n"])
    assert (denied["here"], denied["code"]) == (True, -32004)
    (token,) = messages(records, kind="notification", method="stream.token")
    assert (token["to"], token["params"]["text"]) == ("host", "so far")
    numbered = [each for each in records if "seq" in each]
    assert [each["seq"] for each in numbered] == sorted(each["seq"] for each in numbered)
    assert [each["t_ns"] for each in numbered] == sorted(each["t_ns"] for each in numbered)
    for each in numbered:
        if each["kind"] == "response":
            (asked,) = messages(records, kind="request", n=each["n"])
            assert asked["at"] <= each["at"]
    kinds = {each["type"] for each in records}
    assert not kinds & {"activity", "activity_started", "stream"}, "told once, as messages"


async def test_what_is_long_is_cut_in_the_trace_and_whole_for_who_asked(house, run):
    house.behaviors.clear()
    house.service("puppet", grants=["tool.execute"])
    house.service("parrot")
    long = "é" * 100_000
    session = house.session(trace=True)
    turn = await run(session, ["request.tool_execute", {"name": "echo", "input": {"text": long}}])
    assert turn.answers[0]["result"]["output"] == long
    records = [record.event for record in read(session.folder / "trace.jsonl").records]
    for kind, part in (("request", "params"), ("response", "result")):
        (each,) = messages(records, kind=kind, method="tool.execute")
        assert each["cut"] is True
        assert each["bytes"] > 200_000
        assert len(each[part].encode()) in (PAYLOAD_BYTES - 1, PAYLOAD_BYTES)


async def test_a_child_is_in_the_trace_of_its_parent(house, run):
    house.behaviors.clear()
    house.service("puppet", grants=["session.spawn", "tool.execute"])
    house.service("parrot")
    records = await traced(house, run, SPAWN)
    (started,) = messages(records, type="child_started")
    calls = messages(records, kind="request", method="tool.execute")
    assert [each["session"] for each in calls] == [started["session_id"]]
    (answer,) = messages(records, kind="response", n=calls[0]["n"], session=started["session_id"])
    assert answer["result"]["output"] == "ping ⚙"


async def test_a_config_reaches_its_service_but_not_the_trace(house, run):
    house.behaviors.clear()
    house.service("puppet", config={"puppet": {"api_key": "sk-very-secret", "depth": 3}})
    house.service("parrot")
    session = house.session(trace=True)
    turn = await run(session)
    assert "sk-very-secret" in json.dumps(turn.complete.to_json())
    text = (session.folder / "trace.jsonl").read_text()
    executed = [json.loads(line) for line in text.splitlines() if '"orchestrator.execute"' in line]
    assert executed[0]["params"]["config"] == {"api_key": "***", "depth": 3}


async def test_a_service_that_is_killed_in_mid_call_is_in_the_trace(house):
    house.behaviors.clear()
    house.service("puppet", grants=["tool.execute"])
    house.service("parrot")
    session = house.session(trace=True)
    await session.mount()
    pids = {event.service: event.pid for event in session.events() if event.type == "service_ready"}
    os.kill(pids["parrot"], signal.SIGSTOP)  # so that the call is under way for certain
    async for event in session.execute(json.dumps([ECHO])):
        if isinstance(event, ActivityStarted) and event.target == "parrot":
            os.kill(pids["parrot"], signal.SIGKILL)
    path = session.folder / "trace.jsonl"
    await session.close()
    records = [record.event for record in read(path).records]
    (call,) = messages(records, kind="request", method="tool.execute")
    (answer,) = messages(records, kind="response", n=call["n"])
    assert (answer["ok"], answer["code"]) == (False, -32002)
    assert answer["error"]["data"]["signal"] == "SIGKILL"
    assert messages(records, type="service_failed", service="parrot", signal="SIGKILL")


async def test_without_a_trace_events_are_as_before(house, run):
    house.behaviors.clear()
    house.service("puppet", grants=["tool.execute"])
    house.service("parrot")
    session = house.session(tap=True)
    turn = await run(session, ECHO, UNKNOWN)
    calls = [each for each in turn.of(ActivityStarted) if each.source == "puppet"]
    assert [each.target for each in calls] == ["parrot"]
    assert not (session.folder / "trace.jsonl").exists()


# ---- the file -------------------------------------------------------------------------------------------------


class Full:
    """A file on a disk that is full."""

    def write(self, _: bytes) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None: ...

    def close(self) -> None: ...


async def test_a_trace_that_cannot_be_written_ends_and_the_session_goes_on():
    feed = Feed()
    feed.trace(Full(), "s")
    feed.record(1, b'"type":"message"')
    feed.emit(Log(service="a", level="info", message="on"))
    warning, after = feed.taken()
    assert warning.message == (
        "the trace ends here, it could not be written: No space left on device"
    )
    assert after.message == "on"


async def test_what_was_recorded_is_on_its_way_to_the_disk_at_once(tmp_path):
    """A host that is killed in the middle of a turn leaves its trace up to then."""
    feed = Feed()
    path = tmp_path / "trace.jsonl"
    feed.trace(path.open("wb"), "s")
    feed.record(0, b'"type":"message"')
    feed.record(0, b'"type":"message"')
    await asyncio.sleep(0)  # the loop goes on
    assert len(path.read_text().splitlines()) == 3
    feed.close()


async def test_messages_of_a_spare_are_written_when_they_are_sent(tmp_path):
    feed = Feed()
    path = tmp_path / "trace.jsonl"
    feed.trace(path.open("wb"), "s")
    held = Held(feed)
    held.emit(Log(service="a", level="info", message="later"))
    held.record(0, b'"type":"message"')
    feed.end()
    assert [json.loads(line)["type"] for line in path.read_text().splitlines()] == [
        "trace",
        "message",
    ]
    held.release()
    feed.close()
    assert json.loads(path.read_text().splitlines()[-1])["message"] == "later"
