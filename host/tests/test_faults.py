"""Every fault of a service has a defined outcome: the error that the protocol names, one sentence that names the
service, and a turn that goes on where it can."""

from __future__ import annotations

import json
import os
import signal

import pytest
from amplifier_ipc_host import MountError
from amplifier_ipc_host.events import ActivityStarted, Log, ServiceFailed, ServiceReady

BAD = ["request.tool_execute", {"name": "bad", "input": {}}]
ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]


def the_failure(turn):
    (failure,) = turn.of(ServiceFailed)
    assert "hostile" in failure.message
    assert "\n" not in failure.message
    return failure


async def test_death_before_describe_is_a_warning_and_the_turn_goes_on(house, run):
    house.service("hostile", "dies-before-describe")
    turn = await run(house.session(), ECHO, BAD)
    failure = the_failure(turn)
    assert failure.exit_code == 3
    assert "exit code 3 before it answered describe" in failure.message
    assert "cannot find my configuration" in failure.message
    assert turn.answers[0]["result"]["output"] == "hi"
    assert turn.answers[1]["error"]["data"]["kind"] == "not_found"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("version-2", "speaks protocol version 2.0"),
        ("bad-schema", "the tool 'bad' with an input_schema that is no JSON Schema"),
        ("bad-describe", "/capabilities/tools/0/description"),
        ("refuses-config", "/config/bad/x: must be a number; /config/bad/y: is unknown"),
    ],
)
async def test_what_does_not_mount_is_said_in_one_sentence(house, run, how, words):
    house.service("hostile", how)
    turn = await run(house.session(), ECHO)
    assert words in the_failure(turn).message
    assert turn.answers[0]["result"]["output"] == "hi"


async def test_a_gate_that_does_not_mount_ends_the_session(house):
    house.service("hostile", "hooks")
    with pytest.raises(
        MountError, match=r"hostile refused configure.*a gate must not be missing in silence"
    ):
        await house.session().mount()


async def test_a_gate_that_is_optional_may_be_missing(house, run):
    house.service("hostile", "hooks", optional=True)
    turn = await run(house.session(), ECHO)
    assert the_failure(turn)
    assert turn.answers[0]["result"]["output"] == "hi"


async def test_a_missing_orchestrator_says_why(house):
    house.service("hostile", "dies-before-describe")
    session = house.session(house.agent(orchestrator="hostile:loop"))
    with pytest.raises(
        MountError, match=r"the orchestrator 'hostile:loop' is not offered.*exit code 3"
    ):
        await session.mount()


async def test_death_in_a_call_is_service_unavailable_with_its_signal(house, run):
    house.service("hostile", "dies-in-call")
    turn = await run(house.session(), BAD, ECHO, BAD)
    error = turn.answers[0]["error"]
    assert error["code"] == -32002
    data = error["data"]
    assert (data["kind"], data["service"], data["signal"]) == (
        "service_unavailable",
        "hostile",
        "SIGKILL",
    )
    assert "the last words" in data["stderr_tail"]
    assert turn.answers[1]["result"]["output"] == "hi"
    assert turn.answers[2]["error"]["data"]["kind"] == "service_unavailable"
    failure = the_failure(turn)
    assert (failure.signal, failure.exit_code) == ("SIGKILL", None)
    assert turn.complete.status == "completed"


async def test_death_in_mid_stream_keeps_the_text_so_far(house, run):
    house.service("hostile", "provider")
    ask = [
        "request.provider_complete",
        {"provider": "broken", "request": {"messages": []}, "stream": True},
    ]
    turn = await run(house.session(), ask, ECHO)
    data = turn.answers[0]["error"]["data"]
    assert (data["kind"], data["exit_code"], data["partial"]) == (
        "service_unavailable",
        7,
        "one two",
    )
    assert turn.answers[1]["result"]["output"] == "hi"


async def test_kill_9_from_outside_in_mid_call(house):
    house.service("hostile", "hangs-in-call")
    session = house.session()
    await session.mount()
    pids, events = {}, []
    async for event in session.execute(json.dumps([BAD, ECHO])):
        events.append(event)
        if isinstance(event, ServiceReady):
            pids[event.service] = event.pid
        if isinstance(event, ActivityStarted) and event.name == "bad":
            os.kill(pids["hostile"], signal.SIGKILL)
    first, second = json.loads(events[-1].response)
    assert first["error"]["data"]["signal"] == "SIGKILL"
    assert second["result"]["output"] == "hi"


async def test_junk_on_stdout_is_refused_and_shown_once(house, run):
    house.service("hostile", "prints-junk")
    turn = await run(house.session(), BAD, BAD)
    assert [answer["result"]["output"] for answer in turn.answers] == ["fine", "fine"]
    shown = [log.message for log in turn.of(Log) if "no message" in log.message]
    assert len(shown) == 1
    assert "service hostile" in shown[0]
    assert "this is no message" in shown[0]


async def test_a_hundred_lines_of_junk_end_a_service(house, run):
    house.service("hostile", "floods-junk")
    turn = await run(house.session(), BAD, ECHO)
    assert turn.answers[0]["error"]["data"]["kind"] == "service_unavailable"
    assert turn.answers[1]["result"]["output"] == "hi"
    assert "100 lines in a row that are no messages" in the_failure(turn).message


