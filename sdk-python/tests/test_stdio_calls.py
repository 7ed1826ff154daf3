"""Calls over real pipes: order, nesting, cancel, deadlines, prints, exceptions, streams."""

import pytest


@pytest.mark.parametrize("tool", ["turn", "turn_in_thread"])
def test_fifty_calls_are_answered_in_reverse_order(start, tool):
    service = start()
    for n in range(1, 51):
        service.tool(n, tool, n=n)
    answers = [service.next() for _ in range(50)]
    assert [answer["id"] for answer in answers] == list(range(50, 0, -1))
    assert all(answer["result"]["output"] == answer["id"] for answer in answers)


def test_a_tool_calls_the_host_and_its_meta_goes_along(start):
    service = start()
    meta = {"depth": 2, "session_id": "s", "traceparent": "t", "deadline_ms": 60_000}
    params = {"_meta": meta, "name": "ask_state", "input": {"key": "k"}}
    service.request(7, "tool.execute", params)
    inner = service.next()
    assert (inner["method"], inner["params"]["key"]) == ("state.get", "k")
    passed = inner["params"]["_meta"]
    assert passed | {"deadline_ms": 0} == meta | {"depth": 3, "deadline_ms": 0}
    assert 0 < passed["deadline_ms"] <= 60_000
    service.send({"id": inner["id"], "result": {"value": [1]}})
    assert service.next()["result"]["output"] == [1]


def test_a_plain_function_calls_the_host_and_tells_its_progress(start):
    service = start()
    service.tool(7, "ask_state_in_thread", key="k")
    progress, inner = service.next(), service.next()
    assert progress["params"] == {"request_id": 7, "message": "asking", "progress": 1.0}
    service.send({"id": inner["id"], "result": {"value": "v"}})
    assert service.next()["result"]["output"] == "v"


def test_an_error_of_the_host_is_the_callers(start):
    service = start()
    service.tool(7, "ask_state", key="k")
    error = {"code": -32003, "message": "no", "data": {"kind": "permission_denied"}}
    service.send({"id": service.next()["id"], "error": error})
    assert service.next() == {"jsonrpc": "2.0", "id": 7, "error": error}


def test_a_cancel_reaches_the_call_to_the_host_and_both_are_answered(start):
    service = start()
    service.tool(7, "ask_state", key="k")
    inner = service.next()
    cancel = {"id": 7, "mode": "immediate", "reason": "enough"}
    service.send({"method": "$/cancel", "params": cancel})
    travelled, answer = service.next(), service.next()
    assert travelled["method"] == "$/cancel"
    assert travelled["params"] == {**cancel, "id": inner["id"]}
    assert (answer["id"], answer["error"]["code"]) == (7, -32800)
    assert answer["error"]["data"]["kind"] == "cancelled"
    service.send({"id": inner["id"], "result": {"value": "late"}})  # disturbs nobody
    assert service.ask("ping") == {}


def test_a_graceful_cancel_lets_the_handler_finish(start):
    service = start()
    service.tool(7, "hold_until_cancelled")
    service.next()
    service.send({"method": "$/cancel", "params": {"id": 7, "mode": "graceful"}})
    assert service.next()["result"]["output"] == "graceful"


@pytest.mark.parametrize("name", ["hold", "block_thread"])
def test_a_cancel_ends_what_waits(start, name):
    service = start()
    service.tool("a", name)
    assert service.next()["params"]["request_id"] == "a"
    service.send({"method": "$/cancel", "params": {"id": "a"}})
    assert service.next()["error"]["code"] == -32800


def test_a_deadline_is_kept_by_whoever_does_not_keep_it(start):
    service = start()
    params = {"_meta": {"deadline_ms": 50}, "name": "hold", "input": {}}
    service.request(7, "tool.execute", params)
    assert service.next()["method"] == "$/progress"
    assert service.next()["error"]["data"]["kind"] == "deadline_exceeded"
    service.request(8, "tool.execute", {**params, "_meta": {"deadline_ms": 0}})
    assert service.next()["error"]["code"] == -32001


def test_prints_stay_off_the_wire(start):
    service = start()
    # Standard input is empty: nobody can eat the host's messages.
    assert service.ask_tool("noise") == {"success": True, "output": "b''"}
    service.close()
    code, left, stderr = service.end()
    assert (code, left) == (0, [])
    for source in ("print", "descriptor", "stdout", "child", "C"):
        assert f"noise: {source}" in stderr


@pytest.mark.parametrize(("level", "told"), [("WARNING", "warning"), ("CRITICAL", "error")])
def test_the_standard_library_logs_to_the_host(start, level, told):
    service = start()
    service.tool(1, "logs", level=level, text="hello")
    line = service.next()
    assert line["method"] == "$/log"
    assert "'the cause'" in line["params"].pop("data")["traceback"]
    assert line["params"] == {"level": told, "message": "hello!", "logger": "parrot.beak"}
    assert service.next()["id"] == 1


