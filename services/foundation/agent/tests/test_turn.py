"""The loop: what is asked, what is stored, what is told, and in which order."""

import pytest
from amplifier_ipc import RpcError

USAGE = {"input_tokens": 10, "output_tokens": 2, "total_tokens": 12, "cost_usd": "0.10"}


async def test_an_answer(stage, say):
    async with stage(model=[say("hi there", usage=USAGE, model="m1")]) as host:
        result = await host.turn("hello")
    assert result == {
        "response": "hi there",
        "status": "completed",
        "turn_count": 1,
        "usage": USAGE,
    }
    assert host.messages[0] == {"role": "user", "content": "hello"}
    assert host.messages[1] == {
        "role": "assistant",
        "content": [{"type": "text", "text": "hi there"}],
        "metadata": {"provider": "mock", "model": "m1", "usage": USAGE, "iteration": 1},
    }
    assert [message["message"] for message in host.shown("context_message_added")] == host.messages
    assert host.shown("usage") == [{"usage": USAGE}]


async def test_the_events_of_a_turn_in_their_order(stage, say, call):
    model = [call(("count", {"n": 1}), said="let me count"), say("one")]
    async with stage(model=model, tools={"count": 1}) as host:
        await host.turn("how many?")
    asked = ["provider:request", "llm:request", "llm:response", "provider:response"]
    blocks = ["content_block:start", "content_block:delta", "content_block:end"]
    seen = [name for name, _ in host.events if not name.startswith("content_block")]
    assert seen == [
        "prompt:submit",
        *(asked[0], "provider:resolve", *asked[1:]),
        *("tool:pre", "tool:post"),
        *asked,
        *("orchestrator:complete", "prompt:complete"),
    ]
    assert [name for name, _ in host.events if name.startswith("content_block")] == [
        *blocks,
        "content_block:start",
        "content_block:end",
        *blocks,
    ]
    assert host.told("orchestrator:complete")[0]["status"] == "success"
    assert host.told("prompt:complete")[0] == {
        "response": "one",
        "response_preview": "one",
        "length": 3,
    }


async def test_the_request_to_the_model(stage, say):
    async with stage(model=[say("x")], tools={"a": 1, "b": 2}, reasoning_effort="high") as host:
        await host.turn()
    request = host.asked[0]
    assert request["system"] == "Be brief."
    assert [tool["name"] for tool in request["tools"]] == ["a", "b"]
    assert request["reasoning_effort"] == "high"
    assert "model" not in request


async def test_attachments_follow_the_prompt(stage, say):
    image = {"type": "image", "source": {"type": "url", "url": "https://example.org/cat.png"}}
    async with stage(model=[say("a cat")]) as host:
        await host.turn("what is it?", attachments=[image])
    assert host.messages[0]["content"] == [{"type": "text", "text": "what is it?"}, image]


async def test_thinking_keeps_its_signature_beside_the_calls(stage, say, call):
    first = call(("a", {}))
    thinking = {"type": "thinking", "thinking": "hm", "signature": "s1"}
    first["content"].insert(0, thinking)
    async with stage(model=[first, say("done")], tools={"a": 1}) as host:
        await host.turn()
    assert host.messages[1]["content"][0] == thinking
    assert host.messages[1]["tool_calls"] == [{"id": "call_1", "name": "a", "arguments": {}}]


async def test_nobody_listens_nobody_is_woken(stage, say):
    async with stage(model=[say("x")], listen=()) as host:
        await host.turn()
    assert host.events == []


async def test_a_hook_that_cannot_be_heard_stops_no_turn(stage, say):
    async with stage(
        model=[say("x")], hooks={"llm:request": RpcError("overloaded", "full")}
    ) as host:
        assert (await host.turn())["status"] == "completed"


async def test_usage_is_summed(stage, say, call):
    model = [call(("a", {}), usage=USAGE), say("x", usage=USAGE)]
    async with stage(model=model, tools={"a": 1}) as host:
        result = await host.turn()
    assert result["usage"] == {
        "input_tokens": 20,
        "output_tokens": 4,
        "total_tokens": 24,
        "cost_usd": "0.20",
    }


async def test_at_the_limit_of_steps_the_model_is_asked_for_a_summary(stage, say, call):
    model = [call(("a", {})), call(("a", {})), say("so far: one")]
    async with stage(model=model, tools={"a": 1}, max_iterations=2) as host:
        result = await host.turn()
    assert result["response"] == "so far: one"
    assert result["status"] == "completed"
    assert "tools" not in host.asked[2]
    assert host.asked[2]["messages"][-1]["role"] == "user"
    assert host.told("orchestrator:complete")[0]["status"] == "max_iterations_reached"
    assert host.roles() == ["user", "assistant", "tool", "assistant", "tool", "assistant"]


async def test_calls_beyond_the_limit_leave_nothing_that_wants_a_result(stage, call):
    stubborn = call(("a", {}), said="I insist")
    async with stage(model=[stubborn, stubborn], tools={"a": 1}, max_iterations=1) as host:
        result = await host.turn()
    assert result["response"] == "I insist"
    assert host.messages[-1]["content"] == [{"type": "text", "text": "I insist"}]
    assert "tool_calls" not in host.messages[-1]


async def test_the_config_of_the_request_counts(stage, say, call):
    model = [call(("a", {})), say("x")]
    async with stage(model=model, tools={"a": 1}) as host:
        await host.turn(config={"max_iterations": 1})
        assert "tools" not in host.asked[1]
        with pytest.raises(RpcError) as told:
            await host.turn(config={"max_iterations": "many", "retry": {"max_delay": "x"}})
    assert told.value.kind == "invalid_params"
    assert [fault["path"] for fault in told.value.data["errors"]] == [
        "/config/max_iterations",
        "/config/retry/max_delay",
    ]


async def test_an_interrupted_call_is_repaired(stage, say):
    async with stage(model=[say("x")]) as host:
        lost = {"id": "c9", "name": "bash", "arguments": {}}
        host.messages = [{"role": "assistant", "content": "", "tool_calls": [lost]}]
        await host.turn("go on")
    sent = host.asked[0]["messages"]
    assert [message["role"] for message in sent] == ["assistant", "tool", "user"]
    assert sent[1]["tool_call_id"] == "c9"
    assert sent[1]["metadata"] == {"is_error": True}
    assert host.told("provider:tool_sequence_repaired") == [
        {"repaired": [{"id": "c9", "name": "bash"}]}
    ]
    assert "tool" not in host.roles()  # only the request is repaired


async def test_the_window_of_the_model_goes_to_the_context(stage, say):
    small = {"id": "small", "display_name": "", "context_window": 9000, "max_output_tokens": 100}
    info = {"id": "mock", "display_name": "", "credential_env_vars": [], "config_fields": []}
    mounted = {
        "name": "mock",
        "service": "s",
        "info": {**info, "capabilities": [], "defaults": {"model": "small"}},
        "models": [{**small, "capabilities": [], "defaults": {}}],
    }
    async with stage(model=[say("x")], providers=[mounted]) as host:
        await host.turn()
    seen = next(
        params for method, params in host.requests if method == "request.context_get_messages"
    )
    assert seen["provider_info"]["context_window"] == 9000
    assert seen["provider_info"]["max_output_tokens"] == 100
    assert host.asked[0]["model"] == "small", "who started the session named it"
