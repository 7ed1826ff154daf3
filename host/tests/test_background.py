"""Background jobs of bash under the host: they outlive the turn, not the session, unless they detach."""

import asyncio
import os
import select
from pathlib import Path

import pytest

WORKSPACE = Path(__file__).parents[2] / "target" / "debug" / "foundation-workspace"

PATIENCE_MS = 20_000


@pytest.fixture
def bash(house, monkeypatch):
    """Sends a call of bash as the puppet does; logs of jobs lie below TMPDIR."""
    monkeypatch.setenv("TMPDIR", str(house.folder))
    house.command("workspace", str(WORKSPACE), grants=["hook.emit"])

    def bash(**given):
        return ["request.tool_execute", {"name": "bash", "input": given}]

    return bash


def output(turn):
    (answer,) = turn.answers
    return answer["result"]["output"]


def ends(pidfd):
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return poll.poll(PATIENCE_MS)


def content(path):
    return Path(path).read_text()


async def test_a_job_outlives_the_turn_and_not_the_session(house, run, bash, pidfds):
    session = house.session()
    command = "echo up; sleep 3600 & wait"
    started = output(await run(session, bash(command=command, run_in_background=True)))
    pidfds.add(started["pid"])
    status = output(await run(session, bash(job=started["job"])))
    assert status["status"] == "running"
    await session.close()
    pidfds.all_ended()
    assert content(started["log"]) == "up\n"


async def test_a_job_that_detaches_outlives_the_session(house, run, bash, pidfds):
    session = house.session()
    given = {"command": "exec sleep 3600", "run_in_background": True, "detach": True}
    started = output(await run(session, bash(**given)))
    pidfds.add(started["pid"])
    await session.close()
    again = house.session(session_id=session.session_id)
    status = output(await run(again, bash(job=started["job"])))
    assert status["status"] == "running"
    killed = output(await run(again, bash(job=started["job"], action="kill")))
    assert killed["status"] == "killed"
    pidfds.all_ended()


async def test_what_is_no_job_is_gone_in_the_next_turn(house, run, bash, rendezvous):
    session = house.session()
    await session.mount()
    command = "setsid bash -c 'echo left $$ > rendezvous; exec sleep 3600' & read line < wait"
    script = [bash(command=f"mkfifo wait; {command}")]
    turn = asyncio.create_task(run(session, *script))
    left = os.pidfd_open(await rendezvous.said("left"))
    (house.work / "wait").write_text("go\n")
    assert output(await turn)["returncode"] == 0
    await run(session)
    assert await asyncio.to_thread(ends, left), "it stayed"
    os.close(left)
