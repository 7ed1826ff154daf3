"""Each action of a hook, where it has an effect."""

import pytest
from amplifier_ipc import RpcError

AGREED = {"approved": True, "option": "Allow once"}


def results(host):
    return [message["content"] for message in host.messages if message["role"] == "tool"]


async def test_a_denied_prompt_leaves_no_trace(stage):
    async with stage(hooks={"prompt:submit": {"action": "deny", "reason": "not today"}}) as host:
        result = await host.turn()
    assert result == {"response": "not today", "status": "denied", "turn_count": 0}
    assert host.messages == []
    assert host.told("orchestrator:complete")[0]["status"] == "denied"
    assert host.told("prompt:complete") == []


async def test_a_prompt_is_replaced(stage, say):
    hook = {"action": "modify", "data": {"prompt": "hello, please"}}
    async with stage(model=[say("x")], hooks={"prompt:submit": hook}) as host:
        await host.turn("hello")
    assert host.messages[0]["content"] == "hello, please"


@pytest.mark.parametrize("approved", [True, False])
async def test_a_prompt_is_asked_about(stage, say, approved):
    hook = {"action": "ask_user", "approval_prompt": "Send it?"}
    async with stage(model=[say("x")], hooks={"prompt:submit": hook}) as host:
        host.answers["request.approval"] = {"approved": approved}
        result = await host.turn()
    assert result["status"] == ("completed" if approved else "denied")
    assert host.roles() == (["user", "assistant"] if approved else [])


async def test_a_lasting_injection_becomes_a_message_after_the_prompt(stage, say):
    hook = {"action": "inject_context", "context_injection": "It is Monday."}
    async with stage(model=[say("x")], hooks={"prompt:submit": hook}) as host:
        await host.turn()
    assert host.messages[1] == {"role": "system", "content": "It is Monday."}


async def test_an_ephemeral_injection_is_for_the_next_request_only(stage, say, call):
    hook = {
        "action": "inject_context",
        "context_injection": "psst",
        "context_injection_role": "user",
        "ephemeral": True,
    }
    async with stage(
        model=[call(("a", {})), say("x")], tools={"a": 1}, hooks={"prompt:submit": hook}
    ) as host:
        await host.turn()
    assert host.asked[0]["messages"][-1] == {"role": "user", "content": "psst"}
    assert "psst" not in str(host.asked[1])
    assert "psst" not in str(host.messages)


async def test_the_request_to_a_model_is_denied(stage):
    hook = {"action": "deny", "reason": "the budget is used up"}
    async with stage(hooks={"provider:request": hook}) as host:
        result = await host.turn()
    assert result["status"] == "denied"
    assert result["response"] == "the budget is used up"
    assert host.asked == []


async def test_routing_chooses_provider_model_settings_and_tools(stage, say):
    chosen = {
        "provider": "other",
        "model": "big",
        "model_config": {"temperature": 0.5, "max_output_tokens": 9},
        "tool_names": ["b"],
    }
    hook = {"action": "modify", "data": chosen}
    providers = [{"name": "mock", "service": "s"}, {"name": "other", "service": "o"}]
    async with stage(
        model=[say("x")],
        tools={"a": 1, "b": 2},
        hooks={"provider:request": hook},
        providers=providers,
    ) as host:
        await host.turn()
    sent = next(p for method, p in host.requests if method == "request.provider_complete")
    assert sent["provider"] == "other"
    assert sent["stream"] is True
    assert sent["request"]["model"] == "big"
    assert sent["request"]["temperature"] == 0.5
    assert sent["request"]["max_output_tokens"] == 9
    assert [tool["name"] for tool in sent["request"]["tools"]] == ["b"]
    assert host.told("provider:resolve") == [{"provider": "other", "model": "big"}]


@pytest.mark.parametrize(
    ("chosen", "mounted"),
    [
        ("google", "gemini"),
        ("gemini", "google"),
        ("azure-openai", "azure_openai"),
        ("github-copilot", "github_copilot"),
        ("copilot", "github_copilot"),
    ],
)
async def test_a_candidate_of_routing_is_found_under_each_of_its_names(stage, say, chosen, mounted):
    hook = {"action": "modify", "data": {"provider": chosen, "model": "m"}}
    providers = [{"name": "mock", "service": "s"}, {"name": mounted, "service": "o"}]
    async with stage(
        model=[say("x")], hooks={"provider:request": hook}, providers=providers
    ) as host:
        assert (await host.turn())["response"] == "x"
    sent = next(p for method, p in host.requests if method == "request.provider_complete")
    assert sent["provider"] == mounted


