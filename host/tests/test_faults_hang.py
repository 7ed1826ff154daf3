"""Services that hang: where they are waited for there is a limit, and a hang is told from a death.

The limit is made small where it is the cause of what is tested; a service that hangs said that it does before.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal

import pytest
from amplifier_ipc_host import MountError
from amplifier_ipc_host.events import Complete, Log, ServiceFailed, ServiceReady

ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]
ACT = ["request.tool_execute", {"name": "act", "input": {}}]
FAN = ["request.hook_emit", {"event": "test:fan", "data": {}}]
MESSAGE = {"role": "user", "content": "hello"}
ADD = ["request.context_add_message", {"message": MESSAGE}]


@pytest.fixture
def limits(monkeypatch):
    """Sets time limits of the host by name: `turn.CANCEL_GRACE`."""

    def limits(**seconds: float) -> None:
        for name, value in seconds.items():
            module, _, constant = name.rpartition("__")
            place = f"amplifier_ipc_host.{module.replace('__', '.')}.{constant}"
            monkeypatch.setattr(place, value)

    return limits


@pytest.fixture
def victim(house, rendezvous):
    """A service of a kind that hangs in a phase, in the first session that starts it."""

    def victim(kind: str, phase: str, **body) -> None:
        house.service("victim", kind, phase, **body)
        (house.work / "armed").touch()

    return victim


async def test_in_configure_it_does_not_mount(house, run, victim, limits):
    limits(service__CONFIGURE_TIMEOUT=2.0)
    victim("tool", "configure")
    turn = await run(house.session(), ECHO, ACT)
    (failure,) = turn.of(ServiceFailed)
    assert failure.message == "service victim did not answer configure within 2 s"
    assert turn.answers[0]["result"]["output"] == "hi"
    assert turn.answers[1]["error"]["data"]["kind"] == "not_found"


async def test_an_orchestrator_in_configure_ends_the_start(house, victim, limits):
    limits(service__CONFIGURE_TIMEOUT=2.0)
    victim("orchestrator", "configure")
    with pytest.raises(MountError) as caught:
        await house.session(house.agent(orchestrator="victim:loop")).mount()
    assert caught.value.message == (
        "the orchestrator 'victim:loop' is not offered by any mounted service: "
        "service victim did not answer configure within 2 s"
    )


async def test_a_context_manager_that_does_not_take_the_history(house, run, victim, limits):
    limits(stage__EVENT_TIMEOUT=2.0)
    victim("context", "restore")
    (house.work / "armed").unlink()
    session = house.session(house.agent(context_manager="victim:memory"))
    await run(session, ADD)
    (house.work / "armed").touch()
    with pytest.raises(MountError) as caught:
        await session.mount()
    words = "service victim did not take the history: no answer came within 2 s"
    assert caught.value.message == words
    turn = await run(session, ["request.context_get_messages", {}])
    assert turn.answers == [{"result": {"messages": [MESSAGE]}}]


async def test_content_that_is_not_given_is_left_out(house, run, victim, limits):
    limits(prompt__system__READ_TIMEOUT=0.5)
    victim("content", "call", context=["notes.md"])
    turn = await run(house.session(), ECHO)
    assert turn.answers[0]["result"]["output"] == "hi"
    words = "@victim:context/notes.md is left out: no answer came within 0.5 s"
    assert words in [log.message for log in turn.of(Log)]


@pytest.mark.parametrize(("on_error", "action"), [("continue", "continue"), ("deny", "deny")])
async def test_a_hook_has_the_time_that_it_asked_for(house, run, rendezvous, on_error, action):
    house.service("waiter", "test:fan", "300", on_error)
    turn = await run(house.session(), FAN, ECHO)
    assert turn.answers[0]["result"]["action"] == action
    assert turn.answers[1]["result"]["output"] == "hi"
    said = [log.message for log in turn.of(Log) if log.level == "warning"]
    assert said == ["hook waiter of waiter failed: it did not answer in time"]
    assert not turn.of(ServiceFailed), "it may only be slow"


async def test_a_hook_of_the_end_of_a_session_does_not_hold_it_up(house, run, rendezvous, pidfds):
    house.service("waiter", "session:end", "300")
    session = house.session()
    turn = await run(session, ECHO)
    for ready in turn.of(ServiceReady):
        pidfds.add(ready.pid)
    await session.close()
    await rendezvous.said("hook")
    pidfds.all_ended()


async def test_an_approval_provider_that_says_nothing_takes_the_default(house, run, victim):
    victim("approval", "call")
    asked = {"tool_name": "x", "action": "y", "details": {}, "risk_level": "low", "timeout": 0.3}
    turn = await run(house.session(approve="auto"), ["request.approval", asked], ECHO)
    assert turn.answers[0]["result"]["approved"] is False
    assert turn.answers[1]["result"]["output"] == "hi"


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        ("tool", ACT),
        ("context", ADD),
        (
            "provider",
            ["request.provider_complete", {"provider": "fake", "request": {"messages": []}}],
        ),
        ("content", ["request.content_read", {"service": "victim", "path": "notes.md"}]),
        ("orchestrator", ECHO),
    ],
)
async def test_in_a_call_it_is_the_user_who_has_enough(
    house, rendezvous, victim, limits, pidfds, kind, call
):
    """A call has no limit of its own; a turn that is given up ends, and the next one is whole."""
    limits(turn__CANCEL_GRACE=0.2, service__GRACE=0.2)
    victim(kind, "call")
    roles = {"orchestrator": "victim:loop"} if kind == "orchestrator" else {}
    roles |= {"context_manager": "victim:memory"} if kind == "context" else {}
    session = house.session(house.agent(**roles))
    events = []

    async def turn() -> None:
        events.clear()
        async for event in session.execute(json.dumps([call])):
            events.append(event)

    running = asyncio.create_task(turn())
    pidfds.add(await rendezvous.said("call"))
    session.cancel("immediate")
    await running
    assert isinstance(events[-1], Complete)
    assert events[-1].status == "cancelled"
    await turn()
    assert events[-1].status == "completed"
    assert "error" not in json.loads(events[-1].response)[0]
    await session.close()
    pidfds.all_ended()


@pytest.mark.parametrize("kind", ["orchestrator", "context", "provider", "tool", "hook", "content"])
async def test_at_its_end_it_is_killed_after_the_grace_time(
    house, rendezvous, victim, pidfds, limits, kind
):
    """It hears that it is to end, and does not."""
    limits(service__GRACE=0.3)
    victim(kind, "shutdown")
    session = house.session()
    await session.mount()
    closing = asyncio.create_task(session.close())
    pidfds.add(await rendezvous.said("shutdown"))
    await closing
    pidfds.all_ended()


async def test_one_that_is_stopped_is_killed_with_the_turn(house, run, pidfds, limits):
    """SIGSTOP: it neither reads nor writes nor hears a signal but the last."""
    limits(service__GRACE=0.3)
    session = house.session()
    turn = await run(session, ECHO)
    for ready in turn.of(ServiceReady):
        pidfds.add(ready.pid)
        os.kill(ready.pid, signal.SIGSTOP)
    await session.close()
    pidfds.all_ended()
