"""Forks, resumes, and what a session counts of itself."""

from __future__ import annotations

import json

import pytest
from amplifier_ipc_host import Session, SessionError, load_agent

NO_COUNT = {"tool_invocations": 0, "tool_successes": 0, "tool_failures": 0}


def add(role, content, **members):
    message = {"role": role, "content": content, **members}
    return ["request.context_add_message", {"message": message}]


READ = ["request.context_get_messages", {}]


def words(turn) -> list[str]:
    """What the history of a turn holds."""
    return [message["content"] for message in turn.answers[-1]["result"]["messages"]]


@pytest.fixture
async def three(house, run):
    """A session of three turns, of which the second clears what the first said."""
    house.service("gate", str(house.folder / "heard"))
    session = house.session()
    await run(session, add("user", "one"), ["state.set", {"key": "k.k", "value": 1}])
    await run(session, ["request.context_clear", {}], add("user", "two"))
    await run(session, add("user", "three"))
    return session


@pytest.mark.parametrize(
    ("at", "history"), [(1, ["one"]), (2, ["two"]), (3, ["two", "three"]), (None, ["two", "three"])]
)
async def test_a_fork_has_the_history_up_to_the_end_of_a_turn(house, run, three, at, history):
    before = (three.folder / "transcript.jsonl").read_bytes()
    fork = await three.fork(at)
    house.sessions.append(fork)
    turn = await run(fork, ["state.get", {"key": "k.k"}], READ)
    assert words(turn) == history
    assert turn.answers[0] == {"result": {"value": 1}}
    about = json.loads((fork.folder / "metadata.json").read_text())
    assert (about["parent_id"], about["forked_at"]) == (three.session_id, at or 3)
    assert (three.folder / "transcript.jsonl").read_bytes() == before
    assert words(await run(three, READ)) == ["two", "three"]


async def test_a_fork_is_a_new_session_whose_hooks_hear_of_its_parent(house, run, three):
    fork = await three.fork(1)
    house.sessions.append(fork)
    await run(fork)
    await fork.close()
    again = house.session(session_id=fork.session_id)
    await run(again)
    lines = [json.loads(line) for line in (house.folder / "heard").read_text().splitlines()]
    own = [line for line in lines if line["session_id"] == fork.session_id]
    events = ["session:fork", "session:start", "session:end", "session:fork", "session:resume"]
    assert [line["event"] for line in own] == events
    assert {line["parent_id"] for line in own} == {three.session_id}


async def test_a_fork_may_be_forked_and_its_turns_are_counted_on(house, run, three):
    fork = await three.fork(1)
    house.sessions.append(fork)
    await run(fork, add("user", "other"))
    further = await fork.fork(2)
    house.sessions.append(further)
    assert words(await run(further, READ)) == ["one", "other"]


@pytest.mark.parametrize("at", [0, 4, -1])
async def test_there_is_no_fork_at_a_turn_that_was_not(three, at):
    with pytest.raises(SessionError, match=f"has no turn {at}"):
        await three.fork(at)


async def test_a_fork_replaces_no_session(house, run, three):
    with pytest.raises(SessionError, match="there is a session"):
        await three.fork(1, session_id=three.session_id)
    with pytest.raises(SessionError, match="is no session id"):
        await three.fork(1, session_id="../elsewhere")


async def test_another_session_resumes_it_with_its_messages_its_state_and_its_counts(
    house, run, three
):
    await three.close()
    again = house.session(session_id=three.session_id)
    turn = await run(again, ["state.get", {"key": "k.k"}], READ)
    assert turn.answers[0] == {"result": {"value": 1}}
    assert words(turn) == ["two", "three"]
    assert len(json.loads((again.folder / "metadata.json").read_text())["turns"]) == 4


async def test_a_session_counts_its_messages_tools_tokens_and_cost(house, run):
    """models.md: SessionStatus; a tool is counted by its result in the conversation."""
    house.service("spender")
    session = house.session(house.agent(orchestrator="spender"))
    with pytest.raises(SessionError, match="is not open"):
        _ = session.status
    for _ in range(2):
        await run(session, prompt="spend")
    status = session.status
    assert status.to_wire() == {
        "session_id": session.session_id,
        "started_at": status.started_at,
        "status": "completed",
        "total_messages": 10,
        "tool_invocations": 6,
        "tool_successes": 2,
        "tool_failures": 4,
        "total_input_tokens": 20,
        "total_output_tokens": 6,
        "estimated_cost": "0.30",
        "last_activity": status.last_activity,
    }
    await session.close()
    again = house.session(house.agent(orchestrator="spender"), session_id=session.session_id)
    await run(again, prompt="spend")
    assert (again.status.total_messages, again.status.tool_invocations) == (15, 9)
    assert again.status.estimated_cost == "0.45"
    assert again.status.started_at == status.started_at


async def test_a_failed_turn_is_the_last_error_and_counts_nothing(house, run):
    session = house.session()
    turn = await run(session, prompt="die")
    status = session.status
    assert status.status == "failed"
    assert status.last_error == turn.failed.message
    assert {name: getattr(status, name) for name in NO_COUNT} == NO_COUNT


async def test_a_session_that_ended_says_when(house, run):
    session = house.session()
    await run(session)
    folder = session.folder
    await session.close()
    about = json.loads((folder / "metadata.json").read_text())
    assert about["ended_at"] >= about["started_at"]


async def test_a_session_without_turns_cannot_be_forked(house):
    stranger = Session(
        load_agent(house.agent()), cwd=house.work, sessions=house.folder / "sessions"
    )
    with pytest.raises(SessionError, match="there is no session"):
        await stranger.fork()
