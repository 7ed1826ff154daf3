"""A cancelled turn still answers, keeps what there is, and leaves a conversation that can go on."""

import asyncio

import pytest
from amplifier_ipc import NetworkError, RpcError

BY_USER = "Cancelled by the user."


async def test_immediate_in_the_middle_of_an_answer(stage, gate):
    at = gate()

    async def model(host, inbound):
        host.piece(inbound, "token", index=0, text="the answer ")
        await at()

    async with stage(model=[model]) as host:
        turn = asyncio.create_task(host.turn())
        await host.until("token")
        host.cancel("immediate")
        result = await turn
        assert result == {"response": "the answer ", "status": "cancelled", "turn_count": 1}
        assert host.messages[-1] == {
            "role": "assistant",
            "content": "the answer ",
            "metadata": {"partial": True},
        }
        assert host.told("orchestrator:complete")[0]["status"] == "cancelled"
        assert host.told("prompt:complete")[0]["response"] == "the answer "


async def test_immediate_while_tools_run(stage, call, gate):
    at = gate()

    async def slow(tool_input):
        await at()

    model = [call(("quick", {}), ("slow", {}), said="looking")]
    async with stage(model=model, tools={"quick": "quick", "slow": slow}) as host:
        turn = asyncio.create_task(host.turn())
        await host.until("tool_call_end")
        await at.reached.wait()
        host.cancel("immediate")
        result = await turn
    assert result["status"] == "cancelled"
    assert result["response"] == "looking"
    assert [m["content"] for m in host.messages if m["role"] == "tool"] == ["quick", BY_USER]
    assert [(end["id"], end["success"]) for end in host.shown("tool_call_end")] == [
        ("call_1", True),
        ("call_2", False),
    ]


async def test_immediate_while_results_are_stored_leaves_no_hole(stage, say, call, gate):
    at = gate()

    async with stage(model=[call(("a", {}), ("a", {}), ("a", {}))], tools={"a": 1}) as host:
        store = host.context_add_message

        async def slowly(inbound):
            if len(host.messages) == 3:
                at.reached.set()
                await at.open.wait()
            return await store(inbound)

        host.context_add_message = slowly
        turn = asyncio.create_task(host.turn())
        await at.reached.wait()
        host.cancel("immediate")
        await host.call("ping")  # the cancel has been read
        at.open.set()
        result = await turn
    assert result["status"] == "cancelled"
    stored = [m["tool_call_id"] for m in host.messages if m["role"] == "tool"]
    assert stored == ["call_1", "call_2", "call_3"]


async def test_graceful_stops_a_model_that_heeds_it(stage, gate):
    at = gate()

    async def model(host, inbound):
        host.piece(inbound, "token", index=0, text="the answer ")
        await at()
        raise RpcError.cancelled()

    async with stage(model=[model]) as host:
        turn = asyncio.create_task(host.turn())
        await host.until("token")
        host.cancel("graceful")
        await host.call("ping")  # the cancel has been read
        at.open.set()
        result = await turn
    assert result == {"response": "the answer ", "status": "cancelled", "turn_count": 1}
    assert host.messages[-1]["content"] == "the answer "
    assert host.told("provider:error") == []


async def test_graceful_finishes_what_runs_and_starts_nothing_new(stage, call, gate):
    at = gate()

    async def running(tool_input):
        await at()
        return "finished"

    model = [call(("a", {}), ("a", {}), said="let me see")]
    async with stage(model=model, tools={"a": running}, max_parallel_tools=1) as host:
        turn = asyncio.create_task(host.turn())
        await at.reached.wait()
        host.cancel("graceful")
        await host.call("ping")
        at.open.set()
        result = await turn
    assert result["status"] == "cancelled"
    assert result["response"] == "let me see"
    assert [m["content"] for m in host.messages if m["role"] == "tool"] == ["finished", BY_USER]
    assert len(host.asked) == 1


async def test_graceful_lets_the_answer_come_to_its_end(stage, say, gate):
    at = gate()

    async def model(host, inbound):
        await at()
        return say("the whole answer")

    async with stage(model=[model]) as host:
        turn = asyncio.create_task(host.turn())
        await at.reached.wait()
        host.cancel("graceful")
        await host.call("ping")
        at.open.set()
        result = await turn
    assert result["status"] == "cancelled"
    assert result["response"] == "the whole answer"
    assert host.roles() == ["user", "assistant"]


@pytest.mark.parametrize("mode", ["graceful", "immediate"])
async def test_a_turn_that_waits_for_a_retry_is_cancelled_at_once(stage, gate, mode):
    at = gate()

    async def waits(data):
        at.reached.set()
        return {}

    model = [NetworkError("no route", retry_after=250)]
    async with stage(model=model, hooks={"provider:retry": waits}) as host:
        turn = asyncio.create_task(host.turn())
        await at.reached.wait()
        host.cancel(mode)
        assert (await turn)["status"] == "cancelled"
    assert len(host.asked) == 1
