"""Towards services of version 0 the host keeps its promises: cancels, deadlines, limits, crashes, one sentence each."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host.events import (
    ActivityStarted,
    Complete,
    Log,
    ServiceFailed,
    ServiceReady,
    Stream,
)

SERVICES = Path(__file__).parent / "services"
ROLES = {"orchestrator": "oldloop", "context_manager": "oldlist", "provider": "oldmodel"}


def tool(name, **members):
    given = members.pop("input", {})
    return ["request.tool_execute", {**members, "name": name, "input": given}]


ECHO = tool("echo", input={"text": "hi"})


@pytest.fixture
def old(house):
    """An agent of version 0 alone; `house` has its parts."""
    house.behaviors.clear()
    for name in ("tools", "provider", "context", "orchestrator"):
        house.service(f"version0_{name}")
    return house.agent(**ROLES)


@pytest.fixture
def mixed(house):
    """A session of version 1 with tools of version 0."""
    house.service("version0_tools")
    return house.session()


def the_failure(turn, name="version0_tools"):
    (failure,) = turn.of(ServiceFailed)
    assert failure.service == name
    assert "\n" not in failure.message
    return failure


async def events_of(session, prompt, on_event):
    """A turn; `on_event` is told of each event when it comes."""
    await session.mount()
    events = []
    async for event in session.execute(prompt):
        events.append(event)
        on_event(event)
    return events


# ---- cancel -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["immediate", "graceful"])
async def test_a_cancel_ends_the_orchestrator_and_keeps_what_it_said(house, run, old, mode):
    session = house.session(old)

    def cancel(event):
        if isinstance(event, Stream) and event.name == "token" and event.text == "word":
            session.cancel(mode)

    events = await events_of(session, "sleep", cancel)
    end = events[-1]
    assert isinstance(end, Complete)
    assert (end.status, end.response) == ("cancelled", "half a word")
    assert not [event for event in events if isinstance(event, ServiceFailed)]
    (pid,) = [e.pid for e in events if isinstance(e, ServiceReady) and "oldloop" in e.components]
    again = await run(session, prompt="hello")
    assert again.complete.response == "you said: hello"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_graceful_cancel_lets_the_tool_finish_and_asks_the_model_no_more(house, run, old):
    """What runs is finished and stored; when the orchestrator would start something new, it is ended."""
    house.service("sample")
    session = house.session(house.agent(**ROLES))
    begun = []

    def cancel(event):
        if isinstance(event, ActivityStarted):
            begun.append((event.method, event.name))
        if isinstance(event, ActivityStarted) and event.name == "waits":
            session.cancel("graceful")

    events = await events_of(session, '[["waits", {}]]', cancel)
    assert events[-1].status == "cancelled"
    assert [method for method, _ in begun].count("provider.complete") == 1
    transcript = (session.folder / "transcript.jsonl").read_text().splitlines()
    assert json.loads(transcript[-1])["role"] == "tool"
    assert not [event for event in events if isinstance(event, ServiceFailed)]


async def test_a_provider_that_is_cancelled_is_ended(house, run):
    house.service("version0_provider")
    house.service("version0_tools")
    session = house.session(house.agent(provider="oldmodel"))
    request = {"messages": [{"role": "user", "content": "hang"}]}
    steps = [["request.provider_complete", {"_meta": {"deadline_ms": 300}, "request": request}]]
    turn = await run(session, *steps, tool("state"))
    assert turn.answers[0]["error"]["data"]["kind"] == "deadline_exceeded"
    assert turn.answers[1]["result"]["success"] is True
    assert "ended" in the_failure(turn, "version0_provider").message


# ---- deadlines --------------------------------------------------------------------------------------------------


async def test_a_call_that_takes_too_long_ends_the_service(run, mixed):
    turn = await run(mixed, tool("hang", _meta={"deadline_ms": 300}), tool("state"), ECHO)
    late, gone, fine = turn.answers
    assert (late["error"]["code"], late["error"]["data"]["kind"]) == (-32001, "deadline_exceeded")
    assert gone["error"]["data"]["kind"] == "service_unavailable"
    assert fine["result"]["output"] == "hi"
    said = "service version0_tools was ended: it did not answer tool.execute in time"
    assert the_failure(turn).message == said


async def test_what_waits_for_its_turn_is_late_without_harm(run, mixed):
    """It was not sent, so that nothing must be ended for it."""
    slow, late = tool("hang", _meta={"deadline_ms": 900}), tool("state", _meta={"deadline_ms": 100})
    turn = await run(mixed, ["together", [slow, late]])
    assert [each["error"]["data"]["kind"] for each in turn.answers] == ["deadline_exceeded"] * 2


async def test_one_that_hears_no_signal_is_killed(run, mixed, monkeypatch):
    monkeypatch.setattr("amplifier_ipc_host.legacy.adapter.GRACE", 0.2)
    turn = await run(mixed, tool("stubborn", _meta={"deadline_ms": 300}))
    assert turn.answers[0]["error"]["data"]["kind"] == "deadline_exceeded"
    (pid,) = [each.pid for each in turn.of(ServiceReady) if each.service == "version0_tools"]
    await mixed.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_hook_that_hangs_is_ended_and_the_event_goes_on(house, run):
    house.service("version0_tools", "hanging-hook")
    pre = {"_meta": {"deadline_ms": 300}, "event": "tool:pre", "data": {"tool_name": "x"}}
    turn = await run(house.session(), ["request.hook_emit", pre], ["request.hook_emit", pre], ECHO)
    assert turn.answers[0]["error"]["data"]["kind"] == "deadline_exceeded"
    assert turn.answers[1]["result"] == {"action": "continue"}
    assert turn.answers[2]["result"]["output"] == "hi"
    assert the_failure(turn)


# ---- crashes ----------------------------------------------------------------------------------------------------


async def test_death_in_a_call_is_service_unavailable_with_its_signal(run, mixed):
    turn = await run(mixed, tool("die"), tool("state"), ECHO)
    died, gone, fine = turn.answers
    assert died["error"]["data"]["kind"] == "service_unavailable"
    assert died["error"]["data"]["signal"] == "SIGKILL"
    assert gone["error"]["data"]["kind"] == "service_unavailable"
    assert fine["result"]["output"] == "hi"
    assert the_failure(turn).message == "service version0_tools was ended by SIGKILL"


async def test_a_kill_from_outside_is_seen(mixed):
    pids = {}

    def kill(event):
        if isinstance(event, ServiceReady):
            pids[event.service] = event.pid
        if isinstance(event, ActivityStarted) and event.name == "hang":
            os.kill(pids["version0_tools"], signal.SIGKILL)

    events = await events_of(mixed, json.dumps([tool("hang")]), kill)
    answer = json.loads(events[-1].response)[0]
    assert answer["error"]["data"]["signal"] == "SIGKILL"


async def test_the_death_of_the_orchestrator_fails_the_turn_in_one_sentence(house, run, old):
    session = house.session(old)
    turn = await run(session, prompt="die")
    assert turn.failed.message == "service version0_orchestrator ended with exit code 9"
    assert (await run(session, prompt="hello")).complete.response == "you said: hello"


async def test_an_error_without_data_has_the_kind_of_its_code(house, run, mixed):
    turn = await run(mixed, tool("shout", input={}), ECHO)
    error = turn.answers[0]["error"]
    assert (error["code"], error["data"]) == (-32603, {"kind": "internal_error"})
    assert "text" in error["message"]


async def test_an_orchestrator_that_breaks_fails_the_turn_in_one_sentence(house, run, old):
    """The provider cannot read this prompt: its error is what the orchestrator breaks on."""
    turn = await run(house.session(old), prompt="[[")
    said = turn.failed.message
    assert said.startswith("service version0_orchestrator could not finish the turn: ")
    assert turn.failed.data["kind"] == "internal_error"
    assert "\n" not in said


# ---- what it writes ---------------------------------------------------------------------------------------------


async def test_what_is_no_message_is_shown_and_does_no_harm(run, mixed):
    turn = await run(mixed, tool("chatty"), tool("state"))
    assert [each["result"]["success"] for each in turn.answers] == [True, True]
    (warning,) = [log.message for log in turn.of(Log) if "is no message" in log.message]
    assert "'hello there'" in warning


async def test_what_no_line_can_hold_is_an_error_in_its_place(run, mixed):
    turn = await run(mixed, tool("nan"), tool("state"))
    assert turn.answers[0]["error"]["data"]["kind"] == "internal_error"
    assert turn.answers[1]["result"]["success"] is True


async def test_a_large_answer_passes_and_one_over_the_limit_is_refused(run, mixed):
    sizes = [9 * 1024 * 1024, 65 * 1024 * 1024]
    big = [tool("big", input={"letters": size}) for size in sizes]
    both = tool("shout", input={"text": "x" * sizes[0]})
    turn = await run(mixed, *big, both, tool("state"))
    fits, refused, shouted, after = turn.answers
    assert shouted["result"]["output"] == "X" * sizes[0]
    assert len(fits["result"]["output"]) == sizes[0]
    assert refused["error"]["data"] == {"kind": "message_too_large", "limit": 64 * 1024 * 1024}
    assert after["result"]["success"] is True


async def test_turns_leave_no_descriptors_behind(house, run, old):
    """Pipes of adapters and copies of pipes: after any number of turns there are as many."""
    session = house.session(old)
    counts = []
    for _ in range(3):
        await run(session, prompt="hello")
        gc.collect()  # a stage that is over is a cycle
        counts.append(len(os.listdir("/proc/self/fd")))
    assert counts[0] == counts[2]


# ---- the stand-ins ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["[1]", "7", "null", '"x"'])
@pytest.mark.parametrize("name", ["tools", "provider", "context", "orchestrator"])
def test_the_stand_ins_die_of_an_array_or_a_bare_value(name, line):
    done = subprocess.run(
        [sys.executable, str(SERVICES / f"version0_{name}.py")],
        input=line + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "AttributeError" in done.stderr


@pytest.mark.parametrize("name", ["provider", "context"])
def test_the_stand_ins_conform_to_version_0(name):
    """As the suite judges it, which knows nothing of this host."""
    suite = Path(sys.executable).with_name("amplifier-conformance")
    command = [suite, "check", "--legacy", "--", sys.executable, SERVICES / f"version0_{name}.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout
    assert "conforms to 0" in done.stdout
