"""What the host serves: a history that lasts, approvals that default to no, numbers of any size."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any, cast

import pytest
from amplifier_ipc_host.events import Log
from amplifier_ipc_host.plane import Withdrawn
from amplifier_ipc_host.services import HostServices

ONE, TWO, THREE = ({"role": "user", "content": text} for text in ("one", "two", "three"))
READ = ["request.context_get_messages", {}]


def add(message):
    return ["request.context_add_message", {"message": message}]


@pytest.mark.parametrize(
    ("steps", "history"),
    [
        ([["request.context_set_messages", {"messages": [THREE, TWO]}]], [THREE, TWO]),
        ([["request.context_set_messages", {"messages": [THREE]}], add(ONE)], [THREE, ONE]),
        ([["request.context_clear", {}]], []),
        ([["request.context_clear", {}], add(TWO)], [TWO]),
    ],
)
async def test_a_replaced_history_is_what_the_next_turn_begins_with(house, run, steps, history):
    session = house.session()
    await run(session, add(ONE), add(TWO), *steps)
    assert (await run(session, READ)).answers == [{"result": {"messages": history}}]
    await session.close()
    again = house.session(session_id=session.session_id)
    assert (await run(again, READ)).answers == [{"result": {"messages": history}}]


async def test_the_transcript_keeps_what_a_cleared_history_has_lost(house, run):
    session = house.session()
    await run(session, add(ONE), ["request.context_clear", {}])
    path = house.folder / "sessions" / session.session_id / "transcript.jsonl"
    assert json.loads(path.read_text().splitlines()[0]) == ONE


def approval(risk_level, **members):
    request = {"tool_name": "bash", "action": "run ls", "details": {}, "risk_level": risk_level}
    return ["request.approval", {**request, **members}]


async def test_an_approval_provider_decides_instead_of_the_front_end(house, run):
    house.service("judge")
    turn = await run(house.session(), approval("low"))
    assert turn.answers == [{"result": {"approved": True, "reason": "run ls is fine"}}]


@pytest.mark.parametrize(
    ("default", "approved"),
    [({}, False), ({"default": "deny"}, False), ({"default": "allow"}, True)],
)
async def test_a_silent_approval_provider_is_the_default_of_the_question(
    house, run, default, approved
):
    house.service("judge")
    turn = await run(house.session(), approval("critical", timeout=0.2, **default))
    reason = "nobody answered within 0.2 s"
    assert turn.answers == [{"result": {"approved": approved, "reason": reason}}]


async def test_an_approval_provider_that_dies_approves_nothing(house, run):
    """APR-021, at once and later, whatever the default and whatever a front end would say (APR-022)."""
    house.service("judge")
    question = approval("high", default="allow")
    turn = await run(house.session(approve="auto"), question, question)
    reason = "service judge, which decides, is not there any more"
    assert turn.answers == [{"result": {"approved": False, "reason": reason}}] * 2


async def test_a_cancel_of_a_question_reaches_who_is_asked_as_it_was_meant():
    """RPC-032: with the same mode and reason."""
    asked, told = asyncio.Event(), []

    async def request(*_: Any, **__: Any) -> None:
        asked.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as cancelled:
            told.extend(cancelled.args)
            raise

    refused: list[Any] = []
    provider = SimpleNamespace(offered=lambda _: [{}], closed=asyncio.Event(), connection=2)
    crew = SimpleNamespace(
        services=[provider], absent=[], by_connection={1: None}, name_of=lambda _: "asker"
    )
    plane = SimpleNamespace(request=request, refuse=lambda *given: refused.append(given))
    host: Any = HostServices(*cast(Any, (plane, crew, None, None, None, None, None)))
    method, params = approval("low")
    host.request(1, {"id": "s-1", "method": method, "params": params})
    await asked.wait()
    cancel = {"id": "s-1", "mode": "graceful", "reason": "enough"}
    host.notification(1, {"method": "$/cancel", "params": cancel})
    await host.close()
    assert told == [Withdrawn("graceful", "enough")]
    assert [(number, id_, error.kind) for number, id_, error in refused] == [
        (1, "s-1", "cancelled")
    ]


ODD = {"depth": "deep", "traceparent": 7, "deadline_ms": [1], "vendor": 1}


async def test_members_of_meta_of_the_wrong_type_are_absent(house, run):
    """RPC-060."""
    turn = await run(
        house.session(),
        ["state.get", {"_meta": ODD, "key": "x"}],
        ["state.get", {"_meta": ODD, "key": 7}],
        ["state.get", {"_meta": 7, "key": "x"}],
    )
    assert turn.answers[0] == {"result": {"value": None}}
    assert [paths(answer) for answer in turn.answers[1:]] == [["/key"], ["/_meta"]]


@pytest.mark.parametrize(
    ("method", "params", "faults"),
    [
        ("request.tool_execute", {}, ["/name", "/input"]),
        ("request.capability_call", {"name": 7, "input": 1}, ["/name"]),
        ("request.hook_emit", {"hook": 7}, ["/event", "/data", "/hook"]),
        ("request.hook_emit", {"event": "a:b"}, ["/data"]),
        ("request.provider_complete", {"provider": 7}, ["/provider", "/request"]),
    ],
)
async def test_a_routed_request_that_does_not_fit_is_told_all_of_its_faults(
    house, run, method, params, faults
):
    """SES-002."""
    turn = await run(house.session(), [method, params])
    assert sorted(paths(turn.answers[0])) == sorted(faults)


def paths(answer):
    error = answer["error"]
    assert (error["code"], error["data"]["kind"]) == (-32602, "invalid_params")
    return [fault["path"] for fault in error["data"]["errors"]]


async def test_a_contribution_that_cannot_be_passed_on_is_left_out(house, run):
    """CHN-014; RPC-022, RPC-023: who is asked gets the request's `_meta`, one call deeper."""
    for name in ("good", "deep", "odd"):
        house.service(name, name, script="news")
    meta = {"depth": 2, "turn_id": "t-1", "deadline_ms": 1000}
    turn = await run(
        house.session(), ["request.channel_collect", {"_meta": meta, "channel": "news"}]
    )
    told = {**meta, "depth": 3}
    assert turn.answers == [{"result": {"contributions": [{"service": "good", "data": told}]}}]
    warnings = [log.message for log in turn.of(Log) if log.level == "warning"]
    assert sorted(warnings) == [
        "service deep did not contribute to channel 'news': what it gave nests too deep to be passed on",
        "service odd did not contribute to channel 'news': its answer does not fit: "
        "/: must be object, is array",
    ]


async def test_no_time_to_answer_is_no(house, run):
    turn = await run(house.session(approve="ask"), approval("low", timeout=0))
    assert turn.answers[0]["result"]["approved"] is False


async def test_numbers_that_no_machine_holds_lose_precision_not_the_message(house, run):
    """FRM: integers beyond 2^53 may lose precision, never the message; one with 10 000 digits is legal JSON."""
    digits = "9" * 10_000
    large = {"exact": 2**53 - 1, "long": f"RAW{digits}", "float": "RAW1e999", "small": "RAW1e-999"}
    session = house.session()
    prompt = json.dumps(
        [["state.set", {"key": "a.b", "value": large}], ["state.get", {"key": "a.b"}]]
    )
    turn = await run(session, prompt=prompt)
    value = turn.answers[1]["result"]["value"]
    assert value["exact"] == 2**53 - 1
    assert value["long"] > 1e300
    assert value["float"] > 1e300
    assert value["small"] == 0
