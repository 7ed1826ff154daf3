"""Many services in one session, more than the system has room for, and many deaths at once."""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from amplifier_ipc_host.events import ServiceFailed, ServiceReady

SMALL = str(Path(__file__).parent / "services" / "small.sh")
ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]


def crowd(house, size: int) -> list[str]:
    names = [f"s{number}" for number in range(size)]
    for name in names:
        house.command(name, "/bin/sh", SMALL, name)
    return names


def calls(names: list[str]) -> list:
    """All of them at once."""
    wanted = [["request.tool_execute", {"name": f"act-{name}", "input": {}}] for name in names]
    return ["together", wanted]


@pytest.fixture
def usual_limit() -> Iterator[Callable[[], None]]:
    """1024 descriptors for a process, what most systems begin with; calling it lifts that."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    there = len(os.listdir("/proc/self/fd"))  # what other tests left open is not the host's
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024 + there, most), most))

    def lift() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))

    yield lift
    lift()


async def test_two_hundred_services_in_one_session(house, run, pidfds, usual_limit):
    names = crowd(house, 200)
    session = house.session()
    turn = await run(session, calls(names), ECHO)
    assert [answer["result"]["output"] for answer in turn.answers] == [*names, "hi"]
    ready = turn.of(ServiceReady)
    assert {event.service for event in ready} == {*names, "puppet", "parrot"}
    assert not turn.of(ServiceFailed)
    assert len(session.events()) == 0
    usual_limit()  # the handles of this test are not the host's either
    for event in ready:
        pidfds.add(event.pid)
    await session.close()
    pidfds.all_ended()


async def test_a_hundred_deaths_at_once_cost_nobody_else(house, run):
    names = crowd(house, 120)
    dead, alive = names[:100], names[100:]
    session = house.session()
    await session.mount()
    pids = {event.service: event.pid for event in session.events() if event.type == "service_ready"}
    for name in dead:
        os.kill(pids[name], signal.SIGKILL)
    events = [event async for event in session.execute(json.dumps([calls(names)]))]
    answers = dict(zip(names, json.loads(events[-1].response), strict=True))
    assert {answers[name]["error"]["data"]["signal"] for name in dead} == {"SIGKILL"}
    assert [answers[name]["result"]["output"] for name in alive] == alive
    failed = [event.service for event in events if isinstance(event, ServiceFailed)]
    assert sorted(failed) == sorted(dead)


def limited(command, descriptors: int) -> None:
    command.wrapped = ["/bin/sh", "-c", f'ulimit -n {descriptors}; exec "$0" "$@"']


@pytest.mark.parametrize("descriptors", [20, 60, 150])
def test_more_services_than_the_system_has_descriptors_for(house, command, descriptors):
    """The session ends in one sentence, and so does everything that was started."""
    crowd(house, 80)
    limited(command, descriptors)
    sentence, hint = command.the_error("run", "--agent", str(house.agent()), "[]")
    assert "open files" in sentence
    assert "ulimit -n" in hint
