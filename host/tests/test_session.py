"""A turn through the real data plane with services that use no SDK."""

from __future__ import annotations

import gc
import json
import os

import pytest
from amplifier_ipc_host import MountError, SessionError
from amplifier_ipc_host.events import (
    Activity,
    ActivityStarted,
    ApprovalRequested,
    Display,
    Log,
    Progress,
    ServiceReady,
    Stream,
)

ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]
HELLO = {"role": "user", "content": "hello", "x-unknown": [1, {"a": None}]}


async def test_a_turn_reaches_tool_provider_and_context(house, run):
    complete = ["request.provider_complete", {"request": {"messages": []}, "stream": True}]
    add, read = (
        ["request.context_add_message", {"message": HELLO}],
        ["request.context_get_messages", {}],
    )
    turn = await run(house.session(), ECHO, complete, add, read)
    assert turn.answers == [
        {"result": {"success": True, "output": "hi"}},
        {
            "result": {
                "content": [{"type": "text", "text": "pretty polly"}],
                "finish_reason": "stop",
            }
        },
        {"result": {}},
        {"result": {"messages": [HELLO]}},
    ]
    assert turn.complete.status == "completed"


async def test_the_orchestrator_is_told_what_is_mounted(house, run):
    turn = await run(house.session(house.agent(config={"puppet": {"depth": 3}})))
    params = turn.complete.metadata["params"]
    assert [tool["name"] for tool in params["tools"]] == ["echo"]
    assert params["providers"] == [{"name": "parrot", "service": "parrot"}]
    assert params["system_prompt"] == "Be a test."
    assert params["config"] == {"depth": 3}


async def test_attachments_reach_the_orchestrator_as_they_are(house):
    image = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    events = [event async for event in house.session().execute("[]", [image])]
    assert events[-1].metadata["params"]["attachments"] == [image]


async def test_services_are_announced_with_pid_and_language(house, run):
    turn = await run(house.session())
    ready = {event.service: event for event in turn.of(ServiceReady)}
    assert set(ready) == {"puppet", "parrot"}
    assert ready["parrot"].components == ["parrot", "echo"]
    assert ready["parrot"].language == "python"


async def test_the_transcript_holds_a_message_before_it_is_acknowledged(house, run):
    """The context manager reads the transcript while it is told of the message: it already stands there."""
    session = house.session()
    turn = await run(session, ["request.context_add_message", {"message": HELLO}])
    assert turn.answers == [{"result": {}}]
    path = house.folder / "sessions" / session.session_id / "transcript.jsonl"
    assert [json.loads(line) for line in path.read_text().splitlines()] == [HELLO]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_services_are_fresh_every_turn_and_the_history_stays(house, run):
    session = house.session()
    first = await run(session, ["request.context_add_message", {"message": HELLO}])
    second = await run(session, ["request.context_get_messages", {}])
    assert second.answers == [{"result": {"messages": [HELLO]}}]
    pids = [{event.pid for event in turn.of(ServiceReady)} for turn in (first, second)]
    assert not pids[0] & pids[1]


async def test_a_session_is_resumed_without_its_torn_last_line(house, run):
    session = house.session()
    await run(
        session,
        ["request.context_add_message", {"message": HELLO}],
        ["state.set", {"key": "a.b", "value": {"n": None}}],
    )
    await session.close()
    path = house.folder / "sessions" / session.session_id / "transcript.jsonl"
    with path.open("ab") as file:
        file.write(b'{"role": "user", "con')
    again = house.session(session_id=session.session_id)
    turn = await run(again, ["request.context_get_messages", {}], ["state.get", {"key": "a.b"}])
    assert turn.answers == [{"result": {"messages": [HELLO]}}, {"result": {"value": {"n": None}}}]
    assert [log.message for log in turn.of(Log) if "torn" in log.message]


async def test_a_session_in_use_is_refused(house, run):
    session = house.session()
    await run(session)
    with pytest.raises(SessionError, match="in use by another process"):
        await house.session(session_id=session.session_id).mount()


async def test_state_is_null_when_unset_and_deleted_by_null(house, run):
    turn = await run(
        house.session(),
        ["state.get", {"key": "x.y"}],
        ["state.set", {"key": "x.y", "value": [1]}],
        ["request.state_get", {"key": "x.y"}],
        ["request.state_set", {"key": "x.y", "value": None}],
        ["state.get", {"key": "x.y"}],
    )
    results = [answer["result"] for answer in turn.answers]
    assert results == [{"value": None}, {}, {"value": [1]}, {}, {"value": None}]


async def test_wrong_params_are_refused_with_every_fault(house, run):
    turn = await run(house.session(), ["state.set", {"value": 1}], ["capability.get", {"name": 7}])
    first, second = (answer["error"] for answer in turn.answers)
    assert (first["code"], first["data"]["kind"]) == (-32602, "invalid_params")
    assert [fault["path"] for fault in first["data"]["errors"]] == ["/key"]
    assert [fault["path"] for fault in second["data"]["errors"]] == ["/name"]


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (["request.tool_execute", {"name": "ecko", "input": {}}], "not_found"),
        (
            ["request.provider_complete", {"provider": "parot", "request": {"messages": []}}],
            "not_found",
        ),
        (["capability.get", {"name": "none"}], "not_found"),
        (["request.nothing_like_this", {}], "method_not_found"),
        (["request.session_spawn", {"agent": "none", "instruction": "go"}], "not_found"),
    ],
)
async def test_what_is_not_there_is_refused_by_its_kind(house, run, request_, kind):
    turn = await run(house.session(), request_)
    assert turn.answers[0]["error"]["data"]["kind"] == kind


