"""Spares: the services of the next turn are started after a turn, and nothing else changes."""

from __future__ import annotations

import json
import os
import signal
from importlib import import_module
from typing import Any

import pytest
from amplifier_ipc_host.events import ChildEvent, Event, Log, ServiceFailed, ServiceReady
from click.testing import CliRunner

READ = ["request.context_get_messages", {}]
ADD = ["request.context_add_message", {"message": {"role": "user", "content": "hello"}}]


async def spare_of(session) -> Any:
    """The spare, mounted."""
    started = session._spares.started
    assert started is not None, "a turn that ended starts the next one's services"
    return await started


def pids(stage) -> dict[str, int]:
    return {service.name: service.process.pid for service in stage.crew.services}


def ready(events: list[Event]) -> dict[str, int]:
    return {event.service: event.pid for event in events if isinstance(event, ServiceReady)}


async def test_the_next_turn_runs_on_services_that_were_started_before_it(house, run):
    session = house.session(spares=True)
    first = await run(session, ADD, ["state.set", {"key": "k.k", "value": 1}])
    spare = await spare_of(session)
    assert session.events() == [], "nobody hears of services that are not used yet"
    assert not set(pids(spare.stage).values()) & set(ready(first.events).values())
    second = await run(session, READ, ["state.get", {"key": "k.k"}])
    assert ready(second.events) == pids(spare.stage)
    messages = [{"role": "user", "content": "hello"}]
    assert second.answers == [{"result": {"messages": messages}}, {"result": {"value": 1}}]


@pytest.mark.parametrize("name", ["puppet", "parrot"])
async def test_a_spare_that_died_is_replaced_and_the_turn_does_not_fail(house, run, name):
    session = house.session(spares=True)
    await run(session, ADD)
    spare = await spare_of(session)
    victim = next(each for each in spare.stage.crew.services if each.name == name)
    os.kill(victim.process.pid, signal.SIGKILL)
    await victim.closed.wait()
    while spare.whole:  # how it ended is settled a moment after its pipe's end
        await victim.process.exited
        await spare.stage.plane.settled()
    turn = await run(session, READ)
    assert turn.answers == [{"result": {"messages": [{"role": "user", "content": "hello"}]}}]
    assert not set(ready(turn.events).values()) & set(pids(spare.stage).values())
    assert not turn.of(ServiceFailed), "of a service that nobody used nobody needs to hear"
    assert [log for log in turn.of(Log) if "started ahead" in log.message]


async def test_without_spares_nothing_is_started_before_a_turn(house, run):
    session = house.session()
    await run(session)
    assert session._spares.started is None


async def test_a_spare_is_ended_with_the_session(house, run):
    session = house.session(spares=True)
    await run(session)
    spare = await spare_of(session)
    await session.close()
    assert all(each.process.exited.done() for each in spare.stage.crew.services)
    assert session._spares.started is None


async def test_a_session_may_end_while_its_spare_is_still_starting(house, run):
    session = house.session(spares=True)
    await run(session)
    starting = session._spares.started
    await session.close()
    assert starting.done()


async def test_a_spare_that_does_not_mount_leaves_the_next_turn_to_say_why(house, run):
    session = house.session(spares=True)
    await run(session)
    await spare_of(session)
    session.plan.services[0].command[:] = ["/nowhere/at/all"]
    await run_ignoring(session)
    assert await session._spares.started is None
    from amplifier_ipc_host import MountError

    with pytest.raises(MountError, match="the orchestrator 'puppet' is not offered"):
        await session.mount()


async def run_ignoring(session) -> None:
    async for _ in session.execute("[]"):
        pass


async def test_the_caller_who_has_seen_enough_has_spares_too(house, run):
    session = house.session(spares=True)
    events = session.execute("[]")
    async for _ in events:
        break
    await events.aclose()
    spare = await spare_of(session)
    assert {each.name for each in spare.stage.crew.services} == {"puppet", "parrot"}


# ---- child sessions -----------------------------------------------------------------------------------------


