"""Providers that fail: asked again while that may help, else a failed turn with one clear sentence."""

import asyncio

import pytest
from amplifier_ipc import (
    AuthenticationError,
    ContextLengthError,
    InvalidToolCallError,
    NetworkError,
    QuotaExceededError,
    RateLimitError,
    RpcError,
    StreamError,
)

AT_ONCE = {"initial_delay": 0.0}


async def test_a_retryable_error_is_retried(stage, say):
    model = [RateLimitError("slow down", retry_after=0.01), NetworkError("no route"), say("there")]
    async with stage(model=model, retry=AT_ONCE) as host:
        result = await host.turn()
    assert result["response"] == "there"
    retries = host.told("provider:retry")
    assert [(data["attempt"], data["max_retries"]) for data in retries] == [(1, 5), (2, 5)]
    assert retries[0]["delay_s"] == 0.01
    assert retries[0]["error"] == {
        "type": "RateLimitError",
        "msg": "slow down",
        "kind": "rate_limit",
    }
    assert [data["status"] for data in host.told("llm:response")] == ["error", "error", "ok"]


async def test_retries_end(stage):
    async with stage(
        model=[NetworkError("no route")] * 3, retry={**AT_ONCE, "max_retries": 2}
    ) as host:
        result = await host.turn()
    assert result["status"] == "failed"
    assert result["metadata"] == {
        "error": "provider mock (service providers-mock): no route (tried 3 times)",
        "kind": "llm_error",
        "llm_error": "network",
        "retryable": True,
    }
    assert host.told("provider:error")[0]["error"]["kind"] == "network"
    assert host.told("orchestrator:complete")[0]["status"] == "failed"


@pytest.mark.parametrize(
    "error",
    [
        AuthenticationError("the key is wrong"),
        QuotaExceededError("the quota is used up"),
        NetworkError("tried it all", attempts=5),
        RateLimitError("come back tomorrow", retry_after=86400),
    ],
)
async def test_what_another_try_does_not_mend_is_asked_once(stage, error):
    async with stage(model=[error], retry=AT_ONCE) as host:
        result = await host.turn()
    assert result["status"] == "failed"
    assert error.message in result["metadata"]["error"]
    assert host.told("provider:retry") == []
    assert len(host.asked) == 1


async def test_a_failed_turn_tells_programs_what_the_provider_told(stage):
    error = RateLimitError(
        "slow down", provider="mock", model="m", status_code=429, retry_after=1e6, attempts=4
    )
    async with stage(model=[error]) as host:
        result = await host.turn()
    told = dict(result["metadata"])
    assert told.pop("error").endswith("slow down (tried 4 times)")
    assert told == {
        "kind": "llm_error",
        "llm_error": "rate_limit",
        "provider": "mock",
        "model": "m",
        "status_code": 429,
        "retryable": True,
        "retry_after": 1e6,
    }


async def test_the_adapters_own_tries_are_told(stage):
    async with stage(model=[NetworkError("no route", attempts=5)]) as host:
        result = await host.turn()
    assert result["metadata"]["error"] == (
        "provider mock (service providers-mock): no route (tried 5 times)"
    )


async def test_a_provider_whose_service_died(stage):
    died = RpcError(
        "service_unavailable",
        "service providers-mock was ended by SIGKILL",
        service="providers-mock",
    )
    async with stage(model=[died]) as host:
        result = await host.turn()
    assert result["status"] == "failed"
    assert result["metadata"] == {
        "error": "service providers-mock was ended by SIGKILL",
        "kind": "service_unavailable",
    }


async def test_text_that_came_before_the_end_is_kept(stage):
    async def dies(host, inbound):
        host.piece(inbound, "token", index=0, text="the answer is")
        return RpcError("service_unavailable", "gone", service="providers-mock")

    async with stage(model=[dies]) as host:
        result = await host.turn()
    assert result["response"] == "the answer is"
    assert result["metadata"]["error"] == "service providers-mock: gone"
    assert host.messages[-1] == {
        "role": "assistant",
        "content": "the answer is",
        "metadata": {"partial": True},
    }
    assert host.shown("content_block_end") == [{"type": "text", "index": 0}]


async def test_a_retry_after_text_closes_the_block_and_says_so(stage, say):
    async def breaks(host, inbound):
        host.piece(inbound, "token", index=0, text="half")
        return StreamError("the stream broke")

    async with stage(model=[breaks, say("whole")], retry=AT_ONCE) as host:
        result = await host.turn()
    assert result["response"] == "whole"
    assert len(host.shown("content_block_end")) == 2
    note = "The answer broke off and is asked for again: the stream broke"
    assert ("display.show", {"message": note, "level": "warning"}) in host.notifications
    assert host.roles() == ["user", "assistant"]


async def test_messages_that_do_not_fit_are_asked_for_shorter_once(stage, say):
    too_long = ContextLengthError("too long")
    async with stage(model=[too_long, say("x")]) as host:
        assert (await host.turn("y" * 4000))["status"] == "completed"
        budgets = [
            p.get("token_budget") for m, p in host.requests if m == "request.context_get_messages"
        ]
        assert budgets == [None, int(0.7 * 1004)]
        host.model = [too_long, too_long]
        result = await host.turn()
    assert result["status"] == "failed"


async def test_a_malformed_call_goes_back_to_the_model_twice(stage, say):
    bad = InvalidToolCallError("no JSON", tool_name="bash", raw_arguments='{"command": ')
    async with stage(model=[bad, bad, say("sorry")]) as host:
        assert (await host.turn())["response"] == "sorry"
    assert host.roles() == ["user", "assistant", "tool", "assistant", "tool", "assistant"]
    assert host.messages[2]["content"] == 'The arguments of bash are no JSON object: {"command": '
    assert host.messages[2]["tool_call_id"] == host.messages[1]["tool_calls"][0]["id"]
    async with stage(model=[bad] * 3) as host:
        result = await host.turn()
    assert result["status"] == "failed"
    assert "no JSON" in result["metadata"]["error"]


async def test_an_answer_that_is_no_response(stage):
    async with stage(model=[{"content": "text"}]) as host:
        result = await host.turn()
    assert result["status"] == "failed"
    assert (
        "the answer to request.provider_complete does not fit ChatResponse"
        in result["metadata"]["error"]
    )


async def test_a_conversation_that_cannot_be_stored_fails_the_turn(stage):
    async with stage() as host:
        gone = RpcError("service_unavailable", "it ended", service="foundation-agent")
        host.answers["request.context_add_message"] = gone
        result = await host.turn()
    assert result["status"] == "failed"
    assert result["metadata"]["error"] == "service foundation-agent: it ended"


async def test_requests_keep_their_distance(stage, say, call):
    model = [call(("a", {})), say("x")]
    async with stage(model=model, tools={"a": 1}, min_delay_between_calls_ms=200) as host:
        started = asyncio.get_running_loop().time()
        await host.turn()
        assert asyncio.get_running_loop().time() - started >= 0.19
    told = host.told("provider:throttle")
    assert len(told) == 1
    assert 0 < told[0]["delay_ms"] <= 200
    assert told[0]["reason"] == "min_delay_between_calls_ms"