async def test_an_unknown_tool_is_answered_with_the_nearest_name(house, run):
    turn = await run(house.session(), ["request.tool_execute", {"name": "ecko", "input": {}}])
    data = turn.answers[0]["error"]["data"]
    assert data == {"kind": "not_found", "what": "tool", "name": "ecko", "did_you_mean": "echo"}


async def test_wrong_input_reaches_the_orchestrator_with_its_faults(house, run):
    turn = await run(
        house.session(), ["request.tool_execute", {"name": "echo", "input": {"text": 5}}], ECHO
    )
    error = turn.answers[0]["error"]
    assert error["code"] == -32602
    assert error["data"]["errors"] == [{"path": "/input/text", "message": "must be a string"}]
    assert turn.answers[1]["result"]["output"] == "hi"


async def test_streams_progress_display_and_log_reach_the_caller(house, run):
    turn = await run(
        house.session(),
        ["notify:stream.token", {"request_id": "REQUEST_ID", "index": 0, "text": "to"}],
        ["notify:stream.token", {"request_id": "REQUEST_ID", "index": 0, "text": "ken"}],
        ["notify:$/progress", {"request_id": "REQUEST_ID", "message": "half"}],
        ["notify:display.show", {"message": "look", "level": "warning"}],
        ["notify:$/log", {"level": "info", "message": "noted"}],
        ["notify:stream.token", {"request_id": "of nobody", "index": 0, "text": "lost"}],
    )
    assert "".join(event.text for event in turn.of(Stream)) == "token"
    assert [event.data["message"] for event in turn.of(Progress)] == ["half"]
    assert [(event.service, event.message) for event in turn.of(Display)] == [("puppet", "look")]
    assert ("puppet", "noted") in [(event.service, event.message) for event in turn.of(Log)]


async def test_activities_are_reported_with_who_what_and_how_long(house, run):
    turn = await run(house.session(), ECHO)
    started = [event for event in turn.of(ActivityStarted) if event.name == "echo"]
    ended = [event for event in turn.of(Activity) if event.name == "echo"]
    assert [(event.source, event.target) for event in (*started, *ended)] == [
        ("puppet", "parrot")
    ] * 2
    assert ended[0].ms > 0
    assert ended[0].error is None


async def test_without_a_front_end_an_approval_is_denied(house, run):
    request = [
        "request.approval",
        {"tool_name": "bash", "action": "run", "details": {}, "risk_level": "high"},
    ]
    turn = await run(house.session(), request)
    assert turn.answers[0]["result"]["approved"] is False


async def test_the_front_end_answers_an_approval(house):
    request = [
        "request.approval",
        {"tool_name": "bash", "action": "run", "details": {}, "risk_level": "high"},
    ]
    session = house.session(approve="ask")
    await session.mount()
    events = []
    async for event in session.execute(json.dumps([request])):
        events.append(event)
        if isinstance(event, ApprovalRequested):
            assert event.request["tool_name"] == "bash"
            assert session.answer(event.approval_id, approved=True, option="Allow once")
            assert not session.answer("approval-99", approved=True)
    answers = json.loads(events[-1].response)
    assert answers == [{"result": {"approved": True, "option": "Allow once"}}]


async def test_an_approval_that_nobody_answers_takes_its_default(house, run):
    request = {
        "tool_name": "bash",
        "action": "run",
        "details": {},
        "risk_level": "low",
        "timeout": 0.05,
    }
    turn = await run(house.session(approve="ask"), ["request.approval", request])
    assert turn.answers[0]["result"]["approved"] is False


async def test_two_services_with_the_same_tool_are_an_error_that_names_both(house):
    house.service("second", script="parrot")
    session = house.session()
    with pytest.raises(
        MountError, match=r"parrot and second both offer the (tool 'echo'|provider 'parrot')"
    ):
        await session.mount()


async def test_a_definition_that_picks_one_ends_the_clash(house, run):
    house.service("hostile", "healthy")
    house.service("other", "healthy", script="hostile", tools=[])
    turn = await run(house.session(), ["request.tool_execute", {"name": "bad", "input": {}}])
    assert turn.answers[0]["result"]["output"] == "ok"


async def test_closing_twice_is_closing_once(house, run):
    session = house.session()
    await run(session)
    await session.close()
    await session.close()


async def test_a_cancelled_turn_ends_and_the_session_stays_usable(house, run):
    house.service("hostile", "hangs-in-call")
    session = house.session()
    await session.mount()
    ends = []
    async for event in session.execute(
        json.dumps([["request.tool_execute", {"name": "bad", "input": {}}]])
    ):
        if isinstance(event, ActivityStarted) and event.name == "bad":
            session.cancel("immediate")
        ends.append(event)
    assert ends[-1].type in ("complete", "error")
    again = await run(session, ECHO)
    assert again.answers[0]["result"]["output"] == "hi"


async def test_a_turn_leaves_no_descriptor_behind(house, run):
    """By itself, not when cycles are collected: turns come faster than that."""
    session, counts = house.session(), []
    gc.disable()
    try:
        for _ in range(3):
            await run(session, ECHO)
            counts.append(len(os.listdir("/proc/self/fd")))
    finally:
        gc.enable()
    assert len(set(counts)) == 1, counts
