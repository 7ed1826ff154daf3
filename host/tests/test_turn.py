"""What a turn promises its caller, whatever the orchestrator answers and however the caller behaves."""

from __future__ import annotations

import asyncio
import json

import pytest
from amplifier_ipc_host.events import ActivityStarted, Failed, Log, Stream
from amplifier_ipc_host.feed import WAITING, Feed

ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]
HANG = ["request.tool_execute", {"name": "bad", "input": {}}]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("answers-null", "service ending could not finish the turn: its answer does not fit: /: "),
        ("answers-text", "service ending could not finish the turn: its answer does not fit: /: "),
        ("answers-number", "its answer does not fit: /response: "),
        ("answers-nothing", "its answer does not fit: "),
    ],
)
async def test_an_answer_that_does_not_fit_fails_the_turn_in_one_sentence(house, run, how, words):
    house.service("ending", how)
    turn = await run(house.session(house.agent(orchestrator="ending:ending")), prompt="hello")
    assert words in turn.failed.message
    assert "\n" not in turn.failed.message
    assert turn.events[-1] is turn.failed


async def test_a_turn_whose_caller_leaves_is_cancelled_and_the_next_is_whole(house, run):
    house.service("hostile", "hangs-in-call")
    session = house.session()
    turn = session.execute(json.dumps([HANG]))
    async for event in turn:
        if isinstance(event, ActivityStarted) and event.name == "bad":
            break
    await turn.aclose()
    again = await run(session, ECHO)
    assert again.answers[0]["result"]["output"] == "hi"
    assert again.events[-1] is again.complete
    assert not [e for e in again.events if isinstance(e, ActivityStarted) and e.name == "bad"]


async def test_a_flood_of_log_lines_is_bounded_and_counted():
    feed = Feed()
    for number in range(WAITING + 50):
        feed.emit(Log(service="a", level="info", message=str(number)))
    feed.emit(Stream(name="token", data={"text": "kept"}))
    feed.end()
    events = []
    while (event := await asyncio.wait_for(feed.next(), 1)) is not None:
        events.append(event)
    assert len(events) == WAITING + 2
    assert events[-2].text == "kept"
    assert events[-1].message == "50 log lines came faster than they were taken and were left out"


async def test_a_flood_on_stderr_costs_no_event_of_the_turn(house, run):
    house.service("hostile", "floods-stderr")
    turn = await run(house.session(), HANG, ECHO)
    assert turn.answers[0]["result"]["output"] == "flooded"
    assert turn.answers[1]["result"]["output"] == "hi"
    assert not turn.of(Failed)
