"""Early starts: a turn begins when those services are ready that it begins with, and nothing is skipped for it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from amplifier_ipc_host import crew
from amplifier_ipc_host.events import (
    ChildEvent,
    ChildStarted,
    Complete,
    Display,
    Event,
    Failed,
    Log,
    ServiceFailed,
    ServiceReady,
)

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
BEGUN = ["notify:display.show", {"level": "info", "message": "begun"}]
GATE = {"name": "gate", "events": ["tool:pre"], "on_error": "deny"}
Json = dict[str, Any]


def tool(name: str) -> list[Any]:
    return ["request.tool_execute", {"name": name, "input": {}}]


def emit(event: str) -> list[Any]:
    return ["request.hook_emit", {"event": event, "data": {"tool_name": "t", "tool_input": {}}}]


class Slow:
    """The service `slow`, which has been seen before; now it does not answer before its door is opened."""

    def __init__(self, house) -> None:
        self.house = house
        self.folder = house.folder / "slow"
        self.folder.mkdir()
        house.service("slow", str(self.folder))

    def offers(self, **offers: Any) -> None:
        (self.folder / "offers.json").write_text(json.dumps(offers))

    def close_door(self) -> None:
        os.mkfifo(self.folder / "door")

    def open_door(self) -> None:
        """As soon as the service stands before it."""
        Thread(target=lambda: (self.folder / "door").open("wb").close(), daemon=True).start()

    @property
    def heard(self) -> list[str]:
        file = self.folder / "heard"
        return file.read_text().split() if file.exists() else []

    def session(self, **options: Any):
        return self.house.session(**options)

    async def turn(self, *requests: Any, held: bool = False) -> list[Event]:
        """A turn in a new session: the door is opened when the orchestrator has begun.

        `held`: when its first request waits for the service.
        """
        events = []
        script = json.dumps([BEGUN, *requests])
        session = self.session()
        async for event in session.execute(script):
            events.append(event)
            if isinstance(event, Display):
                assert not self.mounted(events), "its door is closed"
                while held and not self.waited_for(session):
                    await session._stage.plane.settled()
                self.open_door()
        return events

    @staticmethod
    def waited_for(session) -> bool:
        stats = session._stage.plane.router.stats()
        return any(each["name"] == "slow" and each["queue"] for each in stats.values())

    @staticmethod
    def mounted(events: list[Event]) -> bool:
        return any(isinstance(each, ServiceReady) and each.service == "slow" for each in events)


@pytest.fixture
def slow(house) -> Slow:
    return Slow(house)


async def seen_once(slow: Slow, **offers: Any) -> None:
    """What it offers is known from now on, and its door is closed."""
    slow.offers(**offers)
    session = slow.session()
    await session.mount()
    await session.close()
    slow.close_door()


def answers(events: list[Event]) -> list[Json]:
    complete = events[-1]
    assert isinstance(complete, Complete), events
    found: list[Json] = json.loads(complete.response)
    return found


def tools(events: list[Event]) -> set[str]:
    return {each["name"] for each in events[-1].metadata["params"]["tools"]}


def warnings(events: list[Event]) -> list[str]:
    return [each.message for each in events if isinstance(each, Log) and each.level == "warning"]


async def test_the_orchestrator_works_before_a_slow_service_is_there_and_its_requests_wait(slow):
    await seen_once(slow, tools=["count"])
    events = await slow.turn(tool("count"), held=True)
    assert tools(events) == {"echo", "count"}
    assert answers(events) == [{"result": {"success": True, "output": "count"}}]
    assert slow.mounted(events)
    assert not warnings(events)


async def test_a_service_that_is_spawned_last_of_all_is_not_waited_for_either(slow, monkeypatch):
    """Its process is there only when the others are ready."""
    await seen_once(slow, tools=["count"])
    spawn, introduce, ready, needed = crew.spawn, crew.introduce, [], asyncio.Event()

    async def spawn_last(plan, around):
        if plan.name == "slow":
            await needed.wait()
        return await spawn(plan, around)

    async def introduce_and_tell(service, *given):
        await introduce(service, *given)
        ready.append(service)
        if len(ready) == len(slow.house.behaviors) - 1:
            needed.set()

    monkeypatch.setattr(crew, "spawn", spawn_last)
    monkeypatch.setattr(crew, "introduce", introduce_and_tell)
    events = await slow.turn(tool("count"), held=True)
    assert answers(events) == [{"result": {"success": True, "output": "count"}}]
    assert not warnings(events)


async def test_a_service_that_nobody_knows_is_waited_for(slow):
    slow.offers(tools=["count"])
    slow.close_door()
    session = slow.session()
    mounting = asyncio.create_task(session.mount())
    slow.open_door()
    await mounting
    assert slow.mounted(session.events())


async def test_another_program_is_another_service(slow):
    await seen_once(slow, tools=["count"])
    definition = slow.house.folder / "slow.yaml"
    definition.write_text(definition.read_text() + " ")
    session = slow.session()
    mounting = asyncio.create_task(session.mount())
    slow.open_door()
    await mounting
    assert slow.mounted(session.events())


async def test_an_event_waits_for_a_gate_that_is_not_there_yet(slow):
    await seen_once(slow, hooks=[GATE], answer="deny")
    events = await slow.turn(emit("tool:post"), emit("tool:pre"), held=True)
    free, gated = answers(events)
    assert free["result"]["action"] == "continue"
    assert gated["result"]["action"] == "deny"
    assert slow.heard == ["tool:pre"]


async def test_what_is_published_meanwhile_is_heard(slow):
    await seen_once(slow, tools=["count"])
    publish = ["notify:channel.publish", {"channel": "news", "data": "early"}]
    events = await slow.turn(publish, tool("count"))
    answers(events)
    assert slow.heard == ["early", "count"] or slow.heard == ["count", "early"]


async def test_what_a_service_says_now_takes_the_place_of_what_it_said(slow):
    await seen_once(slow, tools=["old"])
    slow.offers(tools=["new"])
    events = await slow.turn(tool("old"), tool("new"), tool("old"), held=True)
    assert tools(events) == {"echo", "old"}
    held, new, old = answers(events)
    assert held["result"]["output"] == "old", "it was under way when the service said what it is"
    assert new["result"]["output"] == "new"
    assert old["error"]["data"]["kind"] == "not_found"
    assert [text for text in warnings(events) if "service slow no longer says" in text]
    assert tools(await slow.turn(tool("new"))) == {"echo", "new"}


async def test_a_tool_whose_service_does_not_start_is_unavailable_and_the_turn_goes_on(slow):
    await seen_once(slow, tools=["count"])
    slow.offers(exit=3)
    events = await slow.turn(tool("count"), tool("count"), held=True)
    for answer in answers(events):
        assert answer["error"]["data"]["kind"] == "service_unavailable"
        assert answer["error"]["data"]["service"] == "slow"
    (failed,) = [each for each in events if isinstance(each, ServiceFailed)]
    assert (failed.service, failed.exit_code) == ("slow", 3)


async def test_a_gate_that_does_not_start_ends_the_turn(slow):
    await seen_once(slow, hooks=[GATE])
    slow.offers(exit=3)
    events = await slow.turn(emit("tool:pre"), ["wait", {}])
    failed = events[-1]
    assert isinstance(failed, Failed), events
    assert "service slow" in failed.message
    assert "a gate must not be missing in silence" in failed.message
    assert [each.service for each in events if isinstance(each, ServiceFailed)] == ["slow"]


async def test_a_gate_that_may_be_missing_does_not_end_the_turn(slow):
    slow.house.behaviors.remove("slow")
    slow.house.service("slow", str(slow.folder), optional=True)
    await seen_once(slow, hooks=[GATE])
    slow.offers(exit=3)
    # What the host answers after it has seen the end; until then the gate denies.
    seen = ["state.get", {"key": "any"}]
    held, _, gone = answers(await slow.turn(emit("tool:pre"), seen, emit("tool:pre"), held=True))
    assert held["result"]["action"] == "deny", "it was asked already"
    assert gone["result"]["action"] == "continue"


async def test_a_gate_that_nobody_knew_of_ends_the_turn_and_is_known_from_then_on(slow):
    await seen_once(slow, tools=["count"])
    slow.offers(hooks=[GATE], answer="deny")
    events = await slow.turn(["wait", {}])
    failed = events[-1]
    assert isinstance(failed, Failed), events
    assert "the turn began without it" in failed.message
    assert failed.hint == "run it again; it is known now"
    assert answers(await slow.turn(emit("tool:pre")))[0]["result"]["action"] == "deny"


async def test_a_session_may_end_before_all_of_its_services_are_there(slow):
    await seen_once(slow, tools=["count"])
    session = slow.session()
    events = [event async for event in session.execute(json.dumps([BEGUN]))]
    assert isinstance(events[-1], Complete)
    assert not slow.mounted(events)
    await session.close()


async def test_an_eager_session_waits_for_all(slow):
    await seen_once(slow, tools=["count"])
    session = slow.session(eager=True)
    mounting = asyncio.create_task(session.mount())
    slow.open_door()
    await mounting
    assert slow.mounted(session.events())


async def test_a_child_is_as_eager_as_its_parent(house, run):
    house.behaviors.remove("puppet")
    house.service("puppet", grants=["session.spawn"])
    slow = Slow(house)
    slow.offers(tools=["count"])
    spawn = ["request.session_spawn", {"agent": "self", "instruction": "[]"}]
    session = house.session(eager=True)
    await session.mount()
    slow.close_door()
    events = []
    async for event in session.execute(json.dumps([spawn])):
        events.append(event)
        if isinstance(event, ChildStarted):
            slow.open_door()
    inner = [event.inner for event in events if isinstance(event, ChildEvent)]
    assert slow.mounted(inner)


async def test_an_answer_that_was_not_confirmed_for_long_is_not_used(slow):
    await seen_once(slow, tools=["count"])
    for answer in (slow.house.folder / "home" / "cache" / "describes").iterdir():
        os.utime(answer, (0, 0))
    session = slow.session()
    mounting = asyncio.create_task(session.mount())
    slow.open_door()
    await mounting
    assert slow.mounted(session.events())


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"protocol_version": "9.0"}'])
async def test_an_answer_that_cannot_be_read_is_none(slow, broken):
    await seen_once(slow, tools=["count"])
    for answer in (slow.house.folder / "home" / "cache" / "describes").iterdir():
        answer.write_bytes(broken)
    session = slow.session()
    mounting = asyncio.create_task(session.mount())
    slow.open_door()
    await mounting
    assert slow.mounted(session.events())


async def test_run_begins_early_but_for_eager(slow):
    """Nobody ever opens the door."""
    await seen_once(slow, tools=["count"])
    environ = {**os.environ, "AMPLIFIER_HOME": str(slow.house.folder / "home")}
    command = [str(COMMAND), "run", "--agent", str(slow.house.agent()), "--output", "json"]

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *options, "[]"],
            env=environ,
            cwd=slow.house.work,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    early = await asyncio.to_thread(run)
    assert early.returncode == 0, early
    assert json.loads(early.stdout)["response"] == "[]"
    eager = await asyncio.to_thread(run, "--eager", "--timeout", "2")
    assert eager.returncode == 130, eager
