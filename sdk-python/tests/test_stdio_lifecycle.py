"""Describe, configure, and the end."""

import pytest


def names(described, what):
    return [entry["name"] for entry in described["capabilities"].get(what, [])]


def test_before_describe_only_describe_and_ping_are_answered(start):
    service = start(described=False)
    assert service.ask("ping") == {}
    for method in ("tool.execute", "configure", "no.such"):
        error = service.ask(method)
        assert (error["code"], error["data"]["kind"]) == (-32007, "not_ready")
    assert service.ask("describe")["name"] == "parrot"
    assert service.ask("configure", {"config": {}}) == {"status": "ok"}


def test_a_version_that_it_does_not_speak_is_refused(start):
    service = start(described=False)
    error = service.ask("describe", {"protocol_versions": ["9.0"]})
    assert (error["code"], error["data"]["supported"]) == (-32008, ["1.0"])
    assert service.ask("describe", {"protocol_versions": ["9.0", "1.0"]})["name"] == "parrot"


def test_describe_says_what_is_served(start):
    service = start(described=False)
    described = service.ask("describe")
    assert described == service.ask("describe")
    assert (described["protocol_version"], described["version"]) == ("1.0", "1.2.3")
    assert described["sdk"]["language"] == "python"
    assert described["requires"] == ["provider.complete"]
    assert names(described, "tools")[:2] == ["echo", "turn"]
    assert names(described, "hooks") == ["guard", "stamp"]
    assert described["capabilities"]["providers"] == [{"name": "canned", "display_name": "Canned"}]
    assert names(described, "context_managers") == ["plain"]
    assert names(described, "orchestrators") == ["once"]
    guard = described["config_schema"]["guard"]
    assert guard["properties"]["limit"] == {"type": "integer", "default": 3}
    turn = described["capabilities"]["tools"][1]
    assert turn["description"] == "Answer after turn n + 1 has."
    assert turn["input_schema"] == {
        "type": "object",
        "properties": {"n": {"type": "integer"}},
        "required": ["n"],
        "additionalProperties": False,
    }


def test_only_the_chosen_components_are_served(start):
    service = start(described=False, AMPLIFIER_COMPONENTS="echo, guard")
    described = service.ask("describe")
    assert list(described["capabilities"]) == ["tools", "hooks"]
    assert names(described, "tools") + names(described, "hooks") == ["echo", "guard"]
    assert service.ask_tool("turn", n=1)["code"] == -32004


def test_a_chosen_component_that_is_not_there_ends_the_start(start):
    service = start(described=False, AMPLIFIER_COMPONENTS="ecko")
    code, _, stderr = service.end()
    assert code != 0
    assert "did you mean 'echo'?" in stderr


EVENT = {"event": "tool:pre", "hook": "guard"}
DATA = {"tool_name": "bash", "tool_call_id": "c", "tool_input": {"command": "sudo ls"}}


def test_a_configuration_reaches_the_component_and_a_later_one_replaces_it(start):
    service = start()
    session = {"id": "s1", "cwd": "/tmp"}
    config = {"guard": {"forbidden": "sudo"}}
    assert service.ask("configure", {"config": config, "session": session}) == {"status": "ok"}
    assert service.ask("hook.emit", {**EVENT, "data": DATA})["reason"] == "sudo is not allowed"
    assert service.ask_tool("where")["output"] == ["/tmp", "s1", None]
    assert service.ask("configure", {"config": {}}) == {"status": "ok"}
    assert service.ask("hook.emit", {**EVENT, "data": DATA})["action"] == "continue"


def test_a_refused_configuration_closes_the_service_until_a_good_one(start):
    service = start()
    config = {"guard": {"forbidden": 1, "limit": "x", "more": True}, "gard": {}}
    error = service.ask("configure", {"config": config})
    assert error["code"] == -32602
    assert sorted(fault["path"] for fault in error["data"]["errors"]) == [
        "/config/gard",
        "/config/guard/forbidden",
        "/config/guard/limit",
        "/config/guard/more",
    ]
    assert service.ask_tool("echo", value=1)["code"] == -32007
    assert service.ask("ping") == {}
    assert service.ask("describe")["name"] == "parrot"
    assert service.ask("configure", {"config": {}}) == {"status": "ok"}
    assert service.ask_tool("echo", value=1)["output"] == 1


def test_eof_ends_an_idle_service_and_cleanup_runs(start):
    service = start()
    service.ask("orchestrator.execute", {"prompt": 1})  # never used: nothing to clean up
    service.close()
    code, left, stderr = service.end()
    assert (code, left, stderr) == (0, [], "")


def test_eof_before_the_first_word_is_no_fault(start):
    service = start(described=False)
    service.close()
    assert service.end() == (0, [], "")


def test_cleanup_of_what_was_used_runs(start):
    service = start()
    service.request(
        1,
        "orchestrator.execute",
        {
            "prompt": "hi",
            "system_prompt": "",
            "tools": [],
            "hooks": [],
            "providers": [],
            "agents": [],
            "config": {},
        },
    )
    service.next()
    service.next()
    service.close()
    code, left, stderr = service.end()
    assert code == 0
    assert left[-1]["error"]["data"]["kind"] == "service_unavailable"
    assert stderr == "cleaned up\n"


def test_what_was_asked_before_eof_is_answered(start):
    service = start(described=False)
    service.request(1, "describe")
    service.tool(2, "turn", n=50)
    service.close()
    code, left, _ = service.end()
    assert (code, [message["id"] for message in left]) == (0, [1, 2])


def test_sigterm_lets_what_is_under_way_finish_and_takes_nothing_new(start):
    service = start()
    service.tool(1, "finish_slowly")
    inner = service.next()
    service.terminate()
    while "result" in (answer := _ping_tool(service)):  # until the signal has arrived
        pass
    assert answer["error"]["data"]["kind"] == "service_unavailable"
    service.send({"id": inner["id"], "result": {"value": "done"}})
    code, left, _ = service.end()
    assert (code, [message["result"]["output"] for message in left]) == (0, ["done"])


def _ping_tool(service):
    service.tool("p", "echo", value=1)
    return service.next()


@pytest.mark.parametrize("name", ["hold", "block_thread"])
@pytest.mark.parametrize("how", ["close", "terminate"])
def test_a_handler_that_does_not_end_does_not_keep_the_process(start, name, how):
    service = start()
    service.tool(1, name)
    service.next()
    getattr(service, how)()
    code, left, _ = service.end()
    assert code == 0
    assert [message["error"]["code"] for message in left] == [-32800]


@pytest.mark.parametrize("how", ["close", "terminate"])
def test_a_blocked_event_loop_does_not_keep_the_process(start, how):
    service = start()
    service.tool(1, "block_loop")
    service.next()
    getattr(service, how)()
    assert service.end()[:2] == (0, [])