async def test_a_tool_that_is_not_offered_is_not_run(stage, say, call):
    hook = {"action": "modify", "data": {"tool_names": ["b"]}}
    async with stage(
        model=[call(("a", {})), say("x")], tools={"a": 1, "b": 2}, hooks={"provider:request": hook}
    ) as host:
        await host.turn()
    assert results(host) == ["a is not offered in this step"]
    assert "request.tool_execute" not in [method for method, _ in host.requests]


async def test_settings_that_make_no_request_fail_the_turn_with_a_sentence(stage):
    hook = {"action": "modify", "data": {"model_config": {"temperature": "warm"}}}
    async with stage(hooks={"provider:request": hook}) as host:
        result = await host.turn()
    assert result["status"] == "failed"
    assert "make no request for a model" in result["metadata"]["error"]


async def test_an_injection_into_a_request_is_never_stored(stage, say, call):
    hook = {"action": "inject_context", "context_injection": "git: clean"}
    async with stage(
        model=[call(("a", {})), say("x")], tools={"a": 1}, hooks={"provider:request": hook}
    ) as host:
        await host.turn()
    for request in host.asked:
        assert [m["content"] for m in request["messages"]].count("git: clean") == 1
    assert "git: clean" not in str(host.messages)


async def test_a_denied_tool_is_a_result(stage, say, call):
    hook = {"action": "deny", "reason": "rm -rf is not allowed"}
    async with stage(
        model=[call(("a", {})), say("x")], tools={"a": 1}, hooks={"tool:pre": hook}
    ) as host:
        result = await host.turn()
    assert result["status"] == "completed"
    assert results(host) == ["Denied: rm -rf is not allowed"]
    assert "request.tool_execute" not in [method for method, _ in host.requests]


async def test_hooks_that_cannot_be_asked_have_not_agreed(stage, say, call):
    hooks = {"tool:pre": RpcError("overloaded", "full")}
    async with stage(model=[call(("a", {})), say("x")], tools={"a": 1}, hooks=hooks) as host:
        await host.turn()
    assert results(host) == ["Denied: the hooks could not be asked: full"]
    assert "request.tool_execute" not in [method for method, _ in host.requests]


async def test_the_input_of_a_tool_is_replaced(stage, say, call):
    hook = {"action": "modify", "data": {"tool_input": {"n": 2}}}
    tools = {"a": lambda given: given["n"]}
    async with stage(
        model=[call(("a", {"n": 1})), say("x")], tools=tools, hooks={"tool:pre": hook}
    ) as host:
        await host.turn()
    assert results(host) == ["2"]
    assert host.told("tool:post")[0]["tool_input"] == {"n": 2}


async def test_an_input_that_is_no_object_is_refused(stage, say, call):
    hook = {"action": "modify", "data": {"tool_input": "n=2"}}
    async with stage(
        model=[call(("a", {})), say("x")], tools={"a": 1}, hooks={"tool:pre": hook}
    ) as host:
        await host.turn()
    assert results(host) == ["Denied: a hook made its input a str; an object is needed"]


async def test_the_annotations_of_a_tool_reach_the_hooks(stage, say, call):
    specs = {"a": {"annotations": {"destructive": True}}}
    async with stage(model=[call(("a", {})), say("x")], tools={"a": 1}, specs=specs) as host:
        await host.turn()
    assert host.told("tool:pre")[0]["annotations"]["destructive"] is True


@pytest.mark.parametrize(
    ("annotations", "risk"),
    [({"destructive": True, "open_world": True}, "high"), ({"destructive": True}, "medium")],
)
async def test_the_user_agrees_to_a_tool(stage, say, call, annotations, risk):
    hook = {
        "action": "ask_user",
        "approval_prompt": "Run it?",
        "approval_options": ["Allow once", "Deny"],
        "approval_timeout": 5,
    }
    specs = {"a": {"annotations": annotations}}
    async with stage(
        model=[call(("a", {"n": 1})), say("x")],
        tools={"a": 7},
        specs=specs,
        hooks={"tool:pre": hook},
    ) as host:
        host.answers["request.approval"] = AGREED
        await host.turn()
    assert results(host) == ["7"]
    asked = next(params for method, params in host.requests if method == "request.approval")
    assert {name: asked[name] for name in asked if name != "_meta"} == {
        "tool_name": "a",
        "action": "run a",
        "details": {"tool_input": {"n": 1}},
        "risk_level": risk,
        "prompt": "Run it?",
        "options": ["Allow once", "Deny"],
        "timeout": 5.0,
        "default": "deny",
    }
    assert host.told("approval:required")[0]["tool_call_id"] == "call_1"
    assert host.told("approval:granted")[0]["option"] == "Allow once"


