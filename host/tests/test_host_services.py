"""What the host serves: a history that lasts, approvals that default to no, numbers of any size."""

from __future__ import annotations

import json

import pytest

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
    house.service("judge")
    turn = await run(house.session(), approval("high", default="allow"))
    assert turn.answers[0]["error"]["data"]["kind"] == "service_unavailable"


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
