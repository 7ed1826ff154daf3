"""The polyglot agent when its processes die: services one by one in mid-call, and the host itself."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
from pathlib import Path

import pytest
from amplifier_ipc_host import Session, load_agent
from amplifier_ipc_host.events import ActivityStarted, Event, ServiceFailed, ServiceReady
from process_tree import descendants

GONE_WITHIN = 30.0
SLOW = {"text": "I will never get to say this.", "delay_ms": 100_000}


async def killed_in_mid_call(
    desk, victim: str, method: str, slow: Path | None = None
) -> list[Event]:
    """The turn with one service stopped as soon as it is mounted, and killed when it has a call of that method.

    A stopped process cannot answer, so the call is under way for certain. With an agent that is `slow` at that call,
    nothing needs to be stopped.
    """
    session = Session(
        load_agent(slow or desk.polyglot), cwd=desk.work, sessions=desk.home / "sessions"
    )
    pids: dict[str, int] = {}
    killed: list[int] = []
    events: list[Event] = []
    try:
        await session.mount()
        async for event in session.execute(desk.prompt):
            events.append(event)
            if isinstance(event, ServiceReady):
                pids[event.service] = event.pid
                if event.service == victim and slow is None:
                    os.kill(event.pid, signal.SIGSTOP)
            elif (
                isinstance(event, ActivityStarted)
                and (event.target, event.method) == (victim, method)
                and not killed
            ):
                killed.append(pids[victim])
                os.kill(pids[victim], signal.SIGKILL)
    finally:
        await session.close()
    assert killed, [event for event in events if isinstance(event, ActivityStarted)]
    return events


def failure_of(events: list[Event], service: str) -> ServiceFailed:
    (failure,) = [event for event in events if isinstance(event, ServiceFailed)]
    assert (failure.service, failure.signal) == (service, "SIGKILL")
    assert failure.message == f"service {service} was ended by SIGKILL"
    return failure


async def test_the_rust_service_killed_in_mid_call_is_service_unavailable_and_the_turn_ends_well(
    desk,
):
    events = await killed_in_mid_call(desk, "workspace", "tool.execute")
    failure_of(events, "workspace")
    end = events[-1]
    assert (end.type, end.status) == ("complete", "completed")
    assert "service_unavailable" in end.response
    assert "SIGKILL" in end.response
    (told,) = [message for message in desk.transcript() if message["role"] == "tool"]
    assert "service workspace was ended by SIGKILL" in told["content"]


async def test_the_go_service_killed_in_mid_call_denies_what_it_gates(desk):
    events = await killed_in_mid_call(desk, "foundation-hooks", "hook.emit")
    failure_of(events, "foundation-hooks")
    end = events[-1]
    assert (end.type, end.status) == ("complete", "completed")
    (told,) = [message for message in desk.transcript() if message["role"] == "tool"]
    assert told["content"].startswith("Denied: ")
    assert "shell_guard" in told["content"]


@pytest.mark.parametrize("method", ["provider.info", "provider.complete"])
async def test_the_typescript_service_killed_in_mid_call_fails_the_turn_in_one_sentence(
    desk, method
):
    slow = desk.agent(turns=[SLOW]) if method == "provider.complete" else None
    events = await killed_in_mid_call(desk, "mock", method, slow)
    failure_of(events, "mock")
    end = events[-1]
    assert end.type == "error"
    assert "service mock" in end.message
    assert "SIGKILL" in end.message
    assert "\n" not in end.message


async def test_the_python_service_killed_in_mid_turn_fails_the_turn_in_one_sentence(desk):
    events = await killed_in_mid_call(desk, "foundation-agent", "orchestrator.execute")
    failure_of(events, "foundation-agent")
    end = events[-1]
    assert end.type == "error"
    assert "service foundation-agent was ended by SIGKILL" in end.message
    assert "\n" not in end.message


@pytest.mark.parametrize("frozen", [None, "keeper's services"])
def test_kill_9_of_the_host_leaves_no_process_behind(desk, start, frozen):
    """Not a service, not the keeper, not a grandchild in a session of its own; also when all services are stopped."""
    linger = {"tool_calls": [{"name": "linger", "input": {}}]}
    agent = desk.agent(
        "foundation-agent",
        "workspace",
        "foundation-hooks",
        "mock",
        "shell:linger",
        turns=[linger, SLOW],
    )
    host = start(agent, "--output", "stream-json")
    services, lingering = watch_until_the_slow_answer(host.stdout)
    everyone = descendants(host.pid)
    assert services | {lingering} <= everyone
    assert len(everyone) == len(services) + 2, "services, grandchild and keeper"
    assert os.getsid(lingering) not in {os.getsid(pid) for pid in services}
    with contextlib.ExitStack() as stack:
        handles = {pid: open_pidfd(stack, pid) for pid in everyone}
        if frozen:
            for pid in services | {lingering}:
                os.kill(pid, signal.SIGSTOP)
        host.kill()
        left = dict(handles)
        poll = select.poll()
        for handle in handles.values():
            poll.register(handle, select.POLLIN)
        while left and (ended := poll.poll(GONE_WITHIN * 1000)):
            for handle, _ in ended:
                poll.unregister(handle)
                left = {pid: other for pid, other in left.items() if other != handle}
        assert not left


def watch_until_the_slow_answer(stream) -> tuple[set[int], int]:
    """The pids of the services and of what one left behind, once the model is asked for its slow answer."""
    services: set[int] = set()
    lingering = 0
    for line in stream:
        event = json.loads(line)
        if event["type"] == "service_ready":
            services.add(event["pid"])
        elif event["type"] == "stream" and event["name"] == "tool_call_end":
            lingering = int(event["data"]["output_preview"].removeprefix("left behind: "))
        elif (
            event["type"] == "activity_started"
            and event["method"] == "provider.complete"
            and lingering
        ):
            return services, lingering
    raise AssertionError("the turn ended before its slow answer")


def open_pidfd(stack: contextlib.ExitStack, pid: int) -> int:
    handle = os.pidfd_open(pid)
    stack.callback(os.close, handle)
    return handle