async def test_the_user_refuses_a_tool(stage, say, call):
    hooks = {"tool:pre": {"action": "ask_user", "approval_prompt": "Run it?"}}
    async with stage(model=[call(("a", {})), say("x")], tools={"a": 1}, hooks=hooks) as host:
        host.answers["request.approval"] = {"approved": False, "reason": "too dangerous"}
        await host.turn()
    assert results(host) == ["Denied: too dangerous"]
    assert host.told("approval:denied")[0]["reason"] == "too dangerous"


async def test_nobody_can_be_asked(stage, say, call):
    hooks = {"tool:pre": {"action": "ask_user", "approval_prompt": "Run it?"}}
    async with stage(model=[call(("a", {})), say("x")], tools={"a": 1}, hooks=hooks) as host:
        host.answers["request.approval"] = RpcError("service_unavailable", "no terminal")
        await host.turn()
    assert results(host) == ["Denied: nobody could be asked: no terminal"]


@pytest.mark.parametrize(
    ("hook", "seen"),
    [
        (
            {"action": "modify", "data": {"result": {"success": True, "output": "[REDACTED]"}}},
            "[REDACTED]",
        ),
        ({"action": "deny", "reason": "secret"}, "Withheld: secret"),
        (
            {"action": "modify", "data": {"result": "text"}},
            "Withheld: a hook made of it what is no ToolResult",
        ),
        (RpcError("overloaded", "full"), "Withheld: the hooks could not be asked: full"),
    ],
)
async def test_a_result_is_replaced_or_hidden(stage, say, call, hook, seen):
    async with stage(
        model=[call(("a", {})), say("x")], tools={"a": "key=123"}, hooks={"tool:post": hook}
    ) as host:
        await host.turn()
    assert results(host) == [seen]
    assert "key=123" not in str(host.messages)
    assert "key=123" not in str(host.streamed)


async def test_injections_of_tools_follow_all_results_in_the_order_of_the_calls(stage, say, call):
    def inject(data):
        return {"action": "inject_context", "context_injection": f"about {data['tool_call_id']}"}

    model = [call(("a", {}), ("b", {})), say("x")]
    async with stage(model=model, tools={"a": 1, "b": 2}, hooks={"tool:post": inject}) as host:
        await host.turn()
    assert host.roles() == ["user", "assistant", "tool", "tool", "system", "system", "assistant"]
    assert [m["content"] for m in host.messages[4:6]] == ["about call_1", "about call_2"]


async def test_a_text_is_joined_to_the_last_result(stage, say, call):
    hook = {
        "action": "inject_context",
        "context_injection": "<system-reminder>stop reading</system-reminder>",
        "ephemeral": True,
        "append_to_last_tool_result": True,
    }
    async with stage(
        model=[call(("a", {})), say("x")], tools={"a": "42"}, hooks={"tool:post": hook}
    ) as host:
        await host.turn()
    last = host.asked[1]["messages"][-1]
    assert last["role"] == "tool"
    assert last["content"] == "42\n\n<system-reminder>stop reading</system-reminder>"
    assert results(host) == ["42"]


async def test_prompt_complete_may_say_not_yet_three_times(stage, say):
    hook = {
        "action": "inject_context",
        "context_injection": "not yet",
        "context_injection_role": "user",
    }
    async with stage(
        model=[say(f"{n}") for n in range(4)], hooks={"prompt:complete": hook}
    ) as host:
        result = await host.turn()
    assert result["response"] == "3"
    assert result["turn_count"] == 4
    assert host.roles() == [
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
        "assistant",
    ]


async def test_what_a_hook_says_to_the_user_is_shown(stage, say):
    hook = {"action": "continue", "user_message": "80 % used", "user_message_level": "warning"}
    async with stage(model=[say("x")], hooks={"provider:request": hook}) as host:
        await host.turn()
    assert ("display.show", {"message": "80 % used", "level": "warning"}) in host.notifications