@pytest.mark.parametrize(("how", "exception"), [("x", "ValueError"), ("exit", "SystemExit")])
def test_an_exception_is_an_error_of_its_request_alone(start, how, exception):
    service = start()
    error = service.ask_tool("fail", how=how)
    assert error["code"] == -32603
    assert error["data"] == {"kind": "internal_error", "exception": exception}
    assert service.ask_tool("echo", value=1)["output"] == 1


def test_a_tool_that_failed_is_a_result(start):
    result = start().ask_tool("fail", how="tool")
    error = {"message": "no such thing", "kind": "not_found", "details": {"thing": 1}}
    assert result == {"success": False, "output": "no such thing", "error": error}


def test_hooks_decide_and_fold(start):
    service = start()
    data = {"tool_name": "bash", "tool_call_id": "c", "tool_input": {"command": "ls"}}
    folded = service.ask("hook.emit", {"event": "tool:pre", "data": data})
    assert folded["action"] == "modify"
    assert folded["data"] == {"tool_input": {"command": "ls", "stamped": "tool:pre"}}
    data["tool_input"] = {"command": "rm -rf /"}
    denied = service.ask("hook.emit", {"event": "tool:pre", "hook": "guard", "data": data})
    assert (denied["action"], denied["reason"]) == ("deny", "rm -rf is not allowed")
    nobody = service.ask("hook.emit", {"event": "vendor:x", "data": {}})
    assert nobody == {"action": "continue"}
    wrong = service.ask("hook.emit", {"event": "tool:pre", "hook": "guard", "data": {}})
    assert wrong["code"] == -32602
    assert "/data/tool_name" in [fault["path"] for fault in wrong["data"]["errors"]]


def test_a_provider_streams_before_it_answers(start):
    service = start()
    request = {"messages": [{"role": "user", "content": "one two"}]}
    service.request("p", "provider.complete", {"stream": True, "request": request})
    tokens = [service.next() for _ in range(2)]
    assert {token["method"] for token in tokens} == {"stream.provider.token"}
    assert tokens[0]["params"] == {"request_id": "p", "index": 0, "text": "one "}
    result = service.next()["result"]
    assert result["content"] == [{"type": "text", "text": "one two"}]


def test_an_llm_error_says_all_of_itself(start):
    request = {"messages": [{"role": "user", "content": "too much"}]}
    error = start().ask("provider.complete", {"provider": "canned", "request": request})
    assert error["code"] == -32010
    assert error["data"] == {
        "kind": "llm_error",
        "llm_error": "rate_limit",
        "retryable": True,
        "provider": "canned",
        "retry_after": 2.5,
    }


TURN = {"system_prompt": "", "tools": [], "hooks": [], "providers": [], "agents": [], "config": {}}


def test_an_orchestrator_asks_streams_and_answers(start):
    service = start()
    service.request(1, "orchestrator.execute", {"prompt": "hi", **TURN})
    log, asked = service.next(), service.next()
    assert log["params"] == {"level": "info", "message": "set up", "logger": "once"}
    assert asked["method"] == "request.provider_complete"
    assert asked["params"]["stream"] is True
    token = {"request_id": asked["id"], "index": 0, "text": "ho"}
    service.send({"method": "stream.provider.token", "params": token})
    streamed = service.next()
    assert streamed["method"] == "stream.token"
    assert streamed["params"] == {"request_id": 1, "index": 0, "text": "ho"}
    response = {"content": [{"type": "text", "text": "ho"}]}
    service.send({"id": asked["id"], "result": response})
    assert service.next()["result"] == {"response": "ho", "status": "completed"}


def test_a_cancelled_orchestrator_answers_with_what_it_has(start):
    service = start()
    service.request(1, "orchestrator.execute", {"prompt": "hi", **TURN})
    service.next()
    asked = service.next()
    token = {"request_id": asked["id"], "index": 0, "text": "ho"}
    service.send({"method": "stream.provider.token", "params": token})
    service.next()
    service.send({"method": "$/cancel", "params": {"id": 1}})
    assert service.next()["params"]["id"] == asked["id"]
    assert service.next()["result"] == {"response": "ho", "status": "cancelled"}


def test_a_context_manager_keeps_messages(start):
    service = start()
    one, two = ({"role": "user", "content": text} for text in ("one", "two"))
    assert service.ask("context.add_message", {"message": one}) == {}
    assert service.ask("context.add_message", {"message": two}) == {}
    assert service.ask("context.get_messages") == {"messages": [one, two]}
    assert service.ask("context.get_messages", {"token_budget": 1}) == {"messages": [two]}
    assert service.ask("context.set_messages", {"messages": [two]}) == {}
    assert service.ask("context.get_messages") == {"messages": [two]}
    assert service.ask("context.clear") == {}
    assert service.ask("context.get_messages") == {"messages": []}