async def test_an_oversized_answer_is_message_too_large_and_the_service_lives_on(house, run):
    house.service("hostile", "oversized")
    turn = await run(house.session(), BAD, ECHO)
    error = turn.answers[0]["error"]
    assert (error["code"], error["data"]["kind"]) == (-32006, "message_too_large")
    assert error["data"]["limit"] == 64 * 1024 * 1024
    assert not turn.of(ServiceFailed)
    assert turn.answers[1]["result"]["output"] == "hi"


async def test_a_call_above_its_rights_is_permission_denied(house, run):
    house.service("hostile", "asks")
    turn = await run(house.session(), BAD)
    error = turn.answers[0]["result"]["output"]["error"]
    assert (error["code"], error["data"]["kind"]) == (-32003, "permission_denied")
    assert [
        log.message for log in turn.of(Log) if "asks for the grant 'tool.execute'" in log.message
    ]


async def test_a_granted_call_is_served(house, run):
    house.service("hostile", "asks", grants=["tool.execute"])
    turn = await run(house.session(), BAD)
    assert turn.answers[0]["result"]["output"]["result"] == {"success": True, "output": "hi"}


async def test_a_service_that_ignores_its_end_is_killed_after_the_grace_time(house, run):
    house.service("hostile", "never-leaves")
    session = house.session()
    turn = await run(session, BAD)
    pid = next(event.pid for event in turn.of(ServiceReady) if event.service == "hostile")
    await session.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_service_that_hangs_in_describe_delays_only_itself(house, run, monkeypatch):
    monkeypatch.setattr("amplifier_ipc_host.service.START_TIMEOUT", 5.0)
    house.service("hostile", "hangs-in-describe")
    turn = await run(house.session(), ECHO)
    assert "did not answer describe within 5 s" in the_failure(turn).message
    assert turn.answers[0]["result"]["output"] == "hi"


async def test_the_death_of_the_orchestrator_fails_the_turn_in_one_sentence(house):
    house.service("hostile", "hangs-in-call")
    session = house.session()
    await session.mount()
    pids, events = {}, []
    async for event in session.execute(json.dumps([BAD])):
        events.append(event)
        if isinstance(event, ServiceReady):
            pids[event.service] = event.pid
        if isinstance(event, ActivityStarted) and event.name == "bad":
            os.kill(pids["puppet"], signal.SIGKILL)
    assert events[-1].type == "error"
    assert "service puppet" in events[-1].message
    assert events[-1].data["signal"] == "SIGKILL"


async def test_what_a_service_leaves_in_a_session_of_its_own_ends_with_the_turn(house, run):
    house.service("hostile", "grandchild")
    session = house.session()
    turn = await run(session, ECHO)
    tools = turn.complete.metadata["params"]["tools"]
    pid = next(int(tool["description"]) for tool in tools if tool["name"] == "bad")
    os.kill(pid, 0)
    await session.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_command_that_does_not_exist_is_said(house):
    house.service("hostile", "healthy")
    agent = house.agent()
    (house.folder / "hostile.yaml").write_text(
        json.dumps(
            {
                "behavior": {
                    "ref": "hostile",
                    "service": {"stack": "command", "command": ["./no-such-program"]},
                }
            }
        )
    )
    with pytest.raises(
        Exception, match=r"service hostile: its command .*no-such-program does not exist"
    ):
        house.session(agent)


async def test_a_service_that_did_not_mount_and_ignores_its_end_is_killed_too(
    house, run, monkeypatch
):
    monkeypatch.setattr("amplifier_ipc_host.service.GRACE", 0.2)
    house.service("hostile", "never-leaves-nor-mounts")
    session = house.session()
    turn = await run(session, ECHO)
    pid = int(the_failure(turn).message.partition("pid ")[2].partition(" ")[0])
    await session.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("optional", [False, True])
async def test_death_while_others_still_start_is_a_service_that_did_not_mount(
    house, run, monkeypatch, optional
):
    """It was described and configured, and is gone before the routing table is made."""
    monkeypatch.setattr("amplifier_ipc_host.service.START_TIMEOUT", 1.5)
    house.service("hostile", "dies-when-configured", optional=optional)
    house.service("slow", "hangs-in-describe", script="hostile")
    session = house.session()
    if not optional:
        with pytest.raises(MountError, match=r"hostile ended with exit code 4; it has hooks"):
            await session.mount()
        return
    turn = await run(session, ECHO, BAD)
    failed = {failure.service: failure for failure in turn.of(ServiceFailed)}
    assert failed["hostile"].message == "service hostile ended with exit code 4"
    assert turn.answers[0]["result"]["output"] == "hi"
    assert turn.answers[1]["error"]["data"]["kind"] == "not_found"


async def test_a_service_that_closes_its_stdout_is_ended(house, run):
    house.service("hostile", "closes-stdout")
    turn = await run(house.session(), BAD, ECHO)
    assert turn.answers[0]["error"]["data"]["kind"] == "service_unavailable"
    assert the_failure(turn).message == "service hostile closed its standard output and was ended"
    assert turn.answers[1]["result"]["output"] == "hi"


async def test_a_selected_name_that_is_not_offered_is_said(house, run):
    house.service("hostile", "healthy", tools=["bad", "worse"])
    turn = await run(house.session(), BAD)
    assert turn.answers[0]["result"]["output"] == "ok"
    logs = [log.message for log in turn.of(Log) if log.level == "warning"]
    assert logs == ["service hostile offers no tool 'worse', which its definition selects"]