def spawn(*script: Any, **members: Any) -> list[Any]:
    about = {"agent": "self", "instruction": json.dumps(script), **members}
    return ["request.session_spawn", about]


@pytest.fixture
def family(house):
    """An agent whose orchestrator may spawn children."""
    house.behaviors.remove("puppet")
    house.service("puppet", grants=["session.spawn", "context"])
    return house


async def child_of(session) -> Any:
    """The child in waiting, and its services, mounted."""
    (child,) = session._nursery.waiting
    return child, await child._spares.started


def ready_in_children(turn) -> dict[str, int]:
    return ready([event.inner for event in turn.of(ChildEvent)])


def folders(house) -> set[str]:
    return {folder.name for folder in (house.folder / "sessions").iterdir()}


async def test_a_child_like_the_last_one_runs_on_services_that_were_started_before_it_was_spawned(
    family, run
):
    session = family.session(spares=True)
    first = await run(session, spawn())
    child, spare = await child_of(session)
    known = pids(spare.stage)
    assert not set(known.values()) & set(ready_in_children(first).values())
    second = await run(session, spawn(ADD, READ))
    assert ready_in_children(second) == known
    result = second.answers[0]["result"]
    assert result["session_id"] == child.session_id != first.answers[0]["result"]["session_id"]
    messages = [{"role": "user", "content": "hello"}]
    assert json.loads(result["response"])[-1] == {"result": {"messages": messages}}


async def test_another_kind_of_child_has_services_of_its_own(family, run):
    session = family.session(spares=True)
    await run(session, spawn())
    _, spare = await child_of(session)
    turn = await run(session, spawn(exclude_tools=["echo"]))
    assert not set(ready_in_children(turn).values()) & set(pids(spare.stage).values())


async def test_so_many_children_wait_and_the_oldest_gives_way(family, run):
    session = family.session(spares=True)
    await run(session, spawn())
    oldest, spare = await child_of(session)
    for tool in ("one", "two"):
        await run(session, spawn(exclude_tools=[tool]))
    assert oldest not in session._nursery.waiting
    assert len(session._nursery.waiting) == 2
    for service in spare.stage.crew.services:
        await service.process.exited


async def test_of_a_child_that_nobody_spawned_nothing_is_left(family, run):
    session = family.session(spares=True)
    turn = await run(session, spawn())
    child, spare = await child_of(session)
    await session.close()
    assert all(each.process.exited.done() for each in spare.stage.crew.services)
    assert folders(family) == {session.session_id, turn.answers[0]["result"]["session_id"]}
    assert child.folder is None


async def test_a_child_in_waiting_that_died_is_replaced(family, run):
    session = family.session(spares=True)
    await run(session, spawn())
    child, spare = await child_of(session)
    victim = spare.stage.crew.services[0]
    os.kill(victim.process.pid, signal.SIGKILL)
    await victim.closed.wait()
    while spare.whole:
        await victim.process.exited
        await spare.stage.plane.settled()
    turn = await run(session, spawn())
    result = turn.answers[0]["result"]
    assert result["session_id"] == child.session_id
    assert victim.process.pid not in ready_in_children(turn).values()


async def test_a_session_without_spares_has_no_children_in_waiting(family, run):
    session = family.session()
    turn = await run(session, spawn())
    assert folders(family) == {session.session_id, turn.answers[0]["result"]["session_id"]}


# ---- the command --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "spares", "eager"),
    [((), True, False), (("--no-spares",), False, False), (("--eager",), True, True)],
)
def test_a_conversation_keeps_spares_and_begins_early_unless_it_is_told_not_to(
    monkeypatch, options, spares, eager
):
    command = import_module("amplifier_ipc_host.commands.run")
    held = []
    monkeypatch.setattr(command, "_talks", lambda *_: True)
    monkeypatch.setattr(
        "amplifier_ipc_host.repl.start.talk", lambda wishes, *_, **__: held.append(wishes) or 0
    )
    done = CliRunner().invoke(command.run, options, obj=False)
    assert done.exit_code == 0, done.output
    assert (held[0].spares, held[0].eager) == (spares, eager)
