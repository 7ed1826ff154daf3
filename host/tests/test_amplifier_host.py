"""AmplifierHost keeps many sessions; the program of the README runs as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import amplifier_ipc_host
import pytest
from amplifier_ipc_host import AmplifierHost, SessionError
from amplifier_ipc_host.events import Complete

ROOT = Path(__file__).parents[2]
README = Path(__file__).parents[1] / "README.md"
SET = json.dumps([["state.set", {"key": "k.k", "value": "here"}]])
GET = json.dumps([["state.get", {"key": "k.k"}]])


@pytest.fixture
async def host(house):
    async with AmplifierHost(sessions=house.folder / "sessions") as host:
        yield host


async def said(session, prompt: str) -> list:
    events = [event async for event in session.execute(prompt)]
    assert isinstance(events[-1], Complete), events[-1]
    return json.loads(events[-1].response)


async def test_sessions_are_opened_by_id_listed_and_keep_apart(house, host):
    agent = house.agent()
    one = host.open(agent, session_id="one", cwd=house.work)
    two = host.open(agent, session_id="two", cwd=house.work)
    assert host.list() == [one, two]
    assert host.get("two") is two
    await said(one, SET)
    assert await said(two, GET) == [{"result": {"value": None}}]
    assert await said(one, GET) == [{"result": {"value": "here"}}]


async def test_a_session_that_was_closed_goes_on_when_it_is_opened_again(house, host):
    agent = house.agent()
    await said(host.open(agent, session_id="one", cwd=house.work), SET)
    await host.close("one")
    assert host.list() == []
    assert await said(host.open(agent, session_id="one", cwd=house.work), GET) == [
        {"result": {"value": "here"}}
    ]


async def test_a_fork_is_kept_too(house, host):
    await said(host.open(house.agent(), session_id="one", cwd=house.work), SET)
    fork = await host.fork("one", new_session_id="copy")
    assert [session.session_id for session in host.list()] == ["one", "copy"]
    assert await said(fork, GET) == [{"result": {"value": "here"}}]


async def test_an_id_is_open_once_and_one_that_is_not_open_is_said_so(house, host):
    host.open(house.agent(), session_id="one", cwd=house.work)
    with pytest.raises(SessionError, match="session one is open already"):
        host.open(house.agent(), session_id="one", cwd=house.work)
    with pytest.raises(SessionError, match="session two is not open"):
        host.get("two")
    with pytest.raises(SessionError, match="session two is not open"):
        await host.close("two")


async def test_at_its_end_all_sessions_are_closed(house):
    async with AmplifierHost(sessions=house.folder / "sessions", spares=True) as host:
        sessions = [host.open(house.agent(), cwd=house.work) for _ in range(3)]
        for session in sessions:
            await said(session, "[]")
    assert host.list() == []
    assert [session.folder for session in sessions] == [None] * 3


def test_the_program_of_the_readme_runs_and_prints_the_events(tmp_path):
    (program,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    lines = [line for line in program.splitlines() if line.strip()]
    assert len(lines) <= 10, "a ten-line program"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "AMPLIFIER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout.splitlines()
    assert printed[-1].startswith("Complete("), printed[-1]
    assert any(line.startswith("ServiceReady(") for line in printed)


def test_public_names_are_typed_and_documented():
    """Each name, and each public method and property of the classes among them."""
    for name in amplifier_ipc_host.__all__:
        thing = getattr(amplifier_ipc_host, name)
        assert thing.__doc__, name
        for member, value in vars(thing).items() if isinstance(thing, type) else ():
            function = getattr(value, "fget", value)
            if member.startswith("_") or not callable(function) or isinstance(function, type):
                continue
            assert function.__doc__, f"{name}.{member}"
            assert "return" in function.__annotations__, f"{name}.{member}"
    assert (Path(amplifier_ipc_host.__file__).parent / "py.typed").exists()
